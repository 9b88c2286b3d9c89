"""An event as what the shell writes, and whether it is the result or a note beside it. Pure, no input or output.

The result goes to standard output, notes to standard error. Through a pipe, once a prompt is part of the answer, the
prompt alone is the result: `prompteur draft ... > prompt.md` gives a prompt. At a terminal everything stays together.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import assert_never

from adapters.lines import Label, block, prompt, row
from adapters.screen import Append, File, Lines, Passing, Shown, attachment
from bot.dialogue.events import (
    AskForm,
    Attachment,
    Card,
    Choices,
    Diff,
    Done,
    Event,
    Failure,
    Progress,
    Prompt,
    TextDelta,
)
from bot.words import Words


@dataclass(frozen=True, slots=True)
class Written:
    """Something to write."""

    shown: Shown
    result: bool


def together(event: Event, label: Label, words: Words) -> Iterator[Written]:
    """Give what is written at a terminal."""
    match event:
        case TextDelta():
            yield Written(Append(event.slot, event.text), result=True)
        case Progress():
            yield Written(Passing(event.text), result=True)
        case Card() | Diff() | Choices() | AskForm() | Failure():
            yield Written(Lines(block(event, label, words)), result=True)
        case Attachment():
            yield Written(attachment(event, words), result=True)
        case Done():
            pass
        case _:
            assert_never(event)


def apart(event: Event, label: Label, words: Words, *, given: bool) -> Iterator[Written]:
    """Give what is written through pipes. `given`: a prompt was a result of this answer already, so that all that
    follows is a note.
    """
    match event:
        case TextDelta():
            yield Written(Append(event.slot, event.text), result=True)
        case Progress():
            yield Written(Passing(event.text), result=False)
        case Card():
            yield from _card(event, label, words, given=given)
        case Diff() | Choices():
            yield Written(Lines(block(event, label, words)), result=not given)
        case AskForm() | Failure():
            yield Written(Lines(block(event, label, words)), result=False)
        case Attachment():
            note = f"{event.name}: {event.note}" if event.note else event.name
            yield Written(File(event.name, event.content, event.note), result=True)
            yield Written(Lines((row(note),)), result=False)
        case Done():
            pass
        case _:
            assert_never(event)


def _card(card: Card, label: Label, words: Words, *, given: bool) -> Iterator[Written]:
    texts = [part for part in card.parts if isinstance(part, Prompt)]
    for text in texts:
        exact, *note = prompt(text.text, words)
        yield Written(Lines((exact,)), result=True)
        if note:
            yield Written(Lines(tuple(note[1:])), result=False)
    rest = replace(card, parts=tuple(part for part in card.parts if not isinstance(part, Prompt)))
    if rows := block(rest, label, words):
        yield Written(Lines(rows), result=not given and not texts)
