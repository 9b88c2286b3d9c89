"""What was said before a message in the same conversation, and which conversation that is.

Nothing is read that whoever asks could not read: where they may not see a channel's history, it is not shown to a model
for them.
"""

from asyncio import timeout
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import discord
import structlog

from adapters.discord.chains import Chains, TooFarError, history
from adapters.discord.reading import hidden, spoken
from adapters.discord.sending import NotDelivered
from adapters.heard import told_apart
from bot.dialogue.inbound import Remark, Whence
from bot.errors import Refused
from bot.words import N_

log = structlog.get_logger()
SECONDS = 10.0
"""For looking back, in all: an answer is worth more than what it could know."""
UNREAD = N_(
    "Here I read only my own messages and those that mention me, so I did not see all that was said before. Say again"
    " what matters; whoever runs me can let me read more ({setting})."
)
BARRED = N_(
    "I may not read what was said before in this channel (Read Message History). Say again what matters; whoever"
    " manages this server can let me."
)
FAILED = N_("Discord did not let me see what was said before, so my answer does not know it. Say again what matters.")
NOT_FOLLOWED = N_("Discord did not tell me what your reply belongs to.")
REPLY_AGAIN = N_("Reply once more in a moment.")
TOO_FAR = N_("So many replies come before yours that I cannot tell what they began with.")
BEGIN_ANEW = N_("Mention me in a message of its own to begin anew; /last has what you worked on.")
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
    """What was said before, the oldest first, and where: with the conversation that it belongs to. `unread` says why
    something of it could not be read, as a message id with the value `setting`; empty where all was.
    """

    whence: Whence
    remarks: tuple[Remark, ...] = ()
    unread: str = ""


class Looking:
    """Looks back. It remembers which chain of replies a message belongs to."""

    def __init__(self) -> None:
        self._chains = Chains()

    async def back(self, message: discord.Message, us: int, whence: Whence, *, wanted: bool) -> Before:
        """Give the conversation that a message goes on with, and what was said before in it where that is `wanted`.
        `Refused` where the conversation cannot be told.
        """
        read = wanted and _may_look_back(message)
        if message.guild is not None and not isinstance(message.channel, discord.Thread):
            return await self._replies(message, us, whence, read=read)
        if not read:
            return Before(whence)
        try:
            async with timeout(SECONDS):
                found = await history(message)
        except (NotDelivered, TimeoutError) as error:
            log.info("not_looked_back", channel=message.channel.id, reason=str(error) or type(error).__name__)
            return Before(whence, unread=FAILED)
        return _before(found, message, us, whence)

    def note(self, answer: Iterable[int], before: Before) -> None:
        """Note the messages of an answer, so that replies to them go on with the same."""
        if before.whence.thread:
            self._chains.remember(int(before.whence.thread), answer)

    async def _replies(self, message: discord.Message, us: int, whence: Whence, *, read: bool) -> Before:
        try:
            async with timeout(SECONDS):
                first, found = await self._chains.followed(message, us, read=read)
        except TooFarError as error:
            raise Refused(TOO_FAR, advice=BEGIN_ANEW) from error
        except (NotDelivered, TimeoutError) as error:
            log.info("not_looked_back", channel=message.channel.id, reason=str(error) or type(error).__name__)
            known = self._chains.known(message)
            if known is None:
                raise Refused(NOT_FOLLOWED, advice=REPLY_AGAIN) from error
            return Before(replace(whence, thread=str(known)), unread=FAILED)
        whence = replace(whence, thread=str(first))
        return _before(found, message, us, whence) if read and message.reference else Before(whence)


def _before(found: Sequence[discord.Message], message: discord.Message, us: int, whence: Whence) -> Before:
    told = [one for one in found if one.type in TOLD]
    remarks = told_apart([spoken(one, us) for one in told], whence.account.user, whence.name)
    unread = UNREAD if any(map(hidden, told)) else ""
    return Before(whence, remarks, unread if _may_read(message) else BARRED)


def _may_read(message: discord.Message) -> bool:
    """Tell whether the bot sees what was said before a message."""
    return message.guild is None or _sees_history(message, message.guild.me)


def _may_look_back(message: discord.Message) -> bool:
    """Tell whether whoever wrote a message sees what was said before it."""
    if message.guild is None:
        return True
    return isinstance(message.author, discord.Member) and _sees_history(message, message.author)


def _sees_history(message: discord.Message, member: discord.Member) -> bool:
    try:
        return message.channel.permissions_for(member).read_message_history
    except discord.ClientException:  # a thread whose channel is not known
        return False
