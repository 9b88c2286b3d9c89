"""What persons do on the loopback Discord and what they see: commands, buttons, forms, messages and their answers."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from tests.doubles import discord_rules as rules
from tests.doubles.discord_calls import Calls
from tests.doubles.discord_hooks import COMPONENT
from tests.doubles.discord_state import Channel, Interaction, Json, Look, State, Stored, User

PATIENCE: Final = 10.0
"""Seconds until waiting fails the test."""
STOP: Final = "~stop:"
KINDS: Final = {0: "", 4: "message", 5: "thinking", 6: "silent", 7: "update", 8: "choices", 9: "modal"}


@dataclass(frozen=True, slots=True)
class Shown:
    """How a message looks, or looked at one moment."""

    look: Look

    @property
    def content(self) -> str:
        """Its plain content."""
        return self.look.content

    @property
    def text(self) -> str:
        """All its texts, a line break between them."""
        return "\n".join(rules.texts(self.look))

    @property
    def components(self) -> list[Json]:
        """Its components, in Discord's words."""
        return list(self.look.components)

    @property
    def flags(self) -> int:
        """Its flags: 64 ephemeral, 128 thinking, 32768 components v2."""
        return self.look.flags

    @property
    def pressable(self) -> list[tuple[str, str]]:
        """Labels and ids of its buttons and of its menus' options, in order."""
        return [(label, token) for label, token, _ in _choices(self.look)]

    @property
    def buttons(self) -> list[str]:
        """Labels of its buttons and of its menus' options, in order."""
        return [label for label, _ in self.pressable]

    @property
    def files(self) -> dict[str, bytes]:
        """The files that people see in it."""
        return {one.name: one.content for one in rules.shown_files(self.look)}

    def __str__(self) -> str:
        marks = [word for flag, word in ((64, "private"), (128, "thinking")) if self.flags & flag]
        return f"{' '.join(marks)} {self.text!r} buttons {self.buttons} files {list(self.files)}".strip()


class Message:
    """A message, always as it stands now."""

    def __init__(self, stored: Stored) -> None:
        self.stored = stored

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Message) and other.stored is self.stored

    def __hash__(self) -> int:
        return hash(self.stored.id)

    def __str__(self) -> str:
        return f"{'deleted ' if self.deleted else ''}{self.now}"

    @property
    def now(self) -> Shown:
        """How it looks now."""
        return Shown(self.stored.now)

    @property
    def history(self) -> list[Shown]:
        """Every state it had, the first one first, the present one last."""
        return [Shown(look) for look in self.stored.history]

    @property
    def id(self) -> int:
        """Its number."""
        return self.stored.id

    @property
    def channel(self) -> Channel:
        """Where it stands."""
        return self.stored.channel

    @property
    def author(self) -> User:
        """Who wrote it."""
        return self.stored.author

    @property
    def deleted(self) -> bool:
        """Whether it is gone."""
        return self.stored.deleted

    @property
    def ephemeral(self) -> bool:
        """Whether only one person sees it."""
        return self.stored.ephemeral

    @property
    def loading(self) -> bool:
        """Whether it only says that the bot is thinking."""
        return self.stored.loading

    @property
    def reference(self) -> "Message | None":
        """The message it replies to."""
        return Message(self.stored.reference) if self.stored.reference else None

    @property
    def content(self) -> str:
        """Its plain content."""
        return self.now.content

    @property
    def text(self) -> str:
        """All its texts, a line break between them."""
        return self.now.text

    @property
    def components(self) -> list[Json]:
        """Its components, in Discord's words."""
        return self.now.components

    @property
    def flags(self) -> int:
        """Its flags: 64 ephemeral, 128 thinking, 32768 components v2."""
        return self.now.flags

    @property
    def buttons(self) -> list[str]:
        """Labels of its buttons and of its menus' options, in order."""
        return self.now.buttons

    @property
    def pressable(self) -> list[tuple[str, str]]:
        """Labels and ids of its buttons and of its menus' options, in order."""
        return self.now.pressable

    @property
    def files(self) -> dict[str, bytes]:
        """The files that people see in it."""
        return self.now.files


class Waits:
    """Waiting for answers. Each wait fails the test after `PATIENCE` seconds with what is there now."""

    state: State

    @property
    def messages(self) -> list[Message]:
        """The answers that stand, in the order in which they came."""
        raise NotImplementedError

    @property
    def text(self) -> str:
        """The texts of all answers."""
        return "\n".join(message.text for message in self.messages)

    @property
    def running(self) -> bool:
        """Whether an answer still says that the bot is thinking, or has a button to stop it."""
        tokens = [token for message in self.messages for _, token in message.pressable]
        return any(message.loading for message in self.messages) or any(token.startswith(STOP) for token in tokens)

    async def until(self, holds: Callable[[], bool], wanted: str = "what was waited for") -> None:
        """Wait until it holds."""
        try:
            async with asyncio.timeout(PATIENCE):
                await self.state.until(holds)
        except TimeoutError:
            raise AssertionError(f"{wanted} did not come; there is {self._described()}") from None

    async def shows(self, contains: str) -> None:
        """Wait until an answer contains this text, whether it is complete or not."""
        await self.until(lambda: contains in self.text, f"{contains!r}")

    def _described(self) -> str:
        return "; ".join(str(message) for message in self.messages) or "nothing"


class Act(Waits):
    """Something a person did, and what came of it."""

    def __init__(self, state: State, interaction: Interaction) -> None:
        self.state = state
        self.interaction = interaction

    @property
    def event(self) -> tuple[str, Json]:
        """What the bot was sent."""
        return "INTERACTION_CREATE", self.interaction.payload

    @property
    def kind(self) -> str:
        """How it was answered first: "thinking", "message", "modal", "update", "silent", "choices"; "" not yet."""
        return KINDS[self.interaction.answer]

    @property
    def ephemeral(self) -> bool:
        """Whether its first answer is for this person alone."""
        return self.interaction.original is not None and self.interaction.original.ephemeral

    @property
    def modal(self) -> "Modal":
        """The form that it was answered with."""
        assert self.kind == "modal", f"there is no form: {self._described()}"
        return Modal(self)

    @property
    def all_messages(self) -> list[Message]:
        """Its answers, those that were deleted too."""
        first = [self.interaction.original] if self.interaction.original else []
        return [Message(stored) for stored in (*first, *self.interaction.follow_ups)]

    @property
    def messages(self) -> list[Message]:
        """Its answers that stand: the first one, then the further ones. For a press, the first may be its message."""
        return [message for message in self.all_messages if not message.deleted]

    async def acknowledged(self) -> float:
        """Wait for the first answer; give the seconds of the double's clock until it came."""
        await self.until(lambda: self.interaction.acknowledged is not None, "an acknowledgement")
        assert self.interaction.acknowledged is not None
        return self.interaction.acknowledged - self.interaction.began

    async def settled(self, contains: str = "") -> None:
        """Wait until it is answered, nothing runs any more, and the answers contain the text."""
        wanted = f"a settled answer with {contains!r}"
        await self.until(lambda: bool(self.interaction.answer) and not self.running and contains in self.text, wanted)

    def _described(self) -> str:
        return f"a {self.kind or 'missing'} answer: {super()._described()}"


class Said(Message, Waits):
    """A message that a person sent, and the bot's answers to it."""

    def __init__(self, state: State, stored: Stored) -> None:
        super().__init__(stored)
        self.state = state

    @property
    def event(self) -> tuple[str, Json]:
        """What the bot was sent."""
        return "MESSAGE_CREATE", self.state.spoken(self.stored)

    @property
    def text(self) -> str:
        """What the person wrote."""
        return self.now.text

    @property
    def messages(self) -> list[Message]:
        """What the bot wrote since, where it was said, and stands."""
        bot = self.state.bot
        later = [
            one for one in self.channel.stored if one.id > self.id and one.author is bot and one.interaction is None
        ]
        return [Message(one) for one in later if not one.deleted]

    async def settled(self, contains: str = "") -> None:
        """Wait until the bot answered, nothing runs any more, and the answers contain the text."""
        wanted = f"a settled answer with {contains!r}"
        await self.until(lambda: bool(self.messages) and not self.running and contains in self._answers(), wanted)

    async def shows(self, contains: str) -> None:
        """Wait until an answer contains this text, whether it is complete or not."""
        await self.until(lambda: contains in self._answers(), f"{contains!r}")

    def _answers(self) -> str:
        return "\n".join(message.text for message in self.messages)


class Modal:
    """A form as it is shown."""

    def __init__(self, act: Act) -> None:
        self.act = act
        self.data: Json = act.interaction.data

    @property
    def custom_id(self) -> str:
        """Its id."""
        return str(self.data["custom_id"])

    @property
    def title(self) -> str:
        """What stands above it."""
        return str(self.data["title"])

    @property
    def components(self) -> list[Json]:
        """Its components, in Discord's words."""
        return list(self.data["components"])

    @property
    def fields(self) -> dict[str, Json]:
        """Its fields by their ids."""
        return {one["custom_id"]: one for one in rules.walk(self.components) if "custom_id" in one}

    @property
    def labels(self) -> list[str]:
        """What stands at its fields."""
        return [one["label"] for one in rules.walk(self.components) if one.get("label")]


@dataclass(frozen=True, slots=True)
class Choice:
    """What is offered while somebody types."""

    name: str
    value: Any


class Person:
    """Somebody who uses the bot. What a Discord client would not let happen fails the test."""

    def __init__(self, state: State, calls: Calls, user: User) -> None:
        self.state = state
        self.calls = calls
        self.user = user

    @property
    def id(self) -> int:
        """The person's number."""
        return self.user.id

    @property
    def mention(self) -> str:
        """How the person is called in a text."""
        return f"<@{self.user.id}>"

    def dm(self) -> Channel:
        """Give the direct messages with the bot."""
        return self.state.direct(self.user, self.state.bot)

    async def slash(self, channel: Channel, command: str, /, **options: Any) -> Act:  # noqa: ANN401 - any option
        """Call a slash command. A file is its name and content; a person is a Person."""
        return self._sent(self.calls.slash(self.user, channel, command, options))

    async def type(self, channel: Channel, command: str, /, **options: Any) -> list[Choice]:  # noqa: ANN401 - any option
        """Type the last of the options; give what is offered for it."""
        act = self._sent(self.calls.complete(self.user, channel, command, options))
        await act.acknowledged()
        return [Choice(one["name"], one["value"]) for one in act.interaction.data["choices"]]

    async def point(self, target: "Message | Person", command: str, channel: Channel | None = None) -> Act:
        """Choose an entry of a message's or (in a channel) a person's context menu."""
        if isinstance(target, Person):
            assert channel is not None, "a person is pointed at in a channel"
            return self._sent(self.calls.point(self.user, channel, target.user, command))
        self._sees(target)
        return self._sent(self.calls.point(self.user, target.channel, target.stored, command))

    async def press(self, message: Message, label: str = "", *, token: str = "", index: int = 0) -> Act:
        """Press a button, or choose a menu's option, by its label or its id; `index` where it stands several times."""
        self._sees(message)
        found = [one for one in _choices(message.stored.now) if token == one[1] or (not token and label == one[0])]
        assert len(found) > index, f"there is no {token or label!r} with the index {index} on {message}"
        _, custom, component = found[index]
        values = [custom] if component["type"] == rules.MENU else None
        return self._component(message, component, values)

    async def choose(self, message: Message, *labels: str, menu: str = "") -> Act:
        """Choose options of a menu by their labels or values; none: take back what was chosen. `menu`: its id."""
        self._sees(message)
        menus = [one for one in rules.walk(message.components) if one["type"] == rules.MENU]
        fitting = [one for one in menus if menu in {"", one["custom_id"]} and _values(one, labels) is not None]
        assert fitting, f"no menu offers {labels} on {message}"
        values = _values(fitting[0], labels)
        assert values is not None
        least = fitting[0].get("min_values", 1)
        assert least <= len(values) <= fitting[0].get("max_values", 1), f"the menu does not take {len(values)} values"
        return self._component(message, fitting[0], values)

    async def submit(self, modal: Modal, *, files: Sequence[tuple[str, bytes]] = (), **fields: Any) -> Act:  # noqa: ANN401 - any field
        """Fill in a form, fields by their ids, and send it; what is not given stays as it was prefilled."""
        assert modal.act.interaction.person is self.user, "the form is somebody else's"
        return self._sent(self.calls.submit(modal.act.interaction, fields, tuple(files)))

    async def say(
        self, channel: Channel, text: str = "", *, files: Sequence[tuple[str, bytes]] = (), to: Message | None = None
    ) -> Said:
        """Write a message, `to`: as a reply."""
        attached = tuple(self.state.attach(channel, name, content) for name, content in files)
        look = Look(text, attachments=attached)
        return Said(self.state, self.state.post(channel, self.user, look, reference=to.stored if to else None))

    def sees(self, channel: Channel) -> list[Message]:
        """Give the messages that the person sees in a channel."""
        seen = [one for one in channel.stored if not one.deleted and one.reader in {None, self.user}]
        return [Message(one) for one in seen]

    def edit(self, message: Message, text: str) -> None:
        """Change a message of one's own."""
        assert message.author is self.user
        self.state.edit(message.stored, Look(text, attachments=message.stored.now.attachments))

    def delete(self, message: Message) -> None:
        """Delete a message, as its author, as its only reader or as somebody who manages the place."""
        may = message.author is self.user or message.stored.reader is self.user or self.user.manages
        assert may, f"{self.user.name} may not delete that message"
        self.state.delete(message.stored)

    def block(self) -> None:
        """Take no direct messages from the bot any more."""
        self.user.blocks = True

    def _sees(self, message: Message) -> None:
        assert not message.deleted, f"the message is deleted: {message}"
        assert message.stored.reader in {None, self.user}, f"{self.user.name} does not see {message}"

    def _component(self, message: Message, component: Json, values: list[str] | None) -> Act:
        assert not component.get("disabled"), f"it is disabled: {component}"
        data: Json = {"custom_id": component["custom_id"], "component_type": component["type"], "id": component["id"]}
        data |= {} if values is None else {"values": values}
        made = self.calls.begin(COMPONENT, self.user, message.channel, data, message.stored)
        return self._sent(made)

    def _sent(self, made: Interaction) -> Act:
        act = Act(self.state, made)
        self.state.emit(*act.event, made.channel.guild)
        return act


def _choices(look: Look) -> list[tuple[str, str, Json]]:
    """Give label, id and component of every button and every option; links are none, as nobody is told of them."""
    found: list[tuple[str, str, Json]] = []
    for one in rules.walk(look.components):
        if one["type"] == rules.BUTTON and "custom_id" in one:
            found.append((one.get("label", ""), one["custom_id"], one))
        elif one["type"] == rules.MENU:
            found += [(option["label"], option["value"], one) for option in one["options"]]
    return found


def _values(menu: Json, labels: Sequence[str]) -> list[str] | None:
    named = {one["label"]: one["value"] for one in menu["options"]}
    if not set(labels) <= set(named) | set(named.values()):
        return None
    return [named.get(label, label) for label in labels]
