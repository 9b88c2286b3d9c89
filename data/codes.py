"""Codes that are used once, known by their keyed hashes only. Inside a transaction that somebody else holds."""

import sqlite3
from dataclasses import dataclass
from datetime import timedelta

from bot.errors import NotFound, Refused
from bot.ports import CODE_LIFE, TRIES
from bot.words import N_

_LIFE = CODE_LIFE // timedelta(microseconds=1)
_HOUR = timedelta(hours=1) // timedelta(microseconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """Who made a code, and what for; `platform` and `tenant` name the place that it joins to `team`. `known`: that they
    administer it was kept here; else the platform said so.
    """

    purpose: str
    person: str
    team: str = ""
    platform: str = ""
    tenant: str = ""
    known: bool = False


def put(connection: sqlite3.Connection, code: str, new: Code, at: int) -> None:
    """Keep a code, in place of the one that the person made before for the same."""
    connection.execute("DELETE FROM codes WHERE person = ? AND purpose = ?", (new.person, new.purpose))
    connection.execute(
        "INSERT INTO codes (hash, purpose, person, team, platform, tenant, known, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (code, new.purpose, new.person, new.team, new.platform, new.tenant, new.known, at),
    )


def find(connection: sqlite3.Connection, purpose: str, code: str, at: int) -> Code | None:
    """Give a code that can still be used. One from the future is none: the clock went back."""
    row = connection.execute(
        "SELECT person, team, platform, tenant, known FROM codes WHERE hash = ? AND purpose = ? AND at > ? AND at <= ?",
        (code, purpose, at - _LIFE, at),
    ).fetchone()
    if row is None:
        return None
    person, team, platform, tenant, known = row
    return Code(purpose=purpose, person=person, team=team, platform=platform, tenant=tenant, known=bool(known))


def tried(connection: sqlite3.Connection, purpose: str, person: str, code: str, at: int) -> Code | None:
    """Give a code that somebody typed, and count it where it is wrong. `Refused` when there were too many of these."""
    tries = connection.execute(
        "SELECT count(*) FROM tries WHERE person = ? AND at > ? AND at <= ?", (person, at - _HOUR, at)
    ).fetchone()[0]
    if tries >= TRIES:
        raise Refused(
            N_("You gave {count} wrong codes within an hour, so I take none for now. Nothing was changed."),
            advice=N_("Try again in an hour, with a new code."),
            count=tries,
        )
    found = find(connection, purpose, code, at)
    if found is None:
        connection.execute("INSERT INTO tries (person, at) VALUES (?, ?)", (person, at))
    return found


def valid(found: Code | None) -> Code:
    """Give it, or raise what is said of a wrong one."""
    if found is None:
        raise wrong()
    return found


def wrong() -> NotFound:
    """Give the error for a code that is wrong, used or too old: one sentence for all."""
    return NotFound(
        N_("This code is wrong, was used already, or is older than ten minutes. Nothing was changed."),
        advice=N_("Get a new one where this one came from."),
    )


def drop(connection: sqlite3.Connection, code: str) -> int:
    """Make a code useless; give how many it was."""
    return connection.execute("DELETE FROM codes WHERE hash = ?", (code,)).rowcount


def revoke(connection: sqlite3.Connection, person: str, team: str) -> None:
    """Make the codes useless that somebody made for a team, since they no longer may."""
    connection.execute("DELETE FROM codes WHERE person = ? AND team = ?", (person, team))


def prune(connection: sqlite3.Connection, at: int) -> None:
    """Drop what no longer counts."""
    connection.execute("DELETE FROM codes WHERE at <= ?", (at - _LIFE,))
    connection.execute("DELETE FROM tries WHERE at <= ?", (at - _HOUR,))
