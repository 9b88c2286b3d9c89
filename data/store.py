"""The whole store over one SQLite file, and how it is opened."""

import sqlite3
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path

import structlog

from bot.domain import Account, PersonId, Place
from bot.errors import StoreUnusable
from bot.library.texts import repaired
from bot.ports import Arrived, Clock
from bot.words import N_
from data import former, schema
from data.audit import SqliteAudit
from data.boots import Boots
from data.calls import SqliteCalls
from data.database import Database
from data.failures import busy, code, damaged, told
from data.filled import SqliteFilled
from data.judgements import SqliteJudgements
from data.ledger import SqliteLedger
from data.library import SqliteLibrary
from data.links import SqliteLinks
from data.locks import ServeLock
from data.members import SqliteMembers
from data.notices import SqliteNotices
from data.opinions import SqliteOpinions
from data.people import SqlitePeople, known
from data.places import SqlitePlaces
from data.proposals import SqliteProposals
from data.pruning import prune
from data.records import SqliteRecords
from data.reviews import SqliteReviews
from data.secret import Secret, load_secret
from data.sessions import SqliteSessions, work_at
from data.teams import SqliteTeams, quiet
from data.vault import SqliteVault

OLDEST_SQLITE = (3, 34, 0)
"""Searching parts of names needs the trigram tokenizer."""
SOUND_SQLITE = (3, 51, 3)
"""Two connections that write or checkpoint at once can damage a file in anything older."""
CHECK_SECONDS = 0.1
"""How long a start that does not serve looks through the file: enough for about 100 MB. One that serves takes its
time.
"""
CHECK_STEPS = 20_000
"""Steps of SQLite's machine between two looks at the clock while it checks."""
log = structlog.get_logger()


class SqliteStore:
    """The port `bot.ports.Store`. Made by `open_store`."""

    def __init__(
        self, database: Database, clock: Clock, secret: Secret, boots: Boots, lock: ServeLock | None = None
    ) -> None:
        self._database = database
        self._boots = boots
        self._lock = lock
        self.people = SqlitePeople(database)
        self.members = SqliteMembers(database, clock)
        self.teams = SqliteTeams(database, clock)
        self.audit = SqliteAudit(database, clock)
        self.links = SqliteLinks(database, clock, secret)
        self.places = SqlitePlaces(database, clock)
        self.sessions = SqliteSessions(database, clock)
        self.judgements = SqliteJudgements(database)
        self.library = SqliteLibrary(database, clock)
        self.filled = SqliteFilled(database, clock)
        self.opinions = SqliteOpinions(database, clock)
        self.proposals = SqliteProposals(database, clock, secret)
        self.reviews = SqliteReviews(database, clock)
        self.records = SqliteRecords(database, clock)
        self.calls = SqliteCalls(database, clock, secret, boots)
        self.ledger = SqliteLedger(database, clock)
        self.notices = SqliteNotices(database, clock, secret)
        self.vault = SqliteVault(database, secret)

    async def arrive(  # noqa: PLR0913 - all that is known of who comes in
        self,
        account: Account,
        name: str,
        place: Place | None,
        *,
        manages: bool,
        key: Callable[[PersonId], str],
        since: datetime | None,
        channel: str = "",
        groups: Sequence[str] = (),
    ) -> Arrived:
        """Give who acts, what they work on and whether the channel is quiet, in one look."""

        def look(connection: sqlite3.Connection) -> Arrived | None:
            actor = known(connection, account, repaired(name), place, manages=manages, groups=groups)
            if actor is None:
                return None
            work = work_at(connection, key=key(actor.person), since=since)
            return Arrived(actor, work, quiet(connection, channel) if channel else False)

        found = await self._database.read(look)
        if found:
            return found
        await self.people.actor(account, name, place, manages=manages, groups=groups)
        found = await self._database.read(look)
        if found is None:
            # Another device of the same person told another name or other groups in between.
            raise busy()
        return found

    async def prune(self, now: datetime) -> Mapping[str, int]:
        """Drop what is kept for a time only; give how many of each."""
        await self._database.write(partial(former.settle, now=now))
        return await prune(self._database, now)

    async def aclose(self) -> None:
        """Finish what is under way, checkpoint, close; then another may serve."""
        try:
            await self._database.aclose()
        finally:
            self._boots.close()
            if self._lock is not None:
                self._lock.close()
                self._lock = None


async def open_store(
    path: Path,
    *,
    clock: Clock,
    secret: str | None,
    key_file: Path,
    serve: bool = False,
    migrate: bool = True,
    factory: type[sqlite3.Connection] = sqlite3.Connection,
) -> SqliteStore:
    """Open the library at `path`, making it on first use.

    `secret` is the key from the settings; without one, `key_file` has it or gets a new one. `serve` refuses when
    another process serves the same file (`StoreBusy`) and checks the file in full. Without `migrate`, a file of an
    older schema is refused. `StoreUnusable` for a file that is damaged, newer, foreign or cannot be written: it is
    left as it is. `factory` makes the connections; tests bring faulty ones.
    """
    _look_at_sqlite(serve=serve)
    with told():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        key_file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        keys = load_secret(secret, key_file)
        lock = ServeLock(path) if serve else None
    database = Database(path)
    try:
        await database.open(partial(_prepare, whole=serve, migrate=migrate), factory)
    except BaseException:
        if lock is not None:
            lock.close()
        raise
    return SqliteStore(database, clock, keys, Boots(path), lock)


def _look_at_sqlite(*, serve: bool) -> None:
    if sqlite3.sqlite_version_info < OLDEST_SQLITE:
        raise StoreUnusable(
            N_("This Python brings SQLite {version}; the library needs 3.34 or newer."),
            advice=N_("Use a newer Python."),
            version=sqlite3.sqlite_version,
        )
    if serve and sqlite3.sqlite_version_info < SOUND_SQLITE:
        # Our lock keeps the fault from happening; a server's operator should know all the same.
        log.warning("sqlite_is_old", version=sqlite3.sqlite_version, sound="3.51.3")


def _prepare(connection: sqlite3.Connection, *, whole: bool, migrate: bool) -> None:
    """Check the file before anything is changed in it, then bring it up to date."""
    schema.refuse_foreign(connection)
    _check(connection, None if whole else CHECK_SECONDS)
    if migrate:
        connection.execute("PRAGMA journal_mode = WAL")
        schema.migrate(connection)
    elif schema.version(connection) < schema.known()[-1].number:
        raise StoreUnusable(
            N_("The library has an older schema than this program."), advice=N_("Run `prompteur db migrate`.")
        )


def _check(connection: sqlite3.Connection, seconds: float | None) -> None:
    """Look through the pages for at most so many seconds; `StoreUnusable` when one is not sound."""
    until = None if seconds is None else time.monotonic() + seconds
    connection.set_progress_handler(lambda: until is not None and time.monotonic() > until, CHECK_STEPS)
    try:
        found = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    except sqlite3.OperationalError as error:
        if code(error) != sqlite3.SQLITE_INTERRUPT:
            raise
        log.debug("store_checked_in_part", seconds=seconds)
        return
    finally:
        connection.set_progress_handler(None, 0)
    if found != "ok":
        raise damaged()
