"""Socket Mode: two connections at once, so that nothing is lost while one of them is replaced.

Each is watched: one that answers no ping, or that brings nothing for a long time, is replaced, the new one first. The
library's own client tries for ever with a wrong token, writes addresses into the log and waits ten seconds on a broken
connection; so only its dispatcher is used.
"""

import asyncio
import json
import random
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from time import monotonic
from typing import Any, Never

import aiohttp
import structlog
from slack_bolt.adapter.socket_mode.internals import build_headers
from slack_bolt.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.errors import SlackApiError
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.refused import refused
from bot.settings import SLACK_APP_TOKEN

log = structlog.get_logger()
CONNECTIONS = 2
HEARTBEAT = 10.0
"""Seconds between two pings; a connection that does not answer one within half of that is given up."""
SILENCE = 15 * 60.0
"""Seconds without a word after which a connection is replaced: some are reported to die without one."""
OPEN_SECONDS = 20.0
FIRST_SECONDS, CAP_SECONDS = 1.0, 120.0
"""Between two tries while Slack is down."""
STEADY_SECONDS = 60.0
"""A connection that lasted so long was a good one."""
LARGEST = 16 * 2**20
"""Bytes of one envelope."""
PASSING = (OSError, aiohttp.ClientError, TimeoutError, SlackApiError)


@dataclass(frozen=True, slots=True)
class Time:
    """Time as the connections know it, in seconds; tests give their own."""

    now: Callable[[], float] = monotonic
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    spread: Callable[[float, float], float] = random.uniform
    """Gives a number between two, so that many bots do not come back in the same second."""


@dataclass(slots=True, eq=False)
class Link:
    """One connection. `leaving` is set once it must be replaced, with `reason`."""

    ws: aiohttp.ClientWebSocketResponse
    heard: float
    began: float
    leaving: asyncio.Event = field(default_factory=asyncio.Event)
    reason: str = ""
    tasks: set[asyncio.Task[None]] = field(default_factory=set)

    def leave(self, reason: str) -> None:
        """Have it replaced."""
        self.reason = self.reason or reason
        self.leaving.set()


class Sockets:
    """The connections. `hello` is called whenever one of them stands."""

    def __init__(
        self,
        app: AsyncApp,
        client: AsyncWebClient,
        token: str,
        *,
        hello: Callable[[], None] = lambda: None,
        time: Time | None = None,
        silence: float = SILENCE,
        heartbeat: float = HEARTBEAT,
    ) -> None:
        self._app = app
        self._client = client
        self._token = token
        self._hello = hello
        self._time = time or Time()
        self._silence = silence
        self._heartbeat = heartbeat
        self._links: list[Link] = []
        self._tasks: set[asyncio.Task[None]] = set()

    async def run(self) -> Never:
        """Stay connected until cancelled. `Misconfigured` when Slack refuses the app-level token."""
        try:
            async with asyncio.TaskGroup() as group:
                for _ in range(CONNECTIONS):
                    group.create_task(self._keep())
        except BaseExceptionGroup as error:  # the first is told; the other one was only cancelled because of it
            raise error.exceptions[0] from error
        finally:
            await self._close()
        raise AssertionError  # neither ends by itself

    async def _keep(self) -> Never:
        """Keep one connection: the next one is opened before the old one is let go."""
        old: Link | None = None
        failed = 0
        while True:
            try:
                link = await self._open()
            except PASSING as error:
                failed += 1
                await self._wait(error, failed)
                continue
            if old is not None:
                self._start(self._retire(old))
            await link.leaving.wait()
            old = link
            failed = 0 if self._time.now() - link.began >= STEADY_SECONDS or link.reason in _ASKED else failed + 1
            log.info("slack_connection_replaced", reason=link.reason)
            if failed > 1:
                await self._wait(None, failed - 1)

    async def _wait(self, error: Exception | None, failed: int) -> None:
        """Wait before another try. Raises what no waiting mends."""
        answer = error.response if isinstance(error, SlackApiError) else None
        if answer is not None:
            refused(SLACK_APP_TOKEN, str(answer.get("error", "")))
        most = min(FIRST_SECONDS * 2.0 ** min(failed - 1, 16), CAP_SECONDS)
        wait = max(self._time.spread(most / 2, most), _retry_after(answer))
        log.warning(
            "slack_connection_failed",
            reason=type(error).__name__ if error else "closed",
            code=str(answer.get("error", "")) if answer is not None else "",
            attempt=failed,
            seconds=round(wait, 1),
        )
        await self._time.sleep(wait)

    # --- one connection ----------------------------------------------------------------------------------------------

    async def _open(self) -> Link:
        """Open a connection, and have it read."""
        session = self._client.session
        if session is None:
            raise aiohttp.ClientConnectionError
        headers = {"Authorization": f"Bearer {self._token}"}
        async with asyncio.timeout(OPEN_SECONDS):
            opened = await self._client.api_call("apps.connections.open", headers=headers)
            ws = await session.ws_connect(
                str(opened["url"]), heartbeat=self._heartbeat, max_msg_size=LARGEST, proxy=self._client.proxy
            )
        link = Link(ws, self._time.now(), self._time.now())
        self._links.append(link)
        self._start(self._read(link))
        self._start(self._watch(link))
        return link

    async def _read(self, link: Link) -> None:
        """Hear what comes until the connection ends."""
        try:
            async for message in link.ws:
                if message.type is aiohttp.WSMsgType.TEXT:
                    link.heard = self._time.now()
                    self._heard(link, message.data)
        except (OSError, aiohttp.ClientError) as error:
            link.reason = link.reason or type(error).__name__
        finally:
            link.leave("closed")
            if link in self._links:
                self._links.remove(link)

    def _heard(self, link: Link, raw: str) -> None:
        try:
            told = json.loads(raw)
        except ValueError:
            log.warning("slack_sent_no_json", length=len(raw))
            return
        kind = told.get("type") if isinstance(told, dict) else None
        if kind == "hello":
            self._hello()
        elif kind == "disconnect":
            link.leave(str(told.get("reason", "")))
        elif request := SocketModeRequest.from_dict(told):
            task = asyncio.create_task(self._answer(link, request))
            link.tasks.add(task)
            task.add_done_callback(link.tasks.discard)

    async def _answer(self, link: Link, request: SocketModeRequest) -> None:
        """Dispatch an envelope and acknowledge it."""
        dispatched = AsyncBoltRequest(mode="socket_mode", body=request.payload, headers=build_headers(request))
        answer = await self._app.async_dispatch(dispatched)
        if answer.status != _OK:
            log.error("slack_envelope_broke", kind=request.type, status=answer.status)
            return
        told: dict[str, Any] = {"envelope_id": request.envelope_id}
        await self._acknowledge(link, json.dumps(told | _payload(answer)))

    async def _acknowledge(self, link: Link, told: str) -> None:
        """Send it through the connection that it came by, or through another where that one is gone."""
        for one in (link, *(other for other in self._links if other is not link)):
            if one.ws.closed:
                continue
            try:
                await one.ws.send_str(told)
            except (OSError, aiohttp.ClientError) as error:
                log.info("slack_connection_gone", reason=type(error).__name__)
            else:
                return
        log.warning("slack_not_acknowledged")

    async def _watch(self, link: Link) -> None:
        """Have a connection replaced that brings nothing for too long."""
        while not link.leaving.is_set():
            left = link.heard + self._silence - self._time.now()
            if left <= 0:
                link.leave("silent")
                return
            await self._either(link, left)

    async def _either(self, link: Link, seconds: float) -> None:
        nap = asyncio.ensure_future(self._time.sleep(seconds))
        left = asyncio.ensure_future(link.leaving.wait())
        try:
            await asyncio.wait({nap, left}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            nap.cancel()
            left.cancel()

    async def _retire(self, link: Link) -> None:
        """Close a connection once what came by it is acknowledged."""
        if link.tasks:
            await asyncio.wait(set(link.tasks), timeout=HEARTBEAT)
        await link.ws.close()

    # --- the end -----------------------------------------------------------------------------------------------------

    def _start(self, work: Any) -> None:  # noqa: ANN401 - a coroutine of ours
        task: asyncio.Task[None] = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _close(self) -> None:
        await asyncio.gather(*(self._retire(one) for one in list(self._links)), return_exceptions=True)
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)


_OK = 200
_ASKED = frozenset({"warning", "refresh_requested", "silent"})


def _payload(answer: BoltResponse) -> dict[str, Any]:
    """Give what goes along with an acknowledgement."""
    if not answer.body:
        return {}
    kind = answer.headers.get("content-type", [""])[0]
    payload: Any = json.loads(answer.body) if kind.startswith("application/json") else {"text": answer.body}
    return {"payload": payload}


def _retry_after(answer: Any) -> float:  # noqa: ANN401 - the library's answer
    headers: Mapping[str, str] = getattr(answer, "headers", None) or {}
    try:
        return float(next((value for name, value in headers.items() if name.lower() == "retry-after"), "0"))
    except ValueError:
        return 0.0
