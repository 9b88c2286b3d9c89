"""Payloads as Discord sends them, and the values that discord.py makes of them without a connection."""

from collections.abc import Mapping, Sequence
from itertools import count
from typing import Any

import discord

APPLICATION = 900
GUILD = 500
CHANNEL = 700
EDITORS = 77
"""The server's role that somebody may have."""
ANA = 1000
_ids = count(10_000)

Payload = dict[str, Any]
GUILD_CHANNEL: Payload = {"id": str(CHANNEL), "type": 0, "name": "general", "position": 0, "permission_overwrites": []}
THREAD: Payload = {
    "id": "701",
    "type": 11,
    "name": "a thread",
    "parent_id": str(CHANNEL),
    "owner_id": "1",
    "guild_id": str(GUILD),
    "message_count": 1,
    "member_count": 1,
    "thread_metadata": {
        "archived": False,
        "auto_archive_duration": 60,
        "archive_timestamp": "2026-01-01T00:00:00+00:00",
    },
}
DIRECT: Payload = {"id": "800", "type": 1, "recipients": []}
GROUP: Payload = {"id": "801", "type": 3, "recipients": [], "name": None, "icon": None, "owner_id": "1"}
TIME = "2026-01-01T00:00:00+00:00"


def client() -> discord.Client:
    """Give a client that is connected to nothing, in the server Acme. It needs a running loop."""
    made = discord.Client(intents=discord.Intents.none())
    state = made._connection
    state.user = discord.ClientUser(state=state, data=person(APPLICATION, "prompteur", bot=True))
    state._add_guild_from_data(guild())  # type: ignore[arg-type]
    return made


def guild() -> Payload:
    """Give the server Acme as the gateway does."""
    lists = ("roles", "emojis", "members", "threads", "presences", "voice_states", "features", "stickers")
    return (
        {
            "id": str(GUILD),
            "name": "Acme",
            "owner_id": "1",
            "preferred_locale": "fr",
            "channels": [GUILD_CHANNEL],
        }
        | {name: list[Any]() for name in lists}
        | {"roles": [role(GUILD, "@everyone"), role(EDITORS, "Editors")]}
    )


def role(number: int, name: str) -> Payload:
    """Give a server's role; the one that everybody has is called by the server's own id."""
    flags = {"hoist": False, "managed": False, "mentionable": True, "flags": 0}
    return {"id": str(number), "name": name, "permissions": "0", "position": 0, "color": 0} | flags


def person(number: int = ANA, name: str = "ana", *, bot: bool = False, shown: str | None = None) -> Any:  # noqa: ANN401
    """Give a user."""
    return {
        "id": str(number),
        "username": name,
        "discriminator": "0",
        "global_name": shown,
        "avatar": None,
        "bot": bot,
    }


def interaction(  # noqa: PLR0913 - what a payload can differ in
    home: discord.Client,
    kind: int = 2,
    data: Payload | None = None,
    *,
    user: Payload | None = None,
    channel: Payload | None = None,
    guild: int | None = GUILD,
    installed: bool = True,
    context: int | None = 0,
    permissions: int = 0,
    roles: Sequence[int] = (),
    **more: object,
) -> discord.Interaction[Any]:
    """Give an interaction: in the channel of a server unless it is said otherwise."""
    someone = user or person(shown="Ana")
    payload: Payload = {
        "id": str(next(_ids)),
        "application_id": str(APPLICATION),
        "type": kind,
        "token": "a-token",
        "version": 1,
        "locale": "fr",
        "attachment_size_limit": 10_485_760,
        "app_permissions": "0",
        "entitlements": [],
        "data": data or {"id": "1", "name": "prompt", "type": 1},
        "channel": channel or GUILD_CHANNEL,
        "authorizing_integration_owners": {"0": str(guild or 0)} if installed else {"1": someone["id"]},
        **more,
    }
    if context is not None:
        payload["context"] = context
    if guild is None:
        payload["user"] = someone
    else:
        member: Payload = {
            "user": someone,
            "roles": [str(role) for role in roles],
            "nick": "The Boss",
            "joined_at": TIME,
            "deaf": False,
            "mute": False,
        }
        payload["member"] = member | {"permissions": str(permissions), "flags": 0}
        payload["guild_id"] = str(guild)
        payload["guild"] = {"id": str(guild), "locale": "fr", "features": []}
    return discord.Interaction(data=payload, state=home._connection)  # type: ignore[arg-type]


def attachment_data(name: str, size: int = 5, kind: str | None = "text/plain; charset=utf-8", url: str = "") -> Payload:
    """Give a file as Discord tells it."""
    number = next(_ids)
    address = url or f"https://cdn.discordapp.com/ephemeral-attachments/1/{number}/{name}"
    made = {"id": str(number), "filename": name, "size": size, "url": address, "proxy_url": address, "ephemeral": True}
    return made | ({"content_type": kind} if kind else {})


def attachment(home: discord.Client, data: Mapping[str, Any]) -> discord.Attachment:
    """Make it the library's."""
    return discord.Attachment(data=data, state=home._connection)  # type: ignore[arg-type]


def message(
    home: discord.Client, content: str = "", *, author: Payload | None = None, direct: bool = True, **more: object
) -> discord.Message:
    """Give a message: in the bot's direct messages, or in the channel of Acme."""
    data = {
        "id": str(next(_ids)),
        "channel_id": DIRECT["id"] if direct else str(CHANNEL),
        "type": 0,
        "content": content,
        "author": author or person(shown="Ana"),
        "timestamp": TIME,
        "edited_timestamp": None,
        "tts": False,
        "mention_everyone": False,
        "mentions": [],
        "mention_roles": [],
        "attachments": [],
        "embeds": [],
        "pinned": False,
        **more,
    }
    state = home._connection
    channel: Any = (
        discord.DMChannel(me=home.user, state=state, data=DIRECT)  # type: ignore[arg-type]
        if direct
        else home.get_channel(CHANNEL)
    )
    return discord.Message(state=state, channel=channel, data=data)  # type: ignore[arg-type]
