"""Codes that are used once to join two accounts or two places: short enough to type, too many to guess."""

import re
import secrets

SIGNS = "ABCDEFGHJKMNPQRSTVWXYZ23456789"
"""What they are made of: nothing that is taken for another when it is read or said aloud (I, L, O, U, 0, 1)."""
LENGTH = 8
_DASH = r"-\u2010-\u2015"
"""Phones make typographic ones of it."""
_CODE = re.compile(rf"(?<!\w)(?=[{_DASH}\w]*[{_DASH}2-9])[{SIGNS}]{{4}}[{_DASH}]?[{SIGNS}]{{4}}(?!\w)", re.IGNORECASE)
_ALONE = re.compile(
    rf"(?=.*[2-9])(?:/?prompt )?(?:(me|admin) link )?([{SIGNS}]{{4}}[{_DASH}][{SIGNS}]{{4}})", re.IGNORECASE
)
MOST = 5
"""Codes that are looked for in one text."""


def make() -> str:
    """Make a code, one of 600 thousand million, in two groups."""
    while True:
        code = "".join(secrets.choice(SIGNS) for _ in range(LENGTH))
        if any(sign.isdigit() for sign in code):
            return f"{code[:4]}-{code[4:]}"


def plain(text: str) -> str:
    """Give what counts of a code as it was typed: without regard to case, space and dashes."""
    return "".join(sign for sign in text.upper() if sign.isalnum())


def command(text: str) -> str:
    """Give the command that a text means which is a code alone, or such a command in plain words; else nothing."""
    found = _ALONE.fullmatch(" ".join(text.split()))
    return f"{(found[1] or 'me').lower()} link {found[2]}" if found else ""


def inside(text: str) -> tuple[str, ...]:
    """Give what reads like codes in a text, at most five, as `plain` has them."""
    found = (plain(match[0]) for match, _ in zip(_CODE.finditer(text), range(MOST), strict=False))
    return tuple(dict.fromkeys(found))


def masked(text: str, mask: str) -> str:
    """Give a text with a mask in place of whatever reads like a code."""
    return _CODE.sub(mask, text)
