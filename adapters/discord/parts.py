"""The parts of a card as the blocks of a Discord message. Pure; every text is escaped, none is longer than `ROOM`."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final, assert_never

from adapters.difference import legend
from adapters.discord.blocks import Beside, File, Inner, Row, Text
from adapters.discord.difference import differences
from adapters.discord.limits import ROW
from adapters.discord.markup import ROOM, bold, copies_exactly, fenced, joined, pieces, plain, quiet, quote
from adapters.fit import in_file
from bot.dialogue.events import Button, Delta, Facts, Item, Items, Line, Part, Prompt, Tone
from bot.words import N_, Words

_TONES: Final[dict[Tone, tuple[Callable[[str], str], int]]] = {
    Tone.PLAIN: (plain, 0),
    Tone.STRONG: (bold, 4),
    Tone.QUIET: (quiet, 3),
}
"""How a tone is shown, and how many characters that adds to a line."""


def parts(shown: Iterable[Part], words: Words) -> Iterator[Inner]:
    """Give the blocks of parts in order; lines of text that follow each other stand in one block."""
    said: list[Line] = []
    for part in shown:
        if isinstance(part, Line):
            said.append(part)
            continue
        yield from lines(said)
        said = []
        yield from _part(part, words)
    yield from lines(said)


def lines(shown: Iterable[Line]) -> Iterator[Text]:
    """Give lines under each other."""
    yield from map(Text, joined([text for line in shown for text in pieces(line.text, *_TONES[line.tone])]))


def rows(buttons: Sequence[Button], most: int = ROW.number) -> Iterator[Row]:
    """Give buttons in rows of at most `most`."""
    yield from (Row(tuple(buttons[at : at + most])) for at in range(0, len(buttons), most))


def delta(shown: Delta, words: Words) -> Iterator[Text]:
    """Give a difference, and what its signs mean where that is to be said."""
    yield from map(Text, differences(shown))
    said = legend(shown, words)
    yield from lines((Line(said, Tone.QUIET),) if said else ())


def _part(part: Prompt | Facts | Items | Delta, words: Words) -> Iterator[Inner]:
    match part:
        case Prompt():
            yield from _prompt(part, words)
        case Facts():
            yield from map(Text, joined([text for text in _facts(part, words) if text]))
        case Items():
            for item in part.items:
                yield from _item(item, words)
        case Delta():
            yield from delta(part, words)
        case _:
            assert_never(part)


def _prompt(prompt: Prompt, words: Words) -> Iterator[Inner]:
    """Give a text in a block to copy, or as a file where the block would not give it back exactly."""
    if copies_exactly(prompt.text):
        yield Text(fenced(prompt.text))
    elif prompt.text:
        yield from lines(in_file(prompt, words))
        yield File(prompt.name, prompt.text.encode())
    else:
        yield Text(quiet(words(N_("The text is empty."))))


def _facts(facts: Facts, words: Words) -> Iterator[str]:
    yield from pieces(facts.title, bold, 4)
    for name, value in facts.rows:
        label = words(N_("{label}:"), label=name) if value else name
        row = f"{bold(label)} {plain(value)}".rstrip()
        yield from (row,) if len(row) <= ROOM else (*pieces(label, bold, 4), *pieces(value, plain))


def _item(item: Item, words: Words) -> Iterator[Inner]:
    """Give one of several things; its only button stands beside it, more of them stand below."""
    title = words(N_("{label}: {text}"), label=item.mark, text=item.title) if item.mark else item.title
    quoted = f"\u201c{item.quote}\u201d" if item.quote else ""
    texts = [*pieces(title, bold, 4), *pieces(quoted, quote, 2), *pieces(item.body, plain)]
    first, *rest = joined(texts) or [""]
    if len(item.buttons) == 1 and first:
        yield Beside(first, item.buttons[0])
        yield from map(Text, rest)
        return
    yield from map(Text, (first, *rest) if first else ())
    yield from rows(item.buttons)
