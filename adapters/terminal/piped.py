"""A conversation through pipes: each line of the input is answered, in order, until the input ends.

Nobody is there to answer a question, so none waits for one: a question that can be skipped is skipped before the next
line that is no press or submit, and at the end; what it would have asked becomes assumptions. Plain words are always
plain words, never the answer to a question. Without JSON, a line that is a number presses that button of the last
answer. A form that has no way around it is shown with the names of what it needs, and the conversation goes on.
"""

from collections.abc import AsyncIterator, Callable

from adapters.base import Surface
from adapters.heard import Heard
from adapters.numbers import More
from adapters.questions import needs
from adapters.terminal.deliver import TerminalSurface
from adapters.terminal.listen import from_json, leaves, number
from adapters.terminal.spoken import Spoken
from adapters.typed import typed
from bot.dialogue.dispatch import App
from bot.dialogue.events import AskForm, Blame, Done, Event, Failure
from bot.dialogue.failing import failure
from bot.dialogue.form import Form
from bot.dialogue.inbound import Inbound, Press, Submit, Whence
from bot.domain import CallId, Status
from bot.errors import Usage

BROKE = frozenset({Blame.OUTSIDE, Blame.BUG})


class Piped:
    """One conversation. `read` gives what a line means, or None when it was answered at once; `whence` makes who
    speaks for each line anew.
    """

    def __init__(
        self,
        app: App,
        surface: Surface,
        read: Callable[[str, Whence], Inbound | None],
        words: Spoken,
        whence: Callable[[], Whence],
    ) -> None:
        self._app = app
        self._surface = surface
        self._read = read
        self._words = words
        self._whence = whence
        self._heard = Heard()
        self._pending: AskForm | None = None
        self.exit_code = 0
        """3 once the model or the platform has failed; a refusal counts as an answer."""

    async def hear(self, line: str) -> None:
        """Answer a line."""
        if not line.strip():
            return
        await self._words.follow(self._app, self._whence)
        try:
            inbound = self._read(line, self._whence())
        except Usage as error:
            await self._say(failure(error, None, self._words, guided=False), Status.REFUSED)
            return
        if inbound is None:
            return
        if not isinstance(inbound, Press | Submit):
            await self.skip()
        elif self._pending and _settles(inbound, self._pending):
            self._pending = None
        await self._answer(inbound)

    async def skip(self) -> None:
        """Skip the question that waits, if any."""
        pending, self._pending = self._pending, None
        if pending and pending.skip:
            await self._answer(Press(whence=self._whence(), token=pending.skip.token))

    async def _answer(self, inbound: Inbound) -> None:
        inbound = self._heard.told(inbound)
        asked = await self._app.prepare(inbound)
        if isinstance(asked, Form):
            await self._say(needs(asked, self._words), Status.ASKING)
            return
        async with await self._app.start(inbound) as reply:
            async for event in reply:
                self._note(event)
                self._heard.note(event)
                await self._surface.show(reply.call, event)

    def _note(self, event: Event) -> None:
        if isinstance(event, AskForm) and event.skip:
            self._pending = event
        if isinstance(event, Failure) and event.blame in BROKE:
            self.exit_code = 3

    async def _say(self, event: Event, status: Status) -> None:
        """Say something that no call said."""
        await self._surface.show(CallId(""), event)
        await self._surface.show(CallId(""), Done(status=status))


def _settles(inbound: Press | Submit, pending: AskForm) -> bool:
    """Say whether a press or a submit is the answer to the question that waits."""
    if isinstance(inbound, Submit):
        return inbound.token == pending.form.token
    return pending.skip is not None and inbound.token == pending.skip.token


def read_json(line: str, whence: Whence) -> Inbound:
    """Read a line of a conversation in JSON."""
    return from_json(line, whence) or typed(line.strip(), whence)


def reader(surface: TerminalSurface) -> Callable[[str, Whence], Inbound | None]:
    """Give what reads the lines of a conversation in words: numbers press what the surface showed last."""

    def read(line: str, whence: Whence) -> Inbound | None:
        pressed = number(line)
        if pressed is None:
            return typed(line.strip(), whence)
        match surface.numbers.get(pressed):
            case None:
                surface.no_such_number()
            case More() as more:
                surface.more(more)
            case button:
                return Press(whence=whence, token=button.token)
        return None

    return read


async def converse(piped: Piped, lines: AsyncIterator[str]) -> int:
    """Answer every line, to the end or to the one that leaves; give the exit code."""
    async for line in lines:
        if leaves(line):
            break
        await piped.hear(line)
    await piped.skip()
    return piped.exit_code
