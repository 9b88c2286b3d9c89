"""Material from people, fenced off: nobody who wrote it can know the boundary of the request that it will stand in."""

import re
import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass

BYTES = 8
_TRIES = 8


def token() -> str:
    """Give 16 random hexadecimal digits."""
    return secrets.token_hex(BYTES)


@dataclass(frozen=True, slots=True)
class Boundary:
    """The boundary of one request."""

    mark: str

    @classmethod
    def avoiding(cls, texts: Iterable[str], make: Callable[[], str] = token) -> "Boundary":
        """Make a boundary that stands in none of `texts`, so that all of them can be sent exactly as they are."""
        known = tuple(texts)
        for _ in range(_TRIES):
            mark = make()
            if not any(mark in text for text in known):
                return cls(mark)
        raise RuntimeError("the source of random boundaries gives what it gave before")

    def block(self, name: str, text: str) -> str:
        """Fence `text` off in tags that carry the boundary."""
        return f"<{name}-{self.mark}>\n{text}\n</{name}-{self.mark}>"

    def clean(self, text: str) -> str:
        """Take the boundary and its tags out of what a model wrote."""
        if self.mark not in text:
            return text
        return re.sub(rf"</?[A-Za-z]*-{self.mark}>?", "", text).replace(self.mark, "")
