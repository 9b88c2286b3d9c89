"""Appeals to take a deep breath: they helped one model of 2023."""

import re

from bot.engineer.checks.support.prose import phrase
from bot.words import N_

_PATTERN = re.compile(
    r"\b(?:take|prends|prenez) (?:a|une)(?: deep| grande| profonde)? (?:breath|inspiration|respiration)(?: profonde)?"
    r"(?:,? (?:and|et|then|puis))?[.,!]?[ ]?(?P<next>\w?)",
    re.IGNORECASE,
)


def _without(match: re.Match[str]) -> str:
    """Go on with what followed, as a sentence of its own."""
    return match["next"].upper() if match[0][:1].isupper() else match["next"]


HABIT = phrase(
    "deep_breath",
    N_("appeals to take a breath"),
    _PATTERN,
    N_("Today's models need no encouragement: this takes up room and changes nothing."),
    _without,
)
