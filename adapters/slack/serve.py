"""The adapter at work: who the bot is, then heard through Socket Mode or over HTTP until cancelled."""

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import aiohttp
import structlog

from adapters.backoff import Time, backoff
from adapters.kept import sweep_daily
from adapters.notices import keep_showing
from adapters.slack.app import bolt
from adapters.slack.budget import Budget
from adapters.slack.deliver import AT_ONCE, STEPS_SECONDS, WRITE_SECONDS, Tempo
from adapters.slack.desk import Desk
from adapters.slack.failures import Limited, NotDelivered, Unauthorised
from adapters.slack.hearing import Hearing
from adapters.slack.needs import Extra, has
from adapters.slack.notices import show
from adapters.slack.portal import Tokens, over_http, tokens
from adapters.slack.push import Push, serve
from adapters.slack.refused import refused
from adapters.slack.sending import Api, connect
from adapters.slack.sockets import CAP_SECONDS, FIRST_SECONDS, Sockets
from adapters.slack.talk import Talk
from adapters.slack.unfinished import Unfinished
from adapters.slack.whence import PLATFORM, Installed
from bot.clock import SystemClock
from bot.dialogue.dispatch import App
from bot.ports import Clock
from bot.settings import SLACK_BOT_TOKEN, Settings

log = structlog.get_logger()
LAST_SECONDS = 0.6
"""For answers under way when the program ends; it gives an adapter a second in all."""
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Knobs:
    """What tests turn: seconds, the clock by which Slack counts, and the sleep until there is a turn again."""

    clock: Clock = field(default_factory=SystemClock)
    at_once: float = AT_ONCE
    write_seconds: float = WRITE_SECONDS
    steps_seconds: float = STEPS_SECONDS
    time: Time | None = None
    silence: float | None = None
    heartbeat: float | None = None


async def run(app: App, settings: Settings, knobs: Knobs | None = None) -> int:
    """Answer on Slack until cancelled. `Misconfigured` for what the operator must change. Answers under way are shown
    to their end before the connections are let go.
    """
    given, turned = tokens(settings), knobs or Knobs()
    time = turned.time or Time()
    async with aiohttp.ClientSession() as session:
        api = Api(
            connect(given.bot, settings.slack_api_url, session), Budget(turned.clock, time.sleep), sleep=time.sleep
        )
        who = await _who(api, time)
        tempo = Tempo(at_once=turned.at_once, write=turned.write_seconds, steps=turned.steps_seconds)
        desk = Desk(app, api, _installed(who, api.rights, settings.slack_command), tempo)
        gone: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        api.refused = lambda: None if gone.done() else gone.set_result("invalid_auth")
        await _listen(desk, Talk(desk), who, given, settings, turned, gone)
    return 0


async def _listen(
    desk: Desk, talk: Talk, who: Json, given: Tokens, settings: Settings, knobs: Knobs, gone: "asyncio.Future[str]"
) -> None:
    """Listen until cancelled, or until Slack refuses the bot's token."""
    listening = asyncio.create_task(_heard(desk, talk, who, given, settings, knobs))
    sweeping = asyncio.create_task(sweep_daily(desk.forms.pages.drafts, desk.forms.pages.left_open))
    telling = asyncio.create_task(keep_showing(desk.app.notices, PLATFORM, partial(show, desk)))
    try:
        both: set[asyncio.Future[Any]] = {listening, gone}
        await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
        if gone.done():
            refused(SLACK_BOT_TOKEN, gone.result())
        listening.result()
    finally:
        desk.running.hurry()
        await desk.tasks.end(LAST_SECONDS)
        for task in (listening, sweeping, telling):
            task.cancel()
        await asyncio.gather(listening, sweeping, telling, return_exceptions=True)  # what it raised was raised above


def _heard(
    desk: Desk, talk: Talk, who: Json, given: Tokens, settings: Settings, knobs: Knobs
) -> Coroutine[Any, Any, None]:
    client, unfinished = desk.api.client, Unfinished(desk, (knobs.time or Time()).sleep)
    app = bolt(client, who, Hearing(desk, talk))
    if over_http(settings) and settings.slack_port is not None:
        unfinished.tell()
        return serve(Push(app, given.secret, knobs.clock), settings.slack_host or None, settings.slack_port)
    watched = {"silence": knobs.silence, "heartbeat": knobs.heartbeat}
    set_here = {name: value for name, value in watched.items() if value is not None}
    return Sockets(app, client, given.app, hello=unfinished.tell, time=knobs.time, **set_here).run()


async def _who(api: Api, time: Time) -> Json:
    """Ask who the bot is; again and again while Slack cannot be reached. `Misconfigured` when it refuses the token."""
    failed = 0
    while True:
        try:
            return await api.call("auth.test")
        except Unauthorised as error:
            refused(SLACK_BOT_TOKEN, error.code)
            raise
        except NotDelivered as error:
            failed += 1
            wait = error.seconds if isinstance(error, Limited) else 0.0
            wait = max(wait, backoff(failed, FIRST_SECONDS, CAP_SECONDS))
            log.warning("slack_not_reached", reason=type(error).__name__, code=error.code, seconds=round(wait, 1))
            await time.sleep(wait)


def _installed(who: Json, rights: frozenset[str] | None, command: str) -> Installed:
    return Installed(
        team=str(who.get("team_id") or ""),
        name=str(who.get("team") or ""),
        bot=str(who.get("user_id") or ""),
        enterprise=str(who.get("enterprise_id") or ""),
        called=str(who.get("user") or ""),
        agent=has(Extra.AGENT, rights),
        command=f"/{command}",
    )
