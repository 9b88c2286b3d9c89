"""Looking for saved prompts: by words, by what narrows them, by their names. Only rows of the given scopes are read.

The best `WINDOW` by their words are put in order once more, by how lately they were changed and how often they were
used and liked, then the next as many: so a page costs the same however much there is.
"""

import heapq
import json
import math
import sqlite3
from collections.abc import Iterable, Sequence
from operator import itemgetter

from bot.domain import Hit, Narrow, Scope, ScopeKind, SnippetId
from bot.library.names import key
from data import search, stored
from data.rows import MOST, moment

WINDOW = 200
"""Prompts that are put in order together."""
RECENT = 0.25
"""How much more the last changed of them counts than the first changed; likewise the most used."""
USED = 0.25
VOTED = 0.25
"""How much more the one counts that most people liked; the one that most did not like counts as much less."""

_HIT = (
    "SELECT snippets.id, scopes.kind, scopes.owner, snippets.name, snippets.about, {excerpt}, versions.number,"
    " versions.at, {known}, {by}, snippets.row FROM {source} JOIN scopes ON scopes.row = snippets.scope"
    " JOIN snippet_versions AS versions ON versions.row = snippets.head "
)
_KNOWN = (
    "(SELECT json_group_array(json_array(label, labels.number)) FROM labels WHERE labels.snippet = snippets.row),"
    " (SELECT json_group_array(name) FROM (SELECT name FROM tags WHERE tags.snippet = snippets.row ORDER BY tags.row))"
)
_BEGINNING = (
    "substr(versions.text, CASE WHEN substr(versions.text, 1, 4) = '---' || char(10)"
    " THEN instr(versions.text, char(10) || '---' || char(10)) + 5 ELSE 1 END, 400)"
)
"""The first characters behind what a prompt says of its variables."""
_NEWEST = _HIT.format(excerpt=_BEGINNING, known=_KNOWN, by="snippets.head", source="snippets")
_LISTED = _HIT.format(excerpt=_BEGINNING, known=_KNOWN, by="snippets.key", source="snippets")
_NAMED = _HIT.format(excerpt="''", known="'[]', '[]'", by="snippets.key", source="snippets")
_LIVING = "WHERE snippets.scope = ? AND snippets.deleted IS NULL"
_AMONG = "WHERE snippets.row IN (SELECT value FROM json_each(?))"
_BEST = (
    "SELECT found.rowid, found.rank, snippets.head, snippets.uses, snippets.votes FROM"
    " (SELECT rowid, rank FROM search WHERE search MATCH ?{narrowed} ORDER BY rank LIMIT ?) AS found"
    " JOIN snippets ON snippets.row = found.rowid"
)
_EXCERPTS = (
    "SELECT rowid, snippet(search, 3, '', '', '…', 24) FROM search"
    " WHERE search MATCH ? AND +rowid IN (SELECT value FROM json_each(?))"
)
_PASSING = " AND EXISTS (SELECT 1 FROM snippets WHERE snippets.row = search.rowid{conditions})"

_Row = tuple[str, str, str, str, str, str, int, int, str, str, int | str, int]
_Conditions = tuple[str, list[str]]


def scope_rows(connection: sqlite3.Connection, scopes: Iterable[Scope]) -> list[int]:
    """Give the rows of scopes, each once; those in which nothing was ever saved have none."""
    found = (stored.scope_row(connection, scope) for scope in dict.fromkeys(scopes))
    return [row for row in found if row is not None]


def find(
    connection: sqlite3.Connection, scopes: Sequence[Scope], words: str, narrow: Narrow, limit: int, offset: int
) -> tuple[Hit, ...]:
    """Find by words, best first; without words the last changed first, or in a folder by name."""
    rows = scope_rows(connection, scopes)
    conditions = _conditions(connection, narrow)
    if not words.strip():
        return _listed(connection, rows, conditions, limit, offset, by_name=bool(narrow.folder))
    wanted = search.query(rows, words)
    if not rows or wanted is None:
        return ()
    return _best(connection, wanted, conditions, limit, offset)


def _conditions(connection: sqlite3.Connection, narrow: Narrow) -> _Conditions:
    """Give what must hold of a row of `snippets`, with its values."""
    sql, values = "", list[str]()
    for tag in narrow.tags:
        sql += " AND EXISTS (SELECT 1 FROM tags WHERE tags.snippet = snippets.row AND tags.key = ?)"
        values.append(key(tag))
    if narrow.label:
        sql += " AND EXISTS (SELECT 1 FROM labels WHERE labels.snippet = snippets.row AND labels.label = ?)"
        values.append(key(narrow.label))
    if narrow.target:
        sql += (
            " AND EXISTS (SELECT 1 FROM snippet_versions AS newest WHERE newest.row = snippets.head AND detail != ''"
            " AND instr(lower(json_extract(detail, '$.target')), ?) = 1)"
        )
        values.append(narrow.target.strip().lower())
    if narrow.author:
        sql += (
            " AND EXISTS (SELECT 1 FROM snippet_versions AS newest JOIN json_each(?) AS persons ON persons.value IN"
            " (snippets.owner, newest.author) WHERE newest.row = snippets.head)"
        )
        values.append(json.dumps(_persons(connection, narrow.author)))
    if narrow.folder:
        start = key(narrow.folder).strip(" /") + "/"
        sql += " AND snippets.key >= ? AND snippets.key < ?"
        values += [start, search.after(start)]
    return sql, values


def _persons(connection: sqlite3.Connection, name: str) -> list[str]:
    """Give the ids of those whose name has `name` in it."""
    wanted = key(name)
    people = connection.execute("SELECT id, name FROM people")
    return [identity for identity, shown in people if wanted in key(shown)]


def _listed(
    connection: sqlite3.Connection,
    rows: Sequence[int],
    conditions: _Conditions,
    limit: int,
    offset: int,
    *,
    by_name: bool = False,
) -> tuple[Hit, ...]:
    """Merge the first of each scope: each is read from its index, so a large scope costs no more than a small one."""
    sql, values = conditions
    ordered = " ORDER BY snippets.key LIMIT ?" if by_name else " ORDER BY snippets.head DESC LIMIT ?"
    statement = (_LISTED if by_name else _NEWEST) + _LIVING + sql + ordered
    most = limit + offset
    found = [row for scope in rows for row in connection.execute(statement, (scope, *values, most)).fetchall()]
    first = heapq.nsmallest if by_name else heapq.nlargest
    return tuple(map(_hit, first(most, found, key=itemgetter(10))[offset:]))


def _best(
    connection: sqlite3.Connection, wanted: str, conditions: _Conditions, limit: int, offset: int
) -> tuple[Hit, ...]:
    sql, values = conditions
    most = min(math.ceil((limit + offset) / WINDOW) * WINDOW, MOST)
    statement = _BEST.format(narrowed=_PASSING.format(conditions=sql) if sql else "")
    found = connection.execute(statement, (wanted, *values, most)).fetchall()
    found.sort(key=itemgetter(1))
    ordered = [row for at in range(0, len(found), WINDOW) for row in _ordered(found[at : at + WINDOW])]
    return _hits(connection, wanted, ordered[offset : offset + limit])


def _ordered(found: Sequence[tuple[int, float, int, int, int]]) -> list[int]:
    """Put what the words found in order once more. The rank is below 0, the least is the best."""
    recent = {row: place / len(found) for place, (row, *_) in enumerate(sorted(found, key=itemgetter(2)), start=1)}
    used = _weighed([uses for *_, uses, _ in found])
    liked = _weighed([votes for *_, votes in found])
    scores = {
        row: rank * (1 + RECENT * recent[row] + USED * uses + VOTED * votes)
        for (row, rank, *_), uses, votes in zip(found, used, liked, strict=True)
    }
    return sorted(scores, key=scores.__getitem__)


def _weighed(counts: Sequence[int]) -> list[float]:
    """Bring counts to between -1 and 1: the tenth says less than the first."""
    logs = [math.copysign(math.log1p(abs(count)), count) for count in counts]
    most = max(map(abs, logs)) or 1.0
    return [one / most for one in logs]


def _hits(connection: sqlite3.Connection, wanted: str, rows: Sequence[int]) -> tuple[Hit, ...]:
    """Give the hits of some rows in their order, with the passages that matched."""
    if not rows:
        return ()
    excerpts = dict(connection.execute(_EXCERPTS, (wanted, json.dumps(rows))).fetchall())
    found = {row[11]: row for row in connection.execute(_NEWEST + _AMONG, (json.dumps(rows),)).fetchall()}
    return tuple(_hit(found[row], excerpts[row]) for row in rows)


def complete(connection: sqlite3.Connection, scopes: Sequence[Scope], start: str, limit: int) -> tuple[Hit, ...]:
    """Give those whose name, or another name, begins with `start`, then those in which a word does, as behind the
    "/" of a folder, then those whose name contains it; with nothing the last changed.
    """
    rows = scope_rows(connection, scopes)
    if not start:
        return _listed(connection, rows, ("", []), limit, 0)
    beginning = _NAMED + _LIVING + " AND snippets.key >= ? AND snippets.key < ? ORDER BY snippets.key LIMIT ?"
    other = (
        "SELECT snippet FROM aliases JOIN snippets ON snippets.row = snippet WHERE aliases.scope = ?"
        " AND snippets.deleted IS NULL AND aliases.key >= ? AND aliases.key < ? ORDER BY aliases.key LIMIT ?"
    )
    within = (start, search.after(start), limit)
    found = [row for scope in rows for row in connection.execute(beginning, (scope, *within)).fetchall()]
    if len(found) < limit:
        more = [row for scope in rows for (row,) in connection.execute(other, (scope, *within)).fetchall()]
        if len({row[11] for row in found} | set(more)) < limit:
            inside = [pair for scope in rows for pair in search.inside(connection, scope, start, limit)]
            more += [row for _, row in sorted(inside, key=itemgetter(0))]
        found += _by_rows(connection, [row for row in more if row not in {row[11] for row in found}])
    return tuple(map(_hit, found[:limit]))


def _by_rows(connection: sqlite3.Connection, rows: Sequence[int]) -> list[_Row]:
    found = {row[11]: row for row in connection.execute(_NAMED + _AMONG, (json.dumps(rows),)).fetchall()}
    return [found[row] for row in dict.fromkeys(rows)]


def _hit(row: _Row, excerpt: str | None = None) -> Hit:
    identity, kind, owner, name, about, beginning, number, at, labels, tags, *_ = row
    return Hit(
        snippet=SnippetId(identity),
        scope=Scope(ScopeKind(kind), owner),
        name=name,
        about=about,
        excerpt=_short(beginning if excerpt is None else excerpt),
        version=number,
        at=moment(at),
        labels=tuple((label, pointed) for label, pointed in sorted(json.loads(labels))),
        tags=tuple(json.loads(tags)),
    )


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= search.EXCERPT else line[: search.EXCERPT - 1] + "…"
