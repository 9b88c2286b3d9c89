"""The real program as a process that serves people on the loopback Slack, through Socket Mode or over HTTP."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from adapters.slack.declare import Choice, document
from adapters.slack.needs import Extra
from bot.commands import load
from bot.words import Words
from tests.doubles.anthropic import AnthropicDouble
from tests.doubles.on_slack import free_port
from tests.doubles.served import START_SECONDS, Served, led, running
from tests.doubles.slack import SlackDouble

ADDRESS = "https://prompteur.example.com/slack/events"
CONNECTIONS = 2
AGAIN_SECONDS = 0.05
"""From one look at a port to the next."""


def manifest(*extras: Extra, http: bool = False) -> Mapping[str, Any]:
    """Give the manifest of the app, as the operator gets it."""
    return document(load(), Choice(ADDRESS if http else "", extras), Words())


async def ready(slack: SlackDouble, opened: int = 0) -> None:
    """Wait until a program that was just started hears people: over HTTP where Slack has an address, else through
    connections, after so many that were `opened` by an earlier one.
    """
    async with asyncio.timeout(START_SECONDS):
        if slack.push.url:
            await _port_open(int(slack.push.url.split(":")[2].partition("/")[0]))
            await slack.ready()
        else:
            live = slack.socket
            await slack.state.until(lambda: len(live.live) >= CONNECTIONS and live.opened >= opened + CONNECTIONS)


async def _port_open(port: int) -> None:
    while True:
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            await asyncio.sleep(AGAIN_SECONDS)  # another process opens it, and says nothing
        else:
            writer.close()
            await writer.wait_closed()
            return


def reached(slack: SlackDouble, *, http: bool = False) -> dict[str, str]:
    """Give the settings of a program on this Slack; over HTTP, have Slack send to the port that they name."""
    where = {"SLACK_BOT_TOKEN": slack.bot_token, "PROMPTEUR_SLACK_API_URL": slack.api_url}
    if not http:
        return where | {"SLACK_APP_TOKEN": slack.app_token}
    port = free_port()
    slack.push_to(f"http://127.0.0.1:{port}/slack/events")
    heard = {"PROMPTEUR_SLACK_PORT": str(port), "PROMPTEUR_SLACK_HOST": "127.0.0.1"}
    return where | heard | {"SLACK_SIGNING_SECRET": slack.signing_secret}


@asynccontextmanager
async def served(
    folder: Path, slack: SlackDouble, model: AnthropicDouble, *, http: bool = False, **settings: str
) -> AsyncIterator[Served]:
    """Serve people on this Slack."""
    opened, where = slack.socket.opened, reached(slack, http=http)
    async with running(folder, lambda: ready(slack, opened), **led(model), **where, **settings) as server:
        yield server
