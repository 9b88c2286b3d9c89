"""The database off the event loop: each piece of work runs in a thread, from start to end.

A piece of work is a plain function of a connection. A cancelled task can therefore neither leave a transaction open
nor stop in the middle of one: what it asked for happens entirely or, if it had not begun, not at all. Whoever asks
again with the same write key is told which.
"""

import asyncio
import sqlite3
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import TypeVar

from data.connections import PATIENCE, READERS, Connections, Work

T = TypeVar("T")


class Database:
    """Runs work on one file. What a person can meet comes as `StoreBusy` and `StoreUnusable`."""

    def __init__(self, path: Path, *, patience: float = PATIENCE) -> None:
        """`patience`: seconds that a write waits for its turn and for other processes."""
        self._path = path
        self._patience = patience
        self._writing = ThreadPoolExecutor(1, "store-writer")
        self._reading = ThreadPoolExecutor(READERS, "store-reader")
        self._connections: Connections | None = None
        self._closed = False

    async def open(self, prepare: Work[None], factory: type[sqlite3.Connection] = sqlite3.Connection) -> None:
        """Open the file, making it if need be, and let `prepare` check and migrate it before anybody else sees it."""
        try:
            await self._in_writer(partial(self._open, prepare, factory))
        except BaseException:
            await self.aclose()
            raise

    async def write(self, work: Work[T]) -> T:
        """Run `work` in a transaction of its own and commit it durably; whatever it raises undoes all of it."""
        return await self._in_writer(partial(self._file.write, work, time.monotonic() + self._patience))

    async def read(self, work: Work[T]) -> T:
        """Run `work`, which must only read. It sees everything that was committed before."""
        return await asyncio.get_running_loop().run_in_executor(self._reading, self._file.read, work)

    async def aclose(self) -> None:
        """Finish what was asked for and close. Closing twice is the same as once."""
        if self._closed:
            return
        self._closed = True
        try:
            await asyncio.shield(self._in_writer(self._close))
        finally:
            self._writing.shutdown(wait=False)

    async def _in_writer(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._writing, work)

    @property
    def _file(self) -> Connections:
        if self._connections is None:
            raise RuntimeError("the database is not open")
        return self._connections

    def _open(self, prepare: Work[None], factory: type[sqlite3.Connection]) -> None:
        self._connections = Connections(self._path, prepare, factory)

    def _close(self) -> None:
        self._reading.shutdown(wait=True)
        if self._connections is not None:
            self._connections.close()
            self._connections = None
