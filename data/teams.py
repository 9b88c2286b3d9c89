"""What administrators decide for a team. Each is written with the act that the audit log gets."""

import sqlite3
from collections.abc import Mapping, Sequence

from bot.domain import Act, Group, Place, Retained, Role, TeamId
from bot.library.texts import repaired
from bot.ports import Clock
from data.audit import note
from data.database import Database
from data.rows import stamp

USUAL = {Retained.DELETED: 30, Retained.USAGE: 400, Retained.AUDIT: 400}
"""Days."""


class SqliteTeams:
    """The port `bot.ports.Teams`."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def newcomers(self, team: TeamId) -> Role:
        """Give the role of members without one of their own."""
        row = await self._database.read(
            lambda connection: connection.execute("SELECT newcomers FROM teams WHERE id = ?", (team,)).fetchone()
        )
        return Role(row[0]) if row else Role.EDITOR

    async def welcome(self, team: TeamId, role: Role, act: Act) -> None:
        """Set it."""
        await self._decide(act, "UPDATE teams SET newcomers = ? WHERE id = ? AND newcomers != ?", (role, team, role))

    async def groups(self, team: TeamId) -> tuple[Group, ...]:
        """Give the groups that have a role, by name."""
        rows = await self._database.read(
            lambda connection: connection.execute(
                "SELECT groups.platform, groups.tenant, coalesce(places.name, ''), groups.id, groups.name, role"
                " FROM groups LEFT JOIN places ON places.platform = groups.platform AND places.tenant = groups.tenant"
                " WHERE groups.team = ? ORDER BY groups.name, groups.id",
                (team,),
            ).fetchall()
        )
        return tuple(
            Group(Place(platform, tenant, place), identity, name, Role(role))
            for platform, tenant, place, identity, name, role in rows
        )

    async def map(self, team: TeamId, group: Group, act: Act) -> None:
        """Give the people of a group its role."""
        place = (team, group.place.platform, group.place.tenant, group.id)
        if group.role is Role.NONE:
            sql = "DELETE FROM groups WHERE team = ? AND platform = ? AND tenant = ? AND id = ?"
            values: tuple[str, ...] = place
        else:
            sql = (
                "INSERT INTO groups (team, platform, tenant, id, name, role) VALUES (?, ?, ?, ?, ?, ?)"
                " ON CONFLICT DO UPDATE SET name = excluded.name, role = excluded.role"
                " WHERE (role, name) != (excluded.role, excluded.name)"
            )
            values = (*place, repaired(group.name), group.role)
        await self._decide(act, sql, values)

    async def is_quiet(self, channel: str) -> bool:
        """Tell whether answers in a channel are private only."""
        return await self._database.read(lambda connection: quiet(connection, channel))

    async def hush(self, channel: str, act: Act, *, quiet: bool) -> None:
        """Set it."""
        sql = "INSERT OR IGNORE INTO quiet (channel) VALUES (?)" if quiet else "DELETE FROM quiet WHERE channel = ?"
        await self._decide(act, sql, (channel,))

    async def kept(self, team: TeamId | None) -> Mapping[Retained, int]:
        """Give for how many days each thing is kept."""
        rows = await self._database.read(
            lambda connection: connection.execute("SELECT what, days FROM retention WHERE team = ?", (team,)).fetchall()
        )
        return USUAL | {Retained(what): days for what, days in rows}

    async def keep(self, team: TeamId, what: Retained, days: int, act: Act) -> None:
        """Set it for one thing."""
        await self._decide(
            act,
            "INSERT INTO retention (team, what, days) VALUES (?, ?, ?)"
            " ON CONFLICT DO UPDATE SET days = excluded.days WHERE days != excluded.days",
            (team, what, days),
        )

    async def _decide(self, act: Act, sql: str, values: Sequence[object]) -> None:
        """Write, and keep the act where that changed anything."""
        at = stamp(self._clock.now())

        def decide(connection: sqlite3.Connection) -> None:
            if connection.execute(sql, values).rowcount:
                note(connection, act, at)

        await self._database.write(decide)


def quiet(connection: sqlite3.Connection, channel: str) -> bool:
    """Tell whether answers in a channel are private only."""
    return connection.execute("SELECT 1 FROM quiet WHERE channel = ?", (channel,)).fetchone() is not None
