"""In which language people read. Messages do not tell it; commands, buttons and forms do."""

from collections import OrderedDict

REMEMBERED = 10_000
"""People whose language is remembered."""


class Locales:
    """The languages of those who did something last, by the id of the user."""

    def __init__(self, most: int = REMEMBERED) -> None:
        self._most = most
        self._known: OrderedDict[int, str] = OrderedDict()

    def note(self, user: int, locale: str) -> None:
        """Remember a person's language."""
        self._known[user] = locale
        self._known.move_to_end(user)
        if len(self._known) > self._most:
            self._known.popitem(last=False)

    def of(self, user: int) -> str:
        """Give a person's language, empty where it is not known."""
        return self._known.get(user, "")
