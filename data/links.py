"""Accounts that become one person's by a code, one that leaves, somebody who is forgotten."""

import sqlite3
from collections.abc import AsyncIterator, Mapping
from functools import partial

from bot.domain import Account, PersonId, Scope, ScopeKind, Side, Union
from bot.errors import Refused
from bot.ports import Clock
from bot.words import N_
from data import belonging, codes, merging, personal, unions
from data.database import Database
from data.rows import moment, new_id, stamp
from data.secret import Secret

PAGE = 100
"""Rows that are read at a time."""
TIMES = {"at", "touched", "created", "deleted"}
PERSON = "person"
"""What a code is for."""


class SqliteLinks:
    """The port `bot.ports.Links`."""

    def __init__(self, database: Database, clock: Clock, secret: Secret) -> None:
        self._database = database
        self._clock = clock
        self._secret = secret

    async def offer(self, person: PersonId, code: str) -> None:
        """Keep a new code of a person, in place of the one before."""
        at = stamp(self._clock.now())
        new = codes.Code(purpose=PERSON, person=person)
        await self._database.write(lambda connection: codes.put(connection, code, new, at))

    async def look(self, person: PersonId, code: str) -> Union:
        """Say what would become of it if `person` used a code."""
        at = stamp(self._clock.now())
        # A wrong one is counted, so that the transaction must not be undone by an error.
        found = await self._database.write(lambda connection: codes.tried(connection, PERSON, person, code, at))
        owner = PersonId(codes.valid(found).person)
        if owner == person:
            raise Refused(
                N_("This code is from this account, and joins it with another one."),
                advice=N_("Sign in with your other account and type it there."),
            )
        return await self._database.read(lambda connection: _union(connection, owner, person))

    async def void(self, code: str) -> bool:
        """Make a code useless."""
        return bool(await self._database.write(lambda connection: codes.drop(connection, code)))

    async def join(self, person: PersonId, code: str) -> Union:
        """Make all that is `person`'s that of the one who made the code."""
        at = stamp(self._clock.now())

        def effect(connection: sqlite3.Connection) -> str:
            owner = codes.valid(codes.find(connection, PERSON, code, at)).person
            if owner == person:
                raise codes.wrong()
            union = _union(connection, owner, person)
            personal.join(connection, owner, person)
            codes.drop(connection, code)
            connection.execute("INSERT OR REPLACE INTO former VALUES (?, ?, ?, ?)", (person, PERSON, owner, at))
            return unions.dumped(owner, union)

        return unions.loaded(
            await self._database.write(
                lambda connection: unions.once_for(connection, person, code, at, lambda: effect(connection))
            )
        )

    async def part(self, account: Account) -> bool:
        """Make an account somebody new; False when it is the person's only one."""
        return await self._database.write(lambda connection: _part(connection, account))

    async def forget(self, person: PersonId) -> None:
        """Take a person out of everything."""
        at = stamp(self._clock.now())

        def forget(connection: sqlite3.Connection) -> None:
            personal.forget(connection, person)
            belonging.renew(connection, person)
            connection.execute("INSERT OR REPLACE INTO former VALUES (?, ?, '', ?)", (person, PERSON, at))

        await self._database.write(forget)

    async def told(self, person: PersonId) -> AsyncIterator[tuple[str, Mapping[str, object]]]:
        """Give all that is kept about a person, row by row."""
        for one in personal.readable():
            at = 0
            while rows := await self._database.read(partial(personal.told, person=person, one=one, at=at, limit=PAGE)):
                for row in rows:
                    yield one.table, {name: self._readable(name, value) for name, value in row.items()}
                at += len(rows)

    def _readable(self, name: str, value: personal.Value) -> object:
        if name in TIMES and isinstance(value, int):
            return moment(value).isoformat()
        if not isinstance(value, bytes):
            return value
        opened = self._secret.unseal(value) if name == "inbound" and value else value
        return opened.decode("utf-8", "replace")


def _union(connection: sqlite3.Connection, stays: str, joins: str) -> Union:
    into = belonging.came_from(connection, joins)
    ours, theirs = Scope(ScopeKind.PERSON, stays), Scope(ScopeKind.PERSON, joins)
    return Union(
        stays=_side(connection, stays, ours),
        joins=_side(connection, joins, theirs),
        renamed=tuple(merging.clashing(connection, theirs, ours, into).values()),
        unfound=merging.unfound(connection, theirs, ours),
    )


def _side(connection: sqlite3.Connection, person: str, scope: Scope) -> Side:
    rows = connection.execute(
        "SELECT name, platform FROM accounts WHERE person = ? ORDER BY platform, name", (person,)
    ).fetchall()
    return Side(
        names=tuple(f"{name} ({platform})" for name, platform in rows), prompts=merging.count(connection, scope)
    )


def _part(connection: sqlite3.Connection, account: Account) -> bool:
    where = (account.platform, account.tenant, account.user)
    named = "platform = ? AND tenant = ? AND user = ?"
    person, name = connection.execute(f"SELECT person, name FROM accounts WHERE {named}", where).fetchone()  # noqa: S608
    others = connection.execute("SELECT count(*) FROM accounts WHERE person = ?", (person,)).fetchone()[0] - 1
    if not others:
        return False
    new = new_id()
    connection.execute("INSERT INTO people (id, name) VALUES (?, ?)", (new, name))
    connection.execute(f"UPDATE accounts SET person = ? WHERE {named}", (new, *where))  # noqa: S608
    connection.execute(
        "INSERT INTO members (team, person, role)"
        " SELECT team, ?, role FROM members WHERE person = ? AND role IN (?, ?)",
        (new, person, *belonging.BOUND),
    )
    start = f"{account.platform}:{account.tenant}:"
    connection.execute(
        "DELETE FROM conversations WHERE substr(key, 1, length(?1)) = ?1 AND substr(key, -1) = ':'"
        " AND session IN (SELECT id FROM sessions WHERE owner = ?2)",
        (start, person),
    )
    return True
