"""Numbers that belong to one person: accounts, cards, social security, telephones. Only those count whose check digits
or numbering plan say so; the packages that know are imported when a candidate is there.
"""

import re
from collections.abc import Iterator
from importlib import import_module

from bot.engineer.checks.support.base import Spot
from bot.engineer.checks.support.people import counts_up

_GAP = r"[ .\u00a0\u202f-]?"
_IBAN = re.compile(
    r"(?<![A-Za-z0-9])[A-Z]{2}\d\d(?:[ \u00a0]?[A-Z0-9]{4}){2,7}(?:[ \u00a0]?[A-Z0-9]{1,3})?(?![A-Za-z0-9])", re.ASCII
)
_CARD = re.compile(
    r"(?<![\w.,-])(?:4\d{3}|5[1-5]\d\d|2[2-7]\d\d|6[045]\d\d)([ -]?)\d{4}\1\d{4}\1\d{4}(?![\w-]|[.,]\d)"
    r"|(?<![\w.,-])3[47]\d\d([ -]?)\d{6}\2\d{5}(?![\w-]|[.,]\d)",
    re.ASCII,
)
_AMERICAN_ID = re.compile(r"(?<![\w-])\d{3}-\d\d-\d{4}(?![\w-])", re.ASCII)
_FRENCH_ID = re.compile(r"(?<![\w.,-])[12] ?\d\d ?\d\d ?(?:\d\d|2[AB]) ?\d{3} ?\d{3} ?\d\d(?![\w-]|[.,]\d)", re.ASCII)
_SWISS_ID = re.compile(r"(?<!\w)756\.\d{4}\.\d{4}\.\d\d(?!\w)", re.ASCII)
_ABROAD = re.compile(
    rf"(?<![\w+.])(?:\+|00(?=[1-9]))[1-9]\d{{0,2}}{_GAP}(?:\(\d{{1,4}}\){_GAP})?\d(?:{_GAP}\d){{5,12}}(?![\w-]|[.,]\d)",
    re.ASCII,
)
_AMERICAN = re.compile(r"(?<![\w.+-])(?:\([2-9]\d\d\) ?|[2-9]\d\d[.-])[2-9]\d\d[.-]\d{4}(?![\w-]|[.,]\d)", re.ASCII)
_FRENCH = re.compile(r"(?<![\w.+/,-])0(?:[1-9](?:[ .\u00a0\u202f-]\d\d){4}|[67]\d{8})(?![\w-]|[ .,]\d)", re.ASCII)


def accounts(text: str) -> Iterator[Spot]:
    """Give bank accounts (IBAN) by country, length and check digits."""
    for match in _IBAN.finditer(text):
        from stdnum import iban  # noqa: PLC0415 - needed by few texts, and it reads its tables

        written = match[0].replace("\u00a0", " ")
        while written and not iban.is_valid(written):
            written = written.rpartition(" ")[0]  # a word in capitals may follow
        if written:
            yield Spot(match.start(), match.start() + len(written))


def cards(text: str) -> Iterator[Spot]:
    """Give numbers of bank cards by their beginning, length and check digit."""
    for match in _CARD.finditer(text):
        from stdnum import luhn  # noqa: PLC0415 - needed by few texts

        if not counts_up(match[0]) and luhn.is_valid(re.sub(r"\D", "", match[0])):
            yield Spot(*match.span())


def social_security(text: str) -> Iterator[Spot]:
    """Give American, French and Swiss social security numbers."""
    for pattern, module in ((_AMERICAN_ID, "us.ssn"), (_FRENCH_ID, "fr.nir"), (_SWISS_ID, "ch.ssn")):
        for match in pattern.finditer(text):
            if not counts_up(match[0]) and import_module(f"stdnum.{module}").is_valid(match[0]):
                yield Spot(*match.span())


def telephones(text: str) -> Iterator[Spot]:
    """Give telephone numbers: international ones, and American and French ones as they are written at home."""
    for pattern, region in ((_ABROAD, None), (_AMERICAN, "US"), (_FRENCH, "FR")):
        for match in pattern.finditer(text):
            if not counts_up(match[0].lstrip("+")) and _answers(match[0], region):
                yield Spot(*match.span())


def _answers(written: str, region: str | None) -> bool:
    """Say whether the numbering plan has it, and not for films."""
    import phonenumbers  # noqa: PLC0415 - needed by few texts, and it takes a tenth of a second

    try:
        number = phonenumbers.parse(re.sub(r"^00", "+", written).replace("(0)", ""), region)
    except phonenumbers.NumberParseException:
        return False
    film = number.country_code == 1 and str(number.national_number)[3:6] == "555"
    return phonenumbers.is_valid_number(number) and not film
