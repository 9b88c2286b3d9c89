"""Plain text: a file for each prompt, which holds its text and nothing else. Its name is the file's."""

from collections.abc import Iterable, Iterator

from bot.library.exchange.entries import decoded, encoded
from bot.library.exchange.naming import path, title
from bot.library.exchange.values import Aspect, Edition, Entry, File, Format, Found, Remark

SUFFIXES = (".txt", ".text", ".prompt")


def _read(file: File) -> Iterator[Found | Remark]:
    text = decoded(file)
    if isinstance(text, Remark):
        yield text
        return
    entry = Entry(name=title(file.path, SUFFIXES), versions=(Edition(text=text),))
    yield Found(where=file.path, entry=entry, named=False)


def _write(entries: Iterable[Entry]) -> Iterator[File]:
    return (File(path(entry.name, SUFFIXES[0]), encoded(entry.newest.text)) for entry in entries)


def _recognises(_content: bytes) -> bool:
    """Say no: any text looks like this."""
    return False


FORMAT = Format(
    name="text",
    suffixes=SUFFIXES,
    media_type="text/plain",
    loses=frozenset(Aspect),
    recognises=_recognises,
    read=_read,
    write=_write,
)
