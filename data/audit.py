"""Who did what to a team and its library: names and ids, no texts."""

import json
import sqlite3
from collections.abc import Iterable, Mapping

from bot.domain import Act, ActKind, Deed, PersonId, TeamId, WriteKey
from bot.library.texts import repaired
from bot.ports import Clock
from data.database import Database
from data.rows import behind, bounded, moment, once, stamp

_Row = tuple[str, int, str, str, str]


class SqliteAudit:
    """The port `bot.ports.Audit`."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def add(self, act: Act, write: WriteKey) -> None:
        """Keep an act that is no write of its own, once."""
        at = stamp(self._clock.now())

        def add(connection: sqlite3.Connection) -> str:
            note(connection, act, at)
            return ""

        await self._database.write(lambda connection: once(connection, "act", write, at, lambda: add(connection)))

    async def recent(self, team: TeamId, *, limit: int, offset: int) -> tuple[Deed, ...]:
        """Give the acts of a team, the last first."""

        def recent(connection: sqlite3.Connection) -> tuple[Deed, ...]:
            rows = connection.execute(
                "SELECT team, at, person, kind, fields FROM audit WHERE team = ? ORDER BY row DESC LIMIT ? OFFSET ?",
                (team, bounded(limit), behind(offset)),
            ).fetchall()
            return tuple(_deed(connection, row) for row in rows)

        return await self._database.read(recent)


def note(connection: sqlite3.Connection, act: Act | None, at: int) -> None:
    """Keep an act, in the transaction of the write that it tells of; nothing for what no team need know."""
    if act is None:
        return
    fields = {name: repaired(value) for name, value in act.fields.items()}
    connection.execute(
        "INSERT INTO audit (team, at, person, kind, fields) VALUES (?, ?, ?, ?, ?)",
        (act.team, at, act.by, act.kind, json.dumps(fields)),
    )


def persons(act: Act) -> tuple[str, ...]:
    """Give the ids of the persons in an act."""
    named = (value for name, value in act.fields.items() if name == "person" or name.endswith("_person"))
    return tuple(dict.fromkeys((act.by, *named)))


def _deed(connection: sqlite3.Connection, row: _Row) -> Deed:
    team, at, person, kind, fields = row
    act = Act(team=TeamId(team), by=PersonId(person), kind=ActKind(kind), fields=json.loads(fields))
    return Deed(act, moment(at), _names(connection, persons(act)))


def _names(connection: sqlite3.Connection, ids: Iterable[str]) -> Mapping[str, str]:
    found = (connection.execute("SELECT id, name FROM people WHERE id = ?", (one,)).fetchone() for one in ids)
    return dict(row for row in found if row)
