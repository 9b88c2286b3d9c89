"""An event as the blocks of a Discord message. Pure; every text is escaped, none is longer than `markup.ROOM`.

How many blocks fit into one message is for `pack.py`; text that streams is for `board.py`.
"""

from collections.abc import Iterable, Iterator
from typing import assert_never

from adapters.discord.blocks import Block, File, Frame, Inner, Menu, Row, Text
from adapters.discord.limits import CARD_BUTTONS, CONTENT, MENU
from adapters.discord.markup import heading, pieces
from adapters.discord.parts import delta, lines, parts, rows
from adapters.escape import safe
from bot.dialogue.events import (
    AskForm,
    Attachment,
    Button,
    Card,
    Choices,
    Diff,
    Event,
    Failure,
    Line,
    Progress,
    Prompt,
    Tone,
)
from bot.words import N_, Words

ASKS = 0x5865F2
"""Something waits for an answer: there are a question and buttons too."""
CHANGED = 0xC27C0E
"""Something is different now: there are struck and bold words too."""
FAILED = 0xD83C3E
"""Something did not work: a sentence says so too."""

Shown = Progress | Card | Diff | Choices | AskForm | Attachment | Failure
"""What stands there as it is; text that streams comes to stand with the board."""


def blocks(event: Shown, words: Words) -> tuple[Block, ...]:
    """Give the blocks of an event in order, none for an event that says nothing."""
    match event:
        case Card():
            return _frame(_card(event, words))
        case Diff():
            return _frame(_diff(event, words), CHANGED)
        case Choices() | AskForm():
            return _frame(_asked(event, words), ASKS)
        case Failure():
            return _frame(_failure(event, words), FAILED)
        case Attachment():
            return (*lines((Line(event.note),)), File(event.name, event.content))
        case Progress():
            return tuple(lines((Line(event.text, Tone.QUIET),)))
    assert_never(event)


def plain_prompt(event: Event) -> str | None:
    """Give the text of an answer that is a prompt alone, where a plain message holds it exactly; None: it does not, or
    there is more in the answer. Discord takes white space from both ends of a message.
    """
    match event:
        case Card(title="", parts=(Prompt() as prompt,), buttons=(), more=()):
            text = prompt.text
        case _:
            return None
    exact = text == text.strip() and text == safe(text) and "\r" not in text
    return text if exact and 0 < len(text) <= CONTENT.number else None


def _frame(shown: Iterable[Inner], accent: int | None = None) -> tuple[Block, ...]:
    inner = tuple(shown)
    return (Frame(inner, accent),) if inner else ()


def _heading(title: str) -> Iterator[Text]:
    yield from map(Text, pieces(" ".join(title.split()), heading, len("### ")))


def _card(card: Card, words: Words) -> Iterator[Inner]:
    yield from _heading(card.title)
    yield from parts(card.parts, words)
    yield from _buttons(card.buttons, card.more, words)


def _diff(diff: Diff, words: Words) -> Iterator[Inner]:
    yield from _heading(diff.title)
    yield from delta(diff.delta, words)
    yield from lines(diff.notes)
    yield from _buttons(diff.buttons, diff.more, words)


def _buttons(buttons: tuple[Button, ...], more: tuple[Button, ...], words: Words) -> Iterator[Inner]:
    """Give the buttons in sight, and menus of those behind "More"."""
    yield from rows(buttons, CARD_BUTTONS.number)
    for at in range(0, len(more), MENU.number):
        yield Menu(words(N_("More")), more[at : at + MENU.number])


def _asked(event: Choices | AskForm, words: Words) -> Iterator[Inner]:
    if isinstance(event, Choices):
        yield from _heading(event.question)
        yield from parts(event.parts, words)
        yield from rows(event.buttons)
        return
    yield from _heading(event.title)
    yield from lines((Line(event.intro),))
    yield Row((event.skip, event.open) if event.skip else (event.open,))


def _failure(event: Failure, words: Words) -> Iterator[Inner]:
    said = [Line(words(N_("This did not work.")), Tone.STRONG)]
    said += [Line(text) for text in (event.sentence, event.kept, event.advice)]
    said += [Line(words(N_("Request {request}"), request=event.request), Tone.QUIET)] if event.request else []
    yield from lines(said)
    yield from rows(event.buttons)
