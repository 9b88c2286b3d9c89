"""ZIP files, opened with care: what is inside is counted while it is unpacked, whatever the file says of itself, and
no path in it is ever followed.
"""

import io
import stat
import zipfile
import zlib
from collections.abc import Iterable, Iterator

from bot.library.exchange.values import BYTES, FILES, File, Remark, Weight
from bot.words import N_

MARKS = (b"PK\x03\x04", b"PK\x05\x06")
"""How a ZIP begins, with something in it and without."""
_CHUNK = 2**16
_OLDEST = (1980, 1, 1, 0, 0, 0)
"""A date that says nothing, so that the same files give the same bytes."""
_MODE = 0o644 << 16
_ENCRYPTED = 0x1
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError, RuntimeError)
"""What the library raises for a damaged file, or one packed in a way that it does not know."""


class Budget:
    """How much may still be unpacked in one import."""

    def __init__(self, size: int = BYTES, files: int = FILES) -> None:
        self._size = size
        self._files = files

    def takes(self, size: int) -> bool:
        """Count so many bytes; say whether they were still in it."""
        self._size -= size
        return self._size >= 0

    def takes_file(self) -> bool:
        """Count a file; say whether it was still in it."""
        self._files -= 1
        return self._files >= 0


def is_archive(content: bytes) -> bool:
    """Say whether something is a ZIP, whatever its name."""
    return content.startswith(MARKS)


def unpacked(file: File, budget: Budget) -> Iterator[File | Remark]:
    """Give the files in a ZIP, one after the other. What cannot be taken is told; when there is too much, it ends."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(file.content))
    except _BROKEN:
        yield Remark(where=file.path, message=N_("It is a damaged ZIP file, so nothing in it could be read."))
        return
    for info in archive.infolist():
        if info.is_dir():
            continue
        if not budget.takes_file():
            yield too_many(file.path)
            return
        found = outside(info.filename) or _special(info) or _content(archive, info, budget)
        yield File(info.filename, found) if isinstance(found, bytes) else found
        if isinstance(found, Remark) and found.message == _TOO_MUCH:
            return


def outside(path: str) -> Remark | None:
    """Say what is wrong with a path that leads elsewhere, or that a file system would hide; None for a good one."""
    parts = path.replace("\\", "/").split("/")
    if ".." in parts or not parts[0] or ":" in parts[0] or any(not part.isprintable() for part in parts):
        return Remark(where=path, message=N_("Its path leads out of the folder, or cannot be one. It was not read."))
    if any(part.startswith(".") or part == "__MACOSX" for part in parts):
        said = N_("Passed over: it is a hidden file and no prompt.")
        return Remark(where=path, message=said, weight=Weight.NOTED)
    return None


def too_many(where: str) -> Remark:
    """Say that there are more files than are taken at once."""
    said = N_("There are more than {limit} files. What came behind was not read.")
    return Remark(where=where, message=said, values={"limit": f"{FILES:,}"})


def too_much(where: str) -> Remark:
    """Say that there is more text than is taken at once."""
    return Remark(where=where, message=_TOO_MUCH, values={"limit": f"{BYTES:,}"})


_TOO_MUCH = N_("Unpacked, there are more than {limit} bytes. This file and what came behind it were not read.")


def _special(info: zipfile.ZipInfo) -> Remark | None:
    if stat.S_ISLNK(info.external_attr >> 16):
        return Remark(where=info.filename, message=N_("It is a link to another place. It was not followed."))
    if info.flag_bits & _ENCRYPTED:
        return Remark(where=info.filename, message=N_("It is locked with a password, so it could not be read."))
    return None


def _content(archive: zipfile.ZipFile, info: zipfile.ZipInfo, budget: Budget) -> bytes | Remark:
    chunks: list[bytes] = []
    try:
        with archive.open(info) as opened:
            while chunk := opened.read(_CHUNK):
                if not budget.takes(len(chunk)):
                    return too_much(info.filename)
                chunks.append(chunk)
    except _BROKEN:
        return Remark(where=info.filename, message=N_("It is damaged, so it could not be read."))
    return b"".join(chunks)


def packed(files: Iterable[File]) -> bytes:
    """Give a ZIP of the files. The same files give the same bytes."""
    bundle = Bundle()
    for file in files:
        bundle.add(file)
    return bundle.close()


class Bundle:
    """A ZIP that is being made, file by file."""

    def __init__(self) -> None:
        self._out = io.BytesIO()
        self._archive = zipfile.ZipFile(self._out, "w", zipfile.ZIP_DEFLATED)

    @property
    def size(self) -> int:
        """Give how many bytes it has so far."""
        return self._out.tell()

    def add(self, file: File) -> None:
        """Put a file into it."""
        info = zipfile.ZipInfo(file.path, _OLDEST)
        info.compress_type = zipfile.ZIP_DEFLATED
        info.external_attr = _MODE
        self._archive.writestr(info, file.content)

    def close(self) -> bytes:
        """Finish it, and give it."""
        self._archive.close()
        return self._out.getvalue()
