"""What a surface cannot show, made simpler. Nothing is done silently: what is left out is said, or was shown before.

No I/O: events go in, events come out. Texts that are too long are made to fit by `adapters.fit`.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import assert_never

from adapters.base import Capabilities, Level
from adapters.fit import fit
from bot.dialogue.events import (
    AskForm,
    Attachment,
    Button,
    Card,
    Choices,
    Diff,
    Done,
    Event,
    Facts,
    Failure,
    Item,
    Items,
    Line,
    Part,
    Progress,
    Prompt,
    TextDelta,
    Tone,
)
from bot.words import N_, Words


class Degrader:
    """The events of one call, for a surface with these capabilities. It remembers what was shown in each slot."""

    def __init__(self, capabilities: Capabilities, words: Words) -> None:
        self._can = capabilities
        self._words = words
        self._streamed: dict[str, str] = {}
        self._cards: dict[str, Card] = {}

    def __call__(self, event: Event) -> tuple[Event, ...]:
        """Give what to show for the next event, in order."""
        shown = _behind_more(event, self._can)
        return tuple(each for one in self._told(shown) for each in fit(one, self._can, self._words))

    def _told(self, event: Event) -> Iterator[Event]:  # noqa: C901 - one branch for each event
        match event:
            case TextDelta():
                self._streamed[event.slot] = self._streamed.get(event.slot, "") + event.text
                if self._can.streaming.level is not Level.NONE:
                    yield event
            case Progress():
                yield event
            case Card():
                yield from self._unsaid(event)
                yield self._card(event)
            case Diff():
                self._streamed.pop(event.slot, None)
                yield from _diff(event, self._can, self._words)
            case Choices():
                yield _pressable(event, self._can, self._words)
            case AskForm():
                yield _asked(event, self._can, self._words)
            case Attachment():
                yield attached(event, self._can, self._words)
            case Failure():
                yield from self.left()
                yield _failed(event, self._can, self._words)
            case Done():
                yield from self.left()
                yield event
            case _:
                assert_never(event)

    def _unsaid(self, card: Card) -> tuple[Event, ...]:
        """Give the text that was held back for this card's slot, unless the card shows it."""
        held = self._streamed.get(card.slot)
        if self._can.streaming.level is not Level.NONE or held is None:
            return ()
        del self._streamed[card.slot]
        return () if _shows(card, held) else (_held_card(card.slot, held, self._words),)

    def left(self) -> tuple[Event, ...]:
        """Give all text that was held back and never shown; for when an answer was stopped, and ends without `Done`."""
        if self._can.streaming.level is not Level.NONE:
            return ()
        left, self._streamed = self._streamed, {}
        return tuple(_held_card(slot, text, self._words) for slot, text in left.items() if text)

    def _card(self, card: Card) -> Event:
        shown = card
        if self._can.editing.level is not Level.FULL:
            if streamed := self._streamed.pop(card.slot, None):
                shown = _without_prompt(shown, streamed)
            if before := self._cards.get(card.slot):
                shown = news(before, shown)
        self._cards[card.slot] = card
        return _pressable(shown, self._can, self._words)


def news(before: Card, after: Card) -> Card:
    """Give of a card what it did not say before, for where it cannot be replaced in place. Its buttons stay."""
    said = {item for part in before.parts if isinstance(part, Items) for item in part.items}
    parts: list[Part] = []
    for part in after.parts:
        if isinstance(part, Items):
            items = tuple(item for item in part.items if item not in said)
            parts += [Items(items)] if items else []
        elif part not in before.parts:
            parts.append(part)
    return replace(after, title="" if after.title == before.title else after.title, parts=tuple(parts))


def attached(event: Attachment, can: Capabilities, words: Words) -> Attachment | Card:
    """Give a file as a file, or as text where files cannot be sent, or a sentence where it is no text either."""
    limit = can.files.limit
    if can.files.level is not Level.NONE and (limit is None or len(event.content) <= limit.number):
        return event
    parts: list[Part] = [Line(event.note)] if event.note else []
    try:
        parts.append(Prompt(event.content.decode(), name=event.name))
    except UnicodeDecodeError:
        size = words(
            N_("The file {name} ({size} bytes) cannot be sent here."), name=event.name, size=len(event.content)
        )
        parts.append(Line(size))
    return Card(slot=event.slot, title=event.name, parts=tuple(parts))


def typed(buttons: tuple[Button, ...], words: Words) -> Facts:
    """Give buttons as words to type, for surfaces without buttons; their adapter makes a `Press` of such a line."""
    rows = tuple((button.label, f"press {button.token}") for button in buttons)
    return Facts(rows, title=words(N_("To go on, type one of these:")))


def _behind_more(event: Event, can: Capabilities) -> Event:
    """Put thumbs behind "More" where the surface has nothing of its own for them."""
    if not isinstance(event, Card | Diff) or event.thumbs is None or can.thumbs.level is Level.FULL:
        return event
    return replace(event, thumbs=None, more=(*event.more, event.thumbs.up, event.thumbs.down))


def _shows(card: Card, text: str) -> bool:
    return any(isinstance(part, Prompt) and part.text == text for part in card.parts)


def _held_card(slot: str, text: str, words: Words) -> Card:
    return Card(slot=slot, title=words(N_("What was written")), parts=(Prompt(text),))


def _without_prompt(card: Card, streamed: str) -> Card:
    return replace(
        card, parts=tuple(part for part in card.parts if not (isinstance(part, Prompt) and part.text == streamed))
    )


def _pressable(event: Card | Choices, can: Capabilities, words: Words) -> Card | Choices:
    """Keep as many buttons as can be shown: the rest goes behind "More", or becomes words to type."""
    if can.buttons.level is Level.NONE:
        return _in_words(event, words)
    most = can.buttons.limit.number if can.buttons.limit else None
    if most is None or len(event.buttons) <= most:
        return event
    kept, rest = event.buttons[:most], event.buttons[most:]
    if isinstance(event, Card):
        return replace(event, buttons=kept, more=(*rest, *event.more))
    return replace(event, buttons=kept, parts=(*event.parts, typed(rest, words)))


def _in_words(event: Card | Choices, words: Words) -> Card | Choices:
    parts = tuple(each for part in event.parts for each in _item_words(part, words))
    rest = (*event.buttons, *event.more) if isinstance(event, Card) else event.buttons
    parts = (*parts, typed(rest, words)) if rest else parts
    if isinstance(event, Card):
        return replace(event, parts=parts, buttons=(), more=())
    return replace(event, parts=parts, buttons=())


def _item_words(part: Part, words: Words) -> tuple[Part, ...]:
    if not isinstance(part, Items):
        return (part,)
    made: list[Part] = []
    for item in part.items:
        made.append(Items((replace(item, buttons=()),)))
        made += [typed(item.buttons, words)] if item.buttons else []
    return tuple(made)


def _diff(event: Diff, can: Capabilities, words: Words) -> tuple[Event, ...]:
    most = can.buttons.limit.number if can.buttons.limit else None
    if can.buttons.level is Level.NONE and (event.buttons or event.more):
        card = Card(slot=f"{event.slot}.buttons", title="", parts=(typed((*event.buttons, *event.more), words),))
        return replace(event, buttons=(), more=()), card
    if most is not None and len(event.buttons) > most:
        return (replace(event, buttons=event.buttons[:most], more=(*event.buttons[most:], *event.more)),)
    return (event,)


def _failed(event: Failure, can: Capabilities, words: Words) -> Event:
    most = 0 if can.buttons.level is Level.NONE else can.buttons.limit.number if can.buttons.limit else None
    if most is None or len(event.buttons) <= most:
        return event
    rest = "\n".join(f"{button.label}: press {button.token}" for button in event.buttons[most:])
    told = words(N_("To go on, type one of these:"))
    return replace(event, advice=f"{event.advice}\n{told}\n{rest}".lstrip("\n"), buttons=event.buttons[:most])


def _asked(event: AskForm, can: Capabilities, words: Words) -> Event:
    """Without forms: the questions as a list, to be answered in plain words, and the button that skips them."""
    if can.forms.level is not Level.NONE:
        return event
    items = tuple(
        Item(title=field.label, body="\n".join(part for part in (field.hint, *field.options) if part))
        for field in event.form.fields
    )
    aside = Line(words(N_("There is no form here: answer in plain words.")), Tone.QUIET)
    parts: tuple[Part, ...] = (*((Line(event.intro),) if event.intro else ()), Items(items), aside)
    choices = Choices(
        slot=event.slot,
        question=event.title,
        parts=parts,
        buttons=(event.skip,) if event.skip else (),
        data=event.data,
    )
    return _pressable(choices, can, words)
