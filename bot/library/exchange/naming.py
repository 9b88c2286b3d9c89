"""Names of prompts as names of files, and titles of other libraries as names of prompts."""

import hashlib
import re
import unicodedata

import regex

from bot.errors import Usage
from bot.library.names import NAME_LIMIT, check_name

_MARKS = re.compile("['\"’‘“”`\u00b4]")
"""What is left out of a title without leaving a gap."""
_OTHER = regex.compile(r"[^\p{L}\p{M}\p{N}\-_./]+")
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
"""What Windows takes for a device, whatever stands behind the dot."""
_BYTES = 200
"""Bytes of a part of a path: file systems hold 255, and an ending comes behind it."""


def fitted(title: str) -> str:
    """Give the name that comes nearest to a title of another library; empty where there is none. What no name holds
    becomes a space, and a long title ends where a word does.
    """
    try:
        return check_name(title)
    except Usage:
        plain = _OTHER.sub(" ", _MARKS.sub("", unicodedata.normalize("NFC", title)))
    parts = [part.strip() for part in plain.split("/")]
    try:
        return check_name(_shortened("/".join(part for part in parts if any(map(str.isalnum, part)))))
    except Usage:
        return ""


def _shortened(name: str) -> str:
    if len(name) <= NAME_LIMIT:
        return name
    cut = name[: NAME_LIMIT + 1].rpartition(" ")[0]
    return cut or name[:NAME_LIMIT]


def numbered(name: str, number: int) -> str:
    """Give a name with a number behind it, for a second prompt of the same title."""
    behind = f" {number}"
    return f"{name[: NAME_LIMIT - len(behind)].rstrip()}{behind}"


def path(name: str, suffix: str) -> str:
    """Give the path of a prompt's file: its name, changed only where a file system would not hold it."""
    return "/".join(_part(part, name) for part in name.split("/")) + suffix


def exactly(name: str) -> bool:
    """Say whether the path of a prompt's file gives its name back."""
    return path(name, "") == name


def title(where: str, suffixes: tuple[str, ...]) -> str:
    """Give the name in a file's path: all of it but its ending."""
    ending = next((suffix for suffix in suffixes if where.lower().endswith(suffix)), "")
    return where[: len(where) - len(ending)]


def _part(part: str, name: str) -> str:
    plain = part.strip(". ")
    if plain == part and not _RESERVED.fullmatch(part) and len(part.encode()) <= _BYTES:
        return part
    mark = hashlib.sha256(name.encode()).hexdigest()[:8]
    return f"{plain.encode()[: _BYTES // 2].decode(errors='ignore').strip('. ')}~{mark}"
