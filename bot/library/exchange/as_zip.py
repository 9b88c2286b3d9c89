"""A ZIP: what is in it may be of any other format. We write everything there is into it, as `as_json` has it."""

from collections.abc import Iterable, Iterator

from bot.library.exchange.archive import is_archive, packed
from bot.library.exchange.as_json import FORMAT as JSON
from bot.library.exchange.values import Entry, File, Format, Found, Remark
from bot.words import N_

FILE = "prompts.zip"


def _read(file: File) -> Iterator[Found | Remark]:
    """Refuse it: those that were given are opened before anything is read, so that this one stood inside another."""
    yield Remark(where=file.path, message=N_("It is a ZIP inside a ZIP. It was not opened."))


def _write(entries: Iterable[Entry]) -> Iterator[File]:
    yield File(FILE, packed(JSON.write(entries)))


FORMAT = Format(
    name="zip",
    suffixes=(".zip",),
    media_type="application/zip",
    loses=JSON.loses,
    recognises=is_archive,
    read=_read,
    write=_write,
    whole=True,
)
