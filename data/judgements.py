"""What people think of versions."""

import sqlite3
from collections.abc import Mapping

from bot.domain import Judgement, PersonId, VersionId
from bot.errors import NotFound
from bot.words import N_
from data.database import Database


class SqliteJudgements:
    """The port `bot.ports.Judgements`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def put(self, version: VersionId, person: PersonId, judgement: Judgement) -> Judgement | None:
        """Keep what a person thinks, in the place of what they thought before; give that."""

        def put(connection: sqlite3.Connection) -> Judgement | None:
            if connection.execute("SELECT 1 FROM versions WHERE id = ?", (version,)).fetchone() is None:
                raise NotFound(
                    N_("That version is no longer there."), advice=N_("/last shows what you were working on.")
                )
            before = connection.execute(
                "SELECT judgement FROM judgements WHERE version = ? AND person = ?", (version, person)
            ).fetchone()
            connection.execute(
                "INSERT INTO judgements (version, person, judgement) VALUES (?, ?, ?)"
                " ON CONFLICT (version, person) DO UPDATE SET judgement = excluded.judgement",
                (version, person, judgement.value),
            )
            return Judgement(before[0]) if before else None

        return await self._database.write(put)

    async def of(self, version: VersionId) -> Mapping[PersonId, Judgement]:
        """Give what each person thinks of a version."""
        rows = await self._database.read(
            lambda connection: connection.execute(
                "SELECT person, judgement FROM judgements WHERE version = ?", (version,)
            ).fetchall()
        )
        return {PersonId(person): Judgement(judgement) for person, judgement in rows}
