"""A terminal that types for itself: a real process on a real pty, read as a person would see it."""

import time
from collections.abc import Callable, Mapping, Sequence
from typing import Self

import pexpect
import pyte

PROMPTS = frozenset({">", "?"})
"""What a line consists of while the program waits: for the next line, or for an answer."""
SETTLED = 0.15
"""Seconds without output after which the screen counts as drawn."""
DEADLINE = 60.0
"""Seconds after which a program that does not come to its prompt counts as stuck."""


class _Screen(pyte.Screen):
    """A screen that answers when it is asked where the cursor is."""

    reply = ""

    def write_process_input(self, data: str) -> None:
        self.reply += data


class Terminal:
    """One program on a terminal that is tall enough for nothing to scroll away."""

    def __init__(self, command: Sequence[str], environment: Mapping[str, str], *, folder: str, columns: int) -> None:
        self.screen = _Screen(columns, 500)
        self._stream = pyte.Stream(self.screen)
        self._child = pexpect.spawn(
            command[0],
            list(command[1:]),
            env=dict(environment),
            cwd=folder,
            dimensions=(500, columns),
            encoding="utf-8",
        )

    def __enter__(self) -> Self:
        self.wait()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the program; what is on the screen stays readable."""
        self._child.close(force=True)

    def say(self, line: str) -> None:
        """Type a line, send it, and wait until the program is ready for the next."""
        self._child.send(line)
        self._until(lambda: self._line().endswith(line[-10:].strip()) if line else True)
        self._child.send("\r")
        self.wait()

    def wait(self) -> None:
        """Wait until the program waits. `TimeoutError` shows the screen when it never does."""
        self._until(lambda: self._line().strip() in PROMPTS)

    def text(self) -> str:
        """Give what stands on the screen, without the prompt that waits at its end."""
        lines = [line.rstrip() for line in self.screen.display]
        while lines and lines[-1].strip() in {*PROMPTS, ""}:
            lines.pop()
        return "\n".join(lines)

    def _line(self) -> str:
        return self.screen.display[self.screen.cursor.y].rstrip()

    def _until(self, reached: Callable[[], bool]) -> None:
        end = time.monotonic() + DEADLINE
        while self._read() or not reached():
            if time.monotonic() > end:
                raise TimeoutError(f"the program did not come to its prompt; on its screen:\n{self.text()}")

    def _read(self) -> bool:
        """Take in what was written; say whether there was anything."""
        try:
            self._stream.feed(self._child.read_nonblocking(65536, timeout=SETTLED))
        except pexpect.TIMEOUT:
            return False
        except pexpect.EOF:
            raise EOFError(f"the program ended; on its screen:\n{self.text()}") from None
        if self.screen.reply:
            self._child.send(self.screen.reply)
            self.screen.reply = ""
        return True
