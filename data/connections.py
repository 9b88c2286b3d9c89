"""A connection to one SQLite file, and how a piece of work is run on it."""

import asyncio
import os
import sqlite3
from collections.abc import Callable
from pathlib import Path
from threading import Event
from typing import Self, TypeVar, cast

import aiosqlite

from bot.errors import StoreUnusable
from bot.words import N_

T = TypeVar("T")
Work = Callable[[sqlite3.Connection], T]

PATIENCE = 2.0
"""Seconds that a write waits for its turn and for other processes."""
CHUNK = 64
"""Rows that aiosqlite fetches at a time; nothing here iterates through it."""
BUSY_MS = 1000
"""Milliseconds that SQLite itself waits for a program that does not know our lock."""
CHECKPOINT_PAGES = 1000
WAL_BYTES = 4 * 1024 * 1024
"""What the write-ahead log shrinks to once it has been checkpointed whole."""

_SETTINGS = (
    "PRAGMA foreign_keys = 1",
    "PRAGMA synchronous = FULL",
    "PRAGMA temp_store = MEMORY",
    f"PRAGMA wal_autocheckpoint = {CHECKPOINT_PAGES}",
    f"PRAGMA journal_size_limit = {WAL_BYTES}",
)


class Connection(aiosqlite.Connection):
    """A connection that is made, used and closed in one thread of its own, which aiosqlite runs."""

    @classmethod
    async def made(cls, connector: Callable[[], sqlite3.Connection]) -> Self:
        """Make a connection; `connector` is called in its thread."""
        connection = cls(connector, CHUNK)
        try:
            await connection
        except BaseException:
            # aiosqlite tells its thread to end and does not wait; the loop may be gone before the thread is.
            await asyncio.to_thread(connection._thread.join)
            raise
        return connection

    async def run(self, work: Work[T]) -> T:
        """Run `work` from start to end in the connection's thread. When the wait is cancelled, work that has begun
        goes on to its end and work that has not is left undone.
        """
        cancelled = Event()

        def unless_cancelled() -> T | None:
            return None if cancelled.is_set() else work(self._conn)

        try:
            return cast("T", await self._execute(unless_cancelled))  # type: ignore[no-untyped-call] # aiosqlite's own
        except asyncio.CancelledError:
            cancelled.set()
            raise


def connect(path: Path, factory: type[sqlite3.Connection] = sqlite3.Connection) -> sqlite3.Connection:
    """Open a connection that commits durably, and only when told to. Whoever writes with it, or closes it, must hold
    the `WriteLock`.
    """
    connection = sqlite3.connect(
        path, timeout=BUSY_MS / 1000, isolation_level=None, check_same_thread=False, factory=factory
    )
    try:
        for setting in _SETTINGS:
            connection.execute(setting)
    except BaseException:
        connection.close()
        raise
    return connection


def transact(connection: sqlite3.Connection, work: Work[T]) -> T:
    """Run `work` between BEGIN IMMEDIATE and COMMIT, or undo it."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        result = work(connection)
        connection.execute("COMMIT")
    except BaseException:
        connection.rollback()  # does nothing where SQLite has rolled back by itself, as it does on a full disk
        raise
    return result


def journal(path: Path) -> Path:
    """Give the write-ahead log of a database."""
    return path.with_name(path.name + "-wal")


def create_privately(path: Path) -> None:
    """Make an empty file that only its owner can read, unless there is one. `StoreUnusable` when the database is
    missing and its journal is not: a new file would drop what stands there.
    """
    if path.exists():
        return
    if journal(path).exists() and journal(path).stat().st_size:
        raise StoreUnusable(
            N_("The library's file is missing, but its journal {journal} is still there. Nothing was changed."),
            advice=N_("Put the file back beside its journal, or restore a backup."),
            journal=journal(path).name,
        )
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))


def identity(path: Path) -> tuple[int, int] | None:
    """Say which file stands at `path`, so that another in its place is noticed; None when there is none."""
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return found.st_dev, found.st_ino
