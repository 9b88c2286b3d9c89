"""Who did it and where, by what Discord vouches for in the payload; never by a text or a component's id.

A Discord user is one account everywhere: user ids are global, so the account's tenant is empty, and the same person
has the same library in every server and in direct messages. What keeps teams apart is the `Place`: the server, and
only where the bot is installed in it. Where a person brought the bot along (a user install in a foreign server, in a
group, in another's direct messages) there is no place, so that they reach what is their own and nothing else.
Conversations are told apart by their ids, which are global as well.
"""

import discord

from adapters.discord.address import Address
from bot.dialogue.inbound import Spot, Whence
from bot.domain import Account, EventKey, Place
from bot.words import Notation

PLATFORM = "discord"
TYPED = "/prompt "
"""What stands before a verb in Discord."""


def whence_of(interaction: discord.Interaction) -> Whence:
    """Say who did something with a command, a button or a form, and where."""
    channel, thread, spot = _where(interaction)
    place = _place(interaction.guild_id, interaction.guild) if interaction.is_guild_integration() else None
    address = Address(
        application=interaction.application_id,
        token=interaction.token,
        channel=interaction.channel_id or 0,
        locale=str(interaction.locale),
    )
    return Whence(
        account=account(interaction.user),
        name=name(interaction.user),
        place=place,
        spot=spot,
        channel=channel,
        thread=thread,
        locale=str(interaction.locale),
        typed=TYPED,
        notation=Notation.NATIVE,
        manages=place is not None and _manages(interaction.permissions),
        groups=_groups(interaction.user) if place is not None else (),
        event=event(interaction.id),
        address=address.pack(),
    )


def whence_of_message(message: discord.Message, address: bytes) -> Whence:
    """Say who wrote a message, and where. Messages come only from where the bot itself is: its own direct messages,
    and servers that it is in. They do not tell their author's language.

    In a channel, a message begins a conversation that goes on as a thread does, by replies (`Looking.back` gives the
    one that a reply goes on with). A thread that somebody opens under that message has the same number on Discord, and
    is the same conversation. In a server everybody sees what a message is answered.
    """
    direct = message.guild is None
    channel, thread, spot = _conversation(message.channel, message.author, direct=direct)
    if spot is Spot.CHANNEL:
        thread, spot = str(message.id), Spot.THREAD
    member = message.author if isinstance(message.author, discord.Member) else None
    return Whence(
        account=account(message.author),
        name=name(message.author),
        place=_place(message.guild.id, message.guild) if message.guild else None,
        spot=spot,
        channel=channel,
        thread=thread,
        locale=str(message.guild.preferred_locale) if message.guild else "en",
        typed=TYPED,
        notation=Notation.NATIVE,
        manages=member is not None and _manages(member.guild_permissions),
        groups=_groups(message.author),
        alone=direct,
        event=event(message.id),
        address=address,
    )


def account(user: discord.abc.User) -> Account:
    """Give the account of a user, the same everywhere."""
    return Account(PLATFORM, "", str(user.id))


def name(user: discord.abc.User) -> str:
    """Give the name that a user has everywhere: a server's nickname is for that server alone."""
    return getattr(user, "global_name", None) or user.name


def event(number: int) -> EventKey:
    """Name the delivery of an interaction or a message."""
    return EventKey(f"{PLATFORM}:{number}")


def _place(number: int | None, guild: discord.Guild | None) -> Place:
    return Place(PLATFORM, str(number), (guild.name if guild else "") or str(number))


def _manages(permissions: discord.Permissions) -> bool:
    return permissions.administrator or permissions.manage_guild


def _groups(user: discord.abc.User) -> tuple[str, ...]:
    """Give the server's roles that somebody has, by id; the one that everybody has is none."""
    if not isinstance(user, discord.Member):
        return ()
    return tuple(str(role.id) for role in user.roles if not role.is_default())


def _where(interaction: discord.Interaction) -> tuple[str, str, Spot]:
    """Give channel, thread and spot. Other people's direct messages and groups count as channels: what is done there
    is each person's own.
    """
    direct = interaction.guild_id is None and interaction.context.dm_channel is True
    return _conversation(interaction.channel, interaction.user, direct=direct)


def _conversation(channel: object, user: discord.abc.User, *, direct: bool) -> tuple[str, str, Spot]:
    if isinstance(channel, discord.Thread):
        return str(channel.parent_id), str(channel.id), Spot.THREAD
    number = getattr(channel, "id", None)
    if number is None:
        # A kind of channel that the library does not know: nobody shares it.
        return f"unknown:{user.id}", "", Spot.CHANNEL
    return str(number), "", Spot.DIRECT if direct else Spot.CHANNEL
