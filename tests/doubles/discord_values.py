"""Small values of the loopback Discord: people, files, how a message looks, and Discord's numbers for things."""

import mimetypes
from dataclasses import dataclass, field
from typing import Any, Final

Json = dict[str, Any]
Files = tuple[tuple[str, bytes], ...]

EPOCH_MS: Final = 1_420_070_400_000
"""Where snowflakes begin."""
TEXT, DM, GROUP, THREAD = 0, 1, 3, 11
EPHEMERAL, LOADING, V2 = 64, 128, 32768
GUILD, BOT_DM, PRIVATE = 0, 1, 2
"""Contexts of an interaction."""
VIEW, SEND, EMBED, ATTACH, HISTORY, SEND_IN_THREADS = 1 << 10, 1 << 11, 1 << 14, 1 << 15, 1 << 16, 1 << 38
USE_COMMANDS, MANAGE_GUILD, MANAGE_MESSAGES = 1 << 31, 1 << 5, 1 << 13
BOT_MAY = VIEW | SEND | EMBED | ATTACH | HISTORY | SEND_IN_THREADS
PERSON_MAY = BOT_MAY | USE_COMMANDS
LARGEST_FILE = 10 * 2**20


@dataclass(slots=True, eq=False)
class User:
    """Somebody with an account. `installed`: the app is installed for the person, so that it works everywhere."""

    id: int
    name: str
    locale: str = "en-US"
    manages: bool = False
    installed: bool = True
    bot: bool = False
    blocks: bool = False
    """Takes no direct messages from the bot."""

    @property
    def permissions(self) -> int:
        """What the person may do, everywhere."""
        return PERSON_MAY | (MANAGE_GUILD | MANAGE_MESSAGES if self.manages else 0)

    def payload(self) -> Json:
        """Describe the account."""
        named = {"username": self.name.lower(), "global_name": self.name, "discriminator": "0"}
        return {"id": str(self.id), **named, "avatar": None, "bot": self.bot, "public_flags": 0}

    def member(self, *, full: bool = True) -> Json:
        """Describe the account as a member of a guild; `full` with the account itself."""
        told: Json = {"nick": None, "avatar": None, "roles": [], "joined_at": "2026-01-01T00:00:00+00:00", "flags": 0}
        told |= {"deaf": False, "mute": False, "pending": False, "premium_since": None}
        return told | ({"user": self.payload()} if full else {})


@dataclass(slots=True, eq=False)
class Attachment:
    """A file that somebody sent. `url` is where the double gives it."""

    id: int
    name: str
    content: bytes = field(repr=False)
    url: str
    description: str = ""
    ephemeral: bool = False

    def payload(self) -> Json:
        """Describe the file."""
        kind = mimetypes.guess_type(self.name)[0] or "application/octet-stream"
        told: Json = {"id": str(self.id), "filename": self.name, "size": len(self.content), "url": self.url}
        told |= {"proxy_url": self.url, "content_type": kind}
        told |= {"description": self.description} if self.description else {}
        return told | ({"ephemeral": True} if self.ephemeral else {})


@dataclass(frozen=True, slots=True)
class Look:
    """How a message stood at one moment. `components` are Discord's own, ids given and files resolved."""

    content: str = ""
    components: tuple[Json, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    flags: int = 0
    embeds: tuple[Json, ...] = ()
