"""What the bots have in common that `bench_discord.py` and `bench_slack.py` compare.

They run as `prompteur serve` does: on uvloop where it is installed, with the same settings of the garbage collector,
logging what a server logs into a file. Ours is the adapter on the real core and a real database; its engineer writes as
a model does, slowly, and says when it began.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from bot.app import open_store
from bot.clock import SystemClock
from bot.commands import load
from bot.dialogue.command import Services
from bot.dialogue.dispatch import App
from bot.dialogue.held import Held
from bot.domain import Piece
from bot.logs import configure
from bot.settings import Settings
from bot.talk.router import Router
from tests.doubles.engineer import ScriptedEngineer

THINKS, WRITES = 0.2, 0.02
"""Seconds until the first words, and between further ones."""
PIECES = 20


def new_loop() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """Give the faster event loop where it is installed."""
    try:
        from uvloop import new_event_loop  # noqa: PLC0415 - an extra
    except ImportError:
        return None
    return new_event_loop


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


@asynccontextmanager
async def core(settings: Settings) -> AsyncIterator[App]:
    """Open the core on the database of the settings."""
    clock, engineer = SystemClock(), Writer()
    store = await open_store(settings, clock, serve=True)
    services = Services(
        engineer=engineer,
        guided=engineer,
        store=store,
        clock=clock,
        registry=load(),
        held=Held(clock),
        ears=Router(),
        by_rules=Router(),
    )
    app = App(services, boot="bench")
    try:
        yield app
    finally:
        await app.aclose()


def run(which: str, bot: Callable[[Settings], Awaitable[None]], settings: Settings, folder: Path) -> None:
    """Run a bot until terminated."""
    with (
        (folder / f"{which}.log").open("w", encoding="utf-8") as log,
        asyncio.Runner(loop_factory=new_loop()) as runner,
    ):
        configure(settings.log_level, settings.log_format, stream=log)

        async def running() -> None:
            await bot(settings)

        runner.run(running())
