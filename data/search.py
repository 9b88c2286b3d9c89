"""The search indexes: full text, and parts of names. The scope stands inside both, so nothing else is ever read.

Both indexes read their texts from views (`search_source`, `names_source`), so whoever changes a snippet takes it out
of them before and puts it in after.
"""

import difflib
import sqlite3
from collections.abc import Sequence
from operator import itemgetter

from bot.library.names import key, skeleton

WORDS = 32
"""Words of a query that count; more do not narrow a search any further."""
WORD_LIMIT = 64
"""Characters of a word that count: it is looked for by its beginning."""
PREFIX = 3
"""Characters from which on a word also finds those that begin with it; one is enough in scripts without spaces."""
KEY_LIMIT = 160
"""Characters of a name that are looked at when others like it are wanted: twice what a name may have."""
EXCERPT = 200
"""Characters."""
CANDIDATES = 50
ALIKE = 0.6
"""How alike two names must be (`difflib`'s ratio) to be offered for each other."""


def index_text(connection: sqlite3.Connection, row: int) -> None:
    """Put the text of a snippet into the index."""
    connection.execute(
        "INSERT INTO search (rowid, scope, name, about, body)"
        " SELECT row, scope, name, about, body FROM search_source WHERE row = ?",
        (row,),
    )


def unindex_text(connection: sqlite3.Connection, row: int) -> None:
    """Take it out, before it changes."""
    connection.execute(
        "INSERT INTO search (search, rowid, scope, name, about, body)"
        " SELECT 'delete', row, scope, name, about, body FROM search_source WHERE row = ?",
        (row,),
    )


def index_name(connection: sqlite3.Connection, row: int) -> None:
    """Put the name of a snippet into the index."""
    connection.execute(
        "INSERT INTO names (rowid, scope, name) SELECT row, scope, name FROM names_source WHERE row = ?", (row,)
    )


def unindex_name(connection: sqlite3.Connection, row: int) -> None:
    """Take it out, before it changes."""
    connection.execute(
        "INSERT INTO names (names, rowid, scope, name)"
        " SELECT 'delete', row, scope, name FROM names_source WHERE row = ?",
        (row,),
    )


def check(connection: sqlite3.Connection) -> None:
    """Compare both indexes with the texts; `sqlite3.DatabaseError` when they differ. It counts as a write."""
    connection.execute("INSERT INTO search (search, rank) VALUES ('integrity-check', 1)")
    connection.execute("INSERT INTO names (names, rank) VALUES ('integrity-check', 1)")


def query(scopes: Sequence[int], words: str) -> str | None:
    """Give the query for the full-text index; None when there are no words in `words`. Every word must be there, and
    each stands in quotes, so that nothing in it is syntax.
    """
    found = [word for word in words.replace("\0", " ").split() if any(map(str.isalnum, word))][:WORDS]
    if not found:
        return None
    terms = " ".join(
        _quoted(word[:WORD_LIMIT]) + ("*" if len(word) >= PREFIX or not word.isascii() else "") for word in found
    )
    within = " OR ".join(f'"s{scope}"' for scope in scopes)
    return f"scope : ({within}) AND {{name about body}} : ({terms})"


BEFORE_WORDS = ("/", " -_.")
"""What stands before a word inside a name: of a folder, and of any other."""
INDEXED = 3
"""Characters from which on the index of parts of names finds them; for fewer all names of a scope are looked at."""


def inside(connection: sqlite3.Connection, scope: int, part: str, limit: int) -> list[tuple[int, int]]:
    """Give the rows of a scope whose key contains `part` behind its beginning, each with how well that fits in front,
    the least the best: a word of a folder begins with it, another word does, or it stands anywhere else.
    """
    held = _containing(connection, scope, part, limit)
    if len(held) < limit:  # there are no others
        return sorted(((_fit(found, part), row) for row, found in held), key=itemgetter(0))
    fitting: dict[int, int] = {}
    for fit, marks in enumerate(BEFORE_WORDS):
        if len(fitting) < limit:
            rows = _holding(connection, scope, part, [mark + part for mark in marks], limit)
            fitting = dict.fromkeys(rows, fit) | fitting
    found = sorted(((fit, row) for row, fit in fitting.items()), key=itemgetter(0))
    return [*found, *((len(BEFORE_WORDS), row) for row, _ in held if row not in fitting)]


def _fit(found: str, part: str) -> int:
    fits = (fit for fit, marks in enumerate(BEFORE_WORDS) if any(mark + part in found for mark in marks))
    return next(fits, len(BEFORE_WORDS))


def _holding(connection: sqlite3.Connection, scope: int, part: str, words: Sequence[str], limit: int) -> list[int]:
    """Give the rows of a scope whose key contains one of some words, each of them `part` behind a sign."""
    if len(words[0]) < INDEXED:
        held = " OR ".join(["instr(key, ?)"] * len(words))
        living = "scope = ? AND deleted IS NULL AND instr(key, ?) > 1"  # of most letters, most names stop here
        sql = f"SELECT row FROM snippets WHERE {living} AND ({held}) ORDER BY key LIMIT ?"  # noqa: S608 - question marks
        rows = connection.execute(sql, (scope, part, *words, limit))
    else:
        match = f"scope : {_quoted(f'<{scope}>')} AND name : ({' OR '.join(map(_quoted, words))})"
        rows = connection.execute("SELECT rowid FROM names WHERE names MATCH ? LIMIT ?", (match, limit))
    return [row for (row,) in rows.fetchall()]


def _containing(connection: sqlite3.Connection, scope: int, part: str, limit: int) -> list[tuple[int, str]]:
    """Give the rows and keys of a scope whose key contains `part` and does not begin with it."""
    if len(part) < INDEXED:
        sql = (
            "SELECT row, key FROM snippets WHERE scope = ? AND deleted IS NULL AND instr(key, ?) > 1"
            " ORDER BY key LIMIT ?"
        )
        return connection.execute(sql, (scope, part, limit)).fetchall()
    sql = "SELECT rowid, name FROM names WHERE names MATCH ? AND instr(name, ?) > 1 LIMIT ?"
    match = f"scope : {_quoted(f'<{scope}>')} AND name : {_quoted(part)}"
    return connection.execute(sql, (match, part, limit)).fetchall()


def alike(connection: sqlite3.Connection, scope: int, name: str) -> list[tuple[float, str]]:
    """Give names of a scope with how alike they are to `name`, at least `ALIKE`."""
    wanted = key(name)[:KEY_LIMIT]
    looks = skeleton(wanted)
    rows = {*_sharing(connection, scope, wanted), *_beginning(connection, scope, wanted[:1])}
    scored = ((_ratio(wanted, looks, found), shown) for found, shown in rows if found != wanted)
    return [pair for pair in scored if pair[0] >= ALIKE]


def _ratio(wanted: str, looks: str, found: str) -> float:
    return 1.0 if skeleton(found) == looks else difflib.SequenceMatcher(None, wanted, found).ratio()


def _sharing(connection: sqlite3.Connection, scope: int, wanted: str) -> list[tuple[str, str]]:
    """Give the names that share most groups of three characters with `wanted`."""
    groups = dict.fromkeys(wanted[at : at + 3] for at in range(len(wanted) - 2))
    if not groups:
        return []
    match = f"scope : {_quoted(f'<{scope}>')} AND name : ({' OR '.join(map(_quoted, groups))})"
    return connection.execute(
        "SELECT snippets.key, snippets.name FROM"
        " (SELECT rowid FROM names WHERE names MATCH ? ORDER BY bm25(names, 0.0, 1.0) LIMIT ?) AS found"
        " JOIN snippets ON snippets.row = found.rowid",
        (match, CANDIDATES),
    ).fetchall()


def _beginning(connection: sqlite3.Connection, scope: int, start: str) -> list[tuple[str, str]]:
    return connection.execute(
        "SELECT key, name FROM snippets WHERE scope = ? AND deleted IS NULL AND key >= ? AND key < ?"
        " ORDER BY key LIMIT ?",
        (scope, start, after(start), CANDIDATES),
    ).fetchall()


def after(start: str) -> str:
    """Give a text that comes after all that begin with `start`, in SQLite's order (by code point)."""
    return start + "\U0010ffff"


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'
