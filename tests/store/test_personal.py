"""Who is joined, leaves or is forgotten: every place where somebody's name stands is looked after."""

import re
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from bot.domain import (
    Account,
    Audience,
    EventKey,
    Judgement,
    NewProposal,
    PersonId,
    Place,
    ProposalState,
    Role,
    Scope,
    ScopeKind,
    Usage,
    VersionId,
    WriteKey,
)
from bot.ports import Store
from data import personal
from data.communal import COMMUNAL
from data.personal import PERSONAL
from tests.contract.store_filled import opinion
from tests.contract.store_sessions import new
from tests.doubles.clock import FakeClock
from tests.store.golden import fill
from tests.store.opened import key, opened, problems

NAMES_SOMEBODY = re.compile(
    r"person|people|owner|author|user|member|actor|became|decider|reviewer|proposer|(.*_)?by|who"
)
PLATFORMS = {("accounts", "user")}
"""Columns that name somebody as a platform does, in a row that is looked after by another column."""
DESK, CLUB = Place("local", "desk", "the desk"), Place("club", "g1", "The club")
ANN, ALSO = Account("local", "desk", "ann"), Account("club", "", "7")


def columns(connection: sqlite3.Connection) -> set[tuple[str, str]]:
    """Give all columns of the tables that hold something of their own."""
    tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    own = [name for (name,) in tables.fetchall() if not re.match(r"(search|names)(_|$)", name)]
    return {(table, row[1]) for table in own for row in connection.execute(f"PRAGMA table_info({table})")}


def holding(connection: sqlite3.Connection, text: str) -> set[tuple[str, str]]:
    """Give the columns in which a text stands, wherever in them."""
    return {
        (table, column)
        for table, column in columns(connection)
        if connection.execute(
            f"SELECT 1 FROM {table} WHERE instr(CAST({column} AS TEXT), ?) LIMIT 1",  # noqa: S608
            (text,),
        ).fetchone()
    }


LISTED = {(one.table, one.column) for one in PERSONAL}


@pytest.mark.asyncio
async def test_every_column_that_names_somebody_is_looked_after(tmp_path: Path) -> None:
    """A table that is new cannot be forgotten when somebody is: its columns with the name of a person's, and those in
    which a person's id is found, must be in the list, and the list names nothing that is not there.
    """
    path = tmp_path / "prompteur.db"
    await fill(path)
    with closing(sqlite3.connect(path)) as connection:
        there = columns(connection)
        named = {one for one in there if NAMES_SOMEBODY.fullmatch(one[1])} - PLATFORMS
        person = connection.execute("SELECT person FROM accounts").fetchone()[0]
        assert named <= LISTED, "add it to data/personal.py"
        assert holding(connection, person) <= LISTED, "add it to data/personal.py"
        assert there >= LISTED


@pytest.mark.asyncio
async def test_every_column_that_names_a_team_is_looked_after(tmp_path: Path) -> None:
    """A table that is new cannot be forgotten when two teams become one."""
    path = tmp_path / "prompteur.db"
    await fill(path)
    with closing(sqlite3.connect(path)) as connection:
        there = columns(connection)
        team = connection.execute("SELECT team FROM places").fetchone()[0]
        connection.execute("INSERT INTO preferences (person, key, value) VALUES ('ann', 'team', ?)", (team,))
        listed = {(one.table, one.column) for one in COMMUNAL}
        assert {one for one in there if one[1] == "team"} <= listed, "add it to data/communal.py"
        assert holding(connection, team) <= listed, "add it to data/communal.py"
        assert there >= listed


async def lived(store: Store, account: Account, place: Place, name: str) -> tuple[PersonId, VersionId]:
    """Have somebody do a bit of everything; give who it is, and the version they worked on."""
    ann = await store.people.actor(account, name, place, manages=False)
    person = ann.person
    await store.people.prefer(person, "language", "fr")
    session = await store.sessions.begin(f"room::{person}", person, f"{name}'s", key(f"session {name}"))
    version = await store.sessions.add(session.id, replace(new(f"by {name}"), author=person), key(f"version {name}"))
    await store.judgements.put(version.id, person, Judgement.GOOD)
    for scope in (Scope(ScopeKind.PERSON, person), Scope(ScopeKind.TEAM, ann.team or "")):
        for prompt in ("poem", f"list of {name}"):
            write = key(f"{prompt} {name} {scope.kind}")
            await store.library.save(scope, prompt, f"{prompt} by {name}", author=person, why="", write=write)
    gone = await store.library.save(
        Scope(ScopeKind.PERSON, person), "gone", "gone", author=person, why="", write=key(f"gone {name}")
    )
    shared = await store.library.get([Scope(ScopeKind.TEAM, ann.team or "")], "poem")
    if shared is None:
        raise AssertionError
    wish = NewProposal(
        snippet=shared.id,
        label="",
        number=0,
        text=f"as {name} has it",
        before=1,
        why="",
        by=person,
        tell=Audience(platform=account.platform, user=account.user),
    )
    made = await store.proposals.put(wish, (Audience(platform=account.platform, user=account.user),), str, key(name))
    await store.proposals.remark(made.id, "a word", by=person, notice=made.id, write=key(f"remark {name}"))
    await store.proposals.close(
        made.id, ProposalState.REJECTED, by=person, said="", notice=made.id, write=key(f"close {name}")
    )
    await store.filled.keep(person, gone.id, {"tone": f"as {name} likes it"})
    await store.opinions.put(opinion(gone, person=person))
    await store.library.delete(gone.id, by=person)
    await store.records.put("first", person, b"body", WriteKey(f"first/{person}/{name}"))
    call, _ = await store.calls.begin(
        EventKey(f"event {name}"), person, platform="local", inbound=b"said", address=b"where", boot="dead"
    )
    await store.ledger.charge(person, ann.team, call.id, "draft", Usage(input_tokens=7, model="m", calls=1))
    await store.ledger.allow(person, "fingerprint")
    await store.links.offer(person, f"code of {name}")
    return person, version.id


@pytest.mark.asyncio
async def test_nothing_is_left_of_somebody_who_is_joined(tmp_path: Path) -> None:
    """After joining, the one's id stands nowhere but where it is told what became of it, and the indexes are sound."""
    path = tmp_path / "prompteur.db"
    clock = FakeClock()
    async with opened(path, clock=clock) as store:
        ann, _ = await lived(store, ANN, DESK, "Ann")
        clock.advance(60)
        also, version = await lived(store, ALSO, CLUB, "Also")
        await store.links.join(also, "code of Ann")
        assert [one.now for one in (await store.links.join(also, "code of Ann")).renamed] == ["club/poem"]
        assert set(await store.judgements.of(version)) == {ann}
        assert [one.title for one in await store.sessions.recent(ann, 5)] == ["Also's", "Ann's"]
        assert (await store.sessions.current(f"room::{ann}", since=None)) is not None
        assert {one.name for one in await store.people.teams(ann)} == {"the desk", "The club"}
    with closing(sqlite3.connect(path)) as connection:
        assert holding(connection, also) == {("former", "id"), ("writes", "key")}
    assert await problems(path) == ()


@pytest.mark.asyncio
async def test_the_role_that_was_given_stays(tmp_path: Path) -> None:
    """Of two roles that were given in a team the higher counts for both accounts; a fresh account lifts nobody who was
    given less than everybody has, and who was taken out stays out.
    """
    path = tmp_path / "prompteur.db"
    async with opened(path) as store:
        ann, _ = await lived(store, ANN, DESK, "Ann")
        also, _ = await lived(store, ALSO, DESK, "Also")
    roles = [
        (Role.VIEWER, Role.REVIEWER, Role.REVIEWER),
        (Role.REVIEWER, "", Role.REVIEWER),
        (Role.VIEWER, "", Role.VIEWER),
    ]
    for role, other, counts in (*roles, (Role.NONE, Role.ADMINISTRATOR, Role.NONE), ("", Role.NONE, Role.NONE)):
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("UPDATE members SET role = ? WHERE person = ?", (role, ann))
            connection.execute("UPDATE members SET role = ? WHERE person = ?", (other, also))
            personal.join(connection, ann, also)
            assert connection.execute("SELECT role FROM members").fetchall() == [(counts,)]
            connection.rollback()


@pytest.mark.asyncio
async def test_nothing_is_left_of_somebody_who_is_forgotten(tmp_path: Path) -> None:
    """After forgetting, a person's id, what they said and what was theirs alone stand nowhere; what they gave to the
    team is there; nobody else lost anything.
    """
    path = tmp_path / "prompteur.db"
    async with opened(path) as store:
        ann, _ = await lived(store, ANN, DESK, "Ann")
        other, version = await lived(store, ALSO, DESK, "Also")
        await store.links.forget(ann)
        team = (await store.people.teams(other))[0].team
        kept = await store.library.get([Scope(ScopeKind.TEAM, team)], "list of Ann")
        assert kept is not None
        assert (kept.owner, kept.owner_name) == ("", "")
        assert await store.library.get([Scope(ScopeKind.PERSON, ann)], "poem") is None
        assert await store.library.get([Scope(ScopeKind.PERSON, other)], "poem") is not None
        assert await store.judgements.of(version) == {other: Judgement.GOOD}
    with closing(sqlite3.connect(path)) as connection:
        assert holding(connection, ann) == {("former", "id")}
        told = connection.execute("SELECT user FROM notices UNION SELECT user FROM proposals").fetchall()
        assert sorted(told) == [("",), (ALSO.user,)]
        assert connection.execute("SELECT sum(input_tokens) FROM usage").fetchone() == (14,)
    assert await problems(path) == ()


class Failing(sqlite3.Connection):
    """A connection that breaks at one of the statements that write."""

    left = -1

    def execute(self, sql: str, *values: object) -> sqlite3.Cursor:
        """Perform a statement, or break."""
        if sql.startswith(("UPDATE", "DELETE", "INSERT")) and Failing.left >= 0:
            Failing.left -= 1
            if Failing.left < 0:
                raise sqlite3.OperationalError("disk I/O error")
        return super().execute(sql, *values)  # type: ignore[arg-type]


@pytest.mark.asyncio
@pytest.mark.parametrize("what", ["join", "forget"])
async def test_a_crash_leaves_either_state(what: str, tmp_path: Path) -> None:
    """Wherever joining or forgetting breaks, nothing was done; done again, it is whole."""
    path = tmp_path / "prompteur.db"
    async with opened(path, factory=Failing) as store:
        await lived(store, ANN, DESK, "Ann")
        also, _ = await lived(store, ALSO, CLUB, "Also")
        before, at, done = await state(store), 0, False
        while not done:
            Failing.left = at
            try:
                await (store.links.join if what == "join" else store.links.forget)(
                    also, *(["code of Ann"] if what == "join" else [])
                )
                done = Failing.left >= 0
            except sqlite3.OperationalError:
                assert await state(store) == before
            at += 7 if at else 1
        Failing.left = -1
        assert at > 20
        assert await state(store) != before
    assert await problems(path) == ()


async def state(store: Store) -> object:
    """Give what tells whether something was done."""
    ann = await store.people.actor(ANN, "Ann", DESK, manages=False)
    accounts = await store.people.accounts(ann.person)
    found = await store.library.find([Scope(ScopeKind.PERSON, ann.person)], "", limit=50)
    left = await store.people.person_name((await store.sessions.recent(ann.person, 9))[0].owner)
    return accounts, {hit.name for hit in found}, left, await everybody(store)


async def everybody(store: Store) -> int:
    """Count who there is."""
    count: int = await store._database.read(  # type: ignore[attr-defined]
        lambda connection: connection.execute("SELECT count(*) FROM people").fetchone()[0]
    )
    return count
