"""The connections to one SQLite file: one writes, two read; made, used and closed under the lock between processes."""

import os
import queue
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import structlog

from bot.errors import StoreBusy, StoreUnusable
from bot.words import N_
from data.failures import gone, told
from data.locks import WriteLock

T = TypeVar("T")
Work = Callable[[sqlite3.Connection], T]

PATIENCE = 2.0
"""Seconds that a write waits for its turn and for other processes."""
BUSY_MS = 1000
"""Milliseconds that SQLite itself waits for a program that does not know our lock."""
READERS = 2
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

log = structlog.get_logger()


class Connections:
    """The open file. Nothing here knows of an event loop: `Database` calls it from threads."""

    def __init__(self, path: Path, prepare: Work[None], factory: type[sqlite3.Connection]) -> None:
        """Open the file, making it if need be, and let `prepare` check and migrate it before anybody else sees it."""
        self._path = path
        self._idle: queue.SimpleQueue[sqlite3.Connection] = queue.SimpleQueue()
        with told():
            self._lock = WriteLock(path)
            try:
                with self._lock.held(time.monotonic() + PATIENCE):
                    self._connect(prepare, factory)
            except BaseException:
                self._lock.close()
                raise

    def _connect(self, prepare: Work[None], factory: type[sqlite3.Connection]) -> None:
        create_privately(self._path)
        self._writer = connect(self._path, factory)
        try:
            prepare(self._writer)
            self._identity = _identity(self._path)
            for _ in range(READERS):
                reader = connect(self._path, factory)
                self._idle.put(reader)
                reader.execute("PRAGMA query_only = 1")
                reader.execute("PRAGMA wal_autocheckpoint = 0")
        except BaseException:
            self._close_all()
            raise

    def write(self, work: Work[T], until: float) -> T:
        """Run `work` in a transaction of its own; `StoreBusy` when it cannot begin before `until` (monotonic)."""
        with told(), self._lock.held(until):
            if _identity(self._path) != self._identity:
                raise gone()
            return transact(self._writer, work)

    def read(self, work: Work[T]) -> T:
        """Run `work` on one of the connections that cannot write."""
        connection = self._idle.get()
        try:
            with told():
                return work(connection)
        finally:
            self._idle.put(connection)

    def close(self) -> None:
        """Close the file. The last connection to it, in any process, checkpoints as it closes: hence the lock."""
        try:
            with told(), self._lock.held(time.monotonic() + PATIENCE):
                self._close_all()
        except StoreBusy:
            log.warning("store_closed_without_lock")
            self._close_all()
        self._lock.close()

    def _close_all(self) -> None:
        while not self._idle.empty():
            self._idle.get().close()
        self._writer.close()


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


def _identity(path: Path) -> tuple[int, int] | None:
    """Say which file stands at `path`, so that another in its place is noticed; None when there is none."""
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return found.st_dev, found.st_ino
