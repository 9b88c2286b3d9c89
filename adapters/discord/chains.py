"""Which messages come before one: in a thread and in direct messages the last ones, in a channel the chain of replies.

Discord leaves out what only one person was shown, and what the bot may not read.
"""

from collections import OrderedDict
from collections.abc import Iterable

import discord
import structlog

from adapters.discord.sending import Barred, Deleted, sent
from adapters.heard import MOST

log = structlog.get_logger()
WINDOW = 50
"""Messages of a channel among which those of a chain are looked for, in one request; others are asked for singly."""
LONGEST = 30
"""Messages of a chain that are followed; the oldest of them counts as its first one."""
REMEMBERED = 4096
"""Messages whose chain is remembered."""


class Chains:
    """The chains of replies in channels, each known by the id of its first message."""

    def __init__(self) -> None:
        self._first: OrderedDict[int, int] = OrderedDict()

    def known(self, message: discord.Message) -> int | None:
        """Give the first message of a chain where it is remembered."""
        return self._first.get(_answered(message) or 0)

    async def followed(self, message: discord.Message, *, read: bool) -> tuple[int, list[discord.Message]]:
        """Give the first message of a chain and the messages before this one, the oldest first. Unless they are to be
        `read`, no more are asked for than it takes to know the chain. `NotDelivered` when Discord does not answer.
        """
        known, chain = self.known(message), list[discord.Message]()
        if answered := _answered(message) if read or known is None else None:
            near = await _near(message)
            while answered and len(chain) < (MOST if known else LONGEST) and (read or known is None):
                one = near.get(answered) or await _single(message, answered)
                if one is None:
                    break
                chain.insert(0, one)
                known, answered = known or self._first.get(one.id), _answered(one)
        first = known or answered or (chain[0].id if chain else message.id)
        self.remember(first, [number for one in (message, *chain) for number in (one.id, _answered(one)) if number])
        return first, chain

    def remember(self, first: int, messages: Iterable[int]) -> None:
        """Remember which chain messages belong to."""
        for number in messages:
            self._first[number] = first
            self._first.move_to_end(number)
        while len(self._first) > REMEMBERED:
            self._first.popitem(last=False)


async def history(message: discord.Message) -> list[discord.Message]:
    """Give what was said before in a thread or in direct messages, the oldest first; what it answers is always among
    it. `NotDelivered` when Discord does not answer.
    """
    found = [_opening(one) for one in await _last(message, MOST)]
    answered = _answered(message)
    if answered and answered not in {one.id for one in found}:
        found = [*filter(None, [await _single(message, answered)]), *found]
    return found


def _answered(message: discord.Message) -> int | None:
    """Give the message in the same channel that a message is a reply to."""
    reference = message.reference
    if reference is None or reference.channel_id != message.channel.id:
        return None
    return reference.message_id if reference.type is discord.MessageReferenceType.default else None


def _opening(message: discord.Message) -> discord.Message:
    """Give the message that a thread was begun from, in place of the note that it was."""
    if message.type is discord.MessageType.thread_starter_message and message.reference:
        resolved = message.reference.resolved
        return resolved if isinstance(resolved, discord.Message) else message
    return message


async def _near(message: discord.Message) -> dict[int, discord.Message]:
    return {one.id: one for one in await _last(message, WINDOW)}


async def _last(message: discord.Message, most: int) -> list[discord.Message]:
    """Give the last messages before one, the oldest first; none where the bot may not read them. `NotDelivered` for
    any other reason that there are none.
    """

    async def read() -> list[discord.Message]:
        return [one async for one in message.channel.history(limit=most, before=message)][::-1]

    try:
        return await sent(read, bot=True)
    except Barred as error:
        log.info("history_not_read", channel=message.channel.id, code=error.code)
        return []


async def _single(message: discord.Message, number: int) -> discord.Message | None:
    resolved = message.reference.resolved if message.reference else None
    if isinstance(resolved, discord.Message) and resolved.id == number:
        return resolved
    try:
        return await sent(lambda: message.channel.fetch_message(number), bot=True)
    except (Barred, Deleted) as error:
        log.info("message_not_read", channel=message.channel.id, code=error.code)
        return None
