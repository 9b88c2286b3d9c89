"""The same thing twice, two things at once, a clock that jumps: one effect, nobody overwritten, order by number."""

import asyncio
from pathlib import Path

import pytest

from bot.domain import NewVersion, Origin, Snippet
from bot.errors import Conflict
from data.store import SqliteStore
from tests.doubles.clock import FakeClock
from tests.store.opened import ANN, ANNS, TEAM, key, opened


async def save(store: SqliteStore, text: str, expected: int | None = None, *, write: object = None) -> Snippet:
    """Save a text."""
    return await store.library.save(
        TEAM, "tickets", text, author=ANN, why="", write=key(write or text), expected=expected
    )


@pytest.mark.asyncio
async def test_fault_71_of_two_changes_to_one_version_the_second_is_told(tmp_path: Path) -> None:
    """Two people who edit version 3 at once: one wins, the other hears so and keeps their text; none is overwritten."""
    async with opened(tmp_path / "prompteur.db") as store, opened(tmp_path / "prompteur.db") as elsewhere:
        for number in range(3):
            await save(store, f"text {number}")
        ends = await asyncio.gather(
            save(store, "Ann's", 3), save(elsewhere, "Bob's", 3), save(store, "Cy's", 3), return_exceptions=True
        )
        assert [isinstance(end, Conflict) for end in ends].count(True) == 2
        (won,) = [end for end in ends if isinstance(end, Snippet)]
        lost = next(end for end in ends if isinstance(end, Conflict))
        assert "version 4 is there, yours is based on 3" in str(lost)
        assert await store.library.get([TEAM], "tickets") == won
        assert (await save(elsewhere, "once more", 4)).newest.number == 5


@pytest.mark.asyncio
async def test_fault_71_a_head_that_moved_is_not_moved_again(tmp_path: Path) -> None:
    """Two people who undo at once undo one step."""
    async with opened(tmp_path / "prompteur.db") as store:
        session = await store.sessions.begin("room", ANN, "t", key("s"))
        made = [
            await store.sessions.add(
                session.id, NewVersion(text=text, origin=Origin.EDITED, author=ANN, parent=None), key(text)
            )
            for text in ("one", "two", "three")
        ]
        undone = await asyncio.gather(*(store.sessions.move_head(session.id, made[2].id, made[1].id) for _ in range(5)))
        assert sorted(undone) == [False] * 4 + [True]


@pytest.mark.asyncio
async def test_fault_72_a_double_click_has_one_effect(tmp_path: Path) -> None:
    """The same command from two devices at once, twenty times: one version, one session, one record, one answer."""
    path = tmp_path / "prompteur.db"
    async with opened(path) as store, opened(path) as elsewhere:
        both = [store, elsewhere] * 10
        saved = await asyncio.gather(*(save(each, "text", write="one") for each in both))
        begun = await asyncio.gather(*(each.sessions.begin("room", ANN, "t", key("s")) for each in both))
        kept = await asyncio.gather(*(each.records.put("brief", ANN, b"", key("r")) for each in both))
        new = NewVersion(text="x", origin=Origin.PASTED, author=ANN, parent=None)
        added = await asyncio.gather(*(each.sessions.add(begun[0].id, new, key("v")) for each in both))
        for results in (saved, begun, kept, added):
            assert all(result == results[0] for result in results)
        assert len(await store.library.versions(saved[0].id)) == 1
        assert len(await store.sessions.versions(begun[0].id)) == 1


@pytest.mark.asyncio
async def test_fault_73_order_is_by_number_when_the_clock_jumps(tmp_path: Path) -> None:
    """When the clock goes back, versions, lists and recent work stay in the order in which they were made."""
    clock = FakeClock()
    async with opened(tmp_path / "prompteur.db", clock=clock) as store:
        for number in range(4):
            clock.jump(-3600)
            await save(store, f"text {number}")
            await store.library.save(ANNS, f"prompt {number}", "x", author=ANN, why="", write=key(f"p{number}"))
        found = await store.library.get([TEAM], "tickets")
        assert found is not None
        assert [version.text for version in await store.library.versions(found.id)] == [f"text {n}" for n in range(4)]
        hits = await store.library.find([ANNS], "", limit=9)
        assert [hit.name for hit in hits] == [f"prompt {number}" for number in (3, 2, 1, 0)]


@pytest.mark.asyncio
async def test_fault_78_what_is_kept_for_a_time_does_not_pile_up(tmp_path: Path) -> None:
    """Ten weeks of work leave only what is meant to stay: tables do not grow with time."""
    clock = FakeClock()
    async with opened(tmp_path / "prompteur.db", clock=clock) as store:
        sizes = []
        for day in range(0, 400, 40):
            for number in range(520 if day == 0 else 20):
                await store.records.put("brief", ANN, b"x", key(f"{day} {number}"))
            clock.advance(40 * 86400)
            await store.prune(clock.now())
            rows = await store._database.read(
                lambda connection: [
                    connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # noqa: S608 - names from here
                    for table in ("records", "writes")
                ]
            )
            sizes.append(rows)
        assert sizes[-1] == sizes[-2] == [40, 0]
