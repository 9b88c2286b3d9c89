"""Interactions that wait for their acknowledgement. Discord gives each three seconds, so that is done for all of them
before any work begins: when many come at once, none waits for what another one set going.
"""

import asyncio

MOST_SECONDS = 0.5
"""The longest that work waits for others; about a hundred are acknowledged meanwhile."""


class Arriving:
    """The interactions that are not acknowledged yet, by id."""

    def __init__(self, seconds: float = MOST_SECONDS) -> None:
        self._seconds = seconds
        self._waiting: set[int] = set()
        self._none = asyncio.Event()
        self._none.set()

    def came(self, number: int) -> None:
        """Note one that came in."""
        self._waiting.add(number)
        self._none.clear()

    def answered(self, number: int) -> None:
        """Note that one is acknowledged, or never will be. Saying so twice is the same as once."""
        self._waiting.discard(number)
        if not self._waiting:
            self._none.set()

    async def settle(self) -> None:
        """Wait until every one is acknowledged, but not for long: one of them may take until Discord gives it up."""
        try:
            async with asyncio.timeout(self._seconds):
                await self._none.wait()
        except TimeoutError:
            return
