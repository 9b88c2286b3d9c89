"""What is done to saved prompts, inside a transaction that somebody else holds."""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain import Described, Gone, PersonId, Scope
from bot.errors import Conflict, NotFound
from bot.library.names import key
from bot.words import N_
from data import includes, naming, search
from data.rows import moment, new_id
from data.stored import deleted, no_longer, scope_row

_STANDING = (
    "SELECT snippets.row, id, number FROM snippets JOIN snippet_versions ON snippet_versions.row = head"
    " WHERE snippets.row = "
)
_STANDS = _STANDING + naming.HOLDER
_GONE = (
    "SELECT snippets.id, deleted, coalesce(people.name, '') FROM snippets LEFT JOIN people ON people.id = deleted_by"
    " WHERE deleted IS NOT NULL "
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Saving:
    """A version that is about to be saved."""

    scope: Scope
    name: str
    text: str
    author: PersonId
    why: str
    about: str | None
    expected: int | None
    at: int
    detail: str = ""
    """As `data.details` writes it."""


def save(connection: sqlite3.Connection, new: Saving) -> tuple[str, int]:
    """Add a version, making the snippet if need be; give its id and the version's number. `Conflict` when the newest
    number is not the expected one.
    """
    scope = make_scope(connection, new.scope)
    found = connection.execute(
        _STANDS,
        {"scope": scope, "key": key(new.name)},
    ).fetchone()
    newest = found[2] if found else 0
    if new.expected is not None and new.expected != newest:
        raise _conflict(new.name, new.expected, newest)
    row, identity = found[:2] if found else _make(connection, scope, new)
    if found:
        search.unindex_text(connection, row)
    _add_version(connection, row, newest + 1, new)
    includes.index(connection, row, new.text)
    search.index_text(connection, row)
    return identity, newest + 1


def _make(connection: sqlite3.Connection, scope: int, new: Saving) -> tuple[int, str]:
    identity = new_id()
    row = connection.execute(
        "INSERT INTO snippets (id, scope, name, key, about, owner, created) VALUES (?, ?, ?, ?, ?, ?, ?)",
        (identity, scope, new.name, key(new.name), new.about or "", new.author, new.at),
    ).lastrowid
    if row is None:
        raise RuntimeError("an inserted row has no number")
    search.index_name(connection, row)
    return row, identity


def _add_version(connection: sqlite3.Connection, row: int, number: int, new: Saving) -> None:
    version = connection.execute(
        "INSERT INTO snippet_versions (snippet, number, text, author, why, at, detail) VALUES (?, ?, ?, ?, ?, ?, ?)",
        (row, number, new.text, new.author, new.why, new.at, new.detail),
    ).lastrowid
    connection.execute(
        "UPDATE snippets SET head = ?, about = coalesce(?, about) WHERE row = ?", (version, new.about, row)
    )


def describe(connection: sqlite3.Connection, snippet: str, new: Described) -> int:
    """Change what is said of a snippet; give the number of its newest version. `Conflict` when a name is taken."""
    row, wanted, old, number = _living(connection, snippet)
    unindex(connection, row)
    if new.aliases is not None:
        naming.drop_aliases(connection, row)
        _add_aliases(connection, row, *new.aliases)
    if new.name is not None:
        _refuse_taken(connection, _scope_of(connection, row), key(new.name), new.name, row)
        connection.execute("UPDATE snippets SET name = ?, key = ? WHERE row = ?", (new.name, key(new.name), row))
        naming.drop_alias(connection, row, key(new.name))
        if key(new.name) != wanted:
            naming.add_aliases(connection, row, [old])
    connection.execute("UPDATE snippets SET about = coalesce(?, about) WHERE row = ?", (new.about, row))
    if new.tags is not None:
        naming.drop_tags(connection, row)
        naming.add_tags(connection, row, new.tags)
    index(connection, row)
    return number


def _add_aliases(connection: sqlite3.Connection, row: int, *names: str) -> None:
    scope = _scope_of(connection, row)
    for name in names:
        _refuse_taken(connection, scope, key(name), name, row)
    naming.add_aliases(connection, row, names)


def _scope_of(connection: sqlite3.Connection, row: int) -> int:
    found: int = connection.execute("SELECT scope FROM snippets WHERE row = ?", (row,)).fetchone()[0]
    return found


def label(connection: sqlite3.Connection, snippet: str, name: str, number: int | None, by: PersonId, at: int) -> int:
    """Let a label point at a version, or take it away; give the number of the newest version."""
    row, _, shown, newest = _living(connection, snippet)
    if number is None:
        naming.drop_label(connection, row, name)
    elif not 0 < number <= newest:
        said = N_("{name} has no version {version}; the newest is {number}.")
        raise NotFound(said, name=shown, version=number, number=newest)
    else:
        naming.set_labels(connection, row, {name: number}, by, at)
    return newest


def used(connection: sqlite3.Connection, snippet: str) -> None:
    """Count a use; of what is gone none is counted."""
    connection.execute("UPDATE snippets SET uses = uses + 1 WHERE id = ?", (snippet,))


def move(connection: sqlite3.Connection, snippet: str, scope: Scope) -> int:
    """Move a snippet into a scope; give the number of its newest version."""
    row, wanted, name, number = _living(connection, snippet)
    place = make_scope(connection, scope)
    _refuse_taken(connection, place, wanted, name, row)
    unindex(connection, row)
    connection.execute("UPDATE snippets SET scope = ? WHERE row = ?", (place, row))
    naming.move_aliases(connection, row, place)
    index(connection, row)
    return number


def transfer(connection: sqlite3.Connection, snippet: str, to: PersonId) -> bool:
    """Make somebody the owner; tell whether they were not before."""
    row, *_ = _living(connection, snippet)
    return bool(
        connection.execute("UPDATE snippets SET owner = ? WHERE row = ? AND owner != ?", (to, row, to)).rowcount
    )


def delete(connection: sqlite3.Connection, snippet: str, by: PersonId, at: int) -> bool:
    """Take a snippet out of sight; one that is deleted already stays so. Tell whether it was there."""
    if deleted(connection, snippet):
        return False
    row, *_ = _living(connection, snippet)
    unindex(connection, row)
    connection.execute("UPDATE snippets SET deleted = ?, deleted_by = ? WHERE row = ?", (at, by, row))
    return True


def all_gone(connection: sqlite3.Connection, scopes: Sequence[int], limit: int, offset: int) -> tuple[Gone, ...]:
    """Give the deleted snippets of some scopes, the last deleted first."""
    chosen = _GONE + "AND scope IN (" + ", ".join("?" * len(scopes)) + ")"
    rows = connection.execute(
        chosen + " ORDER BY deleted DESC, row DESC LIMIT ? OFFSET ?", (*scopes, limit, offset)
    ).fetchall()
    found = ((deleted(connection, identity), at, by) for identity, at, by in rows)
    return tuple(Gone(snippet, moment(at), by) for snippet, at, by in found if snippet)


def undelete(connection: sqlite3.Connection, snippet: str) -> int:
    """Bring a deleted snippet back; one that is not deleted stays as it is. Give the number of its newest version."""
    found = connection.execute(
        "SELECT row, scope, key, name FROM snippets WHERE id = ? AND deleted IS NOT NULL", (snippet,)
    ).fetchone()
    if found is not None:
        row, scope, wanted, name = found
        _refuse_taken(connection, scope, wanted, name, row)
        naming.move_aliases(connection, row, scope)
        connection.execute("UPDATE snippets SET deleted = NULL, deleted_by = NULL WHERE row = ?", (row,))
        index(connection, row)
    return _living(connection, snippet)[3]


def make_scope(connection: sqlite3.Connection, scope: Scope) -> int:
    """Give the row of a scope, making it on first use."""
    connection.execute("INSERT OR IGNORE INTO scopes (kind, owner) VALUES (?, ?)", (scope.kind, scope.owner))
    row = scope_row(connection, scope)
    if row is None:
        raise RuntimeError("a scope that was just made cannot be found")
    return row


def _living(connection: sqlite3.Connection, snippet: str) -> tuple[int, str, str, int]:
    """Give row, key, name and newest number; `NotFound` for a snippet that is not there."""
    found: tuple[int, str, str, int] | None = connection.execute(
        "SELECT snippets.row, key, name, number FROM snippets JOIN snippet_versions ON snippet_versions.row = head"
        " WHERE id = ? AND deleted IS NULL",
        (snippet,),
    ).fetchone()
    if found is None:
        raise no_longer()
    return found


def _refuse_taken(connection: sqlite3.Connection, scope: int, wanted: str, name: str, row: int) -> None:
    if naming.taken(connection, scope, wanted, row):
        raise Conflict(
            N_("There is a prompt called {name} already. Nothing was changed."),
            advice=N_("Take another name."),
            name=name,
        )


def index(connection: sqlite3.Connection, row: int) -> None:
    """Put a snippet into both indexes."""
    search.index_name(connection, row)
    search.index_text(connection, row)


def unindex(connection: sqlite3.Connection, row: int) -> None:
    """Take a snippet out of both, before it changes."""
    search.unindex_name(connection, row)
    search.unindex_text(connection, row)


def _conflict(name: str, expected: int, newest: int) -> Conflict:
    if not expected:
        return Conflict(
            N_("There is a prompt called {name} already. Nothing was saved."),
            advice=N_("Save it as a new version of that one, or under another name."),
            name=name,
        )
    if not newest:
        return Conflict(
            N_("{name} was deleted or renamed meanwhile. Nothing was saved."),
            advice=N_("Save it again to make it anew."),
            name=name,
        )
    return Conflict(
        N_("{name} was changed meanwhile: version {newest} is there, yours is based on {expected}. Nothing was saved."),
        advice=N_("Look at the newest version first; your text is kept here."),
        name=name,
        newest=newest,
        expected=expected,
    )
