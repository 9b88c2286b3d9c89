"""The two bots that `bench_discord.py` compares, each in a process of its own.

    python benchmarks/discord_bots.py bare|ours API_URL GATEWAY_URL TOKEN FOLDER

Both run as `prompteur serve` does: on uvloop where it is installed, with the same settings of the garbage collector,
logging what a server logs into a file of FOLDER. Ours is the adapter on the real core and a real database; its engineer
writes as a model does, slowly, and says when it began.
"""

import asyncio
import sys
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import discord
from discord import app_commands
from discord.ext import commands
from pydantic import SecretStr

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from adapters.discord.client import run  # noqa: E402 - after the path is set
from adapters.discord.connection import use_addresses  # noqa: E402
from bot.app import open_store, settle_memory  # noqa: E402
from bot.clock import SystemClock  # noqa: E402
from bot.commands import load  # noqa: E402
from bot.dialogue.command import Services  # noqa: E402
from bot.dialogue.dispatch import App  # noqa: E402
from bot.dialogue.held import Held  # noqa: E402
from bot.domain import Piece  # noqa: E402
from bot.logs import configure  # noqa: E402
from bot.settings import Settings  # noqa: E402
from tests.doubles.engineer import ScriptedEngineer  # noqa: E402

THINKS, WRITES = 0.2, 0.02
"""Seconds until the first words, and between further ones."""
PIECES = 20
CHOICES = [app_commands.Choice(name=f"prompt {number}", value=f"prompt {number}") for number in range(25)]


def new_loop() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """Give the faster event loop where it is installed."""
    try:
        from uvloop import new_event_loop  # noqa: PLC0415 - an extra
    except ImportError:
        return None
    return new_event_loop


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


class Writer(ScriptedEngineer):
    """An engineer that writes a piece at a time. Its first words are the moment at which it wrote them, on the clock
    that all processes of the computer share.
    """

    async def _pieces(self, text: str) -> AsyncIterator[Piece]:
        await asyncio.sleep(THINKS)
        yield Piece(f"{time.monotonic():.6f}\n")
        for _ in range(PIECES):
            await asyncio.sleep(WRITES)
            yield Piece("Condense the tickets. ")
        yield Piece(text)


async def bare(settings: Settings) -> None:
    """Run the bare bot."""
    use_addresses(settings)
    assert settings.discord_token is not None  # noqa: S101 - `main` gives it
    settle_memory()
    await Bare().start(settings.discord_token.get_secret_value())


async def ours(settings: Settings) -> None:
    """Run the adapter on the core."""
    clock, engineer = SystemClock(), Writer()
    store = await open_store(settings, clock, serve=True)
    services = Services(engineer=engineer, guided=engineer, store=store, clock=clock, registry=load(), held=Held(clock))
    app = App(services, boot="bench")
    settle_memory()
    try:
        await run(app, settings)
    finally:
        await app.aclose()


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
    with (
        (Path(folder) / f"{which}.log").open("w", encoding="utf-8") as log,
        asyncio.Runner(loop_factory=new_loop()) as runner,
    ):
        configure(settings.log_level, settings.log_format, stream=log)
        runner.run({"bare": bare, "ours": ours}[which](settings))


if __name__ == "__main__":
    main()
