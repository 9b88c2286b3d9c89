"""Bare REST calls to the loopback Discord, with no client connected: what a bot's library would not let through."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import aiohttp

from tests.doubles.clock import FakeClock
from tests.doubles.discord import DiscordDouble
from tests.doubles.discord_person import Person
from tests.doubles.discord_seen import Act
from tests.doubles.discord_state import Channel

QUIET: dict[str, Any] = {"allowed_mentions": {"parse": []}}
PLAIN: dict[str, Any] = {"content": "hello", **QUIET}
TEXT = {"type": 10, "content": "hello"}
V2: dict[str, Any] = {"components": [TEXT], "flags": 32768, **QUIET}
OPTIONS = [
    {"type": 3, "name": "text", "description": "Some text", "required": True, "max_length": 5},
    {"type": 3, "name": "tone", "description": "A tone", "choices": [{"name": "Dry", "value": "dry"}]},
]
EVERYWHERE = {"contexts": [0, 1, 2], "integration_types": [0, 1]}
COMMANDS: list[dict[str, Any]] = [
    {"name": "hold", "description": "Wait", "type": 1, **EVERYWHERE},
    {"name": "deep", "description": "Below", "type": 1, "options": [
        {"type": 1, "name": "say", "description": "Say", "options": OPTIONS},
    ], "contexts": [0], "integration_types": [0]},
]  # fmt: skip
MODAL = {"custom_id": "form", "title": "Form", "components": [
    {"type": 18, "label": "Line", "component": {"type": 4, "custom_id": "line", "style": 1, "max_length": 5}},
    {"type": 18, "label": "Tone", "component": {"type": 3, "custom_id": "tone", "options": [
        {"label": "Dry", "value": "dry"}, {"label": "Warm", "value": "warm"},
    ]}},
]}  # fmt: skip
ROW: dict[str, Any] = {"type": 1, "components": [
    {"type": 2, "style": 1, "label": "Go", "custom_id": "go"},
    {"type": 2, "style": 1, "label": "No", "custom_id": "no", "disabled": True},
]}  # fmt: skip
MENU = {"type": 1, "components": [
    {"type": 3, "custom_id": "~more:x", "min_values": 0, "options": [{"label": "Copy", "value": "copy"}]},
]}  # fmt: skip


@dataclass
class Answer:
    """What came back."""

    status: int
    told: Any
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def refused(self) -> tuple[int, int]:
        """Status and code."""
        return self.status, self.told["code"]


class Wire:
    """A double, a clock, a person, a channel, and bare calls."""

    def __init__(self, double: DiscordDouble, session: aiohttp.ClientSession, clock: FakeClock) -> None:
        self.double = double
        self.session = session
        self.clock = clock
        self.ana: Person = double.person("Ana")
        self.channel: Channel = double.guild("Acme").channel("general")
        self.elsewhere: Channel = double.guild("Other", member=False).channel("lobby")

    async def call(self, method: str, path: str, body: object = None, *files: tuple[str, bytes]) -> Answer:
        """Make a call."""
        sent: dict[str, Any] = {"headers": {"Authorization": f"Bot {self.double.token}"}}
        if files:
            form = aiohttp.FormData(quote_fields=False)
            form.add_field("payload_json", aiohttp.JsonPayload(body))
            for number, (name, content) in enumerate(files):
                form.add_field(f"files[{number}]", content, filename=name)
            sent["data"] = form
        elif body is not None:
            sent["json"] = body
        async with self.session.request(method, self.double.api_url + path, **sent) as answer:
            told = await answer.json() if answer.status != 204 else None
            return Answer(answer.status, told, dict(answer.headers))

    async def hold(self, channel: Channel | None = None) -> Act:
        """Let the person call a command."""
        return await self.ana.slash(channel or self.channel, "hold")

    async def respond(self, act: Act, kind: int, data: object = None, *files: tuple[str, bytes]) -> Answer:
        """Give the first response to what a person did."""
        made = act.interaction
        path = f"/interactions/{made.id}/{made.token}/callback?with_response=1"
        return await self.call("POST", path, {"type": kind, "data": data or {}}, *files)

    async def hook(
        self, act: Act, method: str, rest: str = "", body: object = None, *files: tuple[str, bytes]
    ) -> Answer:
        """Call by the token of an interaction."""
        path = f"/webhooks/{self.double.application_id}/{act.interaction.token}{rest}"
        return await self.call(method, path, body, *files)

    async def post(self, body: object, *files: tuple[str, bytes]) -> Answer:
        """Post to the channel."""
        return await self.call("POST", f"/channels/{self.channel.id}/messages", body, *files)

    async def shown(self, *components: object) -> Act:
        """Let the person see an answer with these components."""
        act = await self.hold()
        answer = await self.respond(act, 4, {"content": "hello", "components": components, **QUIET})
        assert answer.status == 200
        return act


@asynccontextmanager
async def wired() -> AsyncIterator[Wire]:
    """Run a double whose commands are synced."""
    clock = FakeClock()
    async with DiscordDouble(clock=clock) as double, aiohttp.ClientSession() as session:
        made = Wire(double, session, clock)
        await made.call("PUT", f"/applications/{double.application_id}/commands", COMMANDS)
        assert double.refused == []
        yield made
