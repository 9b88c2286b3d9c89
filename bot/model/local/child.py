"""The llama.cpp server as a supervised child: started when needed, started again when it died, never left behind."""

import asyncio
import secrets
import sys
from asyncio.subprocess import PIPE, Process
from collections import deque
from collections.abc import Sequence
from http import HTTPStatus
from pathlib import Path

import aiohttp
import structlog

from bot.errors import Misconfigured, ModelRefused, ModelUnavailable
from bot.model.local.server import MISSING, UNLOADABLE, Plan
from bot.ports import Clock
from bot.words import N_

START_SECONDS = 120.0
"""How long loading the weights may take: gigabytes from a slow disk."""
ENDING_SECONDS = 5.0
DEATHS = 3
"""A server that dies so often within `DEATHS_WITHIN` seconds is left alone until then."""
DEATHS_WITHIN = 600.0
COMMAND = (sys.executable, "-P", "-m", "bot.model.local.server")

log = structlog.get_logger()


class Child:
    """Runs one model. Nothing happens before `address` is awaited; `aclose` must be awaited at the end."""

    def __init__(
        self,
        name: str,
        file: Path,
        clock: Clock,
        *,
        context: int,
        parallel: int = 2,
        idle_seconds: int = 600,
        command: Sequence[str] = COMMAND,
    ) -> None:
        self._file = file
        self._clock = clock
        self._command = command
        self._key = secrets.token_urlsafe(32)
        self._plan = Plan(
            name=name,
            path=str(file),
            key=self._key,
            context=context,
            parallel=parallel,
            idle_seconds=idle_seconds,
        )
        self._process: Process | None = None
        self._drain: asyncio.Task[None] | None = None
        self._last_words: deque[str] = deque(maxlen=4)
        self._starting: asyncio.Task[str] | None = None
        self._deaths: deque[float] = deque(maxlen=DEATHS)
        self._closed = False

    @property
    def key(self) -> str:
        """The key that the server asks for, the same for its whole life."""
        return self._key

    async def address(self) -> str:
        """Give the address of a server that runs, starting it where there is none. Who waits may be cancelled; the
        start goes on for whoever comes next.

        `Misconfigured` when the package is missing, `ModelRefused` when the file is no model, `ModelUnavailable` when
        the server is not ready in time, died too often, or was closed.
        """
        if self._closed:
            raise ModelUnavailable("The model on this computer was closed.")
        if self._starting is None or (self._starting.done() and not self._alive()):
            self._starting = asyncio.create_task(self._begin())
            self._starting.add_done_callback(_seen)
        return await asyncio.shield(self._starting)

    async def aclose(self) -> None:
        """End the server and wait until it is gone."""
        self._closed = True
        if self._starting is not None and not self._starting.done():
            self._starting.cancel()
            await asyncio.wait({self._starting})
        await self._end()

    def _alive(self) -> bool:
        return self._process is not None and self._process.returncode is None

    async def _begin(self) -> str:
        await self._bury()
        ready = False
        try:
            async with asyncio.timeout(START_SECONDS):
                url = await self._spawn()
                await _healthy(url)
            ready = True
        except TimeoutError as error:
            raise ModelUnavailable(
                "The model on this computer was not ready within {seconds} seconds.", seconds=int(START_SECONDS)
            ) from error
        except aiohttp.ClientError as error:
            raise ModelUnavailable("The server for the model on this computer ended at once.") from error
        finally:
            if not ready:
                await self._end(at_once=True)
        log.info("local_model_started", file=self._file.name)
        return url

    async def _bury(self) -> None:
        """Note a server that died, and refuse to go on with one that dies all the time."""
        now = self._clock.monotonic()
        if self._process is not None:
            log.warning("local_model_died", code=self._process.returncode)
            self._deaths.append(now)
            await self._end()
        if len(self._deaths) == DEATHS and now - self._deaths[0] < DEATHS_WITHIN:
            raise ModelUnavailable(
                "The model on this computer stopped {times} times in a row.",
                advice=N_("Try again in ten minutes. The computer may have too little memory for it."),
                retry_after=DEATHS_WITHIN - (now - self._deaths[0]),
                times=DEATHS,
            )

    async def _spawn(self) -> str:
        """Start the process and give the address from its first line."""
        process = await asyncio.create_subprocess_exec(*self._command, stdin=PIPE, stdout=PIPE, stderr=PIPE)
        self._process = process
        assert process.stdin and process.stdout and process.stderr  # noqa: S101, PT018 - asked for with PIPE
        self._drain = asyncio.create_task(self._listen(process.stderr))
        process.stdin.write(self._plan.line())
        line = await process.stdout.readline()
        if line:
            return line.decode().strip()
        raise self._failure(await process.wait())

    async def _listen(self, stderr: asyncio.StreamReader) -> None:
        """Keep the last lines of what the server complains of, so that it never waits for a reader."""
        async for line in stderr:
            self._last_words.append(line.decode(errors="replace").strip())

    def _failure(self, code: int) -> Exception:
        if code == MISSING:
            return Misconfigured('A model on this computer needs one more package: pip install "prompteur[local]"')
        log.warning("local_model_failed", code=code, reason=" | ".join(self._last_words))
        if code == UNLOADABLE:
            return ModelRefused(
                "{file} could not be loaded: it is no model that llama.cpp can run, or it is damaged.",
                advice=N_(
                    "If prompteur model pull fetched it, remove it and fetch it again. Else choose another file."
                ),
                file=self._file,
            )
        return ModelUnavailable("The server for the model on this computer ended with code {code}.", code=code)

    async def _end(self, *, at_once: bool = False) -> None:
        """See the process gone. It ends by itself when its input closes, unless it is still loading."""
        process, self._process = self._process, None
        if process is None:
            return
        if process.stdin is not None:
            process.stdin.close()
        if at_once and process.returncode is None:
            process.kill()
        try:
            await asyncio.wait_for(process.wait(), ENDING_SECONDS)
        except TimeoutError:
            process.kill()
            await process.wait()
        if self._drain is not None:
            await self._drain


def _seen(task: asyncio.Task[str]) -> None:
    """Take note of a failure that nobody may be waiting for; whoever asks next gets it raised anew."""
    if not task.cancelled():
        task.exception()


async def _healthy(url: str) -> None:
    """Wait until the server says that it can answer."""
    async with aiohttp.ClientSession() as session:
        while True:
            async with session.get(f"{url}/health") as answer:
                if answer.status == HTTPStatus.OK:
                    return
            await asyncio.sleep(0.05)
