"""How often Slack lets us call: so many times a minute for each method in each workspace, and about one message a
second in each channel. Everything that calls shares these counts, and a call waits here rather than be refused: those
who came first go first.
"""

import asyncio
from collections import OrderedDict, deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field

from bot.clock import SystemClock
from bot.ports import Clock

Sleep = Callable[[float], Awaitable[None]]

MINUTE = 60.0
TIERS = {1: 1, 2: 20, 3: 50, 4: 100}
"""Calls in a minute (docs.slack.dev, "Rate limits", read 2026-11-22)."""
RATES = {
    "agents.sessions.setStatus": TIERS[3],
    "assistant.threads.setStatus": 600,
    "assistant.threads.setSuggestedPrompts": TIERS[4],
    "auth.test": 600,
    "chat.appendStream": TIERS[4],
    "chat.delete": TIERS[3],
    "chat.postEphemeral": TIERS[4],
    "chat.postMessage": 600,
    "chat.startStream": TIERS[2],
    "chat.stopStream": TIERS[2],
    "chat.update": TIERS[3],
    "conversations.history": TIERS[3],
    "conversations.open": TIERS[3],
    "conversations.replies": TIERS[3],
    "files.completeUploadExternal": TIERS[4],
    "files.getUploadURLExternal": TIERS[4],
    "files.info": TIERS[4],
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


TICK = 0.01
"""Seconds between two looks at least, where somebody before has not gone yet."""


@dataclass(frozen=True, slots=True, eq=False)
class Call:
    """A call that waits. `channel`: where it posts a message, empty where it posts none."""

    channel: str


@dataclass(slots=True)
class Method:
    """The calls of one method: those that wait, in order, how many are under way, and when the others had ended."""

    most: int
    waiting: list[Call] = field(default_factory=list)
    under_way: int = 0
    ended: deque[float] = field(default_factory=deque)
    closed_until: float = 0.0


@dataclass(slots=True)
class Channel:
    """The messages of one channel: how many are under way, and until when the others count."""

    under_way: int = 0
    counts_until: float = 0.0


class Budget:
    """The counts of one workspace. Slack counts a call when it gets there, which is at the latest when it has answered:
    so what is under way counts, and from then on the time runs.
    """

    def __init__(self, clock: Clock | None = None, sleep: Sleep = asyncio.sleep) -> None:
        self.clock = clock or SystemClock()
        self._sleep = sleep
        self._methods: dict[str, Method] = {}
        self._channels: OrderedDict[str, Channel] = OrderedDict()

    def due(self, method: str, channel: str = "") -> float:
        """Give the seconds until one more call may go out, after those that wait already. `channel`: where it posts."""
        counted = self._method(method)
        return self._due(counted, _posts(method, channel), counted.waiting)

    def left(self, method: str) -> int:
        """Give how many calls may still go out in this minute, besides those that wait; 0 while Slack wants none."""
        counted = self._method(method)
        if counted.closed_until > self.clock.monotonic():
            return 0
        return max(0, counted.most - len(counted.ended) - counted.under_way - len(counted.waiting))

    def close(self, method: str, seconds: float) -> None:
        """Let no call of this method out for so many seconds: Slack said so."""
        counted = self._method(method)
        counted.closed_until = max(counted.closed_until, self.clock.monotonic() + seconds)

    async def turn(self, method: str, channel: str = "", *, within: float) -> float:
        """Wait for a turn and take it; `ended` must follow. Give 0, or the seconds that are still to wait where that is
        longer than `within`: nothing is taken then.
        """
        deadline = self.clock.monotonic() + within
        counted, call = self._method(method), Call(_posts(method, channel))
        counted.waiting.append(call)
        try:
            while (wait := self._due(counted, call.channel, _before(call, counted.waiting))) > 0:
                if self.clock.monotonic() + wait > deadline:
                    return wait
                await self._sleep(max(wait, TICK))
        finally:
            counted.waiting.remove(call)
        counted.under_way += 1
        if call.channel:
            self._channel(call.channel).under_way += 1
        return 0.0

    def ended(self, method: str, channel: str = "") -> None:
        """Note that a call which had its turn has ended, however it did."""
        counted, now = self._method(method), self.clock.monotonic()
        counted.under_way -= 1
        counted.ended.append(now)
        if _posts(method, channel):
            posted = self._channel(channel)
            posted.under_way -= 1
            posted.counts_until = max(posted.counts_until, now) + SECOND

    def _due(self, counted: Method, channel: str, ahead: Sequence[Call]) -> float:
        now = self.clock.monotonic()
        room = _room(counted, len(ahead), now)
        free = self._free(channel, sum(one.channel == channel for one in ahead), now) if channel else now
        return round(max(room, free, counted.closed_until) - now, 6)

    def _free(self, channel: str, ahead: int, now: float) -> float:
        """Give when one more message may be posted there, after so many that wait."""
        posted = self._channels.get(channel, Channel())
        spare = BURST - 1 - posted.under_way - ahead
        until = posted.counts_until if spare >= 0 else max(posted.counts_until, now)
        return until - spare * SECOND

    def _method(self, name: str) -> Method:
        counted = self._methods.setdefault(name, Method(RATES.get(name, OTHER)))
        while counted.ended and counted.ended[0] <= self.clock.monotonic() - MINUTE:
            counted.ended.popleft()
        return counted

    def _channel(self, name: str) -> Channel:
        posted = self._channels[name] = self._channels.pop(name, Channel())
        if len(self._channels) > REMEMBERED:
            self._channels.popitem(last=False)
        return posted


def _room(counted: Method, ahead: int, now: float) -> float:
    """Give when one more call has room, after so many that wait."""
    minutes, number = divmod(len(counted.ended) + counted.under_way + ahead - counted.most, counted.most)
    if minutes < 0:
        return now
    return (counted.ended[number] if number < len(counted.ended) else now) + (minutes + 1) * MINUTE


def _before(call: Call, waiting: Sequence[Call]) -> Sequence[Call]:
    return waiting[: waiting.index(call)]


def _posts(method: str, channel: str) -> str:
    return channel if method in POSTING else ""
