"""Many saved prompts at once: brought in, looked up and taken out, inside a transaction that somebody else holds."""

import json
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter

from bot.domain import History, NewSnippet, PersonId, Scope, Snippet
from bot.errors import Conflict
from bot.library.names import check_name, key
from bot.library.texts import check_text, repaired
from data import details, snippets
from data.snippets import Saving

_VERSIONS = (
    "SELECT snippets.id, versions.number, versions.text, versions.author, coalesce(people.name, ''), versions.why,"
    " versions.at, versions.detail FROM snippets JOIN snippet_versions AS versions ON versions.snippet = snippets.row"
    " LEFT JOIN people ON people.id = versions.author WHERE snippets.scope = ? AND snippets.deleted IS NULL"
    " AND key > ? AND key <= ? ORDER BY snippets.key, versions.number"
)
_LAST = (
    "SELECT max(key) FROM (SELECT key FROM snippets WHERE scope = ? AND deleted IS NULL AND key > ?"
    " ORDER BY key LIMIT ?)"
)


@dataclass(frozen=True, slots=True)
class Coming:
    """A prompt that is about to be saved, with its versions."""

    scope: Scope
    name: str
    about: str | None
    expected: int
    versions: tuple[Saving, ...]


def coming(scope: Scope, prompt: NewSnippet, author: PersonId, at: int) -> Coming:
    """Give what is to be saved. The errors of `Library.save` for what cannot be kept."""
    name, about = check_name(prompt.name), None if prompt.about is None else repaired(prompt.about)
    versions = []
    for number, version in enumerate(prompt.versions):
        check_text(version.text)
        new = Saving(
            scope=scope,
            name=name,
            text=version.text,
            author=author,
            why=repaired(version.why),
            about=about,
            expected=prompt.expected + number,
            at=at,
            detail=details.written(version),
        )
        versions.append(new)
    return Coming(scope, name, about, prompt.expected, tuple(versions))


def save(connection: sqlite3.Connection, prompts: Sequence[Coming]) -> str:
    """Save them; give their ids as JSON, null for one that was overtaken."""
    return json.dumps([_saved(connection, prompt) for prompt in prompts])


def _saved(connection: sqlite3.Connection, prompt: Coming) -> str | None:
    """Save the versions of one. Whether it was overtaken shows at the first: nobody else writes meanwhile."""
    if not prompt.versions:
        return snippets.describe(connection, prompt.scope, prompt.name, prompt.about, prompt.expected)
    identity = None
    try:
        for version in prompt.versions:
            identity, _ = snippets.save(connection, version)
    except Conflict:
        return None
    return identity


def by_names(connection: sqlite3.Connection, scope: Scope, names: Sequence[str]) -> tuple[Snippet, ...]:
    """Give those that have one of these names."""
    wanted = dict.fromkeys(key(repaired(name)) for name in names)
    found = (snippets.by_key(connection, scope, name) for name in wanted)
    return tuple(snippet for snippet in found if snippet)


def histories(connection: sqlite3.Connection, scope: Scope, after: str, limit: int) -> tuple[History, ...]:
    """Give those behind a key, with their versions."""
    row = snippets.scope_row(connection, scope)
    last = connection.execute(_LAST, (row, after, limit)).fetchone()[0] if row is not None else None
    return () if last is None else tuple(_histories(connection, row, after, last))


def _histories(connection: sqlite3.Connection, scope: int | None, after: str, last: str) -> Iterator[History]:
    rows = connection.execute(_VERSIONS, (scope, after, last)).fetchall()
    for identity, versions in groupby(rows, itemgetter(0)):
        snippet = snippets.by_id(connection, identity)
        if snippet is None:
            raise RuntimeError("a snippet with versions is not there")
        yield History(snippet, tuple(snippets.version(version[1:]) for version in versions))
