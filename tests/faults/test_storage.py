"""Crashes, full disks, locks: what was acknowledged is there, and the rest is told."""

import asyncio
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from bot.domain import NewSnippet, NewSnippetVersion, Scope, Snippet, WriteKey
from bot.errors import StoreBusy, StoreUnusable
from data import connections
from data.connections import journal
from data.locks import WriteLock
from data.store import SqliteStore
from tests.store.opened import ANN, ANNS, key, opened, problems

ROOT = Path(__file__).parents[2]


def child(mode: str, path: Path, *arguments: str) -> list[str]:
    """Run a process of `tests.store.children` to its end; give the lines it printed."""
    command = [sys.executable, "-m", "tests.store.children", mode, str(path), *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT).stdout.splitlines()


async def save(
    store: SqliteStore, text: str, *, name: str = "tickets", write: str = "", scope: Scope = ANNS
) -> Snippet:
    """Save a text, each as a write of its own unless `write` names one."""
    return await store.library.save(scope, name, text, author=ANN, why="", write=key(write or text))


@contextmanager
def raw(path: Path) -> Iterator[sqlite3.Connection]:
    """Open the file as another program would, one that does not know our lock."""
    with closing(sqlite3.connect(path, isolation_level=None, timeout=0)) as connection:
        yield connection


@pytest.mark.asyncio
async def test_fault_01_nothing_acknowledged_is_lost_by_kill_9(tmp_path: Path) -> None:
    """However often the process is killed in the middle of saving, every save it promised is there and sound."""
    path = tmp_path / "prompteur.db"
    promised = [line.split() for line in child("saves", path, "50")]
    assert len(promised) > 50
    async with opened(path) as store:
        for kind, identity, number, life, count in promised:
            if kind == "snippet":
                version = await store.library.version(identity, int(number))  # type: ignore[arg-type]
            else:
                version = await store.sessions.version(identity)  # type: ignore[arg-type,assignment]
            assert version is not None
            assert version.number == int(number)
            assert version.text == f"text {life} {count} " * 50
    assert await problems(path) == ()


@pytest.mark.asyncio
async def test_fault_02_a_save_that_died_before_its_answer_is_not_done_twice(tmp_path: Path) -> None:
    """Killed after the commit and before the answer: the same click again gets the first result."""
    path = tmp_path / "prompteur.db"
    assert child("committed", path) == [str(-signal.SIGKILL)]
    async with opened(path) as store:
        again = await store.library.save(ANNS, "tickets", "first", author=ANN, why="", write=WriteKey("event"))
        assert again.newest.number == 1
        assert len(await store.library.versions(again.id)) == 1


@pytest.mark.asyncio
async def test_fault_03_a_power_cut_loses_nothing_acknowledged(tmp_path: Path) -> None:
    """Every commit waits for the disk; cut off anywhere, the journal gives a history without gaps."""
    path, cut = tmp_path / "prompteur.db", tmp_path / "cut.db"
    lengths = []
    async with opened(path):
        pass
    async with opened(path) as store:
        assert await store._database.writer.run(lambda one: one.execute("PRAGMA synchronous").fetchone()) == (2,)
        for number in range(1, 5):
            await save(store, f"text {number}")
            lengths.append(journal(path).stat().st_size)
        shutil.copy(path, tmp_path / "main")
        log = journal(path).read_bytes()
    for length in range(32, len(log) + 1, 4096 + 24):
        shutil.copy(tmp_path / "main", cut)
        journal(cut).write_bytes(log[:length])
        async with opened(cut) as store:
            found = await store.library.get([ANNS], "tickets")
            history = await store.library.versions(found.id) if found else ()
        assert [version.text for version in history] == [f"text {number + 1}" for number in range(len(history))]
        assert len(history) >= sum(length >= promised for promised in lengths)


def failing(at: int) -> type[sqlite3.Connection]:
    """Give connections on which the statement with number `at` fails, counted from when `armed` is set."""

    class Failing(sqlite3.Connection):
        armed = False
        seen = 0

        def execute(self, *arguments: object) -> sqlite3.Cursor:
            if Failing.armed:
                Failing.seen += 1
                if Failing.seen == at:
                    raise RuntimeError("a fault")
            return super().execute(*arguments)  # type: ignore[arg-type]

    return Failing


@pytest.mark.asyncio
async def test_fault_04_a_save_that_fails_anywhere_leaves_nothing(tmp_path: Path) -> None:
    """Whichever step of a save fails, the prompt is as before, and the next save works at once."""
    for at in range(1, 100):
        path = tmp_path / f"{at}.db"
        factory = failing(at)
        async with opened(path, factory=factory) as store:
            before = await save(store, "before")
            factory.armed = True  # type: ignore[attr-defined]
            try:
                await save(store, "changed")
            except RuntimeError:
                factory.armed = False  # type: ignore[attr-defined]
            else:
                break
            assert await store.library.get([ANNS], "tickets") == before
            assert (await save(store, "next")).newest.number == 2
        assert await problems(path) == ()
    assert at > 8


@pytest.mark.asyncio
async def test_fault_04_an_import_that_fails_anywhere_leaves_nothing(tmp_path: Path) -> None:
    """Whichever step of bringing many in fails, none of them is there, and the next try brings in all."""
    versions = (NewSnippetVersion(text="one"), NewSnippetVersion(text="two"))
    batch = [NewSnippet(name=name, versions=versions, expected=0) for name in ("a", "b")]
    for at in range(1, 100):
        path = tmp_path / f"{at}.db"
        factory = failing(at)
        async with opened(path, factory=factory) as store:
            factory.armed = True  # type: ignore[attr-defined]
            try:
                await store.library.save_many(ANNS, batch, author=ANN, write=WriteKey("import"))
            except RuntimeError:
                factory.armed = False  # type: ignore[attr-defined]
            else:
                break
            assert await store.library.histories(ANNS, limit=9) == ()
            assert None not in await store.library.save_many(ANNS, batch, author=ANN, write=WriteKey("import"))
        assert await problems(path) == ()
    assert at > 25


class Gate:
    """Stops the writer's thread before a statement until the test lets it go on."""

    def __init__(self, statement: str) -> None:
        self.reached = asyncio.Event()
        self._loop = asyncio.get_running_loop()
        self._go = asyncio.Event()
        gate = self

        class Gated(sqlite3.Connection):
            def execute(self, *arguments: object) -> sqlite3.Cursor:
                if str(arguments[0]).startswith(statement) and not gate.reached.is_set():
                    asyncio.run_coroutine_threadsafe(gate.stop(), gate._loop).result(10)
                return super().execute(*arguments)  # type: ignore[arg-type]

        self.factory = Gated
        self.armed = False

    async def stop(self) -> None:
        """Tell that the statement was reached, and wait."""
        if self.armed:
            self.reached.set()
            await self._go.wait()

    def open(self) -> None:
        """Let the statement run."""
        self._go.set()


STEPS = ("BEGIN", "INSERT INTO snippet_versions", "INSERT INTO search", "INSERT INTO writes", "COMMIT")


@pytest.mark.asyncio
@pytest.mark.parametrize("statement", STEPS)
async def test_fault_05_a_cancelled_save_locks_nobody_out(tmp_path: Path, statement: str) -> None:
    """Stop pressed in the middle of a save: the next save works at once, and no transaction stays open."""
    gate = Gate(statement)
    async with opened(tmp_path / "prompteur.db", factory=gate.factory) as store:
        gate.armed = True
        saving = asyncio.create_task(save(store, "stopped"))
        await gate.reached.wait()
        waiting = asyncio.create_task(save(store, "never begun", name="other"))
        await asyncio.sleep(0)
        for task in (saving, waiting):
            task.cancel()
        gate.open()
        await asyncio.wait({saving, waiting})
        assert saving.cancelled()
        assert waiting.cancelled()
        await save(store, "next")
        assert not store._database.writer.in_transaction
        assert await store.library.get([ANNS], "other") is None
    assert await problems(tmp_path / "prompteur.db") == ()


@pytest.mark.asyncio
@pytest.mark.parametrize("statement", STEPS)
async def test_fault_06_a_cancelled_save_is_found_by_asking_again(tmp_path: Path, statement: str) -> None:
    """Whoever gave up waiting and asks again gets the one result, never a second version."""
    gate = Gate(statement)
    async with opened(tmp_path / "prompteur.db", factory=gate.factory) as store:
        gate.armed = True
        saving = asyncio.create_task(save(store, "slow"))
        await gate.reached.wait()
        saving.cancel()
        await asyncio.wait({saving})
        again = asyncio.create_task(save(store, "slow"))
        gate.open()
        found = await again
        assert await store.library.versions(found.id) == (found.newest,)


class Small(sqlite3.Connection):
    """A disk with room for so many pages, where a number is set."""

    pages = 0

    def execute(self, *arguments: object) -> sqlite3.Cursor:
        """Run a statement."""
        if arguments[0] == "BEGIN IMMEDIATE":
            super().execute(f"PRAGMA max_page_count = {Small.pages or 1_000_000}")
        return super().execute(*arguments)  # type: ignore[arg-type]


@pytest.mark.asyncio
async def test_fault_07_a_full_disk_is_told_and_nothing_old_is_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a full disk a save says so; what was saved is readable, and saving works again when there is room."""
    async with opened(tmp_path / "prompteur.db", factory=Small) as store:
        before = await save(store, "before")
        monkeypatch.setattr(Small, "pages", 1)
        for attempt in range(3):
            with pytest.raises(StoreUnusable, match="disk is full"):
                await save(store, f"{attempt}" * 100_000)
        assert await store.library.get([ANNS], "tickets") == before
        monkeypatch.setattr(Small, "pages", 0)
        assert (await save(store, "after")).newest.number == 2
    assert await problems(tmp_path / "prompteur.db") == ()


STALL = 0.15
"""Seconds: well below what a wait on the event loop would take here; other tests run beside it."""


async def longest_stall(until: Callable[[], bool]) -> float:
    """Give the longest time in seconds that the event loop did not come round."""
    loop, longest = asyncio.get_running_loop(), 0.0
    last = loop.time()
    while not until():
        await asyncio.sleep(0)
        longest, last = max(longest, loop.time() - last), loop.time()
    return longest


@pytest.mark.asyncio
async def test_fault_08_a_lock_that_is_not_let_go_is_told_in_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While another program holds the library, a save ends within its bound with a sentence, and nothing else waits."""
    path = tmp_path / "prompteur.db"
    assert connections.PATIENCE + connections.BUSY_MS / 1000 <= 3
    monkeypatch.setattr(connections, "BUSY_MS", 250)
    async with opened(path) as store:
        monkeypatch.setattr(store._database, "_patience", 0.25)
        before = await save(store, "before")
        with raw(path) as other:
            other.execute("BEGIN IMMEDIATE")
            saving = [asyncio.create_task(save(store, f"{number}")) for number in range(5)]
            assert await longest_stall(lambda: all(task.done() for task in saving)) < STALL
            assert {type(task.exception()) for task in saving} == {StoreBusy}
            assert await store.library.get([ANNS], "tickets") == before
        with closing(WriteLock(path)) as lock, lock.held(0):
            held = asyncio.create_task(save(store, "held"))
            assert await longest_stall(held.done) < STALL
            assert isinstance(held.exception(), StoreBusy)
        assert (await save(store, "after")).newest.number == 2


@pytest.mark.asyncio
async def test_fault_09_two_programs_that_save_by_turns_never_collide(tmp_path: Path) -> None:
    """A terminal and a server that save at the same time both get through; no transaction reads before it may write."""
    path = tmp_path / "prompteur.db"
    async with opened(path) as one, opened(path) as other:
        saves = [save(store, f"{number}{id(store)}") for number in range(20) for store in (one, other)]
        numbers = sorted([saved.newest.number for saved in await asyncio.gather(*saves)])
        assert numbers == list(range(1, 41))
    begins = [
        found for source in (ROOT / "data").glob("*.py") for found in re.findall(r'"(BEGIN[^"]*)"', source.read_text())
    ]
    assert begins == ["BEGIN IMMEDIATE"]


@pytest.mark.asyncio
async def test_fault_10_a_long_reader_does_not_make_the_journal_grow_for_ever(tmp_path: Path) -> None:
    """However long another program reads, the journal is small again once it has ended."""
    path = tmp_path / "prompteur.db"
    async with opened(path) as store:
        await save(store, "before")
        with raw(path) as reader:
            reader.execute("BEGIN")
            reader.execute("SELECT count(*) FROM snippets").fetchone()
            for number in range(90):
                await save(store, f"{number} " + "x" * 90_000)
            assert journal(path).stat().st_size > connections.WAL_BYTES
        for number in range(2):
            await save(store, f"after {number}")
        assert journal(path).stat().st_size <= connections.WAL_BYTES
        await store.library.find([ANNS], "after", limit=5)
        with raw(path) as other:
            assert other.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0] == 0, "a reader is left open"
    assert not journal(path).exists()
