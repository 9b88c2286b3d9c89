"""One SQLite file: one connection writes, two read, each in a thread of its own, off the event loop.

A piece of work is a plain function of a connection and runs from start to end in its thread. A cancelled task can
therefore neither leave a transaction open nor stop in the middle of one: what it asked for happens entirely or, if it
had not begun, not at all. Whoever asks again with the same write key is told which.
"""

import asyncio
import sqlite3
import time
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import TypeVar

import structlog

from bot.errors import StoreBusy
from data.connections import PATIENCE, Connection, Work, connect, create_privately, identity, transact
from data.failures import gone, told
from data.locks import WriteLock

T = TypeVar("T")

READERS = 2

log = structlog.get_logger()


class Database:
    """Runs work on one file. What a person can meet comes as `StoreBusy` and `StoreUnusable`. Connections are opened,
    written through and closed under the lock between processes: the last one to close, in any of them, checkpoints.
    """

    def __init__(self, path: Path, *, patience: float = PATIENCE) -> None:
        """`patience`: seconds that a write waits for its turn and for other processes."""
        self._path = path
        self._patience = patience
        with told():
            self._lock = WriteLock(path)
        self._identity: tuple[int, int] | None = None
        self._writer: Connection | None = None
        self._idle: asyncio.Queue[Connection] = asyncio.Queue()
        self._readers: list[Connection] = []
        self._closing: asyncio.Task[None] | None = None

    async def open(self, prepare: Work[None], factory: type[sqlite3.Connection] = sqlite3.Connection) -> None:
        """Open the file, making it if need be, and let `prepare` check and migrate it before anybody else sees it."""
        opening = asyncio.ensure_future(self._open(prepare, factory))
        try:
            await asyncio.shield(opening)
        except BaseException:
            await asyncio.wait({opening})
            await self.aclose()
            raise

    async def _open(self, prepare: Work[None], factory: type[sqlite3.Connection]) -> None:
        self._writer = await Connection.made(partial(self._make_writer, prepare, factory))
        for _ in range(READERS):
            reader = await Connection.made(partial(self._make_reader, factory))
            self._readers.append(reader)
            self._idle.put_nowait(reader)

    def _make_writer(self, prepare: Work[None], factory: type[sqlite3.Connection]) -> sqlite3.Connection:
        with told(), self._lock.held(time.monotonic() + self._patience):
            create_privately(self._path)
            connection = connect(self._path, factory)
            try:
                prepare(connection)
            except BaseException:
                connection.close()
                raise
            self._identity = identity(self._path)
            return connection

    def _make_reader(self, factory: type[sqlite3.Connection]) -> sqlite3.Connection:
        with told(), self._lock.held(time.monotonic() + self._patience):
            connection = connect(self._path, factory)
            connection.execute("PRAGMA query_only = 1")
            connection.execute("PRAGMA wal_autocheckpoint = 0")
            return connection

    async def write(self, work: Work[T]) -> T:
        """Run `work` in a transaction of its own and commit it durably; whatever it raises undoes all of it.
        `StoreBusy` when its turn does not come in time.
        """
        until = time.monotonic() + self._patience
        return await self.writer.run(partial(self._written, work, until))

    @property
    def writer(self) -> Connection:
        """The one connection that writes."""
        if self._writer is None:
            raise RuntimeError("the database is not open")
        return self._writer

    def _written(self, work: Work[T], until: float, connection: sqlite3.Connection) -> T:
        with told(), self._lock.held(until):
            if identity(self._path) != self._identity:
                raise gone()
            return transact(connection, work)

    async def read(self, work: Work[T]) -> T:
        """Run `work`, which must only read. It sees everything that was committed before."""
        if not self._readers:
            raise RuntimeError("the database is not open")
        reader = await self._idle.get()
        try:
            return await reader.run(partial(_read, work))
        finally:
            self._idle.put_nowait(reader)

    async def aclose(self) -> None:
        """Finish what was asked for and close. Closing twice is the same as once."""
        if self._closing is None:
            self._closing = asyncio.ensure_future(self._close())
        await asyncio.shield(self._closing)

    async def _close(self) -> None:
        readers, self._readers = self._readers, []
        writer, self._writer = self._writer, None
        held = ExitStack()
        if writer:
            await writer.run(lambda _: self._take_lock(held))
        with held:
            for connection in [*readers, *([writer] if writer else [])]:
                await connection.close()
        self._lock.close()

    def _take_lock(self, held: ExitStack) -> None:
        try:
            held.enter_context(self._lock.held(time.monotonic() + self._patience))
        except StoreBusy:
            log.warning("store_closed_without_lock")


def _read(work: Work[T], connection: sqlite3.Connection) -> T:
    with told():
        return work(connection)
