"""Many saved prompts at once: brought in, looked up and taken out, inside a transaction that somebody else holds."""

import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter

from bot.domain import History, NewSnippet, PersonId, Scope, Snippet
from bot.library.names import check_label, check_name, check_tag, key
from bot.library.texts import check_text, repaired
from data import details, naming, search, snippets, stored
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Coming:
    """A prompt that is about to be saved, with its versions."""

    scope: Scope
    name: str
    about: str | None
    expected: int
    versions: tuple[Saving, ...]
    tags: tuple[str, ...]
    aliases: tuple[str, ...]
    labels: Mapping[str, int]
    author: PersonId
    at: int


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
    return Coming(
        scope=scope,
        name=name,
        about=about,
        expected=prompt.expected,
        versions=tuple(versions),
        tags=tuple(map(check_tag, prompt.tags)),
        aliases=tuple(map(check_name, prompt.aliases)),
        labels={check_label(label): number for label, number in prompt.labels},
        author=author,
        at=at,
    )


def save(connection: sqlite3.Connection, prompts: Sequence[Coming]) -> str:
    """Save them; give their ids as JSON, null for one that was overtaken."""
    return json.dumps([_saved(connection, prompt) for prompt in prompts])


def _saved(connection: sqlite3.Connection, prompt: Coming) -> str | None:
    """Save the versions of one, and what it is known by. Whether it was overtaken shows before anything is written:
    nobody else writes meanwhile.
    """
    scope = snippets.make_scope(connection, prompt.scope)
    row = naming.holder(connection, scope, key(prompt.name))
    there = _there(connection, row)
    if there[1] != prompt.expected or any(naming.taken(connection, scope, key(name), row) for name in prompt.aliases):
        return None
    identity, _ = there
    for version in prompt.versions:
        identity, _ = snippets.save(connection, version)
    row = naming.holder(connection, scope, key(prompt.name))
    if row is None:
        raise ValueError("a prompt without a version, and none is there")
    _know(connection, row, prompt)
    return identity


def _there(connection: sqlite3.Connection, row: int | None) -> tuple[str, int]:
    """Give the id and the newest number of what is there."""
    found: tuple[str, int] | None = connection.execute(
        "SELECT id, number FROM snippets JOIN snippet_versions ON snippet_versions.row = head WHERE snippets.row = ?",
        (row,),
    ).fetchone()
    return found or ("", 0)


def _know(connection: sqlite3.Connection, row: int, prompt: Coming) -> None:
    """Keep what a prompt is known by. What was saved with its versions is left alone: the index is dear."""
    if prompt.tags or prompt.aliases or not prompt.versions:
        search.unindex_text(connection, row)
        naming.add_tags(connection, row, prompt.tags)
        naming.add_aliases(connection, row, prompt.aliases)
        connection.execute("UPDATE snippets SET about = coalesce(?, about) WHERE row = ?", (prompt.about, row))
        search.index_text(connection, row)
    naming.set_labels(connection, row, prompt.labels, prompt.author, prompt.at)


def by_names(connection: sqlite3.Connection, scope: Scope, names: Sequence[str]) -> tuple[Snippet, ...]:
    """Give those that have one of these names."""
    wanted = dict.fromkeys(key(repaired(name)) for name in names)
    found = (stored.by_key(connection, scope, name) for name in wanted)
    return tuple(snippet for snippet in found if snippet)


def histories(connection: sqlite3.Connection, scope: Scope, after: str, limit: int) -> tuple[History, ...]:
    """Give those behind a key, with their versions."""
    row = stored.scope_row(connection, scope)
    last = connection.execute(_LAST, (row, after, limit)).fetchone()[0] if row is not None else None
    return () if last is None else tuple(_histories(connection, row, after, last))


def _histories(connection: sqlite3.Connection, scope: int | None, after: str, last: str) -> Iterator[History]:
    rows = connection.execute(_VERSIONS, (scope, after, last)).fetchall()
    for identity, versions in groupby(rows, itemgetter(0)):
        snippet = stored.by_id(connection, identity)
        if snippet is None:
            raise RuntimeError("a snippet with versions is not there")
        yield History(snippet, tuple(stored.version(version[1:]) for version in versions))
