"""Playing a person of a loopback platform by hand or from a file of lines: what does not depend on the platform."""

import argparse
import asyncio
import sys
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from re import escape, split
from threading import Thread
from typing import Generic, Protocol, TypeVar

PATIENT = 120.0
"""Seconds that a line of a script may take to be answered; a model may write it."""
QUIET = 0.4
"""Seconds without a request until an answer is taken for complete: more messages may follow the first."""
TRUE = frozenset({"yes", "true", "on", "1"})
Done = TypeVar("Done")


class State(Protocol):
    """What tells that something changed."""

    async def until(self, holds: Callable[[], bool]) -> None:
        """Wait until it holds."""


class Double(Protocol):
    """A loopback platform."""

    @property
    def state(self) -> State:
        """All that is there."""

    @property
    def requests(self) -> Sequence[object]:
        """What the bot asked for."""

    @property
    def refused(self) -> list[str]:
        """What no bot should ever have asked for."""


class Player(ABC, Generic[Done]):
    """One person. `quiet`: only what has settled is printed, and a line ends when its answer has. `Done` is what a
    person did.
    """

    def __init__(self, double: Double, *, quiet: bool) -> None:
        self.double = double
        self.quiet = quiet
        self.failed = False
        self.files: list[tuple[str, bytes]] = []
        self._printed: dict[object, str] = {}
        self._refused = 0

    @abstractmethod
    async def do(self, text: str) -> Done | None:
        """Do what a line says; None for what nobody answers. Raises an error of `NOT_POSSIBLE` where that cannot be."""

    @abstractmethod
    def answered(self, done: Done) -> bool:
        """Whether what was done is answered, and nothing of the answer runs any more."""

    @abstractmethod
    def shown(self) -> Iterator[tuple[object, str]]:
        """Give what the person sees: what it is known by, and how it looks now."""

    async def line(self, text: str) -> bool:
        """Do what a line says; False where that is not possible and nobody is there to say another."""
        try:
            done = await self.do(text)
            if done is not None and self.quiet:
                await self._settled(done)
        except NOT_POSSIBLE as error:
            say(f"Not possible: {str(error) or type(error).__name__}")
            self.failed = True
        return not (self.failed and self.quiet)

    async def attach(self, path: str) -> None:
        """Keep a file for what is sent next."""
        self.files.append((Path(path).name, await asyncio.to_thread(Path(path).read_bytes)))

    def taken(self) -> list[tuple[str, bytes]]:
        """Give the files that were kept, and forget them."""
        taken, self.files = self.files, []
        return taken

    async def watch(self) -> None:
        """Print what changes, until cancelled."""
        while True:
            self._print()
            await self.double.state.until(lambda: bool(self._news()) or len(self.double.refused) > self._refused)

    def end(self) -> int:
        """Print what is left; give the exit code."""
        self._print()
        return int((self.quiet and self.failed) or bool(self.double.refused))

    def _news(self) -> list[tuple[object, str]]:
        return [(key, text) for key, text in self.shown() if self._printed.get(key) != text]

    def _print(self) -> None:
        for key, text in self._news():
            self._printed[key] = text
            say(text)
        for refusal in self.double.refused[self._refused :]:
            say(f"Refused: {refusal}")
        self._refused = len(self.double.refused)

    async def _settled(self, done: Done) -> None:
        """Wait until it is answered, nothing runs, and nothing more comes."""
        requests = -1
        async with asyncio.timeout(PATIENT):
            while requests != len(self.double.requests):
                await self.double.state.until(lambda: self.answered(done))
                requests = len(self.double.requests)
                await asyncio.sleep(QUIET)
        self._print()


NOT_POSSIBLE = (AssertionError, LookupError, OSError, TimeoutError, ValueError)


def arguments(platform: str, port: int) -> argparse.ArgumentParser:
    """Give the command line: a port, `port` unless it says another, and a script."""
    parser = argparse.ArgumentParser(description=f"A {platform} on this computer, with you on it.")
    parser.add_argument("--port", type=int, default=port, help="0 takes any that is free")
    parser.add_argument("--script", type=Path, help="a file of lines to play")
    return parser


def run(serving: Coroutine[None, None, int]) -> None:
    """Serve, and exit with the code of the script."""
    with suppress(KeyboardInterrupt):
        sys.exit(asyncio.run(serving))


async def play(player: Player[Done], script: Path | None, ready: Awaitable[object]) -> int:
    """Play the lines of a file, or those that are typed, as soon as the bot is `ready`; give the exit code."""
    await ready
    say("The bot is here. help says what you can do.")
    watching = asyncio.create_task(player.watch())
    async for line in _typed() if script is None else _read(script):
        if line == "quit" or not await player.line(line):
            break
    watching.cancel()
    with suppress(asyncio.CancelledError):
        await watching
    return player.end()


async def _read(script: Path) -> AsyncIterator[str]:
    """Give the lines of a file; those that begin with % are for its readers."""
    text = await asyncio.to_thread(script.read_text, "utf-8")
    for line in text.splitlines():
        if line and not line.startswith("%"):
            say(f"\n> {line}")
            yield line


async def _typed() -> AsyncIterator[str]:
    """Give what is typed. The thread ends with the process, so that nobody waits for one more line."""
    loop, lines = asyncio.get_running_loop(), asyncio.Queue[str]()

    def pump() -> None:
        for line in sys.stdin:
            loop.call_soon_threadsafe(lines.put_nowait, line.strip())
        loop.call_soon_threadsafe(lines.put_nowait, "quit")

    Thread(target=pump, daemon=True).start()
    while True:
        if line := await lines.get():
            yield line


def say(text: str) -> None:
    """Tell whoever plays."""
    print(text, flush=True)  # noqa: T201 - said to whoever plays


def like(typed: str, label: str) -> bool:
    """Whether what is typed begins a label."""
    return label.casefold().startswith(typed.casefold())


def fields(names: Sequence[str], text: str) -> dict[str, str]:
    r"""Give `field=value ...` by the fields of a form; a value goes on until the next field, and `\n` is a new line."""
    head, *parts = split(rf"(?:^|\s)({'|'.join(map(escape, names))})=", text)
    if head.strip():
        raise ValueError(f"the form has {list(names)}, not {head.strip()!r}")
    return {name: value.strip().replace("\\n", "\n") for name, value in zip(parts[::2], parts[1::2], strict=True)}
