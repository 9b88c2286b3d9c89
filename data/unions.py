"""What came of joining two, as text in a row, so that whoever asks again gets the same."""

import json
import sqlite3
from collections.abc import Callable

from bot.domain import Renamed, Side, Unfound, Union, WriteKey
from data import codes
from data.rows import once


def dumped(stays: str, union: Union) -> str:
    """Give it as text, behind the id of the one that stays."""
    sides = [[side.names, side.prompts, side.people] for side in (union.stays, union.joins)]
    lost = [[one.prompt, one.other] for one in union.unfound]
    return json.dumps([stays, *sides, [[one.before, one.now] for one in union.renamed], lost])


def loaded(kept: str) -> Union:
    """Give it back."""
    _, one, other, renamed, *more = json.loads(kept)  # what was kept by an earlier version ends before the last
    stays, joins = (Side(names=tuple(side[0]), prompts=side[1], people=side[2]) for side in (one, other))
    lost = tuple(Unfound(*pair) for pairs in more for pair in pairs)
    return Union(stays=stays, joins=joins, renamed=tuple(Renamed(*pair) for pair in renamed), unfound=lost)


def once_for(connection: sqlite3.Connection, whose: str, code: str, at: int, effect: Callable[[], str]) -> str:
    """Join by a code, once. Whoever is one with what stays gets the same again; for others the code is used."""
    done = once(connection, "join", WriteKey(f"join/{code}"), at, effect)
    if _now(connection, json.loads(done)[0]) != _now(connection, whose):
        raise codes.wrong()
    return done


def _now(connection: sqlite3.Connection, identity: str) -> str:
    """Give what somebody or a team is by now, who may have been joined."""
    row = connection.execute("SELECT became FROM former WHERE id = ?", (identity,)).fetchone()
    return row[0] if row else identity
