"""Makes the database that stands for one schema version in `tests/data`. Run it once when a version is released:
`python -m tests.store.golden`. It is never made again: what it holds must open for ever.
"""

import asyncio
import gzip
import sqlite3
from contextlib import closing
from pathlib import Path

from bot.domain import (
    Account,
    EventKey,
    Judgement,
    NewVersion,
    Opinion,
    Origin,
    PersonId,
    Place,
    RecordId,
    Scope,
    ScopeKind,
    Usage,
    Variable,
)
from data import schema
from data.store import open_store
from tests.doubles.clock import FakeClock
from tests.store.opened import key

FOLDER = Path(__file__).parents[1] / "data"
SECRET = "c2l4dGVlbiBieXRlcyB4IHR3byBpcyB0aGlydHkyISE="
"""A key for tests alone."""


async def fill(path: Path) -> None:
    """Keep one of everything."""
    store = await open_store(path, clock=FakeClock(), secret=SECRET, key_file=path.with_name("key"))
    place = Place("local", "desk", "the desk")
    ann = await store.people.actor(Account("local", "desk", "ann"), "Ann", place, manages=True)
    await store.people.prefer(ann.person, "language", "fr")
    session = await store.sessions.begin("room", ann.person, "tickets", key("session"))
    new = NewVersion(
        text="Summarise {{tickets}}",
        origin=Origin.DRAFTED,
        author=ann.person,
        parent=None,
        variables=(Variable("tickets"),),
    )
    version = await store.sessions.add(session.id, new, key("version"))
    await store.judgements.put(version.id, ann.person, Judgement.GOOD)
    scope = Scope(ScopeKind.PERSON, ann.person)
    for number in (1, 2):
        await store.library.save(
            scope, "Ticket summary", f"text {number}", author=ann.person, why="", write=key(number)
        )
    voiced = await store.library.save(
        scope, "voiced", "{{> Brand  Voice@2}} {{> ticket summary}}", author=ann.person, why="", write=key("voiced")
    )
    await store.filled.keep(ann.person, voiced.id, {"tone": "dry"})
    opinion = Opinion(
        run=RecordId("run"),
        person=ann.person,
        snippet=voiced.id,
        number=1,
        judgement=Judgement.GOOD,
        model="m",
        values={"tone": "dry"},
        lengths={"ticket": 900},
    )
    await store.opinions.put(opinion)
    await store.opinions.remark(opinion.run, ann.person, "Too long.")
    gone = await store.library.save(scope, "gone", "text", author=ann.person, why="", write=key("gone"))
    await store.library.delete(gone.id, by=ann.person)
    await store.records.put("brief", ann.person, b"body", key("record"))
    call, _ = await store.calls.begin(
        EventKey("event"), ann.person, platform="local", inbound=b"said", address=b"where", boot="dead"
    )
    await store.ledger.charge(ann.person, ann.team, call.id, "draft", Usage(input_tokens=7, model="m", calls=1))
    await store.ledger.allow(PersonId(ann.person), "fingerprint")
    await store.vault.put("slack", "T1", b"token")
    await store.aclose()


def main() -> None:
    """Make the file of the newest version."""
    path = FOLDER / "golden.db"
    asyncio.run(fill(path))
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")
        connection.execute("VACUUM")
        version = schema.version(connection)
    (FOLDER / f"schema_{version:04d}.sqlite.gz").write_bytes(gzip.compress(path.read_bytes(), mtime=0))
    for file in FOLDER.glob("golden.db*"):
        file.unlink()


if __name__ == "__main__":
    main()
