"""A prompt that is filled in: the form that asks for its variables, and its text with what was answered."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.dialogue.aim import LABEL
from bot.dialogue.events import Card, Facts, Line, Part, Prompt, Tone
from bot.dialogue.form import Field, FieldKind, Form
from bot.domain import TEXT_LIMIT
from bot.library.fragments import Whole, filled
from bot.library.texts import shortened
from bot.library.variables import Declared, Sheet, Type
from bot.words import N_, Words

HINT = 100
"""Characters of a field's hint on the narrowest surface."""
_KINDS = {Type.TEXT: FieldKind.LINE, Type.NUMBER: FieldKind.LINE, Type.CHOICE: FieldKind.CHOICE}
_HINTS = {Type.NUMBER: N_("A number."), Type.FILE: N_("Attach the file, or paste its text.")}


def blanks(
    named_by: str, asked: Sequence[Declared], words: Words, last: Mapping[str, str] | None = None
) -> Form | None:
    """Ask for variables; None when there are none. `named_by` is the token that comes back, `last` what stands there
    already.
    """
    fields = tuple(_blank(one, (last or {}).get(one.name, one.default), words) for one in asked)
    if not fields:
        return None
    return Form(token=named_by, title=words(N_("What you fill in")), fields=fields, submit=words(N_("Fill in")))


def _blank(asked: Declared, default: str, words: Words) -> Field:
    kind = FieldKind.TEXT if "\n" in default else _KINDS.get(asked.type, FieldKind.TEXT)
    label = shortened(asked.name, LABEL)
    said = (
        asked.about,
        words(_HINTS[asked.type]) if asked.type in _HINTS else "",
        "" if label == asked.name else asked.name,
    )
    field = Field(
        name=asked.name,
        label=label,
        kind=kind,
        hint=shortened(" ".join(text for text in said if text), HINT),
        options=asked.choices,
        free=kind is FieldKind.CHOICE,
        required=asked.required,
        default=default,
    )
    return replace(field, limit=TEXT_LIMIT) if kind is FieldKind.TEXT else field


def used(prompt: Whole, values: Mapping[str, str], words: Words, notes: Sequence[str] = ()) -> Card:
    """Give a prompt with its variables filled in, to be copied."""
    made = filled(prompt, values)
    said = (*notes, *warnings(prompt.sheets, words))
    parts: tuple[Part, ...] = (Prompt(made), *(Line(text, Tone.QUIET) for text in said))
    return Card(slot="used", title=words(N_("Filled in. Only you see this.")), parts=parts, data=made)


def warnings(sheets: Sequence[Sheet], words: Words) -> tuple[str, ...]:
    """Say what is wrong with front matter."""
    return tuple(words(sheet.warning, **sheet.values) for sheet in sheets if sheet.warning)


def described(variables: Sequence[Declared], words: Words) -> tuple[Part, ...]:
    """Say what is to be filled in; nothing where nothing is."""
    rows = tuple((f"{{{{{one.name}}}}}", one.about or ", ".join(one.choices)) for one in variables)
    return (Facts(rows, title=words(N_("What you fill in"))),) if rows else ()
