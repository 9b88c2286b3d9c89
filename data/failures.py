"""What SQLite and the file system report, as errors with a sentence for the person who meets them."""

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from bot.errors import StoreBusy, StoreFailed, StoreUnusable
from bot.words import N_

RESTORE = N_("Put a backup back with `prompteur db restore FILE`. The damaged file is left as it is.")

_PRIMARY = 0xFF
"""SQLite's extended error codes hold the primary one in the lowest byte."""


@contextmanager
def told() -> Iterator[None]:
    """Raise `StoreBusy` or `StoreUnusable` for what a person or the operator can meet; a wrong statement of ours
    stays what it is.
    """
    try:
        yield
    except sqlite3.Error as error:
        failure = _failure(code(error))
        if failure is None:
            raise
        raise failure from error
    except OSError as error:
        raise (_full() if error.errno in {errno.ENOSPC, errno.EDQUOT} else _unwritable()) from error


def code(error: sqlite3.Error) -> int:
    """Give SQLite's primary error code; 0 for an error of Python's own."""
    return getattr(error, "sqlite_errorcode", sqlite3.SQLITE_OK) & _PRIMARY


def busy() -> StoreBusy:
    """Give the error for a lock that another program held for too long."""
    return StoreBusy(
        N_("The library is busy: another program has held it for too long. Nothing was changed."),
        advice=N_("Try again in a moment."),
    )


def damaged() -> StoreUnusable:
    """Give the error for a file that is not sound."""
    return StoreUnusable(N_("The library's file is damaged, so it was not opened or changed."), advice=RESTORE)


def gone() -> StoreUnusable:
    """Give the error for a file that was removed or replaced under a running program."""
    return StoreUnusable(
        N_("The library's file was removed or replaced while this program ran. Nothing was saved."),
        advice=N_("Start the program again."),
    )


def _full() -> StoreUnusable:
    return StoreUnusable(
        N_("The disk is full. Nothing was saved; what was saved before is still there."),
        advice=N_("Free some space and try again."),
    )


def _unwritable() -> StoreUnusable:
    return StoreUnusable(
        N_("The library's file cannot be opened or written. Nothing was saved."),
        advice=N_("See that its folder is there, and that you may write in it."),
    )


def _failure(reported: int) -> StoreFailed | None:
    match reported:
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            return busy()
        case sqlite3.SQLITE_FULL:
            return _full()
        case sqlite3.SQLITE_CORRUPT | sqlite3.SQLITE_NOTADB:
            return damaged()
        case sqlite3.SQLITE_READONLY | sqlite3.SQLITE_PERM | sqlite3.SQLITE_CANTOPEN | sqlite3.SQLITE_IOERR:
            return _unwritable()
        case _:
            return None
