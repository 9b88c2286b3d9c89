"""Locks between processes: a short one around every write, a long one that a server holds.

SQLite locks by itself, but below 3.51.3 two connections that write or checkpoint at once can damage the file, so no
two ever do. Both locks are let go by the system when their process ends, however it ends.
"""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import lock_descriptor, unlock_descriptor

from bot.errors import StoreBusy
from bot.words import N_
from data.failures import busy

POLL = 0.002
"""Seconds between two attempts: a write takes about half of that."""


class WriteLock:
    """Held while writing. One thread of a process uses it; the file stays where it is."""

    def __init__(self, database: Path) -> None:
        self._descriptor = open_lock(database.with_name(database.name + ".lock"))

    @contextmanager
    def held(self, until: float) -> Iterator[None]:
        """Hold the lock. `StoreBusy` when it is not free before `until`, on `time.monotonic`: what is waited for is
        another process, so no turned clock of a test would do.
        """
        while not lock_descriptor(self._descriptor, blocking=False):
            if time.monotonic() >= until:
                raise busy()
            time.sleep(POLL)
        try:
            yield
        finally:
            unlock_descriptor(self._descriptor)

    def close(self) -> None:
        """Close the file, which lets go of the lock."""
        os.close(self._descriptor)


class ServeLock:
    """Held as long as a process serves; the file names the process."""

    def __init__(self, database: Path) -> None:
        """Take the lock. `StoreBusy` names the process that has it."""
        self._descriptor = open_lock(database.with_name(database.name + ".serve"))
        if not lock_descriptor(self._descriptor, blocking=False):
            process = os.pread(self._descriptor, 20, 0).decode("ascii", "replace").strip()
            os.close(self._descriptor)
            raise StoreBusy(
                N_("Another Prompteur serves this library already (process {process})."),
                advice=N_("Stop that one first; the terminal and the shell work beside it."),
                process=process or "?",
            )
        os.ftruncate(self._descriptor, 0)
        os.pwrite(self._descriptor, f"{os.getpid()}\n".encode(), 0)

    def close(self) -> None:
        """Let go of the lock."""
        os.close(self._descriptor)


def open_lock(path: Path) -> int:
    """Open the file of a lock, making it readable by its owner only."""
    return os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), 0o600)
