"""Edits at the pace that a platform bears: the latest wins, the last one always goes out."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

from bot.ports import Clock

T = TypeVar("T")


class Turns:
    """When the next value may go out somewhere: `interval` in seconds from one to the next, whoever sends it."""

    def __init__(self, clock: Clock, interval: float, *, shared: bool = False) -> None:
        self.shared = shared
        """Whether others take turns here too."""
        self._clock = clock
        self._interval = interval
        self._free_at = clock.monotonic()
        self._owed = 0.0

    @property
    def wait(self) -> float:
        """Seconds until the next may go out."""
        return max(0.0, self._free_at - self._clock.monotonic())

    def take(self) -> None:
        """Note that one goes out now."""
        self._free_at = self._clock.monotonic() + self._interval + self._owed
        self._owed = 0.0

    def hold(self, seconds: float) -> None:
        """Send nothing for so long."""
        self._free_at = max(self._free_at, self._clock.monotonic() + seconds)

    def free(self) -> None:
        """Let the next go out at once; the one after it waits longer by what this one did not wait, so that there are
        no more of them in all.
        """
        self._owed += self.wait
        self._free_at = self._clock.monotonic()


class Pace(Generic[T]):
    """When the newest value may go out. It knows time by its turns alone, and sends nothing itself. The turns can be
    shared with others that send to the same place.
    """

    def __init__(self, turns: Turns) -> None:
        self.turns = turns
        self._waiting: list[T] = []

    def offer(self, value: T) -> None:
        """Put `value` in the place of what still waits."""
        self._waiting = [value]

    @property
    def wait(self) -> float | None:
        """Seconds until what waits may go out; None when nothing waits."""
        return self.turns.wait if self._waiting else None

    def take(self) -> T:
        """Give what waits, as sent now. `IndexError` when nothing does."""
        value = self._waiting.pop()
        self.turns.take()
        return value


class Editor(Generic[T]):
    """Sends values through `send` at a pace, in a task of its own; `finish` sends what is left and ends it."""

    def __init__(
        self,
        pace: Pace[T],
        send: Callable[[T], Awaitable[None]],
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._pace = pace
        self._send = send
        self._sleep = sleep
        self._task: asyncio.Task[None] | None = None
        self._nap: asyncio.Future[None] | None = None

    def hurry(self) -> None:
        """Have what waits sent at once, or the next value where nothing waits."""
        self._pace.turns.free()
        if self._nap is not None:
            self._nap.cancel()

    def offer(self, value: T) -> None:
        """Have `value` sent as soon as may be, unless a later one comes first."""
        self._pace.offer(value)
        if self._task is None or self._task.done():
            self._raise_error()
            self._task = asyncio.ensure_future(self._run())

    async def finish(self) -> None:
        """Wait until the newest value has gone out. Raises what `send` raised."""
        if self._task is not None:
            await self._task
            self._task = None

    def _raise_error(self) -> None:
        if self._task is not None:
            self._task.result()

    async def _run(self) -> None:
        while (seconds := self._pace.wait) is not None:
            if seconds > 0:
                await self._rest(seconds)
            else:
                await self._send(self._pace.take())

    async def _rest(self, seconds: float) -> None:
        self._nap = asyncio.ensure_future(self._sleep(seconds))
        try:
            await asyncio.wait({self._nap})
        finally:
            self._nap.cancel()
            self._nap = None
