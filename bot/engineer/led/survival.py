"""Every `{{variable}}` survives a refinement unless its removal was asked for."""

import re

from bot.domain import Finding, Order
from bot.engineer.led.write import Written
from bot.library.templates import places

_ANY = re.compile(r"variable|placeholder|platzhalter|marcador|espace[s]? réservé|\{\{", re.IGNORECASE)
"""Words for variables in general: "no placeholders", "remove all variables"."""


class Survival:
    """The variables and includes of a prompt, and which of them the order speaks of."""

    def __init__(self, text: str, order: Order) -> None:
        self.names = _names(text)
        self._order = _plain(order.instruction)
        self._quotes = [_words(finding) for finding in order.findings]
        self._general = bool(_ANY.search(order.instruction))

    def lost(self, written: Written) -> tuple[str, ...]:
        """Give the names that are gone although nobody asked for it. To go, a name must be noted as removed, and the
        order must speak of it, of variables in general, or of the words that it stands in.
        """
        if not written.text:
            return ()
        there, removed = set(_names(written.text)), {_plain(name) for name in written.notes.removed}
        gone = [name for name in self.names if name not in there]
        return tuple(name for name in gone if not (_plain(name) in removed and self._asked(name)))

    def _asked(self, name: str) -> bool:
        spoken = re.search(rf"\b{re.escape(_plain(name))}\b", self._order)
        return bool(spoken) or self._general or any(name in _names(quote) for quote in self._quotes)


def _names(text: str) -> tuple[str, ...]:
    """Give the variables and includes as they stand, each once."""
    shown = (f"{{{{> {place.name}}}}}" if place.include else f"{{{{{place.name}}}}}" for place in places(text))
    return tuple(dict.fromkeys(shown))


def _words(finding: Finding) -> str:
    return " ".join((finding.quote, *(fix.quote for fix in finding.fixes)))


def _plain(text: str) -> str:
    return re.sub(r"[\W_]+", " ", text.casefold()).strip()
