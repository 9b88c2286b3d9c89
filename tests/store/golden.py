"""Makes the database that stands for one schema version in `tests/data`. Run it once when a version is released:
`python -m tests.store.golden`. It is never made again: what it holds must open for ever.
"""

import asyncio
import gzip
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

from bot.domain import (
    Account,
    Act,
    ActKind,
    Audience,
    Base,
    Described,
    EventKey,
    Group,
    Judgement,
    NewVersion,
    Opinion,
    Origin,
    PersonId,
    Place,
    RecordId,
    Retained,
    Role,
    Scope,
    ScopeKind,
    Usage,
    Variable,
)
from bot.errors import NotFound
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
    saved = await store.library.get([scope], "ticket summary")
    if saved is None:
        raise RuntimeError("what was saved is not there")
    described = Described(aliases=("tickets",), tags=("weekly",))
    await store.library.describe(saved.id, described, key("describe"))
    await store.library.label(saved.id, "production", 1, by=ann.person, write=key("label"))
    await store.library.used(saved.id, key("used"))
    await store.sessions.rebase(session.id, Base(saved.id, 2))
    gone = await store.library.save(scope, "gone", "text", author=ann.person, why="", write=key("gone"))
    await store.library.delete(gone.id, by=ann.person)
    if ann.team:
        act = Act(team=ann.team, by=ann.person, kind=ActKind.ROLE, fields={"person": ann.person, "role": "reviewer"})
        await store.members.give(ann.team, ann.person, Role.REVIEWER, act)
        await store.teams.welcome(ann.team, Role.VIEWER, act)
        await store.teams.map(ann.team, Group(place, "7", "writers", Role.EDITOR), act)
        await store.teams.hush("local:room", act, quiet=True)
        await store.teams.keep(ann.team, Retained.DELETED, 60, act)
        await store.places.offer(place, ann.team, ann.person, store.vault.fingerprint("code of a place"))
    await store.links.offer(ann.person, store.vault.fingerprint("code of an account"))
    with suppress(NotFound):
        await store.links.look(ann.person, store.vault.fingerprint("wrong code"))
    bob = await store.people.actor(Account("local", "desk", "bob"), "Bob", place, manages=False)
    await store.links.forget(bob.person)
    await store.records.put("brief", ann.person, b"body", key("record"))
    call, _ = await store.calls.begin(
        EventKey("event"), ann.person, platform="local", inbound=b"said", address=b"where", boot="dead"
    )
    await store.ledger.charge(ann.person, ann.team, call.id, "draft", Usage(input_tokens=7, model="m", calls=1))
    await store.ledger.allow(PersonId(ann.person), "fingerprint")
    await store.notices.put("1review:proposal", (Audience(platform="slack", user="U1"),))
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
