"""Every column that names a team, and what becomes of its rows when two teams are joined. A new one belongs here, or a
test fails.
"""

import sqlite3
from dataclasses import dataclass

from bot.domain import Role, Scope, ScopeKind
from bot.ports import TEAM
from data import belonging, merging
from data.belonging import Join


@dataclass(frozen=True, slots=True, kw_only=True)
class Communal:
    """A column that names a team."""

    table: str
    column: str
    join: Join


def _dropped(table: str, column: str) -> Join:
    """Drop what the team that joins had: its own way of it ends."""
    return lambda connection, _, gone: belonging.dropped(table, column)(connection, gone)


def _join_members(connection: sqlite3.Connection, kept: str, gone: str) -> None:
    """Let the role that was given in either count, of two the higher. Who was taken out of the team that stays is out;
    whoever has no role of their own follows that team.
    """
    rows = connection.execute("SELECT person, role FROM members WHERE team = ?", (gone,)).fetchall()
    for person, role in rows:
        there = connection.execute("SELECT role FROM members WHERE team = ? AND person = ?", (kept, person)).fetchone()
        counts = _counting(there[0], role) if there else role
        connection.execute(
            "INSERT OR REPLACE INTO members (team, person, role) VALUES (?, ?, ?)", (kept, person, counts)
        )
    connection.execute("DELETE FROM members WHERE team = ?", (gone,))


def _counting(there: str, coming: str) -> str:
    if Role.NONE in {there, coming}:
        return there
    return belonging.counting(there, coming)


def _join_libraries(connection: sqlite3.Connection, kept: str, gone: str) -> None:
    merging.merge(connection, team(gone), team(kept), folder_of(connection, gone))


def _join_chosen(connection: sqlite3.Connection, kept: str, gone: str) -> None:
    connection.execute("UPDATE preferences SET value = ? WHERE key = ? AND value = ?", (kept, TEAM, gone))


def team(identity: str) -> Scope:
    """Give the scope of a team's library."""
    return Scope(ScopeKind.TEAM, identity)


def folder_of(connection: sqlite3.Connection, identity: str) -> str:
    """Give the folder that a team's clashing names move into."""
    row = connection.execute(
        "SELECT name, platform FROM places WHERE team = ? ORDER BY platform, tenant", (identity,)
    ).fetchone()
    return merging.folder(*row) if row else "joined"


COMMUNAL: tuple[Communal, ...] = (
    Communal(table="scopes", column="owner", join=_join_libraries),
    Communal(table="members", column="team", join=_join_members),
    Communal(table="places", column="team", join=belonging.moved("places", "team")),
    Communal(table="groups", column="team", join=belonging.moved("groups", "team")),
    Communal(table="retention", column="team", join=_dropped("retention", "team")),
    Communal(table="audit", column="team", join=belonging.moved("audit", "team")),
    Communal(table="protected", column="team", join=belonging.yielding("protected", "team")),
    Communal(table="desks", column="team", join=belonging.yielding("desks", "team")),
    Communal(table="usage", column="team", join=belonging.moved("usage", "team")),
    Communal(table="preferences", column="value", join=_join_chosen),
    Communal(table="codes", column="team", join=_dropped("codes", "team")),
    Communal(table="former", column="id", join=belonging.nothing),
    Communal(table="former", column="became", join=belonging.moved("former", "became")),
    Communal(table="teams", column="id", join=_dropped("teams", "id")),
)
"""In this order: a row that others refer to goes after them."""


def join(connection: sqlite3.Connection, kept: str, gone: str) -> None:
    """Make all that is of the team `gone` that of `kept`. What is done already is left as it is."""
    for one in COMMUNAL:
        one.join(connection, kept, gone)
