"""`--out PATH`: where a file that a command gives is put. A ZIP is unpacked into a folder, so that git sees which files
changed.
"""

from collections.abc import Iterator
from pathlib import Path

from adapters.base import Capabilities, Surface
from bot.dialogue.events import Attachment, Card, Event, Line, Part, Tone
from bot.domain import CallId
from bot.errors import Refused, Usage
from bot.library.exchange.archive import Budget, is_archive, unpacked
from bot.library.exchange.values import File
from bot.library.texts import shortened
from bot.words import N_, Words

STALE = 5
"""Files that are named where they belong to nothing any more."""


class KeepingSurface:
    """A surface whose files for keeping are written to `path`; all else is shown on `surface`."""

    def __init__(self, surface: Surface, path: str, words: Words) -> None:
        self._surface = surface
        self._path = path
        self._words = words

    @property
    def capabilities(self) -> Capabilities:
        """What the surface can show."""
        return self._surface.capabilities

    async def show(self, call: CallId, event: Event) -> None:
        """Show an event, or write it. `Usage` where it cannot be written."""
        await self._surface.show(call, self._written(event) if isinstance(event, Attachment) and event.keep else event)

    def _written(self, event: Attachment) -> Card:
        path, file = Path(self._path), File(event.name, event.content)
        try:
            if path.is_dir() or self._path.endswith("/"):
                return Card(slot=event.slot, title="", parts=tuple(_into(path, file, self._words)))
            path.write_bytes(event.content)
        except OSError as error:
            said = N_("{path} cannot be written: {reason}.")
            raise Usage(said, path=error.filename or self._path, reason=error.strerror or error) from error
        return Card(slot=event.slot, title="", parts=(Line(self._words(N_("Saved as {path}."), path=path)),))


def _into(folder: Path, file: File, words: Words) -> Iterator[Part]:
    """Put a file into a folder, or the files that it packs; say what that changed there."""
    files = [*unpacked(file, Budget())] if is_archive(file.content) else [file]
    inside = [one for one in files if isinstance(one, File)]
    changed = [one.path for one in inside if _put(folder, one)]
    said = words.count(
        "{number} file is in {folder}; {changed} changed.",
        "{number} files are in {folder}; {changed} of them changed, the others were just so.",
        len(inside),
        folder=folder,
        changed=len(changed),
    )
    yield Line(said)
    if stale := _stale(folder, {one.path for one in inside}):
        told = words.count(
            "{number} other file is there, of nothing that was exported: {names}. It was left alone.",
            "{number} other files are there, of nothing that was exported: {names}. They were left alone.",
            len(stale),
            names=", ".join(stale[:STALE]) + ("…" if len(stale) > STALE else ""),
        )
        yield Line(told, Tone.QUIET)


def _put(folder: Path, file: File) -> bool:
    """Write a file that is not there just so; say whether it was written. No link is followed out of the folder."""
    path = folder / file.path
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.is_symlink() or not path.parent.resolve().is_relative_to(folder.resolve()):
        raise Refused(
            N_("{path} is a link to another place. It was not followed, and this file was not written."),
            path=shortened(str(path), 200),
            advice=N_("Take the link away, or choose an empty folder."),
        )
    if path.exists() and path.read_bytes() == file.content:
        return False
    path.write_bytes(file.content)
    return True


def _stale(folder: Path, current: set[str]) -> list[str]:
    """Give the files of the same kinds that are none of the current ones."""
    kinds = {Path(path).suffix for path in current}
    found = (path for kind in kinds for path in folder.rglob(f"*{kind}") if path.is_file())
    names = (path.relative_to(folder) for path in found)
    visible = (name.as_posix() for name in names if not any(part.startswith(".") for part in name.parts))
    return sorted(name for name in visible if name not in current)
