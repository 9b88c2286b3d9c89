"""A streamed answer, taken apart as it arrives: the prompt first, then notes behind a tag with the boundary.

What the prompt has is given as early as it is known to be prompt. Held back are only a tail that may be the start of
the tag, white space (none is left at the end) and signs with which a model may decorate the boundary. So neither the
boundary nor a part of the tag ever gets out, however the text is cut into deltas.
"""

import re
from dataclasses import dataclass

from bot.domain import Change, Variable
from bot.engineer.boundary import Boundary

_SPACE = " \t\r\n\f\v"
_DECOR = "=*#`~_|-<>/[] \t"
_FILL = _DECOR + _SPACE
_TAG = re.compile(r"</?(?P<name>[A-Za-z]{0,12})-?\Z")
_TAG_LENGTH = 15
_NOTES = "notes"
_NOTE = re.compile(
    r"[ \t]*(?:[-*][ \t]+)?(?P<key>variable|assumed|changed|removed|unchanged|lesson)[ \t]*:(?P<value>.*)",
    re.IGNORECASE,
)


class Split:
    """Parts a stream into the prompt and its notes."""

    def __init__(self, boundary: Boundary) -> None:
        self._mark = boundary.mark
        self._held = ""
        self._filling = False
        self._notes: str | None = None
        self._begun = False

    @property
    def complete(self) -> bool:
        """Say whether the notes have begun, so that the prompt is whole."""
        return self._notes is not None

    @property
    def notes(self) -> str:
        """Give the notes so far, as the model wrote them."""
        return self._notes or ""

    def feed(self, delta: str) -> str:
        """Take text in; give what is certain to be the prompt's."""
        if self._notes is not None:
            self._notes += delta
            return ""
        self._held += delta
        filling = not delta.strip(_FILL)
        if self._filling and filling:
            return ""  # more of what is held already; looking at all of it each time would take ever longer
        given = self._take()
        self._filling = filling and not self._held.strip(_FILL)
        return given

    def finish(self) -> str:
        """Give what was still held back; the answer is over."""
        if self._notes is not None:
            return ""
        begun = self._begun
        self._held += " "  # ends a tag that stands last
        rest = self._take() + self._held
        self._held = ""
        if not begun or "\n" in rest:
            rest = _without_start(rest, f"<{_NOTES}-{self._mark}")
        return self._first(rest.rstrip(_SPACE))

    def _take(self) -> str:
        while (at := self._held.find(self._mark)) >= 0:
            after = at + len(self._mark)
            tag = _TAG.search(self._held, max(0, at - _TAG_LENGTH), at)
            if tag is None or tag["name"].lower() == _NOTES:
                return self._turn(tag.start() if tag else _line_part(self._held, at), after)
            if after == len(self._held):
                return self._give(len(self._held[: tag.start()].rstrip(_SPACE)))
            self._held = self._held[: tag.start()] + self._held[after:].removeprefix(">")
        return self._give(_certain(self._held, self._mark))

    def _turn(self, end: int, after: int) -> str:
        """End the prompt at `end` and begin the notes at `after`."""
        self._notes = self._held[after:]
        text, self._held = self._held[:end].rstrip(_SPACE), ""
        return self._first(text)

    def _give(self, end: int) -> str:
        text, self._held = self._held[:end], self._held[end:]
        return self._first(text)

    def _first(self, text: str) -> str:
        """Leave out white space before the first text."""
        if not self._begun:
            text = text.lstrip(_SPACE)
            self._begun = bool(text)
        return text


def _certain(text: str, mark: str) -> int:
    """Give how far `text` can be nothing but prompt, whatever comes next."""
    return min(_before(text, len(text) - size) for size in range(len(mark)) if text.endswith(mark[:size]))


def _before(text: str, end: int) -> int:
    """Give where a tag, decoration and white space that end at `end` begin."""
    tag = _TAG.search(text, max(0, end - _TAG_LENGTH), end)
    return len(text[: tag.start() if tag else end].rstrip(_FILL))


def _line_part(text: str, at: int) -> int:
    """Give where the decoration before a bare boundary begins, on its own line."""
    line = text.rfind("\n", 0, at) + 1
    return line + len(text[line:at].rstrip(_DECOR))


def _without_start(text: str, tag: str) -> str:
    """Take away a tag that was cut in the middle, at the start of the last line."""
    line = text.rfind("\n") + 1
    last = text[line:].rstrip(_SPACE)
    return text[:line] if last and tag.startswith(last) else text


@dataclass(frozen=True, slots=True)
class Notes:
    """What a model noted on its prompt."""

    variables: tuple[Variable, ...] = ()
    assumed: tuple[str, ...] = ()
    changed: tuple[Change, ...] = ()
    removed: tuple[str, ...] = ()
    unchanged: str = ""
    lesson: tuple[str, str] = ("", "")
    """Words, and what to learn from them."""


def read(notes: str, boundary: Boundary, *, cut: bool = False) -> Notes:
    """Read the notes up to their closing tag. A line that is no note continues the one before. `cut`: the stream ended
    early, so a last line is not whole and is left out.
    """
    inside, closed, _ = notes.partition(boundary.mark)
    lines = inside.splitlines()
    found: list[tuple[str, str]] = []
    for line in lines[:-1] if cut or closed else lines:
        _add(found, line.strip())
    return Notes(
        variables=tuple(Variable(*_pair(value, name=True)) for key, value in found if key == "variable"),
        assumed=tuple(value for key, value in found if key == "assumed"),
        changed=tuple(Change(*_pair(value)) for key, value in found if key == "changed"),
        removed=tuple(_pair(value, name=True)[0] for key, value in found if key == "removed"),
        unchanged=" ".join(value for key, value in found if key == "unchanged"),
        lesson=next((_pair(value) for key, value in found if key == "lesson"), ("", "")),
    )


def _add(found: list[tuple[str, str]], line: str) -> None:
    note = _NOTE.fullmatch(line)
    if note:
        if note["value"].strip():
            found.append((note["key"].lower(), note["value"].strip()))
    elif found and line.strip(_FILL):
        key, value = found.pop()
        found.append((key, f"{value} {line}"))


def _pair(value: str, *, name: bool = False) -> tuple[str, str]:
    first, _, second = value.partition("|")
    first = first.strip(" \t{}`") if name else first.strip()
    return (first, second.strip())
