"""Writes answers to standard output and standard error."""

from collections.abc import Iterator
from dataclasses import replace
from typing import TextIO

from adapters.base import Capabilities
from adapters.degrade import Degrader
from adapters.lines import Look, Rows, row
from adapters.numbers import Numbers
from adapters.screen import Append, File, Lines, Screen
from adapters.shell.limits import CAPABILITIES
from adapters.shell.render import Written, apart, together
from bot.dialogue.events import AskForm, Card, Choices, Diff, Done, Event, Failure
from bot.domain import CallId
from bot.words import Words


class ShellSurface:
    """Shows the events of calls. Where `out` is a terminal, everything goes there; else notes go to `err`."""

    def __init__(self, out: TextIO, err: TextIO, words: Words) -> None:
        self._out = out
        self._words = words
        self._together = out.isatty()
        self._result = Screen(out, words)
        self._notes = self._result if self._together else Screen(err, words, aside=err)
        self._call: CallId | None = None
        self._given = False
        self._degrade = Degrader(CAPABILITIES, words)
        self.numbers = Numbers(words)

    @property
    def capabilities(self) -> Capabilities:
        """What a shell can show."""
        return CAPABILITIES

    async def show(self, call: CallId, event: Event) -> None:
        """Show an event."""
        if call != self._call:
            self._begin(call)
        for each in self._degrade(event):
            for written in self._rendered(each):
                self._write(written)
        if isinstance(event, Done):
            self._begin(None)
        self._out.flush()

    def _begin(self, call: CallId | None) -> None:
        self._result.close()
        self._notes.close()
        self._call, self._given = call, False
        self._degrade = Degrader(CAPABILITIES, self._words)
        self.numbers.new_answer()

    def _rendered(self, event: Event) -> Iterator[Written]:
        if isinstance(event, Card | Diff):
            event = replace(event, buttons=(*event.buttons, *event.more), more=())
        if isinstance(event, Card | Diff | Choices | AskForm | Failure):
            event = self.numbers.number(event)
        if self._together:
            return together(event, self.numbers.label, self._words)
        return apart(event, self.numbers.label, self._words, given=self._given)

    def _write(self, written: Written) -> None:
        if not written.result:
            self._notes.show(written.shown)
            return
        match written.shown:
            case File() as file if not self._together:
                self._out.flush()
                self._out.buffer.write(file.content)
                self._given = True
            case Append() | Lines() as shown:
                self._result.show(shown)
                self._given |= isinstance(shown, Append) or any(each.exact for each in shown.rows)
            case shown:
                self._result.show(shown)

    def say(self, text: str, look: Look = Look.PLAIN) -> None:
        """Say something of our own, beside the result."""
        self.lines((row(text, look),))

    def lines(self, rows: Rows) -> None:
        """Show lines of our own, beside the result."""
        self._notes.lines(rows)
