"""Bribes and threats: "I'll tip you $200", "or you will be fired"."""

import re

from bot.engineer.checks.support.prose import phrase
from bot.words import N_

_MONEY = r"(?:[$€£] ?\d[\d,.]*|\d[\d,.]* ?(?:[$€£]|dollars|euros))"
_PROMISE = (
    r"\b(?:i'll|i will|i am going to|i'm going to|you'll be|you will be|you will get|you'll get)\b[^.!?\n]{0,30}?"
    rf"\b(?:tip|tipped|reward|rewarded|pay|paid)\b[^.!?\n]{{0,20}}?{_MONEY}"
    rf"|\bje te (?:donnerai|verserai)\b[^.!?\n]{{0,20}}?{_MONEY}"
)
_THREAT = (
    r"\byou(?:'ll| will) be (?:fired|punished|penali[sz]ed|shut down|terminated|tipped)\b"
    r"|\bmy (?:job|career|life) depends on (?:it|this|you)\b"
    r"|\btu seras (?:viré|puni|pénalisé)e?\b"
)
_PATTERN = re.compile(
    rf"(?:\A|\n|[.!?])\s{{0,3}}(?P<it>(?=\S)[^.!?\n]{{0,120}}?(?:{_PROMISE}|{_THREAT})[^.!?\n]{{0,120}}[.!?]?)",
    re.IGNORECASE,
)
_SHORT = 60
"""Characters of a sentence that holds nothing else."""

HABIT = phrase(
    "bribe",
    N_("bribes and threats"),
    _PATTERN,
    N_("Bribes and threats do nothing for today's models; they only take up room."),
    lambda match: "" if len(match["it"]) <= _SHORT else None,
)
