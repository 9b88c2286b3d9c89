"""What becomes of a person's rows when they are joined to another person, and when they are forgotten. Inside a
transaction that somebody else holds.
"""

import sqlite3
from collections.abc import Callable

from bot.domain import Role, Scope, ScopeKind
from data import merging
from data.rows import new_id

NOBODY = ""
"""In place of somebody who left, where what they did stays with a team."""

BOUND = (Role.NONE, Role.VIEWER)
"""Roles that somebody keeps whatever becomes of them: to come in anew gives nobody more."""

Join = Callable[[sqlite3.Connection, str, str], None]
"""Makes what was of the second person the first one's."""
Forget = Callable[[sqlite3.Connection, str], None]


def moved(table: str, column: str) -> Join:
    """Give what moves all rows."""

    def join(connection: sqlite3.Connection, kept: str, gone: str) -> None:
        connection.execute(f"UPDATE {table} SET {column} = ? WHERE {column} = ?", (kept, gone))  # noqa: S608 - ours

    return join


def yielding(table: str, column: str) -> Join:
    """Give what moves the rows that take the place of none: what is kept already stays as it is."""

    def join(connection: sqlite3.Connection, kept: str, gone: str) -> None:
        connection.execute(f"UPDATE OR IGNORE {table} SET {column} = ? WHERE {column} = ?", (kept, gone))  # noqa: S608
        connection.execute(f"DELETE FROM {table} WHERE {column} = ?", (gone,))  # noqa: S608

    return join


def dropped(table: str, column: str) -> Forget:
    """Give what drops all rows."""

    def forget(connection: sqlite3.Connection, person: str) -> None:
        connection.execute(f"DELETE FROM {table} WHERE {column} = ?", (person,))  # noqa: S608 - ours

    return forget


def unnamed(table: str, column: str) -> Forget:
    """Give what keeps the rows, without the name."""

    def forget(connection: sqlite3.Connection, person: str) -> None:
        connection.execute(f"UPDATE {table} SET {column} = ? WHERE {column} = ?", (NOBODY, person))  # noqa: S608

    return forget


def nothing(*_: object) -> None:
    """Leave it to another entry."""


def join_roles(connection: sqlite3.Connection, kept: str, gone: str) -> None:
    """Let the role that was given in a team count for both; who was taken out of it comes in by no other account."""
    rows = connection.execute("SELECT team, role FROM members WHERE person = ?", (gone,))
    for team, role in rows.fetchall():
        there = connection.execute("SELECT role FROM members WHERE team = ? AND person = ?", (team, kept)).fetchone()
        counts = counting(role, there[0]) if there else role
        connection.execute("INSERT OR REPLACE INTO members (team, person, role) VALUES (?, ?, ?)", (team, kept, counts))
    connection.execute("DELETE FROM members WHERE person = ?", (gone,))


def counting(one: str, other: str) -> str:
    """Give the role that counts of two in a team; nothing is everybody's, which makes way for any that was given: a
    fresh account makes no more of somebody who was given less. Of two that were given the higher counts.
    """
    if Role.NONE in {one, other}:
        return Role.NONE
    given = [Role(role) for role in (one, other) if role]
    return max(given, key=lambda role: role.rank) if given else ""


def forget_members(connection: sqlite3.Connection, person: str) -> None:
    """Leave every team. That somebody was taken out of one, or only reads there, stays: else they would come in again
    as somebody new, who may more.
    """
    connection.execute("DELETE FROM members WHERE person = ? AND role NOT IN (?, ?)", (person, *BOUND))


_BOUND = "EXISTS (SELECT 1 FROM members WHERE members.person = :person)"


def forget_accounts(connection: sqlite3.Connection, person: str) -> None:
    """Drop the accounts, or of somebody who is bound to a role, their names."""
    connection.execute(
        f"UPDATE accounts SET name = '' WHERE person = :person AND {_BOUND}",  # noqa: S608 - ours
        {"person": person},
    )
    connection.execute(
        f"DELETE FROM accounts WHERE person = :person AND NOT {_BOUND}",  # noqa: S608 - ours
        {"person": person},
    )


def forget_people(connection: sqlite3.Connection, person: str) -> None:
    """Drop who they are, in the same way."""
    connection.execute(
        f"UPDATE people SET name = '' WHERE id = :person AND {_BOUND}",  # noqa: S608 - ours
        {"person": person},
    )
    connection.execute(
        f"DELETE FROM people WHERE id = :person AND NOT {_BOUND}",  # noqa: S608 - ours
        {"person": person},
    )


def renew(connection: sqlite3.Connection, person: str) -> None:
    """Give what is kept of somebody who was forgotten another id: what is done in it from now on is somebody else's."""
    new = new_id()
    connection.execute("INSERT INTO people (id, name) SELECT ?, name FROM people WHERE id = ?", (new, person))
    connection.execute("UPDATE members SET person = ? WHERE person = ?", (new, person))
    connection.execute("UPDATE accounts SET person = ? WHERE person = ?", (new, person))
    connection.execute("DELETE FROM people WHERE id = ?", (person,))


def join_fields(connection: sqlite3.Connection, kept: str, gone: str) -> None:
    """Have the log tell of the one person where it told of the other."""
    connection.execute(
        "UPDATE audit SET fields = replace(fields, ?1, ?2) WHERE instr(fields, ?1)", (f'"{gone}"', f'"{kept}"')
    )


def forget_fields(connection: sqlite3.Connection, person: str) -> None:
    """Have the log tell of nobody."""
    join_fields(connection, NOBODY, person)


def join_sessions(connection: sqlite3.Connection, kept: str, gone: str) -> None:
    """Put all in the order of their last touch: the turns of two persons are not those of one."""
    if not connection.execute("UPDATE sessions SET owner = ? WHERE owner = ?", (kept, gone)).rowcount:
        return
    rows = connection.execute("SELECT id FROM sessions WHERE owner = ? ORDER BY touched, turn", (kept,)).fetchall()
    connection.executemany(
        "UPDATE sessions SET turn = ? WHERE id = ?", [(turn, session) for turn, (session,) in enumerate(rows, start=1)]
    )


def join_scopes(connection: sqlite3.Connection, kept: str, gone: str) -> None:
    """Make one library of two."""
    merging.merge(connection, Scope(ScopeKind.PERSON, gone), Scope(ScopeKind.PERSON, kept), came_from(connection, gone))


def came_from(connection: sqlite3.Connection, person: str) -> str:
    """Give the folder that a person's clashing names move into: the platform that they came from."""
    row = connection.execute("SELECT min(platform) FROM accounts WHERE person = ?", (person,)).fetchone()
    return merging.folder(row[0] or "", "joined")


def forget_scopes(connection: sqlite3.Connection, person: str) -> None:
    """Drop the prompts that only they see."""
    merging.erase(connection, Scope(ScopeKind.PERSON, person))


_OWN = "substr(key, -length(:person) - 1) = ':' || :person"
"""A key that ends with a person's id: what they work on alone where others are."""


def join_conversations(connection: sqlite3.Connection, kept: str, gone: str) -> None:
    """Have what somebody works on alone go on under the other id."""
    connection.execute(
        "UPDATE OR IGNORE conversations SET key = substr(key, 1, length(key) - length(:person)) || :kept WHERE "  # noqa: S608
        + _OWN,
        {"kept": kept, "person": gone},
    )
    forget_conversations(connection, gone)


def forget_conversations(connection: sqlite3.Connection, person: str) -> None:
    """Drop what leads to the prompts that somebody works on alone."""
    connection.execute("DELETE FROM conversations WHERE " + _OWN, {"person": person})  # noqa: S608


def forget_writes(connection: sqlite3.Connection, person: str) -> None:
    """Drop what holds a person's id, or the names of accounts that were joined."""
    start = f"first/{person}/"
    connection.execute("DELETE FROM writes WHERE key >= ? AND key < ?", (start, start + "\U0010ffff"))
    connection.execute("DELETE FROM writes WHERE kind = 'join' AND instr(result, ?)", (person,))


def forget_calls(connection: sqlite3.Connection, person: str) -> None:
    """Empty them: only that something came in stays until it can no longer come in twice."""
    connection.execute(
        "UPDATE calls SET person = ?, inbound = x'', address = x'', result = x'' WHERE person = ?", (NOBODY, person)
    )


def forget_usage(connection: sqlite3.Connection, person: str) -> None:
    """Keep what was used, for the team's sum, and not by whom."""
    connection.execute("UPDATE usage SET person = ?, call = '' WHERE person = ?", (NOBODY, person))


_OWN_ACCOUNT = (
    "EXISTS (SELECT 1 FROM accounts WHERE accounts.platform = {table}.platform AND accounts.user = {table}.user"
    " AND accounts.person = ?)"
)


def forget_notices(connection: sqlite3.Connection, person: str) -> None:
    """Tell a person nothing more; what was told before stays in their chat."""
    connection.execute("DELETE FROM notices WHERE " + _OWN_ACCOUNT.format(table="notices"), (person,))  # noqa: S608


def forget_told(connection: sqlite3.Connection, person: str) -> None:
    """Keep what a person proposed, without where they would be told what becomes of it."""
    connection.execute(
        "UPDATE proposals SET platform = '', user = '' WHERE " + _OWN_ACCOUNT.format(table="proposals"),  # noqa: S608
        (person,),
    )
