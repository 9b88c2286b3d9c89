"""The elements of an array, each as soon as it is complete in JSON that is still arriving."""

import re
from collections.abc import Iterator

_MARK = re.compile(r'["\\{}\[\]]')
_INSIDE = 2
"""The depth inside the one array of `{"items": [ ... ]}`."""


class Elements:
    """Cuts complete objects out of `{"items": [{...}, {...}]}`. It keeps only the one that is arriving, and reads each
    character once, so that long answers cost no more per element than short ones.
    """

    def __init__(self) -> None:
        self._depth = 0
        self._quoted = False
        self._escaped = False
        self._pieces: list[str] = []
        self.complete = False
        """The outer object was closed."""

    def feed(self, text: str) -> Iterator[str]:
        """Read more text; give the JSON of each element that it completes."""
        start, at = 0, 0
        if self._escaped and text:
            self._escaped, at = False, 1
        while found := _MARK.search(text, at):
            at = found.end()
            mark = found.group()
            if mark == "\\":
                at += 1
                self._escaped = at > len(text)
            elif mark == '"':
                self._quoted = not self._quoted
            elif self._quoted:
                continue
            elif mark in "{[":
                if self._depth == _INSIDE:
                    start = found.start()
                self._depth += 1
            else:
                self._depth -= 1
                self.complete = self.complete or self._depth == 0
                if self._depth == _INSIDE:
                    yield "".join((*self._pieces, text[start:at]))
                    self._pieces.clear()
        if self._depth > _INSIDE:
            self._pieces.append(text[start:])
