"""The Home tab: the core's sections in pages that Slack holds, and the prompts that are suggested. Pure."""

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from adapters.slack.limits import ROW, VIEW_BLOCKS, VIEW_BYTES
from adapters.slack.markup import Block, context, copies_exactly
from adapters.slack.parts import Upload, actions, parts
from adapters.slack.render import heading
from adapters.slack.typeahead import lookup
from bot.dialogue.command import Command, Section
from bot.dialogue.events import Button, Line, Part, Prompt
from bot.words import N_, Words

PAGE = "~home:"
"""In front of the number of a page, from 0, in the id of a button that leads to it."""
BYTES = VIEW_BYTES.number - 50_000
"""Bytes of a page's blocks, as JSON: the rest is for what stands around them."""
AROUND = 2
"""Blocks of a page that say which one it is and lead to others."""
ANSWERED = N_("What you press here is answered under Messages.")
SUGGESTED: Final = ("draft", "find", "last", "help")

View = dict[str, Any]
Unit = tuple[Block, ...]


def home(sections: Iterable[Section], words: Words, *, page: int = 0, top: Sequence[Button] = ()) -> View:
    """Give the view of the Home tab: `page` from 0, the last one where there are fewer; `top` are buttons, at most a
    row, that stand first on every page, with a word on where answers come. Where there are several pages, each says so
    and leads to those beside it.
    """
    first = (*actions(top[: ROW.number], words), context(words(ANSWERED)))
    pages = _pages(_units(sections, words), VIEW_BLOCKS.number - AROUND - len(first))
    number = max(0, min(page, len(pages) - 1))
    shown = pages[number] if pages else (context(words(N_("There is nothing here yet."))),)
    return {"type": "home", "blocks": [*first, *shown, *_way(number, len(pages), words)]}


def page_of(token: str) -> int:
    """Give the page that a button leads to; the first one where the id says nothing of the kind."""
    number = token.removeprefix(PAGE)
    return int(number) if number.isdecimal() else 0


def suggested(commands: Iterable[Command], words: Words) -> list[dict[str, str]]:
    """Give the prompts that are suggested in an empty conversation, as Slack takes them: what is seen, what is sent."""
    return [_suggestion(command, words) for command in starters(commands)]


def starters(commands: Iterable[Command]) -> tuple[Command, ...]:
    """Give the commands with which one begins."""
    found = {command.verb: command for command in commands if command.family == "prompt"}
    return tuple(found[verb] for verb in SUGGESTED if verb in found)


def _suggestion(command: Command, words: Words) -> dict[str, str]:
    """Give what a command does and how it is typed: its example where the model reads it; others name prompts that may
    not be there, so that the verb alone is typed.
    """
    typed = words(command.example) if command.asks_model else command.verb
    return {"title": words(command.help), "message": f"/{typed}"}


def _units(sections: Iterable[Section], words: Words) -> Iterator[Unit]:
    """Give what should stay on one page: a block with the buttons below it; a line stands between sections."""
    for number, section in enumerate(sections):
        blocks = [*heading(section.title), *_looked_up(section), *_parts(section.parts, words)]
        blocks += actions(section.buttons, words)
        if number and blocks:
            yield ({"type": "divider"},)
        yield from _kept_together(blocks)


def _looked_up(section: Section) -> Iterator[Block]:
    if section.lookup is not None:
        yield {"type": "actions", "elements": [lookup(section.lookup)]}


def _kept_together(blocks: Iterable[Block]) -> Iterator[Unit]:
    unit: Unit = ()
    for block in blocks:
        if unit and block["type"] != "actions":
            yield unit
            unit = ()
        unit = (*unit, block)
    yield from (unit,) if unit else ()


def _parts(shown: Iterable[Part], words: Words) -> Iterator[Block]:
    """Give the blocks of parts. Nothing can be attached here: a text that no block gives back exactly is only read."""
    readable = [
        Line(part.text) if isinstance(part, Prompt) and part.text and not copies_exactly(part.text) else part
        for part in shown
    ]
    yield from (piece for piece in parts(readable, words) if not isinstance(piece, Upload))


def _pages(units: Iterable[Unit], most: int) -> list[Unit]:
    """Give the blocks of each page: at most `most`, and no more bytes than Slack takes."""
    pages: list[Unit] = []
    for unit in units:
        for part in (unit,) if len(unit) <= most else tuple((block,) for block in unit):
            if pages and len(pages[-1]) + len(part) <= most and _bytes(pages[-1]) + _bytes(part) <= BYTES:
                pages[-1] = (*pages[-1], *part)
            else:
                pages.append(part)
    return [page for page in map(_trimmed, pages) if page]


def _trimmed(page: Unit) -> Unit:
    """Leave out lines between sections that have nothing on one side."""
    shown = [index for index, block in enumerate(page) if block["type"] != "divider"]
    return page[shown[0] : shown[-1] + 1] if shown else ()


def _bytes(blocks: Unit) -> int:
    return len(json.dumps(blocks))


def _way(number: int, count: int, words: Words) -> Iterator[Block]:
    if count <= 1:
        return
    yield context(words(N_("This is page {number} of {count}."), number=number + 1, count=count))
    before = [Button(words(N_("Page before")), f"{PAGE}{number - 1}")] if number else []
    after = [Button(words(N_("Next page")), f"{PAGE}{number + 1}")] if number < count - 1 else []
    yield from actions((*before, *after), words)
