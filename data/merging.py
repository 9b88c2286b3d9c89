"""Two libraries that become one: what clashes moves into a folder. Inside a transaction that somebody else holds."""

import re
import sqlite3
from collections.abc import Iterator

from bot.domain import Renamed, Scope, Unfound
from bot.library.names import NAME_LIMIT, key
from data import naming, snippets, stored

FOLDER_LIMIT = 24
"""Characters of the folder that clashing names move into."""
_STRANGE = re.compile(r"[^\w\-. ]|_")


def folder(name: str, otherwise: str) -> str:
    """Give a name that a folder can have, as near to `name` as it may be; `otherwise` where nothing of it is left."""
    fit = " ".join(_STRANGE.sub(" ", name).split())[:FOLDER_LIMIT].strip()
    return fit if any(map(str.isalnum, fit)) else otherwise


def clashing(connection: sqlite3.Connection, source: Scope, target: Scope, into: str) -> dict[int, Renamed]:
    """Give what would be called otherwise, by row, should `source` come into `target`."""
    coming = dict(_names(connection, source))
    taken = {*dict(_names(connection, target)), *_aliases(connection, target)}
    used = {*coming, *_aliases(connection, source)}
    renamed = {}
    for wanted, (row, name) in coming.items():
        if wanted in taken:
            free = next(one for one in _candidates(into, name) if key(one) not in taken | used)
            taken.add(key(free))
            renamed[row] = Renamed(name, free)
    return renamed


def unfound(connection: sqlite3.Connection, source: Scope, target: Scope) -> tuple[Unfound, ...]:
    """Give which other names prompts would lose, should `source` come into `target`: those that are taken there."""
    taken = {*dict(_names(connection, target)), *_aliases(connection, target)}
    rows = connection.execute(
        "SELECT aliases.key, snippets.name, aliases.name FROM aliases JOIN snippets ON snippets.row = aliases.snippet"
        " JOIN scopes ON scopes.row = snippets.scope WHERE kind = ? AND scopes.owner = ? AND deleted IS NULL"
        " ORDER BY snippets.key, aliases.row",
        (source.kind, source.owner),
    )
    return tuple(Unfound(prompt, other) for wanted, prompt, other in rows if wanted in taken)


def _names(connection: sqlite3.Connection, scope: Scope) -> Iterator[tuple[str, tuple[int, str]]]:
    rows = connection.execute(
        "SELECT key, snippets.row, name FROM snippets JOIN scopes ON scopes.row = snippets.scope"
        " WHERE kind = ? AND scopes.owner = ? AND deleted IS NULL ORDER BY key",
        (scope.kind, scope.owner),
    )
    for wanted, row, name in rows:
        yield wanted, (row, name)


def _aliases(connection: sqlite3.Connection, scope: Scope) -> set[str]:
    """Give the keys of the other names of what is not deleted."""
    rows = connection.execute(
        "SELECT aliases.key FROM aliases JOIN snippets ON snippets.row = aliases.snippet"
        " JOIN scopes ON scopes.row = snippets.scope WHERE kind = ? AND scopes.owner = ? AND deleted IS NULL",
        (scope.kind, scope.owner),
    )
    return {wanted for (wanted,) in rows}


def _candidates(into: str, name: str) -> Iterator[str]:
    """Give names in the folder until one is free; the end of one that is too long gives way."""
    number, ending = 1, ""
    while True:
        yield f"{into}/{name}"[: NAME_LIMIT - len(ending)].rstrip(" /") + ending
        number += 1
        ending = f"-{number}"


def count(connection: sqlite3.Connection, scope: Scope) -> int:
    """Count the prompts of a scope."""
    return sum(1 for _ in _names(connection, scope))


def merge(connection: sqlite3.Connection, source: Scope, target: Scope, into: str) -> tuple[Renamed, ...]:
    """Move all of `source` into `target`, what is deleted as well; give what is called otherwise now."""
    came_from = stored.scope_row(connection, source)
    if came_from is None:
        return ()
    renamed = clashing(connection, source, target, into)
    place = snippets.make_scope(connection, target)
    rows = connection.execute("SELECT row, name, deleted FROM snippets WHERE scope = ?", (came_from,)).fetchall()
    for row, name, deleted in rows:
        called = renamed[row].now if row in renamed else name
        if deleted is None:
            snippets.unindex(connection, row)
        connection.execute(
            "UPDATE snippets SET scope = ?, name = ?, key = ? WHERE row = ?", (place, called, key(called), row)
        )
        naming.move_aliases(connection, row, place)
        if deleted is None:
            snippets.index(connection, row)
    connection.execute("DELETE FROM scopes WHERE row = ?", (came_from,))
    return tuple(renamed.values())


def erase(connection: sqlite3.Connection, scope: Scope) -> None:
    """Drop all of a scope for good."""
    row = stored.scope_row(connection, scope)
    living = connection.execute("SELECT row FROM snippets WHERE scope = ? AND deleted IS NULL", (row,)).fetchall()
    for (one,) in living:
        snippets.unindex(connection, one)
    connection.execute("DELETE FROM snippets WHERE scope = ?", (row,))
    connection.execute("DELETE FROM scopes WHERE row = ?", (row,))
