"""A workspace on the loopback Slack, with people who do one thing after the other and wait for each answer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.doubles.answers import POEM
from tests.doubles.anthropic import AnthropicDouble
from tests.doubles.scene import BOSSES, QUICK
from tests.doubles.slack import SlackDouble
from tests.doubles.slack_blocks import EXTERNAL
from tests.doubles.slack_person import Act, Message, Modal, Person, Said
from tests.doubles.slack_seen import STOP
from tests.doubles.slack_state import Channel

COMMAND = "/prompt"


@dataclass(slots=True)
class Scene:
    """Ana and Ben in a channel that the bot is in, and who manages the workspace. Cards are for Ana where nobody is
    named.
    """

    slack: SlackDouble
    model: AnthropicDouble
    channel: Channel
    ana: Person
    ben: Person
    boss: Person = field(init=False)

    def __post_init__(self) -> None:
        self.boss = self.slack.person(f"Boss {next(BOSSES)}", admin=True)

    async def slash(self, line: str = "", *, by: Person | None = None, at: Channel | None = None) -> Act:
        """Type a line behind the command; wait for its answer."""
        return await answered(await (by or self.ana).slash(at or self.channel, COMMAND, line))

    async def admin(self, line: str) -> Act:
        """Type a line of the other family, as who manages the workspace."""
        return await self.slash(f"admin {line}", by=self.boss)

    async def teams(self) -> str:
        """Keep a prompt and share it with the team, which is the whole workspace's; give its name."""
        name = f"verse-{self.channel.name}"
        await self.saved(name, "Write a verse.")
        await self.slash(f"share {name} to=team")
        return name

    async def proposed(self, text: str = "Write a verse in French.", why: str = "for Paris") -> str:
        """Let Ben propose a text for a prompt that Ana has shared with the team; give its name."""
        name = await self.teams()
        asked = await self.slash(f"save {name} {text}", by=self.ben)
        await self.submit(await self.press(asked, "Propose it", by=self.ben), by=self.ben, why=why)
        return name

    async def press(
        self, on: Act | Message | Modal, label: str = "", *, by: Person | None = None, token: str = "", index: int = 0
    ) -> Act:
        """Press a button, or choose what a menu offers; wait for what comes of it."""
        place = message_with(on, label) if isinstance(on, Act) else on
        return await answered(await (by or self.ana).press(place, label, token=token, index=index))

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
        """Fill in a form, fields by their ids, and send it; wait for more than that it closes. What is chosen in a menu
        that asks the app is typed into it first.
        """
        filled_in: dict[str, Any] = {**(fields or {}), **named}
        for name, text in filled_in.items():
            if form.modal.fields[name]["type"] in EXTERNAL:
                await (by or self.ana).type(form.modal, name, text)
        act = await (by or self.ana).submit(form.modal, files=files, **filled_in)
        await act.until(lambda: bool(act.messages or act.errors or act.begun.opened), "what comes of the form")
        return await answered(act)

    def write(self, form: Modal, field: str, text: str) -> None:
        """Write into a field of a form, without sending it."""
        fields: dict[str, Any] = {field: text}
        self.ana.fill(form, **fields)

    async def point(self, message: Message, entry: str, *, by: Person | None = None) -> Act:
        """Choose an entry of a message's menu; wait for the answer."""
        return await answered(await (by or self.ana).point(message, entry))

    async def asking(self, command: str, *, by: Person) -> Modal:
        """Give the form that a command asks with; without a command, the Home tab."""
        return (await self.slash(command, by=by)).modal if command else await by.opens_home()

    async def entry(self, name: str, *, by: Person | None = None) -> Act:
        """Choose an entry of the workspace's own menu; wait for its form."""
        return await answered(await (by or self.ana).shortcut(name))

    async def saved(self, name: str, text: str = POEM, about: str = "") -> Act:
        """Keep a prompt under a name."""
        more = f' about="{about}"' if about else ""
        act = await self.slash(f'save "{name}" {text}{more}')
        assert f"Saved as {name}" in act.answers
        return act

    async def working(self, text: str = POEM, name: str = "poem") -> Act:
        """Keep a prompt and open it, so that it is the current one; give its card."""
        act = await self.press(await self.saved(name, text), "Work on it")
        assert text in act.answers
        return act

    def public(self, channel: Channel | None = None) -> list[Message]:
        """Give what the bot has posted for everyone."""
        return [one for one in self.ben.sees(channel or self.channel) if one.author.bot and not one.ephemeral]


async def answered(act: Act) -> Act:
    """Wait until something a person did is answered in time, and wholly."""
    assert await act.acknowledged() < QUICK
    await act.settled()
    return act


def standing(act: Act | Said) -> list[Message]:
    """Give the messages of an answer without the word that it is worked on: where an answer takes a while, that stands
    above it for one person, and no app can take it away.
    """
    return [one for one in act.messages if not any(token.startswith(STOP) for _, token in one.pressable)]


def only(act: Act | Said) -> Message:
    """Give the only message of an answer."""
    (message,) = standing(act)
    return message


async def file(act: Act, name: str) -> bytes:
    """Wait for the file of this name that comes of something, in the answer or in the person's direct messages."""
    await act.until(lambda: any(name in message.files for message in act.messages), f"the file {name}")
    return next(message.files[name] for message in act.messages if name in message.files)


def message_with(act: Act, label: str) -> Message:
    """Give the message that has a button of that label; of an answer without one, the first."""
    return next((message for message in act.messages if label in message.buttons), standing(act)[0])


def filled(modal: Modal) -> dict[str, str]:
    """Answer a form as somebody in a hurry: the first choice of each, and a few words more in each box."""
    return {name: _answer(element) for name, element in modal.fields.items() if element["type"] != "file_input"}


def _answer(element: Mapping[str, Any]) -> str:
    if "options" in element:
        return str(element["options"][0]["value"])
    before = element.get("initial_value") or ""
    return f"{before}\nAnswer in two lines." if before and element["multiline"] else before or "shorter"
