"""Troubles on request for the loopback Slack, its rate limits, and notes on what was called."""

import asyncio
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any, Final

from bot.ports import Clock
from tests.doubles import specs
from tests.doubles.slack_values import Json

Headers = dict[str, str]
MINUTE: Final = 60.0
TIERS: Final = {"t1": 1, "t2": 20, "t3": 50, "t4": 100, "t5": 600}
"""Calls in a minute by tier; the fifth is "special" and has no number of its own."""
RATES: Final = {
    "chat.startStream": 20, "chat.stopStream": 20, "chat.appendStream": 100, "chat.update": 50,
    "chat.postEphemeral": 100,
    "views.open": 100, "views.push": 100, "views.update": 100, "views.publish": 100, "users.info": 100,
    "conversations.replies": 50,
}  # fmt: skip
"""Calls in a minute, where they are known for a method."""
POSTING: Final = ("chat.postMessage", "chat.startStream", "files.completeUploadExternal")
BURST: Final = 4
"""Messages that a channel takes at once before it takes one a second; Slack says only that there are such bursts. One
more than a bot may count on: calls that left in time come closer together where one of them was held up.
"""


@dataclass(slots=True, eq=False)
class Request:
    """A call as it came in. `method` is a Web API method, or "response_url", "upload", "download".

    `arguments` are decoded, header names are in lower case, `at` is by the clock. `status` and `error` tell how it was
    answered; 0 while it is not.
    """

    verb: str
    method: str
    headers: Headers
    arguments: Json
    content: bytes
    at: float
    kind: str = ""
    team: str = ""
    status: int = 0
    error: str = ""
    answer: Any = None


@dataclass(slots=True, eq=False)
class Trouble:
    """What happens to the next calls that it fits. Without `status` and `error` the call is served; see the rest."""

    method: str
    times: int = 1
    status: int = 0
    error: str = ""
    headers: Headers = field(default_factory=dict)
    dropped: bool = False
    seconds: float = 0
    came: asyncio.Event = field(default_factory=asyncio.Event)
    released: asyncio.Event | None = None

    def fits(self, request: Request) -> bool:
        """Whether it happens to this call."""
        return self.times > 0 and self.method in {"", request.method}

    def release(self) -> None:
        """Let the answers go that are held."""
        assert self.released is not None, "this holds nothing"
        self.released.set()


class Rates:
    """Rate limits: so many calls in a minute of the clock, per method and workspace, and about a message a second.

    `own` holds numbers for single methods that a test wants to differ.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._called: dict[tuple[str, str], list[float]] = defaultdict(list)
        self._posted: dict[str, tuple[float, float]] = {}
        self.own: dict[str, int] = {}

    def allowed(self, method: str) -> int:
        """Give how often a method may be called in a minute."""
        if method in self.own or method in RATES:
            return self.own.get(method, RATES.get(method, 0))
        return TIERS.get(documented(method).get("rate_limits", ""), TIERS["t3"])

    def take(self, method: str, team: str) -> float:
        """Count a call. Give the seconds to wait where it is one too many, else 0."""
        now, called = self._clock.monotonic(), self._called[method, team]
        called[:] = [at for at in called if now - at < MINUTE]
        if len(called) >= self.allowed(method):
            return MINUTE - (now - called[0])
        called.append(now)
        return 0

    def post(self, channel: str) -> float:
        """Count a message. Give the seconds to wait where it is one too many, else 0."""
        now = self._clock.monotonic()
        left, since = self._posted.get(channel, (float(BURST), now))
        left = min(float(BURST), left + now - since)
        self._posted[channel] = (left - 1 if left >= 1 else left, now)
        return 0 if left >= 1 else 1 - left


def documented(method: str) -> Json:
    """Give what Slack publishes about a method; empty where it is not at hand."""
    path = specs.published("slack", "methods.json")
    told: Json = specs.read(path).get(method, {}) if path is not None else {}
    return told
