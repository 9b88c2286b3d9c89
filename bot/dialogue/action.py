"""What a button carries: a token that names a verb and an immutable thing, `1refine.apply:<id>`.

A token names, it never authorises: who pressed is checked again. It is at most 64 bytes, checked when it is made and
never cut, so that every platform can carry it and none needs a row for it. The leading digit is the version of this
notation.
"""

import re
from dataclasses import dataclass

NOTATION = "1"
LIMIT = 64
"""Bytes of a token. Discord's custom_id holds 100, Slack's action_id 255; adapters put their own marks in front."""

_TOKEN = re.compile(r"1([a-z]+(?:-[a-z]+)?(?:\.[a-z]+)?):([A-Za-z0-9_.~-]*)")


@dataclass(frozen=True, slots=True)
class Token:
    """A token taken apart. `action` is a command's id ("refine") or one of its actions ("refine.apply")."""

    action: str
    subject: str = ""

    @property
    def command(self) -> str:
        """The id of the command that the action belongs to."""
        return self.action.partition(".")[0]


def token(action: str, subject: str = "") -> str:
    """Make a token. `ValueError` when it would be malformed or longer than 64 bytes: a bug, never a person's doing."""
    made = f"{NOTATION}{action}:{subject}"
    if len(made) > LIMIT or not _TOKEN.fullmatch(made):
        raise ValueError(f"no such token can be made: {made!r} ({len(made)} bytes, at most {LIMIT})")
    return made


def read(text: str) -> Token | None:
    """Take a token apart; None for what is none, or of a notation that is not known."""
    found = _TOKEN.fullmatch(text) if len(text) <= LIMIT else None
    return Token(found[1], found[2]) if found else None
