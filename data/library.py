"""Saved prompts: unique names in a scope, immutable versions, a search that reads only the scopes it is given."""

import json
import sqlite3
from collections.abc import Sequence
from functools import partial
from operator import itemgetter

from bot.domain import (
    Act,
    Described,
    Gone,
    History,
    Hit,
    Narrow,
    NewSnippet,
    NewSnippetVersion,
    PersonId,
    Scope,
    Snippet,
    SnippetId,
    SnippetVersion,
    WriteKey,
)
from bot.library.names import check_label, check_name, check_tag, key
from bot.library.texts import check_text, repaired
from bot.ports import EVERYTHING, Clock
from data import details, finding, includes, many, search, snippets, stored
from data.audit import note
from data.database import Database
from data.rows import MOST, behind, bounded, once, stamp
from data.snippets import Saving

LARGEST = 2**31
"""No version has a larger number, and SQLite takes none beyond 64 bits."""


_VERSIONS = (
    "SELECT versions.number, versions.text, versions.author, coalesce(people.name, ''), versions.why, versions.at,"
    " versions.detail FROM snippets JOIN snippet_versions AS versions ON versions.snippet = snippets.row"
    " LEFT JOIN people ON people.id = versions.author WHERE snippets.id = ?"
)


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
        target: str = "",
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
            detail=details.written(NewSnippetVersion(text=text, target=target)),
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
            found = (stored.by_key(connection, scope, wanted) for scope in scopes)
            return next((snippet for snippet in found if snippet), None)

        return await self._database.read(get)

    async def by_id(self, snippet: SnippetId) -> Snippet | None:
        """Give a snippet by its id."""
        return await self._database.read(lambda connection: stored.by_id(connection, snippet))

    async def version(self, snippet: SnippetId, number: int) -> SnippetVersion | None:
        """Give one version."""
        if not 0 < number <= LARGEST:
            return None
        row = await self._database.read(
            lambda connection: connection.execute(_VERSIONS + " AND number = ?", (snippet, number)).fetchone()
        )
        return None if row is None else stored.version(row)

    async def versions(self, snippet: SnippetId) -> tuple[SnippetVersion, ...]:
        """Give all versions by number."""
        rows = await self._database.read(
            lambda connection: connection.execute(_VERSIONS + " ORDER BY versions.number", (snippet,)).fetchall()
        )
        return tuple(map(stored.version, rows))

    async def last(self, snippet: SnippetId, *, below: int | None = None, limit: int) -> tuple[SnippetVersion, ...]:
        """Give the last versions, the newest first, those below a number if one is given."""
        most = LARGEST if below is None else min(max(below, 0), LARGEST)
        statement = _VERSIONS + " AND number < ? ORDER BY versions.number DESC LIMIT ?"
        rows = await self._database.read(
            lambda connection: connection.execute(statement, (snippet, most, bounded(limit))).fetchall()
        )
        return tuple(map(stored.version, rows))

    async def find(
        self, scopes: Sequence[Scope], words: str, *, limit: int, offset: int = 0, narrow: Narrow = EVERYTHING
    ) -> tuple[Hit, ...]:
        """Find by full text, best first; without words, the last changed first. At most 1,000 in all can be reached."""
        offset = bounded(offset)
        limit = min(bounded(limit), MOST - offset)
        look = partial(
            finding.find, scopes=scopes, words=repaired(words), narrow=_repaired(narrow), limit=limit, offset=offset
        )
        return await self._database.read(look)

    async def complete(self, scopes: Sequence[Scope], prefix: str, *, limit: int) -> tuple[Hit, ...]:
        """Give snippets by name: those that begin with `prefix` first, then those that contain it."""
        wanted = key(repaired(prefix))[: search.KEY_LIMIT]
        return await self._database.read(partial(finding.complete, scopes=scopes, start=wanted, limit=bounded(limit)))

    async def similar(self, scopes: Sequence[Scope], name: str, *, limit: int) -> tuple[str, ...]:
        """Give names that look like `name`, most alike first."""
        wanted = repaired(name)

        def similar(connection: sqlite3.Connection) -> list[tuple[float, str]]:
            return [
                pair for row in finding.scope_rows(connection, scopes) for pair in search.alike(connection, row, wanted)
            ]

        scored = sorted(await self._database.read(similar), key=itemgetter(0), reverse=True)
        return tuple(dict.fromkeys(shown for _, shown in scored))[: bounded(limit)]

    async def including(
        self, scopes: Sequence[Scope], names: Sequence[str], *, limit: int
    ) -> tuple[int, tuple[str, ...]]:
        """Give how many snippets include one by any of these names, and the names of the first."""
        wanted = [key(repaired(name)) for name in names]

        def including(connection: sqlite3.Connection) -> tuple[int, tuple[str, ...]]:
            return includes.including(connection, finding.scope_rows(connection, scopes), wanted, bounded(limit))

        return await self._database.read(including)

    async def move(self, snippet: SnippetId, scope: Scope, write: WriteKey, *, act: Act | None = None) -> Snippet:
        """Move a snippet with its history into another scope."""
        at = stamp(self._clock.now())

        def move(connection: sqlite3.Connection) -> Snippet:
            def effect() -> str:
                note(connection, act, at)
                return str(snippets.move(connection, snippet, scope))

            return stored.as_of(connection, snippet, int(once(connection, "move", write, at, effect)))

        return await self._database.write(move)

    async def describe(self, snippet: SnippetId, new: Described, write: WriteKey) -> Snippet:
        """Change what is said of a snippet; `Conflict` when a name is taken."""
        at, checked = stamp(self._clock.now()), _checked(new)

        def describe(connection: sqlite3.Connection) -> Snippet:
            number = once(
                connection, "describe", write, at, lambda: str(snippets.describe(connection, snippet, checked))
            )
            return stored.as_of(connection, snippet, int(number))

        return await self._database.write(describe)

    async def label(
        self,
        snippet: SnippetId,
        label: str,
        number: int | None,
        *,
        by: PersonId,
        write: WriteKey,
        act: Act | None = None,
    ) -> Snippet:
        """Let a label point at a version, or for None at none any more."""
        at, name = stamp(self._clock.now()), check_label(label)

        def change(connection: sqlite3.Connection) -> str:
            before = connection.total_changes
            newest = snippets.label(connection, snippet, name, number, by, at)
            if connection.total_changes > before:
                note(connection, act, at)
            return str(newest)

        def labelled(connection: sqlite3.Connection) -> Snippet:
            newest = once(connection, "label", write, at, lambda: change(connection))
            return stored.as_of(connection, snippet, int(newest))

        return await self._database.write(labelled)

    async def used(self, snippet: SnippetId, write: WriteKey) -> None:
        """Count that a snippet was used."""
        at = stamp(self._clock.now())

        def count(connection: sqlite3.Connection) -> str:
            snippets.used(connection, snippet)
            return ""

        await self._database.write(lambda connection: once(connection, "used", write, at, lambda: count(connection)))

    async def transfer(self, snippet: SnippetId, to: PersonId, *, act: Act) -> Snippet:
        """Make somebody the owner."""
        at = stamp(self._clock.now())

        def transfer(connection: sqlite3.Connection) -> Snippet:
            if snippets.transfer(connection, snippet, to):
                note(connection, act, at)
            found = stored.by_id(connection, snippet)
            if found is None:
                raise stored.no_longer()
            return found

        return await self._database.write(transfer)

    async def delete(self, snippet: SnippetId, *, by: PersonId, act: Act | None = None) -> None:
        """Take a snippet out of sight; `NotFound` when it is not there."""
        at = stamp(self._clock.now())

        def delete(connection: sqlite3.Connection) -> None:
            if snippets.delete(connection, snippet, by, at):
                note(connection, act, at)

        await self._database.write(delete)

    async def gone(self, scopes: Sequence[Scope], *, limit: int, offset: int = 0) -> tuple[Gone, ...]:
        """Give the deleted snippets that are still kept, the last deleted first."""

        def look(connection: sqlite3.Connection) -> tuple[Gone, ...]:
            return snippets.all_gone(connection, finding.scope_rows(connection, scopes), bounded(limit), behind(offset))

        return await self._database.read(look)

    async def deleted(self, snippet: SnippetId) -> Snippet | None:
        """Give a deleted snippet that is still kept."""
        return await self._database.read(lambda connection: stored.deleted(connection, snippet))

    async def deleted_named(self, scopes: Sequence[Scope], name: str, owner: PersonId) -> Snippet | None:
        """Give what somebody had under a name, in the first of `scopes` where something so named was deleted."""
        wanted = key(repaired(name))

        def look(connection: sqlite3.Connection) -> Snippet | None:
            found = (stored.deleted_named(connection, scope, wanted, owner) for scope in scopes)
            return next((snippet for snippet in found if snippet), None)

        return await self._database.read(look)

    async def undelete(self, snippet: SnippetId, *, act: Act | None = None) -> Snippet:
        """Bring a deleted snippet back."""
        at = stamp(self._clock.now())

        def undelete(connection: sqlite3.Connection) -> Snippet:
            if stored.deleted(connection, snippet):
                note(connection, act, at)
            return stored.as_of(connection, snippet, snippets.undelete(connection, snippet))

        return await self._database.write(undelete)


def _save(connection: sqlite3.Connection, write: WriteKey, new: Saving) -> Snippet:
    def effect() -> str:
        identity, number = snippets.save(connection, new)
        return f"{identity} {number}"

    identity, number = once(connection, "save", write, new.at, effect).split()
    return stored.as_of(connection, identity, int(number))


def _repaired(narrow: Narrow) -> Narrow:
    return Narrow(
        tags=tuple(map(repaired, narrow.tags)),
        author=repaired(narrow.author),
        label=repaired(narrow.label),
        target=repaired(narrow.target),
        folder=repaired(narrow.folder),
    )


def _checked(new: Described) -> Described:
    return Described(
        name=None if new.name is None else check_name(new.name),
        about=None if new.about is None else repaired(new.about),
        tags=None if new.tags is None else tuple(check_tag(repaired(tag)) for tag in new.tags),
        aliases=None if new.aliases is None else tuple(map(check_name, new.aliases)),
    )
