"""The terminal as an adapter: a chat where a person types, answers line by line where input comes through a pipe."""

import sys
from functools import partial

from adapters.base import Capabilities
from adapters.local import PLATFORM, new_channel, whence
from adapters.screen import Screen, never_fails, write
from adapters.terminal.chat import Chat
from adapters.terminal.deliver import TerminalSurface
from adapters.terminal.keyboard import Typing
from adapters.terminal.limits import CAPABILITIES
from adapters.terminal.piped import Piped, converse, read_json, reader
from adapters.terminal.spoken import Spoken
from adapters.terminal.stdin import lines
from adapters.wire import JsonSurface
from bot.dialogue.dispatch import App
from bot.settings import Settings


class Terminal:
    """Talks with the person at this computer, in one conversation of its own. `json`: events as lines of JSON."""

    name = PLATFORM
    capabilities: Capabilities = CAPABILITIES

    def __init__(self, settings: Settings, *, json: bool = False) -> None:
        self._settings = settings
        self._json = json
        self._words = Spoken(settings.language or "en")
        self._whence = partial(whence, new_channel(), self._words.locale)

    def configured(self, settings: Settings) -> bool:  # noqa: ARG002 - part of the port
        """Say yes: a terminal needs no credentials."""
        return True

    async def run(self, app: App) -> int:
        """Talk until the person leaves or the input ends; give the exit code."""
        never_fails(sys.stdout)
        if self._json or not (sys.stdin.isatty() and sys.stdout.isatty()):
            return await self._piped(app)
        return await self._chat(app)

    async def _chat(self, app: App) -> int:
        keyboard = Typing(app, self._whence, self._words, self._settings.data_dir / "history")
        surface = TerminalSurface(Screen(sys.stdout, self._words), self._words)
        return await Chat(app, keyboard, surface, self._words, self._whence).run()

    async def _piped(self, app: App) -> int:
        if self._json:
            piped = Piped(app, JsonSurface(write), read_json, self._words, self._whence)
        else:
            surface = TerminalSurface(Screen(sys.stdout, self._words, aside=sys.stderr), self._words)
            piped = Piped(app, surface, reader(surface), self._words, self._whence)
        return await converse(piped, lines(sys.stdin.fileno()))
