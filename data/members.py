"""Who has been in a team, and which role was given to whom."""

import sqlite3
from collections.abc import Callable

from bot.domain import Account, Act, Member, PersonId, Role, TeamId
from bot.errors import NotFound
from bot.library.names import key
from bot.library.texts import repaired
from bot.ports import Clock
from bot.words import N_
from data import codes
from data.audit import note
from data.database import Database
from data.rows import behind, bounded, stamp

_MEMBERS = (
    "SELECT members.person, people.name, iif(members.role = '', teams.newcomers, members.role), members.role != ''"
    " FROM members JOIN people ON people.id = members.person JOIN teams ON teams.id = members.team"
    " WHERE members.team = ?"
)
_ACCOUNT = "SELECT person FROM accounts WHERE platform = ? AND tenant = ? AND user = ?"
_Row = tuple[str, str, str, int]


class SqliteMembers:
    """The port `bot.ports.Members`."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def page(self, team: TeamId, *, limit: int, offset: int) -> tuple[Member, ...]:
        """Give the members of a team by name."""
        sql = _MEMBERS + " ORDER BY people.name COLLATE NOCASE, members.person LIMIT ? OFFSET ?"
        values = (team, bounded(limit), behind(offset))
        return await self._read(lambda connection: connection.execute(sql, values).fetchall())

    async def named(self, team: TeamId, name: str, *, limit: int) -> tuple[Member, ...]:
        """Give members by name. Case is folded here: SQLite folds that of ASCII alone."""
        wanted = key(repaired(name))

        def look(connection: sqlite3.Connection) -> list[_Row]:
            rows: list[_Row] = connection.execute(_MEMBERS, (team,)).fetchall()
            found = [(_nearness(key(row[1]), wanted), key(row[1]), row) for row in rows]
            return [row for near, _, row in sorted(found) if near < _FAR][: bounded(limit)]

        return await self._read(look)

    async def get(self, team: TeamId, person: PersonId) -> Member | None:
        """Give a member."""
        found = await self._read(
            lambda connection: connection.execute(_MEMBERS + " AND members.person = ?", (team, person)).fetchall()
        )
        return next(iter(found), None)

    async def of_account(self, team: TeamId, account: Account) -> tuple[Member, ...]:
        """Give the member that an account belongs to, if there is one."""

        def look(connection: sqlite3.Connection) -> list[_Row]:
            person = connection.execute(_ACCOUNT, (account.platform, account.tenant, account.user)).fetchone()
            return (
                connection.execute(_MEMBERS + " AND members.person = ?", (team, *person)).fetchall() if person else []
            )

        return await self._read(look)

    async def administrators(self, team: TeamId) -> tuple[PersonId, ...]:
        """Give those to whom the administrator's role was given."""
        rows = await self._database.read(
            lambda connection: connection.execute(
                "SELECT person FROM members WHERE team = ? AND role = ? ORDER BY person", (team, Role.ADMINISTRATOR)
            ).fetchall()
        )
        return tuple(PersonId(person) for (person,) in rows)

    async def give(self, team: TeamId, person: PersonId, role: Role | None, act: Act) -> None:
        """Give a member a role, None: everybody's."""
        at, given = stamp(self._clock.now()), role or ""

        def give(connection: sqlite3.Connection) -> None:
            row = connection.execute(
                "SELECT role FROM members WHERE team = ? AND person = ?", (team, person)
            ).fetchone()
            if row is None:
                raise NotFound(N_("That person is not in the team."))
            if row[0] != given:
                connection.execute("UPDATE members SET role = ? WHERE team = ? AND person = ?", (given, team, person))
                if given != Role.ADMINISTRATOR:
                    codes.revoke(connection, person, team)
                note(connection, act, at)

        await self._database.write(give)

    async def _read(self, look: Callable[[sqlite3.Connection], list[_Row]]) -> tuple[Member, ...]:
        """Give members with their accounts, read in one look."""

        def read(connection: sqlite3.Connection) -> tuple[Member, ...]:
            return tuple(_member(connection, row) for row in look(connection))

        return await self._database.read(read)


_FAR = 3


def _nearness(name: str, wanted: str) -> int:
    """Say how near a name is: called so, begins so, holds it, not at all."""
    if name == wanted:
        return 0
    if name.startswith(wanted):
        return 1
    return 2 if wanted in name else _FAR


def _member(connection: sqlite3.Connection, row: _Row) -> Member:
    person, name, role, given = row
    accounts = connection.execute(
        "SELECT platform, tenant, user FROM accounts WHERE person = ? ORDER BY platform, tenant, user", (person,)
    ).fetchall()
    return Member(
        person=PersonId(person),
        name=name,
        role=Role(role),
        given=bool(given),
        accounts=tuple(Account(*account) for account in accounts),
    )
