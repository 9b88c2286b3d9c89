"""Accounts, persons, places and teams, made when they are first seen."""

import sqlite3
from collections.abc import Sequence
from functools import partial
from typing import NamedTuple

from bot.domain import Account, Actor, Membership, Named, PersonId, Place, Role, TeamId
from bot.library.texts import repaired
from bot.ports import LANGUAGE, TEAM
from data import standing
from data.database import Database
from data.failures import busy
from data.rows import new_id


class _Membership(NamedTuple):
    """What is kept of somebody in a team: the role that they were given, the newcomers' one, and the groups that they
    had in the place when they were last seen there.
    """

    team: TeamId
    given: str
    newcomers: str
    grouped: str


class SqlitePeople:
    """The port `bot.ports.People`. Whoever acts in a place is in its team."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def actor(
        self, account: Account, name: str, place: Place | None, *, manages: bool, groups: Sequence[str] = ()
    ) -> Actor:
        """Give who acts. A read, but for the first time and when a name or the groups have changed."""
        look = partial(known, account=account, name=repaired(name), place=place, manages=manages, groups=groups)
        found = await self._database.read(look)
        if found is None:
            await self._database.write(partial(_make, account=account, name=repaired(name), place=place, groups=groups))
            found = await self._database.read(look)
        if found is None:
            # Another device of the same person told another name or other groups in between.
            raise busy()
        return found

    async def person_name(self, person: PersonId) -> str:
        """Give the name last seen."""
        row = await self._database.read(
            lambda connection: connection.execute("SELECT name FROM people WHERE id = ?", (person,)).fetchone()
        )
        return row[0] if row else ""

    async def preference(self, person: PersonId, key: str) -> str | None:
        """Give what the person chose."""
        row = await self._database.read(
            lambda connection: connection.execute(
                "SELECT value FROM preferences WHERE person = ? AND key = ?", (person, key)
            ).fetchone()
        )
        return row[0] if row else None

    async def prefer(self, person: PersonId, key: str, value: str | None) -> None:
        """Keep what the person chose."""

        def prefer(connection: sqlite3.Connection) -> None:
            connection.execute("DELETE FROM preferences WHERE person = ? AND key = ?", (person, key))
            if value is not None:
                connection.execute("INSERT INTO preferences VALUES (?, ?, ?)", (person, key, value))

        await self._database.write(prefer)

    async def accounts(self, person: PersonId) -> tuple[Named, ...]:
        """Give a person's accounts, in order."""
        rows = await self._database.read(
            lambda connection: connection.execute(
                "SELECT platform, tenant, user, name FROM accounts WHERE person = ? ORDER BY platform, tenant, user",
                (person,),
            ).fetchall()
        )
        return tuple(Named(Account(*account), name) for *account, name in rows)

    async def teams(self, person: PersonId) -> tuple[Membership, ...]:
        """Give the teams that a person is in, by name."""
        rows = await self._database.read(
            lambda connection: connection.execute(
                "SELECT id, name, iif(role = '', newcomers, role) FROM members JOIN teams ON teams.id = members.team"
                " WHERE person = ? AND role != ? ORDER BY name, id",
                (person, Role.NONE),
            ).fetchall()
        )
        return tuple(Membership(TeamId(team), name, Role(role)) for team, name, role in rows)


def known(
    connection: sqlite3.Connection,
    account: Account,
    name: str,
    place: Place | None,
    *,
    manages: bool,
    groups: Sequence[str] = (),
) -> Actor | None:
    """Give who acts; None when something about them must be written first."""
    found = connection.execute(
        "SELECT accounts.person, name, coalesce(value, '') FROM accounts"
        " LEFT JOIN preferences ON preferences.person = accounts.person AND key = ?"
        " WHERE platform = ? AND tenant = ? AND user = ?",
        (LANGUAGE, account.platform, account.tenant, account.user),
    ).fetchone()
    if found is None or found[1] != name:
        return None
    person, _, language = found
    membership = _membership(connection, person, place)
    if place is not None and (membership is None or membership.grouped != standing.kept(groups)):
        return None
    team, role = membership.team if membership else None, Role.EDITOR
    if manages and place is not None:
        role = Role.ADMINISTRATOR
    elif membership is not None:
        role = _role(connection, membership, person, place, groups)
    if role is Role.NONE:
        team = None
    return Actor(person=PersonId(person), name=name, account=account, team=team, role=role, language=language)


def _role(
    connection: sqlite3.Connection, membership: _Membership, person: str, place: Place | None, groups: Sequence[str]
) -> Role:
    """Give the role that counts: the person's own, else the highest of their groups, else the newcomers'."""
    team, given, newcomers, _ = membership
    if given:
        return Role(given)
    if place is None:
        return standing.by_groups(connection, team, person) or Role(newcomers)
    if not groups:
        return Role(newcomers)
    mapped = connection.execute(
        "SELECT id, role FROM groups WHERE team = ? AND platform = ? AND tenant = ?",
        (team, place.platform, place.tenant),
    ).fetchall()
    own = [Role(role) for group, role in mapped if group in groups]
    return max(own, key=lambda role: role.rank, default=Role(newcomers))


def _membership(connection: sqlite3.Connection, person: str, place: Place | None) -> _Membership | None:
    """Give the team of the place, or the chosen one, if the person is in it."""
    if place is None:
        row = connection.execute(
            "SELECT team, role, newcomers, '' FROM preferences JOIN members ON members.team = preferences.value"
            " AND members.person = preferences.person JOIN teams ON teams.id = team"
            " WHERE preferences.person = ? AND preferences.key = ?",
            (person, TEAM),
        ).fetchone()
    else:
        row = connection.execute(
            "SELECT members.team, role, newcomers, grouped FROM presences JOIN places USING (platform, tenant)"
            " JOIN members ON members.team = places.team AND members.person = presences.person"
            " JOIN teams ON teams.id = members.team WHERE platform = ? AND tenant = ? AND presences.person = ?",
            (place.platform, place.tenant, person),
        ).fetchone()
    return _Membership(*row) if row else None


def _make(
    connection: sqlite3.Connection, account: Account, name: str, place: Place | None, groups: Sequence[str]
) -> None:
    """Make what is missing. It runs alone, so two who come at once make one person."""
    person = _person(connection, account)
    connection.execute(
        "INSERT INTO people (id, name) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET name = excluded.name",
        (person, name),
    )
    connection.execute(
        "INSERT INTO accounts (platform, tenant, user, person, name) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT (platform, tenant, user) DO UPDATE SET name = excluded.name",
        (account.platform, account.tenant, account.user, person, name),
    )
    if place is not None:
        connection.execute(
            "INSERT OR IGNORE INTO members (team, person, role) VALUES (?, ?, '')",
            (_team(connection, place), person),
        )
        connection.execute(
            "INSERT INTO presences (platform, tenant, person, grouped) VALUES (?, ?, ?, ?)"
            " ON CONFLICT (platform, tenant, person) DO UPDATE SET grouped = excluded.grouped",
            (place.platform, place.tenant, person, standing.kept(groups)),
        )


def _person(connection: sqlite3.Connection, account: Account) -> str:
    row = connection.execute(
        "SELECT person FROM accounts WHERE platform = ? AND tenant = ? AND user = ?",
        (account.platform, account.tenant, account.user),
    ).fetchone()
    return row[0] if row else new_id()


def _team(connection: sqlite3.Connection, place: Place) -> str:
    row = connection.execute(
        "SELECT team FROM places WHERE platform = ? AND tenant = ?", (place.platform, place.tenant)
    ).fetchone()
    if row:
        found: str = row[0]
        return found
    team, name = new_id(), repaired(place.name)
    connection.execute("INSERT INTO teams (id, name) VALUES (?, ?)", (team, name))
    connection.execute(
        "INSERT INTO places (platform, tenant, team, name) VALUES (?, ?, ?, ?)",
        (place.platform, place.tenant, team, name),
    )
    return team
