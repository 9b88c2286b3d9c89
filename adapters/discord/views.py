"""A sheet as what the client library sends: the only place that makes components.

Every view is made anew for each message and is finished before it is given out: the library then keeps none of it, and
a press is heard from the event alone, after a restart as before.
"""

import asyncio
import io
import re
import unicodedata
from collections.abc import Iterator
from hashlib import sha256
from pathlib import PurePath
from typing import Any, assert_never

import discord
from discord import ui

from adapters.discord.blocks import Beside, Block, Divider, File, Frame, Inner, Menu, Row, Sheet, Text
from adapters.discord.limits import LABEL, OPTION_LABEL, PLACEHOLDER
from adapters.discord.pack import inners
from adapters.escape import one_line
from bot.dialogue.events import Button, Style

MORE = "~more:"
"""In front of a menu's id. The rest of it tells menus apart and says nothing: the values are the tokens."""
NAME = 80
"""Characters of a file's name, and of its ending, our choice."""

Item = ui.Item[ui.LayoutView]


def made(sheet: Sheet) -> tuple[ui.LayoutView | None, list[discord.File]]:
    """Give the view, None for plain content, and the files. `RuntimeError` outside a running event loop: the library
    would keep a view that was made there.
    """
    return view(sheet), files(sheet)


def view(sheet: Sheet) -> ui.LayoutView | None:
    """Give the components as a view that is finished already; None for plain content. `RuntimeError` as above."""
    if sheet.plain:
        return None
    asyncio.get_running_loop()
    layout = ui.LayoutView(timeout=None)
    for item in _Making(_names(sheet)).items(sheet.blocks):
        layout.add_item(item)
    layout.stop()
    return layout


def files(sheet: Sheet) -> list[discord.File]:
    """Give the files, each under a name that Discord leaves as it is and no other file of the sheet has."""
    contents = [block.content for block in inners(sheet.blocks) if isinstance(block, File)]
    named = zip(_names(sheet), contents, strict=True)
    return [discord.File(io.BytesIO(content), filename=name, spoiler=False) for name, content in named]


class _Making:
    """Makes the items of one message. `names` are those of its files, in order."""

    def __init__(self, names: list[str]) -> None:
        self._names = iter(names)
        self._menus = 0

    def items(self, blocks: tuple[Block, ...]) -> Iterator[Item]:
        for block in blocks:
            if isinstance(block, Frame):
                yield ui.Container(*(self._item(one) for one in block.blocks), accent_colour=block.accent)
            else:
                yield self._item(block)

    def _item(self, block: Inner) -> Item:
        match block:
            case Text():
                return ui.TextDisplay(block.markdown)
            case Beside():
                return ui.Section(block.markdown, accessory=_button(block.button))
            case Row():
                return ui.ActionRow(*(_button(button) for button in block.buttons))
            case Menu():
                self._menus += 1
                return ui.ActionRow(_menu(block, self._menus))
            case Divider():
                return ui.Separator()
            case File():
                return ui.File(f"attachment://{next(self._names)}")
        assert_never(block)


def _button(button: Button) -> ui.Button[Any]:
    return ui.Button(label=_seen(button.label, LABEL.number), custom_id=button.token, style=_style(button.style))


def _style(style: Style) -> discord.ButtonStyle:
    match style:
        case Style.PLAIN:
            return discord.ButtonStyle.secondary
        case Style.PRIMARY:
            return discord.ButtonStyle.primary
        case Style.DANGER:
            return discord.ButtonStyle.danger
    assert_never(style)


def _menu(menu: Menu, number: int) -> ui.Select[Any]:
    """Give the menu. Its choice can be taken back, so that the same one can be made again. Its id changes with its
    options: what was chosen in an earlier state of the message is not shown as chosen.
    """
    told = sha256("\n".join(button.token for button in menu.buttons).encode()).hexdigest()[:16]
    options = [
        discord.SelectOption(label=_seen(button.label, OPTION_LABEL.number), value=button.token)
        for button in menu.buttons
    ]
    placeholder = _seen(menu.label, PLACEHOLDER.number)
    return ui.Select(custom_id=f"{MORE}{number}:{told}", placeholder=placeholder, min_values=0, options=options)


def _seen(label: str, most: int) -> str:
    """Give a label within `most` characters; what is longer says so with an ellipsis. Labels are no markdown."""
    label = one_line(label)
    return label if len(label) <= most else f"{label[: most - 1]}…"


def _names(sheet: Sheet) -> list[str]:
    names: list[str] = []
    for block in inners(sheet.blocks):
        if isinstance(block, File):
            names.append(_unused(_plain(block.name), {each.casefold() for each in names}))
    return names


def _plain(name: str) -> str:
    """Give a name of the characters that Discord keeps: others would tear the file from its place in the message."""
    letters = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    stem, dot, ending = re.sub(r"[^A-Za-z0-9._-]+", "_", letters).rpartition(".")
    stem, ending = (stem, ending[:NAME].strip("_-")) if dot else (ending, "")
    stem = re.sub("^(SPOILER_)+", "", stem.strip("._-"))[:NAME]
    return f"{stem or 'file'}.{ending}" if ending else stem or "file"


def _unused(name: str, names: set[str]) -> str:
    path = PurePath(name)
    number, made = 1, name
    while made.casefold() in names:
        number += 1
        made = f"{path.stem}-{number}{path.suffix}"
    return made
