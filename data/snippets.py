"""What is done to saved prompts, inside a transaction that somebody else holds."""

import sqlite3
from dataclasses import dataclass
from typing import cast

from bot.domain import PersonId, Scope, ScopeKind, Snippet, SnippetId, SnippetVersion
from bot.errors import Conflict, NotFound
from bot.library.names import key
from bot.words import N_
from data import details, includes, search
from data.rows import moment, new_id

_SNIPPET = (
    "SELECT snippets.id, scopes.kind, scopes.owner, snippets.name, snippets.about, snippets.owner,"
    " coalesce(owners.name, ''), snippets.created, versions.number, versions.text, versions.author,"
    " coalesce(authors.name, ''), versions.why, versions.at, versions.detail"
    " FROM snippets JOIN scopes ON scopes.row = snippets.scope"
    " JOIN snippet_versions AS versions ON versions.snippet = snippets.row"
    " LEFT JOIN people AS owners ON owners.id = snippets.owner"
    " LEFT JOIN people AS authors ON authors.id = versions.author WHERE "
)
_BY_KEY = _SNIPPET + "versions.row = snippets.head AND snippets.scope = ? AND key = ? AND deleted IS NULL"
_BY_ID = _SNIPPET + "versions.row = snippets.head AND snippets.id = ?"
_AS_OF = _SNIPPET + "snippets.id = ? AND versions.number = ?"

_Row = tuple[str, str, str, str, str, str, str, int, int, str, str, str, str, int, str]
_VersionRow = tuple[int, str, str, str, str, int, str]


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


def scope_row(connection: sqlite3.Connection, scope: Scope) -> int | None:
    """Give the row of a scope; None when nothing was ever saved in it."""
    found = connection.execute(
        "SELECT row FROM scopes WHERE kind = ? AND owner = ?", (scope.kind, scope.owner)
    ).fetchone()
    return None if found is None else found[0]


def by_key(connection: sqlite3.Connection, scope: Scope, wanted: str) -> Snippet | None:
    """Give the snippet of a scope by the key of its name."""
    row = connection.execute(_BY_KEY, (scope_row(connection, scope), wanted)).fetchone()
    return None if row is None else _snippet(row)


def by_id(connection: sqlite3.Connection, snippet: str) -> Snippet | None:
    """Give a snippet by its id."""
    row = connection.execute(_BY_ID + " AND deleted IS NULL", (snippet,)).fetchone()
    return None if row is None else _snippet(row)


def deleted(connection: sqlite3.Connection, snippet: str) -> Snippet | None:
    """Give a deleted snippet that is still kept."""
    row = connection.execute(_BY_ID + " AND deleted IS NOT NULL", (snippet,)).fetchone()
    return None if row is None else _snippet(row)


def as_of(connection: sqlite3.Connection, snippet: str, number: int) -> Snippet:
    """Give a snippet as it was when `number` was its newest version."""
    row = connection.execute(_AS_OF, (snippet, number)).fetchone()
    if row is None:
        raise _gone()
    return _snippet(row)


def save(connection: sqlite3.Connection, new: Saving) -> tuple[str, int]:
    """Add a version, making the snippet if need be; give its id and the version's number. `Conflict` when the newest
    number is not the expected one.
    """
    scope = _make_scope(connection, new.scope)
    found = connection.execute(
        "SELECT snippets.row, id, number FROM snippets JOIN snippet_versions ON snippet_versions.row = head"
        " WHERE scope = ? AND key = ? AND deleted IS NULL",
        (scope, key(new.name)),
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


def describe(
    connection: sqlite3.Connection, scope: Scope, name: str, about: str | None, expected: int
) -> SnippetId | None:
    """Change what is said of a snippet; give its id, None when its newest number is not the expected one."""
    found = by_key(connection, scope, key(name))
    if found is None or found.newest.number != expected:
        return None
    row, *_ = _living(connection, found.id)
    search.unindex_text(connection, row)
    connection.execute("UPDATE snippets SET about = coalesce(?, about) WHERE row = ?", (about, row))
    search.index_text(connection, row)
    return found.id


def move(connection: sqlite3.Connection, snippet: str, scope: Scope) -> int:
    """Move a snippet into a scope; give the number of its newest version."""
    row, wanted, name, number = _living(connection, snippet)
    place = _make_scope(connection, scope)
    _refuse_taken(connection, place, wanted, name, row)
    _unindex(connection, row)
    connection.execute("UPDATE snippets SET scope = ? WHERE row = ?", (place, row))
    _index(connection, row)
    return number


def delete(connection: sqlite3.Connection, snippet: str, by: PersonId, at: int) -> None:
    """Take a snippet out of sight; one that is deleted already stays so."""
    if deleted(connection, snippet):
        return
    row, *_ = _living(connection, snippet)
    _unindex(connection, row)
    connection.execute("UPDATE snippets SET deleted = ?, deleted_by = ? WHERE row = ?", (at, by, row))


def undelete(connection: sqlite3.Connection, snippet: str) -> int:
    """Bring a deleted snippet back; one that is not deleted stays as it is. Give the number of its newest version."""
    found = connection.execute(
        "SELECT row, scope, key, name FROM snippets WHERE id = ? AND deleted IS NOT NULL", (snippet,)
    ).fetchone()
    if found is not None:
        row, scope, wanted, name = found
        _refuse_taken(connection, scope, wanted, name, row)
        connection.execute("UPDATE snippets SET deleted = NULL, deleted_by = NULL WHERE row = ?", (row,))
        _index(connection, row)
    return _living(connection, snippet)[3]


def version(row: _VersionRow) -> SnippetVersion:
    """Make a version from number, text, author, the author's name, why, time and detail."""
    number, text, author, author_name, why, at, detail = row
    more = details.read(detail)
    return SnippetVersion(
        number=number,
        text=text,
        author=PersonId(author),
        author_name=author_name,
        why=why,
        at=moment(at),
        target=more.target,
        said=more.said,
    )


def _snippet(row: _Row) -> Snippet:
    identity, kind, scope, name, about, owner, owner_name, created, *newest = row
    return Snippet(
        id=SnippetId(identity),
        scope=Scope(ScopeKind(kind), scope),
        name=name,
        about=about,
        owner=PersonId(owner),
        owner_name=owner_name,
        newest=version(cast("_VersionRow", tuple(newest))),
        created=moment(created),
    )


def _make_scope(connection: sqlite3.Connection, scope: Scope) -> int:
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
        raise _gone()
    return found


def _refuse_taken(connection: sqlite3.Connection, scope: int, wanted: str, name: str, row: int) -> None:
    taken = connection.execute(
        "SELECT 1 FROM snippets WHERE scope = ? AND key = ? AND deleted IS NULL AND row != ?", (scope, wanted, row)
    ).fetchone()
    if taken:
        raise Conflict(
            N_("There is a prompt called {name} already. Nothing was changed."),
            advice=N_("Save yours under another name first."),
            name=name,
        )


def _index(connection: sqlite3.Connection, row: int) -> None:
    search.index_name(connection, row)
    search.index_text(connection, row)


def _unindex(connection: sqlite3.Connection, row: int) -> None:
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


def _gone() -> NotFound:
    return NotFound(N_("This prompt is not there any more."), advice=N_("/find shows what there is."))
