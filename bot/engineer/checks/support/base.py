"""What a check is, and the values it works with."""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from bot.domain import Defect, Finding, Fix, Severity
from bot.words import Words

Find = Callable[[str, Words], Iterator[Finding]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing that is looked for. `find` is pure, takes any text (lone surrogates too) and time linear in it; it
    leaves `id` and `rule` empty. `name` is the rule's name; `about` says what is looked at, as a message id.
    """

    name: str
    about: str
    find: Find


@dataclass(frozen=True, slots=True)
class Spot:
    """Where something stands: `text[start:end]`."""

    start: int
    end: int

    def meets(self, other: "Spot") -> bool:
        """Say whether the two share a character."""
        return self.start < other.end and other.start < self.end


class Stretches:
    """Parts of a text, to ask quickly whether another part lies in or across one of them."""

    def __init__(self, spots: Iterable[Spot]) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []
        for spot in sorted(spots, key=lambda one: one.start):
            if self._ends and spot.start < self._ends[-1]:
                self._ends[-1] = max(self._ends[-1], spot.end)
            else:
                self._starts.append(spot.start)
                self._ends.append(spot.end)

    def meet(self, spot: Spot) -> bool:
        """Say whether one of them shares a character with `spot`."""
        at = bisect_left(self._starts, spot.end) - 1
        return at >= 0 and spot.start < self._ends[at]


def finding(
    text: str, spot: Spot, *, defect: Defect, severity: Severity, why: str, fixes: tuple[Fix, ...] = ()
) -> Finding:
    """Make a finding that quotes the text as it stands."""
    quote = text[spot.start : spot.end]
    return Finding(
        id="", defect=defect, severity=severity, quote=quote, start=spot.start, end=spot.end, why=why, fixes=fixes
    )
