"""A text with variables: the form that asks for them, and the text with what was answered."""

from collections.abc import Mapping

from bot.dialogue.aim import LABEL
from bot.dialogue.events import Card, Prompt
from bot.dialogue.form import Field, FieldKind, Form
from bot.domain import TEXT_LIMIT
from bot.library.templates import fill, variables
from bot.words import N_, Words


def blanks(named_by: str, text: str, words: Words) -> Form | None:
    """Ask for the variables of a text; None when it has none. `named_by` is the token that comes back."""
    fields = tuple(_blank(name) for name in variables(text))
    if not fields:
        return None
    return Form(token=named_by, title=words(N_("What you fill in")), fields=fields, submit=words(N_("Fill in")))


def _blank(name: str) -> Field:
    label = name if len(name) <= LABEL else f"{name[: LABEL - 1]}…"
    return Field(name=name, label=label, kind=FieldKind.TEXT, hint="" if label == name else name, limit=TEXT_LIMIT)


def filled(text: str, values: Mapping[str, str], words: Words) -> Card:
    """Give a text with its variables filled in, to be copied."""
    made = fill(text, values)
    return Card(slot="used", title=words(N_("Filled in. Only you see this.")), parts=(Prompt(made),), data=made)
