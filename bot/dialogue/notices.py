"""What others are told without having asked, as adapters see it: what is to be shown, how it reads, where it stands."""

import asyncio

from bot.dialogue.action import read
from bot.dialogue.command import Services
from bot.dialogue.events import Card
from bot.domain import Notice
from bot.words import Words

AT_ONCE = 50
"""Notices that are given at a time."""


class Notices:
    """Adapters take what is due on their platform, show it, and say where it stands."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._change = asyncio.Event()

    @property
    def change(self) -> asyncio.Event:
        """An event that is set once something may have changed in this process. Take it before looking."""
        return self._change

    def changed(self) -> None:
        """Have those look again who wait for a change."""
        self._change.set()
        self._change = asyncio.Event()

    async def due(self, platform: str) -> tuple[Notice, ...]:
        """Give what is to be shown on a platform. `PrompteurError` when it cannot be read now."""
        return await self._services.store.notices.due(platform, limit=AT_ONCE)

    async def card(self, notice: Notice, words: Words) -> Card | None:
        """Give how it reads now; None when there is nothing more to show."""
        named = read(notice.token)
        command = self._services.registry.get(named.command) if named else None
        if named is None or command is None or command.notice is None:
            return None
        return await command.notice(named.subject, notice.to, words, self._services)

    async def failed(self, notice: Notice) -> None:
        """Note that it could not be shown now: others come first."""
        await self._services.store.notices.failed(notice.id)

    async def shown(self, notice: Notice, address: bytes | None) -> None:
        """Note that it stands at `address`; None: it cannot be shown, now or later."""
        await self._services.store.notices.shown(notice.id, notice.turn, address)
