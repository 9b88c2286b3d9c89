"""A server on the loopback Discord, with people who do one thing after the other and wait for each answer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from tests.doubles.answers import POEM
from tests.doubles.anthropic import AnthropicDouble
from tests.doubles.discord import DiscordDouble
from tests.doubles.discord_person import Act, Message, Modal, Person
from tests.doubles.discord_state import Channel, Guild

BOSSES = count(1)
QUICK = 3.0
"""Seconds until Discord gives an interaction up."""

SELECT, INPUT = 3, 4
LINES = {1: " more", 2: "\nAnswer in two lines."}
"""What is written behind what stands in a box already, by whether the box has one line or several."""


@dataclass(slots=True)
class Scene:
    """Ana and Ben in a channel of a server where the bot is a member, and who manages the server. Cards are for Ana
    where nobody is named.
    """

    discord: DiscordDouble
    model: AnthropicDouble
    guild: Guild
    ana: Person
    ben: Person
    boss: Person = field(init=False)

    def __post_init__(self) -> None:
        self.boss = self.discord.person(f"Boss {next(BOSSES)}", manages=True)

    @property
    def channel(self) -> Channel:
        """Where they are."""
        return self.guild.channel("general")

    async def slash(
        self,
        command: str,
        /,
        *,
        by: Person | None = None,
        at: Channel | None = None,
        **options: Any,  # noqa: ANN401 - a text, or a file's name and content
    ) -> Act:
        """Call a command, without its family; wait for its answer."""
        return await answered(await (by or self.ana).slash(at or self.channel, f"prompt {command}", **options))

    async def admin(self, verb: str, /, **options: Any) -> Act:  # noqa: ANN401 - a text
        """Call a command of the other family, as who manages the server."""
        return await answered(await self.boss.slash(self.channel, f"prompt-admin {verb}", **options))

    async def teams(self, name: str) -> Act:
        """Keep a prompt and share it with the team."""
        await self.saved(name)
        return await self.slash("share", name=name, to="team")

    async def proposed(self, name: str, text: str = "Write a poem in French.", why: str = "for Paris") -> Act:
        """Let Ben propose a text for a prompt that Ana has shared with the team."""
        await self.teams(name)
        asked = await self.slash("save", name=name, text=text, by=self.ben)
        return await self.submit(await self.press(asked, "Propose it", by=self.ben), by=self.ben, why=why)

    async def press(
        self, on: Act | Message, label: str = "", *, by: Person | None = None, token: str = "", index: int = 0
    ) -> Act:
        """Press a button on an answer; wait for what comes of it."""
        message = message_with(on, label)
        return await answered(await (by or self.ana).press(message, label, token=token, index=index))

    async def submit(
        self,
        form: Act,
        fields: Mapping[str, str] | None = None,
        /,
        *,
        by: Person | None = None,
        files: Sequence[tuple[str, bytes]] = (),
        **named: str,
    ) -> Act:
        """Fill in a form, fields by their ids, and send it; wait for the answer."""
        filled_in: dict[str, Any] = {**(fields or {}), **named}
        return await answered(await (by or self.ana).submit(form.modal, files=files, **filled_in))

    async def point(self, message: Message, entry: str, *, by: Person | None = None) -> Act:
        """Choose an entry of a message's menu; wait for the answer."""
        return await answered(await (by or self.ana).point(message, entry))

    async def saved(self, name: str, text: str = POEM, about: str = "") -> Act:
        """Keep a prompt under a name."""
        more: dict[str, Any] = {"about": about} if about else {}
        act = await self.slash("save", name=name, text=text, **more)
        assert f"Saved as {name}" in act.text
        return act

    async def working(self, text: str = POEM, name: str = "poem") -> Act:
        """Keep a prompt and open it, so that it is the current one; give its card."""
        act = await self.press(await self.saved(name, text), "Work on it")
        assert text in act.text
        return act

    def public(self, channel: Channel | None = None) -> list[Message]:
        """Give what the bot has posted for everyone."""
        seen = self.ben.sees(channel or self.channel)
        return [one for one in seen if one.author is self.discord.state.bot and not one.ephemeral]


async def answered(act: Act) -> Act:
    """Wait until something a person did is answered in time, and wholly."""
    assert await act.acknowledged() < QUICK
    if act.kind != "modal":
        await act.settled()
    return act


def only(act: Act) -> Message:
    """Give the only message of an answer."""
    (message,) = act.messages
    return message


def message_with(on: Act | Message, label: str) -> Message:
    """Give the message that has a button of that label; of an answer without one, the first."""
    if isinstance(on, Message):
        return on
    return next((message for message in on.messages if label in message.buttons), on.messages[0])


def filled(modal: Modal) -> dict[str, str]:
    """Answer a form as somebody in a hurry: the first choice of each, and a few words more in each box."""
    return {name: _answer(one) for name, one in modal.fields.items() if one["type"] in {SELECT, INPUT}}


def _answer(field: dict[str, Any]) -> str:
    if field["type"] == SELECT:
        return str(field["options"][0]["value"])
    before = field.get("value") or ""
    return before + LINES[field["style"]] if before else "shorter"
