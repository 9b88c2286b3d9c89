"""What persons see on the loopback Discord: messages as they stand, forms, and the answers to what they did."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from tests.doubles import discord_rules as rules
from tests.doubles.discord_state import Channel, Interaction, State, Stored
from tests.doubles.discord_values import Json, Look, User
from tests.doubles.waiting import wait

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
        return [(label, token) for label, token, _ in choices(self.look)]

    @property
    def buttons(self) -> list[str]:
        """Labels of its buttons and of its menus' options, in order."""
        return [label for label, _ in self.pressable]

    @property
    def links(self) -> dict[str, str]:
        """Addresses of its buttons that lead elsewhere, by their labels."""
        return {one.get("label", ""): one["url"] for one in rules.walk(self.look.components) if one.get("url")}

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
    def links(self) -> dict[str, str]:
        """Addresses of its buttons that lead elsewhere, by their labels."""
        return self.now.links

    @property
    def files(self) -> dict[str, bytes]:
        """The files that people see in it."""
        return self.now.files


class Waits:
    """Waiting for answers. Each wait fails the test after a while with what is there now."""

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
        await wait(self.state, holds, wanted, self._described)

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


def choices(look: Look) -> list[tuple[str, str, Json]]:
    """Give label, id and component of every button and every option; links are none, as nobody is told of them."""
    found: list[tuple[str, str, Json]] = []
    for one in rules.walk(look.components):
        if one["type"] == rules.BUTTON and "custom_id" in one:
            found.append((one.get("label", ""), one["custom_id"], one))
        elif one["type"] == rules.MENU:
            found += [(option["label"], option["value"], one) for option in one["options"]]
    return found
