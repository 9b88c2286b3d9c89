"""People on Discord, from what they do to what they see, against the loopback Discord."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import pytest
import structlog
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route
from pydantic import SecretStr

from adapters.discord.client import run
from bot.settings import Settings
from tests.doubles.discord import DiscordDouble
from tests.doubles.engineer import ScriptedEngineer
from tests.doubles.house import House, house


@pytest.fixture(autouse=True)
def _addresses(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave discord.py's addresses as they were."""
    monkeypatch.setattr(Route, "BASE", Route.BASE)
    monkeypatch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", DiscordWebSocket.DEFAULT_GATEWAY)


@asynccontextmanager
async def serving(
    discord: DiscordDouble, folder: Path, engineer: ScriptedEngineer | None = None, boot: str = "boot"
) -> AsyncIterator[House]:
    """Run the bot on the loopback Discord; it ends as the program ends it."""
    settings = Settings(
        discord_token=SecretStr(discord.token),
        discord_api_url=discord.api_url,
        discord_gateway_url=discord.gateway_url,
        data_dir=folder,
    )
    async with house(folder, engineer=engineer, boot=boot) as home:
        task = asyncio.create_task(run(home.app, settings, edit_seconds=0.01))
        try:
            identified = discord.identifies
            await discord.ready(identified + 1)
            yield home
        finally:
            await home.app.end(1.0)
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task


@pytest.mark.asyncio
async def test_a_slash_command_is_answered(tmp_path: Path) -> None:
    """Somebody types /prompt draft and sees the prompt, alone."""
    async with DiscordDouble() as discord, serving(discord, tmp_path):
        channel, ana = discord.guild("Acme").channel("general"), discord.person("Ana")
        act = await ana.slash(channel, "prompt draft", goal="a weekly report")

        await act.settled(contains="Summarise")

        assert discord.refused == []
