"""Texts that can be kept: neither empty nor too large, and of characters that every database holds; and texts that
are shown in short, which say so.
"""

import re

from bot.domain import TEXT_LIMIT
from bot.errors import TooLarge, Usage
from bot.words import N_

_UNKEPT = re.compile("[\0\ud800-\udfff]")


def check_text(text: str) -> None:
    """Refuse a prompt that cannot be kept exactly as it is: `TooLarge` over `TEXT_LIMIT` characters, `Usage` when
    there is nothing in it, or a character that is none (NUL, half of a surrogate pair).
    """
    if not text.strip():
        raise Usage(N_("There is no text to keep."))
    if len(text) > TEXT_LIMIT:
        raise TooLarge(
            N_("This text has {count} characters; at most {limit} can be kept. Nothing was saved."),
            count=len(text),
            limit=TEXT_LIMIT,
        )
    if _UNKEPT.search(text):
        raise Usage(
            N_("This text holds characters that cannot be kept (a null, or half of a character). Nothing was saved."),
            advice=N_("Copy it again from where it came, as plain text."),
        )


def repaired(text: str) -> str:
    """Put U+FFFD in place of what no database holds: NUL and lone surrogates."""
    return _UNKEPT.sub("\ufffd", text)


def shortened(text: str, most: int) -> str:
    """Give a text in one line of at most `most` characters, with an ellipsis where more follows."""
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[: most - 1].rstrip()}…"
