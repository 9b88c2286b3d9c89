"""The parts of a card as blocks of a Slack message. Pure; no block has more than `ROOM` characters of text."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import assert_never

from adapters.difference import legend
from adapters.escape import revealed
from adapters.fit import in_file
from adapters.slack.difference import differences
from adapters.slack.limits import LABEL, MENU, OPTION_LABEL, OVERFLOW, ROW
from adapters.slack.markup import (
    ROOM,
    Block,
    context,
    copies_exactly,
    fenced,
    label,
    pieces,
    plain,
    quotation,
    rich,
    run,
    section,
    size,
    texts,
)
from bot.dialogue.events import Button, Delta, Facts, Item, Items, Line, Part, Prompt, Style, Thumbs, Tone
from bot.words import N_, Words

MORE = "~more"
"""The id of a menu; what its options do is their value. A block never has two menus."""
THUMBS = "~thumbs"
"""The id of the buttons for what a person thinks."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that goes with the blocks before it; how it is sent depends on where they go."""

    name: str
    content: bytes = field(repr=False)


Piece = Block | Upload


def parts(shown: Iterable[Part], words: Words) -> Iterator[Piece]:
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


def lines(shown: Iterable[Line]) -> Iterator[Block]:
    """Give lines under each other; quiet ones are small."""
    for quiet, group in groupby(shown, key=lambda line: line.tone is Tone.QUIET):
        if quiet:
            yield from map(context, pieces("\n".join(line.text for line in group if line.text.strip())))
        else:
            yield from stacked(_line(line, text) for line in group for text in pieces(line.text))


def stacked(shown: Iterable[Sequence[Block]]) -> Iterator[Block]:
    """Give lines, each of them pieces of rich text, under each other in as few blocks as hold them."""
    made: list[Block] = []
    for runs in shown:
        if made and _size(made) + _size(runs) + 1 > ROOM:
            yield rich(section(*made))
            made = []
        made += [run("\n"), *runs] if made else runs
    if made:
        yield rich(section(*made))


def delta(shown: Delta, words: Words) -> Iterator[Block]:
    """Give a difference, and what its signs mean where that is to be said."""
    yield from differences(shown)
    said = legend(shown, words)
    yield from lines((Line(said, Tone.QUIET),) if said else ())


def actions(buttons: Sequence[Button], words: Words, more: Sequence[Button] = ()) -> Iterator[Block]:
    """Give buttons in rows, and those behind "More" in menus, the first of them beside the last row."""
    made = [[button(each) for each in row] for row in _groups(buttons, ROW.number)]
    menus = [menu(group, words) for group in _groups(more, MENU.number)]
    if made and menus:
        made[-1].append(menus.pop(0))
    for elements in (*made, *([each] for each in menus)):
        yield {"type": "actions", "elements": elements}


def button(shown: Button) -> Block:
    """Give a button; its id is the token."""
    made: Block = {"type": "button", "action_id": shown.token, "text": label(shown.label, LABEL.number)}
    return made if shown.style is Style.PLAIN else made | {"style": shown.style.value}


def menu(buttons: Sequence[Button], words: Words) -> Block:
    """Give a menu of buttons that have different tokens: their tokens are the values of its options."""
    options = [{"text": label(each.label, OPTION_LABEL.number), "value": each.token} for each in buttons]
    if len(options) <= OVERFLOW.number:
        return {"type": "overflow", "action_id": MORE, "options": options}
    placeholder = plain(words(N_("More")))
    return {"type": "static_select", "action_id": MORE, "placeholder": placeholder, "options": options}


def judged(shown: Thumbs | None) -> Iterator[Block]:
    """Give Slack's own buttons for what a person thinks; what each does is its value."""
    if shown is not None:
        both = {"positive_button": _thumb(shown.up), "negative_button": _thumb(shown.down)}
        yield {
            "type": "context_actions",
            "elements": [{"type": "feedback_buttons", "action_id": THUMBS, **both}],
        }


def _thumb(shown: Button) -> Block:
    return {"text": label(shown.label, LABEL.number), "value": shown.token}


def _part(part: Prompt | Facts | Items | Delta, words: Words) -> Iterator[Piece]:
    match part:
        case Prompt():
            yield from _prompt(part, words)
        case Facts():
            yield from stacked(_facts(part, words))
        case Items():
            for item in part.items:
                yield from _item(item, words)
        case Delta():
            yield from delta(part, words)
        case _:
            assert_never(part)


def _line(line: Line, text: str) -> tuple[Block]:
    return (run(text, bold=True) if line.tone is Tone.STRONG else run(text),)


def _prompt(prompt: Prompt, words: Words) -> Iterator[Piece]:
    """Give a text in a block to copy, or as a file where the block would not give it back exactly."""
    if copies_exactly(prompt.text):
        yield fenced(prompt.text)
    elif prompt.text:
        yield from lines(in_file(prompt, words))
        yield Upload(prompt.name, prompt.text.encode())
    else:
        yield context(words(N_("The text is empty.")))


def _facts(facts: Facts, words: Words) -> Iterator[tuple[Block, ...]]:
    yield from ((run(text, bold=True),) for text in pieces(facts.title))
    for name, value in facts.rows:
        names = pieces(words(N_("{label}:"), label=name) if value.strip() else name)
        values = pieces(value)
        if len(names) == len(values) == 1 and size(names[0]) + size(values[0]) < ROOM:
            yield run(names[0], bold=True), run(f" {values[0]}")
        else:
            yield from ((run(text, bold=True),) for text in names)
            yield from ((run(text),) for text in values)


def _item(item: Item, words: Words) -> Iterator[Block]:
    """Give one of several things; its only button stands beside it, more of them stand below."""
    title = words(N_("{label}: {text}"), label=item.mark, text=item.title) if item.mark else item.title
    quoted = revealed(f"\u201c{item.quote}\u201d") if item.quote else ""
    said = pieces("\n".join(text for text in (title, quoted, item.body) if text.strip()))
    if len(item.buttons) == 1 and said:
        first = {"type": "section", "text": plain(said[0]), "expand": True}
        yield first | {"accessory": button(item.buttons[0])}
        yield from stacked((run(text),) for text in said[1:])
        return
    yield from _sections(title, quoted, item.body)
    yield from actions(item.buttons, words)


def _sections(title: str, quoted: str, body: str) -> Iterator[Block]:
    """Give title, quotation and body in one block where it holds them, else in one each or more."""
    made = [section(run(text, bold=True)) for text in pieces(title)]
    made += [quotation(text) for text in pieces(quoted)]
    made += [section(run(text)) for text in pieces(body)]
    if sum(size(text) for text in texts(rich(*made))) <= ROOM:
        yield from (rich(*made),) if made else ()
    else:
        yield from map(rich, made)


def _groups(buttons: Sequence[Button], most: int) -> list[list[Button]]:
    """Give groups of at most `most` buttons, in order, each button once and each token once in a group."""
    groups: list[dict[str, Button]] = []
    for each in {(one.label, one.token): one for one in buttons}.values():
        if not groups or len(groups[-1]) == most or each.token in groups[-1]:
            groups.append({})
        groups[-1][each.token] = each
    return [list(group.values()) for group in groups]


def _size(runs: Iterable[Block]) -> int:
    return sum(size(each["text"]) for each in runs)
