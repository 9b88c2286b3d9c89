"""How often Slack lets us call: so many times a minute for each method in each workspace, and about one message a
second in each channel. Everything that calls shares these counts, and a call waits here rather than be refused.
"""

import asyncio
from collections import OrderedDict, deque
from collections.abc import Awaitable, Callable
from weakref import WeakValueDictionary

from bot.clock import SystemClock
from bot.ports import Clock

Sleep = Callable[[float], Awaitable[None]]

MINUTE = 60.0
TIERS = {1: 1, 2: 20, 3: 50, 4: 100}
"""Calls in a minute (docs.slack.dev, "Rate limits", read 2026-11-22)."""
RATES = {
    "agents.sessions.setStatus": TIERS[3],
    "assistant.threads.setStatus": 600,
    "auth.test": 600,
    "chat.appendStream": TIERS[4],
    "chat.delete": TIERS[3],
    "chat.postMessage": 600,
    "chat.startStream": TIERS[2],
    "chat.stopStream": TIERS[2],
    "chat.update": TIERS[3],
    "conversations.open": TIERS[3],
    "files.completeUploadExternal": TIERS[4],
    "files.getUploadURLExternal": TIERS[4],
    "users.info": TIERS[4],
    "views.open": TIERS[4],
    "views.publish": TIERS[4],
    "views.update": TIERS[4],
}
"""Calls in a minute by method and workspace, each as Slack documents it; "special" ones with a number of our own."""
OTHER = TIERS[3]
POSTING = frozenset({"chat.postMessage", "chat.startStream", "files.completeUploadExternal"})
"""Methods that put a new message into a channel."""
BURST, SECOND = 3, 1.0
"""Messages that a channel takes at once before it takes one a second: Slack says only that short bursts are allowed."""
REMEMBERED = 4096
"""Channels whose last messages are remembered."""


class Budget:
    """The counts of one workspace."""

    def __init__(self, clock: Clock | None = None, sleep: Sleep = asyncio.sleep) -> None:
        self._clock = clock or SystemClock()
        self._sleep = sleep
        self._called: dict[str, deque[float]] = {}
        self._posted: OrderedDict[str, float] = OrderedDict()
        self._closed: dict[str, float] = {}
        self._turns: WeakValueDictionary[tuple[str, str], asyncio.Lock] = WeakValueDictionary()

    def due(self, method: str, channel: str = "") -> float:
        """Give the seconds until this method may be called, to post in `channel` where one is named."""
        now = self._clock.monotonic()
        called, most = self._recent(method, now), RATES.get(method, OTHER)
        full = called[-most] + MINUTE - now if len(called) >= most else 0.0
        posting = self._posted.get(channel, now) - (BURST - 1) * SECOND - now if method in POSTING and channel else 0.0
        return max(full, posting, self._closed.get(method, now) - now, 0.0)

    def take(self, method: str, channel: str = "") -> None:
        """Count a call that goes out now."""
        now = self._clock.monotonic()
        self._recent(method, now).append(now)
        if method in POSTING and channel:
            self._posted[channel] = max(self._posted.pop(channel, now), now) + SECOND
            if len(self._posted) > REMEMBERED:
                self._posted.popitem(last=False)

    def close(self, method: str, seconds: float) -> None:
        """Let no call of this method out for so many seconds: Slack said so."""
        self._closed[method] = max(self._closed.get(method, 0.0), self._clock.monotonic() + seconds)

    async def turn(self, method: str, channel: str = "", *, within: float) -> float:
        """Wait for a turn and take it; those who came first go first. Give 0, or the seconds that are still to wait
        where that is longer than `within`: nothing is taken then.
        """
        deadline = self._clock.monotonic() + within
        async with self._turns.setdefault((method, channel), asyncio.Lock()):
            while (wait := self.due(method, channel)) > 0:
                if self._clock.monotonic() + wait > deadline:
                    return wait
                await self._sleep(wait)
            self.take(method, channel)
        return 0.0

    def _recent(self, method: str, now: float) -> deque[float]:
        called = self._called.setdefault(method, deque())
        while called and called[0] <= now - MINUTE:
            called.popleft()
        return called
