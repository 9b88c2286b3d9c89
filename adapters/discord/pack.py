"""Blocks packed into as few messages as hold them, in order, each within Discord's limits. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import PurePath
from typing import assert_never

from adapters.discord.blocks import Beside, Block, Divider, File, Frame, Inner, Menu, Row, Sheet, Text
from adapters.discord.limits import COMPONENTS, FILE, FILES, MENU, REQUEST, ROW, TEXT
from adapters.split import split
from bot.dialogue.events import Button

FILES_BYTES = REQUEST.number - 2**16
"""Bytes of all files of a sheet: what is left of a request beside its texts."""


def pack(blocks: Sequence[Block]) -> tuple[Sheet, ...]:
    """Give the messages that hold `blocks`, in order; none for no blocks.

    A frame goes on in the next message with the same accent. Buttons and files stay with what stands before them where
    that is possible. What one message cannot hold twice, a button with the same token, goes to the next one; where its
    label is the same too it is left out, since it stands there already. Longer texts, rows, menus and files than
    Discord holds go on in further ones.
    """
    sheets: list[_Atoms] = []
    for unit in _units(_atoms(blocks)):
        whole = _joined((), unit) is not None
        for part in (unit,) if whole else tuple((atom,) for atom in unit):
            joined = _joined(sheets[-1], part) if sheets else None
            if joined is None:
                sheets.append(_joined((), part) or ())
            else:
                sheets[-1] = joined
    trimmed = (_trimmed(atoms) for atoms in sheets)
    return tuple(Sheet(_framed(atoms)) for atoms in trimmed if atoms)


def count(block: Block) -> tuple[int, int]:
    """Give how many components a block is, nested ones too, and how many characters its texts have."""
    match block:
        case Text():
            return 1, len(block.markdown)
        case Beside():
            return 3, len(block.markdown)
        case Row():
            return 1 + len(block.buttons), 0
        case Menu():
            return 2, 0
        case Divider() | File():
            return 1, 0
        case Frame():
            inner = [count(each) for each in block.blocks]
            return 1 + sum(components for components, _ in inner), sum(characters for _, characters in inner)
    assert_never(block)


def inners(blocks: Sequence[Block]) -> Iterator[Inner]:
    """Give all blocks in order, those of frames too."""
    for block in blocks:
        yield from block.blocks if isinstance(block, Frame) else (block,)


@dataclass(frozen=True, slots=True)
class _Atom:
    """A block, and the frame around it: which one of all blocks it is, -1 for none."""

    block: Inner
    frame: int = -1
    accent: int | None = None


_Atoms = tuple[_Atom, ...]


def _atoms(blocks: Sequence[Block]) -> Iterator[_Atom]:
    for number, block in enumerate(blocks):
        if isinstance(block, Frame):
            yield from (_Atom(one, number, block.accent) for each in block.blocks for one in _sound(each))
        else:
            yield from (_Atom(one) for one in _sound(block))


def _sound(block: Inner) -> Iterator[Inner]:
    """Give blocks that Discord takes each: nothing empty, nothing too long by itself."""
    match block:
        case Text():
            yield from (Text(part) for part in _texts(block.markdown))
        case Beside():
            *before, last = _texts(block.markdown) or [""]
            yield from (Text(part) for part in before)
            yield Beside(last, block.button) if last else Row((block.button,))
        case Row():
            yield from (Row(buttons) for buttons in _groups(block.buttons, ROW.number))
        case Menu():
            yield from (replace(block, buttons=buttons) for buttons in _groups(block.buttons, MENU.number))
        case File():
            yield from _files(block)
        case Divider():
            yield block
        case _:
            assert_never(block)


def _texts(markdown: str) -> list[str]:
    if len(markdown) <= TEXT.number:
        return [markdown] if markdown.strip() else []
    return [part.shown for part in split(markdown, TEXT.number) if part.shown.strip()]


def _groups(buttons: Sequence[Button], most: int) -> list[tuple[Button, ...]]:
    """Give groups of at most `most` buttons, in order, each token once in a group."""
    unique: dict[tuple[str, str], Button] = {}
    for button in buttons:
        unique.setdefault((button.label, button.token), button)
    groups: list[dict[str, Button]] = []
    for button in unique.values():
        if not groups or len(groups[-1]) == most or button.token in groups[-1]:
            groups.append({})
        groups[-1][button.token] = button
    return [tuple(group.values()) for group in groups]


def _files(file: File) -> Iterator[File]:
    """Give a file, or its parts where it is too large for one: put together they are the file."""
    name = PurePath(file.name)
    starts = range(0, len(file.content), FILE.number)
    if len(starts) <= 1:
        yield file
        return
    for number, start in enumerate(starts, start=1):
        part = f"{name.stem}.part{number}{name.suffix}"
        yield File(part, file.content[start : start + FILE.number])


def _units(atoms: Iterable[_Atom]) -> list[_Atoms]:
    """Give what should stay in one message: a block with the buttons and files that follow it."""
    units: list[_Atoms] = []
    for atom in atoms:
        if units and isinstance(atom.block, Row | Menu | File):
            units[-1] = (*units[-1], atom)
        else:
            units.append((atom,))
    return units


def _joined(sheet: _Atoms, part: _Atoms) -> _Atoms | None:
    """Give `sheet` with `part` added and nothing in it twice, or None where one message cannot hold that."""
    known = {(button.label, button.token) for atom in sheet for button in _pressed(atom.block)}
    joined = list(sheet)
    for atom in part:
        block = _without(atom.block, known)
        if block is not None:
            known.update((button.label, button.token) for button in _pressed(block))
            joined.append(replace(atom, block=block))
    tokens = [token for _, token in known]
    return tuple(joined) if len(set(tokens)) == len(tokens) and _fits(joined) else None


def _pressed(block: Inner) -> tuple[Button, ...]:
    """Give the buttons that have an id of their own in a message; the options of a menu have none."""
    if isinstance(block, Beside):
        return (block.button,)
    return block.buttons if isinstance(block, Row) else ()


def _without(block: Inner, known: set[tuple[str, str]]) -> Inner | None:
    kept = tuple(button for button in _pressed(block) if (button.label, button.token) not in known)
    if isinstance(block, Beside):
        return block if kept else Text(block.markdown)
    if isinstance(block, Row):
        return Row(kept) if kept else None
    return block


def _fits(atoms: Sequence[_Atom]) -> bool:
    counted = [count(atom.block) for atom in atoms]
    frames = sum(frame >= 0 for frame, _ in groupby(atom.frame for atom in atoms))
    files = [len(atom.block.content) for atom in atoms if isinstance(atom.block, File)]
    return (
        frames + sum(components for components, _ in counted) <= COMPONENTS.number
        and sum(characters for _, characters in counted) <= TEXT.number
        and len(files) <= FILES.number
        and sum(files) <= FILES_BYTES
    )


def _trimmed(atoms: _Atoms) -> _Atoms:
    """Leave out lines between things that have nothing on one side."""
    shown = [index for index, atom in enumerate(atoms) if not isinstance(atom.block, Divider)]
    return atoms[shown[0] : shown[-1] + 1] if shown else ()


def _framed(atoms: _Atoms) -> tuple[Block, ...]:
    blocks: list[Block] = []
    for (frame, accent), group in groupby(atoms, key=lambda atom: (atom.frame, atom.accent)):
        inside = tuple(atom.block for atom in group)
        blocks += [Frame(inside, accent)] if frame >= 0 else inside
    return tuple(blocks)
