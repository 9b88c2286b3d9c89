"""Bare calls to the loopback Slack, with no app connected: what an app's library would not let through."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp

from tests.doubles.clock import FakeClock
from tests.doubles.slack import SlackDouble
from tests.doubles.slack_person import Act, Person
from tests.doubles.slack_state import Channel
from tests.doubles.slack_values import Json

QUIET: Json = {"unfurl_links": False, "unfurl_media": False}
TEXT: Json = {"type": "plain_text", "text": "Text"}
MODAL: Json = {
    "type": "modal", "title": TEXT, "submit": TEXT, "blocks": [
        {"type": "input", "block_id": "one", "label": TEXT, "element": {
            "type": "plain_text_input", "action_id": "line", "max_length": 5,
        }},
        {"type": "actions", "block_id": "two", "elements": [
            {"type": "button", "action_id": "go", "text": {"type": "plain_text", "text": "Go"}},
        ]},
    ],
}  # fmt: skip
MENUS: list[Json] = [{"type": "actions", "block_id": "row", "elements": [
    {"type": "static_select", "action_id": "menu", "options": [
        {"text": {"type": "plain_text", "text": name}, "value": name.lower()} for name in ("Dry", "Warm")
    ]},
    {"type": "overflow", "action_id": "more", "options": [
        {"text": {"type": "plain_text", "text": "Copy"}, "value": "copy"},
    ]},
    {"type": "button", "action_id": "help", "url": "https://example.com", "text": {
        "type": "plain_text", "text": "Help",
    }},
]}]  # fmt: skip


class Wire:
    """A double, a clock, a person, a channel, and bare calls."""

    def __init__(self, double: SlackDouble, session: aiohttp.ClientSession, clock: FakeClock) -> None:
        self.double = double
        self.session = session
        self.clock = clock
        self.ana: Person = double.person("Ana")
        self.channel: Channel = double.channel("general")
        self.status = 0
        self.headers: dict[str, str] = {}

    async def call(self, method: str, *, token: str = "", form: bool = False, **arguments: Any) -> Json:  # noqa: ANN401 - any argument
        """Call a method, by JSON or by a form."""
        sent: dict[str, Any] = {"headers": {"Authorization": f"Bearer {token or self.double.bot_token}"}}
        sent["data" if form else "json"] = arguments
        return await self._sent("POST", self.double.api_url + method, sent)

    async def error(self, method: str, **arguments: Any) -> str:  # noqa: ANN401 - any argument
        """Call a method; give its error, empty where it was served."""
        return str((await self.call(method, **arguments)).get("error", ""))

    async def post(self, text: str = "hello", **more: Any) -> Json:  # noqa: ANN401 - any argument
        """Post to the channel."""
        return await self.call("chat.postMessage", **({"channel": self.channel.id, "text": text} | QUIET | more))

    async def respond(self, act: Act, **body: Any) -> Json:  # noqa: ANN401 - any body
        """Post to the response_url of what a person did."""
        assert act.begun.hook is not None
        return await self._sent("POST", act.begun.hook.url, {"json": body})

    async def slash(self) -> Act:
        """Let the person call a command."""
        return await self.ana.slash(self.channel, "/hold")

    async def _sent(self, verb: str, url: str, sent: dict[str, Any]) -> Json:
        async with self.session.request(verb, url, **sent) as answer:
            self.status, self.headers = answer.status, dict(answer.headers)
            told: Json = await answer.json()
            return told

    def refused(self, part: str) -> bool:
        """Whether something was refused that contains this; all that was refused is forgotten."""
        found = any(part in one for one in self.double.refused)
        self.double.refused.clear()
        return found


@asynccontextmanager
async def wired(**knobs: Any) -> AsyncIterator[Wire]:  # noqa: ANN401 - what a double takes
    """Run a double without an app."""
    clock = FakeClock()
    async with SlackDouble(clock=clock, **knobs) as double, aiohttp.ClientSession() as session:
        yield Wire(double, session, clock)
