"""Findings applied by code: each replacement goes exactly where its words stand, and nothing else changes."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain import Defect, Finding, Fix

_ITEM = re.compile(r"[ \t]*(?:[-*•+]|\d+[.)])?[ \t]*")
"""What may stand before a clause on its line and is nothing without it: an indent, a bullet, a number."""


@dataclass(frozen=True, slots=True)
class _Edit:
    start: int
    end: int
    replacement: str

    def clashes(self, other: "_Edit") -> bool:
        """Tell whether both touch the same characters, or one would go into the other."""
        return self.start < other.end and other.start < self.end


def apply(text: str, findings: Sequence[Finding]) -> tuple[str, tuple[Finding, ...]]:
    """Apply the one fix of each finding; give the new text and the findings that were left, in their order.

    A finding is left when it has no fix or offers several (nobody has chosen yet), when its words do not stand where
    it says nor exactly once elsewhere, or when an earlier finding changes the same words. Two findings that ask for
    the very same edit are both done. Where a replacement is empty, the line or the space that would remain goes too.
    """
    edits: list[_Edit] = []
    left: list[Finding] = []
    for finding in findings:
        edit = _edit(text, finding)
        if edit is None or any(edit.clashes(other) and edit != other for other in edits):
            left.append(finding)
        elif edit not in edits:
            edits.append(edit)
    return _replace(text, edits), tuple(left)


def _replace(text: str, edits: list[_Edit]) -> str:
    """Work from right to left, so that spans stay true; what goes in at one place keeps its order."""
    order = sorted(range(len(edits)), key=lambda at: (edits[at].start, edits[at].end, at), reverse=True)
    for edit in (edits[at] for at in order):
        text = text[: edit.start] + edit.replacement + text[edit.end :]
    return text


def _edit(text: str, finding: Finding) -> _Edit | None:
    if len(finding.fixes) != 1:
        return None
    fix = finding.fixes[0]
    place = _place(text, finding, fix)
    if place is None:
        return None
    start, end = place if fix.replacement or place[0] == place[1] else _with_remains(text, *place)
    return _Edit(start, end, fix.replacement)


def _place(text: str, finding: Finding, fix: Fix) -> tuple[int, int] | None:
    own = fix.start is None or fix.end is None
    start, end = (finding.start, finding.end) if fix.start is None or fix.end is None else (fix.start, fix.end)
    quote = finding.quote if own else fix.quote
    if not 0 <= start <= end <= len(text):
        return _only(text, quote)
    if finding.defect is Defect.SECRET or text[start:end] == quote:
        return (start, end)
    return _only(text, quote)


def _only(text: str, quote: str) -> tuple[int, int] | None:
    """Find words that moved; None when they stand nowhere, or more than once."""
    if not quote or text.count(quote) != 1:
        return None
    start = text.index(quote)
    return (start, start + len(quote))


def _with_remains(text: str, start: int, end: int) -> tuple[int, int]:
    """Widen a span that will be empty: by its line when nothing else stands on it, else by one of two spaces."""
    line = text.rfind("\n", 0, start) + 1
    newline = text.find("\n", end)
    rest = text[end:] if newline < 0 else text[end:newline]
    if _ITEM.fullmatch(text, line, start) and not rest.strip():
        return _lines(text, line, newline + 1 if newline >= 0 else len(text))
    if text[start - 1 : start] in {" ", ""} and text[end : end + 1] == " ":
        return (start, end + 1)
    if text[start - 1 : start] == " " and not rest.strip():
        return (start - 1, end)
    return (start, end)


def _lines(text: str, start: int, end: int) -> tuple[int, int]:
    """Widen whole lines by the empty ones that would then stand twice, first or last."""
    if not text[end:].strip("\n"):
        return (len(text[:start].rstrip("\n")), len(text.rstrip("\n")) if text[:start].strip("\n") else len(text))
    if not text[:start].strip("\n") or text[:start].endswith("\n\n"):
        end += len(text[end:]) - len(text[end:].lstrip("\n"))
    return (start, end)
