"""Slack's own word that the bot is at work, and the stop button that Slack shows with it, where the app has the view
for agents. It is a courtesy beside the answer: where Slack does not take it, nothing is said and the answer goes on.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import structlog

from adapters.slack.failures import NotDelivered
from adapters.slack.posting import PATIENT
from adapters.slack.sending import Api
from bot.words import N_, Words

log = structlog.get_logger()
NEVER = frozenset({"feature_disabled", "missing_scope", "no_permission", "not_agent_app", "unknown_method"})
"""Slack's words for what will not be taken next time either."""


@dataclass(frozen=True, slots=True)
class Way:
    """A method that says it, with its word while the bot works and its word afterwards. Those are message ids where
    people read them.
    """

    method: str
    during: str
    after: str


SESSION = Way("agents.sessions.setStatus", "processing", "active")
"""With a stop button. It lasts until it is taken back."""
STATUS = Way("assistant.threads.setStatus", N_("is working on it…"), "")
"""In words alone. Slack takes it back when something is posted, and after two minutes."""


class Presence:
    """What Slack shows of the bot's work. `agent`: the app has the view for agents, as far as is known."""

    def __init__(self, api: Api, *, agent: bool) -> None:
        self._api = api
        self._ways = [SESSION, STATUS] if agent else []

    @asynccontextmanager
    async def shown(self, channel: str, thread: str, words: Words) -> AsyncIterator[None]:
        """Show it in a thread for as long as this lasts; nothing waits for it to be shown."""
        begun = asyncio.ensure_future(self._begin(channel, thread, words))
        try:
            yield
        finally:
            way = await begun
            if way is not None:
                await self._set(way, channel, thread, way.after, within=PATIENT)

    async def over(self, channel: str, thread: str) -> None:
        """Take back what an earlier process left standing."""
        if SESSION in self._ways:
            await self._set(SESSION, channel, thread, SESSION.after, within=PATIENT)

    async def _begin(self, channel: str, thread: str, words: Words) -> Way | None:
        """Give the way that Slack took; None for none."""
        for way in tuple(self._ways):
            if await self._set(way, channel, thread, words(way.during) if way is STATUS else way.during, within=0.0):
                return way
        return None

    async def _set(self, way: Way, channel: str, thread: str, status: str, *, within: float) -> bool:
        try:
            await self._api.call(way.method, within=within, channel_id=channel, thread_ts=thread, status=status)
        except NotDelivered as error:
            log.info("work_not_shown", method=way.method, code=error.code)
            if error.code in NEVER and way in self._ways:
                self._ways.remove(way)
            return False
        return True
