"""The bot on the loopback Slack: the real adapter and core, with an engineer that does as it is told."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from pathlib import Path

from pydantic import SecretStr

from adapters.backoff import Time
from adapters.slack.serve import Knobs, run
from bot.dialogue.command import Ears
from bot.settings import Settings
from tests.doubles.clock import FakeClock
from tests.doubles.engineer import ScriptedEngineer
from tests.doubles.house import House, house
from tests.doubles.slack import SlackDouble

QUICK = Knobs(at_once=0.02, write_seconds=0.01)
COMMAND = "/prompt"


LONG = 300.0
"""Seconds: who sleeps longer watches over something."""


def turning(clock: FakeClock) -> Knobs:
    """Give knobs by which no wait for Slack takes time: the clock is turned on instead."""

    async def sleep(seconds: float) -> None:
        if seconds > LONG:
            await asyncio.Event().wait()
        clock.advance(seconds)
        await asyncio.sleep(0)

    return replace(QUICK, clock=clock, time=Time(sleep=sleep))


def settings(slack: SlackDouble, folder: Path, *, port: int | None = None, command: str = COMMAND) -> Settings:
    """Give the settings of a bot on that Slack. `port`: over HTTP; `command`: its slash command there."""
    return Settings(
        slack_bot_token=SecretStr(slack.bot_token),
        slack_app_token=SecretStr(slack.app_token),
        slack_signing_secret=SecretStr(slack.signing_secret),
        slack_api_url=slack.api_url,
        slack_port=port,
        slack_host="127.0.0.1",
        slack_command=command,
        data_dir=folder,
    )


def free_port() -> int:
    """Give a port that is free now."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


@asynccontextmanager
async def serving(  # noqa: PLR0913 - each is left out by most
    slack: SlackDouble,
    folder: Path,
    *,
    engineer: ScriptedEngineer | None = None,
    clock: FakeClock | None = None,
    boot: str = "boot",
    ears: Ears | None = None,
    knobs: Knobs = QUICK,
    http: bool = False,
    command: str = COMMAND,
) -> AsyncIterator[House]:
    """Run the bot until the end, which comes as the program brings it: calls are ended with a note first."""
    port = free_port() if http else None
    async with house(folder, engineer=engineer, clock=clock, boot=boot, ears=ears) as home:
        task = asyncio.create_task(run(home.app, settings(slack, folder, port=port, command=command), knobs))
        try:
            if port:
                await _opened(port, task)
                slack.push_to(f"http://127.0.0.1:{port}/slack/events")
            await slack.ready(2)
            yield home
        finally:
            await home.app.end(1.0)
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task


async def _opened(port: int, task: "asyncio.Task[int]") -> None:
    """Wait until the port is open."""
    while not task.done():
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            await asyncio.sleep(0)
        else:
            writer.close()
            await writer.wait_closed()
            return
