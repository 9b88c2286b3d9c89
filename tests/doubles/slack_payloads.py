"""Payloads as Slack sends them, made by the loopback Slack without a connection, and its files without HTTP."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from adapters.slack import users
from adapters.slack.fetch import FileData, Unfetched
from adapters.slack.users import Known
from adapters.slack.whence import Installed
from tests.doubles import slack_blocks as kit
from tests.doubles.slack import SlackDouble
from tests.doubles.slack_fields import rich
from tests.doubles.slack_person import Person
from tests.doubles.slack_state import Channel, Delivery, Stored, View, Workspace
from tests.doubles.slack_values import Json, Look, typed

Given = Sequence[tuple[str, bytes]]


class Payloads:
    """A workspace whose people do things; each act gives the payload of it. `files` has what they attached."""

    def __init__(self, enterprise: str | None = None, locale: str = "en-US") -> None:
        self.slack = SlackDouble(enterprise=enterprise)
        self.sent: list[Json] = []
        self.slack.state.deliver = self._deliver
        self.calls, self.tell = self.slack._calls, self.slack.api.tell
        self.ana = self.slack.person("Ana", locale=locale)
        self.general = self.slack.channel("general")
        self.files = Shelf(self)

    def _deliver(self, delivery: Delivery) -> None:
        self.sent.append(delivery.payload)

    @property
    def app(self) -> Installed:
        """The app in the first workspace."""
        return installed(self.slack.team)

    def known(self, person: Person | None = None, **more: object) -> Known:
        """Give what is known of somebody, the direct messages too."""
        one = person or self.ana
        told = users._read(one.id, one.user.payload(locale=True) | more)
        return replace(told, direct=one.dm().id)

    # --- what people do ----------------------------------------------------------------------------------------------

    def slash(self, text: str = "", channel: Channel | None = None, person: Person | None = None) -> Json:
        """Call `/prompt`."""
        return self.calls.slash((person or self.ana).user, channel or self.general, "/prompt", text).payload

    def shortcut(self) -> Json:
        """Choose the global shortcut."""
        return self.calls.shortcut(self.ana.user, "~new").payload

    def post(self, text: str = "", *, files: Given = (), own: bool = False, **more: Any) -> Stored:  # noqa: ANN401 - how it looks
        """Write a message, in the channel unless `channel` says otherwise."""
        channel = more.pop("channel", self.general)
        author = self.slack.team.bot if own else more.pop("person", self.ana).user
        thread = more.pop("thread", None)
        kept = tuple(self.slack.state.attach(author, name, content) for name, content in files)
        blocks = (rich(text) | {"block_id": "b"},) if text else ()
        look = Look(**({"text": typed(text), "blocks": blocks, "files": kept} | more))
        return self.slack.state.post(channel, author, look, thread=thread)

    def said(self, message: Stored) -> Json:
        """Tell of a message."""
        return self.tell.wrapped(self.slack.team, self.tell.event(message), message.channel)

    def point(self, message: Stored, command: str = "refine", person: Person | None = None) -> Json:
        """Choose a shortcut of a message."""
        return self.calls.point((person or self.ana).user, message, command).payload

    def press(self, where: Stored | View, action: str, person: Person | None = None, **more: object) -> Json:
        """Press something in a message or a view."""
        element = next(one for one in kit.active(blocks_of(where)) if action in one.ids)
        return self.calls.act((person or self.ana).user, where, element, more).payload

    def suggest(self, where: Stored | View, action: str, text: str) -> Json:
        """Type into a menu that asks."""
        return self.calls.suggest(self.ana.user, where, self.calls.element(where, action), text).payload

    # --- forms -------------------------------------------------------------------------------------------------------

    def shown(self, view: Json, person: Person | None = None) -> View:
        """Open a view."""
        one = person or self.ana
        self.slack.api.views.clear(one.user)
        return self.slack.api.views.show(
            self.calls.begin("shortcut", one.user, self.slack.team, None), self.slack.team, view
        )

    def submit(self, view: View, fields: dict[str, Any] | None = None, person: Person | None = None) -> Json:
        """Fill in a form, by the ids of blocks, and send it. Files are lists of names and contents."""
        return self.calls.submit((person or self.ana).user, view, fields or {}, ()).payload

    def close(self, view: View, fields: dict[str, Any] | None = None) -> Json:
        """Fill in a form, and close it."""
        self.calls.fill(self.ana.user, view, fields or {})
        begun = self.calls.closed(self.ana.user, view, everything=False)
        assert begun is not None, "the app does not want to know"
        return begun.payload


class Shelf:
    """Files of the double. `stubs`: their addresses are told by `info` alone."""

    def __init__(self, home: Payloads) -> None:
        self.home = home
        self.asked: list[str] = []
        self.change: Callable[[bytes], bytes] = lambda content: content

    async def info(self, file: str) -> FileData:
        """Give what `files.info` says."""
        self.asked.append(file)
        found = self.home.slack.state.files.get(file)
        if found is None:
            raise Unfetched
        return found.payload()

    async def download(self, url: str) -> bytes:
        """Give the content."""
        self.asked.append(url)
        found = next((one for one in self.home.slack.state.files.values() if one.url == url), None)
        if found is None:
            raise Unfetched
        return self.change(found.content)


def installed(team: Workspace) -> Installed:
    """Give the app in a workspace."""
    return Installed(team=team.id, name=team.name, bot=team.bot.id, enterprise=team.enterprise or "")


def blocks_of(where: Stored | View) -> Sequence[Json]:
    """Give the blocks of a message or a view."""
    found: Sequence[Json] = where.body["blocks"] if isinstance(where, View) else where.now.blocks
    return found
