"""Names of saved prompts: which are allowed, when two are the same, when two only look the same."""

# ruff: noqa: RUF001 - look-alikes are what the table below is about

import unicodedata
from collections.abc import Iterable

import regex

from bot.errors import Usage
from bot.library.texts import shortened
from bot.words import N_

NAME_LIMIT = 80
"""Characters of a name, as it is shown."""

_INVISIBLE = regex.compile(r"[\p{Default_Ignorable_Code_Point}\p{Cf}[\p{Cc}--\s]]+", regex.VERSION1)
_SPACE = regex.compile(r"\s+")
_STRANGE = regex.compile(r"[^\p{L}\p{M}\p{N} \-_./]")
_PART = regex.compile(r"[^/]*[\p{L}\p{N}][^/]*")
_NUMBER = regex.compile(r"v?(?P<number>[1-9][0-9]{0,8})")
_LABEL = regex.compile(r"\p{L}[\p{L}\p{M}\p{N}_-]{0,31}")
NEWEST = "newest"
"""Stands behind an "@" for the newest version; no label is called so."""
TAG_LIMIT = 64
"""Characters of a tag."""

# What looks like a Latin letter after case folding: the part of Unicode's confusables (UTS 39) that a keyboard can
# type. What NFKD takes apart by itself (fullwidth, mathematical, accents) needs no entry.
_LOOKS = {
    "a": "аαɑ",
    "b": "вβ",
    "c": "с",
    "d": "ԁ",
    "e": "еε",
    "g": "ɡ",
    "h": "нһհ",
    "j": "ј",
    "k": "кκ",
    "l": "iіιı1ӏ|",
    "m": "м",
    "n": "ηո",
    "o": "оοօ0",
    "p": "рρ",
    "q": "ԛ",
    "s": "ѕ",
    "t": "тτ",
    "u": "υս",
    "v": "ν",
    "w": "ԝω",
    "x": "хχ",
    "y": "уγ",
}
_LATIN = {ord(sign): latin for latin, signs in _LOOKS.items() for sign in signs}


def key(name: str) -> str:
    """Give what tells names apart: without regard to case, width, composition, invisible characters and the amount
    of space. The key of a key is itself.
    """
    while (folded := _folded(name)) != name:
        name = folded
    return name


def _folded(name: str) -> str:
    name = unicodedata.normalize("NFKC", name).casefold()
    return _SPACE.sub(" ", _INVISIBLE.sub("", name)).strip()


def check_name(name: str) -> str:
    """Give the name as it is kept and shown: composed, without invisible characters and needless space. `Usage` says
    what is wrong with one that cannot be used.
    """
    shown = _SPACE.sub(" ", _INVISIBLE.sub("", unicodedata.normalize("NFC", name))).strip()
    if not shown:
        raise Usage(N_("A prompt needs a name."), advice=N_("Say it like this: /save ticket summary"))
    if len(shown) > NAME_LIMIT:
        raise Usage(
            N_("This name has {count} characters; at most {limit} fit. Nothing was saved."),
            count=len(shown),
            limit=NAME_LIMIT,
        )
    if strange := _STRANGE.search(shown):
        raise Usage(
            N_("A name cannot hold {character!r}. Nothing was saved."),
            advice=N_("Letters, digits, spaces and - _ . / can be used."),
            character=strange[0],
        )
    if not all(_PART.fullmatch(part) for part in shown.split("/")):
        raise Usage(
            N_("Each part of a name needs a letter or a digit: {name!r} has a part without. Nothing was saved."),
            name=shown,
        )
    return shown


def skeleton(name: str) -> str:
    """Give what a name looks like: names with the same skeleton can hardly be told apart by eye."""
    bare = "".join(sign for sign in unicodedata.normalize("NFKD", key(name)) if not unicodedata.combining(sign))
    return bare.translate(_LATIN).replace("m", "rn")


def look_alike(one: str, other: str) -> bool:
    """Say whether two different names look the same."""
    return key(one) != key(other) and skeleton(one) == skeleton(other)


def poses(name: str) -> bool:
    """Say whether a name reads as plain Latin letters and is written with others, so that it may pass for another."""
    signs = unicodedata.normalize("NFKD", key(name))
    return skeleton(name).isascii() and any(sign > "\x7f" and ord(sign) in _LATIN for sign in signs)


def check_label(label: str) -> str:
    """Give a label as it is kept: its key. `Usage` for what would pass for a number, or is no word."""
    folded = key(label)
    if not _LABEL.fullmatch(folded) or _NUMBER.fullmatch(folded) or folded == NEWEST:
        raise Usage(
            N_("{label!r} can be no label. Nothing was changed."),
            advice=N_("A label is a word of at most 32 letters, digits, - and _, as production or staging."),
            label=shortened(label, 40),
        )
    return folded


def check_tag(tag: str) -> str:
    """Give a tag as it is kept and shown. `Usage` for one that is empty or too long."""
    shown = _SPACE.sub(" ", _INVISIBLE.sub("", unicodedata.normalize("NFC", tag))).strip()
    if not 0 < len(shown) <= TAG_LIMIT:
        raise Usage(N_("A tag has 1 to {limit} characters. Nothing was changed."), limit=TAG_LIMIT)
    return shown


def tidied(tags: Iterable[str]) -> tuple[str, ...]:
    """Give tags as they are kept, each once; what is too long is refused, what is empty is none."""
    kept = {key(tag): check_tag(tag) for tag in tags if key(tag)}
    return tuple(kept.values())


def split_version(text: str) -> tuple[str, str | None]:
    """Take "name@6" apart; what follows the @ as its key: a number, a label or `NEWEST`. Without a version, None.
    `Usage` when it can be none of these.
    """
    name, at, version = text.strip().removeprefix("@").partition("@")
    if not at:
        return name.strip(), None
    mark = key(version)
    if number_of(mark) is None and not _LABEL.fullmatch(mark):
        raise Usage(
            N_("{number!r} is no version: a version is a number from 1 on, or a label."),
            advice=N_("Say it like this: ticket summary@6"),
            number=shortened(version.strip(), 40),
        )
    return name.strip(), mark


def number_of(mark: str) -> int | None:
    """Give the number that stands behind an "@", as in "6" or "v6"; None for what is none."""
    found = _NUMBER.fullmatch(mark)
    return int(found["number"]) if found else None
