"""Persons and teams that are none any more: what calls under way still write for them is brought home."""

import sqlite3
from datetime import datetime, timedelta

from data import codes, communal, personal
from data.rows import stamp

SETTLED = timedelta(days=2)
"""How long it is looked for: no call takes longer."""


def settle(connection: sqlite3.Connection, now: datetime) -> None:
    """Bring home what was written meanwhile, and drop codes that are over."""
    connection.execute("DELETE FROM former WHERE at < ?", (stamp(now - SETTLED),))
    for was, kind, became in connection.execute("SELECT id, kind, became FROM former").fetchall():
        if kind == "team":
            communal.join(connection, became, was)
        elif became:
            personal.join(connection, became, was)
        else:
            personal.forget(connection, was)
    codes.prune(connection, stamp(now))
