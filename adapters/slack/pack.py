"""Blocks packed into as few messages as hold them, in order, each within Slack's limits. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from adapters.slack.limits import BLOCKS, FALLBACK, TEXT
from adapters.slack.markup import Block, context, escaped, size, texts
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
        said = "\n".join(text for text in texts(self.blocks) if text.strip()) or "\n".join(_labels(self.blocks))
        first, *more = split(said, FALLBACK.number - 1, measure=size, fences=False)
        return escaped(f"{first.text.rstrip()}\u2026" if more else first.text)


def pack(pieces: Sequence[Piece]) -> tuple[Message, ...]:
    """Give the messages that hold `pieces`, in order; none for no pieces.

    Each block must be one that Slack takes. Buttons and files stay with what stands before them where that is possible.
    """
    made: list[Message] = []
    for unit in _units(pieces):
        whole = _joined(None, unit) is not None
        for part in (unit,) if whole else tuple((piece,) for piece in unit):
            joined = _joined(made[-1], part) if made else None
            if joined is None:
                made.append(_forced(part))
            else:
                made[-1] = joined
    return tuple(made)


def cost(node: object) -> int:
    """Give how many characters a block has at most, as Slack may count them, those of buttons and menus too."""
    if isinstance(node, Mapping):
        own = node.get("text")
        said = size(own) + AROUND if isinstance(own, str) else 0
        return said + sum(cost(each) for each in node.values())
    return sum(map(cost, node)) if isinstance(node, Sequence) and not isinstance(node, str) else 0


def fits(message: Message) -> bool:
    """Say whether Slack takes a message of these blocks."""
    spare = 1 if message.uploads else 0
    characters = sum(map(cost, message.blocks)) + SPARE * spare
    return len(message.blocks) + spare <= BLOCKS.number and characters <= TEXT.number


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
        follows = isinstance(piece, Upload) or piece["type"] == "actions"
        if units and follows:
            units[-1] = (*units[-1], piece)
        else:
            units.append((piece,))
    return units


def _joined(message: Message | None, part: Sequence[Piece]) -> Message | None:
    """Give `message` with `part` added, or None where one message cannot hold that."""
    before = message or Message(())
    blocks = tuple(piece for piece in part if not isinstance(piece, Upload))
    uploads = tuple(piece for piece in part if isinstance(piece, Upload))
    made = replace(before, blocks=(*before.blocks, *blocks), uploads=(*before.uploads, *uploads))
    return made if fits(made) else None


def _forced(part: Sequence[Piece]) -> Message:
    """Give a message of a part that begins one; a file alone gets its name, since a message must say something."""
    made = _joined(None, part)
    if made is None:
        raise ValueError("a block that no message can hold")
    return made if made.blocks else replace(made, blocks=(context(made.uploads[0].name),))


def _labels(node: object) -> list[str]:
    if isinstance(node, Mapping):
        found = [node["text"]["text"]] if isinstance(node.get("text"), Mapping) else []
        return [*found, *(label for each in node.values() for label in _labels(each))]
    return [label for each in node for label in _labels(each)] if isinstance(node, list | tuple) else []
