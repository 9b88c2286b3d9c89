"""What stands in the answer to one call: its events in order, as the messages that should be there now. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass

from adapters.slack import markup, render
from adapters.slack.fold import fold
from adapters.slack.limits import CAPABILITIES
from adapters.slack.pack import Message, pack
from adapters.slack.parts import Piece, actions, lines
from adapters.slots import Slots
from bot.dialogue.events import Button, Done, Event, Line, Progress, TextDelta, Tone
from bot.words import N_, Words

TAIL = 1800
"""Characters that are shown of a text while it is written."""


@dataclass(frozen=True, slots=True)
class Step:
    """Something that was done for an answer, or is being done."""

    title: str
    done: bool


class Board:
    """The answer to one call. `stop` is the token of its Stop button, empty for none; `room` is how many private
    messages there can be, None for any number; `streams` says whether a text is shown while it is written.
    """

    def __init__(self, words: Words, *, stop: str = "", room: int | None = None, streams: bool = False) -> None:
        self._words = words
        self._stop = stop
        self._room = room
        self._streams = streams
        self._slots = Slots(CAPABILITIES, words)
        self._told: list[Progress] = []

    def speak(self, locale: str) -> None:
        """Have what is said beside an answer in the language that the answer is in."""
        if locale:
            self._words = self._words.into(locale)
            self._slots.speak(self._words)

    def show(self, event: Event) -> None:
        """Take the next event of the call: what stands in its slot is replaced, a new slot stands below the others.
        `Done` ends it.
        """
        if isinstance(event, Progress) and event.text.strip():
            self._told.append(event)
        self._slots.show(event)

    @property
    def done(self) -> Done | None:
        """How the call ended, None while it runs."""
        return self._slots.done

    @property
    def messages(self) -> tuple[Message, ...]:
        """The private messages as they should stand now, at least one."""
        packed = pack(tuple(self._pieces()))
        return packed if self._room is None else fold(packed, self._room, self._words)

    @property
    def working(self) -> Message:
        """What says that something is being done, with a way to stop it: and what it is, where no steps are shown."""
        said = [Line(self._words(N_("Working…")))]
        said += [Line(step.title, Tone.QUIET) for step in self.steps[-1:] if not self._streams]
        return pack((*lines(said), *self._stopping()))[0]

    @property
    def steps(self) -> tuple[Step, ...]:
        """What was done so far, in order: the last thing is being done, but for what was found on the way."""
        doing = next((one for one in reversed(self._told) if one.data is None), None)
        return tuple(Step(one.text, done=one is not doing) for one in self._told)

    @property
    def texting(self) -> bool:
        """Whether text streams now, so that the messages change many times a second where it is shown."""
        return self._slots.texting

    @property
    def streamed(self) -> str:
        """The text that streams now, as Markdown in which nothing acts; empty for none. More text only adds to it,
        until something finished takes its place. Of several texts it is the one that began last.
        """
        texts = [shown for shown in self._slots.standing if isinstance(shown, str)]
        return markup.streamed(texts[-1]) if texts else ""

    def take_public(self) -> tuple[tuple[Message, ...], ...]:
        """Give the cards for everyone that are not posted yet, each as its messages; each is given once.

        None before the call has ended: only then it is known that it was not answered before.
        """
        return tuple(pack(tuple(self._rendered(events))) for events in self._slots.take_public())

    def not_posted(self, said: str) -> None:
        """Say this of a card for everyone, and no longer that everyone sees it."""
        self._slots.not_posted(said)

    def _pieces(self) -> Iterator[Piece]:
        pieces = [
            piece
            for shown in self._slots.standing
            for piece in (self._streaming(shown) if isinstance(shown, str) else self._rendered(shown))
        ]
        yield from pieces
        if self.done is not None:
            yield from lines((Line(self._slots.last_word(anything=bool(pieces))),))
            return
        if not pieces:
            yield from lines((Line(self._words(N_("Working…"))),))
        yield from self._stopping()

    def _stopping(self) -> Iterator[Piece]:
        if self._stop:
            yield from actions((Button(self._words(N_("Stop")), self._stop),), self._words)

    def _rendered(self, events: tuple[Event, ...]) -> Iterator[Piece]:
        for event in events:
            if not isinstance(event, TextDelta | Done):
                yield from render.blocks(event, self._words)

    def _streaming(self, text: str) -> Iterator[Piece]:
        if not self._streams:
            return
        if len(text) > TAIL:
            count = self._words(N_("… {count} characters so far"), count=f"{len(text):,}")
            yield from lines((Line(count, Tone.QUIET),))
        yield from map(markup.fenced, markup.pieces(text[-TAIL:]))
