"""What the loopback Slack remembers, as plain values.

Everything here outlives the bot: a second process that connects finds the same workspaces, messages and views.
"""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from typing import Any
from urllib.parse import quote

from bot.ports import Clock
from tests.doubles.slack_values import DM, PRIVATE, PUBLIC, SCOPES, STREAM_SECONDS, SUBSCRIBED, File, Json, Look, User


def nested(values: Mapping[tuple[str, str], Json]) -> Json:
    """Give values by block and action, as Slack does."""
    told: Json = {}
    for (block, action), value in values.items():
        told.setdefault(block, {})[action] = value
    return told


@dataclass(slots=True, eq=False)
class Workspace:
    """A workspace. `installed`: the app is in it. `token` is the bot's there; `bot` its account, `bot_id` its id."""

    id: str
    name: str
    state: "State" = field(repr=False)
    token: str
    bot: User
    enterprise: str | None = None
    installed: bool = True

    @property
    def bot_id(self) -> str:
        """The number of the bot, which is not the number of its account."""
        return self.bot.bot

    @property
    def domain(self) -> str:
        """The name in addresses."""
        return self.name.lower()

    @property
    def mention(self) -> str:
        """How the bot is called in a text here."""
        return f"<@{self.bot.id}>"

    def channel(
        self, name: str, *, member: bool = True, private: bool = False, people: tuple[User, ...] = ()
    ) -> "Channel":
        """Give the channel of this name; make it where it is new. `people`: who is in it; empty: everybody here."""
        for known in self.state.channels.values():
            if known.team is self and known.name == name and known.kind != DM:
                return known
        made = Channel(self.state.number("C"), name, PRIVATE if private else PUBLIC, self.state, self, people=people)
        made.member = member
        self.state.channels[made.id] = made
        return made

    def payload(self) -> Json:
        """Describe the workspace as interactions do."""
        told: Json = {"id": self.id, "domain": self.domain}
        return told | ({"enterprise_id": self.enterprise, "enterprise_name": "Acme"} if self.enterprise else {})

    def whole(self) -> Json | None:
        """Describe the organisation as interactions do; None without one."""
        return {"id": self.enterprise, "name": "Acme"} if self.enterprise else None


@dataclass(slots=True, eq=False)
class Channel:
    """A place for messages. `member`: the bot is in it; `others`: workspaces that it is shared with."""

    id: str
    name: str
    kind: str
    state: "State" = field(repr=False)
    team: Workspace
    people: tuple[User, ...] = ()
    member: bool = True
    archived: bool = False
    deleted: bool = False
    others: list[Workspace] = field(default_factory=list, repr=False)
    stored: list["Stored"] = field(default_factory=list, repr=False)

    @property
    def shared(self) -> bool:
        """Whether people of other organisations are in it."""
        return bool(self.others)

    @property
    def teams(self) -> list[Workspace]:
        """The workspaces that it is in, its own first."""
        return [self.team, *self.others]

    @property
    def app_team(self) -> Workspace | None:
        """The workspace through which the app is here; None where it is nowhere installed."""
        return next((one for one in self.teams if one.installed), None)

    def has(self, user: User) -> bool:
        """Whether somebody is in it."""
        return user in self.people if self.people else user.team in {one.id for one in self.teams}

    def payload(self) -> Json:
        """Describe the channel as conversations.info does."""
        told: Json = {"id": self.id, "created": 1_700_000_000, "is_archived": self.archived, "is_im": self.kind == DM}
        told |= {"context_team_id": self.team.id, "is_org_shared": False}
        if self.kind == DM:
            return told | {"user": next(one.id for one in self.people if not one.bot)}
        told |= {"name": self.name, "is_channel": self.kind == PUBLIC, "is_group": self.kind == PRIVATE}
        told |= {"is_private": self.kind == PRIVATE, "is_member": self.member, "is_general": self.name == "general"}
        told |= {"is_ext_shared": self.shared, "is_shared": self.shared, "is_mpim": False}
        return told | ({"shared_team_ids": [one.id for one in self.teams]} if self.shared else {})

    def named(self) -> Json:
        """Describe the channel as interactions do."""
        return {"id": self.id, "name": {DM: "directmessage", PRIVATE: "privategroup"}.get(self.kind, self.name)}


@dataclass(slots=True, eq=False)
class Stored:
    """A message. `reader`: the only one who sees it; `unseen`: ephemeral in a thread where Slack shows it to nobody.

    `recipient`: for whom it was streamed; `stopped`: the person stopped the stream; `pieces`: what was streamed.
    """

    ts: str
    channel: Channel
    author: User
    now: Look
    began: float
    reader: User | None = None
    thread: str | None = None
    begun: "Begun | None" = None
    edited: str | None = None
    deleted: bool = False
    unseen: bool = False
    recipient: User | None = None
    stopped: bool = False
    history: list[Look] = field(default_factory=list)
    pieces: list[Json] = field(default_factory=list)
    values: dict[tuple[str, str], Json] = field(default_factory=dict)
    offered: dict[tuple[str, str], list[Json]] = field(default_factory=dict)

    def payload(self) -> Json:
        """Describe the message."""
        told: Json = {"type": "message", "ts": self.ts, "text": self.now.text, "user": self.author.id}
        told |= {"team": self.author.team}
        if self.author.bot:
            told |= {"bot_id": self.author.bot, "app_id": self.channel.state.app_id}
            told |= {"bot_profile": {"id": self.author.bot, "name": self.author.name, "team_id": self.author.team}}
        told |= {"blocks": list(self.now.blocks)} if self.now.blocks else {}
        told |= {"attachments": list(self.now.attachments)} if self.now.attachments else {}
        told |= {"metadata": self.now.metadata} if self.now.metadata else {}
        told |= {"files": [self._file(one) for one in self.now.files]} if self.now.files else {}
        told |= {"thread_ts": self.thread} if self.thread else {}
        told |= {"edited": {"user": self.author.id, "ts": self.edited}} if self.edited else {}
        return told

    def _file(self, file: File) -> Json:
        """Describe a file; one from another organisation says nothing before it is asked for."""
        home = self.channel.app_team
        if self.channel.shared and home is not None and self.author.team != home.id:
            return {"id": file.id, "mode": "file_access", "file_access": "check_file_info"}
        return file.payload()


@dataclass(slots=True, eq=False)
class View:
    """A modal or a Home tab. `begun` is what the person did to get it; `values` is what was filled in."""

    id: str
    person: User
    team: Workspace
    body: Json
    hash: str
    begun: "Begun | None" = None
    root: str = ""
    previous: str | None = None
    closed: bool = False
    errors: dict[str, str] = field(default_factory=dict)
    values: dict[tuple[str, str], Json] = field(default_factory=dict)
    offered: dict[tuple[str, str], list[Json]] = field(default_factory=dict)
    history: list[Json] = field(default_factory=list)

    def payload(self) -> Json:
        """Describe the view, with what is filled in."""
        told: Json = {"private_metadata": "", "callback_id": "", "external_id": "", "title": None, "close": None}
        told |= {"submit": None, "clear_on_close": False, "notify_on_close": False} | self.body
        told |= {"id": self.id, "team_id": self.person.team, "app_id": self.team.state.app_id, "hash": self.hash}
        told |= {
            "app_installed_team_id": self.team.id,
            "bot_id": self.team.bot_id,
            "root_view_id": self.root or self.id,
        }
        return told | {"previous_view_id": self.previous, "state": {"values": nested(self.values)}}


@dataclass(slots=True, eq=False)
class Hook:
    """A response_url: how often it was used, and since when it is."""

    url: str
    began: float
    used: int = 0


@dataclass(slots=True, eq=False)
class Begun:
    """What a person did with the app. `began` and `acknowledged` are seconds of the clock.

    `ts` is its place among the messages, `answer` what came with the acknowledgement, `failed` what the person was
    told where none came.
    """

    id: str
    kind: str
    person: User
    team: Workspace
    channel: Channel | None
    trigger: str
    began: float
    ts: str
    thread: str | None = None
    hook: Hook | None = None
    source: Stored | None = None
    view: View | None = None
    payload: Json = field(default_factory=dict, repr=False)
    sent: str = ""
    exchanged: bool = False
    answer: Json | None = None
    acknowledged: float | None = None
    late: bool = False
    failed: str = ""
    opened: View | None = None
    replies: list[Stored] = field(default_factory=list)
    looks: int = 0
    errors: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True, eq=False)
class Delivery:
    """Something for the app. `tries` counts how often it was sent, `settled` is set once nothing further is sent."""

    kind: str
    payload: Json
    began: float
    begun: Begun | None = None
    tries: int = 0
    reason: str = ""
    settled: bool = False
    acknowledged: float | None = None


class State:
    """All that is there. `changed` wakes whoever waits; `deliver` hands something to the app."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self._numbers = count(1)
        self._micro = 0
        self.deliver: Callable[[Delivery], None] = lambda _: None
        self.base = ""
        self.app_id = self.number("A")
        self.scopes: set[str] = set(SCOPES)
        self.subscribed: set[str] = set(SUBSCRIBED)
        self.commands: set[str] | None = None
        self.shortcuts: dict[str, str] = {}
        self.messages_tab = True
        self.home_tab = True
        self.escapes_inputs = False
        self.workspaces: dict[str, Workspace] = {}
        self.channels: dict[str, Channel] = {}
        self.people: dict[str, User] = {}
        self.files: dict[str, File] = {}
        self.begun: dict[str, Begun] = {}
        self.hooks: dict[str, tuple[Hook, Begun]] = {}
        self.views: dict[str, View] = {}
        self.homes: dict[str, View] = {}
        self.stacks: dict[str, list[View]] = {}
        self.sessions: dict[tuple[str, str], str] = {}
        self.statuses: dict[tuple[str, str], tuple[str, float]] = {}
        self.said_statuses: list[str] = []
        self.prompts: dict[tuple[str, str], list[Json]] = {}
        self.titles: dict[tuple[str, str], str] = {}
        self.refused: list[str] = []
        self.late: list[str] = []
        self._event = asyncio.Event()

    def number(self, kind: str) -> str:
        """Give an id that no other has; its first letter says of what."""
        return f"{kind}{next(self._numbers):010d}"

    def ts(self) -> str:
        """Give the time as messages are known by; no two are the same, and later ones are greater."""
        self._micro = max(self._micro + 1, int(self.clock.now().timestamp() * 1_000_000))
        return f"{self._micro // 1_000_000}.{self._micro % 1_000_000:06d}"

    def add_workspace(self, name: str, token: str, enterprise: str | None) -> Workspace:
        """Add a workspace with the app in it."""
        number = self.number("T")
        bot = User(self.number("U"), "Prompteur", number, enterprise, bot=self.number("B"))
        made = Workspace(number, name, self, token, bot, enterprise)
        self.people[bot.id] = bot
        self.workspaces[number] = made
        return made

    def direct(self, user: User, team: Workspace) -> Channel:
        """Give the direct messages of somebody with the bot; make them where they are new."""
        for known in self.channels.values():
            if known.kind == DM and user in known.people and known.team is team:
                return known
        made = Channel(self.number("D"), "", DM, self, team, people=(user, team.bot))
        self.channels[made.id] = made
        return made

    def home(self, user: User) -> Workspace:
        """Give the workspace of somebody."""
        return self.workspaces[user.team]

    def attach(self, user: User, name: str, content: bytes) -> File:
        """Keep a file, with an address of its own."""
        number = self.number("F")
        url = f"{self.base}/files-pri/{number}/{quote(name)}"
        made = File(number, name, content, url, user.id, int(self.now().timestamp()), length=len(content))
        self.files[number] = made
        return made

    def find(self, channel: Channel, ts: str) -> Stored | None:
        """Give the message that stands there."""
        return next((one for one in channel.stored if one.ts == ts and not one.deleted), None)

    def post(self, channel: Channel, author: User, look: Look, **more: Any) -> Stored:  # noqa: ANN401 - fields of it
        """Store a message; nobody is told of it yet."""
        made = Stored(self.ts(), channel, author, look, self.clock.monotonic(), history=[look], **more)
        channel.stored.append(made)
        self.statuses.pop((channel.id, made.thread or ""), None)
        self.changed()
        return made

    def edit(self, message: Stored, look: Look) -> None:
        """Change a message."""
        message.now = look
        message.edited = None if look.streaming else self.ts()
        message.history.append(look)
        self.changed()

    def delete(self, message: Stored) -> None:
        """Delete a message."""
        message.deleted = True
        self.changed()

    def streams(self, message: Stored) -> bool:
        """Whether a message still takes pieces. One that took too long looks as if it did until it is changed."""
        return message.now.streaming and self.clock.monotonic() - message.began <= STREAM_SECONDS

    def stack(self, user: User) -> list[View]:
        """Give the modals that somebody has before them, the uppermost last."""
        return self.stacks.setdefault(user.id, [])

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
