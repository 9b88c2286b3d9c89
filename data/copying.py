"""A library that is copied, with all that hangs on its prompts. Inside a transaction that somebody else holds."""

import sqlite3
from collections.abc import Mapping

from bot.domain import Scope
from data import snippets
from data.rows import new_id

VERSIONS = "snippet_versions"


def copy(connection: sqlite3.Connection, source: Scope, target: Scope) -> int:
    """Copy what is not deleted into an empty scope, under new ids; give how many."""
    place, came_from = snippets.make_scope(connection, target), snippets.scope_row(connection, source)
    rows = connection.execute(
        "SELECT row FROM snippets WHERE scope = ? AND deleted IS NULL ORDER BY row", (came_from,)
    ).fetchall()
    hanging = _hanging(connection)
    for (row,) in rows:
        _copy_one(connection, row, place, hanging)
    return len(rows)


def _copy_one(connection: sqlite3.Connection, row: int, scope: int, hanging: Mapping[str, str]) -> None:
    new = _copied(connection, "snippets", "row", row, {"id": new_id(), "scope": scope, "head": None})
    for table, column in hanging.items():
        for (one,) in connection.execute(f"SELECT rowid FROM {table} WHERE {column} = ?", (row,)).fetchall():  # noqa: S608
            _copied(connection, table, "rowid", one, {column: new, "scope": scope})
    connection.execute(
        "UPDATE snippets SET head = (SELECT max(row) FROM snippet_versions WHERE snippet = snippets.row) WHERE row = ?",
        (new,),
    )
    snippets.index(connection, new)


def _hanging(connection: sqlite3.Connection) -> dict[str, str]:
    """Give the tables whose rows belong to a prompt, each with the column that names it."""
    tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name != ?", (VERSIONS,))
    return {
        table: key[3]
        for (table,) in tables.fetchall()
        for key in connection.execute(f"PRAGMA foreign_key_list({table})")
        if key[2] == "snippets"
    }


def _copied(connection: sqlite3.Connection, table: str, key: str, row: int, changed: Mapping[str, object]) -> int:
    """Copy a row, with some columns changed; give the number of the copy."""
    columns = [one[1] for one in connection.execute(f"PRAGMA table_info({table})") if one[1] != "row"]
    values = ", ".join(f":{one}" if one in changed else one for one in columns)
    new = connection.execute(
        f"INSERT INTO {table} ({', '.join(columns)}) SELECT {values} FROM {table} WHERE {key} = :copied",  # noqa: S608
        {**changed, "copied": row},
    ).lastrowid
    if new is None:
        raise RuntimeError("an inserted row has no number")
    return new
