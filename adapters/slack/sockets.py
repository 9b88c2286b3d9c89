"""Socket Mode: two connections at once, so that nothing is lost while one of them is replaced.

Each is watched: one that answers no ping, or that brings nothing for a long time, is replaced, the new one first. The
library's own client tries for ever with a wrong token, writes addresses into the log and waits ten seconds on a broken
connection; so only its dispatcher is used.
"""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, Never

import aiohttp
import structlog
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.web.async_client import AsyncWebClient

from adapters.backoff import Time, backoff
from adapters.slack.envelope import acknowledgement
from adapters.slack.failures import asked
from adapters.slack.link import Json, Link
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
_ASKED = frozenset({"warning", "refresh_requested", "silent"})


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
                self._start(old.retire())
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
        most = backoff(failed, FIRST_SECONDS, CAP_SECONDS)
        wait = max(self._time.spread(most / 2, most), asked(getattr(answer, "headers", None) or {}, unsaid=0.0))
        log.warning(
            "slack_connection_failed",
            reason=type(error).__name__ if error else "closed",
            code=str(answer.get("error", "")) if answer is not None else "",
            attempt=failed,
            seconds=round(wait, 1),
        )
        await self._time.sleep(wait)

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
        link = Link(ws, self._time)
        self._links.append(link)
        self._start(self._read(link))
        self._start(link.watch(self._silence))
        return link

    async def _read(self, link: Link) -> None:
        try:
            await link.read(lambda told: self._heard(link, told))
        finally:
            if link in self._links:
                self._links.remove(link)

    # --- what comes --------------------------------------------------------------------------------------------------

    def _heard(self, link: Link, told: Json) -> None:
        kind = told.get("type")
        if kind == "hello":
            self._hello()
        elif kind == "disconnect":
            link.leave(str(told.get("reason", "")))
        elif request := SocketModeRequest.from_dict(told):
            link.start(self._answer(link, request))

    async def _answer(self, link: Link, request: SocketModeRequest) -> None:
        """Dispatch an envelope and acknowledge it."""
        told = await acknowledgement(self._app, request)
        if told is not None:
            await self._acknowledge(link, told)

    async def _acknowledge(self, link: Link, told: str) -> None:
        """Send it through the connection that it came by, or through another where that one is gone."""
        for one in (link, *(other for other in self._links if other is not link)):
            if await one.send(told):
                return
        log.warning("slack_not_acknowledged")

    # --- the end -----------------------------------------------------------------------------------------------------

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _close(self) -> None:
        await asyncio.gather(*(one.retire() for one in list(self._links)), return_exceptions=True)
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
