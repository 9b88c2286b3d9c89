"""Titles and years that are to make a model better than it is."""

import re

from bot.engineer.checks.support.prose import phrase
from bot.words import N_

_PERSONA = r"\b(?:you are|you're|act as|acting as|behave as|tu es|vous êtes|agis comme|agissez comme)\b[^.!?\n]{0,200}?"
_BEST = (
    r"\b(?P<best>(?:the |an? )?world(?:'s|’s)?[- ](?:best|class|greatest|leading|top|foremost|renowned|famous) )(?=\w)"
)
_YEARS = (
    r",? (?:with|who has|having) (?:over |more than |at least )?(?:an IQ of \d+|\d+\+? years['’]? (?:of )?experience)"
    r"|,? avec (?:plus de )?\d+ ans d['’]expérience"
)
_PATTERN = re.compile(rf"{_PERSONA}(?P<it>{_BEST}|{_YEARS})", re.IGNORECASE)


def _plain(match: re.Match[str]) -> str:
    """Leave the role and drop the praise, with the article that the next word takes."""
    if not match["best"]:
        return ""
    return "an " if match.string[match.end() : match.end() + 1].casefold() in "aeiou" else "a "


HABIT = phrase(
    "flattery",
    N_("titles and years of experience"),
    _PATTERN,
    N_("Titles and years make no answer more correct; what the answer must hold does."),
    _plain,
)
