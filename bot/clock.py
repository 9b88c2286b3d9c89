"""The clock of the real world; tests bring their own (`tests/doubles/clock.py`)."""

import time
from datetime import UTC, datetime


class SystemClock:
    """The computer's clock, as the port `bot.ports.Clock` wants it."""

    def now(self) -> datetime:
        """Give the wall clock, aware, in UTC. It may jump; never order by it."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Give seconds that never go back, for durations."""
        return time.monotonic()
