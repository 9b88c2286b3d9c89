"""The real program as a process that serves people, on the loopback Discord with a model at the Messages API double."""

import asyncio
import sys
from asyncio.subprocess import Process
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from tests.doubles import process
from tests.doubles.anthropic import AnthropicDouble
from tests.doubles.discord import DiscordDouble
from tests.doubles.process import Ended

START_SECONDS = 60
"""For a start on a busy computer."""


async def ready(discord: DiscordDouble, identifies: int = 1) -> None:
    """Wait until a bot that was just started as a process hears people, its so-manieth session."""
    async with asyncio.timeout(START_SECONDS):
        await discord.state.until(
            lambda: discord.gateway.ready and bool(discord.state.commands) and discord.identifies >= identifies
        )


class Served:
    """A server that runs. It says warnings and errors alone, so that its log never fills the pipe."""

    def __init__(self, running: Process) -> None:
        self.running = running

    async def killed(self) -> Ended:
        """End it without warning; give what it said."""
        self.running.kill()
        return await self._ended()

    async def terminated(self) -> Ended:
        """Ask it to end, and wait until it has; give what it said."""
        self.running.terminate()
        return await self._ended()

    async def _ended(self) -> Ended:
        out, err = await self.running.communicate()
        assert self.running.returncode is not None
        return Ended(self.running.returncode, out.decode(), err.decode())


@asynccontextmanager
async def running(folder: Path, heard: Callable[[], Awaitable[None]], **settings: str) -> AsyncIterator[Served]:
    """Start `prompteur serve` and wait until people are `heard`; it is killed at the end where it still runs, as when a
    test fails, which then shows what it said.
    """
    server = Served(await process.start(folder, "serve", PROMPTEUR_LOG_LEVEL="warning", **settings))
    try:
        await heard()
        yield server
    finally:
        if server.running.returncode is None:
            sys.stderr.write((await server.killed()).err)


def led(model: AnthropicDouble) -> dict[str, str]:
    """Give the settings for a model at its double."""
    return {"PROMPTEUR_MODEL": "claude-sonnet-5", "ANTHROPIC_BASE_URL": model.url}


@asynccontextmanager
async def served(
    folder: Path, discord: DiscordDouble, model: AnthropicDouble, **settings: str
) -> AsyncIterator[Served]:
    """Serve people on this Discord."""
    before = discord.identifies
    where = {
        "DISCORD_TOKEN": discord.token,
        "PROMPTEUR_DISCORD_API_URL": discord.api_url,
        "PROMPTEUR_DISCORD_GATEWAY_URL": discord.gateway_url,
    }
    async with running(folder, lambda: ready(discord, before + 1), **led(model), **where, **settings) as server:
        yield server
