"""Personal data: what belongs to one person is found, what belongs to everybody or nobody is not."""

import pytest

from bot.domain import Defect, Severity
from bot.engineer.checks.run import check
from bot.words import Words

PERSONAL = {
    "anna.kowalska@gmail.com": "email",
    "pierre.lemoine@orange.fr": "email",
    "b.schmidt87@web.de": "email",
    "+33 6 49 87 21 03": "phone",
    "06 49 87 21 03": "phone",
    "06\u00a049\u00a087\u00a021\u00a003": "phone",
    "0649872103": "phone",
    "+1 (212) 736-5000": "phone",
    "(212) 736-5000": "phone",
    "+49 30 901820": "phone",
    "FR76 3000 6000 0112 3456 7890 189": "iban",
    "DE89370400440532013000": "iban",
    "ES91 2100 0418 4502 0005 1332": "iban",
    "4539 1488 0343 6467": "card_number",
    "5425-2334-3010-9903": "card_number",
    "3782 822463 10005": "card_number",
    "536-22-8726": "social_security_number",
    "1 85 05 78 006 084 91": "social_security_number",
    "756.9217.0769.85": "social_security_number",
}
NOBODYS = (
    "support@acme.com",
    "noreply@github.com",
    "info@entreprise.fr",
    "service.client@sncf.fr",
    "john.doe@example.com",
    "jean.dupont@entreprise.com",
    "first.last@company.com",
    "you@yourdomain.com",
    "git@github.com:a/b.git",
    "icon@2x.png",
    "user@host",
    "npm i foo@1.2.3",
    "4111 1111 1111 1111",
    "4539 1488 0343 6468",
    "+33 6 12 34 56 78",
    "06 12 34 56 78",
    "01 02 03 04 05",
    "123-456-7890",
    "(555) 123-4567",
    "+1 415 555 2671",
    "123-45-6789",
    "000-12-3456",
    "2024-07-30 14:22:10",
    "1700000000000",
    "1234567890123456",
    "ISBN 978-3-16-148410-0",
    "0306406152",
    "192.168.1.1",
    "10 000 000 000 €",
    "lat 48.856613, 2.352222",
    "+5 -3 +2 1 4 5 6 7",
)


@pytest.mark.parametrize(("data", "variable"), PERSONAL.items())
def test_what_belongs_to_a_person_is_found(data: str, variable: str) -> None:
    """It is quoted exactly, and a variable can take its place."""
    text = f"When you answer, name {data}, and nobody else."
    (finding,) = check(text, Words())
    assert (finding.defect, finding.severity, finding.quote) == (Defect.PERSONAL, Severity.MAJOR, data)
    assert finding.fixes[0].replacement == "{{" + variable + "}}"


@pytest.mark.parametrize("text", NOBODYS)
def test_what_belongs_to_nobody_in_particular_is_no_finding(text: str) -> None:
    """Shared addresses, examples, versions, dates and sums raise no alarm."""
    assert check(f"When you answer, name {text} and nothing else.", Words()) == ()


def test_an_account_ends_where_it_ends() -> None:
    """A word in capitals after the number is no part of it."""
    (finding,) = check("Pay to ES91 2100 0418 4502 0005 1332 BIC CAIXESBB today.", Words())
    assert finding.quote == "ES91 2100 0418 4502 0005 1332"


def test_what_lies_inside_a_secret_is_told_once() -> None:
    """An address with a password is a secret, and no e-mail address beside."""
    text = "Read postgres://app:" + "kT9xQ2mLw8" + "@anna.kowalska.net/prod and answer."
    assert [finding.rule for finding in check(text, Words())] == ["secrets"]
