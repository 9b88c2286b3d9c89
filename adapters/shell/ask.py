"""Asks the person at the terminal: fields one after another, or the number of a button."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager

from adapters.lines import Look, question, row
from adapters.questions import Questions
from adapters.shell.deliver import ShellSurface
from bot.dialogue.form import FieldKind, Form
from bot.words import N_, Words


class Person:
    """Who sits at the terminal. Asking holds everything up: in a sub-command nothing else goes on."""

    def __init__(self, surface: ShellSurface, words: Words) -> None:
        self._surface = surface
        self._words = words

    def fill(self, form: Form) -> dict[str, str] | None:
        """Give the answers to a form by field; None when the person left it."""
        questions = Questions(form, self._words)
        self._surface.lines((row(form.title, Look.STRONG), row(self._words(N_("Ctrl-C leaves.")), Look.QUIET)))
        while field := questions.field:
            self._surface.lines(question(field, self._words))
            try:
                with _interruptible():
                    text = self._several() if field.kind is FieldKind.TEXT else input("? ")
            except (EOFError, KeyboardInterrupt):
                self._surface.say(self._words(N_("Left the questions. Nothing was changed.")), Look.QUIET)
                return None
            if wrong := questions.answer(text or field.default):
                self._surface.say(wrong, Look.BAD)
        return questions.values

    def choose(self) -> str:
        """Give the token of the button whose number the person types; nothing when they leave."""
        tokens = self._surface.numbers.tokens
        if not tokens:
            return ""
        self._surface.say(self._words(N_("Type a number, or Enter to leave.")), Look.QUIET)
        while True:
            try:
                with _interruptible():
                    word = input("? ").strip()
            except (EOFError, KeyboardInterrupt):
                return ""
            if not word:
                return ""
            if word.isascii() and word.isdigit() and 1 <= int(word) <= len(tokens):
                return tokens[int(word) - 1]
            self._surface.say(self._words(N_("Type one of the numbers from 1 to {last}."), last=len(tokens)), Look.BAD)

    def _several(self) -> str:
        """Read lines until Ctrl-D."""
        self._surface.say(self._words(N_("Several lines are fine; Ctrl-D on a line of its own ends.")), Look.QUIET)
        lines: list[str] = []
        while True:
            try:
                lines.append(input("? "))
            except EOFError:
                return "\n".join(lines)


@contextmanager
def _interruptible() -> Iterator[None]:
    """Let Ctrl-C end the waiting for a line, which the event loop would otherwise keep to itself."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
