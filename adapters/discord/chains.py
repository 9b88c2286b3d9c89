"""Which messages come before one: in a thread and in direct messages the last ones, in a channel the chain of replies.

Discord leaves out what only one person was shown, and what the bot may not read.
"""

from collections import OrderedDict
from collections.abc import AsyncGenerator, Iterable
from contextlib import aclosing

import discord
import structlog

from adapters.discord.sending import Barred, Deleted, sent
from adapters.heard import MOST

log = structlog.get_logger()
WINDOW = 50
"""Messages of a channel among which those of a chain are looked for, in one request; others are asked for singly."""
LONGEST = 100
"""Messages of a chain that are followed to where the conversation began."""
REMEMBERED = 4096
"""Messages whose conversation is remembered."""


class TooFarError(Exception):
    """A chain has more messages than are followed, so that it is not known where its conversation began."""


class Chains:
    """The conversations in channels, each known by the id of the message that began it: the first one in a chain of
    replies that the bot answered. What people said to each other before it belongs to no conversation, so that two of
    them who ask about the same message have one each.
    """

    def __init__(self) -> None:
        self._first: OrderedDict[int, int] = OrderedDict()

    def known(self, message: discord.Message) -> int | None:
        """Give the message that began the conversation that a message goes on with, where it is remembered."""
        return self._first.get(_answered(message) or 0)

    async def followed(self, message: discord.Message, us: int, *, read: bool) -> tuple[int, list[discord.Message]]:
        """Give the message that began the conversation, and the messages before this one, the oldest first. Unless
        they are to be `read`, no more are asked for than it takes to know the conversation. `NotDelivered` when Discord
        does not answer, `TooFarError` for a chain that is too long.
        """
        known, began, belong, chain = self.known(message), message.id, 0, list[discord.Message]()
        async with aclosing(_upwards(message)) as before:
            while (read if known else len(chain) - belong < MOST) and (one := await anext(before, None)):
                chain.append(one)
                if known is None and (one.id in self._first or one.author.id == us):
                    known, belong = self._first.get(one.id), len(chain)
                    began = _answered(one) or one.id
                if known and len(chain) >= MOST:
                    break
                if len(chain) > LONGEST:
                    raise TooFarError
        first = known or began
        self.remember(first, [first, message.id, *(one.id for one in chain[:belong])])
        return first, chain[::-1]

    def remember(self, first: int, messages: Iterable[int]) -> None:
        """Remember which conversation messages belong to."""
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


async def _upwards(message: discord.Message) -> AsyncGenerator[discord.Message, None]:
    """Give the message that a message is a reply to, then the one that this is a reply to, and so on."""
    near: dict[int, discord.Message] | None = None
    one: discord.Message | None = message
    while one and (answered := _answered(one)):
        shown = _shown(one)
        if shown is None and near is None:
            near = {each.id: each for each in await _last(message, WINDOW)}
        one = shown or (near or {}).get(answered) or await _single(one, answered)
        if one:
            yield one


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


def _shown(message: discord.Message) -> discord.Message | None:
    """Give the message that a message is a reply to, where Discord shows it along."""
    resolved = message.reference.resolved if message.reference else None
    return resolved if isinstance(resolved, discord.Message) else None


async def _single(message: discord.Message, number: int) -> discord.Message | None:
    """Give the message that a message is a reply to; None where it is gone, or the bot may not read it."""
    shown = _shown(message)
    if shown:
        return shown
    try:
        return await sent(lambda: message.channel.fetch_message(number), bot=True)
    except (Barred, Deleted) as error:
        log.info("message_not_read", channel=message.channel.id, code=error.code)
        return None
