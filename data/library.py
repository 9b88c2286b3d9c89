"""Saved prompts: unique names in a scope, immutable versions, a search that reads only the scopes it is given."""

import heapq
import json
import sqlite3
from collections.abc import Iterable, Sequence
from functools import partial
from operator import itemgetter

from bot.domain import (
    History,
    Hit,
    NewSnippet,
    PersonId,
    Scope,
    ScopeKind,
    Snippet,
    SnippetId,
    SnippetVersion,
    WriteKey,
)
from bot.library.names import check_name, key
from bot.library.texts import check_text, repaired
from bot.ports import Clock
from data import includes, many, search, snippets
from data.database import Database
from data.rows import MOST, bounded, moment, once, stamp
from data.snippets import Saving

LARGEST = 2**31
"""No version has a larger number, and SQLite takes none beyond 64 bits."""

_VERSIONS = (
    "SELECT versions.number, versions.text, versions.author, coalesce(people.name, ''), versions.why, versions.at,"
    " versions.detail FROM snippets JOIN snippet_versions AS versions ON versions.snippet = snippets.row"
    " LEFT JOIN people ON people.id = versions.author WHERE snippets.id = ?"
)
_HIT = (
    "SELECT snippets.id, scopes.kind, scopes.owner, snippets.name, snippets.about, {excerpt}, versions.number,"
    " versions.at, snippets.head FROM {source} JOIN scopes ON scopes.row = snippets.scope"
    " JOIN snippet_versions AS versions ON versions.row = snippets.head "
)
_FOUND = _HIT.format(
    excerpt="found.excerpt",
    source="(SELECT rowid, snippet(search, 3, '', '', '…', 24) AS excerpt, rank FROM search WHERE search MATCH ?"
    " ORDER BY rank LIMIT ? OFFSET ?) AS found JOIN snippets ON snippets.row = found.rowid",
)
_NEWEST = _HIT.format(excerpt="substr(versions.text, 1, 400)", source="snippets")
_NAMED = _HIT.format(excerpt="''", source="snippets")

_Row = tuple[str, str, str, str, str, str, int, int, int]


class SqliteLibrary:
    """The port `bot.ports.Library`."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def save(  # noqa: PLR0913 - what makes up a saved version
        self,
        scope: Scope,
        name: str,
        text: str,
        *,
        author: PersonId,
        why: str,
        write: WriteKey,
        about: str | None = None,
        expected: int | None = None,
    ) -> Snippet:
        """Make a snippet or add a version to it. The text is kept exactly as it is or refused."""
        check_text(text)
        new = Saving(
            scope=scope,
            name=check_name(name),
            text=text,
            author=author,
            why=repaired(why),
            about=None if about is None else repaired(about),
            expected=expected,
            at=stamp(self._clock.now()),
        )
        return await self._database.write(partial(_save, write=write, new=new))

    async def save_many(
        self, scope: Scope, prompts: Sequence[NewSnippet], *, author: PersonId, write: WriteKey
    ) -> tuple[SnippetId | None, ...]:
        """Save many in one transaction; None for one that was overtaken."""
        if len(prompts) > MOST:
            raise ValueError(f"{len(prompts)} prompts at once; at most {MOST}")
        at = stamp(self._clock.now())
        new = [many.coming(scope, prompt, author, at) for prompt in prompts]
        kept = await self._database.write(
            lambda connection: once(connection, "save_many", write, at, lambda: many.save(connection, new))
        )
        return tuple(json.loads(kept))

    async def get_many(self, scope: Scope, names: Sequence[str]) -> tuple[Snippet, ...]:
        """Give those of a scope that have one of these names."""
        return await self._database.read(partial(many.by_names, scope=scope, names=names))

    async def histories(self, scope: Scope, *, after: str = "", limit: int) -> tuple[History, ...]:
        """Give the snippets of a scope with all their versions, in the order of their names."""
        behind = key(repaired(after))
        return await self._database.read(partial(many.histories, scope=scope, after=behind, limit=bounded(limit)))

    async def get(self, scopes: Sequence[Scope], name: str) -> Snippet | None:
        """Give the snippet of that name in the first of `scopes` that has it."""
        wanted = key(repaired(name))

        def get(connection: sqlite3.Connection) -> Snippet | None:
            found = (snippets.by_key(connection, scope, wanted) for scope in scopes)
            return next((snippet for snippet in found if snippet), None)

        return await self._database.read(get)

    async def by_id(self, snippet: SnippetId) -> Snippet | None:
        """Give a snippet by its id."""
        return await self._database.read(lambda connection: snippets.by_id(connection, snippet))

    async def version(self, snippet: SnippetId, number: int) -> SnippetVersion | None:
        """Give one version."""
        if not 0 < number <= LARGEST:
            return None
        row = await self._database.read(
            lambda connection: connection.execute(_VERSIONS + " AND number = ?", (snippet, number)).fetchone()
        )
        return None if row is None else snippets.version(row)

    async def versions(self, snippet: SnippetId) -> tuple[SnippetVersion, ...]:
        """Give all versions by number."""
        rows = await self._database.read(
            lambda connection: connection.execute(_VERSIONS + " ORDER BY versions.number", (snippet,)).fetchall()
        )
        return tuple(map(snippets.version, rows))

    async def find(self, scopes: Sequence[Scope], words: str, *, limit: int, offset: int = 0) -> tuple[Hit, ...]:
        """Find by full text, best first; without words, the last changed first. At most 1,000 in all can be reached."""
        offset = bounded(offset)
        limit = min(bounded(limit), MOST - offset)
        return await self._database.read(
            partial(_find, scopes=scopes, words=repaired(words), limit=limit, offset=offset)
        )

    async def complete(self, scopes: Sequence[Scope], prefix: str, *, limit: int) -> tuple[Hit, ...]:
        """Give snippets by name: those that begin with `prefix` first, then those that contain it."""
        wanted = key(repaired(prefix))[: search.KEY_LIMIT]
        return await self._database.read(partial(_complete, scopes=scopes, start=wanted, limit=bounded(limit)))

    async def similar(self, scopes: Sequence[Scope], name: str, *, limit: int) -> tuple[str, ...]:
        """Give names that look like `name`, most alike first."""
        wanted = repaired(name)

        def similar(connection: sqlite3.Connection) -> list[tuple[float, str]]:
            return [pair for row in _rows(connection, scopes) for pair in search.alike(connection, row, wanted)]

        scored = sorted(await self._database.read(similar), key=itemgetter(0), reverse=True)
        return tuple(dict.fromkeys(shown for _, shown in scored))[: bounded(limit)]

    async def including(self, scopes: Sequence[Scope], name: str, *, limit: int) -> tuple[int, tuple[str, ...]]:
        """Give how many snippets include the one of that name, and the names of the first."""
        wanted = key(repaired(name))

        def including(connection: sqlite3.Connection) -> tuple[int, tuple[str, ...]]:
            return includes.including(connection, _rows(connection, scopes), wanted, bounded(limit))

        return await self._database.read(including)

    async def move(self, snippet: SnippetId, scope: Scope, write: WriteKey) -> Snippet:
        """Move a snippet with its history into another scope."""
        at = stamp(self._clock.now())

        def move(connection: sqlite3.Connection) -> Snippet:
            number = once(connection, "move", write, at, lambda: str(snippets.move(connection, snippet, scope)))
            return snippets.as_of(connection, snippet, int(number))

        return await self._database.write(move)

    async def delete(self, snippet: SnippetId, *, by: PersonId) -> None:
        """Take a snippet out of sight; `NotFound` when it is not there."""
        at = stamp(self._clock.now())
        await self._database.write(lambda connection: snippets.delete(connection, snippet, by, at))

    async def deleted(self, snippet: SnippetId) -> Snippet | None:
        """Give a deleted snippet that is still kept."""
        return await self._database.read(lambda connection: snippets.deleted(connection, snippet))

    async def undelete(self, snippet: SnippetId) -> Snippet:
        """Bring a deleted snippet back."""

        def undelete(connection: sqlite3.Connection) -> Snippet:
            return snippets.as_of(connection, snippet, snippets.undelete(connection, snippet))

        return await self._database.write(undelete)


def _save(connection: sqlite3.Connection, write: WriteKey, new: Saving) -> Snippet:
    def effect() -> str:
        identity, number = snippets.save(connection, new)
        return f"{identity} {number}"

    identity, number = once(connection, "save", write, new.at, effect).split()
    return snippets.as_of(connection, identity, int(number))


def _rows(connection: sqlite3.Connection, scopes: Iterable[Scope]) -> list[int]:
    found = (snippets.scope_row(connection, scope) for scope in dict.fromkeys(scopes))
    return [row for row in found if row is not None]


def _find(
    connection: sqlite3.Connection, scopes: Sequence[Scope], words: str, limit: int, offset: int
) -> tuple[Hit, ...]:
    rows = _rows(connection, scopes)
    if not words.strip():
        return _last_changed(connection, rows, limit, offset)
    wanted = search.query(rows, words)
    if not rows or wanted is None:
        return ()
    return tuple(map(_hit, connection.execute(_FOUND + "ORDER BY found.rank", (wanted, limit, offset)).fetchall()))


def _last_changed(connection: sqlite3.Connection, rows: Sequence[int], limit: int, offset: int) -> tuple[Hit, ...]:
    """Merge the newest of each scope: each is read from its index, so a large scope costs no more than a small one."""
    sql = _NEWEST + "WHERE snippets.scope = ? AND snippets.deleted IS NULL ORDER BY snippets.head DESC LIMIT ?"
    found = [row for scope in rows for row in connection.execute(sql, (scope, limit + offset)).fetchall()]
    newest = heapq.nlargest(limit + offset, found, key=itemgetter(8))
    return tuple(map(_hit, newest[offset:]))


def _complete(connection: sqlite3.Connection, scopes: Sequence[Scope], start: str, limit: int) -> tuple[Hit, ...]:
    rows = _rows(connection, scopes)
    beginning = _NAMED + "WHERE snippets.scope = ? AND deleted IS NULL AND key >= ? AND key < ? ORDER BY key LIMIT ?"
    found = [
        row
        for scope in rows
        for row in connection.execute(beginning, (scope, start, search.after(start), limit)).fetchall()
    ]
    if start and len(found) < limit:
        more = [row for scope in rows for row in search.containing(connection, scope, start, limit - len(found))]
        places = "(" + ", ".join("?" * len(more)) + ")"
        found += connection.execute(_NAMED + "WHERE snippets.row IN " + places, more).fetchall()
    return tuple(map(_hit, found[:limit]))


def _hit(row: _Row) -> Hit:
    identity, kind, owner, name, about, excerpt, number, at, _ = row
    return Hit(
        snippet=SnippetId(identity),
        scope=Scope(ScopeKind(kind), owner),
        name=name,
        about=about,
        excerpt=_short(excerpt),
        version=number,
        at=moment(at),
    )


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= search.EXCERPT else line[: search.EXCERPT - 1] + "…"
