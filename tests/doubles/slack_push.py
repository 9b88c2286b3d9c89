"""HTTP push of the loopback Slack: signed requests to the app's address, and retries of events."""

import asyncio
import hashlib
import hmac
import json
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any
from urllib.parse import urlencode

import aiohttp

from bot.clock import SystemClock
from tests.doubles.slack_delivery import OVERDUE, UNREACHABLE, Desk
from tests.doubles.slack_state import Delivery, State
from tests.doubles.slack_values import ACK_SECONDS, EVENTS, SLASH, Json
from tests.doubles.waiting import PATIENCE

JSON, FORM = "application/json", "application/x-www-form-urlencoded"
RETRIES = (0.0, 60.0, 300.0)
"""Seconds after a failure until the next try."""
Headers = dict[str, str]


@dataclass(slots=True, eq=False)
class Pushed:
    """A request to the app and its answer; status 0: there was none."""

    body: bytes
    headers: Headers
    status: int = 0
    text: str = ""
    answered: Headers = field(default_factory=dict)


class Push:
    """The requests. `url`: where the app takes them; empty: not in use. `sent` are all of them."""

    def __init__(self, state: State, desk: Desk, secret: str) -> None:
        self.state = state
        self.desk = desk
        self.secret = secret
        self.url = ""
        self.sent: list[Pushed] = []
        self.failed: list[tuple[float, Delivery]] = []
        """Events to try again, and when by the clock."""
        self._session: aiohttp.ClientSession | None = None
        self._tasks: set[asyncio.Task[Any]] = set()
        self._timers: list[asyncio.TimerHandle] = []

    # --- one request ---------------------------------------------------------------------------------------------

    def sign(self, body: bytes, timestamp: str) -> str:
        """Give the signature of a body."""
        base = b"v0:" + timestamp.encode() + b":" + body
        return "v0=" + hmac.new(self.secret.encode(), base, hashlib.sha256).hexdigest()

    async def send(
        self, body: bytes, kind: str = JSON, *, timestamp: str | None = None, signature: str | None = None,
        more: Headers | None = None,
    ) -> Pushed:  # fmt: skip
        """Send any body, signed as it should be unless something else is given. `kind` is its content type."""
        # Bolt holds the timestamp against the computer's clock, whatever clock the test has.
        when = str(int(SystemClock().now().timestamp())) if timestamp is None else timestamp
        signed = self.sign(body, when) if signature is None else signature
        headers = {"Content-Type": kind, "X-Slack-Request-Timestamp": when, "X-Slack-Signature": signed}
        headers |= {"User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)"} | (more or {})
        return await self._sent(Pushed(body, headers))

    async def replay(self, pushed: Pushed) -> Pushed:
        """Send the same bytes with the same headers once more, as somebody does who overheard them."""
        return await self._sent(Pushed(pushed.body, dict(pushed.headers)))

    async def verify(self) -> str:
        """Ask whether the address is the app's; give what it answered, which should be the challenge "double"."""
        body = {"type": "url_verification", "token": "verification", "challenge": "double"}
        pushed = await self.send(json.dumps(body).encode())
        return str(json.loads(pushed.text)["challenge"]) if pushed.text.startswith("{") else pushed.text

    async def _sent(self, pushed: Pushed) -> Pushed:
        self._session = self._session or aiohttp.ClientSession()
        self.sent.append(pushed)
        real = isinstance(self.state.clock, SystemClock)
        timeout = aiohttp.ClientTimeout(total=ACK_SECONDS if real else PATIENCE)
        try:
            async with self._session.post(
                self.url, data=BytesIO(pushed.body), headers=pushed.headers, timeout=timeout
            ) as answer:
                pushed.text, pushed.answered = await answer.text(), dict(answer.headers)
                pushed.status = answer.status
        except (aiohttp.ClientError, TimeoutError) as error:
            pushed.text = type(error).__name__
        self.state.changed()
        return pushed

    # --- deliveries ----------------------------------------------------------------------------------------------

    def deliver(self, delivery: Delivery) -> None:
        """Send something for the app."""
        self._start(delivery)

    def _start(self, delivery: Delivery) -> None:
        task = asyncio.get_running_loop().create_task(self._try(delivery))
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and task.exception() is not None:
            self.state.refused.append(f"push: the answer could not be read: {task.exception()!r}")
        self.state.changed()

    @property
    def busy(self) -> bool:
        """Whether something is on its way."""
        return bool(self._tasks)

    async def _try(self, delivery: Delivery) -> None:
        delivery.tries += 1
        more: Headers = {}
        if delivery.tries > 1:
            more = {"X-Slack-Retry-Num": str(delivery.tries - 1), "X-Slack-Retry-Reason": delivery.reason}
        began = self.state.clock.monotonic()
        pushed = await self.send(*encoded(delivery), more=more)
        overdue = self.state.clock.monotonic() - began > ACK_SECONDS
        if pushed.status == 200 and not (overdue and delivery.kind == EVENTS):
            self.desk.acknowledge(delivery, _answer(pushed))
        elif delivery.kind == EVENTS:
            self._failed(delivery, pushed, overdue=overdue)
        else:
            self.desk.fail(delivery, OVERDUE if overdue or pushed.text == "TimeoutError" else UNREACHABLE)

    def _failed(self, delivery: Delivery, pushed: Pushed, *, overdue: bool) -> None:
        timeout = overdue or pushed.text == "TimeoutError"
        delivery.reason = "http_timeout" if timeout else "http_error" if pushed.status else "connection_failed"
        if pushed.answered.get("X-Slack-No-Retry") == "1" or delivery.tries > len(RETRIES):
            self.desk.fail(delivery, delivery.reason)
            return
        wait = RETRIES[delivery.tries - 1]
        if wait:
            self.failed.append((self.state.clock.monotonic() + wait, delivery))
            if isinstance(self.state.clock, SystemClock):
                self._timers.append(asyncio.get_running_loop().call_later(wait + 0.1, self.retry))
        else:
            self._start(delivery)
        self.state.changed()

    def retry(self) -> int:
        """Send the events whose time has come by the clock; give how many. Tests with their own clock call this."""
        now = self.state.clock.monotonic()
        due = [one for at, one in self.failed if at <= now]
        self.failed = [(at, one) for at, one in self.failed if at > now]
        for one in due:
            self._start(one)
        return len(due)

    async def close(self) -> None:
        """End what runs."""
        for timer in self._timers:
            timer.cancel()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._session is not None:
            await self._session.close()


def encoded(delivery: Delivery) -> tuple[bytes, str]:
    """Give the body of a request and its type: JSON for events, forms for everything else."""
    if delivery.kind == EVENTS:
        return json.dumps(delivery.payload).encode(), JSON
    fields: Json = delivery.payload if delivery.kind == SLASH else {"payload": json.dumps(delivery.payload)}
    return urlencode({key: _plain(value) for key, value in fields.items()}).encode(), FORM


def _plain(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _answer(pushed: Pushed) -> Any:  # noqa: ANN401 - JSON or text
    if pushed.answered.get("Content-Type", "").startswith("application/json") and pushed.text:
        return json.loads(pushed.text)
    return pushed.text
