r"""A difference as it is to be read: long unchanged text is folded, and white space that alone has changed has signs.

They are `␣` for a space, `\n` for a line break, other codes for the rest.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import regex

from adapters.escape import revealed
from bot.dialogue.events import Delta
from bot.domain import Stretch
from bot.words import N_, Words

FOLD = "[\u2026]"
"""Stands for unchanged text that is not shown."""
SPACE = "\u2423"
WHOLE = 12
"""Unchanged words in a row that are shown whole; of more, so many as below are shown at both ends."""
EDGE = 5
_WORD = regex.compile(r"(?:(?!\s)\X){1,24}")
"""A word; what is longer (an address, a script without spaces) counts as several."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A stretch of what is shown: `sign` as of a `Stretch`; `text` as it is to be read, not escaped yet."""

    sign: str
    text: str


def shown(delta: Delta) -> Iterator[Shown]:
    """Give what is shown of a difference, in order; no two of one sign follow each other."""
    stretches = _merged(delta)
    for at, stretch in enumerate(stretches):
        if stretch.sign == "=":
            yield Shown("=", revealed(_folded(stretch.text)))
        elif _is_white(stretches, at):
            yield Shown(stretch.sign, revealed(_spaces(stretch)))
        else:
            yield Shown(stretch.sign, revealed(stretch.text))


def legend(delta: Delta, words: Words) -> str:
    """Say what the signs in this difference mean; empty when there is nothing to explain."""
    stretches = _merged(delta)
    folded = any(stretch.sign == "=" and _folded(stretch.text) != stretch.text for stretch in stretches)
    spaces = any(" " in stretch.text and _is_white(stretches, at) for at, stretch in enumerate(stretches))
    said = [words(N_("Unchanged text is folded as {sign}."), sign=FOLD)] if folded else []
    said += [words(N_("{sign} is a space."), sign=SPACE)] if spaces else []
    return " ".join(said)


def _merged(delta: Delta) -> list[Stretch]:
    """Give the stretches with none empty and no two of one sign in a row: their signs would run into each other."""
    made: list[Stretch] = []
    for stretch in delta.stretches:
        if made and made[-1].sign == stretch.sign:
            made[-1] = Stretch(stretch.sign, made[-1].text + stretch.text)
        elif stretch.text:
            made.append(stretch)
    return made


def _is_white(stretches: list[Stretch], at: int) -> bool:
    """Say whether a stretch differs in white space alone from what stands instead of it, which may be nothing."""
    stretch = stretches[at]
    if stretch.sign == "=":
        return False
    beside = at + 1 if stretch.sign == "-" else at - 1
    other = stretches[beside] if 0 <= beside < len(stretches) else None
    instead = other.text if other and other.sign != "=" else ""
    return _squeezed(stretch.text) == _squeezed(instead)


def _squeezed(text: str) -> str:
    return "".join(text.split())


def _spaces(stretch: Stretch) -> str:
    """Make white space visible; line breaks that came are there as well."""
    breaks = "\\n\n" if stretch.sign == "+" else "\\n"
    signs = {" ": SPACE, "\n": breaks, "\t": "\\t", "\r": "\\r"}
    return "".join(signs.get(each) or (f"\\u{ord(each):04x}" if each.isspace() else each) for each in stretch.text)


def _folded(text: str) -> str:
    """Give unchanged text, of many words only the first and the last; a line break before or after them stays."""
    found = list(_WORD.finditer(text))
    if len(found) <= WHOLE:
        return text
    head, tail = text[: found[EDGE - 1].end()], text[found[-EDGE].start() :]
    before = _gap(text[found[EDGE - 1].end() : found[EDGE].start()])
    after = _gap(text[found[-EDGE - 1].end() : found[-EDGE].start()])
    return f"{head}{before}{FOLD}{after}{tail}"


def _gap(space: str) -> str:
    return "\n" if "\n" in space else " "
