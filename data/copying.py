"""A library that is copied, with what belongs to its prompts. Inside a transaction that somebody else holds."""

import sqlite3
from collections.abc import Mapping

from bot.domain import Scope
from data import snippets, stored
from data.rows import new_id

BELONGING = {
    "snippet_versions": True,
    "labels": True,
    "aliases": True,
    "tags": True,
    "includes": True,
    "opinions": False,
    "proposals": False,
}
"""The tables whose rows hang on a prompt by their column `snippet`, and whether they go with a copy of it. What waits
for a word does not: it waits where it was proposed. Nor does what people think of
answers, nor its votes: it was said of the one that is copied.
"""


def copy(connection: sqlite3.Connection, source: Scope, target: Scope) -> int:
    """Copy what is not deleted into an empty scope, under new ids; give how many."""
    place, came_from = snippets.make_scope(connection, target), stored.scope_row(connection, source)
    rows = connection.execute(
        "SELECT row FROM snippets WHERE scope = ? AND deleted IS NULL ORDER BY row", (came_from,)
    ).fetchall()
    for (row,) in rows:
        _copy_one(connection, row, place)
    return len(rows)


def _copy_one(connection: sqlite3.Connection, row: int, scope: int) -> None:
    new = _copied(connection, "snippets", "row", row, {"id": new_id(), "scope": scope, "head": None, "votes": 0})
    for table in (table for table, goes in BELONGING.items() if goes):
        _copied(connection, table, "snippet", row, {"snippet": new, "scope": scope})
    connection.execute(
        "UPDATE snippets SET head = (SELECT max(row) FROM snippet_versions WHERE snippet = snippets.row) WHERE row = ?",
        (new,),
    )
    snippets.index(connection, new)


def _copied(connection: sqlite3.Connection, table: str, key: str, row: int, changed: Mapping[str, object]) -> int:
    """Copy the rows of a table in which `key` is `row`, with some columns changed; give the number of the last."""
    columns = [one[1] for one in connection.execute(f"PRAGMA table_info({table})") if one[1] != "row"]
    values = ", ".join(f":{one}" if one in changed else one for one in columns)
    new = connection.execute(
        f"INSERT INTO {table} ({', '.join(columns)}) SELECT {values} FROM {table} WHERE {key} = :copied",  # noqa: S608
        {**changed, "copied": row},
    ).lastrowid
    if new is None:
        raise RuntimeError("an inserted row has no number")
    return new
