"""A table as the collection prompts.chat has it: a column `act` with the name, a column `prompt` with the text."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from bot.library.exchange.entries import decoded, encoded
from bot.library.exchange.values import BYTES, Aspect, Edition, Entry, File, Format, Found, Remark, Weight
from bot.words import N_

FILE = "prompts.csv"
NAME, TEXT = "act", "prompt"
_FORMULA = ("=", "+", "@", "\t", "\r")

# The library's own bound, of 131,072 characters, would end the whole file at one text that is too long. It is the
# process's; nothing else here reads such files.
csv.field_size_limit(BYTES)


def _read(file: File) -> Iterator[Found | Remark]:
    text = decoded(file)
    if isinstance(text, Remark):
        yield text
        return
    rows = _rows(file.path, text)
    where, head = next(rows, (file.path, []))
    columns = [name.strip().casefold() for name in head] if not isinstance(head, Remark) else []
    if NAME not in columns or TEXT not in columns:
        yield Remark(where=where, message=N_("Its first line does not name the columns act and prompt."))
        return
    if others := [name for name in columns if name not in {NAME, TEXT}]:
        said = N_("These columns were not taken over: {columns}.")
        yield Remark(where=file.path, message=said, values={"columns": ", ".join(others)[:200]}, weight=Weight.NOTED)
    for where, row in rows:
        if isinstance(row, Remark):
            yield row
        elif row:
            yield _entry(where, columns, row)


def _rows(path: str, text: str) -> Iterator[tuple[str, list[str] | Remark]]:
    """Give the rows, each with the line that it begins on. Behind a broken one nobody can tell where the next begins:
    it ends the file.
    """
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    while True:
        where = f"{path}:{reader.line_num + 1}"
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error:
            said = N_("A quotation mark is missing or too many here, so what follows could not be read.")
            yield where, Remark(where=where, message=said)
            return
        yield where, row


def _entry(where: str, columns: Sequence[str], row: list[str]) -> Found | Remark:
    if len(row) != len(columns):
        said = N_("It has {count} columns, and the first line has {wanted}.")
        return Remark(where=where, message=said, values={"count": len(row), "wanted": len(columns)})
    values = dict(zip(columns, row, strict=True))
    entry = Entry(name=values[NAME], versions=(Edition(text=values[TEXT]),))
    return Found(where=where, entry=entry, named=False)


def _write(entries: Iterable[Entry]) -> Iterator[File]:
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writerow((NAME, TEXT))
    writer.writerows((entry.name, entry.newest.text) for entry in entries)
    yield File(FILE, encoded(out.getvalue()))


def formula(text: str) -> bool:
    """Say whether a spreadsheet may take a text for a formula and reckon it out."""
    return text.startswith(_FORMULA)


def _recognises(content: bytes) -> bool:
    first = content.removeprefix(b"\xef\xbb\xbf").split(b"\n", 1)[0][:1000].decode("ascii", "replace")
    columns = {name.strip(' "\r').casefold() for name in first.split(",")}
    return {NAME, TEXT} <= columns


FORMAT = Format(
    name="csv",
    suffixes=(".csv",),
    media_type="text/csv",
    loses=frozenset(Aspect) - {Aspect.NAME},
    recognises=_recognises,
    read=_read,
    write=_write,
    whole=True,
)
