"""Which prompts include which: kept with each version, so that it is a look-up."""

import json
import sqlite3

from bot.library.fragments import included_keys


def index(connection: sqlite3.Connection, row: int, text: str) -> None:
    """Note what the newest version of a snippet includes."""
    connection.execute("DELETE FROM includes WHERE snippet = ?", (row,))
    connection.executemany(
        "INSERT INTO includes (snippet, key) VALUES (?, ?)", [(row, key) for key in included_keys(text)]
    )


def including(connection: sqlite3.Connection, scopes: list[int], key: str, limit: int) -> tuple[int, tuple[str, ...]]:
    """Give how many snippets of some scopes include a name, and the first of their names."""
    places = "(" + ", ".join("?" * len(scopes)) + ")"
    found = (
        " FROM includes JOIN snippets ON snippets.row = includes.snippet"
        " WHERE includes.key = ? AND snippets.deleted IS NULL AND snippets.scope IN " + places
    )
    number = connection.execute("SELECT count(*)" + found, (key, *scopes)).fetchone()[0]
    names = connection.execute(
        "SELECT snippets.name" + found + " ORDER BY snippets.key LIMIT ?", (key, *scopes, limit)
    ).fetchall()
    return number, tuple(name for (name,) in names)


def teach(connection: sqlite3.Connection) -> None:
    """Let SQL ask what a text includes, as JSON."""
    connection.create_function("included", 1, lambda text: json.dumps(sorted(included_keys(text))), deterministic=True)
