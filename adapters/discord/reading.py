"""What people wrote, as they read it: with names in place of ids, and without the call that it begins with."""

import re
from collections.abc import Mapping

import discord

from adapters.discord.markup import unescaped
from adapters.discord.source import read
from adapters.discord.whence import name
from adapters.heard import Spoken

_FENCED = re.compile(r"(```.*?```)", re.DOTALL)
_PERSON = re.compile(r"<@!?(\d{1,20})>")
_ROLE = re.compile(r"<@&(\d{1,20})>")
_ADDRESSED = re.compile(r"[\s*_~>`|]*(?:<@[!&]?(\d{1,20})>|@everyone\b|@here\b)")
"""A text that begins by calling somebody, whatever it is formatted as."""


def written(message: discord.Message, us: int) -> str:
    """Give the words of a message; of a forwarded one, of what was forwarded. `us`: the bot, whose name in front is
    left out. What stands in a code block stays as it is.
    """
    names = {one.id: name(one) for one in message.mentions}
    between = _FENCED.split(uncalled(message, us))
    return "".join(each if at % 2 else _named(each, names, message.guild) for at, each in enumerate(between))


def uncalled(message: discord.Message, us: int) -> str:
    """Give the words of a message as Discord has them, with ids, without the bot's name in front."""
    return re.sub(rf"\A(?:\s*<@!?{us}>[ \t]*[:,]?)+\s*", "", read(message).content)


def _named(text: str, names: Mapping[int, str], guild: discord.Guild | None) -> str:
    def role(found: re.Match[str]) -> str:
        known = guild.get_role(int(found[1])) if guild else None
        return f"@{known.name if known else found[1]}"

    text = _PERSON.sub(lambda found: f"@{names.get(int(found[1]), found[1])}", text)
    return _ROLE.sub(role, text)


def addresses_another(message: discord.Message, us: int) -> bool:
    """Tell whether a message begins by calling somebody else than the bot."""
    found = _ADDRESSED.match(message.content)
    return found is not None and found[1] != str(us)


def spoken(message: discord.Message, us: int) -> Spoken:
    """Give a message as something that was said before; what is not readable is empty. Of our own, the cards' texts are
    read as people read them.
    """
    held = read(message)
    ours = message.author.id == us
    shown = "\n".join(unescaped(one) if ours else one for one in held.shown)
    text = "\n".join(filter(None, (written(message, us), shown)))
    author = message.author
    return Spoken("" if ours else str(author.id), name(author), text, tuple(one.filename for one in held.files))


def hidden(message: discord.Message) -> bool:
    """Tell whether somebody wrote something that Discord does not let the bot read: nothing at all is there then."""
    there = message.content or message.attachments or message.embeds or message.components or message.stickers
    return not (there or message.poll or message.message_snapshots or message.author.bot)
