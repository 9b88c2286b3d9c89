"""Letters of one alphabet that pass for those of another: a Cyrillic letter in a Latin word.

Only words that mix alphabets count, and only when every foreign letter has a double in the word's own alphabet; an
acronym with a Russian ending, or a unit with a Greek letter, is no such word.
"""

import re
from collections.abc import Iterator

from bot.domain import Defect, Finding, Fix, Severity
from bot.engineer.checks.support.base import Check, Spot, finding
from bot.engineer.checks.support.lists import listed
from bot.words import N_, Words

_TO_LATIN = {pair[0]: pair[1] for pair in listed("lookalikes")}
_TO_LATIN_INSIDE = _TO_LATIN | {pair[0]: pair[1] for pair in listed("lookalikes_inside")}
_TO_CYRILLIC = {latin: other for other, latin in _TO_LATIN.items() if "\u0400" <= other <= "\u04ff"}
_FOREIGN = re.compile("[\u0370-\u03ff\u0400-\u052f\u0531-\u0586]")
_WORD = re.compile("[A-Za-z\u00c0-\u024f\u0370-\u03ff\u0400-\u052f\u0531-\u0586]{3,}")
_ACRONYM = re.compile("[A-Z]{2,}[\u0430-\u044f]{1,3}")


def _find(text: str, words: Words) -> Iterator[Finding]:
    if not _FOREIGN.search(text):
        return
    alone = _only_lookalikes(text)
    for match in _WORD.finditer(text):
        plain = _plain(match[0], alone=alone)
        if plain and plain != match[0]:
            yield _finding(text, Spot(*match.span()), plain, words)


def _plain(word: str, *, alone: bool) -> str | None:
    """Give the word in one alphabet, where it only seems to be."""
    foreign = _FOREIGN.findall(word)
    if not foreign or _ACRONYM.fullmatch(word):
        return None
    latin = len(word) - len(foreign)
    if not latin and (not alone or word.isupper()):
        return None
    if alone or len(foreign) <= latin:
        middle = "".join(_TO_LATIN_INSIDE.get(character, character) for character in word[1:-1])
        plain = _TO_LATIN.get(word[0], word[0]) + middle + _TO_LATIN.get(word[-1], word[-1])
        return None if _FOREIGN.search(plain) else plain
    plain = "".join(_TO_CYRILLIC.get(character, character) for character in word)
    return None if re.search("[A-Za-z\u00c0-\u03ff]", plain) else plain


def _only_lookalikes(text: str) -> bool:
    """Say whether no foreign letter of the text is other than a double: then no word is really foreign."""
    return all(character in _TO_LATIN for character in set(_FOREIGN.findall(text)))


def _finding(text: str, spot: Spot, plain: str, words: Words) -> Finding:
    latin = plain.isascii()
    why = words(
        "“{word}” has letters of another alphabet that only look alike: a model reads another word than you see.",
        word=plain,
    )
    fix = Fix(plain, words("Write it in one alphabet"))
    severity = Severity.MAJOR if latin else Severity.MINOR
    return finding(text, spot, defect=Defect.INVISIBLE, severity=severity, why=why, fixes=(fix,))


CHECK = Check(name="lookalikes", about=N_("look-alike letters"), find=_find)
