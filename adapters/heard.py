"""What was said before in a conversation, for whoever understands plain words: the last remarks, each with its author.

A terminal keeps them, because nobody else does. A chat platform has them itself, and is asked for them.
"""

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from bot.dialogue.events import Card, Choices, Diff, Event, Items, Line
from bot.dialogue.inbound import Inbound, Remark, Say
from bot.dialogue.texts import plain_name

MOST = 20
"""Remarks that are remembered, or asked for."""
LONGEST = 1_500
"""Characters of one remark; a longer one ends in an ellipsis."""
US = "Prompteur"
NAMELESS = "?"
"""Whoever has a name that nobody can see."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """A message as a platform has it. `by` is the author's id there, empty for ourselves; `files` are the names of what
    is attached.
    """

    by: str
    name: str
    text: str = field(repr=False)
    files: tuple[str, ...] = ()


def told_apart(spoken: Iterable[Spoken], by: str, name: str) -> tuple[Remark, ...]:
    """Give the last remarks, the oldest first, without those that say nothing. `by` and `name` are those of the person
    who speaks now. Names are anybody's choice: of two people with one name the second gets a number, and so does
    whoever bears ours; signs that are not seen, and the colon behind which a remark begins, do not make a name another.
    Lines after the first are indented, so that none of them looks like what somebody else said.
    """
    names = {"": US}
    names[by] = _free(_plain(name), names.values())
    remarks: deque[Remark] = deque(maxlen=MOST)
    for one in spoken:
        text = "\n".join(filter(str.strip, (one.text, _attached(one.files))))
        if not text:
            continue
        if one.by not in names:
            names[one.by] = _free(_plain(one.name), names.values())
        remarks.append(Remark(names[one.by], "\n  ".join(_short(text).splitlines())))
    return tuple(remarks)


def _plain(name: str) -> str:
    return " ".join(plain_name(name.replace(":", " ")).split()) or NAMELESS


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1].rstrip()}…"


def _attached(files: tuple[str, ...]) -> str:
    return f"[attached: {', '.join(files)}]" if files else ""


def _free(name: str, taken: Iterable[str]) -> str:
    """Give a name that nobody has yet: the name itself, else with a number behind it."""
    known = {one.casefold() for one in taken}
    free, number = name, 1
    while free.casefold() in known:
        number += 1
        free = f"{name} ({number})"
    return free


class Heard:
    """The last remarks of one conversation, in memory; prompts and differences are left out, as their versions are kept
    elsewhere.
    """

    def __init__(self) -> None:
        self._remarks: deque[Remark] = deque(maxlen=MOST)

    def told(self, inbound: Inbound) -> Inbound:
        """Give plain words with what was said before them, and remember them; all else as it is."""
        if not isinstance(inbound, Say):
            return inbound
        before = tuple(self._remarks)
        self._remarks.append(Remark(inbound.whence.name, inbound.text))
        return replace(inbound, heard=before)

    def note(self, event: Event) -> None:
        """Remember what we said."""
        if isinstance(event, Card | Choices | Diff):
            said = "\n".join(line for line in _lines(event) if line.strip())
            if said:
                self._remarks.append(Remark(US, said))


def _lines(event: Card | Choices | Diff) -> Iterator[str]:
    yield event.question if isinstance(event, Choices) else event.title
    for part in () if isinstance(event, Diff) else event.parts:
        if isinstance(part, Line):
            yield part.text
        elif isinstance(part, Items):
            yield from (f"- {item.title}" for item in part.items)
