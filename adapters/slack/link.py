"""One connection of Socket Mode: read until it ends, and left when it brings nothing for too long."""

import asyncio
import json
from collections.abc import Callable, Coroutine
from typing import Any

import aiohttp
import structlog

from adapters.backoff import Time

log = structlog.get_logger()
RETIRE_SECONDS = 10.0
"""For what came by a connection to be acknowledged before it is closed."""
Json = dict[str, Any]


class Link:
    """One connection. `leaving` is set once it must be replaced, with `reason`."""

    def __init__(self, ws: aiohttp.ClientWebSocketResponse, time: Time) -> None:
        self.began = time.now()
        self.leaving = asyncio.Event()
        self.reason = ""
        self._ws = ws
        self._time = time
        self._heard = self.began
        self._tasks: set[asyncio.Task[None]] = set()

    def leave(self, reason: str) -> None:
        """Have it replaced."""
        self.reason = self.reason or reason
        self.leaving.set()

    async def read(self, heard: Callable[[Json], None]) -> None:
        """Hear what comes until the connection ends."""
        try:
            async for message in self._ws:
                if message.type is aiohttp.WSMsgType.TEXT:
                    self._heard = self._time.now()
                    self._told(message.data, heard)
        except (OSError, aiohttp.ClientError) as error:
            self.reason = self.reason or type(error).__name__
        finally:
            self.leave("closed")

    def _told(self, raw: str, heard: Callable[[Json], None]) -> None:
        try:
            told = json.loads(raw)
        except ValueError:
            log.warning("slack_sent_no_json", length=len(raw))
            return
        if isinstance(told, dict):
            heard(told)

    def start(self, work: Coroutine[Any, Any, None]) -> None:
        """Do something that the connection is kept open for."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def send(self, told: str) -> bool:
        """Send a text; say whether it went out."""
        if self._ws.closed:
            return False
        try:
            await self._ws.send_str(told)
        except (OSError, aiohttp.ClientError) as error:
            log.info("slack_connection_gone", reason=type(error).__name__)
            return False
        return True

    async def watch(self, silence: float) -> None:
        """Leave when nothing comes for so many seconds."""
        while not self.leaving.is_set():
            left = self._heard + silence - self._time.now()
            if left <= 0:
                self.leave("silent")
                return
            await self._either(left)

    async def _either(self, seconds: float) -> None:
        nap = asyncio.ensure_future(self._time.sleep(seconds))
        left = asyncio.ensure_future(self.leaving.wait())
        try:
            await asyncio.wait({nap, left}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            nap.cancel()
            left.cancel()

    async def retire(self) -> None:
        """Close it once what came by it is acknowledged."""
        if self._tasks:
            await asyncio.wait(set(self._tasks), timeout=RETIRE_SECONDS)
        await self._ws.close()
