"""Every column that names a person, and what becomes of its rows when two persons are joined, when one is forgotten,
and when somebody asks for all that is kept about them. A new one belongs here, or a test fails.
"""

import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from data import belonging
from data.belonging import Forget, Join

Value = str | int | float | bytes | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Personal:
    """A column that names a person."""

    table: str
    column: str
    join: Join
    forget: Forget
    told: str = ""
    """The columns that a person gets to read; empty where another entry gives the row, or it is nothing to read."""


def _own(table: str, column: str, told: str = "") -> Personal:
    """Rows that are a person's own, however many."""
    return Personal(
        table=table,
        column=column,
        join=belonging.moved(table, column),
        forget=belonging.dropped(table, column),
        told=told,
    )


def _one(table: str, column: str, told: str = "") -> Personal:
    """Rows of which a person has one of a kind."""
    return Personal(
        table=table,
        column=column,
        join=belonging.yielding(table, column),
        forget=belonging.dropped(table, column),
        told=told,
    )


def _signed(table: str, column: str, told: str = "") -> Personal:
    """Rows that stay when a person leaves, without their name."""
    return Personal(
        table=table,
        column=column,
        join=belonging.moved(table, column),
        forget=belonging.unnamed(table, column),
        told=told,
    )


def _done(table: str, column: str) -> Personal:
    """Rows that are of use for minutes: they end with either."""
    return Personal(
        table=table,
        column=column,
        join=lambda connection, _, gone: belonging.dropped(table, column)(connection, gone),
        forget=belonging.dropped(table, column),
    )


PERSONAL: tuple[Personal, ...] = (
    Personal(table="scopes", column="owner", join=belonging.join_scopes, forget=belonging.forget_scopes),
    Personal(
        table="conversations",
        column="key",
        join=belonging.join_conversations,
        forget=belonging.forget_conversations,
    ),
    Personal(table="writes", column="key", join=belonging.nothing, forget=belonging.forget_writes),
    _one("judgements", "person", "version, judgement"),
    _one("filled", "person", "prompt, name, value, at"),
    _one("opinions", "person", "run, snippet, number, judgement, remark, model, detail, at"),
    _signed("versions", "author", "id, session, number, at, text, origin, parent, why, target, detail"),
    Personal(
        table="sessions",
        column="owner",
        join=belonging.join_sessions,
        forget=belonging.dropped("sessions", "owner"),
        told="id, title, head, touched",
    ),
    _signed("snippets", "owner", "id, name, about, created, deleted"),
    _signed("snippets", "deleted_by"),
    _signed(
        "snippet_versions",
        "author",
        "(SELECT id FROM snippets WHERE snippets.row = snippet_versions.snippet) AS snippet, number, text, why, at,"
        " detail",
    ),
    _signed("labels", "author"),
    _signed("proposals", "author", "id, label, number, text, before, why, at, state"),
    _signed("proposals", "decider", "id, state, decided, said"),
    Personal(table="proposals", column="user", join=belonging.nothing, forget=belonging.forget_told),
    _signed("remarks", "author", "at, text"),
    Personal(table="notices", column="user", join=belonging.nothing, forget=belonging.forget_notices),
    _own("records", "owner", "kind, body, at"),
    Personal(
        table="calls",
        column="person",
        join=belonging.moved("calls", "person"),
        forget=belonging.forget_calls,
        told="id, status, inbound, result, at",
    ),
    Personal(
        table="usage",
        column="person",
        join=belonging.moved("usage", "person"),
        forget=belonging.forget_usage,
        told="at, purpose, model, input_tokens, output_tokens, cached_tokens, price, calls",
    ),
    _one("allowed", "person", "fingerprint"),
    _one("preferences", "person", "key, value"),
    Personal(
        table="members",
        column="person",
        join=belonging.join_roles,
        forget=belonging.forget_members,
        told="team, role, (SELECT name FROM teams WHERE teams.id = members.team) AS name",
    ),
    _one("presences", "person", "platform, tenant, grouped"),
    _done("codes", "person"),
    _done("tries", "person"),
    Personal(table="former", column="id", join=belonging.nothing, forget=belonging.nothing),
    Personal(
        table="former",
        column="became",
        join=belonging.moved("former", "became"),
        forget=belonging.unnamed("former", "became"),
    ),
    _signed("audit", "person", "at, kind, fields"),
    Personal(table="audit", column="fields", join=belonging.join_fields, forget=belonging.forget_fields),
    Personal(
        table="accounts",
        column="person",
        join=belonging.moved("accounts", "person"),
        forget=belonging.forget_accounts,
        told="platform, tenant, user, name",
    ),
    Personal(
        table="people",
        column="id",
        join=lambda connection, _, gone: belonging.dropped("people", "id")(connection, gone),
        forget=belonging.forget_people,
        told="name",
    ),
)
"""In this order: a row that others refer to goes after them."""


def join(connection: sqlite3.Connection, kept: str, gone: str) -> None:
    """Make all that is of `gone` that of `kept`. What is done already is left as it is."""
    for one in PERSONAL:
        one.join(connection, kept, gone)


def forget(connection: sqlite3.Connection, person: str) -> None:
    """Take a person out of everything."""
    for one in PERSONAL:
        one.forget(connection, person)


def told(connection: sqlite3.Connection, person: str, one: Personal, at: int, limit: int) -> list[Mapping[str, Value]]:
    """Give rows of one table that are about a person, from the one of number `at` on."""
    found = connection.execute(
        f"SELECT {one.told} FROM {one.table} WHERE {one.column} = ? LIMIT ? OFFSET ?",  # noqa: S608 - ours
        (person, limit, at),
    )
    names = [column[0] for column in found.description]
    return [dict(zip(names, row, strict=True)) for row in found]


def readable() -> Iterator[Personal]:
    """Give those whose rows a person gets to read."""
    return (one for one in PERSONAL if one.told)
