"""What every format has in common: texts from bytes, and entries that can be kept."""

import re
from collections.abc import Iterator

from bot.domain import TEXT_LIMIT
from bot.errors import Usage
from bot.library.exchange.values import LINE, VERSIONS, WORDS, Edition, Entry, File, Remark
from bot.library.names import TAG_LIMIT, check_label, check_name
from bot.words import N_

_UNKEPT = re.compile("[\0\ud800-\udfff]")
_BOM = "\ufeff"


def decoded(file: File) -> str | Remark:
    """Give the text of a file, exactly, without the mark that says that it is UTF-8; or what is wrong with it."""
    try:
        return file.content.decode().removeprefix(_BOM)
    except UnicodeDecodeError as error:
        wide = N_("It is no text in UTF-8, but looks like UTF-16. Save it as UTF-8 and import it again.")
        other = N_("It is no text in UTF-8: byte {at} cannot be read. Save it as UTF-8 and import it again.")
        message = wide if file.content[:2] in {b"\xff\xfe", b"\xfe\xff"} else other
        return Remark(where=file.path, message=message, values={"at": error.start + 1})


def encoded(text: str) -> bytes:
    """Give a text as a file holds it, so that `decoded` gives it back."""
    return (_BOM + text if text.startswith(_BOM) else text).encode()


def refused(entry: Entry, where: str) -> Remark | None:
    """Say why an entry cannot be kept; None when it can."""
    for message, values in _wrong(entry):
        return Remark(where=where, message=message, values=values)
    return None


def _wrong(entry: Entry) -> Iterator[tuple[str, dict[str, object]]]:
    if not _is_name(entry.name):
        yield _NAME, {"name": entry.name}
    if not 0 < len(entry.versions) <= VERSIONS:
        yield N_("It has {count} versions; it needs one at least, and {limit} at most."), _count(entry.versions)
    for number, version in enumerate(entry.versions, start=1):
        yield from _wrong_version(version, number)
    for text in (entry.about, *entry.tags, *entry.aliases):
        yield from _wrong_line(text)
    if not all(map(_is_name, entry.aliases)):
        yield N_("Another name of it cannot be used: {names}."), {"names": ", ".join(entry.aliases)}
    if not all(0 < len(tag) <= TAG_LIMIT for tag in entry.tags):
        yield N_("It has a tag that is empty, or longer than {limit} characters."), {"limit": TAG_LIMIT}
    if max(len(entry.tags), len(entry.aliases), len(entry.labels)) > WORDS:
        yield N_("It has more than {limit} tags, other names or labels."), {"limit": WORDS}
    yield from _wrong_labels(entry)


_NAME = N_(
    "Its name cannot be used: {name!r}. A name is at most 80 letters, digits, spaces and - _ . /, and each part of it"
    " has a letter or a digit."
)


def _is_name(name: str) -> bool:
    try:
        return check_name(name) == name
    except Usage:
        return False


def _is_label(label: str) -> bool:
    try:
        return check_label(label) == label
    except Usage:
        return False


def _count(versions: tuple[Edition, ...]) -> dict[str, object]:
    return {"count": len(versions), "limit": VERSIONS}


def _wrong_version(version: Edition, number: int) -> Iterator[tuple[str, dict[str, object]]]:
    if not version.text.strip():
        yield N_("Version {number} has no text."), {"number": number}
    if len(version.text) > TEXT_LIMIT:
        said = N_("Version {number} has {count} characters; at most {limit} can be kept.")
        yield said, {"number": number, "count": f"{len(version.text):,}", "limit": f"{TEXT_LIMIT:,}"}
    if _UNKEPT.search(version.text):
        yield _CHARACTERS, {}
    for text in (version.why, version.author, version.target):
        yield from _wrong_line(text)


_CHARACTERS = N_("It holds characters that cannot be kept: a null, or half of a character.")


def _wrong_line(text: str) -> Iterator[tuple[str, dict[str, object]]]:
    if len(text) > LINE:
        said = N_("A word on it has {count} characters; at most {limit} can be kept.")
        yield said, {"count": len(text), "limit": LINE}
    if _UNKEPT.search(text):
        yield _CHARACTERS, {}


def _wrong_labels(entry: Entry) -> Iterator[tuple[str, dict[str, object]]]:
    for label, number in entry.labels.items():
        if not _is_label(label):
            yield N_("A label of it cannot be used: {label!r}."), {"label": label[:40]}
        if not 0 < number <= len(entry.versions):
            said = N_("The label {label} points at version {number}, which is not there.")
            yield said, {"label": label[:40], "number": number}
