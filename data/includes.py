"""Which prompts include which: kept with each version, so that it is a look-up."""

import json
import sqlite3
from collections.abc import Sequence

from bot.library.fragments import included_keys


def index(connection: sqlite3.Connection, row: int, text: str) -> None:
    """Note what the newest version of a snippet includes."""
    connection.execute("DELETE FROM includes WHERE snippet = ?", (row,))
    connection.executemany(
        "INSERT INTO includes (snippet, key) VALUES (?, ?)", [(row, key) for key in included_keys(text)]
    )


def including(
    connection: sqlite3.Connection, scopes: Sequence[int], keys: Sequence[str], limit: int
) -> tuple[int, tuple[str, ...]]:
    """Give how many snippets of some scopes include one by any of these keys, and the first of their names."""
    by_key = "(SELECT snippet FROM includes WHERE key IN " + _places(keys) + ")"  # noqa: S608 - question marks alone
    found = " FROM snippets WHERE row IN " + by_key + " AND deleted IS NULL AND scope IN " + _places(scopes)
    number = connection.execute("SELECT count(*)" + found, (*keys, *scopes)).fetchone()[0]
    names = connection.execute("SELECT name" + found + " ORDER BY key LIMIT ?", (*keys, *scopes, limit)).fetchall()
    return number, tuple(name for (name,) in names)


def _places(values: Sequence[object]) -> str:
    return "(" + ", ".join("?" * len(values)) + ")"


def teach(connection: sqlite3.Connection) -> None:
    """Let SQL ask what a text includes, as JSON."""
    connection.create_function("included", 1, lambda text: json.dumps(sorted(included_keys(text))), deterministic=True)
