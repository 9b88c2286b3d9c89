"""What the loopback Discord remembers, as plain values, and the payloads that say it in Discord's words.

Everything here outlives the bot: a second process that identifies finds the same guilds, messages and commands.
"""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from typing import Any
from urllib.parse import quote

from bot.ports import Clock
from tests.doubles.discord_values import (
    BOT_DM,
    BOT_MAY,
    DM,
    EPHEMERAL,
    EPOCH_MS,
    GROUP,
    GUILD,
    LOADING,
    PRIVATE,
    SEND,
    SEND_IN_THREADS,
    TEXT,
    THREAD,
    Attachment,
    Json,
    Look,
    User,
)

Emit = Callable[[str, Json, "Guild | None"], None]


@dataclass(slots=True, eq=False)
class Channel:
    """A place for messages. `kind`: TEXT, THREAD, DM (with the bot, or between two people) or GROUP."""

    id: int
    name: str
    kind: int
    state: "State" = field(repr=False)
    guild: "Guild | None" = None
    parent: "Channel | None" = None
    people: tuple[User, ...] = ()
    bot_may: int = BOT_MAY
    deleted: bool = False
    stored: list["Stored"] = field(default_factory=list, repr=False)

    @property
    def context(self) -> int:
        """Where an interaction here takes place: GUILD, BOT_DM or PRIVATE."""
        if self.guild is not None:
            return GUILD
        return BOT_DM if self.state.bot in self.people else PRIVATE

    @property
    def reached(self) -> bool:
        """Whether the bot itself is here and gets what is said."""
        return self.context == BOT_DM or (self.guild is not None and self.guild.member)

    def thread(self, name: str) -> "Channel":
        """Give the thread of this name; begin it where it is new."""
        assert self.guild is not None, "only channels of a guild have threads"
        for known in self.guild.channels:
            if known.parent is self and known.name == name:
                return known
        made = Channel(self.state.snowflake(), name, THREAD, self.state, self.guild, self)
        self.state.channels[made.id] = made
        self.state.emit("THREAD_CREATE", made.payload() | {"newly_created": True}, self.guild)
        return made

    def deny(self, permissions: int = SEND | SEND_IN_THREADS) -> None:
        """Take permissions from the bot here; what it may in a thread, Discord tells with the channel."""
        self.bot_may &= ~permissions
        self._told_rights()

    def allow(self, permissions: int = BOT_MAY) -> None:
        """Give permissions to the bot here."""
        self.bot_may |= permissions
        self._told_rights()

    def _told_rights(self) -> None:
        if self.kind == TEXT:
            self.state.emit("CHANNEL_UPDATE", self.payload(), self.guild)

    def delete(self) -> None:
        """Delete the channel."""
        self.deleted = True
        event = "THREAD_DELETE" if self.kind == THREAD else "CHANNEL_DELETE"
        self.state.emit(event, self.payload(), self.guild)

    def payload(self) -> Json:
        """Describe the channel."""
        told: Json = {"id": str(self.id), "type": self.kind, "last_message_id": None, "flags": 0}
        if self.kind in {DM, GROUP}:
            others = [person.payload() for person in self.people if person is not self.state.bot]
            told["recipients"] = others
            return told | ({"name": self.name, "icon": None, "owner_id": others[0]["id"]} if self.kind == GROUP else {})
        assert self.guild is not None
        told |= {"guild_id": str(self.guild.id), "name": self.name, "rate_limit_per_user": 0, "nsfw": False}
        told["parent_id"] = str(self.parent.id) if self.parent else None
        if self.kind == THREAD:
            since = "2026-01-01T00:00:00+00:00"
            meta = {"archived": False, "auto_archive_duration": 1440, "archive_timestamp": since, "locked": False}
            owner = str(self.state.bot.id)
            return told | {"owner_id": owner, "message_count": 0, "member_count": 1, "thread_metadata": meta}
        denied = {"id": str(self.state.bot.id), "type": 1, "allow": "0", "deny": str(BOT_MAY & ~self.bot_may)}
        return told | {"topic": None, "position": 0, "permission_overwrites": [denied]}


@dataclass(slots=True, eq=False)
class Guild:
    """A server. `member`: the bot is in it; otherwise only people who installed the app for themselves use it here."""

    id: int
    name: str
    state: "State" = field(repr=False)
    member: bool = True
    locale: str = "en-US"
    everyone: int = BOT_MAY
    """What everybody in it may do."""

    @property
    def channels(self) -> list[Channel]:
        """Its channels and threads that stand."""
        return [known for known in self.state.channels.values() if known.guild is self and not known.deleted]

    def channel(self, name: str) -> Channel:
        """Give the text channel of this name; make it where it is new."""
        for known in self.channels:
            if known.kind == TEXT and known.name == name:
                return known
        made = Channel(self.state.snowflake(), name, TEXT, self.state, self)
        self.state.channels[made.id] = made
        self.state.emit("CHANNEL_CREATE", made.payload(), self)
        return made

    def leave(self) -> None:
        """Remove the bot from the guild."""
        self.state.emit("GUILD_DELETE", {"id": str(self.id)}, self)
        self.member = False

    def join(self) -> None:
        """Add the bot to the guild."""
        self.member = True
        self.state.emit("GUILD_CREATE", self.payload(), self)

    def deny(self, permissions: int) -> None:
        """Take permissions from everybody."""
        self.everyone &= ~permissions
        self._told_role()

    def allow(self, permissions: int = BOT_MAY) -> None:
        """Give permissions to everybody."""
        self.everyone |= permissions
        self._told_role()

    def _told_role(self) -> None:
        (role,) = self.payload()["roles"]
        self.state.emit("GUILD_ROLE_UPDATE", {"guild_id": str(self.id), "role": role}, self)

    def partial(self) -> Json:
        """Describe the guild as interactions do."""
        return {"id": str(self.id), "locale": self.locale, "features": []}

    def payload(self) -> Json:
        """Describe the guild as GUILD_CREATE does."""
        everyone: Json = {"id": str(self.id), "name": "@everyone", "permissions": str(self.everyone), "position": 0}
        everyone |= {"color": 0, "hoist": False, "managed": False, "mentionable": False, "flags": 0}
        told: Json = {"id": str(self.id), "name": self.name, "icon": None, "owner_id": "1", "roles": [everyone]}
        told |= {"channels": [known.payload() for known in self.channels if known.kind == TEXT]}
        told |= {"threads": [known.payload() for known in self.channels if known.kind == THREAD]}
        told |= {"members": [self.state.bot.member()], "member_count": 2, "large": False, "unavailable": False}
        told |= {"emojis": [], "stickers": [], "features": [], "voice_states": [], "presences": []}
        return told | {"preferred_locale": self.locale, "premium_tier": 0, "nsfw_level": 0}


@dataclass(slots=True, eq=False)
class Stored:
    """A message. `reader` is the only one who sees it where it is ephemeral. `history` begins with its first state."""

    id: int
    channel: Channel
    author: User
    now: Look
    at: datetime
    reader: User | None = None
    nonce: str = ""
    reference: "Stored | None" = None
    interaction: "Interaction | None" = None
    edited: datetime | None = None
    deleted: bool = False
    pings: bool = True
    """As a reply, it calls whom it answers."""
    history: list[Look] = field(default_factory=list)

    @property
    def ephemeral(self) -> bool:
        """Whether only one person sees it."""
        return bool(self.now.flags & EPHEMERAL)

    @property
    def loading(self) -> bool:
        """Whether it is a deferred answer that only says that the bot is thinking."""
        return bool(self.now.flags & LOADING)

    def payload(self, *, deep: bool = True) -> Json:
        """Describe the message; `deep` with the one it answers."""
        look, edited = self.now, self.edited.isoformat() if self.edited else None
        told: Json = {"id": str(self.id), "channel_id": str(self.channel.id), "author": self.author.payload()}
        told |= {"content": look.content, "components": list(look.components), "embeds": list(look.embeds)}
        told |= {"attachments": [one.payload() for one in look.attachments], "flags": look.flags}
        told |= {"timestamp": self.at.isoformat(), "edited_timestamp": edited, "tts": False, "pinned": False}
        told |= {"type": 0, "mention_everyone": False, "mention_roles": [], "mentions": self._mentions()}
        told |= {"nonce": self.nonce} if self.nonce else {}
        return told | self._origin() | self._answered(deep=deep)

    def _mentions(self) -> list[Json]:
        """Give whom the message calls: by name, or, as clients do unless they are told not to, by replying."""
        bot = self.channel.state.bot
        replied = self.reference.author if self.reference and self.author is not bot else None
        people = [*self.channel.state.people.values(), bot]
        pinged = replied if self.pings else None
        called = [person for person in people if person is pinged or f"<@{person.id}>" in self.now.content]
        return [person.payload() for person in called]

    def _origin(self) -> Json:
        if self.interaction is None:
            return {}
        asked = self.interaction
        app = str(self.channel.state.application_id)
        meta: Json = {"id": str(asked.id), "type": asked.type, "user": asked.person.payload()}
        meta["authorizing_integration_owners"] = asked.owners
        return {"application_id": app, "webhook_id": app, "interaction_metadata": meta}

    def _answered(self, *, deep: bool) -> Json:
        if self.reference is None:
            return {}
        other = self.reference
        pointed: Json = {"message_id": str(other.id), "channel_id": str(other.channel.id), "type": 0}
        pointed |= {"guild_id": str(other.channel.guild.id)} if other.channel.guild else {}
        told: Json = {"type": 19, "message_reference": pointed}
        if not deep:
            return told
        return told | {"referenced_message": None if other.deleted else other.payload(deep=False)}


@dataclass(slots=True, eq=False)
class Interaction:
    """What a person did with the app. `began` and `acknowledged` are seconds of the clock.

    `answer` is the type of the first response (0: none yet), `data` what came with it.
    """

    id: int
    token: str
    type: int
    person: User
    channel: Channel
    began: float
    owners: Mapping[str, str]
    source: Stored | None = None
    payload: Json = field(default_factory=dict, repr=False)
    answer: int = 0
    acknowledged: float | None = None
    data: Json = field(default_factory=dict, repr=False)
    original: Stored | None = None
    follow_ups: list[Stored] = field(default_factory=list)

    @property
    def roams(self) -> bool:
        """Whether only the person installed the app, so that few further messages are allowed."""
        return "0" not in self.owners and self.channel.context != BOT_DM


class State:
    """All that is there. `changed` wakes whoever waits; `emit` sends an event to the bot."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self._numbers = count(1)
        self._guilds = count(1)
        self.emit: Emit = lambda *_: None
        self.base = ""
        self.application_id = self.snowflake()
        self.bot = User(self.application_id, "Prompteur", bot=True)
        self.guilds: dict[int, Guild] = {}
        self.channels: dict[int, Channel] = {}
        self.people: dict[int, User] = {}
        self.messages: dict[int, Stored] = {}
        self.attachments: dict[int, Attachment] = {}
        self.interactions: dict[str, Interaction] = {}
        self.content = False
        """Whether the bot has the intent for what people write to each other; what does not call it is empty else."""
        self.commands: dict[int | None, list[Json]] = {}
        """Per guild; None: everywhere."""
        self.refused: list[str] = []
        """What no bot should ever have asked for."""
        self._event = asyncio.Event()

    def snowflake(self) -> int:
        """Give an id that no other has; its upper bits are the clock's time."""
        milliseconds = int(self.clock.now().timestamp() * 1000) - EPOCH_MS
        return (milliseconds << 22) | (next(self._numbers) & 0x3FFFFF)

    def add_guild(self, name: str, *, member: bool, locale: str) -> Guild:
        """Add a guild; the ids go through the shards in turn."""
        milliseconds = (int(self.clock.now().timestamp() * 1000) - EPOCH_MS) // 2**16 * 2**16
        guild = Guild((milliseconds + next(self._guilds)) << 22, name, self, member, locale)
        self.guilds[guild.id] = guild
        self.emit("GUILD_CREATE", guild.payload(), guild)
        return guild

    def direct(self, *people: User, name: str = "") -> Channel:
        """Give the channel of just these people; make it where it is new."""
        for known in self.channels.values():
            if known.guild is None and set(known.people) == set(people):
                return known
        kind = DM if len(people) <= 2 else GROUP
        made = Channel(self.snowflake(), name, kind, self, people=people)
        self.channels[made.id] = made
        return made

    def attach(self, channel: Channel, name: str, content: bytes, *, ephemeral: bool = False) -> Attachment:
        """Keep a file, with an address of its own."""
        number = self.snowflake()
        url = f"{self.base}/attachments/{channel.id}/{number}/{quote(name)}"
        made = Attachment(number, name, content, url, ephemeral=ephemeral)
        self.attachments[number] = made
        return made

    def post(self, channel: Channel, author: User, look: Look, **more: Any) -> Stored:  # noqa: ANN401 - fields of it
        """Store a message and tell the bot where it is present."""
        message = Stored(self.snowflake(), channel, author, look, self.now(), history=[look], **more)
        self.messages[message.id] = message
        channel.stored.append(message)
        self.tell("MESSAGE_CREATE", message)
        self.changed()
        return message

    def edit(self, message: Stored, look: Look) -> None:
        """Change a message."""
        message.now, message.edited = look, self.now()
        message.history.append(look)
        self.tell("MESSAGE_UPDATE", message)
        self.changed()

    def delete(self, message: Stored) -> None:
        """Delete a message."""
        message.deleted = True
        self.tell("MESSAGE_DELETE", message)
        self.changed()

    def tell(self, event: str, message: Stored) -> None:
        """Send an event about a message to the bot, where it is present."""
        if message.channel.reached:
            self.emit(event, self.spoken(message), message.channel.guild)

    def spoken(self, message: Stored) -> Json:
        """Describe a message as the gateway does: with the guild and the member."""
        told = message.payload() | {"channel_type": message.channel.kind}
        if message.channel.guild is None:
            return told
        return told | {"guild_id": str(message.channel.guild.id), "member": message.author.member(full=False)}

    def readable(self, told: Json, *, direct: bool) -> Json:
        """Leave out what people wrote where the intent for it is not given and none of the exceptions holds."""
        bot, answered = str(self.bot.id), told.get("referenced_message")
        told = told | ({"referenced_message": self.readable(answered, direct=direct)} if answered else {})
        addressed = any(one["id"] == bot for one in told["mentions"])
        if self.content or direct or told["author"]["id"] == bot or addressed:
            return told
        return told | {"content": "", "components": [], "attachments": [], "embeds": []}

    def now(self) -> datetime:
        """Give the time of the clock."""
        return self.clock.now().astimezone(UTC)

    def changed(self) -> None:
        """Wake whoever waits for something to happen."""
        self._event.set()
        self._event = asyncio.Event()

    async def until(self, holds: Callable[[], bool]) -> None:
        """Wait until it holds; it is looked at whenever something changed."""
        while not holds():
            await self._event.wait()
