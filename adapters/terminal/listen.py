"""A line as what a person does with it, beside commands and plain words: a number, an object of JSON."""

import json
from typing import TypeGuard

from bot.dialogue.inbound import Inbound, Press, Submit, Whence
from bot.errors import Usage
from bot.words import N_

LEAVE = frozenset({"/quit", "/exit"})


def leaves(line: str) -> bool:
    """Say whether a line ends the conversation."""
    return line.strip() in LEAVE


def number(line: str) -> int | None:
    """Give the number that a line consists of."""
    word = line.strip()
    return int(word) if word.isascii() and word.isdigit() and len(word) < 4 else None  # noqa: PLR2004 - no card has more


def from_json(line: str, whence: Whence) -> Inbound | None:
    """Give what an object of JSON means: `{"press": token}` or `{"submit": token, "values": {...}}`; None for a line
    that is none. `Usage` for an object that means nothing, so that no mistake in a script becomes a goal.
    """
    if not line.lstrip().startswith('{"'):
        return None
    try:
        given = json.loads(line)
    except ValueError as error:
        raise _unclear(N_("That line is no valid JSON: {reason}."), reason=str(error)) from None
    match given:
        case {"press": str(token), **rest} if not rest:
            return Press(whence=whence, token=token)
        case {"submit": str(token), **rest} if rest.keys() <= {"values"} and _texts(values := rest.get("values", {})):
            return Submit(whence=whence, token=token, values=values)
        case _:
            raise _unclear(N_("I do not know what that object means."))


def _unclear(message: str, **values: str) -> Usage:
    submit = '{"submit": token, "values": {name: text}}'
    advice = N_("Nothing was done. A line may be {press} or {submit}.")
    return Usage(message, advice=advice, press='{"press": token}', submit=submit, **values)


def _texts(values: object) -> TypeGuard[dict[str, str]]:
    return isinstance(values, dict) and all(isinstance(each, str) for each in values.values())
