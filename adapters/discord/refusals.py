"""How often Discord refuses us: it bans an address that had 10,000 such answers in ten minutes."""

from collections import deque
from types import SimpleNamespace

import aiohttp
import structlog

from bot.ports import Clock

log = structlog.get_logger()
COUNTED = frozenset({401, 403, 429})
SECONDS = 600.0
TOLD = (100, 1_000, 5_000)
"""Counts at which the operator is told."""


class Refusals:
    """Counts answers of 401, 403 and 429 in the last ten minutes."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._times: deque[float] = deque(maxlen=10_000)

    @property
    def count(self) -> int:
        """How many there were in the last ten minutes."""
        while self._times and self._times[0] < self._clock.monotonic() - SECONDS:
            self._times.popleft()
        return len(self._times)

    def trace(self) -> aiohttp.TraceConfig:
        """Give what the library has to be made with, so that its requests are counted."""
        config = aiohttp.TraceConfig()
        config.on_request_end.append(self._ended)
        return config

    async def _ended(
        self, _session: aiohttp.ClientSession, _context: SimpleNamespace, request: aiohttp.TraceRequestEndParams
    ) -> None:
        if request.response.status in COUNTED:
            self._times.append(self._clock.monotonic())
            if (count := self.count) in TOLD:
                log.warning("discord_refuses_often", count=count, seconds=SECONDS)
