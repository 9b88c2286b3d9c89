"""How often sessions may begin. Discord allows about a thousand in 24 hours, and resets the token of a bot that takes
more: so each is counted here, and the more there were in the last hour, the longer the next one waits.
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass

from adapters.backoff import backoff

FIRST_SECONDS = 5.0
"""Between the first session and the second; Discord wants as much between the sessions of several shards."""
CAP_SECONDS = 300.0
WINDOW_SECONDS = 3600.0
RESERVE = 50
"""Sessions left in the 24 hours from which on they are spread over the time that remains."""


@dataclass(frozen=True, slots=True)
class Left:
    """What Discord says is left. `reset` is in seconds from now."""

    shards: int
    total: int
    remaining: int
    reset: float

    @property
    def wait(self) -> float:
        """Seconds to wait before connecting: none while there is plenty, all of `reset` when nothing is left."""
        spare = self.remaining - self.shards
        if spare >= RESERVE:
            return 0.0
        return self.reset / (spare + 1) if spare >= 0 else self.reset


class Starts:
    """Counts the sessions of each shard. `now` gives seconds that never go back."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._begun: defaultdict[int, list[float]] = defaultdict(list)

    def note(self, shard: int) -> None:
        """Take down that a session begins now."""
        now = self._now()
        self._begun[shard] = [*(at for at in self._begun[shard] if now - at < WINDOW_SECONDS), now]

    def due(self, shard: int) -> float:
        """Give in how many seconds this shard may begin its next session: 5 after the first in an hour, then twice as
        long each time, up to 300.
        """
        now = self._now()
        begun = [at for at in self._begun.get(shard, ()) if now - at < WINDOW_SECONDS]
        if not begun:
            return 0.0
        return max(begun[-1] + backoff(len(begun), FIRST_SECONDS, CAP_SECONDS) - now, 0.0)

    def all_due(self) -> float:
        """Give in how many seconds every shard may begin."""
        return max((self.due(shard) for shard in tuple(self._begun)), default=0.0)
