"""Damaged, foreign, newer and older files, two servers, backups: nothing is overwritten, and all of it is told."""

import asyncio
import gzip
import hashlib
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from filelock import lock_descriptor
from structlog.testing import capture_logs

from bot.domain import Account, EventKey, Judgement, PersonId, Place, Scope, ScopeKind, Snippet, Status, WriteKey
from bot.errors import Conflict, NotFound, StoreBusy, StoreUnusable
from data import schema
from data.connections import journal
from data.locks import open_lock
from data.maintenance import SqliteMaintenance
from data.store import SqliteStore, open_store
from tests.doubles.clock import FakeClock
from tests.store.children import LATER
from tests.store.golden import FOLDER, SECRET
from tests.store.opened import ANN, ANNS, key, opened, problems

ROOT = Path(__file__).parents[2]


def started(mode: str, path: Path) -> "subprocess.Popen[str]":
    """Start a process of `tests.store.children`."""
    command = [sys.executable, "-m", "tests.store.children", mode, str(path)]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT)


async def save(store: SqliteStore, text: str) -> Snippet:
    """Save a text, each as a write of its own."""
    return await store.library.save(ANNS, "tickets", text, author=ANN, why="", write=key(text))


async def made(path: Path, texts: int = 1) -> None:
    """Make a library."""
    async with opened(path) as store:
        for number in range(texts):
            await save(store, f"text {number} " * 500)


def digest(path: Path) -> str:
    """Give what tells one content of a file from another."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def names(folder: Path) -> list[str]:
    """Give the names of the files in a folder."""
    return sorted(path.name for path in folder.iterdir())


def maintenance(path: Path) -> SqliteMaintenance:
    """Give what the operator has."""
    return SqliteMaintenance(path, FakeClock())


@contextmanager
def raw(path: Path) -> Iterator[sqlite3.Connection]:
    """Open the file as another program would."""
    with closing(sqlite3.connect(path, isolation_level=None, timeout=0)) as connection:
        yield connection


@pytest.mark.asyncio
@pytest.mark.parametrize("offset", [0, 112, 39 * 4096])
@pytest.mark.parametrize("serve", [True, False])
async def test_fault_11_a_damaged_file_is_not_opened_and_not_touched(
    tmp_path: Path, offset: int, *, serve: bool
) -> None:
    """A damaged file ends the start with a sentence that says how to restore; the file stays as it is."""
    path = tmp_path / "prompteur.db"
    await made(path, 40)
    with path.open("r+b") as file:
        file.seek(offset)
        file.write(b"\xa5" * 64)
    before = digest(path)
    with pytest.raises(StoreUnusable, match="damaged") as told:
        async with opened(path, serve=serve):
            pass
    assert "restore" in told.value.advice
    assert digest(path) == before
    assert await problems(path) != ()


@pytest.mark.asyncio
async def test_fault_11_a_damage_met_later_is_told(tmp_path: Path) -> None:
    """Damage that happens while the program runs is told by the reads that meet it."""
    path = tmp_path / "prompteur.db"
    await made(path, 40)
    async with opened(path) as store:
        size = path.stat().st_size
        with path.open("r+b") as file:
            file.seek(4096)
            file.write(b"\xa5" * (size - 4096))
        with pytest.raises(StoreUnusable, match="damaged"):
            await store.library.find([ANNS], "text", limit=5)


@pytest.mark.asyncio
async def test_fault_12_only_one_connection_ever_writes_and_only_under_the_lock(tmp_path: Path) -> None:
    """Readers cannot write or checkpoint; every write, migration and last close holds the lock between processes."""
    path = tmp_path / "prompteur.db"
    unlocked: list[str] = []

    class Watched(sqlite3.Connection):
        def execute(self, *arguments: object) -> sqlite3.Cursor:
            if str(arguments[0]).startswith(("BEGIN", "INSERT", "COMMIT", "PRAGMA journal_mode")):
                self.watch(str(arguments[0]))
            return super().execute(*arguments)  # type: ignore[arg-type]

        def close(self) -> None:
            self.watch("close")
            super().close()

        def watch(self, what: str) -> None:
            descriptor = open_lock(path.with_name("prompteur.db.lock"))
            if lock_descriptor(descriptor, blocking=False):
                unlocked.append(what)
            os.close(descriptor)

    async with opened(path, factory=Watched) as store:
        await save(store, "text")
        assert len(store._database._readers) == 2
        for reader in store._database._readers:
            assert await reader.run(lambda one: one.execute("PRAGMA query_only").fetchone()) == (1,)
            assert await reader.run(lambda one: one.execute("PRAGMA wal_autocheckpoint").fetchone()) == (0,)
    assert unlocked == []


@pytest.mark.asyncio
async def test_fault_12_a_server_on_an_old_sqlite_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A start that serves warns when SQLite has the fault that our lock keeps away, and refuses one that is too old."""
    for version, warned in (((3, 51, 2), 1), ((3, 51, 3), 0)):
        monkeypatch.setattr(sqlite3, "sqlite_version_info", version)
        with capture_logs() as logs:
            async with opened(tmp_path / "prompteur.db", serve=True):
                pass
        assert [entry["event"] for entry in logs].count("sqlite_is_old") == warned
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 33, 0))
    with pytest.raises(StoreUnusable, match=r"3\.34"):
        async with opened(tmp_path / "prompteur.db"):
            pass


@pytest.mark.asyncio
async def test_fault_13_a_second_server_is_refused_and_a_terminal_is_not(tmp_path: Path) -> None:
    """The second `serve` names the process of the first; a terminal works beside it; after kill -9 one can serve."""
    path = tmp_path / "prompteur.db"
    with started("serve", path) as server:
        assert server.stdout is not None
        assert server.stdout.readline().strip() == str(server.pid)
        for _ in range(2):
            with pytest.raises(StoreBusy, match=str(server.pid)):
                async with opened(path, serve=True):
                    pass
        async with opened(path) as terminal:
            assert (await save(terminal, "beside")).newest.number == 1
        with pytest.raises(StoreBusy, match=str(server.pid)):
            await maintenance(path).restore(str(path))
        server.send_signal(signal.SIGKILL)
        server.wait()
    async with opened(path, serve=True) as store:
        assert (await save(store, "after")).newest.number == 2


@pytest.mark.asyncio
async def test_fault_13_the_calls_of_a_terminal_beside_are_left_alone(tmp_path: Path) -> None:
    """A terminal that starts does not tell the calls of another as interrupted while that one lives."""
    path = tmp_path / "prompteur.db"
    async with opened(path) as second:
        async with opened(path) as first:
            call, _ = await first.calls.begin(
                EventKey("event"), ANN, platform="local", inbound=b"", address=b"", boot="first"
            )
            assert await second.calls.interrupt(["second"], "local") == ()
        (told,) = await second.calls.interrupt(["second"], "local")
        assert (told.id, told.status) == (call.id, Status.INTERRUPTED)
    assert names(tmp_path) == ["key", "prompteur.db", "prompteur.db.lock"]


@pytest.mark.asyncio
async def test_fault_14_a_vanished_folder_refuses_writes_and_answers_reads(tmp_path: Path) -> None:
    """When the folder is moved away, saves say that nothing was saved, reads go on, and nothing new is made there."""
    folder, away = tmp_path / "here", tmp_path / "away"
    async with opened(folder / "prompteur.db") as store:
        before = await save(store, "before")
        folder.rename(away)
        with pytest.raises(StoreUnusable, match="removed or replaced"):
            await save(store, "lost")
        assert await store.library.get([ANNS], "tickets") == before
        assert not folder.exists()
        away.rename(folder)
        assert (await save(store, "after")).newest.number == 2


@pytest.mark.asyncio
async def test_fault_14_a_file_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    """A library that turned read-only answers reads and says of a save that nothing was saved."""
    async with opened(tmp_path / "prompteur.db") as store:
        before = await save(store, "before")
        await store._database.writer.run(lambda one: one.execute("PRAGMA query_only = 1"))
        with pytest.raises(StoreUnusable, match="Nothing was saved"):
            await save(store, "lost")
        assert await store.library.get([ANNS], "tickets") == before


def test_fault_14_a_folder_that_cannot_be_written_ends_the_start() -> None:
    """A start in a folder without the right to write ends with a sentence."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o555)
        with started("read_only", Path(folder) / "prompteur.db") as process:
            says, _ = process.communicate()
        Path(folder).chmod(0o700)
    assert "StoreUnusable" in says
    assert "cannot be opened or written" in says


@pytest.mark.asyncio
async def test_fault_14_a_journal_without_its_file_is_not_dropped(tmp_path: Path) -> None:
    """When the file is missing and its journal is there, the start says so and makes no new file over it."""
    path = tmp_path / "prompteur.db"
    journal(path).write_bytes(b"acknowledged")
    with pytest.raises(StoreUnusable, match="journal"):
        async with opened(path):
            pass
    assert journal(path).read_bytes() == b"acknowledged"
    assert not path.exists()


@pytest.mark.asyncio
async def test_fault_15_a_newer_or_foreign_file_is_refused_unchanged(tmp_path: Path) -> None:
    """A library of a newer program, or another program's file, is told and stays as it is."""
    newer, foreign = tmp_path / "newer.db", tmp_path / "foreign.db"
    await made(newer)
    with raw(newer) as connection:
        connection.execute("PRAGMA user_version = 999")
    with raw(foreign) as connection:
        connection.execute("CREATE TABLE theirs (x)")
    for path, says in ((newer, "newer Prompteur"), (foreign, "another program")):
        before = digest(path)
        with pytest.raises(StoreUnusable, match=says):
            async with opened(path):
                pass
        with pytest.raises(StoreUnusable, match=says):
            await maintenance(path).migrate()
        assert digest(path) == before
        assert len(await problems(path)) == 1


@pytest.mark.asyncio
async def test_fault_16_a_migration_killed_anywhere_is_whole_or_not_there(tmp_path: Path) -> None:
    """Killed before each statement of a migration in turn: in the end everything is there, as it was."""
    path = tmp_path / "prompteur.db"
    await made(path, 2)
    with raw(path) as connection:
        before = list(connection.iterdump())
    assert any("snippet_versions" in line for line in before)
    with started("migrations", path) as process:
        says, _ = process.communicate()
    assert int(says) > 8
    with raw(path) as connection:
        assert schema.version(connection) == LATER.number
        assert connection.execute("SELECT name, text FROM later").fetchall() == [("tickets", "text 1 " * 500)]
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert [line for line in connection.iterdump() if 'INTO "snippet' in line] == [
            line for line in before if 'INTO "snippet' in line
        ]


@pytest.mark.asyncio
async def test_fault_16_the_first_migration_killed_anywhere_is_made_good(tmp_path: Path) -> None:
    """A first start that was killed at any step is followed by one that works."""
    path = tmp_path / "prompteur.db"
    with started("migrations", path) as process:
        says, _ = process.communicate()
    assert int(says) > 40
    with raw(path) as connection:
        assert schema.version(connection) == LATER.number


def test_fault_16_a_script_that_ends_within_a_statement_is_refused() -> None:
    """A migration that was cut off is never half applied."""
    with pytest.raises(ValueError, match="ends within a statement"):
        list(schema.statements("CREATE TABLE a (x);\nCREATE TABLE b (x"))


_JUDGED = 2
"""The first version of the schema that keeps what people think."""
_FILLED = next(int(path.name[:4]) for path in schema.FOLDER.glob("*_filled_in.sql"))
"""The first that keeps what was filled in."""


@pytest.mark.asyncio
async def test_fault_17_an_older_library_knows_what_its_prompts_include(tmp_path: Path) -> None:
    """Prompts that were saved before that was kept are found by what their newest version includes, and by no older."""
    path = tmp_path / "prompteur.db"
    async with opened(path) as store:
        for number, text in enumerate(("{{> old}}", "{{> Brand Voice@3}} {{> brand voice}} {{> ö}}")):
            await store.library.save(
                ANNS, "mail", text, author=PersonId("ann"), why="", write=WriteKey(f"save {number}")
            )
    with raw(path) as connection:
        for table in ("includes", "filled", "opinions"):
            connection.execute(f"DROP TABLE {table}")
        connection.execute(f"PRAGMA user_version = {_FILLED - 1}")
        filled_in = [step for step in schema.known() if step.number == _FILLED]
        schema.migrate(connection, filled_in)
        connection.execute(f"PRAGMA user_version = {schema.known()[-1].number}")
    async with opened(path) as store:
        for name, number in (("brand voice", 1), ("Ö", 1), ("old", 0)):
            assert (await store.library.including([ANNS], [name], limit=5))[0] == number


_LABELLED = next(step.number for step in schema.known() if "CREATE TABLE labels" in step.sql)
"""The first that keeps labels, other names and tags."""


@pytest.mark.asyncio
@pytest.mark.parametrize("version", [migration.number for migration in schema.known()])
async def test_fault_17_every_older_library_opens_with_all_it_held(tmp_path: Path, version: int) -> None:
    """A library of any released version opens today with everything in it."""
    path = tmp_path / "prompteur.db"
    path.write_bytes(gzip.decompress((FOLDER / f"schema_{version:04d}.sqlite.gz").read_bytes()))
    with raw(path) as connection:
        assert schema.version(connection) == version
    store = await open_store(path, clock=FakeClock(), secret=SECRET, key_file=tmp_path / "key")
    ann = await store.people.actor(Account("local", "desk", "ann"), "Ann", Place("local", "desk", ""), manages=False)
    (session,) = await store.sessions.recent(ann.person, 5)
    (drafted,) = await store.sessions.versions(session.id)
    hit, *_ = await store.library.find(_own(ann.person), "text", limit=5)
    texts = [found.text for found in await store.library.versions(hit.snippet)]
    known = [(hit.labels, hit.tags), (await store.library.get(_own(ann.person), "tickets")) is not None]
    assert known == ([((("production", 1),), ("weekly",)), True] if version >= _LABELLED else [((), ()), False])
    (call,) = await store.calls.interrupt([], "local")
    assert (drafted.text, [variable.name for variable in drafted.variables]) == ("Summarise {{tickets}}", ["tickets"])
    assert (hit.name, texts) == ("Ticket summary", ["text 1", "text 2"])
    judged = {ann.person: Judgement.GOOD} if version >= _JUDGED else {}
    assert await store.judgements.of(drafted.id) == judged
    assert (call.inbound, call.address) == (b"said", b"where")
    voiced = await store.library.get(_own(ann.person), "voiced")
    if voiced:
        assert await store.filled.last(ann.person, voiced.id) == {"tone": "dry"}
        (opinion,) = await store.opinions.of(voiced.id, limit=5)
        assert (opinion.judgement, opinion.remark, opinion.lengths) == (Judgement.GOOD, "Too long.", {"ticket": 900})
        for name in ("brand voice", "Ticket summary"):
            assert await store.library.including(_own(ann.person), [name], limit=5) == (1, ("voiced",))
    assert (voiced is not None) == (version >= _FILLED)
    with raw(path) as connection:
        votes = connection.execute("SELECT votes FROM snippets WHERE name = 'voiced'").fetchall()
        assert votes == ([(1,)] if voiced else [])
    assert await store.vault.get("slack", "T1") == b"token"
    assert await store.people.preference(ann.person, "language") == "fr"
    assert (await store.ledger.spent(FakeClock().now(), team=ann.team))[0].input_tokens == 7
    assert await store.ledger.allowed(ann.person) == {"fingerprint"}
    await store.aclose()
    assert await problems(path) == ()


def _own(person: str) -> list[Scope]:
    return [Scope(ScopeKind.PERSON, person)]


@pytest.mark.asyncio
async def test_fault_18_a_backup_while_others_save_is_sound_and_whole(tmp_path: Path) -> None:
    """A backup made under load holds everything that was saved before it began, and can be put back."""
    path, copy = tmp_path / "prompteur.db", tmp_path / "backup.db"
    async with opened(path) as store:
        for number in range(20):
            await save(store, f"before {number}")
        saving = asyncio.create_task(_save_on(store))
        size = await maintenance(path).backup(str(copy))
        saving.cancel()
        assert size == copy.stat().st_size
        with pytest.raises(Conflict):
            await maintenance(path).backup(str(copy))
        with pytest.raises(StoreBusy):
            await maintenance(path).restore(str(copy))
        await save(store, "after the backup")
    assert await problems(copy) == ()
    kept = await maintenance(path).restore(str(copy))
    async with opened(path) as store:
        found = await store.library.get([ANNS], "tickets")
        assert found is not None
        texts = {version.text for version in await store.library.versions(found.id)}
        assert {f"before {number}" for number in range(20)} <= texts
        assert "after the backup" not in texts
    async with opened(Path(kept)) as store:
        found = await store.library.get([ANNS], "tickets")
        assert found is not None
        assert found.newest.text == "after the backup"


async def _save_on(store: SqliteStore) -> None:
    for number in range(10_000):
        await save(store, f"during {number}")


@pytest.mark.asyncio
async def test_fault_18_restoring_keeps_even_a_damaged_file(tmp_path: Path) -> None:
    """A damaged library and its journal are kept under another name when a backup takes their place."""
    path, copy = tmp_path / "prompteur.db", tmp_path / "backup.db"
    await made(path)
    await maintenance(path).backup(str(copy))
    path.write_bytes(b"damaged" * 1000)
    journal(path).write_bytes(b"journal")
    kept = Path(await maintenance(path).restore(str(copy)))
    assert digest(kept) == hashlib.sha256(b"damaged" * 1000).hexdigest()
    assert digest(journal(kept)) == hashlib.sha256(b"journal").hexdigest()
    async with opened(path) as store:
        assert await store.library.get([ANNS], "tickets") is not None
    again = await maintenance(path).restore(str(copy))
    assert again != str(kept)
    path.unlink()
    assert await maintenance(path).restore(str(copy)) == ""


@pytest.mark.asyncio
async def test_fault_18_what_is_no_backup_is_not_restored(tmp_path: Path) -> None:
    """Nothing, an empty file, another program's file and a damaged one are refused; the library stays."""
    path = tmp_path / "prompteur.db"
    await made(path)
    before = digest(path)
    with raw(tmp_path / "foreign.db") as connection:
        connection.execute("CREATE TABLE theirs (x)")
    (tmp_path / "empty.db").touch()
    shutil.copy(path, tmp_path / "damaged.db")
    with (tmp_path / "damaged.db").open("r+b") as file:
        file.seek(4096)
        file.write(b"\xa5" * 4096)
    for name in ("foreign.db", "empty.db", "damaged.db"):
        with pytest.raises(StoreUnusable):
            await maintenance(path).restore(str(tmp_path / name))
    with pytest.raises(NotFound):
        await maintenance(path).restore(str(tmp_path / "none.db"))
    with pytest.raises(NotFound):
        await maintenance(tmp_path / "none.db").backup(str(tmp_path / "x.db"))
    assert digest(path) == before
    assert not [name for name in names(tmp_path) if name.startswith(".")]


@pytest.mark.asyncio
async def test_fault_18_what_is_wrong_with_a_file_is_found(tmp_path: Path) -> None:
    """A history with a gap, an index that does not match and a lost text are told by `db check`."""
    path = tmp_path / "prompteur.db"
    assert await maintenance(path).migrate() == (0, schema.known()[-1].number)
    assert await maintenance(path).migrate() == (schema.known()[-1].number,) * 2
    await made(path, 3)
    assert await problems(path) == ()
    for harm, says in (
        ("UPDATE snippet_versions SET text = 'other'", "search index"),
        ("DELETE FROM snippet_versions WHERE number = 2", "missing in 1"),
        ("UPDATE snippets SET head = NULL", "have no text"),
    ):
        copy = tmp_path / "harmed.db"
        shutil.copy(path, copy)
        with raw(copy) as connection:
            connection.execute(harm)
        assert any(says in problem for problem in await problems(copy)), says
        copy.unlink()
