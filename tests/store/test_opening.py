"""Opening and closing a library: keys, locks, checks, and what is left of processes that died."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from structlog.testing import capture_logs

from bot.domain import Account, EventKey, Status
from bot.errors import Misconfigured, StoreBusy, StoreUnusable
from data import schema, secret
from data import store as stores
from data.boots import Boots
from data.connections import connect
from data.database import Database
from data.failures import told
from data.locks import WriteLock
from data.maintenance import SqliteMaintenance
from data.people import SqlitePeople
from data.secret import load_secret
from data.store import open_store
from tests.doubles.clock import FakeClock
from tests.store.opened import ANN, opened, problems


def test_the_key_file_that_was_there_first_is_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two programs that start together for the first time work with one key."""
    key_file = tmp_path / "key"
    make, other = secret._make, Fernet.generate_key()

    def late(path: Path) -> None:
        path.write_bytes(other)
        path.chmod(0o600)
        make(path)

    monkeypatch.setattr(secret, "_make", late)
    assert load_secret(None, key_file).unseal(Fernet(other).encrypt(b"text")) == b"text"
    assert [path.name for path in tmp_path.iterdir()] == ["key"]


def test_a_key_file_that_others_can_read_is_noticed(tmp_path: Path) -> None:
    """The operator reads in the log that the key is no secret."""
    load_secret(None, tmp_path / "key")
    (tmp_path / "key").chmod(0o644)
    with capture_logs() as logs:
        load_secret(None, tmp_path / "key")
    assert [entry["event"] for entry in logs] == ["key_file_is_readable_by_others"]


def test_a_key_file_that_holds_something_else_is_told(tmp_path: Path) -> None:
    """A damaged key file ends the start with a sentence, and is not replaced."""
    (tmp_path / "key").write_bytes(b"\xff\xfe not a key")
    with pytest.raises(Misconfigured, match="no key"):
        load_secret(None, tmp_path / "key")
    assert (tmp_path / "key").read_bytes() == b"\xff\xfe not a key"


@pytest.mark.asyncio
async def test_an_older_library_can_be_refused_instead_of_migrated(tmp_path: Path) -> None:
    """A start that must not migrate says what to run."""
    path = tmp_path / "prompteur.db"
    with pytest.raises(StoreUnusable, match="older schema") as told_:
        await open_store(path, clock=FakeClock(), secret=None, key_file=tmp_path / "key", migrate=False)
    assert "db migrate" in told_.value.advice
    await SqliteMaintenance(path, FakeClock()).migrate()
    store = await open_store(path, clock=FakeClock(), secret=None, key_file=tmp_path / "key", migrate=False)
    await store.aclose()


@pytest.mark.asyncio
async def test_a_large_library_is_opened_in_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A terminal does not wait until a large file was looked through; a server does."""
    async with opened(tmp_path / "prompteur.db"):
        pass
    monkeypatch.setattr(stores, "CHECK_SECONDS", -1.0)
    monkeypatch.setattr(stores, "CHECK_STEPS", 1)
    for serve, events in ((False, ["store_checked_in_part"]), (True, [])):
        with capture_logs() as logs:
            async with opened(tmp_path / "prompteur.db", serve=serve):
                pass
        assert [entry["event"] for entry in logs if entry["event"] != "sqlite_is_old"] == events


@pytest.mark.asyncio
async def test_a_program_ends_even_when_another_holds_the_library(tmp_path: Path) -> None:
    """Closing does not wait for ever for a lock, and nothing is lost by that."""
    path = tmp_path / "prompteur.db"
    async with opened(path) as store:
        await store.people.prefer(ANN, "a", "b")
        store._database._patience = 0.01
        with closing(WriteLock(path)) as lock, lock.held(0), capture_logs() as logs:
            await store.aclose()
    assert [entry["event"] for entry in logs] == ["store_closed_without_lock"]
    async with opened(path) as store:
        assert await store.people.preference(ANN, "a") == "b"


@pytest.mark.asyncio
async def test_the_calls_of_a_process_that_was_killed_are_told(tmp_path: Path) -> None:
    """What a killed process left of itself does not make it look alive."""
    path = tmp_path / "prompteur.db"
    async with opened(path) as store:
        call, _ = await store.calls.begin(
            EventKey("event"), ANN, platform="local", inbound=b"", address=b"", boot="killed"
        )
    killed = Boots(path)
    killed.hold("killed")
    async with opened(path) as store:
        assert await store.calls.interrupt([], "local") == ()
        killed.close()
        killed._path("killed").touch()
        (left,) = await store.calls.interrupt([], "local")
        assert (left.id, left.status) == (call.id, Status.INTERRUPTED)
    assert not killed._path("killed").exists()


@pytest.mark.asyncio
async def test_a_person_who_is_renamed_over_and_over_is_asked_to_try_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When another device tells another name at each moment, the call ends with a sentence."""
    monkeypatch.setattr("data.people._make", lambda *_, **__: None)
    async with opened(tmp_path / "prompteur.db") as store:
        assert isinstance(store.people, SqlitePeople)
        with pytest.raises(StoreBusy):
            await store.people.actor(Account("local", "x", "u"), "Ann", None, manages=False)


def test_a_wrong_statement_of_ours_stays_what_it_is() -> None:
    """A fault in the program is not told as a fault of the disk."""
    with closing(sqlite3.connect(":memory:")) as connection:
        with pytest.raises(sqlite3.OperationalError, match="no such table"), told():
            connection.execute("SELECT * FROM nowhere")
        connection.close()
        with pytest.raises(sqlite3.ProgrammingError), told():
            connection.execute("SELECT 1")


@pytest.mark.asyncio
async def test_a_database_is_not_used_before_it_is_open(tmp_path: Path) -> None:
    """Asking a store that was never opened is a fault in the program, and said so."""
    with pytest.raises(RuntimeError, match="not open"):
        await Database(tmp_path / "x.db").read(lambda connection: connection)


@pytest.mark.asyncio
async def test_the_operator_is_told_what_is_wrong_with_a_file(tmp_path: Path) -> None:
    """A damaged page, rows without the rows they belong to and an old schema are each named."""
    path = tmp_path / "prompteur.db"
    async with opened(path):
        pass
    with closing(connect(path)) as connection:
        connection.execute("PRAGMA foreign_keys = 0")
        connection.execute("INSERT INTO conversations VALUES ('room', 'nobody')")
    assert await problems(path) == ("Some rows belong to others that are not there.",)
    with closing(connect(path)) as connection:
        connection.execute("PRAGMA user_version = 0")
    (says,) = await problems(path)
    assert f"this program's is {schema.known()[-1].number}" in says
    with path.open("r+b") as file:
        file.seek(20 * 4096)
        file.write(b"\xa5" * 4096)
    assert all("damaged" in problem for problem in await problems(path))


def test_each_step_of_the_schema_follows_the_one_before() -> None:
    """A library is brought up to date step by step: none is left out, so that none comes too late."""
    assert [step.number for step in schema.known()] == list(range(1, len(schema.known()) + 1))
