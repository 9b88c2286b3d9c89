"""What Slack is sent for the events of a call, held to what every surface must do: said to one person, and written in
direct messages.
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, cast

from adapters.base import Capabilities, Surface
from adapters.slack.address import Origin
from adapters.slack.board import Board
from adapters.slack.budget import Budget
from adapters.slack.deliver import Delivery
from adapters.slack.limits import CAPABILITIES
from adapters.slack.modals import pages, view
from adapters.slack.outlets import Outlet, Where
from adapters.slack.posting import Posting
from adapters.slack.private import PrivateOutlet
from adapters.slack.sending import Api
from adapters.slack.stream import StreamOutlet
from bot.dialogue.events import AskForm, Done, Event
from bot.dialogue.form import Form
from bot.domain import CallId, Status
from bot.words import Words
from tests.contract.surface import SurfaceContract
from tests.doubles import slack_schema
from tests.doubles.examples import squeezed
from tests.doubles.slack_blocks import texts
from tests.doubles.slack_values import Json, Look

HOOK = "https://hooks.slack.com/actions/1"
CONTROLS = frozenset(chr(code) for code in range(32)) - {"\n", "\t"}


class Sent:
    """Takes every call as Slack does, and keeps what stands where by then: texts by the ts of their messages, or by
    their number. `gone` are the states that stood there before.
    """

    def __init__(self) -> None:
        self.standing: dict[str, list[str]] = {}
        self.gone: list[str] = []
        self.budget = Budget()

    async def call(self, method: str, *, within: float = 0.0, **arguments: Any) -> Json:  # noqa: ANN401 - any argument
        """Take a call of the Web API."""
        del within
        given = {name: value for name, value in arguments.items() if value is not None}
        assert slack_schema.violations(method, given) == []
        match method:
            case "chat.postMessage":
                return {"ts": self._put(given["blocks"])}
            case "chat.startStream":
                return {"ts": self._put([block for chunk in given["chunks"] for block in chunk["blocks"]])}
            case "chat.update":
                self._put(given["blocks"], given["ts"])
            case "chat.appendStream":
                self.standing[given["ts"]] += [_unescaped(one.get("text") or one["title"]) for one in given["chunks"]]
            case "files.getUploadURLExternal":
                return {"upload_url": given["filename"], "file_id": given["filename"]}
            case _:
                return {"channel": {"id": "D1"}}
        return {}

    async def respond(self, url: str, body: Mapping[str, Any]) -> None:
        """Take what is posted through a response_url."""
        assert (url, slack_schema.response_violations(dict(body))) == (HOOK, [])
        self._put(body["blocks"])

    async def upload(self, url: str, content: bytes) -> None:
        """Take a file; one that is no text is only named."""
        del url
        text = content.decode()
        self.standing[f"file {len(self.standing)}"] = [] if CONTROLS & set(text) else [text]

    def _put(self, blocks: list[Json], ts: str = "") -> str:
        name = ts or f"{len(self.standing)}.0"
        self.gone += self.standing.get(name, [])
        self.standing[name] = _read(blocks)
        return name


def _read(blocks: list[Json]) -> list[str]:
    return [*texts(Look(blocks=tuple(blocks))), *_labels(blocks)]


def _labels(node: object) -> Iterator[str]:
    """Give what stands on buttons and on the options of menus."""
    if isinstance(node, dict):
        if node.get("type") == "button" or "value" in node:
            yield node["text"]["text"]
        for one in node.values():
            yield from _labels(one)
    elif isinstance(node, list):
        for one in node:
            yield from _labels(one)


def _unescaped(markdown: str) -> str:
    """Read escapes as Slack does."""
    return re.sub(r"\\([^\w\s])", r"\1", markdown)


class SlackSurface:
    """Deliveries through real outlets, one for each call. Forms are opened."""

    capabilities: Capabilities = CAPABILITIES

    def __init__(self, *, direct: bool) -> None:
        self.sent = Sent()
        self._direct = direct
        self._posting = Posting(cast("Api", self.sent))
        self._deliveries: dict[CallId, Delivery] = {}

    async def show(self, call: CallId, event: Event) -> None:
        """Take an event, as when it is read from a reply, and wait until it stands there. A call that is open when the
        next one begins was stopped.
        """
        if call not in self._deliveries:
            await self._stop()
            outlet = self._outlet()
            board = Board(Words(), stop="~stop:1", room=outlet.room, streams=outlet.streams)
            self._deliveries[call] = Delivery(board, outlet, words=Words())
        delivery = self._deliveries[call]
        delivery._long = True  # so that steps are shown
        delivery._take(event)
        await delivery.begin()
        delivery.hurry()
        await delivery._editor.finish()
        if isinstance(event, Done):
            await delivery._finish()
        if isinstance(event, AskForm):
            self.sent.gone += _form(event.form)

    async def _stop(self) -> None:
        for delivery in self._deliveries.values():
            if delivery._board.done is None:
                delivery._take(Done(status=Status.CANCELLED))
                await delivery._finish()

    def _outlet(self) -> Outlet:
        where = Where(channel="D1" if self._direct else "C1", user="U1", direct=self._direct)
        if self._direct:
            return StreamOutlet(self._posting, where, Words())
        return PrivateOutlet(self._posting, where, Words(), hook=HOOK)


def _form(form: Form) -> list[str]:
    shown = [view(form, page, Words(), Origin()) for page in pages(form, {}, Words())]
    return [text for one in shown for text in (one["title"]["text"], *_read(one["blocks"]))]


class TestPrivately(SurfaceContract):
    """Through a response_url, for one person."""

    direct = False

    def surface(self, tmp_path: Path) -> Surface:  # noqa: ARG002 - it writes no file
        """Make the surface."""
        self.made = SlackSurface(direct=self.direct)
        return self.made

    def seen(self) -> str:
        """Give what stands there at the end, of all calls, and what stood there before and no longer does."""
        standing = "\n".join(text for one in self.made.sent.standing.values() for text in one)
        gone = dict.fromkeys(text for text in self.made.sent.gone if squeezed(text) not in squeezed(standing))
        return "\n".join([standing, *gone])


class TestInDirectMessages(TestPrivately):
    """Written while it is read, in the bot's direct messages."""

    direct = True
