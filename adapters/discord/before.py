"""What was said before a message in the same conversation, and which conversation that is: the thread, the direct
messages, or in a channel the chain of replies.

Nothing is read that whoever asks could not read: where they may not see a channel's history, it is not shown to a model
for them. Discord itself leaves out what the bot may not read, and what only one person was shown.
"""

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass

import discord
import structlog

from adapters.discord.reading import hidden, spoken
from adapters.discord.sending import NotDelivered, sent
from adapters.heard import MOST, told_apart
from bot.dialogue.inbound import Remark, Whence

log = structlog.get_logger()
WINDOW = 50
"""Messages of a channel among which those of a chain are looked for, in one request; others are asked for singly."""
LONGEST = 30
"""Messages of a chain that are followed; the oldest of them counts as its first one."""
REMEMBERED = 4096
"""Messages whose chain is remembered."""
TOLD = frozenset(
    {
        discord.MessageType.default,
        discord.MessageType.reply,
        discord.MessageType.chat_input_command,
        discord.MessageType.context_menu_command,
    }
)
"""Messages that say something; all others tell of something that happened."""


@dataclass(frozen=True, slots=True)
class Before:
    """What was said before, the oldest first. `unread`: something of it could not be read."""

    remarks: tuple[Remark, ...] = ()
    unread: bool = False


class Chains:
    """The chains of replies in channels, each known by the id of its first message."""

    def __init__(self) -> None:
        self._first: OrderedDict[int, int] = OrderedDict()

    async def followed(self, message: discord.Message, *, read: bool) -> tuple[int, list[discord.Message]]:
        """Give the first message of a chain and the messages before this one, the oldest first. Unless they are to be
        `read`, no more are asked for than it takes to know the chain.
        """
        chain: list[discord.Message] = []
        answered = _answered(message)
        known = self._first.get(answered or 0)
        near = await _near(message) if answered and (read or known is None) else {}
        while answered and len(chain) < (MOST if known else LONGEST) and (read or known is None):
            one = near.get(answered) or await _single(message, answered)
            if one is None:
                break
            chain.insert(0, one)
            known = known or self._first.get(one.id)
            answered = _answered(one)
        first = known or answered or (chain[0].id if chain else message.id)
        self._remember(first, message, *chain)
        return first, chain

    def _remember(self, first: int, *messages: discord.Message) -> None:
        for one in messages:
            for number in (one.id, _answered(one) or one.id):
                self._first[number] = first
                self._first.move_to_end(number)
        while len(self._first) > REMEMBERED:
            self._first.popitem(last=False)


async def history(message: discord.Message) -> list[discord.Message]:
    """Give what was said before in a thread or in direct messages, the oldest first; what it answers is always among
    it.
    """
    found = [_opening(one) for one in await _last(message, MOST)]
    answered = _answered(message)
    if answered and answered not in {one.id for one in found}:
        found = [*filter(None, [await _single(message, answered)]), *found]
    return found


def before(messages: Sequence[discord.Message], us: int, whence: Whence) -> Before:
    """Give messages as remarks."""
    told = [one for one in messages if one.type in TOLD]
    remarks = told_apart([spoken(one, us) for one in told], whence.account.user, whence.name)
    return Before(remarks, unread=any(map(hidden, told)))


def may_look_back(message: discord.Message) -> bool:
    """Tell whether whoever wrote a message sees what was said before it."""
    if message.guild is None:
        return True
    if not isinstance(message.author, discord.Member):
        return False
    try:
        return message.channel.permissions_for(message.author).read_message_history
    except discord.ClientException:  # a thread whose channel is not known
        return False


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
    """Give the last messages before one, the oldest first; none where the bot may not read them."""

    async def read() -> list[discord.Message]:
        return [one async for one in message.channel.history(limit=most, before=message)][::-1]

    try:
        return await sent(read, bot=True)
    except NotDelivered as error:
        log.info("history_not_read", channel=message.channel.id, code=error.code)
        return []


async def _single(message: discord.Message, number: int) -> discord.Message | None:
    resolved = message.reference.resolved if message.reference else None
    if isinstance(resolved, discord.Message) and resolved.id == number:
        return resolved
    try:
        return await sent(lambda: message.channel.fetch_message(number), bot=True)
    except NotDelivered as error:
        log.info("message_not_read", channel=message.channel.id, code=error.code)
        return None
