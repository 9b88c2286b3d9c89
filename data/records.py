"""Immutable rows that a button's token can name."""

import sqlite3

from bot.domain import PersonId, Record, RecordId, WriteKey
from bot.ports import Clock
from data.database import Database
from data.rows import moment, new_id, once, stamp


class SqliteRecords:
    """The port `bot.ports.Records`."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def put(self, kind: str, owner: PersonId, body: bytes, write: WriteKey) -> RecordId:
        """Keep `body`; the same `write` gives the same id."""
        at = stamp(self._clock.now())

        def put(connection: sqlite3.Connection) -> str:
            record = new_id()
            connection.execute(
                "INSERT INTO records (id, kind, owner, body, at) VALUES (?, ?, ?, ?, ?)",
                (record, kind, owner, body, at),
            )
            return record

        kept = await self._database.write(
            lambda connection: once(connection, "record", write, at, lambda: put(connection))
        )
        return RecordId(kept)

    async def get(self, record: RecordId) -> Record | None:
        """Give a record."""
        row = await self._database.read(
            lambda connection: connection.execute(
                "SELECT kind, owner, body, at FROM records WHERE id = ?", (record,)
            ).fetchone()
        )
        if row is None:
            return None
        kind, owner, body, at = row
        return Record(id=record, kind=kind, owner=PersonId(owner), body=body, at=moment(at))
