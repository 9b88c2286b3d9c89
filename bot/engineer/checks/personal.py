"""What belongs to one person: e-mail addresses, telephone numbers, bank accounts, cards, social security numbers.

Numbers count only when their check digits or the numbering plan say so. Shared addresses (support@), example domains
and numbers that count up are nobody's.
"""

import re
from collections.abc import Iterator

from bot.domain import Defect, Finding, Fix, Severity
from bot.engineer.checks.support.base import Check, Spot, finding
from bot.engineer.checks.support.numbers import accounts, cards, social_security, telephones
from bot.engineer.checks.support.people import is_persons
from bot.words import N_, Words

_EMAIL = re.compile(
    r"(?<![\w.+@/:-])(?P<name>\w[\w.+-]{0,63})@(?P<domain>(?:[A-Za-z0-9-]{1,63}\.){1,4}[A-Za-z]{2,24})(?![\w@/-]|\.\w)"
)


def _emails(text: str) -> Iterator[Spot]:
    if "@" in text:
        for match in _EMAIL.finditer(text):
            if is_persons(match["name"], match["domain"]):
                yield Spot(*match.span())


_KINDS = (
    (N_("a person's e-mail address"), "email", _emails),
    (N_("a bank account (IBAN)"), "iban", accounts),
    (N_("a bank card's number"), "card_number", cards),
    (N_("a social security number"), "social_security_number", social_security),
    (N_("a telephone number"), "phone", telephones),
)
"""What it is, the variable that can stand in its place, and how it is found; the most certain first."""


def anonymous(text: str) -> str:
    """Give a text with a variable in place of whatever belongs to one person."""
    for spot, rank in reversed([*_spots(text)]):
        text = text[: spot.start] + _variable(rank) + text[spot.end :]
    return text


def _find(text: str, words: Words) -> Iterator[Finding]:
    for spot, rank in _spots(text):
        yield _finding(text, spot, rank, words)


def _spots(text: str) -> Iterator[tuple[Spot, int]]:
    """Give the places in order, none overlapping another, with the rank of their kind."""
    spots = [(spot, rank) for rank, (_, _, find) in enumerate(_KINDS) for spot in find(text)]
    last = Spot(0, 0)
    for spot, rank in sorted(spots, key=lambda one: (one[0].start, one[1])):
        if not spot.meets(last):
            last = spot
            yield spot, rank


def _variable(rank: int) -> str:
    return "{{" + _KINDS[rank][1] + "}}"


def _finding(text: str, spot: Spot, rank: int, words: Words) -> Finding:
    about, *_ = _KINDS[rank]
    why = words("This looks like {what}: everybody who uses the prompt sees it and sends it on.", what=words(about))
    fix = Fix(_variable(rank), words("Make it a variable"))
    return finding(text, spot, defect=Defect.PERSONAL, severity=Severity.MAJOR, why=why, fixes=(fix,))


CHECK = Check(name="personal", about=N_("personal data"), find=_find)
