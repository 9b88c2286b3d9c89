"""The words of a prompt that speak to the model: not those in fences, code, tags or quotation marks."""

import re
from collections.abc import Callable, Iterator

from bot.domain import Defect, Finding, Fix, Severity
from bot.engineer.checks.support.base import Check, Spot, Stretches, finding
from bot.engineer.checks.support.notation import in_fences
from bot.words import Words

BEGINS = r"(?:(?<=[.!?] )|(?<=\n)|(?<=\n[-*•] )|^)"
"""Where a sentence or an item of a list begins."""
ENDS = r"(?:[.!](?=[ \n]|\Z)|(?=\n|\Z))"
"""Where it ends."""
_QUOTED = re.compile(r"`[^`\n]{1,300}`|\"[^\"\n]{1,300}\"|“[^”\n]{1,300}”|«[^»\n]{1,300}»")

_ITEM = re.compile(r"[ \t]*(?:[-*•+]|\d+[.)])?[ \t]*")


def spoken(text: str, pattern: re.Pattern[str]) -> Iterator[re.Match[str]]:
    """Give the matches of `pattern` that speak to the model."""
    apart: Stretches | None = None
    for match in pattern.finditer(text):
        apart = apart or Stretches([*in_fences(text), *(Spot(*quoted.span()) for quoted in _QUOTED.finditer(text))])
        if not apart.meet(Spot(*match.span())):
            yield match


def removal(text: str, spot: Spot) -> Spot:
    """Widen what is to go, so that no empty item and no second space stays behind."""
    begin = text.rfind("\n", 0, spot.start) + 1
    end = text.find("\n", spot.end)
    end = end if end >= 0 else len(text)
    if _ITEM.fullmatch(text, begin, spot.start) and not text[spot.end : end].strip():
        return Spot(begin, min(end + 1, len(text)))
    goes_alone = text[spot.start] not in " ," and text[spot.end : spot.end + 1] == " "
    return Spot(spot.start, spot.end + 1) if goes_alone else spot


def phrase(
    name: str, about: str, pattern: re.Pattern[str], why: str, replacement: Callable[[re.Match[str]], str | None]
) -> Check:
    """Make a rule that finds a phrase which does a prompt no good: the group `it` of the pattern, or its whole match.
    `about` and `why` are message ids; `replacement` gives what may stand there instead, or None where nobody can tell.
    """
    group = "it" if "it" in pattern.groupindex else 0

    def find(text: str, words: Words) -> Iterator[Finding]:
        for match in spoken(text, pattern):
            right, spot = replacement(match), Spot(*match.span(group))
            fixes = () if right is None else (Fix(right),)
            yield finding(
                text,
                removal(text, spot) if right == "" else spot,
                defect=Defect.OBSOLETE,
                severity=Severity.MINOR,
                why=words(why),
                fixes=fixes,
            )

    return Check(name=name, about=about, find=find)
