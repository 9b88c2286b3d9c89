"""An event as what the terminal does with it. Pure, no input or output."""

from dataclasses import dataclass
from typing import assert_never

from adapters.lines import EMPTY, Label, Look, Rows, block, prompt, row
from bot.dialogue.events import AskForm, Attachment, Card, Choices, Diff, Done, Event, Failure, Progress, TextDelta
from bot.words import N_, Words


@dataclass(frozen=True, slots=True)
class Append:
    """Text that goes on where the last one of its slot ended; not safe yet, since it comes in pieces."""

    slot: str
    text: str


@dataclass(frozen=True, slots=True)
class Passing:
    """A line that stands only until something else is shown."""

    text: str


@dataclass(frozen=True, slots=True)
class Lines:
    """A block of lines."""

    rows: Rows


@dataclass(frozen=True, slots=True)
class File:
    """A file to be written, and what is said about it."""

    name: str
    content: bytes
    note: str


Shown = Append | Passing | Lines | File


def render(event: Event, label: Label, words: Words) -> Shown | None:
    """Give what is to be shown; None for nothing."""
    match event:
        case TextDelta():
            return Append(event.slot, event.text)
        case Progress():
            return Passing(event.text)
        case Card() | Diff() | Choices() | AskForm() | Failure():
            return Lines(block(event, label, words))
        case Attachment():
            return _attachment(event, words)
        case Done():
            return _done(event, words)
    assert_never(event)


def _attachment(event: Attachment, words: Words) -> Shown:
    try:
        text = event.content.decode()
    except UnicodeDecodeError:
        return File(event.name, event.content, event.note)
    head = [row(event.name, Look.STRONG), *([row(event.note)] if event.note else []), EMPTY]
    return Lines((*head, *prompt(text, words)))


def _done(event: Done, words: Words) -> Shown | None:
    if not event.repeated:
        return None
    return Lines((row(words(N_("That was answered before; nothing was done now.")), Look.QUIET),))
