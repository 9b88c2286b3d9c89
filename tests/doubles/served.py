"""The real program as a process that serves people on the loopback Discord, with a model at the Messages API double."""

from asyncio.subprocess import Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from tests.doubles import process
from tests.doubles.anthropic import AnthropicDouble
from tests.doubles.discord import DiscordDouble
from tests.doubles.process import Ended


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
async def served(
    folder: Path, discord: DiscordDouble, model: AnthropicDouble, **settings: str
) -> AsyncIterator[Served]:
    """Start `prompteur serve` and wait until it hears people; it is killed at the end where it still runs."""
    before = discord.identifies
    running = await process.start(
        folder,
        "serve",
        PROMPTEUR_MODEL="claude-sonnet-5",
        ANTHROPIC_BASE_URL=model.url,
        DISCORD_TOKEN=discord.token,
        PROMPTEUR_DISCORD_API_URL=discord.api_url,
        PROMPTEUR_DISCORD_GATEWAY_URL=discord.gateway_url,
        PROMPTEUR_LOG_LEVEL="warning",
        **settings,
    )
    server = Served(running)
    try:
        await discord.ready(before + 1)
        yield server
    finally:
        if running.returncode is None:
            await server.killed()
