"""How values stand in rows: ids, times, and the first result of a write."""

import secrets
import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from bot.domain import WriteKey

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)

MOST = 1000
"""Rows that one question may ask for."""


def bounded(count: int) -> int:
    """Give how many rows may be asked for at once: SQLite takes no number beyond 64 bits, and nobody reads so many."""
    return min(max(count, 0), MOST)


def behind(offset: int) -> int:
    """Give how many rows may be passed over, within 64 bits."""
    return min(max(offset, 0), 2**31)


def new_id() -> str:
    """Make an id: 20 characters of 80 random bits, short enough for a button's token."""
    return secrets.token_hex(10)


def stamp(at: datetime) -> int:
    """Give whole microseconds since 1970."""
    return (at - _EPOCH) // _MICROSECOND


def moment(microseconds: int) -> datetime:
    """Give the time of a stamp, in UTC."""
    return _EPOCH + timedelta(microseconds=microseconds)


def once(connection: sqlite3.Connection, kind: str, write: WriteKey, at: int, effect: Callable[[], str]) -> str:
    """Perform `effect` and keep its result in the same transaction; the same write asked for again gives the result
    of the first time and does nothing.
    """
    found = connection.execute("SELECT result FROM writes WHERE key = ? AND kind = ?", (write, kind)).fetchone()
    if found is not None:
        first: str = found[0]
        return first
    result = effect()
    connection.execute("INSERT INTO writes (key, kind, result, at) VALUES (?, ?, ?, ?)", (write, kind, result, at))
    return result
