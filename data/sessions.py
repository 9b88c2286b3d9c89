"""The prompts under work: trees of immutable versions with a head."""

import json
import sqlite3
from datetime import datetime
from decimal import Decimal
from functools import partial
from typing import Any

from bot.domain import (
    Base,
    Change,
    NewVersion,
    Origin,
    PersonId,
    Session,
    SessionId,
    SnippetId,
    Usage,
    Variable,
    Version,
    VersionId,
    Work,
    WriteKey,
)
from bot.errors import Conflict, NotFound
from bot.library.texts import check_text, repaired
from bot.ports import Clock
from bot.words import N_
from data.database import Database
from data.rows import bounded, moment, new_id, once, stamp

_SESSION = "SELECT id, owner, title, head, touched, snippet, number FROM sessions"
_VERSION = "SELECT id, session, number, at, text, origin, author, parent, why, target, detail FROM versions"
_ROOT = (
    "WITH RECURSIVE up (up_id, up_parent) AS (SELECT id, parent FROM versions WHERE id = ?"
    " UNION ALL SELECT versions.id, versions.parent FROM versions JOIN up ON versions.id = up_parent)"
    " SELECT id, session, number, at, text, origin, author, parent, why, target, detail FROM versions"
    " JOIN up ON id = up_id WHERE up_parent IS NULL"
)
"""The version that a version goes back to, in one statement: a prompt may have been changed many times."""


class SqliteSessions:
    """The port `bot.ports.Sessions`."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def current(self, key: str, *, since: datetime | None) -> Session | None:
        """Give the session that `key` points at, unless it was last touched before `since`."""
        return await self._database.read(partial(_current, key=key, since=since))

    async def at_work(self, key: str, *, since: datetime | None) -> Work | None:
        """Give that session at the version it stands at; None where there is no session or no version yet."""
        return await self._database.read(partial(work_at, key=key, since=since))

    async def work(self, version: VersionId) -> Work | None:
        """Give a version in its session as that stands now."""
        return await self._database.read(lambda connection: _work(connection, version))

    async def begin(
        self, key: str, owner: PersonId, title: str, write: WriteKey, *, base: Base | None = None
    ) -> Session:
        """Make a new session without a version and point `key` at it."""
        at = stamp(self._clock.now())

        def make(connection: sqlite3.Connection) -> str:
            session = new_id()
            connection.execute(
                "INSERT INTO sessions (id, owner, title, touched, turn, snippet, number) VALUES (?, ?, ?, ?, 0, ?, ?)",
                (session, owner, repaired(title), at, *_base(base)),
            )
            _touch(connection, session, at)
            _point(connection, key, session)
            return session

        def begin(connection: sqlite3.Connection) -> Session:
            return _known(connection, once(connection, "begin", write, at, lambda: make(connection)))

        return await self._database.write(begin)

    async def rebase(self, session: SessionId, base: Base) -> None:
        """Note which version of a saved prompt came of a session last. Nothing is done for one that is gone."""

        def rebase(connection: sqlite3.Connection) -> None:
            connection.execute(
                "UPDATE sessions SET snippet = ?, number = ? WHERE id = ?", (base.snippet, base.number, session)
            )

        await self._database.write(rebase)

    async def attach(self, key: str, session: SessionId) -> None:
        """Point `key` at a session, which is touched by it. `NotFound` when it is no longer kept."""
        at = stamp(self._clock.now())

        def attach(connection: sqlite3.Connection) -> None:
            _known(connection, session)
            _point(connection, key, session)
            _touch(connection, session, at)

        await self._database.write(attach)

    async def session(self, session: SessionId) -> Session | None:
        """Give a session."""
        return await self._database.read(lambda connection: _find(connection, session))

    async def recent(self, owner: PersonId, limit: int) -> tuple[Session, ...]:
        """Give what a person worked on, last touched first, sessions with a version only."""
        rows = await self._database.read(
            lambda connection: connection.execute(
                _SESSION + " WHERE owner = ? AND head IS NOT NULL ORDER BY turn DESC LIMIT ?", (owner, bounded(limit))
            ).fetchall()
        )
        return tuple(map(_session, rows))

    async def add(
        self, session: SessionId, new: NewVersion, write: WriteKey, *, expected: VersionId | None = None
    ) -> Version:
        """Store a version and move the head to it; `Conflict` when that is no longer at `expected`."""
        check_text(new.text)
        at = stamp(self._clock.now())

        def make(connection: sqlite3.Connection) -> str:
            known = _known(connection, session)
            if expected is not None and known.head != expected:
                raise Conflict(N_("The prompt changed at the same moment."))
            version = new_id()
            connection.execute(
                "INSERT INTO versions (id, session, number, at, text, origin, author, parent, why, target, detail)"
                " SELECT ?, ?, coalesce(max(number), 0) + 1, ?, ?, ?, ?, ?, ?, ?, ? FROM versions WHERE session = ?",
                (version, session, at, *_columns(new), session),
            )
            connection.execute("UPDATE sessions SET head = ? WHERE id = ?", (version, session))
            _touch(connection, session, at)
            return version

        def add(connection: sqlite3.Connection) -> Version:
            version = once(connection, "add", write, at, lambda: make(connection))
            return _version(connection.execute(_VERSION + " WHERE id = ?", (version,)).fetchone())

        return await self._database.write(add)

    async def version(self, version: VersionId) -> Version | None:
        """Give a version."""
        row = await self._database.read(
            lambda connection: connection.execute(_VERSION + " WHERE id = ?", (version,)).fetchone()
        )
        return None if row is None else _version(row)

    async def versions(self, session: SessionId) -> tuple[Version, ...]:
        """Give all versions of a session by number."""
        rows = await self._database.read(
            lambda connection: connection.execute(
                _VERSION + " WHERE session = ? ORDER BY number", (session,)
            ).fetchall()
        )
        return tuple(map(_version, rows))

    async def move_head(self, session: SessionId, expected: VersionId, to: VersionId) -> bool:
        """Move the head if it still is at `expected` and `to` is a version of the session; say whether it did."""
        at = stamp(self._clock.now())

        def move(connection: sqlite3.Connection) -> bool:
            moved = connection.execute(
                "UPDATE sessions SET head = ? WHERE id = ? AND head = ?"
                " AND EXISTS (SELECT 1 FROM versions WHERE id = ? AND session = sessions.id)",
                (to, session, expected, to),
            ).rowcount
            if moved:
                _touch(connection, session, at)
            return bool(moved)

        return await self._database.write(move)


def _find(connection: sqlite3.Connection, session: str) -> Session | None:
    row = connection.execute(_SESSION + " WHERE id = ?", (session,)).fetchone()
    return None if row is None else _session(row)


def _known(connection: sqlite3.Connection, session: str) -> Session:
    found = _find(connection, session)
    if found is None:
        raise NotFound(
            N_("This conversation is no longer kept. Nothing was saved."),
            advice=N_("Paste the prompt and begin a new one."),
        )
    return found


def _point(connection: sqlite3.Connection, key: str, session: str) -> None:
    connection.execute(
        "INSERT INTO conversations (key, session) VALUES (?, ?)"
        " ON CONFLICT (key) DO UPDATE SET session = excluded.session",
        (key, session),
    )


def _touch(connection: sqlite3.Connection, session: str, at: int) -> None:
    """Put the session first among its owner's. The order is by turn: the time may go back."""
    connection.execute(
        "UPDATE sessions SET touched = ?, turn = 1 + (SELECT max(turn) FROM sessions AS others"
        " WHERE others.owner = sessions.owner) WHERE id = ?",
        (at, session),
    )


def _work(connection: sqlite3.Connection, version: str, session: Session | None = None) -> Work | None:
    row = connection.execute(_VERSION + " WHERE id = ?", (version,)).fetchone()
    if row is None:
        return None
    found = _version(row)
    root = _version(connection.execute(_ROOT, (version,)).fetchone()) if found.parent else found
    if session is None:
        session = _session(connection.execute(_SESSION + " WHERE id = ?", (found.session,)).fetchone())
    return Work(session, found, root if root.origin is Origin.DRAFTED else None)


def work_at(connection: sqlite3.Connection, *, key: str, since: datetime | None) -> Work | None:
    """Give the session that `key` points at, at the version it stands at."""
    session = _current(connection, key=key, since=since)
    return _work(connection, session.head, session) if session and session.head else None


def _current(connection: sqlite3.Connection, *, key: str, since: datetime | None) -> Session | None:
    row = connection.execute(
        _SESSION + " JOIN conversations ON conversations.session = sessions.id"
        " WHERE conversations.key = ? AND touched >= ?",
        (key, 0 if since is None else stamp(since)),
    ).fetchone()
    return None if row is None else _session(row)


def _base(base: Base | None) -> tuple[str | None, int | None]:
    return (base.snippet, base.number) if base else (None, None)


def _session(row: tuple[str, str, str, str | None, int, str | None, int | None]) -> Session:
    identity, owner, title, head, touched, snippet, number = row
    return Session(
        id=SessionId(identity),
        owner=PersonId(owner),
        title=title,
        head=None if head is None else VersionId(head),
        at=moment(touched),
        base=Base(SnippetId(snippet), number) if snippet and number else None,
    )


_VersionRow = tuple[str, str, int, int, str, str, str, str | None, str, str, str]


def _version(row: _VersionRow) -> Version:
    identity, session, number, at, text, origin, author, parent, why, target, detail = row
    more = json.loads(detail)
    return Version(
        id=VersionId(identity),
        session=SessionId(session),
        number=number,
        at=moment(at),
        text=text,
        origin=Origin(origin),
        author=PersonId(author),
        parent=None if parent is None else VersionId(parent),
        why=why,
        target=target,
        variables=tuple(Variable(*pair) for pair in more["variables"]),
        assumptions=tuple(more["assumptions"]),
        changes=tuple(Change(*pair) for pair in more["changes"]),
        usage=_usage(more["usage"]),
    )


def _columns(new: NewVersion) -> tuple[str | None, ...]:
    """Give text to detail, as the table has them."""
    detail = {
        "variables": [[variable.name, variable.about] for variable in new.variables],
        "assumptions": list(new.assumptions),
        "changes": [[change.what, change.why] for change in new.changes],
        "usage": None if new.usage is None else _usage_fields(new.usage),
    }
    return (
        new.text,
        new.origin.value,
        new.author,
        new.parent,
        repaired(new.why),
        repaired(new.target),
        json.dumps(detail),
    )


def _usage_fields(usage: Usage) -> dict[str, object]:
    return {
        "input_tokens": usage.input_tokens,
        "output_tokens": usage.output_tokens,
        "cached_tokens": usage.cached_tokens,
        "price": None if usage.price is None else str(usage.price),
        "model": usage.model,
        "calls": usage.calls,
    }


def _usage(fields: dict[str, Any] | None) -> Usage | None:
    if fields is None:
        return None
    price = fields.pop("price")
    return Usage(price=None if price is None else Decimal(price), **fields)
