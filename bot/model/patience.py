"""How long an answer may take, and how often it is asked for again."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

FIRST_DELAY = 0.5
LONGEST_DELAY = 8.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """Seconds. Tests give a `sleep` that returns at once, and a `jitter` of their own."""

    silence: float = 30.0
    """Between two signs of life of the server."""
    answer: float = 120.0
    """For one answer in all, retries included; pings do not extend it."""
    retrying: float = 20.0
    """From the first request in which another one may begin: a person waits no longer for a sign."""
    attempts: int = 4
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    jitter: Callable[[], float] = random.random
    """From 0 to 1, so that many who were turned away do not come back at once."""

    def delay(self, attempt: int, retry_after: float | None) -> float:
        """Give the seconds to wait after the failed `attempt` (from 1); never less than the server asked for."""
        if retry_after is not None:
            return retry_after + FIRST_DELAY * self.jitter()
        backoff = min(LONGEST_DELAY, FIRST_DELAY * 2.0 ** (attempt - 1))
        return backoff * (1 + self.jitter()) / 2
