"""The whole program on the loopback Slack, in this process: adapter, core, engineer and a model at its double."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from adapters.slack.serve import Knobs, run
from bot.app import build
from bot.dialogue.dispatch import App
from bot.ports import Model
from tests.doubles.on_slack import QUICK, settings
from tests.doubles.slack import SlackDouble

PATIENT = replace(QUICK, at_once=60.0)
"""So that nothing is said of the work before an answer is whole, however busy the computer is."""


@asynccontextmanager
async def whole(
    slack: SlackDouble,
    folder: Path,
    *,
    led_by: Model | None = None,
    knobs: Knobs = QUICK,
    **more: Any,  # noqa: ANN401 - settings, by their names
) -> AsyncIterator[App]:
    """Run the program until the end, led by this model, or by what the settings in `more` come to."""
    chosen = settings(slack, folder).model_copy(update={"data_dir": folder, **more})
    app = await build(chosen, model=led_by)
    task = asyncio.create_task(run(app, chosen, knobs))
    try:
        await slack.ready(2)
        yield app
    finally:
        await app.end(1.0)
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        await app.aclose(1.0)
