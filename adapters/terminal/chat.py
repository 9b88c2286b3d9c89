"""The chat at a terminal: a line, its answer, and again, until the person leaves."""

import asyncio
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from adapters.heard import Heard
from adapters.lines import Look, question, row
from adapters.local import PLATFORM
from adapters.numbers import More
from adapters.questions import Questions
from adapters.terminal.deliver import TerminalSurface
from adapters.terminal.keyboard import Keyboard
from adapters.terminal.listen import leaves, number
from adapters.terminal.spoken import Spoken
from adapters.typed import typed
from bot.dialogue.dispatch import App
from bot.dialogue.events import Button, Card, Line, Style
from bot.dialogue.form import Form
from bot.dialogue.inbound import Inbound, Press, Submit, Whence
from bot.domain import CallId
from bot.words import N_

SILENCE = 0.3
"""Seconds without an event after which the screen says that something is on its way."""


class Chat:
    """One conversation. `whence` makes who speaks for each line anew."""

    def __init__(
        self, app: App, keyboard: Keyboard, surface: TerminalSurface, words: Spoken, whence: Callable[[], Whence]
    ) -> None:
        self._app = app
        self._keyboard = keyboard
        self._surface = surface
        self._words = words
        self._whence = whence
        self._heard = Heard()

    async def run(self) -> int:
        """Talk until the person leaves; give the exit code."""
        await self._words.follow(self._app, self._whence)
        await self._greet()
        await self._tell_interrupted()
        while True:
            try:
                line = await self._keyboard.line()
            except EOFError:
                return 0
            except KeyboardInterrupt:
                self._surface.say(self._words(N_("Ctrl-D leaves.")), Look.QUIET)
                continue
            if leaves(line):
                return 0
            await self.hear(line)

    async def _greet(self) -> None:
        notice = self._app.services.engineer.abilities.notice
        said = [N_("Prompteur helps you write prompts: say what you need one for."), notice, N_("/help shows more.")]
        self._surface.say(" ".join(self._words(each) for each in said if each), Look.QUIET)
        for section in await self._app.beginning(self._whence()):
            card = Card(slot="start", title=section.title, parts=section.parts, buttons=section.buttons)
            await self._surface.show(CallId("start"), card)

    async def _tell_interrupted(self) -> None:
        """Offer again what was asked in a program that was killed before it had answered."""
        for _, retry in await self._app.interrupted(PLATFORM):
            title = self._words(N_("Something you asked for was interrupted: the program ended before I had answered."))
            kept = Line(self._words(N_("What you wrote is kept; Retry uses it again.")))
            again = Button(self._words(N_("Retry")), retry, Style.PRIMARY)
            await self._surface.show(CallId(retry), Card(slot="left", title=title, parts=(kept,), buttons=(again,)))

    async def hear(self, line: str) -> None:
        """Answer a line; from then on all of us speaks the language that it may have chosen."""
        await self._hear(line)
        await self._words.follow(self._app, self._whence)

    async def _hear(self, line: str) -> None:
        if not line.strip():
            return
        pressed = number(line)
        if pressed is None:
            await self._answer(typed(line.strip(), self._whence()))
            return
        match self._surface.numbers.get(pressed):
            case None:
                self._surface.no_such_number()
            case More() as more:
                self._surface.more(more)
            case button:
                await self._answer(Press(whence=self._whence(), token=button.token))

    async def _answer(self, inbound: Inbound) -> None:
        """Ask what must be asked first, then show the answer; Ctrl-C stops either and loses nothing."""
        inbound = self._heard.told(inbound)
        while isinstance(form := await self._app.prepare(inbound), Form):
            values = await self._ask(form)
            if not isinstance(values, dict):
                self._surface.say(self._words(N_("Left the questions. Nothing was changed.")), Look.QUIET)
                if values:
                    await self.hear(values)
                return
            inbound = Submit(whence=self._whence(), token=form.token, values=values)
        task = asyncio.create_task(self._show(inbound))
        stopped = False

        def stop() -> None:
            nonlocal stopped
            stopped = task.cancel()

        with on_interrupt(stop):
            try:
                await task
            except asyncio.CancelledError:
                if not stopped:
                    raise
                self._surface.stopped()

    async def _show(self, inbound: Inbound) -> None:
        async with await self._app.start(inbound) as reply:
            if await reply.first(SILENCE) is None:
                self._surface.working()
            async for event in reply:
                self._heard.note(event)
                await self._surface.show(reply.call, event)

    async def _ask(self, form: Form) -> dict[str, str] | str | None:
        """Ask the fields of a form one after another. None when the person left it; the line itself when they typed
        a command, which is never taken for an answer.
        """
        questions = Questions(form, self._words)
        hint = N_("Enter skips what may be skipped, Alt-Enter begins another line, Ctrl-C leaves.")
        self._surface.lines((row(form.title, Look.STRONG), row(self._words(hint), Look.QUIET)))
        while field := questions.field:
            self._surface.lines(question(field, self._words))
            try:
                text = await self._keyboard.answer(field.default)
            except (EOFError, KeyboardInterrupt):
                return None
            if text.startswith("/") and "\n" not in text:
                return text
            if wrong := questions.answer(text):
                self._surface.say(wrong, Look.BAD)
        return questions.values


@contextmanager
def on_interrupt(tell: Callable[[], None]) -> Iterator[None]:
    """Have `tell` called for Ctrl-C, on the event loop, instead of ending the program."""
    loop = asyncio.get_running_loop()
    before = signal.signal(signal.SIGINT, lambda *_: loop.call_soon_threadsafe(tell))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
