"""A page of a form as the modal that Discord is sent."""

from collections.abc import Iterable, Iterator
from typing import Any

import discord
from discord import ui

from adapters.discord.limits import INPUT, MODAL_TITLE
from adapters.discord.markup import pieces, plain
from adapters.discord.modals import OTHER, Input
from bot.dialogue.form import FieldKind, Form
from bot.library.texts import shortened
from bot.words import N_, Words

ELSE = "~else"
"""The value of the option "Something else…"."""
FILE = "~file:"
"""Begins the id of a file that may be given in place of a text; the id of the text follows."""


def modal(form: Form, page: Iterable[Input], number: int, words: Words, kept: str = "") -> ui.Modal:
    """Make the modal of a page. `kept` names what is kept of the form between pages. The library stores nothing of
    it, and can make sense of nothing that comes back.
    """
    title = shortened(form.title, MODAL_TITLE.number) or words(N_("Your answer"))
    made = ui.Modal(title=title, custom_id=form_id(form.token, number, kept))
    for one in page:
        for item in _items(one, words):
            made.add_item(item)
    made.stop()
    return made


def form_id(token: str, number: int, kept: str) -> str:
    """Give the id of a page: the form's token, with the page's number and what is kept in front where there is any."""
    if kept:
        return f"~{number}.{kept}:{token}"
    return token if number == 1 else f"~{number}:{token}"


def _items(one: Input, words: Words) -> Iterator[ui.Item[Any]]:
    for note in _notes(one, words):
        yield ui.TextDisplay(note)
    label = one.label if one.in_label else words(N_("Question {number}"), number=one.number)
    yield ui.Label(text=label, description=_about(one, words) or None, component=_component(one, words))
    if one.file:
        about = words(N_("In place of the text above; up to {limit} characters."), limit=f"{one.limit:,}")
        file = _upload(f"{FILE}{one.id}", required=False)
        yield ui.Label(text=words(N_("Or as a file")), description=about, component=file)


def _about(one: Input, words: Words) -> str:
    return one.about or (words(N_("In your own words")) if one.other else "")


def _notes(one: Input, words: Words) -> Iterator[str]:
    """Give what stands above a field."""
    parts = pieces(one.note, plain)
    if parts:
        more = words(N_("This goes on, and is too long to be shown here."))
        yield parts[0] if len(parts) == 1 else f"{parts[0]}\n{more}"
    if one.file_only:
        said = N_(
            "The text has {count} characters, too many for a box. To change it, attach the changed text as a file."
        )
        yield words(said, count=f"{len(one.default):,}")


def _component(one: Input, words: Words) -> ui.Item[Any]:
    if one.file_only or one.kind is FieldKind.FILE:
        return _upload(one.id, required=one.required)
    if one.kind is FieldKind.CHOICE:
        return _menu(one, words)
    long = one.kind is FieldKind.TEXT or one.limit > INPUT.number or "\n" in one.default
    return ui.TextInput(
        custom_id=one.id,
        style=discord.TextStyle.paragraph if long else discord.TextStyle.short,
        default=one.default or None,
        required=one.required and not one.file,
        max_length=max(1, min(one.limit, INPUT.number), len(one.default)),
    )


def _menu(one: Input, words: Words) -> ui.Select[Any]:
    options = [discord.SelectOption(label=each, value=each, default=each == one.default) for each in one.options]
    if one.free:
        chosen = bool(one.default) and one.default not in one.options
        options.append(discord.SelectOption(label=words(N_("Something else…")), value=ELSE, default=chosen))
    return ui.Select(custom_id=one.id, options=options, min_values=int(one.required), required=one.required)


def _upload(custom_id: str, *, required: bool) -> ui.FileUpload[Any]:
    return ui.FileUpload(custom_id=custom_id, min_values=int(required), max_values=1, required=required)


def answer(value: str) -> str:
    """Give the answer that a chosen option stands for."""
    return OTHER if value == ELSE else value
