"""Long text in parts that a platform holds: never inside a character as people see it, gladly between paragraphs.

Code fences are minded: a part that ends inside a fence is closed and the next one opens it again, so that each part
is whole by itself. What was added stands apart from the text, so that the texts joined are the whole, exactly.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

import regex

Measure = Callable[[str], int]

_GRAPHEME = regex.compile(r"\X")
_LINE = regex.compile(r"[^\n]*+(?:\n|\Z)")
_FENCE_LINE = regex.compile(r"^ {0,3}(`{3,}|~{3,})(.*)$", regex.MULTILINE)
_FENCE_LIKE = regex.compile(r" {0,3}(```|~~~)")
_ENDS = ("\n\n", "\n", ". ", " ")
"""Where a part ends best, best first: after a paragraph, a line, a sentence, a word."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part: `opening` and `closing` are what was added around `text`."""

    text: str
    opening: str = ""
    closing: str = ""

    @property
    def shown(self) -> str:
        """The part as it is sent."""
        return self.opening + self.text + self.closing


def split(text: str, limit: int, *, measure: Measure = len, fences: bool = True) -> tuple[Part, ...]:
    """Split `text` into parts of at most `limit`, counted by `measure`; the texts of the parts joined are `text`.

    `measure` must not count two texts together as more than each alone. A character that alone is over the limit is
    split between its code points; `ValueError` when even one of those is. Fences are left as they are where `fences`
    is False and where their marks alone would fill a quarter of a part. A line that begins with fence marks is split
    only when it is longer than a part.
    """
    if measure(text) <= limit:
        return (Part(text),) if text else ()
    measure = cache(measure)  # the same characters come again and again
    blocks = _blocks(text, limit, measure) if fences else ()
    reserve = max((measure(f"\n{block.marks}") for block in blocks), default=0)
    parts: list[Part] = []
    start = 0
    while start < len(text):
        within = _open_at(blocks, start)
        opening = within.opening(limit, measure) if within else ""
        end = _end(text, start, limit - measure(opening), reserve, measure)
        after = _open_at(blocks, end) if end < len(text) else None
        parts.append(Part(text[start:end], opening, after.closing(text[start:end]) if after else ""))
        start = end
    return tuple(parts)


@dataclass(frozen=True, slots=True)
class _Block:
    """A fenced block: from where it is open and from where it is closed again, and the line that opens it."""

    start: int
    end: int
    marks: str
    line: str

    def opening(self, limit: int, measure: Measure) -> str:
        """Give the line that opens it again: without its info where that is long."""
        return f"{self.line}\n" if measure(self.line) * 4 <= limit else f"{self.marks}\n"

    def closing(self, text: str) -> str:
        """Give what closes it after `text`."""
        return self.marks if text.endswith("\n") else f"\n{self.marks}"


def _blocks(text: str, limit: int, measure: Measure) -> tuple[_Block, ...]:
    blocks: list[_Block] = []
    opened: regex.Match[str] | None = None
    for line in _FENCE_LINE.finditer(text):
        if opened is None:
            opened = line if "`" not in line[2] or line[1][0] == "~" else None
        elif line[1].startswith(opened[1]) and not line[2].strip():
            blocks.append(_Block(opened.end(1), line.end(1), opened[1], opened[0].lstrip()))
            opened = None
    if opened is not None:
        blocks.append(_Block(opened.end(1), len(text) + 1, opened[1], opened[0].lstrip()))
    return () if any(measure(f"\n{block.marks}") * 4 > limit for block in blocks) else tuple(blocks)


def _open_at(blocks: tuple[_Block, ...], at: int) -> _Block | None:
    index = bisect_right(blocks, at, key=lambda block: block.start) - 1
    return blocks[index] if index >= 0 and at < blocks[index].end else None


def _end(text: str, start: int, room: int, reserve: int, measure: Measure) -> int:
    """Give where the part ends that begins at `start`: after all that is left when it fits into `room`, else at the
    best place that leaves `reserve` free.
    """
    ends, used = _lines(text, start, room - reserve, measure)
    for end, size in _characters(text, ends[-1] if ends else start, room - reserve, measure):
        used += size
        if used > room:
            return _best(text, start, ends)
        if used <= room - reserve:
            ends.append(end)
    return len(text)


def _lines(text: str, start: int, room: int, measure: Measure) -> tuple[list[int], int]:
    """Give the ends of the whole lines that fit, and how much they take: a line break ends a character too, and only
    the line after them has to be looked at character by character.
    """
    ends: list[int] = []
    used = 0
    for line in _LINE.finditer(text, start):
        size = measure(line[0])
        if used + size > room:
            break
        used += size
        ends.append(line.end())
    return ends, used


def _characters(text: str, start: int, room: int, measure: Measure) -> Iterator[tuple[int, int]]:
    """Give where each character ends, and how much it takes."""
    # Each match would else let other threads take over: waiting for its turn again takes longer than the match.
    for found in _GRAPHEME.finditer(text, start, concurrent=False):
        size = measure(found[0])
        if size <= room:
            yield found.end(), size
            continue
        for at in range(found.start(), found.end()):
            size = measure(text[at])
            if size > room:
                raise ValueError(f"a part of {room} cannot hold a character of {size}")
            yield at + 1, size


def _best(text: str, start: int, ends: list[int]) -> int:
    """Give the best of `ends`: a good one in the second half, else the last."""
    allowed, half = set(ends), (start + ends[-1]) // 2
    for ending in _ENDS:
        at = text.rfind(ending, max(start, half - len(ending)), ends[-1]) + len(ending)
        if at in allowed and at >= half and not _breaks_fence(text, at):
            return at
    return next((end for end in reversed(ends) if not _breaks_fence(text, end)), ends[-1])


def _breaks_fence(text: str, at: int) -> bool:
    """Say whether an end there would tear a line with fence marks, or put marks to the beginning of a line."""
    line = text.rfind("\n", 0, at) + 1
    return line != at and bool(_FENCE_LIKE.match(text, line) or _FENCE_LIKE.match(text, at))
