"""The whole program on the loopback Slack and the loopback Discord at once, in this process, on one database."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from pydantic import SecretStr

from adapters.discord.client import run as run_discord
from adapters.slack.serve import run as run_slack
from bot.app import build
from bot.dialogue.dispatch import App
from tests.doubles import on_discord, on_slack
from tests.doubles.anthropic import AnthropicDouble
from tests.doubles.discord import DiscordDouble
from tests.doubles.slack import SlackDouble
from tests.doubles.whole_on_slack import PATIENT


@asynccontextmanager
async def whole(
    slack: SlackDouble, discord: DiscordDouble, folder: Path, *, model: AnthropicDouble | None = None
) -> AsyncIterator[App]:
    """Run the program until the end, with a `model` or without any."""
    there = on_discord.settings(discord, folder)
    more = {name: getattr(there, name) for name in there.model_fields_set} | {"data_dir": folder, "model": "guided"}
    led = {"model": "", "anthropic_base_url": model.url, "anthropic_api_key": SecretStr("sk-ant-test")} if model else {}
    chosen = on_slack.settings(slack, folder).model_copy(update=more | led)
    app = await build(chosen)
    before = discord.identifies
    tasks = [
        asyncio.create_task(run_slack(app, chosen, PATIENT)),
        asyncio.create_task(run_discord(app, chosen, edit_seconds=0.01)),
    ]
    try:
        await asyncio.gather(slack.ready(2), discord.ready(before + 1))
        yield app
    finally:
        await app.end(1.0)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await app.aclose(1.0)
