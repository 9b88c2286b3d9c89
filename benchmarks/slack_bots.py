"""The bots that `bench_slack.py` compares, each in a process of its own (see `bots.py`).

    python benchmarks/slack_bots.py bare|ours|boundless API_URL BOT_TOKEN APP_TOKEN SIGNING_SECRET FOLDER PORT

PORT 0 is Socket Mode. The bare one is slack-bolt as it acknowledges soonest: `process_before_response`, and listeners
that return at once. The boundless one is ours, called as often as one likes, for `soak_slack.py`.
"""

import asyncio
import sys
from pathlib import Path
from typing import Any
from unittest.mock import patch

from aiohttp import web
from pydantic import SecretStr
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from adapters.slack import budget  # noqa: E402 - after the path is set
from adapters.slack.serve import run  # noqa: E402
from benchmarks import bots  # noqa: E402
from bot.app import settle_memory  # noqa: E402
from bot.settings import Settings  # noqa: E402

OPTIONS = [{"text": {"type": "plain_text", "text": f"prompt {number}"}, "value": str(number)} for number in range(25)]


async def taken(ack: AsyncAck) -> None:
    """Acknowledge."""
    await ack()


async def offered(ack: AsyncAck) -> None:
    """Offer what is known beforehand."""
    await ack(options=OPTIONS)


def app(settings: Settings) -> AsyncApp:
    """Give what somebody writes by hand: whatever comes is acknowledged."""
    client = AsyncWebClient(_secret(settings.slack_bot_token), base_url=str(settings.slack_api_url))
    signing = _secret(settings.slack_signing_secret)
    made = AsyncApp(client=client, signing_secret=signing, process_before_response=True)
    made.command("/prompt")(taken)
    made.event("message")(taken)
    made.event("app_home_opened")(taken)
    made.options("names")(offered)
    return made


async def bare(settings: Settings) -> None:
    """Run the bare bot."""
    made = app(settings)
    settle_memory()
    if settings.slack_port is None:
        await AsyncSocketModeHandler(made, _secret(settings.slack_app_token)).start_async()  # type: ignore[no-untyped-call]  # bolt left its types out
        return
    runner = web.AppRunner(made.server(path="/slack/events").web_app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, settings.slack_host, settings.slack_port).start()
    await asyncio.Event().wait()


async def ours(settings: Settings) -> None:
    """Run the adapter on the core."""
    async with bots.core(settings) as core:
        settle_memory()
        await run(core, settings)


async def boundless(settings: Settings) -> None:
    """Run the adapter with no count of its calls."""
    budget.RATES.update(dict.fromkeys(budget.RATES, sys.maxsize))
    with patch.multiple(budget, OTHER=sys.maxsize, SECOND=0.0):
        await ours(settings)


def _secret(given: SecretStr | None) -> str:
    assert given is not None  # noqa: S101 - `main` gives it
    return given.get_secret_value()


def main() -> None:
    """Run until terminated."""
    which, api, bot, socket, signing, folder, port = sys.argv[1:]
    given: dict[str, Any] = {"slack_port": int(port), "slack_host": "127.0.0.1"} if int(port) else {}
    settings = Settings(
        _env_file=None,  # type: ignore[call-arg]
        slack_bot_token=SecretStr(bot),
        slack_app_token=SecretStr(socket),
        slack_signing_secret=SecretStr(signing),
        slack_api_url=api,
        data_dir=Path(folder),
        **given,
    )
    bots.run(which, {"bare": bare, "ours": ours, "boundless": boundless}[which], settings, Path(folder))


if __name__ == "__main__":
    main()
