"""What people filled in last."""

import sqlite3
from collections.abc import Mapping

from bot.domain import PersonId
from bot.library.texts import repaired
from bot.ports import Clock
from data.database import Database
from data.rows import stamp

_DROP = "DELETE FROM filled WHERE person = ? AND prompt = ? AND name = ?"
_KEEP = "INSERT INTO filled (person, prompt, name, value, at) VALUES (?, ?, ?, ?, ?)"


class SqliteFilled:
    """The port `bot.ports.Filled`."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def last(self, person: PersonId, prompt: str) -> Mapping[str, str]:
        """Give what a person filled in last, by the name of the variable."""
        rows = await self._database.read(
            lambda connection: connection.execute(
                "SELECT name, value FROM filled WHERE person = ? AND prompt = ?", (person, prompt)
            ).fetchall()
        )
        return dict(rows)

    async def keep(self, person: PersonId, prompt: str, values: Mapping[str, str]) -> None:
        """Keep values by name, each in the place of the one before; an empty one forgets that."""
        at = stamp(self._clock.now())
        rows = [(person, prompt, repaired(name), repaired(value)) for name, value in values.items()]

        def keep(connection: sqlite3.Connection) -> None:
            connection.executemany(_DROP, [row[:3] for row in rows])
            connection.executemany(_KEEP, [(*row, at) for row in rows if row[3]])

        await self._database.write(keep)
