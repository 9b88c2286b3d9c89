"""What persons see on the loopback Slack: messages as they stand, modals, and the answers to what they did."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from tests.doubles import slack_blocks as kit
from tests.doubles.slack_state import Begun, Channel, Delivery, State, Stored, View
from tests.doubles.slack_values import DM, STATUS_SECONDS, Json, Look, User

PATIENCE: Final = 10.0
"""Seconds until waiting fails the test."""
STOP: Final = "~stop"
"""How the action of a button begins that stops what runs."""


@dataclass(frozen=True, slots=True)
class Shown:
    """How a message looks, or looked at one moment."""

    look: Look

    @property
    def text(self) -> str:
        """What people read: all texts of its blocks, a line break between them, or its text where it has none."""
        return "\n".join(kit.texts(self.look))

    @property
    def fallback(self) -> str:
        """Its `text` as it was sent: what notifications and screen readers say where it has blocks."""
        return self.look.text

    @property
    def blocks(self) -> list[Json]:
        """Its blocks, in Slack's words."""
        return list(self.look.blocks)

    @property
    def pressable(self) -> list[tuple[str, str]]:
        """Labels and actions' ids of its buttons and of its menus' options, in order."""
        return [(label, action) for label, action, _, _ in kit.pressable(self.look.blocks)]

    @property
    def buttons(self) -> list[str]:
        """Labels of its buttons and of its menus' options, in order."""
        return [label for label, _ in self.pressable]

    @property
    def links(self) -> dict[str, str]:
        """Addresses of its buttons that lead elsewhere, by their labels."""
        found = [one.element for one in kit.active(self.look.blocks) if one.element.get("url")]
        return {kit.label(one.get("text")): one["url"] for one in found}

    @property
    def files(self) -> dict[str, bytes]:
        """Its files."""
        return {one.name: one.content for one in self.look.files}

    @property
    def streaming(self) -> bool:
        """Whether it is still being written."""
        return self.look.streaming

    def __str__(self) -> str:
        mark = "streaming " if self.streaming else ""
        return f"{mark}{self.text!r} buttons {self.buttons} files {list(self.files)}"


class Message:
    """A message, always as it stands now."""

    def __init__(self, stored: Stored) -> None:
        self.stored = stored

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Message) and other.stored is self.stored

    def __hash__(self) -> int:
        return hash(self.stored.ts)

    def __str__(self) -> str:
        marks = [word for word in ("deleted", "ephemeral", "unseen") if getattr(self, word)]
        return " ".join([*marks, str(self.now)])

    @property
    def now(self) -> Shown:
        """How it looks now."""
        return Shown(self.stored.now)

    @property
    def history(self) -> list[Shown]:
        """Every state it had, the first one first, the present one last."""
        return [Shown(look) for look in self.stored.history]

    @property
    def ts(self) -> str:
        """Its number."""
        return self.stored.ts

    @property
    def thread(self) -> str | None:
        """The number of the message that its thread hangs on; None outside threads."""
        return self.stored.thread

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
        return self.stored.reader is not None

    @property
    def unseen(self) -> bool:
        """Whether Slack shows it to nobody: it is for one person, in a thread where nobody answered yet."""
        return self.stored.unseen

    @property
    def text(self) -> str:
        """What people read: all texts of its blocks, a line break between them, or its text where it has none."""
        return self.now.text

    @property
    def fallback(self) -> str:
        """Its `text` as it was sent."""
        return self.now.fallback

    @property
    def blocks(self) -> list[Json]:
        """Its blocks, in Slack's words."""
        return self.now.blocks

    @property
    def buttons(self) -> list[str]:
        """Labels of its buttons and of its menus' options, in order."""
        return self.now.buttons

    @property
    def pressable(self) -> list[tuple[str, str]]:
        """Labels and actions' ids of its buttons and of its menus' options, in order."""
        return self.now.pressable

    @property
    def links(self) -> dict[str, str]:
        """Addresses of its buttons that lead elsewhere, by their labels."""
        return self.now.links

    @property
    def files(self) -> dict[str, bytes]:
        """Its files."""
        return self.now.files

    @property
    def streaming(self) -> bool:
        """Whether it is still being written."""
        return self.now.streaming


class Modal:
    """A form, or somebody's Home tab, always as it stands now."""

    def __init__(self, view: View) -> None:
        self.view = view

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Modal) and other.view is self.view

    def __hash__(self) -> int:
        return hash(self.view.id)

    def __str__(self) -> str:
        return (
            f"{'closed ' if self.closed else ''}{self.title!r} {self.text!r} fields {list(self.fields)} {self.errors}"
        )

    @property
    def id(self) -> str:
        """Its number."""
        return self.view.id

    @property
    def callback_id(self) -> str:
        """Its id of the app's own."""
        return str(self.view.body.get("callback_id", ""))

    @property
    def title(self) -> str:
        """What stands above it."""
        return kit.label(self.view.body.get("title"))

    @property
    def send(self) -> str:
        """What stands on the button that sends it; empty without one."""
        return kit.label(self.view.body.get("submit"))

    @property
    def blocks(self) -> list[Json]:
        """Its blocks, in Slack's words."""
        return list(self.view.body["blocks"])

    @property
    def text(self) -> str:
        """All its texts, those at its fields too, a line break between them."""
        return "\n".join(kit.texts(Look(blocks=tuple(self.blocks))))

    @property
    def labels(self) -> list[str]:
        """What stands at its fields."""
        return [kit.label(one["label"]) for one in self.blocks if one["type"] == "input"]

    @property
    def fields(self) -> dict[str, Json]:
        """What can be filled in, by the actions' ids."""
        return {one.element["action_id"]: one.element for one in kit.active(self.blocks) if one.ids in self.view.values}

    @property
    def values(self) -> dict[str, Json]:
        """What is filled in, in Slack's words, by the actions' ids."""
        return {action: value for (_, action), value in self.view.values.items()}

    @property
    def buttons(self) -> list[str]:
        """Labels of its buttons and of its menus' options, in order."""
        return [label for label, _ in self.pressable]

    @property
    def pressable(self) -> list[tuple[str, str]]:
        """Labels and actions' ids of its buttons and of its menus' options, in order."""
        return [(label, action) for label, action, _, _ in kit.pressable(self.blocks)]

    @property
    def private_metadata(self) -> str:
        """What the app keeps in it."""
        return str(self.view.body.get("private_metadata", ""))

    @property
    def errors(self) -> dict[str, str]:
        """What stands in red at its fields, by the blocks' ids."""
        return dict(self.view.errors)

    @property
    def closed(self) -> bool:
        """Whether it is gone."""
        return self.view.closed


class Waits:
    """Waiting for answers. Each wait fails the test after `PATIENCE` seconds with what is there now."""

    state: State

    @property
    def messages(self) -> list[Message]:
        """The answers that stand and are seen, in the order in which they came."""
        raise NotImplementedError

    @property
    def answers(self) -> str:
        """The texts of all answers."""
        return "\n".join(message.text for message in self.messages)

    @property
    def running(self) -> bool:
        """Whether an answer is still written, has a button to stop it, or Slack says that the agent is at work."""
        tokens = [action for message in self.messages for _, action in message.pressable]
        working = any(self._works(channel, thread) for channel, thread in self._places())
        return (
            working
            or any(message.streaming for message in self.messages)
            or any(one.startswith(STOP) for one in tokens)
        )

    def _places(self) -> set[tuple[str, str]]:
        return {(one.channel.id, one.thread or one.ts) for one in self.messages}

    def _works(self, channel: str, thread: str) -> bool:
        status, since = self.state.statuses.get((channel, thread), ("", 0.0))
        shown = bool(status) and self.state.clock.monotonic() - since < STATUS_SECONDS
        return shown or self.state.sessions.get((channel, thread)) == "processing"

    async def until(self, holds: Callable[[], bool], wanted: str = "what was waited for") -> None:
        """Wait until it holds."""
        try:
            async with asyncio.timeout(PATIENCE):
                await self.state.until(holds)
        except TimeoutError:
            refused = f"; refused: {self.state.refused}" if self.state.refused else ""
            raise AssertionError(f"{wanted} did not come; there is {self._described()}{refused}") from None

    async def shows(self, contains: str) -> None:
        """Wait until an answer contains this text, whether it is complete or not."""
        await self.until(lambda: contains in self.answers, f"{contains!r}")

    def _described(self) -> str:
        return "; ".join(str(message) for message in self.messages) or "nothing"


def seen_by(person: User, stored: Stored) -> bool:
    """Whether somebody sees a message."""
    return not stored.deleted and not stored.unseen and stored.reader in {None, person}


class Act(Waits):
    """Something a person did, and what came of it."""

    def __init__(self, state: State, begun: Begun) -> None:
        self.state = state
        self.begun = begun

    @property
    def payload(self) -> Json:
        """What the app was sent."""
        return self.begun.payload

    @property
    def event(self) -> tuple[str, Json]:
        """What the app was sent, with its kind: "slash_commands" or "interactive"."""
        return self.begun.sent, self.begun.payload

    @property
    def deliveries(self) -> list[Delivery]:
        """What a second delivery sends."""
        return [Delivery(self.begun.sent, self.begun.payload, self.state.clock.monotonic(), self.begun)]

    @property
    def answer(self) -> Json:
        """What came with the acknowledgement."""
        return self.begun.answer or {}

    @property
    def failed(self) -> str:
        """What Slack told the person where the app did not answer, late or wrongly; empty where all is well."""
        return self.begun.failed

    @property
    def late(self) -> bool:
        """Whether the acknowledgement came after three seconds."""
        return self.begun.late

    @property
    def modal(self) -> Modal:
        """The form that came of it: opened, pushed, or changed by the acknowledgement."""
        assert self.begun.opened is not None, f"there is no form: {self._described()}"
        return Modal(self.begun.opened)

    @property
    def errors(self) -> dict[str, str]:
        """What was wrong with the fields of the form that was sent, by the blocks' ids."""
        return dict(self.begun.errors)

    @property
    def origin(self) -> Begun:
        """What the person did outside of forms to get here."""
        begun = self.begun
        while begun.view is not None and begun.view.begun is not None and begun.view.begun is not begun:
            begun = begun.view.begun
        return begun

    @property
    def all_messages(self) -> list[Message]:
        """What the app wrote or changed since, where the act was done or directly to the person, deleted or not."""
        return [Message(one) for one in self._candidates()]

    @property
    def messages(self) -> list[Message]:
        """Those of them that stand and are seen by the person."""
        return [one for one in self.all_messages if seen_by(self.begun.person, one.stored)]

    def _candidates(self) -> list[Stored]:
        origin = self.origin
        source = [origin.source] if origin.source and len(origin.source.history) > origin.looks else []
        places = [one for one in self.state.channels.values() if one is origin.channel or self._direct(one)]
        since = [one for place in places for one in place.stored if self._answers(one)]
        return [*source, *(one for one in since if one not in source)]

    def _direct(self, channel: Channel) -> bool:
        return channel.kind == DM and self.begun.person in channel.people

    def _answers(self, one: Stored) -> bool:
        """Whether a message came of this: by its response_url, or said since in the same place or thread."""
        origin, floor = self.origin, self.begun.ts
        if one.begun is not None:
            return one.begun in {self.begun, origin} and one.ts > floor
        if one.author is not self.begun.team.bot or one.ts <= floor:
            return False
        root = next((each for each in one.channel.stored if each.ts == one.thread), None)
        roots = {origin.thread, origin.source.ts if origin.source else None, None}
        return one.thread in roots or (root is not None and root.ts > floor) or self._direct(one.channel)

    async def acknowledged(self) -> float:
        """Wait for the acknowledgement; give the seconds of the double's clock until it came."""
        await self.until(lambda: self.begun.acknowledged is not None or bool(self.begun.failed), "an acknowledgement")
        assert self.begun.acknowledged is not None, f"it was not acknowledged: {self.begun.failed}"
        return self.begun.acknowledged - self.begun.began

    async def opened(self) -> Modal:
        """Wait for a form to come of it."""
        await self.until(lambda: self.begun.opened is not None, "a form")
        return self.modal

    async def settled(self, contains: str = "") -> None:
        """Wait until it is acknowledged, something came of it that contains the text, and nothing runs any more."""
        wanted = f"a settled answer with {contains!r}"
        await self.until(lambda: self._done() and not self.running and contains in self.answers, wanted)

    def _done(self) -> bool:
        begun = self.begun
        shown = bool(self.messages or begun.opened or begun.errors or (begun.view is not None and begun.view.closed))
        return begun.acknowledged is not None and (shown or self._published())

    def _published(self) -> bool:
        home = self.state.homes.get(self.begun.person.id)
        return home is not None and home.hash.rpartition(".")[0] > self.begun.ts

    @property
    def answers(self) -> str:
        """The texts of all answers: messages, the form that came of it, and its errors."""
        form = [self.modal.text] if self.begun.opened is not None else []
        home = self.state.homes.get(self.begun.person.id)
        shown = [Modal(home).text] if home is not None and self._published() else []
        return "\n".join([super().answers, *form, *shown, *self.begun.errors.values()])

    def _described(self) -> str:
        begun = self.begun
        state = "acknowledged" if begun.acknowledged is not None else "not acknowledged"
        told = [state, *([f"failed: {begun.failed}"] if begun.failed else []), super()._described()]
        told += [f"unseen: {one}" for one in self.all_messages if one.unseen]
        return "; ".join(told + ([f"form {Modal(begun.opened)}"] if begun.opened else []))


class Said(Message, Waits):
    """A message that a person sent, and the app's answers to it. `deliveries`: the events that told of it."""

    def __init__(self, state: State, stored: Stored, deliveries: list[Delivery]) -> None:
        super().__init__(stored)
        self.state = state
        self.told = deliveries

    @property
    def deliveries(self) -> list[Delivery]:
        """What a second delivery sends: the same events with the same ids."""
        now = self.state.clock.monotonic()
        return [Delivery(one.kind, one.payload, now, None, one.tries, "http_timeout") for one in self.told]

    @property
    def messages(self) -> list[Message]:
        """What the app wrote since in the thread of this message, or beside it where it is in no thread."""
        bots = {one.bot for one in self.channel.teams}
        root = self.thread or self.ts
        later = [one for one in self.channel.stored if one.ts > self.ts and one.author in bots and one.begun is None]
        beside = {root} if self.thread else {root, None}
        return [Message(one) for one in later if one.thread in beside and seen_by(self.author, one)]

    def _places(self) -> set[tuple[str, str]]:
        return super()._places() | {(self.channel.id, self.thread or self.ts)}

    async def acknowledged(self) -> float:
        """Wait until the app took all the events about it; give the most seconds of the clock that one took."""
        await self.until(lambda: all(one.acknowledged is not None for one in self.told), "an acknowledgement")
        return max(((one.acknowledged or 0) - one.began for one in self.told), default=0)

    async def settled(self, contains: str = "") -> None:
        """Wait until the app answered, nothing runs any more, and the answers contain the text."""
        wanted = f"a settled answer with {contains!r}"
        await self.until(lambda: bool(self.messages) and not self.running and contains in self.answers, wanted)
