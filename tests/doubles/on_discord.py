"""The bot on the loopback Discord: the real adapter and core, with an engineer that does as it is told."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import pytest
from discord.gateway import DiscordWebSocket
from discord.http import Route
from pydantic import SecretStr

from adapters.discord.client import run
from bot.dialogue.command import Ears
from bot.settings import Settings
from tests.doubles.clock import FakeClock
from tests.doubles.discord import DiscordDouble
from tests.doubles.engineer import ScriptedEngineer
from tests.doubles.house import House, house


def keep_addresses(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have discord.py's addresses put back after a test: they are the whole process's."""
    monkeypatch.setattr(Route, "BASE", Route.BASE)
    monkeypatch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", DiscordWebSocket.DEFAULT_GATEWAY)


def settings(discord: DiscordDouble, folder: Path, *, threads: bool = False) -> Settings:
    """Give the settings of a bot on that Discord. `threads`: those in which it works go on without a mention."""
    return Settings(
        discord_token=SecretStr(discord.token),
        discord_api_url=discord.api_url,
        discord_gateway_url=discord.gateway_url,
        discord_threads=threads,
        data_dir=folder,
    )


@asynccontextmanager
async def serving(  # noqa: PLR0913 - each is left out by most
    discord: DiscordDouble,
    folder: Path,
    *,
    engineer: ScriptedEngineer | None = None,
    clock: FakeClock | None = None,
    boot: str = "boot",
    ears: Ears | None = None,
    edit_seconds: float = 0.01,
    threads: bool = False,
) -> AsyncIterator[House]:
    """Run the bot until the end, which comes as the program brings it: calls are ended with a note first."""
    async with house(folder, engineer=engineer, clock=clock, boot=boot, ears=ears) as home:
        before = discord.identifies
        task = asyncio.create_task(run(home.app, settings(discord, folder, threads=threads), edit_seconds=edit_seconds))
        try:
            await discord.ready(before + 1)
            yield home
        finally:
            await home.app.end(1.0)
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
