"""Saved prompts as they stand in rows, read by name, id or number."""

import sqlite3
from typing import cast

from bot.domain import PersonId, Scope, ScopeKind, Snippet, SnippetId, SnippetVersion
from bot.errors import NotFound
from bot.words import N_
from data import details, naming
from data.rows import moment

_SELECT = (
    "SELECT snippets.id, scopes.kind, scopes.owner, snippets.name, snippets.about, snippets.owner,"
    " coalesce(owners.name, ''), snippets.created, {known}, versions.number, versions.text, versions.author,"
    " coalesce(authors.name, ''), versions.why, versions.at, versions.detail"
    " FROM snippets JOIN scopes ON scopes.row = snippets.scope"
    " JOIN snippet_versions AS versions ON versions.snippet = snippets.row"
    " LEFT JOIN people AS owners ON owners.id = snippets.owner"
    " LEFT JOIN people AS authors ON authors.id = versions.author WHERE "
)
_SNIPPET = _SELECT.format(known=naming.KNOWN_BY)
_BY_KEY = _SNIPPET + "versions.row = snippets.head AND snippets.row = " + naming.HOLDER
_BY_ID = _SNIPPET + "versions.row = snippets.head AND snippets.id = ?"
_AS_OF = _SNIPPET + "snippets.id = ? AND versions.number = ?"
_DELETED_NAMED = (
    _SNIPPET
    + "versions.row = snippets.head AND snippets.scope = ? AND key = ? AND snippets.owner = ? AND deleted IS NOT NULL"
    " ORDER BY snippets.head DESC LIMIT 1"
)

_Row = tuple[str, str, str, str, str, str, str, int, str, str, str, int, str, str, str, str, int, str]
_VersionRow = tuple[int, str, str, str, str, int, str]


def scope_row(connection: sqlite3.Connection, scope: Scope) -> int | None:
    """Give the row of a scope; None when nothing was ever saved in it."""
    found = connection.execute(
        "SELECT row FROM scopes WHERE kind = ? AND owner = ?", (scope.kind, scope.owner)
    ).fetchone()
    return None if found is None else found[0]


def by_key(connection: sqlite3.Connection, scope: Scope, wanted: str) -> Snippet | None:
    """Give the snippet of a scope by the key of its name."""
    row = connection.execute(_BY_KEY, {"scope": scope_row(connection, scope), "key": wanted}).fetchone()
    return None if row is None else _snippet(row)


def by_id(connection: sqlite3.Connection, snippet: str) -> Snippet | None:
    """Give a snippet by its id."""
    row = connection.execute(_BY_ID + " AND deleted IS NULL", (snippet,)).fetchone()
    return None if row is None else _snippet(row)


def deleted(connection: sqlite3.Connection, snippet: str) -> Snippet | None:
    """Give a deleted snippet that is still kept."""
    row = connection.execute(_BY_ID + " AND deleted IS NOT NULL", (snippet,)).fetchone()
    return None if row is None else _snippet(row)


def deleted_named(connection: sqlite3.Connection, scope: Scope, wanted: str, owner: PersonId) -> Snippet | None:
    """Give what somebody had under a name, by its key, before it was deleted; the last changed of several."""
    row = connection.execute(_DELETED_NAMED, (scope_row(connection, scope), wanted, owner)).fetchone()
    return None if row is None else _snippet(row)


def as_of(connection: sqlite3.Connection, snippet: str, number: int) -> Snippet:
    """Give a snippet as it was when `number` was its newest version."""
    row = connection.execute(_AS_OF, (snippet, number)).fetchone()
    if row is None:
        raise no_longer()
    return _snippet(row)


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
    identity, kind, scope, name, about, owner, owner_name, created, aliases, tags, labels, *newest = row
    return Snippet(
        id=SnippetId(identity),
        scope=Scope(ScopeKind(kind), scope),
        name=name,
        about=about,
        owner=PersonId(owner),
        owner_name=owner_name,
        newest=version(cast("_VersionRow", tuple(newest))),
        created=moment(created),
        aliases=naming.listed(aliases),
        tags=naming.listed(tags),
        labels=naming.labels(labels),
    )


def no_longer() -> NotFound:
    """Give the error for a snippet that is not there any more."""
    return NotFound(N_("This prompt is not there any more."), advice=N_("/find shows what there is."))
