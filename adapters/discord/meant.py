"""For whom a message in a server is meant, as far as can be told by looking at it."""

import discord

from adapters.discord.reading import addresses_another


def called(message: discord.Message, us: int) -> bool:
    """Tell whether a message is meant for the bot: it names it, or is a reply to one of its messages and does not begin
    by calling somebody else.
    """
    if us in message.raw_mentions:
        return True
    return _replies_to(message, us) and not addresses_another(message, us)


def may_go_on(message: discord.Message, us: int) -> bool:
    """Tell whether a message that does not call the bot may go on with the work of a thread: it stands in one, and is
    meant for nobody else. Whether the bot works in that thread is for the core to say.
    """
    return (
        isinstance(message.channel, discord.Thread) and message.reference is None and not addresses_another(message, us)
    )


def _replies_to(message: discord.Message, us: int) -> bool:
    """Tell whether a message is a reply to one of the bot's, as Discord shows it along, or else by its mention."""
    if message.type is not discord.MessageType.reply or message.reference is None:
        return False
    answered = message.reference.resolved
    if isinstance(answered, discord.Message):
        return answered.author.id == us
    return answered is None and any(one.id == us for one in message.mentions)
