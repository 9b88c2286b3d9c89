"""Text in a picture: runs of one style, broken into lines that fit.

How wide letters are is told from a table for Arial; the picture tells the viewer's program that width too, so that a
text in another font keeps its place.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

MONO: Final = 0.602
"""Width of a letter of a monospaced font, in parts of its size."""
USUAL: Final = 0.6
BOLDER: Final = 1.06
_LETTERS: Final = {
    0.191: "'",
    0.222: "ijl",
    0.26: "|",
    0.278: " !,./:;I[\\]ft",
    0.333: "()-`r{}",
    0.355: '"*^',
    0.5: "Jcksvxyz",
    0.556: "#$0123456789?L_abdeghnopqu",
    0.584: "+<=>~",
    0.611: "FTZ",
    0.667: "&ABEKPSVXY",
    0.722: "CDHNRUw",
    0.778: "GOQ",
    0.833: "Mm",
    0.889: "%",
    0.944: "W",
    1.0: "@…",
}
_WIDTHS = {letter: width for width, letters in _LETTERS.items() for letter in letters}


@dataclass(frozen=True, slots=True)
class Style:
    """How a text looks; `size` in pixels."""

    size: float
    colour: str
    bold: bool = False
    struck: bool = False
    mono: bool = False


@dataclass(frozen=True, slots=True)
class Run:
    """Text of one style on one line."""

    text: str
    style: Style

    @property
    def width(self) -> float:
        """Its width in pixels."""
        style = self.style
        if style.mono:
            return MONO * style.size * len(self.text)
        return sum(_WIDTHS.get(letter, USUAL) for letter in self.text) * style.size * (BOLDER if style.bold else 1)


Line = tuple[Run, ...]


def wide(line: Sequence[Run]) -> float:
    """Give the width of a line in pixels."""
    return sum(run.width for run in line)


def wrapped(runs: Sequence[Run], room: float) -> list[Line]:
    """Give runs in lines of at most `room` pixels, broken between words; a word that is longer is broken too."""
    lines: list[list[Run]] = [[]]
    for word in _words([Run(letter, run.style) for run in runs for letter in run.text]):
        if lines[-1] and wide(lines[-1]) + wide(_without_spaces(word)) > room:
            lines.append([])
        for letter in word:
            if not letter.text.isspace() and wide(lines[-1]) + letter.width > room:
                lines.append([])
            lines[-1].append(letter)
    return [_joined(_without_spaces(line)) for line in lines]


def _words(letters: Sequence[Run]) -> Iterator[list[Run]]:
    """Give words with the spaces after them."""
    text = "".join(letter.text for letter in letters)
    for found in re.finditer(r"\S+\s*|\s+", text):
        yield list(letters[found.start() : found.end()])


def _without_spaces(letters: Sequence[Run]) -> list[Run]:
    end = len("".join(letter.text for letter in letters).rstrip())
    return list(letters[:end])


def _joined(letters: Sequence[Run]) -> Line:
    same = groupby(letters, key=lambda letter: letter.style)
    return tuple(Run("".join(letter.text for letter in run), style) for style, run in same)
