"""Troubles on request for the loopback Discord: failures, rate limits, answers that get lost or come late."""

import asyncio
from dataclasses import dataclass, field
from typing import Final

from bot.ports import Clock
from tests.doubles.discord_values import Json

Headers = dict[str, str]
BUCKET: Final = 5
BUCKET_SECONDS: Final = 5.0
VIA = {"Via": "1.1 google"}


@dataclass(slots=True, eq=False)
class Request:
    """A REST call as it came in: `path` without the version, header names in lower case, `at` by the clock.

    `files` are names and contents. `status` and `code` tell how it was answered; 0 while it is not.
    """

    method: str
    path: str
    headers: Headers
    body: Json | list[Json] | None
    files: tuple[tuple[str, bytes], ...]
    query: dict[str, str]
    at: float
    status: int = 0
    code: int = 0

    @property
    def json(self) -> Json:
        """The body of a call whose body is an object."""
        assert isinstance(self.body, dict), f"{self.method} {self.path} came with {self.body!r}"
        return self.body


@dataclass(slots=True, eq=False)
class Trouble:
    """What happens to the next calls that it fits. `status` 0: the call is served, but see `dropped` and `released`."""

    method: str
    part: str
    times: int = 1
    status: int = 0
    body: Json = field(default_factory=dict)
    headers: Headers = field(default_factory=dict)
    dropped: bool = False
    seconds: float = 0
    came: asyncio.Event = field(default_factory=asyncio.Event)
    released: asyncio.Event | None = None

    def fits(self, request: Request) -> bool:
        """Whether it happens to this call."""
        return self.times > 0 and self.method in {"", request.method} and self.part in request.path

    def release(self) -> None:
        """Let the answers go that are held."""
        assert self.released is not None, "this holds nothing"
        self.released.set()


def limited(scope: str, retry_after: float, *, via: bool) -> tuple[Json, Headers]:
    """Give body and headers of a 429. `scope`: user, shared or global; without `via` it looks like Cloudflare's."""
    body: Json = {"message": "You are being rate limited.", "retry_after": retry_after, "global": scope == "global"}
    headers = {"X-RateLimit-Scope": scope, "Retry-After": str(int(retry_after) + 1)}
    headers |= {"X-RateLimit-Global": "true"} if scope == "global" else {}
    return body, headers | (VIA if via else {})


class Buckets:
    """Rate limits: so many calls in so many seconds of the clock, per bucket."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._used: dict[str, tuple[float, int]] = {}

    def take(self, key: str) -> tuple[bool, float, Headers]:
        """Count a call. Give whether it is allowed, the seconds until the bucket is empty again, and the headers."""
        now = self._clock.monotonic()
        until, used = self._used.get(key, (0.0, 0))
        if now >= until:
            until, used = now + BUCKET_SECONDS, 0
        self._used[key] = (until, used + 1)
        left = max(0, BUCKET - used - 1)
        headers = {"X-RateLimit-Limit": str(BUCKET), "X-RateLimit-Remaining": str(left)}
        wall = self._clock.now().timestamp() + until - now
        headers |= {"X-RateLimit-Reset": f"{wall:.3f}", "X-RateLimit-Reset-After": f"{until - now:.3f}"}
        return used < BUCKET, until - now, headers | {"X-RateLimit-Bucket": key.partition(":")[0]}
