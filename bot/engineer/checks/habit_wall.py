"""A wall of text: so long a paragraph that its rules are hard to find, for a person at least."""

import re
from collections.abc import Iterator

from bot.domain import Defect, Finding, Severity
from bot.engineer.checks.support.base import Check, Spot, finding
from bot.words import N_, Words

LONG = 1_500
"""Characters of one paragraph."""
_SENTENCES = 8
_LINE = re.compile(rf"^[^\W\d_][^\n]{{{LONG},}}$", re.MULTILINE)


def _find(text: str, words: Words) -> Iterator[Finding]:
    for match in _LINE.finditer(text):
        is_data = re.match(r"[\w-]+\s*[:=]", match[0])
        if not is_data and len(re.findall(r"[.!?] +[A-ZÀ-Þ]", match[0])) >= _SENTENCES:
            why = words("This paragraph is very long: sections or a list would show what is asked, and what is a rule.")
            yield finding(text, Spot(*match.span()), defect=Defect.OVERLOAD, severity=Severity.MINOR, why=why)


HABIT = Check(name="wall", about=N_("walls of text"), find=_find)
