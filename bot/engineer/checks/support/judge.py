"""What only looks like a secret: placeholders, examples, words."""

import math
import re
from collections import Counter

_PLACEHOLDER = re.compile(
    r"example|exemple|sample|dummy|placeholder|change_?me|redacted|removed|masked|your[_-]|[_-]your|_?votre_|insert_"
    r"|goes_?here|xxxx|\*\*\*|\.\.\.|…|\{\{|\$\{|[<>]|1234567890123456",
    re.IGNORECASE,
)
_SAME = re.compile(r"(.)\1{6}")
_WORDS = (
    r"secret|token|key|passw|passphrase|test|demo|user|admin|dev|prod|min|max|char|digit|requir|option|string|must|letter"
    r"|length|hash|crypt|field|input|reset|policy|strong|env|config|param|value|null|none|true|false|undefined|default"
    r"|foo|bar|abc|123456|qwerty|motdepasse"
)
_WORD = re.compile(_WORDS, re.IGNORECASE)
_PART = re.compile(rf"(?:^|[_.:/-])(?:{_WORDS})", re.IGNORECASE)
_SEVERAL_WORDS = re.compile(r"(?:[A-Za-z]{3,}[-_./]){2}")
_DIFFERENT = 4
"""Different characters that a marked key has at the least; a row of one sign is a placeholder."""
_PASSWORD = 6
"""The same for a password."""
_CLASSES = 3
"""Kinds of characters (small, capital, digit, sign) that make a good password of any length."""
_LONG = 12
"""Characters from which two kinds are enough, when they look random."""
_EACH = 2
"""Digits, and letters, that chance puts into a key; one is enough from `_VERY_LONG` characters."""
_VERY_LONG = 30


def plausible(body: str) -> bool:
    """Say whether the random part of a marked key can be one: no placeholder, no filler, not words alone."""
    if _PLACEHOLDER.search(body) or _SAME.search(body) or len(set(body)) < _DIFFERENT:
        return False
    lower, upper = sum(map(str.islower, body)), sum(map(str.isupper, body))
    mixed = min(lower, upper) * 5 >= len(body) or not lower
    return mixed or any(map(str.isdigit, body))


def random_looking(value: str) -> bool:
    """Say whether a value that only its name calls a key can be one: letters and digits mixed as chance does it."""
    if not plausible(value) or _PART.search(value) or _SEVERAL_WORDS.search(value) or not _mixed(value):
        return False
    return entropy(value) >= min(3.3, 0.75 * math.log2(len(value)))


def good_password(value: str) -> bool:
    """Say whether a value that only its name calls a password is one that a person would have to change."""
    if _PLACEHOLDER.search(value) or _WORD.search(value) or len(set(value)) < _PASSWORD:
        return False
    classes = sum(bool(re.search(part, value)) for part in ("[a-z]", "[A-Z]", r"\d", r"[^\w\s]"))
    return bool(re.search(r"\d", value)) and (classes >= _CLASSES or (len(value) >= _LONG and random_looking(value)))


def entropy(value: str) -> float:
    """Give the bits a character of `value` carries by its own frequencies."""
    counts = Counter(value).values()
    return -sum(count / len(value) * math.log2(count / len(value)) for count in counts)


def _mixed(value: str) -> bool:
    digits = sum(map(str.isdigit, value))
    switches = len(re.findall(r"(?<=[A-Za-z])\d|\d(?=[A-Za-z])", value))
    least = 1 if len(value) >= _VERY_LONG else _EACH
    return min(digits, len(value) - digits, switches) >= least
