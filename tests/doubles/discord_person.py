"""What persons do on the loopback Discord and what they see: commands, buttons, forms, messages and their answers."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tests.doubles import discord_rules as rules
from tests.doubles.discord_calls import Calls
from tests.doubles.discord_hooks import COMPONENT
from tests.doubles.discord_seen import Act, Message, Modal, Said, choices
from tests.doubles.discord_state import Channel, Interaction, State
from tests.doubles.discord_values import Json, Look, User

__all__ = ["Act", "Choice", "Message", "Modal", "Person", "Said"]


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
        found = [one for one in choices(message.stored.now) if token == one[1] or (not token and label == one[0])]
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

    async def submit(self, modal: Modal, /, *, files: Sequence[tuple[str, bytes]] = (), **fields: Any) -> Act:  # noqa: ANN401 - any field
        """Fill in a form, fields by their ids, and send it; what is not given stays as it was prefilled.

        `files` go to the first field that takes files; `{id: [(name, content)]}` names another one.
        """
        assert modal.act.interaction.person is self.user, "the form is somebody else's"
        return self._sent(self.calls.submit(modal.act.interaction, fields, tuple(files)))

    async def say(
        self,
        channel: Channel,
        text: str = "",
        *,
        files: Sequence[tuple[str, bytes]] = (),
        to: Message | None = None,
        pings: bool = True,
    ) -> Said:
        """Write a message, `to`: as a reply, which `pings` whom it answers."""
        attached = tuple(self.state.attach(channel, name, content) for name, content in files)
        look = Look(text, attachments=attached)
        made = self.state.post(channel, self.user, look, reference=to.stored if to else None, pings=pings)
        return Said(self.state, made)

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


def _values(menu: Json, labels: Sequence[str]) -> list[str] | None:
    named = {one["label"]: one["value"] for one in menu["options"]}
    if not set(labels) <= set(named) | set(named.values()):
        return None
    return [named.get(label, label) for label in labels]
