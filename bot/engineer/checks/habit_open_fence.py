"""A fence (```) that is opened and never closed: all that follows counts as code."""

from collections.abc import Iterator

from bot.domain import Defect, Finding, Severity
from bot.engineer.checks.support.base import Check, finding
from bot.engineer.checks.support.notation import open_fence
from bot.words import N_, Words


def _find(text: str, words: Words) -> Iterator[Finding]:
    spot = open_fence(text)
    if spot:
        why = words("This code block is opened and never closed: all that follows counts as part of it.")
        yield finding(text, spot, defect=Defect.UNDELIMITED, severity=Severity.MINOR, why=why)


HABIT = Check(name="open_fence", about=N_("code blocks that are not closed"), find=_find)
