"""Each surface inherits the contract: the terminal at two widths, the shell at a terminal and through pipes, and a
recording adapter that proves that another platform fits.
"""

import io
from pathlib import Path

import pytest

from adapters.base import Adapter, Surface
from adapters.screen import Screen
from adapters.shell.deliver import ShellSurface
from adapters.terminal.deliver import TerminalSurface
from bot.dialogue.inbound import Invoke, Press
from bot.domain import Status
from bot.words import Words
from tests.contract.surface import SurfaceContract
from tests.doubles.house import house
from tests.doubles.recorder import BARE, NARROW, RecordingAdapter
from tests.doubles.screen import Glass


class TestTerminalThroughPipes(SurfaceContract):
    """The terminal's surface where its output is no terminal."""

    def surface(self, tmp_path: Path) -> Surface:
        """Make the surface on text streams."""
        self.out, self.aside = io.StringIO(), io.StringIO()
        return TerminalSurface(Screen(self.out, Words(), aside=self.aside, folder=tmp_path), Words())

    def seen(self) -> str:
        """Give both streams."""
        return self.out.getvalue() + self.aside.getvalue()


class TestTerminal(SurfaceContract):
    """The terminal's surface on a screen of 80 columns."""

    columns = 80

    def surface(self, tmp_path: Path) -> Surface:
        """Make the surface on a screen."""
        self.glass = Glass(self.columns)
        return TerminalSurface(Screen(self.glass, Words(), folder=tmp_path, width=self.columns), Words())

    def seen(self) -> str:
        """Give what was on the screen at any time."""
        return self.glass.without_styles


class TestNarrowTerminal(TestTerminal):
    """The terminal's surface on a screen of 40 columns."""

    columns = 40


class TestShell(TestTerminal):
    """The shell's surface at a terminal."""

    def surface(self, tmp_path: Path) -> Surface:  # noqa: ARG002 - it writes no file here
        """Make the surface on a screen."""
        self.glass = Glass(self.columns)
        return ShellSurface(self.glass, self.glass, Words())


class TestShellThroughPipes(SurfaceContract):
    """The shell's surface where its output is no terminal."""

    def surface(self, tmp_path: Path) -> Surface:  # noqa: ARG002 - it writes no file here
        """Make the surface on streams of bytes, as pipes are."""
        self.bytes, self.err = io.BytesIO(), io.StringIO()
        self.out = io.TextIOWrapper(self.bytes, encoding="utf-8", newline="")
        return ShellSurface(self.out, self.err, Words())

    def seen(self) -> str:
        """Give both streams."""
        self.out.flush()
        return self.bytes.getvalue().decode() + self.err.getvalue()


class TestRecorder(SurfaceContract):
    """A platform with messages of 300 characters, two buttons and no streaming."""

    capabilities = NARROW

    def surface(self, tmp_path: Path) -> Surface:  # noqa: ARG002 - it writes no file
        """Make the adapter."""
        self.adapter = RecordingAdapter(self.capabilities)
        return self.adapter

    def seen(self) -> str:
        """Give every message with its buttons."""
        assert all(len(message.text) <= 300 for message in self.adapter.messages)
        lines = [f"{message.text}\n{' '.join(b.label for b in message.buttons)}" for message in self.adapter.messages]
        return "\n".join(lines)


class TestBareRecorder(TestRecorder):
    """A platform that has nothing but short messages."""

    capabilities = BARE

    def exact(self) -> str:
        """Give the messages without what stands between them."""
        return "".join(message.text for message in self.adapter.messages)


@pytest.mark.asyncio
async def test_another_adapter_fits(tmp_path: Path) -> None:
    """A platform that nobody foresaw drafts and saves, and every button it shows can be pressed."""
    async with house(tmp_path) as home:
        lines = ["draft a prompt for tickets", "save tickets", "find tickets"]
        adapter = RecordingAdapter(inbound=[Invoke(whence=home.at(), line=line) for line in lines])
        fits: Adapter = adapter
        assert await fits.run(home.app) == 0
        buttons = list(dict.fromkeys(button for message in adapter.messages for button in message.buttons))
        assert home.engineer.text in "\n".join(message.text for message in adapter.messages)
        pressing = RecordingAdapter(inbound=[Press(whence=home.at(), token=button.token) for button in buttons])
        await pressing.run(home.app)
        assert len(pressing.ends) + len(pressing.forms) == len(buttons) > 3
        assert {end.status for end in (*adapter.ends, *pressing.ends)} <= {Status.DONE, Status.ASKING, Status.REFUSED}
