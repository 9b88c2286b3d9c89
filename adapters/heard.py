"""What was said so far in a conversation that nobody else keeps: the person's words, and ours."""

from collections import deque
from collections.abc import Iterator
from dataclasses import replace

from bot.dialogue.events import Card, Choices, Diff, Event, Items, Line
from bot.dialogue.inbound import Inbound, Remark, Say

MOST = 20
"""Remarks that are remembered."""
US = "Prompteur"


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
