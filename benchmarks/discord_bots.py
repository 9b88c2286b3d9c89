"""The two bots that `bench_discord.py` compares, each in a process of its own.

python benchmarks/discord_bots.py bare|ours API_URL GATEWAY_URL TOKEN FOLDER
"""

import sys
from pathlib import Path

import discord
from discord import app_commands
from discord.ext import commands
from pydantic import SecretStr

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from adapters.discord.client import run  # noqa: E402 - after the path is set
from adapters.discord.connection import use_addresses  # noqa: E402
from benchmarks import bots  # noqa: E402
from bot.app import settle_memory  # noqa: E402
from bot.settings import Settings  # noqa: E402

CHOICES = [app_commands.Choice(name=f"prompt {number}", value=f"prompt {number}") for number in range(25)]


class Bare(commands.AutoShardedBot):
    """What somebody writes by hand: commands that acknowledge, a completion that knows 25 names, a button."""

    def __init__(self) -> None:
        super().__init__(command_prefix=(), intents=discord.Intents(guilds=True))

    async def setup_hook(self) -> None:
        """Declare the commands and send them."""
        self.tree.add_command(draft)
        await self.tree.sync()


async def _complete(_: discord.Interaction, prefix: str) -> list[app_commands.Choice[str]]:
    return [choice for choice in CHOICES if choice.value.startswith(prefix)]


@app_commands.command()
@app_commands.autocomplete(name=_complete)
async def draft(interaction: discord.Interaction, goal: str = "", name: str = "") -> None:  # noqa: ARG001 - its options
    """Write a prompt."""
    await interaction.response.defer(ephemeral=True, thinking=True)


async def bare(settings: Settings) -> None:
    """Run the bare bot."""
    use_addresses(settings)
    assert settings.discord_token is not None  # noqa: S101 - `main` gives it
    settle_memory()
    await Bare().start(settings.discord_token.get_secret_value())


async def ours(settings: Settings) -> None:
    """Run the adapter on the core."""
    async with bots.core(settings) as app:
        settle_memory()
        await run(app, settings)


def main() -> None:
    """Run until terminated."""
    which, api, gateway, token, folder = sys.argv[1:]
    settings = Settings(
        _env_file=None,  # type: ignore[call-arg]
        DISCORD_TOKEN=SecretStr(token),
        discord_api_url=api,
        discord_gateway_url=gateway,
        data_dir=Path(folder),
    )
    bots.run(which, {"bare": bare, "ours": ours}[which], settings, Path(folder))


if __name__ == "__main__":
    main()
