"""What answers under way share of the counts of calls: the end of each comes first, what is shown of it before that is
spread over all of them.
"""

from collections.abc import Iterable
from weakref import WeakSet

from adapters.slack.budget import Budget

LASTS = 15.0
"""Seconds over which what is left of a minute's calls is spread. Most answers are whole by then; where many are not,
each is shown more and more seldom, and none of them never.
"""
LAPSES = 300.0
"""Seconds until a share ends that nobody let go: no answer takes so long."""


class Share:
    """What one answer has: `writes` is the method that shows it while it is written, `ends` are those that its end
    needs. It holds until it is let go.
    """

    def __init__(self, shares: "Shares", writes: str, ends: Iterable[str]) -> None:
        self.writes = writes
        self.ends = frozenset(ends)
        self.began = shares.now
        self._shares = shares
        self._wrote: float | None = None

    @property
    def can_end(self) -> bool:
        """Whether calls are left for its end, besides those for the ends of the others."""
        return all(self._shares.spare(method) >= 0 for method in self.ends)

    def may_write(self) -> bool:
        """Say whether it is this answer's turn to show more, and count it as if it did."""
        pause = self._shares.pause(self.writes)
        if pause is None or (self._wrote is not None and self._shares.now - self._wrote < pause):
            return False
        self._wrote = self._shares.now
        return True


class Shares:
    """The answers under way in one workspace."""

    def __init__(self, budget: Budget) -> None:
        self._budget = budget
        self._all: WeakSet[Share] = WeakSet()

    @property
    def now(self) -> float:
        """Seconds, by the clock of the counts."""
        return self._budget.clock.monotonic()

    def hold(self, writes: str, *ends: str) -> Share:
        """Give a new answer its share."""
        made = Share(self, writes, ends)
        self._all.add(made)
        return made

    def spare(self, method: str) -> int:
        """Give how many calls are left that no answer needs for its end; below 0 where there are too few for these."""
        return self._budget.left(method) - sum(method in one.ends for one in self._held)

    def pause(self, method: str) -> float | None:
        """Give the seconds from one call to the next of the same answer, None where there is none to spare."""
        spare = self.spare(method)
        sharing = sum(one.writes == method for one in self._held)
        return LASTS * sharing / spare if spare > 0 else None

    @property
    def _held(self) -> list[Share]:
        return [one for one in self._all if self.now - one.began < LAPSES]
