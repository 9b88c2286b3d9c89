"""Rules in capitals, many of them, and rows of exclamation marks."""

import re
from collections.abc import Iterator

from bot.domain import Defect, Finding, Fix, Severity
from bot.engineer.checks.support.base import Check, Spot, finding
from bot.engineer.checks.support.prose import spoken
from bot.words import N_, Words

_RULE = (
    "MUST|NEVER|ALWAYS|NOT|ONLY|DO|DON'T|IMPORTANT|CRITICAL|ABSOLUTELY|STRICTLY|EXACTLY|EVERY|UNDER|NO|CIRCUMSTANCES|YOU|ANY"
    "|JAMAIS|TOUJOURS|NE|PAS|UNIQUEMENT|IMPÉRATIVEMENT|OBLIGATOIREMENT|DOIS|DOIT|DEVEZ|TU|VOUS"
)
_LOUD = re.compile(
    r"MUST|NEVER|ALWAYS|DO NOT|DON'T|CRITICAL|ABSOLUTELY|STRICTLY|JAMAIS|TOUJOURS|IMPÉRATIVEMENT|DOIS|DOIT|DEVEZ|NE PAS"
)
_RUN = re.compile(rf"(?<![\w#/_-])(?:{_RULE})(?: (?:{_RULE}))*(?![\w/_-])(?=(?P<next>[^\n]{{0,40}}))")
_MARKS = re.compile(r"(?<=\w)!{2,}")
_MANY = 4
"""Shouted rules from which none stands out any more."""


def _find(text: str, words: Words) -> Iterator[Finding]:
    shouted = [match for match in spoken(text, _RUN) if _LOUD.search(match[0]) and re.search("[a-zà-ÿ]", match["next"])]
    why = words("When many rules are shouted none stands out, and today's models follow plain words as well.")
    if len(shouted) >= _MANY:
        for match in shouted:
            spot = Spot(*match.span())
            yield _finding(text, spot, _quiet(text, spot), why)
    for match in spoken(text, _MARKS):
        yield _finding(text, Spot(*match.span()), ".", words("One mark says as much as many."))


def _quiet(text: str, spot: Spot) -> str:
    """Write it small, with a capital where a sentence begins."""
    small = text[spot.start : spot.end].lower()
    before = text[max(0, spot.start - 3) : spot.start].rstrip(" \t")
    begins = not before or before[-1] in ".!?:\n-*•"
    return small[:1].upper() + small[1:] if begins else small


def _finding(text: str, spot: Spot, right: str, why: str) -> Finding:
    return finding(text, spot, defect=Defect.OBSOLETE, severity=Severity.MINOR, why=why, fixes=(Fix(right),))


HABIT = Check(name="shouting", about=N_("shouting"), find=_find)
