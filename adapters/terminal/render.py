"""An event as what the terminal does with it. Pure, no input or output."""

from typing import assert_never

from adapters.lines import Label, Look, block, row
from adapters.screen import Append, Lines, Passing, Shown, attachment
from bot.dialogue.events import AskForm, Attachment, Card, Choices, Diff, Done, Event, Failure, Progress, TextDelta
from bot.words import N_, Words


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
            return attachment(event, words)
        case Done():
            return _done(event, words)
    assert_never(event)


def _done(event: Done, words: Words) -> Shown | None:
    if not event.repeated:
        return None
    return Lines((row(words(N_("That was answered before; nothing was done now.")), Look.QUIET),))
