"""What people think of the answers to saved prompts."""

import json
import sqlite3

from bot.domain import Judgement, Opinion, PersonId, RecordId, SnippetId
from bot.errors import NotFound
from bot.library.texts import repaired
from bot.ports import Clock
from bot.words import N_
from data.database import Database
from data.rows import behind, bounded, stamp

_LATEST = (
    "SELECT judgement FROM opinions WHERE snippet = :snippet AND row IN"
    " (SELECT max(row) FROM opinions WHERE snippet = :snippet AND (:number IS NULL OR number = :number)"
    " GROUP BY person)"
)
_ALL = (
    "SELECT run, person, snippet, number, judgement, remark, model, detail FROM opinions"
    " WHERE snippet = ? AND length(remark) >= ? ORDER BY row DESC LIMIT ? OFFSET ?"
)


class SqliteOpinions:
    """The port `bot.ports.Opinions`."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def put(self, opinion: Opinion) -> Judgement | None:
        """Keep what a person thinks of an answer, in the place of what they thought before; give that."""
        detail = json.dumps({"values": dict(opinion.values), "lengths": dict(opinion.lengths)})
        at = stamp(self._clock.now())

        def put(connection: sqlite3.Connection) -> Judgement | None:
            if connection.execute("SELECT 1 FROM snippets WHERE id = ?", (opinion.snippet,)).fetchone() is None:
                raise _gone()
            before = connection.execute(
                "SELECT judgement FROM opinions WHERE run = ? AND person = ?", (opinion.run, opinion.person)
            ).fetchone()
            connection.execute(
                "INSERT INTO opinions (run, person, snippet, number, judgement, remark, model, detail, at)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
                " ON CONFLICT (run, person) DO UPDATE SET judgement = excluded.judgement",
                (
                    opinion.run,
                    opinion.person,
                    opinion.snippet,
                    opinion.number,
                    opinion.judgement.value,
                    repaired(opinion.remark),
                    opinion.model,
                    repaired(detail),
                    at,
                ),
            )
            return Judgement(before[0]) if before else None

        return await self._database.write(put)

    async def remark(self, run: RecordId, person: PersonId, text: str) -> None:
        """Keep a person's own words on an answer, in the place of those before."""

        def remark(connection: sqlite3.Connection) -> None:
            changed = connection.execute(
                "UPDATE opinions SET remark = ? WHERE run = ? AND person = ?", (repaired(text), run, person)
            )
            if not changed.rowcount:
                raise _gone()

        await self._database.write(remark)

    async def liked(self, snippet: SnippetId, number: int | None = None) -> tuple[int, int]:
        """Give how many people liked the last answer that they judged, and how many judged one."""
        values = {"snippet": snippet, "number": number}
        rows = await self._database.read(lambda connection: connection.execute(_LATEST, values).fetchall())
        return sum(Judgement(judgement) is Judgement.GOOD for (judgement,) in rows), len(rows)

    async def of(self, snippet: SnippetId, *, said: bool = False, limit: int, offset: int = 0) -> tuple[Opinion, ...]:
        """Give the opinions on a snippet's answers, the newest first."""
        values = (snippet, said, bounded(limit), behind(offset))
        rows = await self._database.read(lambda connection: connection.execute(_ALL, values).fetchall())
        return tuple(map(_opinion, rows))


def _opinion(row: tuple[str, str, str, int, str, str, str, str]) -> Opinion:
    run, person, snippet, number, judgement, remark, model, detail = row
    more = json.loads(detail)
    return Opinion(
        run=RecordId(run),
        person=PersonId(person),
        snippet=SnippetId(snippet),
        number=number,
        judgement=Judgement(judgement),
        remark=remark,
        model=model,
        values=more["values"],
        lengths=more["lengths"],
    )


def _gone() -> NotFound:
    return NotFound(N_("That answer is no longer there."), advice=N_("Run the prompt again."))
