"""What stands in the answer to one call, whatever the platform: slot by slot, and how it ends. Pure."""

from collections.abc import Iterator
from dataclasses import replace

from adapters.base import Capabilities
from adapters.degrade import Degrader
from bot.dialogue.events import (
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

Shown = str | tuple[Event, ...]
"""What stands in a slot: a text that streams, as far as it has come, or what was made of a finished event."""


class Slots:
    """The slots of the answer to one call. `done` is how the call ended, None while it runs."""

    def __init__(self, capabilities: Capabilities, words: Words) -> None:
        self.done: Done | None = None
        self._capabilities = capabilities
        self.speak(words)
        self._slots: dict[str, Shown] = {}
        self._public: list[tuple[Event, ...]] = []
        self._published = False
        self._not_posted = ""

    def speak(self, words: Words) -> None:
        """Have everything said in this language; for before the first event."""
        self._words = words
        self._degrade = Degrader(self._capabilities, words)

    def show(self, event: Event) -> None:
        """Take the next event of the call: what stands in its slot is replaced, a new slot stands below the others.
        `Done` ends it.
        """
        if isinstance(event, Done):
            self._end(event)
        elif isinstance(event, TextDelta):
            before = self._slots.get(event.slot)
            self._slots[event.slot] = (before if isinstance(before, str) else "") + event.text
        elif isinstance(event, Card) and event.public:
            self._slots.pop(event.slot, None)
            self._public.append(self._simpler(event))
            self._published = True
        else:
            self._slots[event.slot] = self._simpler(event)

    @property
    def names(self) -> frozenset[str]:
        """The slots in which something stands."""
        return frozenset(self._slots)

    @property
    def standing(self) -> tuple[Shown, ...]:
        """What stands in each slot, in order."""
        return tuple(self._slots.values())

    @property
    def texting(self) -> bool:
        """Whether text streams now, so that the messages change many times a second."""
        return self.done is None and any(isinstance(shown, str) for shown in self._slots.values())

    def take_public(self) -> tuple[tuple[Event, ...], ...]:
        """Give the cards for everyone that are not posted yet, each as the events to post; each is given once.

        None before the call has ended: only then it is known that it was not answered before.
        """
        if self.done is None:
            return ()
        taken, self._public = self._public, []
        return tuple(taken)

    def not_posted(self, said: str) -> None:
        """Say this of a card for everyone, and no longer that everyone sees it."""
        self._not_posted = said

    def last_word(self, *, anything: bool, posted: bool = True) -> str:
        """Give what is said at the end, where the end needs a word. `anything`: something else stands there. `posted`:
        the cards for everyone stand where everyone sees them.
        """
        words, done = self._words, self.done
        if done is None:
            return ""
        if done.repeated and done.status is Status.RUNNING:
            return words(N_("That is being done at this moment."))
        if done.repeated and not anything:
            return words(N_("That was answered already."))
        if done.status is Status.CANCELLED:
            return words(N_("Stopped. What was not finished is not saved; /last shows what you were working on."))
        if anything or self._not_posted:
            return self._not_posted
        shared = N_("Everyone here sees it now.") if posted else N_("Posting…")
        return words(shared if self._published else N_("Done."))

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


def _with(event: Event, prompts: Iterator[Prompt]) -> Event:
    """Put the prompts back into their places."""
    if not isinstance(event, Card | Choices):
        return event
    return replace(event, parts=tuple(next(prompts) if isinstance(part, Prompt) else part for part in event.parts))
