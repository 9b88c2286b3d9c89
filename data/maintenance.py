"""What the operator does with the database file: migrate, check, back up, restore."""

import asyncio
import itertools
import os
import secrets
import shutil
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, nullcontext
from pathlib import Path

from bot.errors import Conflict, NotFound, StoreBusy, StoreUnusable
from bot.ports import Clock
from bot.words import N_
from data import schema, search
from data.connections import PATIENCE, connect, create_privately, journal
from data.failures import code, damaged, told
from data.locks import ServeLock, WriteLock
from data.store import SOUND_SQLITE

_GAPS = (
    "SELECT count(*) FROM (SELECT 1 FROM versions GROUP BY session HAVING min(number) != 1 OR max(number) != count(*)"
    " UNION ALL SELECT 1 FROM snippet_versions GROUP BY snippet HAVING min(number) != 1 OR max(number) != count(*))"
)
_HEADLESS = (
    "SELECT (SELECT count(*) FROM snippets WHERE head IS NULL OR head NOT IN (SELECT row FROM snippet_versions))"
    " + (SELECT count(*) FROM sessions WHERE head IS NOT NULL AND head NOT IN (SELECT id FROM versions))"
)


class SqliteMaintenance:
    """The port `bot.ports.Maintenance`. Nothing here needs the database to be open, or minds when it is, but
    `restore`.
    """

    def __init__(self, path: Path, clock: Clock) -> None:
        self._path = path
        self._clock = clock

    def engine(self) -> tuple[str, bool]:
        """Name SQLite with its version, and say whether it has no fault that is known."""
        return f"SQLite {sqlite3.sqlite_version}", sqlite3.sqlite_version_info >= SOUND_SQLITE

    async def migrate(self) -> tuple[int, int]:
        """Bring the schema up to date; give the version before and after."""
        return await asyncio.to_thread(self._migrate)

    async def check(self) -> tuple[str, ...]:
        """Give what is wrong with the file and its index; nothing when it is sound. It looks at a copy, so others
        write on meanwhile; the copy takes as much space as the file.
        """
        return await asyncio.to_thread(self._check)

    async def backup(self, path: str) -> int:
        """Write a sound copy while others read and write; give its size in bytes. `Conflict` when `path` is there."""
        return await asyncio.to_thread(self._backup, Path(path))

    async def restore(self, path: str) -> str:
        """Put a backup in place of the database; give where the old file was kept, or an empty text when there was
        none. `StoreBusy` while anybody has the database open, `StoreUnusable` for what is no sound backup.
        """
        return await asyncio.to_thread(self._restore, Path(path))

    def _migrate(self) -> tuple[int, int]:
        with told():
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with _alone(self._path):
                create_privately(self._path)
                with closing(connect(self._path)) as connection:
                    schema.refuse_foreign(connection)
                    connection.execute("PRAGMA journal_mode = WAL")
                    return schema.migrate(connection)

    def _check(self) -> tuple[str, ...]:
        _must_exist(self._path)
        try:
            with told(), _copy_of(self._path, beside=self._path) as copy, closing(connect(copy)) as connection:
                schema.refuse_foreign(connection)
                return tuple(_problems(connection))
        except StoreUnusable as error:
            return (str(error),)

    def _backup(self, to: Path) -> int:
        _must_exist(self._path)
        with told(), _copy_of(self._path, beside=to) as copy:
            _must_be_sound(copy)
            try:
                os.link(copy, to)  # fails where a file is, so none is ever overwritten
            except FileExistsError as error:
                raise Conflict(
                    N_("There is a file called {name} already. Nothing was written."),
                    advice=N_("Give the backup another name."),
                    name=to.name,
                ) from error
            return to.stat().st_size

    def _restore(self, backup: Path) -> str:
        _must_exist(backup)
        with told(), closing(ServeLock(self._path)), _copy_of(backup, beside=self._path, shared=False) as copy:
            _must_be_sound(copy)
            with _alone(self._path):
                kept = self._set_aside()
                copy.replace(self._path)
        return kept

    def _set_aside(self) -> str:
        """Keep what is there under another name, byte for byte, and take its journal away: one that stayed behind
        would be taken for the new file's.
        """
        present = [path for path in (self._path, journal(self._path)) if path.exists()]
        if not present:
            return ""
        stem = f"{self._path.name}.before-restore-{self._clock.now():%Y%m%d-%H%M%S}"
        names = itertools.chain([stem], (f"{stem}-{number}" for number in itertools.count(2)))
        kept = next(path for path in map(self._path.with_name, names) if not path.exists())
        copies = [kept.with_name(path.name.replace(self._path.name, kept.name)) for path in present]
        try:
            for path, copy in zip(present, copies, strict=True):
                shutil.copy2(path, copy)
            _must_be_ours_alone(self._path)
        except BaseException:
            for copy in copies:
                copy.unlink(missing_ok=True)
            raise
        for name in (journal(self._path).name, self._path.name + "-shm"):
            self._path.with_name(name).unlink(missing_ok=True)
        return str(kept)


def _must_exist(path: Path) -> None:
    if not path.is_file():
        raise NotFound(N_("There is no file {name}."), name=path.name)


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Hold the write lock of a database."""
    with closing(WriteLock(path)) as lock, lock.held(time.monotonic() + PATIENCE):
        yield


@contextmanager
def _copy_of(source: Path, *, beside: Path, shared: bool = True) -> Iterator[Path]:
    """Give a copy as it was at one moment, in one file, which goes away afterwards unless it was moved. `shared`:
    others may have the source open.
    """
    copy = beside.with_name(f".{beside.name}.{secrets.token_hex(4)}")
    create_privately(copy)
    try:
        with closing(sqlite3.connect(copy)) as target, _reading(source, shared=shared) as connection:
            connection.backup(target)
            target.execute("PRAGMA journal_mode = DELETE")
        yield copy
    finally:
        copy.unlink(missing_ok=True)


@contextmanager
def _reading(source: Path, *, shared: bool) -> Iterator[sqlite3.Connection]:
    connection = connect(source)
    try:
        connection.execute("PRAGMA query_only = 1")
        yield connection
    finally:
        # The last connection to close checkpoints, which is a write.
        with _alone(source) if shared else nullcontext():
            connection.close()


def _must_be_sound(copy: Path) -> None:
    with closing(connect(copy)) as connection:
        schema.refuse_foreign(connection)
        if not schema.version(connection):
            raise StoreUnusable(N_("The file is empty: it is no backup of a library."))
        if connection.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
            raise damaged()


def _must_be_ours_alone(path: Path) -> None:
    """Raise `StoreBusy` when anybody else has the file open: SQLite gives up its journal only when nobody has. Nobody
    can have a damaged file open.
    """
    try:
        with closing(connect(path)) as connection:
            connection.execute("PRAGMA journal_mode = DELETE")
    except sqlite3.DatabaseError as error:
        if code(error) == sqlite3.SQLITE_BUSY:
            raise StoreBusy(
                N_("The library is open in another program. Nothing was restored."),
                advice=N_("Close every terminal and server that uses it, then try again."),
            ) from error
        if code(error) not in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}:
            raise


def _problems(connection: sqlite3.Connection) -> Iterator[str]:
    """Say what is wrong, in plain words. What a damaged file holds is not looked at any further."""
    damages = [found for (found,) in connection.execute("PRAGMA integrity_check(20)").fetchall() if found != "ok"]
    if damages:
        yield from (f"The file is damaged: {found}" for found in damages)
        return
    newest = schema.known()[-1].number
    if schema.version(connection) < newest:
        yield f"The schema is {schema.version(connection)}, this program's is {newest}: run `prompteur db migrate`."
        return
    if connection.execute("PRAGMA foreign_key_check").fetchall():
        yield "Some rows belong to others that are not there."
    for statement, says in ((_GAPS, "Versions are missing in {} histories."), (_HEADLESS, "{} prompts have no text.")):
        if count := connection.execute(statement).fetchone()[0]:
            yield says.format(count)
    try:
        search.check(connection)
    except sqlite3.DatabaseError:
        yield "The search index does not match the texts."
