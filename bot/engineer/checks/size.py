"""A prompt that says nothing, or more than any command takes."""

from collections.abc import Iterator

from bot.domain import TEXT_LIMIT, Defect, Finding, Severity
from bot.engineer.checks.support.base import Check, Spot, finding
from bot.words import N_, Words

SHORT = 12
"""Characters below which a text of few words holds no task."""
WORDS = 3
_WORD_SIGNS = "\u0e00"
"""From here on one sign may be a word, and a few a task: Thai, Chinese, Japanese."""


def _find(text: str, words: Words) -> Iterator[Finding]:
    length = len(text.strip())
    if not length:
        yield _finding(text, Severity.MAJOR, words("The prompt is empty."))
    elif length < SHORT and len(text.split()) < WORDS and max(text) < _WORD_SIGNS:
        why = words("These few characters say no task: what is the model to do, with what, and for whom?")
        yield _finding(text, Severity.MINOR, why)
    elif len(text) > TEXT_LIMIT:
        why = words("The prompt has {count} characters; {limit} are the most.", count=len(text), limit=TEXT_LIMIT)
        yield _finding(text, Severity.MAJOR, why)


def _finding(text: str, severity: Severity, why: str) -> Finding:
    return finding(text, Spot(0, 0), defect=Defect.SIZE, severity=severity, why=why)


CHECK = Check(name="size", about=N_("size"), find=_find)
