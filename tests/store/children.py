"""Processes for tests to kill. Run as a module: `python -m tests.store.children MODE PATH [NUMBER]`.

Each mode forks its own children from a process without threads, which takes milliseconds where a new interpreter
takes a second.
"""

import asyncio
import json
import os
import random
import select
import signal
import sqlite3
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import structlog

from bot.domain import NewVersion, Origin, WriteKey
from bot.errors import StoreFailed
from data import schema
from data.connections import connect
from tests.store.opened import ANN, ANNS, opened

LATER = schema.Migration(
    999,
    "CREATE TABLE later (name TEXT, text TEXT);"
    "\nINSERT INTO later SELECT snippets.name, text FROM snippets JOIN snippet_versions AS v ON v.row = head;"
    "\nALTER TABLE people ADD COLUMN later TEXT NOT NULL DEFAULT 'later';"
    "\nDROP TABLE allowed;",
)
"""A migration that changes data, for want of a second real one."""


def fork(work: Callable[[], object]) -> int:
    """Run `work` in a child; give its process."""
    process = os.fork()
    if process == 0:
        try:
            work()
        finally:
            os._exit(0)
    return process


def die() -> None:
    """Die as by a power cut: nothing is tidied up."""
    os.kill(os.getpid(), signal.SIGKILL)


def counting(fatal: int) -> type[sqlite3.Connection]:
    """Give connections that kill their process before the statement with number `fatal`."""
    seen = 0

    class Counting(sqlite3.Connection):
        def execute(self, *arguments: object) -> sqlite3.Cursor:
            nonlocal seen
            seen += 1
            if seen == fatal:
                die()
            return super().execute(*arguments)  # type: ignore[arg-type]

    return Counting


class DiesAfterCommit(sqlite3.Connection):
    """Kills its process when the first save of a prompt is durable and nobody knows yet."""

    saved = False

    def execute(self, *arguments: object) -> sqlite3.Cursor:
        """Run a statement."""
        cursor = super().execute(*arguments)  # type: ignore[arg-type]
        self.saved = self.saved or str(arguments[0]).startswith("INSERT INTO snippet_versions")
        if self.saved and arguments[0] == "COMMIT":
            die()
        return cursor


async def save_for_ever(path: Path, life: int, acknowledge: Callable[[str], object]) -> None:
    """Work as a busy session does, acknowledging each save after it was promised."""
    async with opened(path) as store:
        session = await store.sessions.begin(f"room {life}", ANN, "t", WriteKey(f"begin {life}"))
        for number in range(10_000):
            text = f"text {life} {number} " * 50
            saved = await store.library.save(
                ANNS, f"prompt {number % 3}", text, author=ANN, why="", write=WriteKey(f"{life} {number}")
            )
            acknowledge(f"snippet {saved.id} {saved.newest.number} {life} {number}\n")
            new = NewVersion(text=text, origin=Origin.PASTED, author=ANN, parent=None)
            version = await store.sessions.add(session.id, new, WriteKey(f"v {life} {number}"))
            acknowledge(f"version {version.id} {version.number} {life} {number}\n")


def _session(path: Path, life: int, writing: int) -> None:
    asyncio.run(save_for_ever(path, life, lambda line: os.write(writing, line.encode())))


def saves(path: Path, kills: int) -> None:
    """Start a child that saves, kill it at a random moment, again and again; print what was acknowledged."""
    chance = random.Random(kills)  # noqa: S311 - chance, no secret
    for life in range(kills):
        reading, writing = os.pipe()
        child = fork(partial(_session, path, life, writing))
        os.close(writing)
        with os.fdopen(reading) as acknowledged:
            lines = [acknowledged.readline() for _ in range(chance.randint(1, 8))]
            select.select([acknowledged], [], [], chance.random() / 500)  # somewhere within the next save
            os.kill(child, signal.SIGKILL)
            lines += acknowledged.readlines()
        os.waitpid(child, 0)
        sys.stdout.write("".join(line for line in lines if line.endswith("\n")))


def committed(path: Path) -> None:
    """Die between a commit and the answer."""
    child = fork(lambda: asyncio.run(save_once(path, DiesAfterCommit)))
    sys.stdout.write(f"{os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])}\n")


async def save_once(path: Path, factory: type[sqlite3.Connection]) -> None:
    """Save once on connections of a kind."""
    async with opened(path, factory=factory) as store:
        await store.library.save(ANNS, "tickets", "first", author=ANN, why="", write=WriteKey("event"))


def migrations(path: Path, _: int = 0) -> None:
    """Kill a migration before each of its statements in turn; print how many there were."""

    def migrate(fatal: int) -> None:
        connection = connect(path, counting(fatal))
        schema.migrate(connection, [*schema.known(), LATER])
        connection.close()

    for fatal in range(1, 200):
        child = fork(partial(migrate, fatal))
        if os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0:
            sys.stdout.write(f"{fatal}\n")
            return


def serve(path: Path, _: int = 0) -> None:
    """Serve until killed; print the process when it does."""

    async def work() -> None:
        async with opened(path, serve=True):
            sys.stdout.write(f"{os.getpid()}\n")
            sys.stdout.flush()
            sys.stdin.read()

    asyncio.run(work())


def read_only(path: Path, _: int = 0) -> None:
    """Open a library in a folder that this process may not write; print the error's sentence."""
    if os.geteuid() == 0:
        os.setuid(65534)

    async def work() -> None:
        try:
            async with opened(path):
                sys.stdout.write("opened\n")
        except StoreFailed as error:
            sys.stdout.write(json.dumps([type(error).__name__, str(error)]) + "\n")

    asyncio.run(work())


MODES: dict[str, Callable[[Path, int], None]] = {
    "saves": saves,
    "migrations": migrations,
    "serve": serve,
    "read_only": read_only,
    "committed": lambda path, _: committed(path),
}

if __name__ == "__main__":
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    MODES[sys.argv[1]](Path(sys.argv[2]), int(sys.argv[3]) if sys.argv[3:] else 0)
