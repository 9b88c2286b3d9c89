"""Who somebody is, and the channel of their direct messages with the bot."""

import asyncio
from collections.abc import Iterable
from dataclasses import replace

import structlog

from adapters.slack.failures import NotDelivered
from adapters.slack.posting import Posting
from adapters.slack.users import Known, Users

log = structlog.get_logger()
DIRECT = "D"
"""Begins the id of a channel of direct messages."""


class People:
    """The people of one workspace."""

    def __init__(self, users: Users, posting: Posting) -> None:
        self._users = users
        self._posting = posting

    async def known(self, user: str, channel: str = "") -> Known:
        """Say who this is at this moment. Which channel holds their direct messages is only asked where `channel` may
        be that one, or is not known.
        """
        if channel and not channel.startswith(DIRECT):
            return await self._users.get(user)
        known, direct = await asyncio.gather(self._users.get(user), self._direct(user))
        return replace(known, direct=direct)

    async def lately(self, user: str) -> Known:
        """Say who this was within the last hour: enough to show something, and not to let anybody do anything."""
        known, direct = await asyncio.gather(self._users.lately(user), self._direct(user))
        return replace(known, direct=direct)

    async def names(self, users: Iterable[str]) -> dict[str, str]:
        """Give the names of people by their ids, as they were within the last hour; nobody whom Slack does not name."""
        asked = tuple(dict.fromkeys(users))
        known = await asyncio.gather(*map(self._users.lately, asked))
        return {user: one.name for user, one in zip(asked, known, strict=True) if one.name}

    async def remembered(self, user: str) -> Known:
        """Say who this was when Slack was asked last, which it is where it never was: enough to read a form with."""
        before = self._users.remembered(user)
        if before is None:
            return await self.known(user)
        return replace(before, direct=await self._direct(user))

    async def _direct(self, user: str) -> str:
        try:
            return await self._posting.direct(user)
        except NotDelivered as error:
            log.warning("direct_messages_not_known", reason=type(error).__name__, code=error.code)
            return ""
