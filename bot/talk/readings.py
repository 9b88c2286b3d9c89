"""How plain words may be read: as they stand, without the polite words around them, with typing errors put right."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.talk.phrases import folded, load

FRAMES = 4
"""Words around a request that are left out, one after the other: "hey, could you please"."""
LONGEST = 200
"""Characters of what may be a request; longer texts are goals and instructions."""
_MARKS = re.compile(r"[\s.!?…,;:)]+\Z")
_LETTERS = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Text:
    """A text, and the same with case and accents folded away, character by character."""

    text: str
    folded: str

    @classmethod
    def of(cls, text: str) -> "Text":
        """Leave out the marks at the end."""
        text = _MARKS.sub("", text).strip()
        return cls(text, folded(text))

    def __getitem__(self, part: slice) -> "Text":
        return Text(self.text[part], self.folded[part])

    @property
    def mended(self) -> "Text":
        """The same with the words that are nearly one of ours in its place; `text` stays as it was typed, but for
        spaces where the two would come apart.
        """
        text, mended, at = list[str](), list[str](), 0
        for word in _LETTERS.finditer(self.folded):
            near = load().near(word[0])
            if near:
                size = max(len(word[0]), len(near))
                text += [self.text[at : word.start()], self.text[slice(*word.span())].ljust(size)]
                mended += [self.folded[at : word.start()], near.ljust(size)]
                at = word.end()
        return Text("".join((*text, self.text[at:])), "".join((*mended, self.folded[at:])))

    @property
    def bare(self) -> "Text":
        """The same without spaces and marks around it."""
        start = len(self.folded) - len(self.folded.lstrip(" ,"))
        return self[start : len(_MARKS.sub("", self.folded))]


Readings = tuple[Text, ...]
"""One text as it may be read, the whole of it first."""


def readings(words: str) -> Iterator[Readings]:
    """Give words with and without what says nothing around them: as they stand, then as they may have been meant where
    they are mistyped. Nothing for what is too long to be a request.
    """
    if not words or len(words) > LONGEST or "\n" in words:
        return
    whole = Text.of(words)
    for text in dict.fromkeys((whole, whole.mended)):
        yield tuple(dict.fromkeys((text, _without_frame(text))))


def mended(words: str) -> str:
    """Put typing errors right."""
    return _LETTERS.sub(lambda word: load().near(folded(word[0])) or word[0], words)


def _without_frame(text: Text) -> Text:
    """Leave out the words around a request that say nothing."""
    phrases = load()
    for _ in range(FRAMES):
        found = next((end for pattern in phrases.before if (end := _ends(pattern, text.folded))), 0)
        if not found:
            break
        text = text[found:].bare
    for pattern in phrases.after:
        behind = pattern.search(text.folded)
        if behind and behind.start():
            return text[: behind.start()].bare
    return text


def _ends(pattern: re.Pattern[str], text: str) -> int:
    """Give where a frame at the start of a text ends, if words follow it."""
    found = pattern.match(text)
    end = found.end() if found else 0
    return end if 0 < end < len(text) and not text[end - 1 : end + 1].isalnum() else 0
