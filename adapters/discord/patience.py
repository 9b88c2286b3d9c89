"""How long it is tried to show an answer that Discord does not take."""

import asyncio
from time import monotonic

from adapters.discord.blocks import Sheet
from adapters.discord.sending import Limited, NotDelivered, Unwelcome

MISSES = 5
"""Edits in a row that may fail, each tried several times, until an answer is given up."""

TOKEN_SECONDS = 15 * 60.0
"""How long an answer can be edited. A rate limit that lasts longer is not waited for."""

Sheets = tuple[Sheet, ...]


class Patience:
    """What became of the edits of one answer. Another text may be taken where one was not, the same one never."""

    def __init__(self) -> None:
        self.missed = 0
        self._answered = False
        self._unwelcome: Sheets = ()
        self._begun = self._calm_at = monotonic()

    @property
    def other_words(self) -> bool:
        """Whether other words may be taken: the last edit failed, and it was Discord that said so."""
        return self.missed > 0 and self._answered

    async def rest(self) -> None:
        """Wait until a rate limit is over."""
        await asyncio.sleep(max(0.0, self._calm_at - monotonic()))

    def in_vain(self, sheets: Sheets) -> bool:
        """Tell whether these were not taken before."""
        return sheets == self._unwelcome

    def succeeded(self) -> None:
        """Note an edit that worked."""
        self.missed = 0

    def failed(self, error: NotDelivered, sheets: Sheets) -> bool:
        """Note an edit that did not work; tell whether another one may."""
        self.missed += 1
        self._answered = type(error) in {NotDelivered, Unwelcome} and error.code > 0
        if isinstance(error, Unwelcome):
            self._unwelcome = sheets
        return self.missed < MISSES and self._may_pass(error)

    def _may_pass(self, error: NotDelivered) -> bool:
        if not isinstance(error, Limited):
            return type(error) in {NotDelivered, Unwelcome}
        self._calm_at = monotonic() + error.seconds
        return self._calm_at < self._begun + TOKEN_SECONDS
