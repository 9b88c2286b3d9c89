"""What changed between two texts, word by word, as a person reads it.

Lines are matched first, then words within the lines that changed. Matching grows with the length of the texts and not
with its square: where many equal words would have to be weighed against many, only words that stand once on each
side are matched, and past a fixed effort a stretch is shown as replaced. A text of 100,000 characters with a few
hundred changed words takes some 15 ms, two such texts that have nothing in common 120: those belong in a thread
(`asyncio.to_thread`) where others wait.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from bot.domain import Stretch

_LINE = re.compile(r"[^\n]*\n|[^\n]+")
_TOKEN = re.compile(r"\n|[^\S\n]+|\w+|[^\w\s]")
PAIRS = 4_000
"""Equal pairs that are weighed against each other in one stretch."""
EFFORT = 60_000
"""Equal pairs that are weighed in one difference in all."""
DEPTH = 12
"""How often a stretch is taken apart at words that stand once."""

_Part = tuple[str, str]
"""What stood there before, and what stands there after."""


def stretches(before: str, after: str) -> tuple[Stretch, ...]:
    """Give the difference. All "=" and "-" joined are `before`, all "=" and "+" joined are `after`, exactly."""
    matcher = _Matcher()
    parts: list[_Part] = []
    for old, new in matcher.parts(_LINE.findall(before), _LINE.findall(after)):
        if old == new:
            parts.append((old, new))
        else:
            parts.extend(matcher.parts(_TOKEN.findall(old), _TOKEN.findall(new)))
    return tuple(_signed(_calm(_joined(parts))))


class _Matcher:
    """Matches two sequences, with a bound on the effort over all of them."""

    def __init__(self) -> None:
        self._left = EFFORT

    def parts(self, old: Sequence[str], new: Sequence[str]) -> Iterator[_Part]:
        """Give the texts in order: equal pairs for what matches, different ones for what does not."""
        at_old = at_new = 0
        for start_old, start_new, size in [*self._blocks(old, new, DEPTH), (len(old), len(new), 0)]:
            if start_old > at_old or start_new > at_new:
                yield "".join(old[at_old:start_old]), "".join(new[at_new:start_new])
            if size:
                same = "".join(old[start_old : start_old + size])
                yield same, same
            at_old, at_new = start_old + size, start_new + size

    def _blocks(self, old: Sequence[str], new: Sequence[str], depth: int) -> Iterator[tuple[int, int, int]]:
        """Give the matching blocks: where they begin on both sides and how many items they have."""
        head = _common(old, new)
        tail = _common(old[head:][::-1], new[head:][::-1])
        if head:
            yield 0, 0, head
        inner_old, inner_new = old[head : len(old) - tail], new[head : len(new) - tail]
        if inner_old and inner_new:
            for start_old, start_new, size in self._inner(inner_old, inner_new, depth):
                yield head + start_old, head + start_new, size
        if tail:
            yield len(old) - tail, len(new) - tail, tail

    def _inner(self, old: Sequence[str], new: Sequence[str], depth: int) -> Iterator[tuple[int, int, int]]:
        counts, others = Counter(old), Counter(new)
        pairs = sum(count * others[item] for item, count in counts.items())
        if pairs <= min(PAIRS, self._left):
            self._left -= pairs
            yield from SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks()[:-1]
            return
        once = {item for item, count in counts.items() if count == 1 and others[item] == 1}
        at_old = at_new = 0
        for anchor_old, anchor_new in [*_anchors(old, new, once), (len(old), len(new))] if once and depth else []:
            for block in self._blocks(old[at_old:anchor_old], new[at_new:anchor_new], depth - 1):
                yield at_old + block[0], at_new + block[1], block[2]
            if anchor_old < len(old):
                yield anchor_old, anchor_new, 1
            at_old, at_new = anchor_old + 1, anchor_new + 1


def _common(old: Sequence[str], new: Sequence[str]) -> int:
    """Count the items that both begin with."""
    return next(
        (at for at, (one, other) in enumerate(zip(old, new, strict=False)) if one != other), min(len(old), len(new))
    )


def _anchors(old: Sequence[str], new: Sequence[str], once: set[str]) -> list[tuple[int, int]]:
    """Match the items that stand once on each side, as many as keep their order (the longest rising run)."""
    places = {item: at for at, item in enumerate(old) if item in once}
    pairs = [(places[item], at) for at, item in enumerate(new) if item in once]
    ends: list[int] = []
    last: list[int] = []
    previous: list[int] = []
    for index, (at_old, _) in enumerate(pairs):
        length = bisect_left(ends, at_old)
        previous.append(last[length - 1] if length else -1)
        ends[length : length + 1] = [at_old]
        last[length : length + 1] = [index]
    chain, index = [], last[-1] if last else -1
    while index >= 0:
        chain.append(pairs[index])
        index = previous[index]
    return chain[::-1]


def _joined(parts: Sequence[_Part]) -> list[_Part]:
    """Join neighbours of one sort: equal ones, and changes that follow one another."""
    found: list[tuple[list[str], list[str]]] = []
    same = None
    for old, new in parts:
        if (old == new) is not same:
            found.append(([], []))
            same = old == new
        found[-1][0].append(old)
        found[-1][1].append(new)
    return [("".join(old), "".join(new)) for old, new in found]


def _calm(parts: list[_Part]) -> list[_Part]:
    """Take small equal islands between two changes into the change, so that the reader meets words and no confetti."""
    calm: list[_Part] = []
    for at, part in enumerate(parts):
        following = parts[at + 1] if at + 1 < len(parts) else None
        same = part[0] == part[1]
        island = same and calm and following and _is_island(part[0], calm[-1], following)
        if island or (not same and calm and calm[-1][0] != calm[-1][1]):
            calm[-1] = (calm[-1][0] + part[0], calm[-1][1] + part[1])
        else:
            calm.append(part)
    return calm


def _is_island(text: str, before: _Part, after: _Part) -> bool:
    """Tell whether equal words are too few to stand alone: at most one, and shorter than the changes around it."""
    if "\n" in text or len(re.findall(r"\w+", text[:200])) > 1:
        return False
    return len(text.strip()) <= min(max(map(len, before)), max(map(len, after)))


def _signed(parts: Sequence[_Part]) -> Iterator[Stretch]:
    for old, new in parts:
        if old == new:
            yield Stretch("=", old)
            continue
        if old:
            yield Stretch("-", old)
        if new:
            yield Stretch("+", new)
