"""Characters that a model reads and a person does not see."""

import unicodedata
from collections.abc import Iterator

from bot.domain import Defect, Finding, Fix, Severity
from bot.engineer.checks.support.base import Check, Spot, finding
from bot.engineer.checks.support.unseen import OVERRIDES, RUN, Surroundings, hidden_text, is_half, is_selector, is_tag
from bot.words import N_, Words

_LONG = 8
"""So many in a row can hold a letter of hidden text."""
_SHOWN = 80
"""Characters of a hidden text that are told."""


def _find(text: str, words: Words) -> Iterator[Finding]:
    around = Surroundings(text)
    for match in RUN.finditer(text):
        spot = Spot(*match.span())
        if any(map(is_tag, match[0])) or sum(map(is_selector, match[0])) > 1:
            if not around.is_flag(spot.start, spot.end):
                yield _hidden(text, spot, words)
            continue
        strange = [at for at in range(spot.start, spot.end) if not around.belongs(at)]
        if strange:
            yield _strange(text, Spot(strange[0], strange[-1] + 1), around, words)


def _hidden(text: str, spot: Spot, words: Words) -> Finding:
    hidden = "".join(one if one.isprintable() else "·" for one in hidden_text(text[spot.start : spot.end]))
    told = hidden if len(hidden) <= _SHOWN else hidden[:_SHOWN] + "…"
    why = words("Invisible characters hide a text here that a model reads and you do not see: “{text}”.", text=told)
    return _finding(text, spot, Severity.BLOCKER, why, words)


def _strange(text: str, spot: Spot, around: Surroundings, words: Words) -> Finding:
    quote = text[spot.start : spot.end]
    first = quote[0]
    if any(one in OVERRIDES for one in quote):
        why = words("An invisible character turns the order of reading: a model reads another text than you see.")
        return _finding(text, spot, Severity.BLOCKER, why, words)
    if len(quote) >= _LONG:
        why = words("{number} invisible characters in a row stand here; they can hide a message.", number=len(quote))
        return _finding(text, spot, Severity.BLOCKER, why, words)
    if is_half(first):
        why = words("Half a character stands here, left from a broken copy: no model takes it.")
        return _finding(text, spot, Severity.MAJOR, why, words)
    grave = first in "\u202a\u202b\u202c\u2066\u2067\u2068\u2069\x1b\u3164\uffa0" or around.inside_word(
        spot.start, spot.end
    )
    why = words(
        "An invisible character stands here ({name}): a model reads it and you do not see it.", name=_named(first)
    )
    return _finding(text, spot, Severity.MAJOR if grave else Severity.MINOR, why, words)


def _named(character: str) -> str:
    name = unicodedata.name(character, "").lower()
    return f"U+{ord(character):04X}, {name}" if name else f"U+{ord(character):04X}"


def _finding(text: str, spot: Spot, severity: Severity, why: str, words: Words) -> Finding:
    fix = Fix("", words("Take it out"))
    return finding(text, spot, defect=Defect.INVISIBLE, severity=severity, why=why, fixes=(fix,))


CHECK = Check(name="invisible", about=N_("invisible characters"), find=_find)
