"""The answers to what persons did on the loopback Slack, and waiting for them."""

from collections.abc import Callable
from typing import Final

from tests.doubles.slack_shown import Message, Modal
from tests.doubles.slack_state import Begun, Channel, Delivery, State, Stored
from tests.doubles.slack_values import ACK_SECONDS, DM, STATUS_SECONDS, Json, User
from tests.doubles.waiting import wait

STOP: Final = "~stop"
"""How the action of a button begins that stops what runs."""


class Waits:
    """Waiting for answers. Each wait fails the test after a while with what is there now."""

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
        """Whether an answer is still written, has a button to stop it, or Slack says that the agent is at work.

        No app can take a button off a message that it posted for one person: one that others follow does not count.
        """
        shown = self.messages
        lasting = [one for one in shown if not one.ephemeral or one == shown[-1]]
        tokens = [token for message in lasting for _, token in message.pressable]
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
        await wait(self.state, holds, wanted, self._described)

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
        waited = self.state.clock.monotonic() - self.begun.began
        overdue = self.begun.acknowledged is None and waited > ACK_SECONDS
        return self.begun.failed or ("operation_timeout" if overdue else "")

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
        if one.author is not self.begun.team.bot or one.ts <= floor or one.recipient not in {None, self.begun.person}:
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
        return begun.acknowledged is not None and (shown or self.published)

    @property
    def published(self) -> bool:
        """Whether the person's Home tab was published since."""
        home = self.state.homes.get(self.begun.person.id)
        return home is not None and home.hash.rpartition(".")[0] > self.begun.ts

    @property
    def answers(self) -> str:
        """The texts of all answers: messages, the form that came of it, and its errors."""
        form = [self.modal.text] if self.begun.opened is not None else []
        home = self.state.homes.get(self.begun.person.id)
        shown = [Modal(home).text] if home is not None and self.published else []
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
