"""The schema and its version: numbered SQL in `migrations/`, each with its reason on top, each in one transaction."""

import re
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path

from bot.errors import StoreUnusable
from bot.words import N_
from data import includes
from data.connections import transact

FOLDER = Path(__file__).parent / "migrations"
APPLICATION = 0x50726D74
"""SQLite's application_id of our files: "Prmt"."""

_NAME = re.compile(r"(\d{4})_\w+\.sql")


@dataclass(frozen=True, slots=True)
class Migration:
    """One step of the schema, from `number` - 1 to `number`."""

    number: int
    sql: str


@cache
def known() -> tuple[Migration, ...]:
    """Give all migrations in order."""
    files = sorted(path for path in FOLDER.iterdir() if _NAME.fullmatch(path.name))
    return tuple(Migration(int(path.name[:4]), path.read_text("utf-8")) for path in files)


def version(connection: sqlite3.Connection) -> int:
    """Give the schema version of a database; 0 for an empty one."""
    number: int = connection.execute("PRAGMA user_version").fetchone()[0]
    return number


def refuse_foreign(connection: sqlite3.Connection, migrations: Sequence[Migration] | None = None) -> None:
    """Raise `StoreUnusable` for a database that a newer program made, or another one. Changes nothing."""
    newest = (migrations or known())[-1].number
    found = version(connection)
    if found > newest:
        raise StoreUnusable(
            N_("The library was made by a newer Prompteur (schema {found}; this one knows {newest})."),
            advice=N_("Update this program. The file was not changed."),
            found=found,
            newest=newest,
        )
    application = connection.execute("PRAGMA application_id").fetchone()[0]
    tables = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    if application != APPLICATION and (found or tables):
        raise StoreUnusable(
            N_("The file belongs to another program: it is no library of Prompteur's."),
            advice=N_("See that PROMPTEUR_DATABASE_URL names the right file. It was not changed."),
        )


def migrate(connection: sqlite3.Connection, migrations: Sequence[Migration] | None = None) -> tuple[int, int]:
    """Bring the schema up to date; give the version before and after. Each step is whole or not there at all."""
    before = version(connection)
    for migration in migrations or known():
        if migration.number > before:
            transact(connection, partial(_apply, migration))
    return before, version(connection)


def _apply(migration: Migration, connection: sqlite3.Connection) -> None:
    includes.teach(connection)
    for statement in statements(migration.sql):
        connection.execute(statement)
    connection.execute(f"PRAGMA user_version = {migration.number:d}")


def statements(sql: str) -> Iterator[str]:
    """Take a script apart: `executescript` would commit half of a script that fails."""
    pending = ""
    for line in sql.splitlines(keepends=True):
        pending += line
        if sqlite3.complete_statement(pending):
            yield pending
            pending = ""
    if pending.strip():
        raise ValueError(f"the script ends within a statement: {pending.strip()[:80]!r}")
