"""What persons do on the loopback Slack and what they see: commands, buttons, menus, forms, messages."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from tests.doubles import slack_blocks as kit
from tests.doubles.slack_calls import Calls
from tests.doubles.slack_fields import choice, rich
from tests.doubles.slack_seen import Act, Said, seen_by
from tests.doubles.slack_shown import Message, Modal
from tests.doubles.slack_state import Channel, State, Stored, View, Workspace
from tests.doubles.slack_tell import Tell
from tests.doubles.slack_values import DM, Json, Look, User, typed
from tests.doubles.slack_views import Views

__all__ = ["Act", "Choice", "Message", "Modal", "Person", "Said"]

Where = Message | Modal


@dataclass(frozen=True, slots=True)
class Choice:
    """What is offered while somebody types."""

    name: str
    value: str


class Person:
    """Somebody who uses the app. What a Slack client would not let happen fails the test."""

    def __init__(self, state: State, calls: Calls, tell: Tell, views: Views, user: User) -> None:
        self.state = state
        self.calls = calls
        self.tell = tell
        self.views = views
        self.user = user

    # --- who and what is seen ------------------------------------------------------------------------------------

    @property
    def id(self) -> str:
        """The number of the account."""
        return self.user.id

    @property
    def mention(self) -> str:
        """How the person is called in a text."""
        return f"<@{self.user.id}>"

    @property
    def team(self) -> Workspace:
        """The workspace of the account."""
        return self.state.home(self.user)

    def dm(self) -> Channel:
        """Give the direct messages with the bot."""
        return self.state.direct(self.user, self.team)

    @property
    def home(self) -> Modal:
        """The Home tab as it is published."""
        assert self.user.id in self.state.homes, "no Home tab was published"
        return Modal(self.state.homes[self.user.id])

    @property
    def modals(self) -> list[Modal]:
        """The forms before the person, the uppermost last."""
        return [Modal(one) for one in self.state.stack(self.user)]

    def sees(self, channel: Channel) -> list[Message]:
        """Give the messages that the person sees in a channel, those in threads too."""
        return [Message(one) for one in channel.stored if seen_by(self.user, one)]

    # --- commands, shortcuts, actions ----------------------------------------------------------------------------

    async def slash(self, channel: Channel, command: str, text: str = "") -> Act:
        """Call a slash command."""
        return self._act(self.calls.slash(self.user, channel, command, text))

    async def shortcut(self, name: str) -> Act:
        """Choose a global shortcut by its name."""
        return self._act(self.calls.shortcut(self.user, name))

    async def point(self, message: Message, name: str) -> Act:
        """Choose a shortcut of a message by its name."""
        self._sees(message)
        return self._act(self.calls.point(self.user, message.stored, name))

    async def press(self, where: Where, label: str = "", *, token: str = "", index: int = 0) -> Act:
        """Press a button or choose an option, by its label, its action's id, or what it does: the id of a button, the
        value of an option; `index` where several fit.
        """
        stored = self._place(where)
        fitting = [
            one for one in kit.pressable(where.blocks)
            if token in {"", kit.token(one)} and label in {"", one[0], one[1]} and (label or token)
        ]  # fmt: skip
        assert len(fitting) > index, f"there is no {token or label!r} with the index {index} on {where}"
        _, _, element, option = fitting[index]
        if option is None:
            return self._act(self.calls.act(self.user, stored, element, {}))
        return self._chosen(stored, element, option)

    def _chosen(self, stored: Stored | View, element: kit.Element, option: Json) -> Act:
        kind = element.element["type"]
        if kind == "feedback_buttons":
            return self._act(self.calls.act(self.user, stored, element, {"value": option["value"]}))
        if kind == "overflow":
            return self._act(self.calls.act(self.user, stored, element, {"selected_option": option}))
        several: Any = [option] if kind in kit.SEVERAL else option
        value = {"type": kind, "selected_options" if kind in kit.SEVERAL else "selected_option": several}
        stored.values[element.ids] = value
        return self._act(self.calls.act(self.user, stored, element, value))

    async def choose(self, where: Where, *wanted: Any, menu: str = "") -> Act:  # noqa: ANN401 - a label, a date, a person
        """Choose in a menu by labels or values; in a picker, what it takes. `menu`: its id; else the first that fits.

        For menus that ask the app, `type()` comes first.
        """
        stored = self._place(where)
        element = self.calls.element(stored, menu) if menu else self._offering(stored, where, wanted)
        kind = element.element["type"]
        if kind == "overflow":
            return self._chosen(stored, element, choice(stored, element, wanted[0]))
        given = list(wanted) if kind in (*kit.SEVERAL, *kit.MULTI) else wanted[0]
        value = self.calls.filler.value(stored, self.user, element, given)
        stored.values[element.ids] = value
        return self._act(self.calls.act(self.user, stored, element, value))

    def _offering(self, stored: Stored | View, where: Where, wanted: Sequence[Any]) -> kit.Element:
        for one in kit.active(where.blocks):
            offered = (
                stored.offered.get(one.ids, []) if one.element["type"] in kit.EXTERNAL else kit.options(one.element)
            )
            known = {each for option in offered for each in (kit.label(option["text"]), option.get("value"))}
            if offered and set(wanted) <= known:
                return one
        raise AssertionError(f"no menu offers {wanted} on {where}")

    async def type(self, where: Where, action: str, text: str) -> list[Choice]:
        """Type into a menu that asks the app; give what is offered, which `choose` then knows."""
        stored = self._place(where)
        element = self.calls.element(stored, action)
        act = self._act(self.calls.suggest(self.user, stored, element, text))
        await act.acknowledged()
        groups = [one for group in act.answer.get("option_groups") or () for one in group["options"]]
        offered = [*(act.answer.get("options") or ()), *groups]
        stored.offered[element.ids] = offered
        return [Choice(kit.label(one["text"]), one["value"]) for one in offered]

    # --- forms ---------------------------------------------------------------------------------------------------

    def fill(self, modal: Modal, /, *, files: Sequence[tuple[str, bytes]] = (), **fields: Any) -> None:  # noqa: ANN401 - any field
        """Fill in fields of a form without sending it."""
        self.calls.fill(self.user, modal.view, fields, tuple(files))

    async def submit(self, modal: Modal, /, *, files: Sequence[tuple[str, bytes]] = (), **fields: Any) -> Act:  # noqa: ANN401 - any field
        """Fill in a form, fields by the ids of block or action, and send it; the rest stays as it is.

        `files` go to the first field that takes files. Menus take labels or values.
        """
        return self._act(self.calls.submit(self.user, modal.view, fields, tuple(files)))

    async def close(self, modal: Modal, *, everything: bool = False) -> Act | None:
        """Close a form, or all of them. None: the app does not want to know."""
        assert not modal.closed, "it is closed already"
        begun = self.calls.closed(self.user, modal.view, everything=everything)
        if everything or modal.view.body.get("clear_on_close"):
            self.views.clear(self.user)
        self.views.close(modal.view)
        return self._act(begun) if begun is not None else None

    # --- messages ------------------------------------------------------------------------------------------------

    async def say(
        self, channel: Channel, text: str = "", *, thread: "Message | str | None" = None,
        files: Sequence[tuple[str, bytes]] = (),
    ) -> Said:  # fmt: skip
        """Write a message, `thread`: in the thread of a message. `<@U...>` is a mention, all else is what it is."""
        assert channel.has(self.user), f"{self.user.name} is not in {channel.name}"
        assert not channel.archived, "nothing can be said in an archived channel"
        root = (thread.thread or thread.ts) if isinstance(thread, Message) else thread
        kept = tuple(self.state.attach(self.user, name, content) for name, content in files)
        blocks = (rich(text) | {"block_id": self.state.number("b")},) if text else ()
        stored = self.state.post(channel, self.user, Look(typed(text), blocks, kept), thread=root)
        return Said(self.state, stored, self.tell.said(stored))

    def edit(self, message: Message, text: str) -> None:
        """Change a message of one's own."""
        assert message.author is self.user
        before = message.stored.payload()
        blocks = (rich(text) | {"block_id": self.state.number("b")},)
        self.state.edit(message.stored, Look(typed(text), blocks, message.stored.now.files))
        self.tell.changed(message.stored, before)

    def delete(self, message: Message) -> None:
        """Delete a message of one's own, or any as somebody who manages the workspace."""
        assert message.author is self.user or self.user.admin or message.stored.reader is self.user
        self.state.delete(message.stored)
        self.tell.deleted(message.stored)

    def reloads(self) -> None:
        """Load the client anew: forms are gone, and messages for this person alone, as Slack keeps none of them."""
        for channel in self.state.channels.values():
            for stored in channel.stored:
                if stored.reader is self.user:
                    self.state.delete(stored)
        for view in list(self.state.stack(self.user)):
            self.views.close(view)

    # --- the app's own places ------------------------------------------------------------------------------------

    async def opens_home(self, contains: str = "") -> Modal:
        """Open the app's Home tab; wait until it was published since, and contains a text."""
        act = self._act(self.calls.begin("home", self.user, self.team, None))
        assert self.tell.opened(self.user, self.team, "home"), "the app does not want to know who opens its Home tab"
        await act.until(lambda: act.published and contains in self.home.text, f"a Home tab with {contains!r}")
        return self.home

    async def opens_messages(self) -> Channel:
        """Open the app's Messages tab; give the direct messages."""
        self.tell.opened(self.user, self.team, "messages")
        return self.dm()

    async def home_shows(self, contains: str = "") -> Modal:
        """Wait until the Home tab contains a text, as it may already."""
        act = self._act(self.calls.begin("home", self.user, self.team, None))
        homes = self.state.homes
        await act.until(
            lambda: self.id in homes and contains in Modal(homes[self.id]).text, f"a Home tab with {contains!r}"
        )
        return self.home

    async def looks_at(self, channel: Channel | None) -> None:
        """Look at a channel while the app stands beside it; None: at nothing."""
        entity = {"type": "slack#/types/channel_id", "value": channel.id, "team_id": self.user.team} if channel else {}
        context = {"entities": [entity]} if channel else {}
        told: Json = {"type": "app_context_changed", "user": self.id, "channel": self.dm().id, "context": context}
        self.tell.send("app_context_changed", self.team, told | {"event_ts": self.state.ts()})

    async def stop(self, message: Message) -> None:
        """Press the stop button that Slack shows while the agent works in the thread of a message."""
        channel, thread = message.channel, message.thread or message.ts
        assert "agent_session_stopped" in self.state.subscribed, "Slack shows no stop button: nobody would be told"
        assert self.state.sessions.get((channel.id, thread)) == "processing", "Slack shows no stop button: nothing runs"
        stopped = [one for one in channel.stored if one.thread == thread and self.state.streams(one)]
        for one in stopped:
            one.stopped = True
            one.now = replace(one.now, streaming=False)
        told: Json = {"type": "agent_session_stopped", "user": self.id, "channel": channel.id, "thread_ts": thread}
        told |= {"streaming_message_ts": [one.ts for one in stopped], "event_ts": self.state.ts()}
        team = channel.app_team
        assert team is not None
        self.tell.send("agent_session_stopped", team, told, channel)

    # --- helpers -------------------------------------------------------------------------------------------------

    def _act(self, begun: Any) -> Act:  # noqa: ANN401 - what Calls begins
        return Act(self.state, begun)

    def _place(self, where: Where) -> Stored | View:
        if isinstance(where, Message):
            self._sees(where)
            return where.stored
        assert where.view.person is self.user, "it is somebody else's"
        assert not where.closed, "the form is closed"
        return where.view

    def _sees(self, message: Message) -> None:
        assert seen_by(self.user, message.stored), f"{self.user.name} does not see {message}"
        inside = message.channel.has(self.user) or message.channel.kind == DM
        assert inside, f"{self.user.name} is not in {message.channel.name}"
