"""Secrets without a mark of their own: what stands after "password:", "api_key =" and the like, the password inside an
address (`postgres://user:password@host`), and private keys.
"""

import re
from collections.abc import Iterator

from bot.engineer.checks.support.base import Spot
from bot.engineer.checks.support.judge import good_password, plausible, random_looking
from bot.engineer.checks.support.lists import listed
from bot.words import N_

_ASSIGNED = re.compile(
    r"(?=[acejmpst])"  # a third of the time: most letters begin none of the words
    r"(?P<word>pass(?:word|wd|phrase)|pass(?![a-z])|pwd|mot de passe"
    r"|(?:api|access|auth|client|private|account|service|encryption|signing|master|app)[_ .-]?(?:key|token|secret)"
    r"|secret|token|cl[eé]f?[ _](?:d['’])?(?:api|acc[eè]s)|jeton)"
    r"[a-z0-9_]{0,20}[\"'`*\]]{0,4}\s{0,3}(?:(?::=|=>|==|[:=])|\s(?:is|est)\s)[\s*]{0,3}[\"'`]?"
    r"(?P<value>[^\s\"'`,;<>{}()\[\]|]{8,200})(?P<more>[({\[]?)",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"://(?P<user>[^\s:/@?#\"'<>]{0,100}):(?P<value>[^\s/\"'<>]{3,200})@[\w\[.-]")
_USUAL = listed("usual_passwords")
_KEY = 16
"""Characters of the shortest key."""
_DIFFERENT = 4
"""Different characters of the plainest password."""
_BODY = 40
"""Characters of the shortest private key (Ed25519 has 64); fewer is a mention of one."""
_BEGIN = re.compile(r"-----BEGIN (?:[A-Z0-9]{2,10} ){0,2}PRIVATE KEY(?: BLOCK)?-----")
_END = re.compile(r"-----END [A-Z0-9 ]{0,30}PRIVATE KEY(?: BLOCK)?-----")
_INSIDE = re.compile(r"[A-Za-z0-9+/=:,\s\\-]*+")


def assigned(text: str) -> Iterator[tuple[str, Spot]]:
    """Give what its name calls a password, a key, a token or a secret, where it looks like one."""
    for match in _ASSIGNED.finditer(text):
        value, word = match["value"].rstrip(".:*_\\"), match["word"].casefold()
        is_password = word.startswith("pass") or word in ("pwd", "mot de passe")
        spot = Spot(match.start("value"), match.start("value") + len(value))
        if match["more"] or _is_code(value):
            continue
        if is_password and good_password(value):
            yield N_("a password"), spot
        elif not is_password and len(value) >= _KEY and random_looking(value):
            yield N_("a key or token"), spot


def _is_code(value: str) -> bool:
    """Say whether it names where the value is kept instead of being it."""
    return bool(re.match(r"(?:https?://|[$%@~.&]|/[a-z]+/|process\.|os\.|env\.|config\.|self\.|this\.)", value))


def in_addresses(text: str) -> Iterator[tuple[str, Spot]]:
    """Give the passwords inside addresses."""
    for match in _ADDRESS.finditer(text):
        value = match["value"]
        usual = value.casefold() in _USUAL or value == match["user"] or re.search(r"[{}\[\]$*…]|\.\.\.|your|xxx", value)
        if not usual and len(set(value)) >= _DIFFERENT:
            yield N_("a password in an address"), Spot(match.start("value"), match.end("value"))


def private_keys(text: str) -> Iterator[tuple[str, Spot]]:
    """Give private keys whole, from their first line to their last, or as far as they go where that is missing."""
    begins = list(_BEGIN.finditer(text))
    for begin, later in zip(begins, [*begins[1:], None], strict=False):
        until = later.start() if later else len(text)
        last = _END.search(text, begin.end(), until)
        inside = _INSIDE.match(text, begin.end(), last.start() if last else until)
        end = last.end() if last else inside.end() if inside else begin.end()
        body = re.sub(r"\\n|[^A-Za-z0-9+/]", "", text[begin.end() : last.start() if last else end])
        if len(body) >= _BODY and plausible(body):
            yield N_("a private key"), Spot(begin.start(), end)
