"""Tries that come further apart each time they fail, and time as the connections know it."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from time import monotonic

DOUBLINGS = 16
"""More of them than any cap needs, and no number that is too large."""


@dataclass(frozen=True, slots=True)
class Time:
    """Time as a connection knows it, in seconds; tests give their own."""

    now: Callable[[], float] = monotonic
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    spread: Callable[[float, float], float] = random.uniform
    """Gives a number between two, so that many bots do not come back in the same second."""


def backoff(failed: int, first: float, cap: float) -> float:
    """Give the longest wait in seconds after so many failures in a row, at least one: `first`, then twice as long each
    time, at most `cap`.
    """
    return min(first * 2.0 ** min(failed - 1, DOUBLINGS), cap)
