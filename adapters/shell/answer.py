"""One sub-command of the chat from its arguments to its exit code. What must be asked is asked where a person sits at
a terminal; elsewhere a question that can be skipped is skipped, and any other ends the command.
"""

import argparse
import asyncio
import json
import signal
import sys
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial

from adapters.base import Program, Surface
from adapters.lines import Look
from adapters.local import SHELL_CHANNEL, whence
from adapters.questions import needs
from adapters.screen import never_fails, write
from adapters.shell.ask import Person
from adapters.shell.deliver import ShellSurface
from adapters.shell.keeping import KeepingSurface
from adapters.shell.listen import invoke
from adapters.wire import JsonSurface
from bot.dialogue.dispatch import App
from bot.dialogue.events import AskForm, Blame, Done, Event, Failure
from bot.dialogue.form import Form
from bot.dialogue.inbound import Inbound, Press, Submit, Whence
from bot.domain import CallId, Status
from bot.errors import Usage
from bot.words import N_, Words

GRACE = 5.0
"""Seconds that an answer gets to end with a note when the program is told to stop."""
INTERRUPTED = 128 + signal.SIGINT
TERMINATED = 128 + signal.SIGTERM
BLAMED = {Blame.PERSON: 1, Blame.USAGE: 2, Blame.OUTSIDE: 3, Blame.BUG: 3}
ENDED = {
    Status.DONE: 0,
    Status.ASKING: 1,
    Status.REFUSED: 1,
    Status.RUNNING: 1,
    Status.FAILED: 3,
    Status.INTERRUPTED: 3,
    Status.CANCELLED: INTERRUPTED,
}


BUTTONS = ("shell", "buttons")
"""Where the tokens of the last answer's buttons are kept, so that the next sub-command can press them by number."""


async def command(program: Program, options: argparse.Namespace, words: Words) -> int:
    """Answer a command of the chat."""
    definition = program.registry.get(options.command)
    if definition is None:
        raise LookupError(f"the parser knows a command that the registry does not: {options.command}")
    inbound = invoke(definition, options, speaker(words), sys.stdin.buffer.read)
    async with program.open() as app:
        return await _answered(app, inbound, words, as_json=options.json, out=getattr(options, "out", ""))


async def press(program: Program, options: argparse.Namespace, words: Words) -> int:
    """Press a button by its token, or by its number in the last answer of a sub-command."""
    async with program.open() as app:
        token = await _token(app, options.token)
        return await _answered(app, Press(whence=speaker(words), token=token), words, as_json=options.json)


async def _token(app: App, word: str) -> str:
    if not (word.isascii() and word.isdigit()):
        return word
    tokens = json.loads(await app.services.store.vault.get(*BUTTONS) or b"[]")
    if 1 <= int(word) <= len(tokens):
        return str(tokens[int(word) - 1])
    raise Usage(N_("The last answer had no button {number}."), number=word)


async def _answered(app: App, inbound: Inbound, words: Words, *, as_json: bool, out: str = "") -> int:
    never_fails(sys.stdout)
    never_fails(sys.stderr)
    if as_json:
        return await Answering(app, _keeping(JsonSurface(write), out, words), words, None).run(inbound)
    surface = ShellSurface(sys.stdout, sys.stderr, words)
    person = Person(surface, words) if at_terminal() else None
    code = await Answering(app, _keeping(surface, out, words), words, person).run(inbound)
    if tokens := surface.numbers.tokens:
        await app.services.store.vault.put(*BUTTONS, json.dumps(tokens).encode())
        surface.say(words(N_("prompteur press NUMBER presses one of these.")), Look.QUIET)
    return code


def _keeping(surface: Surface, out: str, words: Words) -> Surface:
    return KeepingSurface(surface, out, words) if out else surface


def at_terminal() -> bool:
    """Say whether a person sees what is written and can answer."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def speaker(words: Words) -> Whence:
    """Say who speaks: all sub-commands are one conversation."""
    return whence(SHELL_CHANNEL, words.locale, words.typed, words.notation)


@dataclass(slots=True)
class Outcome:
    """What an answer came to. `question` is what it asked last."""

    code: int = 0
    status: Status = Status.RUNNING
    question: AskForm | None = None

    def note(self, event: Event) -> None:
        """Take an event into account: the worst that failed decides the exit code."""
        match event:
            case Failure():
                self.code = max(self.code, BLAMED[event.blame])
            case AskForm():
                self.question = event
            case Done():
                self.status = event.status
                self.code = self.code or ENDED[event.status]
            case _:
                pass


class Answering:
    """Answers one sub-command. `person` is who can be asked; None through pipes and with `--json`."""

    def __init__(self, app: App, surface: Surface, words: Words, person: Person | None) -> None:
        self._app = app
        self._surface = surface
        self._words = words
        self._person = person

    async def run(self, inbound: Inbound) -> int:
        """Answer to the end; give the exit code."""
        following: Inbound | None = inbound
        code = 0
        while following:
            asked = await self._app.prepare(following)
            if isinstance(asked, Form):
                following, code = await self._form(asked)
                continue
            outcome = await self._show(following)
            following, code = self._next(outcome), outcome.code
        return code

    async def _form(self, form: Form) -> tuple[Inbound | None, int]:
        if self._person is None:
            await self._tell(needs(form, self._words))
            return None, BLAMED[Blame.USAGE]
        values = self._person.fill(form)
        if values is None:
            return None, INTERRUPTED
        return Submit(whence=speaker(self._words), token=form.token, values=values), 0

    async def _tell(self, missing: AskForm) -> None:
        """Say what is missing: in a sentence, or with the whole form for a script."""
        if isinstance(self._surface, ShellSurface):
            self._surface.say(missing.intro)
            return
        await self._surface.show(CallId(""), missing)
        await self._surface.show(CallId(""), Done(status=Status.ASKING))

    def _next(self, outcome: Outcome) -> Inbound | None:
        """Give what follows a question: what the person chose, or that it is skipped."""
        if outcome.status is not Status.ASKING:
            return None
        if self._person:
            token = self._person.choose()
        else:
            skip = outcome.question.skip if outcome.question else None
            token = skip.token if skip else ""
        return Press(whence=speaker(self._words), token=token) if token else None

    async def _show(self, inbound: Inbound) -> Outcome:
        outcome = Outcome()
        async with await self._app.start(inbound) as reply:
            with _on_termination(partial(self._app.end, GRACE)):
                async for event in reply:
                    outcome.note(event)
                    await self._surface.show(reply.call, event)
        if outcome.status is Status.INTERRUPTED:
            outcome.code = TERMINATED
        return outcome


@contextmanager
def _on_termination(end: Callable[[], Coroutine[None, None, None]]) -> Iterator[None]:
    """Have `end` run when the process is told to stop, where the system lets a loop hear it."""
    loop = asyncio.get_running_loop()
    tasks: list[asyncio.Task[None]] = []
    with suppress(NotImplementedError):
        loop.add_signal_handler(signal.SIGTERM, lambda: tasks.append(asyncio.create_task(end())))
    try:
        yield
    finally:
        with suppress(NotImplementedError):
            loop.remove_signal_handler(signal.SIGTERM)
