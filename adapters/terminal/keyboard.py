"""What is typed at a terminal: one line or several, with completion and history."""

from collections.abc import AsyncGenerator, Callable
from pathlib import Path
from typing import Protocol

from prompt_toolkit import PromptSession
from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document
from prompt_toolkit.formatted_text import FormattedText
from prompt_toolkit.history import DummyHistory
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent

from adapters.terminal.declare import family_of, options, target, verbs
from adapters.terminal.history import SafeHistory
from bot.dialogue.command import PROMPT
from bot.dialogue.command import Completion as Value
from bot.dialogue.dispatch import App
from bot.dialogue.inbound import Complete, Whence
from bot.errors import StoreFailed
from bot.words import Words


class Keyboard(Protocol):
    """Where lines come from. Both raise `EOFError` when the person leaves and `KeyboardInterrupt` for Ctrl-C."""

    async def line(self) -> str:
        """Give the next line of the conversation."""
        ...

    async def answer(self, default: str = "") -> str:
        """Give the answer to a question, `default` standing there to be changed. It is kept in no history."""
        ...


class Typing:
    """A keyboard at a terminal: Enter sends, Alt-Enter begins another line, pasted lines stay together."""

    def __init__(self, app: App, whence: Callable[[], Whence], words: Words, history: Path) -> None:
        keys, completer = _keys(), _Completer(app, whence, words)
        self._lines: PromptSession[str] = PromptSession(
            history=SafeHistory(history), completer=completer, key_bindings=keys, multiline=True
        )
        self._answers: PromptSession[str] = PromptSession(history=DummyHistory(), key_bindings=keys, multiline=True)

    async def line(self) -> str:
        """Give the next line of the conversation."""
        return await self._lines.prompt_async(FormattedText([("bold", "> ")]), prompt_continuation="  ")

    async def answer(self, default: str = "") -> str:
        """Give the answer to a question."""
        return await self._answers.prompt_async("? ", default=default, prompt_continuation="  ")


def _keys() -> KeyBindings:
    keys = KeyBindings()

    @keys.add("enter")
    def _send(event: KeyPressEvent) -> None:
        buffer = event.current_buffer
        if buffer.complete_state and buffer.complete_state.current_completion:
            buffer.complete_state = None
        else:
            buffer.validate_and_handle()

    @keys.add("escape", "enter")
    def _another_line(event: KeyPressEvent) -> None:
        event.current_buffer.insert_text("\n")

    return keys


class _Completer(Completer):
    """Completes commands, options, and the names of saved prompts."""

    def __init__(self, app: App, whence: Callable[[], Whence], words: Words) -> None:
        self._app = app
        self._whence = whence
        self._words = words

    def get_completions(self, document: Document, complete_event: CompleteEvent) -> list[Completion]:  # noqa: ARG002
        """Give nothing: the library answers only in `get_completions_async`."""
        return []

    async def _found(self, question: Complete) -> tuple[Value, ...]:
        """Ask the core. A library that cannot be read gives nothing here: the line, once it is sent, tells why."""
        try:
            return await self._app.complete(question)
        except StoreFailed:
            return ()

    async def get_completions_async(
        self,
        document: Document,
        complete_event: CompleteEvent,  # noqa: ARG002 - the library's signature
    ) -> AsyncGenerator[Completion, None]:
        """Give what may stand at the cursor."""
        text = document.text_before_cursor
        if not text.startswith("/") or "\n" in text:
            return
        family = family_of(text[1:], self._app.registry)
        verb, space, rest = text[len(family) + 2 if family else 1 :].partition(" ")
        if not space:
            for each in verbs(text, self._app.registry, self._words):
                yield Completion(each.text, -each.replaces, display_meta=each.about)
            return
        command = self._app.registry.find(verb, family or PROMPT)
        if command is None:
            return
        for each in options(command, rest, self._words):
            yield Completion(each.text, -each.replaces, display_meta=each.about)
        if wanted := target(command, rest):
            question = Complete(
                whence=self._whence(), command=command.id, argument=wanted.argument.name, prefix=wanted.prefix
            )
            behind = len(wanted.sigil + wanted.prefix)
            for found in await self._found(question):
                yield Completion(wanted.written(found.value), -behind, display=found.label, display_meta=found.about)
