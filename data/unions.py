"""What came of joining two, as text in a row, so that whoever asks again gets the same."""

import json

from bot.domain import Renamed, Side, Union


def dumped(stays: str, union: Union) -> str:
    """Give it as text, behind the id of the one that stays."""
    sides = [[side.names, side.prompts, side.people] for side in (union.stays, union.joins)]
    return json.dumps([stays, *sides, [[one.before, one.now] for one in union.renamed]])


def loaded(kept: str) -> Union:
    """Give it back."""
    _, *sides, renamed = json.loads(kept)
    stays, joins = (Side(names=tuple(names), prompts=prompts, people=people) for names, prompts, people in sides)
    return Union(stays=stays, joins=joins, renamed=tuple(Renamed(*pair) for pair in renamed))
