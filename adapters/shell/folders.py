"""Files and folders that were named, as parcels. Links are never followed, and what is hidden is left alone."""

import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from adapters.shell.limits import PARCELS
from bot.dialogue.inbound import Parcel
from bot.errors import TooLarge, Usage
from bot.words import N_

STDIN = "standard input"


def parcels(words: Sequence[str], read: Callable[[], bytes]) -> tuple[Parcel, ...]:
    """Give what the words name: files, folders with all that is in them, `-` for what `read` gives. `Usage` for a path
    where nothing is, `TooLarge` for too much at once. A file that cannot be read is given with the reason.
    """
    found: list[Parcel] = []
    room = PARCELS.number
    for parcel in (each for word in words for each in _named(word, read)):
        room -= len(parcel.content)
        if room < 0:
            raise TooLarge(
                N_("That is too much at once: more than {limit} bytes, up to the file {name}. Nothing was changed."),
                name=parcel.name,
                limit=f"{PARCELS.number:,}",
                advice=N_("Pack it as a ZIP, or give it in parts."),
            )
        found.append(parcel)
    return tuple(found)


def _named(word: str, read: Callable[[], bytes]) -> Iterator[Parcel]:
    path = Path(word)
    if word == "-":
        yield Parcel(STDIN, read())
    elif path.is_dir():
        yield from (_inside(file, file.relative_to(path).as_posix()) for file in _below(path))
    elif path.is_file():
        yield _read(path, path.name)
    else:
        raise Usage(N_("There is no file or folder {name}. Nothing was changed."), name=word)


def _below(folder: Path) -> Iterator[Path]:
    """Give the files below a folder, and links to folders, in the order of their names: the same each time."""
    for here, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        links = [name for name in folders if Path(here, name).is_symlink()]
        yield from (Path(here, name) for name in sorted([*links, *files]) if not name.startswith("."))


def _inside(path: Path, name: str) -> Parcel:
    """Give a file that nobody named: what lies in a folder may have come from anywhere."""
    if path.is_symlink():
        return Parcel(name, b"", N_("It is a link to another place. It was not followed."))
    if not path.is_file():
        return Parcel(name, b"", N_("It is no file that can be read to its end."))
    return _read(path, name)


def _read(path: Path, name: str) -> Parcel:
    if path.stat().st_size > PARCELS.number:
        return Parcel(name, b"", N_("It is too large to be read."))
    try:
        return Parcel(name, path.read_bytes())
    except OSError:
        return Parcel(name, b"", N_("It could not be read: this user may not, or the disk does not give it."))
