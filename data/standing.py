"""Which role somebody has in a team by what is kept, where the platform does not tell at this moment."""

import json
import sqlite3
from collections.abc import Sequence

from bot.domain import Role


def kept(groups: Sequence[str]) -> str:
    """Give groups as they stand in a row."""
    return json.dumps(sorted(set(groups)))


def by_groups(connection: sqlite3.Connection, team: str, person: str) -> Role | None:
    """Give the highest role of the groups that somebody had where they were last seen; None for no such group."""
    rows = connection.execute(
        "SELECT groups.role FROM presences JOIN groups USING (platform, tenant)"
        " JOIN json_each(presences.grouped) AS had ON had.value = groups.id"
        " WHERE presences.person = ? AND groups.team = ?",
        (person, team),
    ).fetchall()
    return max((Role(role) for (role,) in rows), key=lambda role: role.rank, default=None)


def role(connection: sqlite3.Connection, team: str, person: str) -> Role:
    """Give the role that somebody has in a team: their own, else that of their groups, else the newcomers'."""
    row = connection.execute(
        "SELECT role, newcomers FROM members JOIN teams ON teams.id = team WHERE team = ? AND person = ?",
        (team, person),
    ).fetchone()
    if row is None:
        return Role.NONE
    given, newcomers = row
    return Role(given) if given else by_groups(connection, team, person) or Role(newcomers)
