"""What came of joining two, as text in a row, so that whoever asks again gets the same."""

import json
import sqlite3
from collections.abc import Callable

from bot.domain import Renamed, Side, Union, WriteKey
from data import codes
from data.rows import once


def dumped(stays: str, union: Union) -> str:
    """Give it as text, behind the id of the one that stays."""
    sides = [[side.names, side.prompts, side.people] for side in (union.stays, union.joins)]
    return json.dumps([stays, *sides, [[one.before, one.now] for one in union.renamed]])


def loaded(kept: str) -> Union:
    """Give it back."""
    _, *sides, renamed = json.loads(kept)
    stays, joins = (Side(names=tuple(names), prompts=prompts, people=people) for names, prompts, people in sides)
    return Union(stays=stays, joins=joins, renamed=tuple(Renamed(*pair) for pair in renamed))


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
