"""Addresses that belong to nobody in particular: roles, services, and the names that examples use."""

import re
from itertools import pairwise

from bot.engineer.checks.support.lists import listed

ROLES = listed("roles")
_EXAMPLE_PEOPLE = re.compile(
    r"(?:john|jane|j|joe)[._-]?(?:doe|smith|public)|first[._-]?(?:name)?[._-]?last(?:name)?|f?name[._-]surname"
    r"|pr[eé]nom[._-]?nom|nom[._-]?pr[eé]nom|(?:jean|marie|jeanne|paul|pierre)[._-]?(?:dupont|durand|martin)"
    r"|(?:max|erika)[._-]?mustermann|mario[._-]?rossi|juan[._-]?perez|alice|bob|jdoe|john|jane|foo(?:bar)?|bar",
    re.IGNORECASE,
)
_NO_DOMAIN = re.compile(
    r"(?:.*[.])?(?:example|exemple|test|invalid|localhost|local|internal|lan|onion|(?:your|my|votre|mon|the|some|any)?-?"
    r"(?:example|exemple|sample|test|demo|domain|domaine|company|companyname|entreprise|business|organi[sz]ation|org|"
    r"site|website|email|school|university|corp|client|shop|store|firm|startup|brand|acme|contoso|fabrikam|foo|bar|xyz"
    r"|abc)[.](?:com|org|net|edu|fr|io|de|es|it|co|ai|dev|app|eu|ch|be|ca|co[.]uk|tld|xxx))",
    re.IGNORECASE,
)
_FILE = re.compile(
    r"(?:png|jpe?g|gif|svg|webp|avif|ico|css|js|ts|json|ya?ml|xml|html?|md|txt|pdf|zip|py|rb|sh|exe|dll|so|mp[34])\Z",
    re.IGNORECASE,
)

_FEW = 3
"""Different digits that no real number has so few of."""
_PAIRS = 5


def is_persons(name: str, domain: str) -> bool:
    """Say whether an e-mail address is, as far as can be told, that of one real person."""
    plain = name.split("+", maxsplit=1)[0].casefold()
    parts = [part for part in re.split(r"[._-]|\d+", plain) if part]
    if not parts or plain in ROLES or any(part in ROLES for part in (parts[0], parts[-1])):
        return False
    made_up = _EXAMPLE_PEOPLE.fullmatch(plain) or _NO_DOMAIN.fullmatch(domain) or _FILE.search(domain)
    return not made_up


def counts_up(number: str) -> bool:
    """Say whether digits are those of an example: few different ones, or seven or five pairs that count up or down."""
    digits = [int(character) for character in number if character.isdecimal()]
    if len(set(digits)) <= _FEW:
        return True
    pairs = [10 * tens + ones for tens, ones in zip(digits[::2], digits[1::2], strict=False)]
    even = len(pairs) >= _PAIRS and len({after - before for before, after in pairwise(pairs)}) == 1
    steps = "".join({1: "+", 9: "-"}.get((after - before) % 10, ".") for before, after in pairwise(digits))
    return even or "++++++" in steps or "------" in steps
