"""The surface of the terminal: events in, lines and numbers out. Typed and piped conversations have the same."""

from adapters.base import Capabilities
from adapters.degrade import Degrader
from adapters.lines import Look, Rows, buttons, row
from adapters.numbers import More, Numbers
from adapters.screen import Lines, Screen
from adapters.terminal.limits import CAPABILITIES
from adapters.terminal.render import render
from bot.dialogue.events import AskForm, Card, Choices, Diff, Done, Event, Failure
from bot.domain import CallId
from bot.words import N_, Words


class TerminalSurface:
    """Shows the events of calls, one call after another."""

    def __init__(self, screen: Screen, words: Words) -> None:
        self._screen = screen
        self._words = words
        self._call: CallId | None = None
        self._degrade = Degrader(CAPABILITIES, words)
        self.numbers = Numbers(words)

    @property
    def capabilities(self) -> Capabilities:
        """What a terminal can show."""
        return CAPABILITIES

    async def show(self, call: CallId, event: Event) -> None:
        """Show an event."""
        if call != self._call:
            self._screen.close()
            self._call, self._degrade = call, Degrader(CAPABILITIES, self._words)
            self.numbers.new_answer()
        for each in self._degrade(event):
            self._show(each)
        if isinstance(event, Done):
            self._screen.close()
            self._call = None

    def _show(self, event: Event) -> None:
        if isinstance(event, Card | Diff | Choices | AskForm | Failure):
            event = self.numbers.number(event)
        if shown := render(event, self.numbers.label, self._words):
            self._screen.show(shown)

    def more(self, more: More) -> None:
        """Show the buttons that stand behind "More"; they get the next numbers."""
        self.numbers.add(more.buttons)
        self.lines(buttons(more.buttons, self.numbers.label))

    def say(self, text: str, look: Look = Look.PLAIN) -> None:
        """Say something of our own."""
        self.lines((row(text, look),))

    def lines(self, rows: Rows) -> None:
        """Show lines of our own."""
        self._screen.show(Lines(rows))

    def working(self) -> None:
        """Say that an answer is on its way, until something of it comes."""
        self._screen.passing(self._words(N_("Working… Ctrl-C stops it.")))

    def no_such_number(self) -> None:
        """Say which numbers there are."""
        if last := self.numbers.last:
            self.say(self._words(N_("There is no such number here: they go from 1 to {last}."), last=last))
        else:
            self.say(self._words(N_("There is nothing to press yet. Say what you need a prompt for, or type /help.")))

    def stopped(self) -> None:
        """Say that the answer was stopped."""
        self._screen.close()
        self._call = None
        told = N_("Stopped. What was not finished is not saved; /last shows what you were working on.")
        self.say(self._words(told), Look.QUIET)
