"""Blocks packed into as few messages as hold them, in order, each within Slack's limits. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from adapters.slack.limits import BLOCKS, FALLBACK, TEXT
from adapters.slack.markup import STRUCK, Block, context, escaped, size, texts
from adapters.slack.parts import Piece, Upload
from adapters.split import split
from bot.words import N_, Words

AROUND = 10
"""Characters that are counted for each piece of text beside its own: Slack counts something for what it stands in, and
does not say how much (a maintainer of Bolt calls it a buffer)."""
SPARE = 1_000
"""Characters, and one block, that are left free beside files, for where it is said that they are sent apart."""


@dataclass(frozen=True, slots=True)
class Message:
    """One message: blocks, at least one, and the files that go with it."""

    blocks: tuple[Block, ...]
    uploads: tuple[Upload, ...] = field(default=())

    @property
    def text(self) -> str:
        """What stands for the blocks in notifications, escaped; what is longer than Slack takes says so."""
        said = "\n".join(text for text in texts(self.blocks, STRUCK) if text.strip()) or "\n".join(_labels(self.blocks))
        if size(said) <= FALLBACK.number:
            return escaped(said)
        first = split(said, FALLBACK.number - 1, measure=size, fences=False)[0]
        return escaped(f"{first.text.rstrip()}\u2026")


def pack(pieces: Sequence[Piece]) -> tuple[Message, ...]:
    """Give the messages that hold `pieces`, in order; none for no pieces.

    Each block must be one that Slack takes. Buttons and files stay with what stands before them where that is possible.
    """
    made: list[_Growing] = []
    for unit in _units(pieces):
        for part in (unit,) if _Growing().holds(unit) else tuple((piece,) for piece in unit):
            if not made or not made[-1].holds(part):
                made.append(_Growing())
            made[-1].add(part)
    return tuple(each.message for each in made)


def cost(node: object) -> int:
    """Give how many characters a block has at most, as Slack may count them, those of buttons and menus too."""
    if isinstance(node, dict):
        own = node.get("text")
        said = size(own) + AROUND if isinstance(own, str) else 0
        return said + sum(map(cost, node.values()))
    return sum(map(cost, node)) if isinstance(node, list | tuple) else 0


def elsewhere(message: Message, words: Words) -> Message:
    """Give a message without its files that says where they are: for answers that cannot hold any."""
    if not message.uploads:
        return message
    names = [each.name for each in message.uploads]
    said = [words(N_("The file {name} is in your direct messages with me."), name=name) for name in names]
    short = words.count(
        N_("{number} file is in your direct messages with me."),
        N_("{number} files are in your direct messages with me."),
        len(names),
    )
    told = "\n".join(said)
    return Message((*message.blocks, context(told if size(told) + AROUND <= SPARE else short)))


def _units(pieces: Iterable[Piece]) -> list[tuple[Piece, ...]]:
    """Give what should stay in one message: a block with the buttons and files that follow it."""
    units: list[tuple[Piece, ...]] = []
    for piece in pieces:
        follows = isinstance(piece, Upload) or piece["type"] in {"actions", "context_actions"}
        if units and follows:
            units[-1] = (*units[-1], piece)
        else:
            units.append((piece,))
    return units


class _Growing:
    """A message that more is added to."""

    def __init__(self) -> None:
        self._blocks: list[Block] = []
        self._uploads: list[Upload] = []
        self._cost = 0

    def holds(self, part: Sequence[Piece]) -> bool:
        """Say whether Slack takes it with `part` added."""
        blocks = [piece for piece in part if not isinstance(piece, Upload)]
        spare = 1 if self._uploads or len(blocks) < len(part) else 0
        characters = self._cost + cost(blocks) + SPARE * spare
        return len(self._blocks) + len(blocks) + spare <= BLOCKS.number and characters <= TEXT.number

    def add(self, part: Sequence[Piece]) -> None:
        """Add `part`, which it holds; `ValueError` where no message does."""
        if not self.holds(part):
            raise ValueError("a block that no message can hold")
        for piece in part:
            if isinstance(piece, Upload):
                self._uploads.append(piece)
            else:
                self._blocks.append(piece)
                self._cost += cost(piece)

    @property
    def message(self) -> Message:
        """The message; files alone get a name, since a message must say something."""
        blocks = self._blocks or [context(self._uploads[0].name)]
        return Message(tuple(blocks), tuple(self._uploads))


def _labels(node: object) -> list[str]:
    if isinstance(node, dict):
        found = [node["text"]["text"]] if isinstance(node.get("text"), dict) else []
        return [*found, *(label for each in node.values() for label in _labels(each))]
    return [label for each in node for label in _labels(each)] if isinstance(node, list | tuple) else []
