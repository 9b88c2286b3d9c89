"""What stands in a conversation before anything is said in it: Slack's own suggested prompts where the app has the view
for agents, else a word with a few buttons, once.
"""

import structlog

from adapters.slack.declare import AGENT
from adapters.slack.failures import NotDelivered
from adapters.slack.home import starters, suggested
from adapters.slack.pack import Message
from adapters.slack.posting import Posting
from adapters.slack.presence import NEVER
from adapters.slack.says import whole
from bot.dialogue.action import token
from bot.dialogue.events import Button, Card, Line
from bot.dialogue.registry import Registry
from bot.domain import Status
from bot.words import Words

log = structlog.get_logger()


class Welcome:
    """Welcomes people in their direct messages. `agent`: the app has the view for agents, as far as is known."""

    def __init__(self, registry: Registry, posting: Posting, *, agent: bool) -> None:
        self._registry = registry
        self._posting = posting
        self._agent = agent
        self._greeted: set[str] = set()

    async def show(self, channel: str, words: Words) -> None:
        """Suggest what could be said there."""
        if self._agent:
            await self._suggest(channel, words)
        if not self._agent and channel not in self._greeted:
            self._greeted.add(channel)
            try:
                await self._greet(channel, words)
            except NotDelivered:
                self._greeted.discard(channel)  # they are greeted when they come again
                raise

    async def _greet(self, channel: str, words: Words) -> None:
        if await self._is_empty(channel):
            await self._posting.post(channel, self._greeting(words))

    async def _suggest(self, channel: str, words: Words) -> None:
        prompts = suggested(self._registry, words)
        try:
            await self._posting.api.call("assistant.threads.setSuggestedPrompts", channel_id=channel, prompts=prompts)
        except NotDelivered as error:
            log.info("prompts_not_suggested", code=error.code)
            self._agent = error.code not in NEVER

    async def _is_empty(self, channel: str) -> bool:
        """Tell whether nothing was said there yet: nobody is greeted twice, also after a restart."""
        answer = await self._posting.api.call("conversations.history", channel=channel, limit=1)
        return not answer.get("messages")

    def _greeting(self, words: Words) -> Message:
        commands = starters(self._registry)
        buttons = tuple(Button(one.called(words.locale).capitalize(), token(one.id)) for one in commands)
        card = Card(slot="welcome", title="", parts=(Line(words(AGENT)),), buttons=buttons)
        return whole(card, Status.DONE, words)[0]
