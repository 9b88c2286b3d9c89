"""Which variables hold text from outside, of any length, and what sets such text apart from the prompt around it."""

import re

from bot.engineer.checks.support.base import Spot, Stretches
from bot.engineer.checks.support.lists import listed
from bot.engineer.checks.support.notation import in_fences
from bot.library.templates import Place

_LAST = listed("outside")
"""English puts what it is last: `customer_email`."""
_FIRST = listed("outside_first")
"""French puts what it is first: `texte_client`."""
_FRENCH_OF = listed("outside_of")
_WHOLE = listed("outside_whole")
_SHORT = listed("short")
_TAG = re.compile(r"<(?P<close>/?)(?P<name>[A-Za-z_][\w:.-]{0,63})(?P<rest>[^<>\n]{0,200})>")
_ABOVE = re.compile(
    r"[ \t]*(?:[-=*_~#+]{3,}.*|\[/?[A-Z][^\]\n]{0,60}\]|(?:#{1,6} |\*\*|__)[^\n]+|<[^<>\n]+>"
    r"|`{3,}.*|~{3,}.*|\"{3}|'{3})[ \t]*"
)
"""A line that shows that something of its own begins: a heading, a rule, a tag, a fence."""
_QUOTES = {pair[0]: pair[1:] for pair in listed("quotes")}
_NEAR = 400
"""Characters around a variable that are looked at."""
_BLANKS = " \t\u00a0\u202f\\"
_TO_SOMEBODY = re.compile(
    r"(?:\b(?:to|at|from|contact|cc|bcc|via|à|address|adresse|addresses)|mailto|@)"
    r"(?<!reply to)(?<!respond to)(?<!answer to)[ :]*\Z",
    re.IGNORECASE,
)
_OTHER_CODE = re.compile(
    r"\b(?:promo|discount|coupon|postal|zip|country|area|error|status|access|exit|dress)[ -]?code[s]?[ :]*\Z",
    re.IGNORECASE,
)


def holds_text(name: str) -> bool:
    """Say whether a variable of this name can hold nothing but text from outside."""
    plain = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).casefold()
    parts = [part for part in re.split(r"[\W_]+", plain) if part and not part.isdecimal()]
    if not parts or _SHORT.intersection(parts):
        return False
    french = parts[0] in _FIRST and (parts[1:2] == [] or parts[1] in _FRENCH_OF)
    return "_".join(parts) in _WHOLE or parts[-1] in _LAST or french


class Layout:
    """What of a text is set apart: between fences, or between a tag and its end."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._fenced = Stretches(in_fences(text))
        self._tagged = Stretches(_between_tags(text))

    def line(self, place: Place) -> tuple[str, str]:
        """Give what stands before and after a place on its line, as far as `_NEAR`."""
        before = self._text[max(0, place.start - _NEAR) : place.start]
        after = self._text[place.end : place.end + _NEAR]
        return before[before.rfind("\n") + 1 :], after.split("\n", 1)[0]

    def sets_apart(self, place: Place) -> bool:
        """Say whether a reader can tell where the text put in here begins and ends."""
        before, after = self.line(place)
        if self._fenced.meet(Spot(place.start, place.end)) or _wrapped(before.rstrip(_BLANKS), after.lstrip(_BLANKS)):
            return True
        if before.strip(" >") or after.strip():
            return False
        between_tags = self._tagged.meet(Spot(place.start, place.end))
        return ">" in before or between_tags or bool(_ABOVE.fullmatch(self._line_above(place)))

    def is_mention(self, place: Place) -> bool:
        """Say whether it only speaks of the variable, or holds an address or a code of another kind."""
        before, after = self.line(place)
        kind = place.name.casefold()
        if re.match(r"[`*_\"”]*\s*(?::|=|→|–|—)", after):
            return True
        if kind.endswith(("email", "emails", "mail", "mails", "courriel")):
            return bool(_TO_SOMEBODY.search(before))
        return kind.endswith("code") and bool(_OTHER_CODE.search(before))

    def _line_above(self, place: Place) -> str:
        above = self._text[max(0, place.start - _NEAR) : place.start].rstrip()
        return above[above.rfind("\n") + 1 :]


def _wrapped(before: str, after: str) -> bool:
    """Say whether quotation marks, brackets or a tag and its end stand right around."""
    return bool(before) and bool(after) and after[0] in _QUOTES.get(before[-1], "")


def _between_tags(text: str) -> list[Spot]:
    """Give what stands between each tag and its own end."""
    opened: dict[str, list[int]] = {}
    stretches = []
    for match in _TAG.finditer(text):
        if not match["close"]:
            opened.setdefault(match["name"], []).append(match.end())
        elif opened.get(match["name"]):
            stretches.append(Spot(opened[match["name"]].pop(), match.start()))
    return stretches
