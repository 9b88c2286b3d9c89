"""What a saved prompt is known by beside its name: other names, tags, labels. Inside a transaction that somebody else
holds, and without the search index: whoever changes what stands in it takes the prompt out before.
"""

import json
import sqlite3
from collections.abc import Iterable, Mapping

from bot.domain import Label, PersonId
from bot.library.names import key
from data.rows import moment

KNOWN_BY = (
    "(SELECT json_group_array(name) FROM"
    " (SELECT name FROM aliases WHERE aliases.snippet = snippets.row ORDER BY aliases.row)),"
    " (SELECT json_group_array(name) FROM (SELECT name FROM tags WHERE tags.snippet = snippets.row ORDER BY tags.row)),"
    " (SELECT json_group_array(json_array(label, labels.number, labels.author, coalesce(setters.name, ''), labels.at))"
    " FROM labels LEFT JOIN people AS setters ON setters.id = labels.author WHERE labels.snippet = snippets.row)"
)
"""Columns of a statement on `snippets`: aliases, tags, labels."""
HOLDER = (
    "(SELECT row FROM snippets WHERE scope = :scope AND key = :key AND deleted IS NULL"
    " UNION ALL SELECT aliases.snippet FROM aliases JOIN snippets AS others ON others.row = aliases.snippet"
    " WHERE aliases.scope = :scope AND aliases.key = :key AND others.deleted IS NULL LIMIT 1)"
)
"""The row of what has a name in a scope, or has it as another name."""
_HOLDER = "SELECT " + HOLDER


def listed(written: str) -> tuple[str, ...]:
    """Give aliases or tags as they stand in a row."""
    return tuple(json.loads(written))


def labels(written: str) -> tuple[Label, ...]:
    """Give the labels as they stand in a row."""
    found = (
        Label(name=name, number=number, by=PersonId(by), by_name=by_name, at=moment(at))
        for name, number, by, by_name, at in json.loads(written)
    )
    return tuple(sorted(found, key=lambda label: label.name))


def holder(connection: sqlite3.Connection, scope: int, wanted: str) -> int | None:
    """Give the row of what has a name, by its key, in a scope."""
    found: int | None = connection.execute(_HOLDER, {"scope": scope, "key": wanted}).fetchone()[0]
    return found


def taken(connection: sqlite3.Connection, scope: int, wanted: str, row: int | None) -> bool:
    """Say whether another than `row` has a name."""
    found = holder(connection, scope, wanted)
    return found is not None and found != row


def add_aliases(connection: sqlite3.Connection, row: int, names: Iterable[str]) -> None:
    """Give a snippet other names, which are free; its own name is none of them."""
    connection.executemany(
        "INSERT OR IGNORE INTO aliases (snippet, scope, name, key)"
        " SELECT row, scope, ?, ? FROM snippets WHERE row = ? AND snippets.key != ?",
        [(name, key(name), row, key(name)) for name in names],
    )


def drop_aliases(connection: sqlite3.Connection, row: int) -> None:
    """Take all other names of a snippet away."""
    connection.execute("DELETE FROM aliases WHERE snippet = ?", (row,))


def drop_alias(connection: sqlite3.Connection, row: int, wanted: str) -> None:
    """Take another name of a snippet away, by its key."""
    connection.execute("DELETE FROM aliases WHERE snippet = ? AND key = ?", (row, wanted))


def move_aliases(connection: sqlite3.Connection, row: int, scope: int) -> None:
    """Take the other names along into a scope, but those that others have there."""
    names = connection.execute("SELECT key FROM aliases WHERE snippet = ?", (row,)).fetchall()
    for (wanted,) in names:
        if taken(connection, scope, wanted, row):
            drop_alias(connection, row, wanted)
    connection.execute("UPDATE aliases SET scope = ? WHERE snippet = ?", (scope, row))


def add_tags(connection: sqlite3.Connection, row: int, names: Iterable[str]) -> None:
    """Give a snippet tags."""
    connection.executemany(
        "INSERT OR IGNORE INTO tags (snippet, name, key) VALUES (?, ?, ?)", [(row, name, key(name)) for name in names]
    )


def drop_tags(connection: sqlite3.Connection, row: int) -> None:
    """Take all tags of a snippet away."""
    connection.execute("DELETE FROM tags WHERE snippet = ?", (row,))


def set_labels(connection: sqlite3.Connection, row: int, new: Mapping[str, int], by: str, at: int) -> None:
    """Let labels point at versions, which are there."""
    connection.executemany(
        "INSERT INTO labels (snippet, label, number, author, at) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT (snippet, label) DO UPDATE SET number = excluded.number, author = excluded.author,"
        " at = excluded.at WHERE number != excluded.number",
        [(row, label, number, by, at) for label, number in new.items()],
    )


def drop_label(connection: sqlite3.Connection, row: int, label: str) -> None:
    """Take a label away."""
    connection.execute("DELETE FROM labels WHERE snippet = ? AND label = ?", (row, label))
