"""What is kept for a time only is dropped: some at the same age everywhere, some at the age that its team chose."""

import sqlite3
from collections.abc import Mapping
from datetime import datetime, timedelta

from bot.domain import Retained
from data.database import Database
from data.rows import stamp
from data.teams import USUAL

BATCH = 500
"""Rows that are dropped in one transaction, so that nobody waits long."""
_SAME = {
    "calls": (timedelta(hours=48), "DELETE FROM calls WHERE row IN (SELECT row FROM calls WHERE at < ? LIMIT ?)"),
    "writes": (
        timedelta(hours=48),
        "DELETE FROM writes WHERE (key, kind) IN (SELECT key, kind FROM writes WHERE at < ? LIMIT ?)",
    ),
    "records": (timedelta(days=90), "DELETE FROM records WHERE row IN (SELECT row FROM records WHERE at < ? LIMIT ?)"),
    "sessions": (
        timedelta(days=90),
        "DELETE FROM sessions WHERE id IN (SELECT id FROM sessions WHERE touched < ? LIMIT ?)",
    ),
    "notices": (timedelta(days=90), "DELETE FROM notices WHERE row IN (SELECT row FROM notices WHERE at < ? LIMIT ?)"),
    "filled": (
        timedelta(days=90),
        (
            "DELETE FROM filled WHERE (person, prompt, name) IN"
            " (SELECT person, prompt, name FROM filled WHERE at < ? LIMIT ?)"
        ),
    ),
}
"""By what is dropped: its age, and a statement that takes a time and a number of rows."""
_CHOSEN = {
    "snippets": (
        Retained.DELETED,
        (
            "DELETE FROM snippets WHERE row IN (SELECT snippets.row FROM snippets JOIN scopes ON scopes.row = scope"
            " WHERE deleted < ? AND NOT (kind = 'team'"
            " AND scopes.owner IN (SELECT team FROM retention WHERE what = 'deleted')) LIMIT ?)"
        ),
        (
            "DELETE FROM snippets WHERE row IN (SELECT snippets.row FROM snippets JOIN scopes ON scopes.row = scope"
            " WHERE kind = 'team' AND scopes.owner = ? AND deleted < ? LIMIT ?)"
        ),
    ),
    "usage": (
        Retained.USAGE,
        (
            "DELETE FROM usage WHERE row IN (SELECT row FROM usage WHERE at < ?"
            " AND coalesce(team, '') NOT IN (SELECT team FROM retention WHERE what = 'usage') LIMIT ?)"
        ),
        "DELETE FROM usage WHERE row IN (SELECT row FROM usage WHERE team = ? AND at < ? LIMIT ?)",
    ),
    "audit": (
        Retained.AUDIT,
        (
            "DELETE FROM audit WHERE row IN (SELECT row FROM audit WHERE at < ?"
            " AND team NOT IN (SELECT team FROM retention WHERE what = 'audit') LIMIT ?)"
        ),
        "DELETE FROM audit WHERE row IN (SELECT row FROM audit WHERE team = ? AND at < ? LIMIT ?)",
    ),
}
"""By what is dropped: what a team chooses its age by, a statement for all teams that chose nothing, and one for a team
that did.
"""


async def prune(database: Database, now: datetime) -> Mapping[str, int]:
    """Drop what is too old; give how many of each."""
    dropped = {what: await _drop(database, sql, stamp(now - age)) for what, (age, sql) in _SAME.items()}
    for what, (retained, others, of_team) in _CHOSEN.items():
        dropped[what] = await _drop(database, others, stamp(now - timedelta(days=USUAL[retained])))
        for team, days in await _chosen(database, retained):
            dropped[what] += await _drop(database, of_team, team, stamp(now - timedelta(days=days)))
    return dropped


async def _chosen(database: Database, what: Retained) -> list[tuple[str, int]]:
    """Give the teams that chose how long something is kept."""

    def look(connection: sqlite3.Connection) -> list[tuple[str, int]]:
        return connection.execute("SELECT team, days FROM retention WHERE what = ?", (what,)).fetchall()

    return await database.read(look)


async def _drop(database: Database, sql: str, *values: str | int) -> int:
    dropped = 0
    while True:
        rows = await database.write(lambda connection: connection.execute(sql, (*values, BATCH)).rowcount)
        dropped += rows
        if rows < BATCH:
            return dropped
