"""The whole program on the loopback Discord, in this process: adapter, core, engineer and a model at its double."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

from adapters.discord.client import run
from bot.app import build
from bot.dialogue.dispatch import App
from bot.ports import Model
from tests.doubles.discord import DiscordDouble
from tests.doubles.on_discord import settings


@asynccontextmanager
async def whole(
    discord: DiscordDouble,
    folder: Path,
    *,
    led_by: Model | None = None,
    edit_seconds: float = 0.01,
    **more: Any,  # noqa: ANN401 - settings, by their names
) -> AsyncIterator[App]:
    """Run the program until the end, led by this model, or by what the settings in `more` come to."""
    chosen = settings(discord, folder).model_copy(update={"data_dir": folder, **more})
    app = await build(chosen, model=led_by)
    before = discord.identifies
    task = asyncio.create_task(run(app, chosen, edit_seconds=edit_seconds))
    try:
        await discord.ready(before + 1)
        yield app
    finally:
        await app.end(1.0)
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        await app.aclose(1.0)
