"""What a model said: without the boundary of the request, and as parts of a card."""

import re

from bot.dialogue.events import Line, Part, Prompt
from bot.engineer.boundary import Boundary

HELD = 48
"""Characters that are held back at most while text streams: the boundary with its tag is shorter."""
_BEGUN = re.compile(r"</?[A-Za-z]{0,16}(?:-\w{0,16})?\Z")
"""What may become a tag of the boundary."""

_FENCED = re.compile(r"^(?P<fence>`{3,}|~{3,})[^\n]*\n(?P<text>.*?)\n?^(?P=fence)[ \t]*$", re.MULTILINE | re.DOTALL)


class Unfenced:
    """Takes the boundary and its tags out of a text that streams, however it is cut into pieces."""

    def __init__(self, fence: Boundary) -> None:
        self._fence = fence
        self._held = ""
        self._tail = ""
        """What was given last, too short to hold the boundary."""

    def feed(self, piece: str) -> str:
        """Take text in; give what is certain to be no part of a tag."""
        text = self._held + piece
        while self._fence.mark in text:
            text = self._fence.clean(text)
        end = max(self._certain(text), len(text) - HELD)
        self._held = text[end:]
        return self._given(text[:end])

    def _given(self, text: str) -> str:
        """Give a text without what would make a boundary together with what was given before: where one is taken out,
        its neighbours may be halves of another.
        """
        mark, tail = self._fence.mark, self._tail
        while (at := (tail + text).find(mark)) >= 0:
            text = text[at + len(mark) - len(tail) :]
        self._tail = (tail + text)[1 - len(mark) :]
        return text

    def _certain(self, text: str) -> int:
        """Give how far a text can be no part of a tag, whatever comes next."""
        if "<" in text and (begun := _BEGUN.search(text)):
            return begun.start()
        mark = self._fence.mark
        if text[-1:] not in mark:
            return len(text)
        sizes = (size for size in range(len(mark) - 1, 0, -1) if text.endswith(mark[:size]))
        return len(text) - next(sizes, 0)

    def finish(self) -> str:
        """Give what was still held back; the text is over."""
        held, self._held = self._held, ""
        return self._given(held)


def parts_of(text: str) -> tuple[Part, ...]:
    """Give the parts, in order; all of the text is in them."""
    parts: list[Part] = []
    at = 0
    for found in _FENCED.finditer(text):
        parts += [*_lines(text[at : found.start()]), Prompt(found["text"])]
        at = found.end()
    return (*parts, *_lines(text[at:]))


def _lines(text: str) -> list[Line]:
    return [Line(paragraph.strip("\n")) for paragraph in re.split(r"\n{2,}", text) if paragraph.strip()]
