"""The store over SQLite does what every store must, and survives being closed."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from bot.domain import Account, EventKey, Place
from bot.errors import Misconfigured, StoreUnusable
from bot.ports import Maintenance, Store
from data.maintenance import SqliteMaintenance
from data.store import open_store
from tests.contract.store_calls import CallsContract
from tests.contract.store_filled import FilledContract, IncludesContract, OpinionsContract
from tests.contract.store_judgements import JudgementsContract
from tests.contract.store_library import LibraryContract, SearchContract, save
from tests.contract.store_links import LinksContract
from tests.contract.store_many import ManyContract
from tests.contract.store_names import NamesContract, NarrowContract
from tests.contract.store_notices import NoticesContract
from tests.contract.store_people import PeopleContract
from tests.contract.store_proposals import ProposalsContract
from tests.contract.store_sessions import SessionsContract
from tests.contract.store_teams import TeamsContract
from tests.doubles.begun import begin
from tests.doubles.clock import FakeClock
from tests.store.opened import ANN, ANNS, opened, problems


@pytest.fixture
def clock() -> FakeClock:
    """Give the clock that the store reads."""
    return FakeClock()


@pytest_asyncio.fixture
async def store(tmp_path: Path, clock: FakeClock) -> AsyncIterator[Store]:
    """Give an empty store; the file must be sound when the test is over."""
    await begin(tmp_path / "prompteur.db")
    async with opened(tmp_path / "prompteur.db", clock=clock) as store:
        yield store
    assert await problems(tmp_path / "prompteur.db") == ()


class TestPeople(PeopleContract):
    """People."""


class TestTeams(TeamsContract):
    """Roles, and what administrators decide."""


class TestLinks(LinksContract):
    """Accounts and places that become one."""


class TestSessions(SessionsContract):
    """Prompts under work."""


class TestJudgements(JudgementsContract):
    """What people think of them."""


class TestProposals(ProposalsContract):
    """What somebody proposes."""


class TestNotices(NoticesContract):
    """What waits to be told to others."""


class TestLibrary(LibraryContract):
    """Saved prompts."""


class TestFilled(FilledContract):
    """What was filled in."""


class TestOpinions(OpinionsContract):
    """What people think of answers."""


class TestIncludes(IncludesContract):
    """Which prompts include which."""


class TestMany(ManyContract):
    """Many of them at once."""


class TestSearch(SearchContract):
    """Finding them."""


class TestNames(NamesContract):
    """What they are known by."""


class TestNarrow(NarrowContract):
    """Finding them by that."""


class TestCalls(CallsContract):
    """Calls, records, usage."""


@pytest.mark.asyncio
async def test_everything_is_there_after_a_restart(tmp_path: Path) -> None:
    """What was saved yesterday is there today, people and secrets too, and readable by its owner only."""
    path, account, place = (
        tmp_path / "new folder" / "prompteur.db",
        Account("local", "x", "u"),
        Place("local", "x", "x"),
    )
    async with opened(path) as store:
        actor = await store.people.actor(account, "Ann", place, manages=False)
        saved = await save(store, ANNS, "tickets")
        await store.vault.put("a", "b", b"c")
        mark = store.vault.fingerprint("text")
    async with opened(path) as store:
        assert await store.people.actor(account, "Ann", place, manages=False) == actor
        assert await store.library.get([ANNS], "tickets") == saved
        assert await store.vault.get("a", "b") == b"c"
        assert store.vault.fingerprint("text") == mark
    for file in path.parent.iterdir():
        assert file.stat().st_mode & 0o077 == 0, file


@pytest.mark.asyncio
async def test_closing_twice_is_closing_once(tmp_path: Path) -> None:
    """A program that ends in two ways at once ends well."""
    async with opened(tmp_path / "prompteur.db") as store:
        await store.aclose()


@pytest.mark.asyncio
async def test_with_another_key_prompts_stay_and_secrets_are_told_as_unreadable(tmp_path: Path) -> None:
    """Who lost the key file can go on working; what was encrypted says that it cannot be read."""
    path = tmp_path / "prompteur.db"
    async with opened(path) as store:
        saved = await save(store, ANNS, "tickets")
        await store.vault.put("a", "b", b"c")
        await store.calls.begin(EventKey("e"), ANN, platform="local", inbound=b"i", address=b"a", boot="dead")
    (tmp_path / "key").unlink()
    async with opened(path) as store:
        assert await store.library.get([ANNS], "tickets") == saved
        (call,) = await store.calls.interrupt([], "local")
        assert (call.inbound, call.address) == (b"", b"")
        with pytest.raises(StoreUnusable, match="another secret key"):
            await store.vault.get("a", "b")


@pytest.mark.asyncio
async def test_a_key_that_is_none_is_told_without_showing_it(tmp_path: Path) -> None:
    """A wrong PROMPTEUR_SECRET_KEY ends the start with a sentence that does not repeat it."""
    with pytest.raises(Misconfigured, match="PROMPTEUR_SECRET_KEY") as told:
        await open_store(tmp_path / "x.db", clock=FakeClock(), secret="hunter2", key_file=tmp_path / "key")
    assert "hunter2" not in repr(told.value.args)
    assert not (tmp_path / "x.db").exists()


def test_the_operator_has_what_the_port_promises(tmp_path: Path) -> None:
    """Migrate, check, backup and restore are there for the shell."""
    maintenance: Maintenance = SqliteMaintenance(tmp_path / "x.db", FakeClock())
    assert maintenance is not None
