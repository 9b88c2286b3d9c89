"""Time that passes only when everybody waits: tests of minutes take no time."""

import asyncio
import heapq
from collections.abc import Awaitable
from itertools import count

from tests.doubles.clock import FakeClock

CALM = 20
"""Turns of the loop after which everybody waits who is going to."""


class Passing:
    """A clock, and sleep by it."""

    def __init__(self) -> None:
        self.clock = FakeClock()
        self._numbers = count()
        self._asleep: list[tuple[float, int, asyncio.Future[None]]] = []

    @property
    def now(self) -> float:
        """Seconds."""
        return self.clock.monotonic()

    async def sleep(self, seconds: float) -> None:
        """Wait until so many seconds have passed."""
        woken: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._asleep, (self.now + seconds, next(self._numbers), woken))
        await woken

    async def done(self, *work: Awaitable[object]) -> None:
        """Let time pass until all of this is done."""
        whole = asyncio.gather(*work)
        while not whole.done():
            await self._calm()
            if not whole.done() and not self._wake():
                raise AssertionError("everybody waits for something else than time")
        await whole

    async def _calm(self) -> None:
        for _ in range(CALM):
            await asyncio.sleep(0)

    def _wake(self) -> bool:
        """Go on to the moment at which somebody wakes; say whether there is one."""
        while self._asleep:
            at, _, woken = heapq.heappop(self._asleep)
            if not woken.done():
                self.clock.advance(max(0.0, at - self.now))
                woken.set_result(None)
                return True
        return False
