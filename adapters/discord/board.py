"""What stands in the answer to one call: its events in order, as the messages that should be there now. Pure."""

from collections.abc import Iterator
from dataclasses import replace

from adapters.degrade import Degrader
from adapters.discord import markup, render
from adapters.discord.blocks import Block, Row, Sheet, Text
from adapters.discord.fold import fold
from adapters.discord.limits import CAPABILITIES
from adapters.discord.pack import pack
from bot.dialogue.events import (
    Button,
    Card,
    Choices,
    Delta,
    Diff,
    Done,
    Event,
    Failure,
    Progress,
    Prompt,
    TextDelta,
    Visible,
)
from bot.domain import Status
from bot.words import N_, Words

TAIL = 1800
"""Characters that are shown of a text while it is written."""

Shown = str | tuple[Event, ...]
"""What stands in a slot: a text that streams, as far as it has come, or what was made of a finished event."""


class Board:
    """The answer to one call. `stop` is the token of its Stop button, empty for none; `room` is how many private
    messages there can be, None for any number. `done` is how the call ended, None while it runs.
    """

    def __init__(self, words: Words, *, stop: str = "", room: int | None = None) -> None:
        self.done: Done | None = None
        self._words = words
        self._stop = stop
        self._room = room
        self._degrade = Degrader(CAPABILITIES, words)
        self._slots: dict[str, Shown] = {}
        self._public: list[tuple[Event, ...]] = []
        self._published = False
        self._not_posted = ""
        self._content: str | None = None
        self._laid = False

    def show(self, event: Event) -> None:
        """Take the next event of the call: what stands in its slot is replaced, a new slot stands below the others.
        `Done` ends it.
        """
        if isinstance(event, Done):
            self._end(event)
            return
        self._content = self._alone(event)
        if isinstance(event, TextDelta):
            before = self._slots.get(event.slot)
            self._slots[event.slot] = (before if isinstance(before, str) else "") + event.text
        elif isinstance(event, Card) and event.public:
            self._slots.pop(event.slot, None)
            self._public.append(self._simpler(event))
            self._published = True
        else:
            self._slots[event.slot] = self._simpler(event)

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
        return self.done is None and any(isinstance(shown, str) for shown in self._slots.values())

    def take_public(self) -> tuple[tuple[Sheet, ...], ...]:
        """Give the cards for everyone that are not posted yet, each as its messages; each is given once.

        None before the call has ended: only then it is known that it was not answered before.
        """
        if self.done is None:
            return ()
        taken, self._public = self._public, []
        return tuple(pack(tuple(self._rendered(events))) for events in taken)

    def not_posted(self, said: str) -> None:
        """Say this of a card for everyone, and no longer that everyone sees it."""
        self._not_posted = said

    def _alone(self, event: Visible) -> str | None:
        """Give the plain content of a card that is all that was ever shown. Once a message has had components, Discord
        does not take them back.
        """
        single = not self._laid and set(self._slots) <= {event.slot}
        content = render.plain_prompt(event) if single and isinstance(event, Card) and not event.public else None
        self._laid = self._laid or content is None
        return content

    def _simpler(self, event: Visible) -> tuple[Event, ...]:
        """Give what is shown for an event. Prompts stay whole, however long: their file comes with its beginning. So do
        differences: what did not change is folded before it is seen how long they are. Buttons that have no menu to go
        to stay too: there can be several rows of them, and nobody could type what would stand instead.
        """
        if isinstance(event, Choices | Failure) and event.buttons:
            made = self._simpler(replace(event, buttons=()))
            pressed = event.buttons
            return tuple(replace(one, buttons=pressed) if isinstance(one, Choices | Failure) else one for one in made)
        if isinstance(event, Diff):
            made = self._degrade(replace(event, delta=Delta(())))
            return tuple(replace(each, delta=event.delta) if isinstance(each, Diff) else each for each in made)
        if not isinstance(event, Card | Choices):
            return self._degrade(event)
        prompts = [part for part in event.parts if isinstance(part, Prompt)]
        parts = tuple(replace(part, text="") if isinstance(part, Prompt) else part for part in event.parts)
        whole = iter(prompts)
        return tuple(_with(each, whole) for each in self._degrade(replace(event, parts=parts)))

    def _end(self, done: Done) -> None:
        self.done = done
        self._degrade(done)
        if done.status is Status.CANCELLED:
            self._content = None
        if done.repeated:
            self._public, self._published = [], False
        ended = ((slot, self._ended(slot, shown)) for slot, shown in self._slots.items())
        self._slots = {slot: shown for slot, shown in ended if shown}

    def _ended(self, slot: str, shown: Shown) -> tuple[Event, ...]:
        """Give what stays of a slot: a text that no card has replaced, as far as it came, but no progress."""
        if isinstance(shown, str):
            title = self._words(N_("What was written"))
            return (Card(slot=slot, title=title, parts=(Prompt(shown),)),) if shown.strip() else ()
        return tuple(event for event in shown if not isinstance(event, Progress))

    def _blocks(self) -> Iterator[Block]:
        blocks = [block for shown in self._slots.values() for block in self._standing(shown)]
        yield from blocks
        if self.done is not None:
            said = self._last_word(self.done, anything=bool(blocks))
            yield from (Text(markup.plain(said)),) if said else ()
            return
        if not blocks:
            yield Text(markup.plain(self._words(N_("Working…"))))
        if self._stop:
            yield Row((Button(self._words(N_("Stop")), self._stop),))

    def _standing(self, shown: Shown) -> Iterator[Block]:
        if isinstance(shown, str):
            yield from self._streaming(shown)
        else:
            yield from self._rendered(shown)

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

    def _last_word(self, done: Done, *, anything: bool) -> str:
        """Give what is said at the end, where the end needs a word. `anything`: something else stands there."""
        words = self._words
        if done.repeated and done.status is Status.RUNNING:
            return words(N_("That is being done at this moment."))
        if done.repeated and not anything:
            return words(N_("That was answered already."))
        if done.status is Status.CANCELLED:
            return words(N_("Stopped. What was not finished is not saved; /last shows what you were working on."))
        if anything or self._not_posted:
            return self._not_posted
        return words(N_("Everyone here sees it now.")) if self._published else words(N_("Done."))


def _with(event: Event, prompts: Iterator[Prompt]) -> Event:
    """Put the prompts back into their places."""
    if not isinstance(event, Card | Choices):
        return event
    return replace(event, parts=tuple(next(prompts) if isinstance(part, Prompt) else part for part in event.parts))
