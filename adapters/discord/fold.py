"""What does not fit into the messages that can still be posted, folded into the last of them: a file with the text,
the buttons, the files. Pure.
"""

from collections.abc import Iterable, Sequence

from adapters.discord.blocks import Beside, Block, File, Inner, Menu, Row, Sheet, Text
from adapters.discord.limits import FILES, ROW
from adapters.discord.markup import unescaped
from adapters.discord.pack import FILES_BYTES, inners, pack
from bot.dialogue.events import Button
from bot.words import N_, Words

NAME = "answer.md"
ROWS = 5
"""Rows of buttons at most, the rest behind menus."""
BUTTONS = 350
"""Buttons that fit beside ten files: 14 menus."""


def fold(sheets: Sequence[Sheet], room: int, words: Words) -> tuple[Sheet, ...]:
    """Give at most `room` sheets: the last of them holds what the further ones would have said, its text as a file.

    What does not fit even then is counted in a sentence. `ValueError` where there is no room at all.
    """
    if room < 1:
        raise ValueError("there must be room for one message")
    if len(sheets) <= room:
        return tuple(sheets)
    return (*sheets[: room - 1], _folded(sheets[room - 1 :], words))


def _folded(sheets: Sequence[Sheet], words: Words) -> Sheet:
    blocks = [block for sheet in sheets for block in (inners(sheet.blocks) if sheet.blocks else (Text(sheet.content),))]
    text = "\n\n".join(unescaped(block.markdown) for block in blocks if isinstance(block, Text | Beside))
    files = [block for block in blocks if isinstance(block, File)]
    kept, said = _kept([File(NAME, text.encode()), *files] if text else files)
    buttons = _buttons(blocks)
    told = [words(N_("The rest is in the file {name}."), name=NAME)] if text else []
    if said:
        told.append(words.count(N_("{number} file does not fit here."), N_("{number} files do not fit here."), said))
    if (more := len(buttons) - BUTTONS) > 0:
        told.append(
            words.count(N_("{number} button does not fit here."), N_("{number} buttons do not fit here."), more)
        )
    return _laid((Text("\n".join(told)), *kept), buttons[:BUTTONS], words)


def _kept(files: Iterable[File]) -> tuple[list[File], int]:
    """Give the files that fit into one message, and how many do not."""
    kept: list[File] = []
    left = 0
    for file in files:
        if len(kept) < FILES.number and sum(len(one.content) for one in kept) + len(file.content) <= FILES_BYTES:
            kept.append(file)
        else:
            left += 1
    return kept, left


def _buttons(blocks: Iterable[Inner]) -> list[Button]:
    """Give the buttons in order, each token once: the first label stands for it."""
    found: dict[str, Button] = {}
    for block in blocks:
        pressed = (block.button,) if isinstance(block, Beside) else ()
        for button in block.buttons if isinstance(block, Row | Menu) else pressed:
            found.setdefault(button.token, button)
    return list(found.values())


def _laid(head: Sequence[Block], buttons: Sequence[Button], words: Words) -> Sheet:
    """Give the sheet with as many rows as fit; menus take the least room."""
    for rows in range(ROWS, 0, -1):
        open_, folded = tuple(buttons[: rows * ROW.number]), tuple(buttons[rows * ROW.number :])
        packed = pack((*head, Row(open_), Menu(words(N_("More")), folded)))
        if len(packed) == 1:
            return packed[0]
    (sheet,) = pack((*head, Menu(words(N_("More")), tuple(buttons))))
    return sheet
