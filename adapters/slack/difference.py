"""A difference as rich text: what went is struck, what came is bold, and long unchanged text is folded."""

from collections.abc import Iterator
from typing import Final

from adapters.difference import shown
from adapters.slack.markup import ROOM, Block, rich, run, section, size
from adapters.split import split
from bot.dialogue.events import Delta

_STYLES: Final = {"-": {"strike": True}, "+": {"bold": True}, "=": {}}


def differences(delta: Delta) -> Iterator[Block]:
    """Give the difference in blocks of at most `ROOM` characters, none empty."""
    made: list[Block] = []
    used = 0
    for piece in _runs(delta):
        cost = size(piece["text"])
        if used + cost > ROOM:
            yield from _block(made)
            made, used = [], 0
        made.append(piece)
        used += cost
    yield from _block(made)


def _runs(delta: Delta) -> Iterator[Block]:
    for each in shown(delta):
        text = each.text.replace("\r\n", "\n")
        for part in split(text, ROOM, measure=size, fences=False):
            yield run(part.text, **_STYLES[each.sign])


def _block(runs: list[Block]) -> Iterator[Block]:
    if any(piece["text"].strip() for piece in runs):
        yield rich(section(*runs))
