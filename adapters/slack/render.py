"""An event as blocks of a Slack message. Pure; no block has more than `markup.ROOM` characters of text.

How many blocks fit into one message is for `pack.py`; text that streams is for `board.py`.
"""

from collections.abc import Iterator
from typing import assert_never

from adapters.escape import one_line
from adapters.slack.limits import HEADER
from adapters.slack.markup import Block, pieces, plain, run, size
from adapters.slack.parts import Piece, Upload, actions, delta, judged, lines, parts, stacked
from bot.dialogue.events import AskForm, Attachment, Card, Choices, Diff, Failure, Line, Progress, Tone
from bot.words import N_, Words

Shown = Progress | Card | Diff | Choices | AskForm | Attachment | Failure
"""What stands there as it is; text that streams comes to stand with the board."""


def blocks(event: Shown, words: Words) -> tuple[Piece, ...]:
    """Give the blocks and files of an event in order, none for an event that says nothing."""
    return tuple(_pieces(event, words))


def heading(title: str) -> Iterator[Block]:
    """Give a heading; a long one is bold, since Slack's own are short."""
    shown = one_line(title)
    if 0 < size(shown) <= HEADER.number:
        yield {"type": "header", "text": plain(shown)}
    else:
        yield from stacked((run(text, bold=True),) for text in pieces(shown))


def _pieces(event: Shown, words: Words) -> Iterator[Piece]:
    match event:
        case Card():
            yield from heading(event.title)
            yield from parts(event.parts, words)
            yield from actions(event.buttons, words, event.more)
            yield from judged(event.thumbs)
        case Diff():
            yield from heading(event.title)
            yield from delta(event.delta, words)
            yield from lines(event.notes)
            yield from actions(event.buttons, words, event.more)
            yield from judged(event.thumbs)
        case Choices():
            yield from heading(event.question)
            yield from parts(event.parts, words)
            yield from actions(event.buttons, words)
        case AskForm():
            yield from heading(event.title)
            yield from lines((Line(event.intro),))
            yield from actions((event.skip, event.open) if event.skip else (event.open,), words)
        case Failure():
            yield from _failure(event, words)
        case Attachment():
            yield from lines((Line(event.note),) if event.note.strip() else (Line(event.name, Tone.QUIET),))
            yield Upload(event.name, event.content)
        case Progress():
            yield from lines((Line(event.text, Tone.QUIET),))
        case _:
            assert_never(event)


def _failure(event: Failure, words: Words) -> Iterator[Block]:
    said = [Line(words(N_("This did not work.")), Tone.STRONG)]
    said += [Line(text) for text in (event.sentence, event.kept, event.advice)]
    said += [Line(words(N_("Request {request}"), request=event.request), Tone.QUIET)] if event.request else []
    yield from lines(said)
    yield from actions(event.buttons, words)
