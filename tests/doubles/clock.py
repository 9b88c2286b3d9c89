"""A clock that stands still until a test turns it."""

from datetime import UTC, datetime, timedelta

START = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


class FakeClock:
    """A clock that only `advance` and `jump` move."""

    def __init__(self, start: datetime = START) -> None:
        self._now = start
        self._monotonic = 1000.0

    def now(self) -> datetime:
        """Give the wall clock."""
        return self._now

    def monotonic(self) -> float:
        """Give the seconds for durations."""
        return self._monotonic

    def advance(self, seconds: float) -> None:
        """Let time pass, on both."""
        self._now += timedelta(seconds=seconds)
        self._monotonic += seconds

    def jump(self, seconds: float) -> None:
        """Set the wall clock, forward or back, as a time server does: durations do not notice."""
        self._now += timedelta(seconds=seconds)
