"""How a team reviews what is proposed: by whom, where, and which labels nobody moves alone."""

import json
import sqlite3
from collections.abc import Sequence

from bot.domain import Act, Audience, PersonId, Role, TeamId
from bot.library.names import check_label
from bot.ports import LANGUAGE, Clock
from data import standing
from data.audit import note
from data.database import Database
from data.rows import stamp


class SqliteReviews:
    """The port `bot.ports.Reviews`."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def reviewers(self, team: TeamId) -> tuple[PersonId, ...]:
        """Give those who are reviewers or administrators by what is kept."""

        def look(connection: sqlite3.Connection) -> tuple[PersonId, ...]:
            members = connection.execute("SELECT person FROM members WHERE team = ? ORDER BY person", (team,))
            return tuple(
                PersonId(person)
                for (person,) in members.fetchall()
                if standing.role(connection, team, person).rank >= Role.REVIEWER.rank
            )

        return await self._database.read(look)

    async def role(self, team: TeamId, person: PersonId) -> Role:
        """Give the role that somebody has in a team, by what is kept."""
        return await self._database.read(lambda connection: standing.role(connection, team, person))

    async def reached(self, persons: Sequence[PersonId], *, locale: str) -> tuple[Audience, ...]:
        """Give where persons can be told something."""
        rows = await self._database.read(
            lambda connection: connection.execute(
                "SELECT platform, user, coalesce(preferences.value, ?) FROM json_each(?) AS wanted"
                " JOIN accounts ON accounts.person = wanted.value"
                " LEFT JOIN preferences ON preferences.person = accounts.person AND preferences.key = ?"
                " ORDER BY wanted.key, platform, user",
                (locale, json.dumps(list(persons)), LANGUAGE),
            ).fetchall()
        )
        return tuple(Audience(platform=platform, user=user, locale=spoken) for platform, user, spoken in rows)

    async def concerns(self, team: TeamId, to: Audience) -> bool:
        """Tell whether what is told of a team's prompts still goes there."""
        if to.channel:
            desk = await self.desk(team)
            return desk is not None and (desk.platform, desk.channel) == (to.platform, to.channel)
        return await self._database.read(
            lambda connection: (
                connection.execute(
                    "SELECT 1 FROM accounts JOIN members ON members.person = accounts.person"
                    " WHERE platform = ? AND user = ? AND team = ? AND role != ?",
                    (to.platform, to.user, team, Role.NONE),
                ).fetchone()
                is not None
            )
        )

    async def desk(self, team: TeamId) -> Audience | None:
        """Give the channel in which a team's proposals stand."""
        row = await self._database.read(
            lambda connection: connection.execute(
                "SELECT platform, tenant, channel, locale FROM desks WHERE team = ?", (team,)
            ).fetchone()
        )
        return Audience(platform=row[0], tenant=row[1], channel=row[2], locale=row[3]) if row else None

    async def place(self, team: TeamId, desk: Audience | None, act: Act) -> None:
        """Choose it."""
        at = stamp(self._clock.now())

        def place(connection: sqlite3.Connection) -> None:
            there = connection.execute("SELECT platform, tenant, channel FROM desks WHERE team = ?", (team,)).fetchone()
            if there == (None if desk is None else (desk.platform, desk.tenant, desk.channel)):
                return
            connection.execute("DELETE FROM desks WHERE team = ?", (team,))
            if desk is not None:
                connection.execute(
                    "INSERT INTO desks (team, platform, tenant, channel, locale) VALUES (?, ?, ?, ?, ?)",
                    (team, desk.platform, desk.tenant, desk.channel, desk.locale),
                )
            note(connection, act, at)

        await self._database.write(place)

    async def protected(self, team: TeamId) -> tuple[str, ...]:
        """Give the labels that nobody moves alone."""
        rows = await self._database.read(
            lambda connection: connection.execute(
                "SELECT label FROM protected WHERE team = ? ORDER BY label", (team,)
            ).fetchall()
        )
        return tuple(label for (label,) in rows)

    async def protect(self, team: TeamId, label: str, act: Act, *, on: bool) -> None:
        """Make a label one of them, or none of them."""
        sql = (
            "INSERT OR IGNORE INTO protected (team, label) VALUES (?, ?)"
            if on
            else "DELETE FROM protected WHERE team = ? AND label = ?"
        )
        values, at = (team, check_label(label)), stamp(self._clock.now())

        def protect(connection: sqlite3.Connection) -> None:
            if connection.execute(sql, values).rowcount:
                note(connection, act, at)

        await self._database.write(protect)
