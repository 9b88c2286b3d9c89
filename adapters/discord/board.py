"""What stands in the answer to one call: its events in order, as the messages that should be there now. Pure."""

from collections.abc import Iterator

from adapters.discord import markup, render
from adapters.discord.blocks import Block, Row, Sheet, Text
from adapters.discord.fold import fold
from adapters.discord.limits import CAPABILITIES
from adapters.discord.pack import pack
from adapters.slots import Slots
from bot.dialogue.events import Button, Card, Done, Event, TextDelta
from bot.domain import Status
from bot.words import N_, Words

TAIL = 1800
"""Characters that are shown of a text while it is written."""


class Board:
    """The answer to one call. `stop` is the token of its Stop button, empty for none; `room` is how many private
    messages there can be, None for any number.
    """

    def __init__(self, words: Words, *, stop: str = "", room: int | None = None) -> None:
        self._words = words
        self._stop = stop
        self._room = room
        self._slots = Slots(CAPABILITIES, words)
        self._content: str | None = None
        self._laid = False
        self._posted = False

    def speak(self, locale: str) -> None:
        """Have what is said beside an answer in the language that the answer is in."""
        if locale:
            self._words = self._words.into(locale)
            self._slots.speak(self._words)

    def show(self, event: Event) -> None:
        """Take the next event of the call: what stands in its slot is replaced, a new slot stands below the others.
        `Done` ends it.
        """
        if not isinstance(event, Done):
            self._content = self._alone(event)
        elif event.status is Status.CANCELLED:
            self._content = None
        self._slots.show(event)

    @property
    def done(self) -> Done | None:
        """How the call ended, None while it runs."""
        return self._slots.done

    @property
    def sheets(self) -> tuple[Sheet, ...]:
        """The private messages as they should stand now, at least one."""
        if self._content is not None:
            return (Sheet(content=self._content),)
        packed = pack(tuple(self._blocks()))
        return packed if self._room is None else fold(packed, self._room, self._words)

    @property
    def texting(self) -> bool:
        """Whether text streams now, so that the messages change many times a second."""
        return self._slots.texting

    def take_public(self) -> tuple[tuple[Sheet, ...], ...]:
        """Give the cards for everyone that are not posted yet, each as its messages; each is given once.

        None before the call has ended: only then it is known that it was not answered before.
        """
        return tuple(pack(tuple(self._rendered(events))) for events in self._slots.take_public())

    def posted(self) -> None:
        """Say from now on that everyone sees the cards for everyone: they were taken, and posted where nothing else is
        said.
        """
        self._posted = True

    def not_posted(self, said: str) -> None:
        """Say this of a card for everyone, and no longer that everyone sees it."""
        self._slots.not_posted(said)

    def _alone(self, event: Event) -> str | None:
        """Give the plain content of a card that is all that was ever shown. Once a message has had components, Discord
        does not take them back.
        """
        if not isinstance(event, Card) or event.public or self._laid or not self._slots.names <= {event.slot}:
            content = None
        else:
            content = render.plain_prompt(event)
        self._laid = self._laid or content is None
        return content

    def _blocks(self) -> Iterator[Block]:
        blocks = [
            block
            for shown in self._slots.standing
            for block in (self._streaming(shown) if isinstance(shown, str) else self._rendered(shown))
        ]
        yield from blocks
        if self.done is not None:
            said = self._slots.last_word(anything=bool(blocks), posted=self._posted)
            yield from (Text(markup.plain(said)),) if said else ()
            return
        if not blocks:
            yield Text(markup.plain(self._words(N_("Working…"))))
        if self._stop:
            yield Row((Button(self._words(N_("Stop")), self._stop),))

    def _rendered(self, events: tuple[Event, ...]) -> Iterator[Block]:
        for event in events:
            if not isinstance(event, TextDelta | Done):
                yield from render.blocks(event, self._words)

    def _streaming(self, text: str) -> Iterator[Block]:
        if len(text) > TAIL:
            count = self._words(N_("… {count} characters so far"), count=f"{len(text):,}")
            yield Text(markup.quiet(count))
        tail = text[-TAIL:]
        if "```" in text:
            yield from (Text(piece) for piece in markup.pieces(tail, markup.plain))
        elif tail.strip():
            yield Text(markup.fenced(tail))
