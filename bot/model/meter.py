"""What an answer took, as far as it is known at any moment."""

from dataclasses import dataclass, field
from math import ceil

from bot.model.failures import Broken

ANSWER_LIMIT = 4_000_000
"""Characters of one answer, hidden ones too; far above what any model gives. More is a server gone wrong."""
CHARACTERS_PER_TOKEN = 4
"""For an estimate where the server did not come to say."""


@dataclass(slots=True)
class Taken:
    """Tokens of one request. `input` is all of the input: `cached` (read from the cache) and `written` (to the
    cache) are parts of it.
    """

    input: int = 0
    output: int = 0
    cached: int = 0
    written: int = 0

    def add(self, other: "Taken") -> None:
        """Add what another request took."""
        self.input += other.input
        self.output += other.output
        self.cached += other.cached
        self.written += other.written


@dataclass(slots=True)
class Meter:
    """Counts one answer over all its requests. A request tells it what the server says (`told`, cumulative for this
    request) and what text arrived (`heard`).
    """

    earlier: Taken = field(default_factory=Taken)
    now: Taken = field(default_factory=Taken)
    requests: int = 0
    """Requests that the server began to answer."""
    characters: int = 0
    final: bool = False
    _begun: bool = False

    def told(self, taken: Taken, *, final: bool = False) -> None:
        """Note the server's count; `final` when its output tokens are the whole of this request."""
        self.now = taken
        self.final = final
        if not self._begun:
            self._begun = True
            self.requests += 1

    def heard(self, characters: int) -> None:
        """Note text that arrived; `Broken` when it is more than any answer has."""
        self.characters += characters
        if self.characters > ANSWER_LIMIT:
            raise Broken("too_long")

    def again(self) -> None:
        """Begin another request; what the last one took stays counted."""
        self.earlier.add(self._request())
        self.now, self.characters, self.final, self._begun = Taken(), 0, False, False

    def total(self) -> Taken:
        """Give what was taken so far; output that the server did not count yet is estimated."""
        total = Taken()
        total.add(self.earlier)
        total.add(self._request())
        return total

    def _request(self) -> Taken:
        estimate = 0 if self.final else ceil(self.characters / CHARACTERS_PER_TOKEN)
        return Taken(self.now.input, max(self.now.output, estimate), self.now.cached, self.now.written)
