"""Small values of the loopback Slack: people, files, how a message looks, and Slack's numbers for things."""

import mimetypes
import re
from dataclasses import dataclass, field
from typing import Any, Final

Json = dict[str, Any]
Files = tuple[tuple[str, bytes], ...]

EVENTS, SLASH, INTERACTIVE = "events_api", "slash_commands", "interactive"
"""Kinds of what is delivered, as Socket Mode calls them."""
PUBLIC, PRIVATE, DM = "channel", "group", "im"
"""Kinds of channels, as `channel_type` calls them."""
ACK_SECONDS: Final = 3.0
TRIGGER_SECONDS: Final = 3.0
HOOK_SECONDS: Final = 30 * 60.0
HOOK_USES: Final = 5
STREAM_SECONDS: Final = 5 * 60.0
STATUS_SECONDS: Final = 2 * 60.0
STACK: Final = 3
BLOCK_TEXT: Final = 10_000
"""Characters of all the blocks of a message; reported, not documented."""
TEXT: Final = 40_000
UPDATE_TEXT: Final = 4_000
VIEW_BYTES: Final = 250_000
SCOPES: Final = frozenset(
    (
        "app_mentions:read",
        "assistant:write",
        "channels:history",
        "channels:read",
        "chat:write",
        "commands",
        "files:read",
        "files:write",
        "groups:history",
        "groups:read",
        "im:history",
        "im:read",
        "im:write",
        "mpim:history",
        "mpim:read",
        "team:read",
        "users:read",
    )
)
SUBSCRIBED: Final = frozenset(
    (
        "agent_session_stopped",
        "app_context_changed",
        "app_home_opened",
        "app_mention",
        "app_uninstalled",
        "message.channels",
        "message.groups",
        "message.im",
        "tokens_revoked",
    )
)
_KEPT = re.compile(r"(<[@#!][^<>\s]+>)|(https?://[^\s<>]+)")


def escape(text: str) -> str:
    """Write the three signs that Slack escapes as it does, and nothing else."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def unescape(text: str) -> str:
    """Give what people read of an escaped text."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def typed(text: str) -> str:
    """Give a text as Slack sends it: mentions stay, addresses get signs round them, the rest is escaped."""
    made, at = "", 0
    for match in _KEPT.finditer(text):
        mention, address = match.groups()
        made += escape(text[at : match.start()]) + (mention or f"<{escape(address)}>")
        at = match.end()
    return made + escape(text[at:])


@dataclass(slots=True, eq=False)
class User:
    """Somebody with an account. `team` is the id of the workspace, `bot` the bot's own id where it is one; `guest`:
    only invited to single channels.
    """

    id: str
    name: str
    team: str
    enterprise: str | None = None
    locale: str = "en-US"
    admin: bool = False
    bot: str = ""
    guest: bool = False

    def payload(self, *, locale: bool = False) -> Json:
        """Describe the account as users.info does."""
        profile = {"real_name": self.name, "display_name": self.name, "team": self.team}
        told: Json = {"id": self.id, "team_id": self.team, "name": self.name.lower(), "real_name": self.name}
        told |= {
            "deleted": False,
            "profile": profile,
            "tz": "Europe/Paris",
            "tz_offset": 3600,
            "is_bot": bool(self.bot),
        }
        told |= {"is_admin": self.admin, "is_owner": False, "is_restricted": self.guest, "is_app_user": False}
        told |= {"enterprise_user": {"enterprise_id": self.enterprise}} if self.enterprise else {}
        return told | ({"locale": self.locale} if locale else {})

    def acting(self) -> Json:
        """Describe the account as interactions do."""
        return {"id": self.id, "username": self.name.lower(), "name": self.name.lower(), "team_id": self.team}


@dataclass(slots=True, eq=False)
class File:
    """A file that somebody sent. `url` is where the double gives it, to those with a token; `length` was announced."""

    id: str
    name: str
    content: bytes = field(repr=False)
    url: str
    user: str
    at: int
    title: str = ""
    length: int = 0
    uploaded: bool = True
    deleted: bool = False

    def payload(self) -> Json:
        """Describe the file."""
        kind = mimetypes.guess_type(self.name)[0] or "application/octet-stream"
        told: Json = {"id": self.id, "created": self.at, "timestamp": self.at, "name": self.name, "mimetype": kind}
        told |= {"title": self.title or self.name, "filetype": self.name.rpartition(".")[2], "user": self.user}
        told |= {"size": len(self.content), "mode": "hosted", "is_external": False, "is_public": False}
        return told | {"url_private": self.url, "url_private_download": self.url, "permalink": self.url}


@dataclass(frozen=True, slots=True)
class Look:
    """How a message stood at one moment. `blocks` are Slack's own, ids given."""

    text: str = ""
    blocks: tuple[Json, ...] = ()
    files: tuple[File, ...] = ()
    attachments: tuple[Json, ...] = ()
    metadata: Json | None = None
    streaming: bool = False
