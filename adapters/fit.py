"""Events whose texts are too long for a surface, made to fit. Nothing is cut: long text goes on in further parts, and
a long prompt into a file where files can be sent, which is said.

Afterwards each single text of an event is within the limit; how many fit into one message is the adapter's to pack.
Labels, options and names are short by definition.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import assert_never

from adapters.base import Capabilities, Level
from adapters.split import Measure, split
from bot.dialogue.events import (
    AskForm,
    Attachment,
    Card,
    Choices,
    Delta,
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
from bot.domain import Stretch
from bot.words import N_, Words


def fit(event: Event, can: Capabilities, words: Words) -> tuple[Event, ...]:
    """Give one or more events, in order, no text of which is longer than the surface holds."""
    if can.text is None:
        return (event,)
    return tuple(_Fitting(can, can.text.number, words).event(event))


SIGNS = 4
"""Characters that mark a stretch of a difference, at most."""
PREVIEW = 300
"""Characters that are shown of a text that went into a file."""
LINES = 8
"""Lines that are shown of it: a list of short ones would fill the screen."""


def in_file(prompt: Prompt, words: Words, most: int = PREVIEW, measure: Measure = len) -> tuple[Line, ...]:
    """Say that a text is in its file, and how it begins: to the end of a word, at most `most` by `measure`, and not
    many lines.
    """
    start = "\n".join(prompt.text[: most * 4].split("\n")[:LINES])
    first = next((part.text.rstrip() for part in split(start, most, measure=measure, fences=False)), "")
    if not first.strip():
        return (Line(words(N_("The whole text is in the file {name}."), name=prompt.name)),)
    if first == prompt.text.rstrip():
        said = words(N_("To copy this text exactly, take the file {name}. It reads:"), name=prompt.name)
        return Line(said), Line(first, Tone.QUIET)
    said = words(N_("The whole text is in the file {name}. It begins:"), name=prompt.name)
    return Line(said), Line(f"{first} \u2026", Tone.QUIET)


class _Fitting:
    def __init__(self, can: Capabilities, limit: int, words: Words) -> None:
        self._can = can
        self._limit = limit
        self._words = words

    def event(self, event: Event) -> Iterator[Event]:
        match event:
            case TextDelta():
                yield from (replace(event, text=text) for text in self._split(event.text))
            case Progress():
                yield from (replace(event, text=text) for text in self._split(event.text))
            case Card():
                yield replace(event, parts=self._parts(event.parts))
                yield from self._files(event)
            case Choices():
                yield replace(event, parts=self._parts(event.parts))
                yield from self._files(event)
            case Diff():
                yield from self._diff(event)
            case Failure():
                sentence, *rest = self._split(event.sentence)
                yield replace(event, sentence=sentence)
                yield from self._lines(event.slot, rest)
            case AskForm():
                intro = self._split(event.intro)
                yield from self._lines(event.slot, intro if len(intro) > 1 else [])
                yield replace(event, intro="" if len(intro) > 1 else event.intro)
            case Attachment() | Done():
                yield event
            case _:
                assert_never(event)

    def _split(self, text: str) -> list[str]:
        parts = split(text, self._limit, measure=self._can.measure, fences=False)
        return [part.text for part in parts] or [""]

    def _fits(self, text: str) -> bool:
        return self._can.measure(text) <= self._limit

    def _lines(self, slot: str, texts: list[str]) -> Iterator[Event]:
        for number, text in enumerate(texts, start=2):
            yield Card(slot=f"{slot}.{number}", title="", parts=(Line(text),))

    def _diff(self, event: Diff) -> Iterator[Event]:
        first, *rest = self._deltas(event.delta) or [event.delta]
        notes = tuple(Line(text, note.tone) for note in event.notes for text in self._split(note.text))
        yield replace(event, delta=first, notes=() if rest else notes)
        for number, delta in enumerate(rest, start=2):
            last = number == len(rest) + 1
            yield Card(slot=f"{event.slot}.{number}", title="", parts=(delta, *(notes if last else ())))

    def _deltas(self, delta: Delta) -> list[Delta]:
        """Give differences that each fit, the signs of every stretch counted."""
        made: list[list[Stretch]] = [[]]
        used = 0
        for stretch in delta.stretches:
            for part in split(stretch.text, self._limit - SIGNS, measure=self._can.measure, fences=False):
                size = self._can.measure(part.text) + SIGNS
                if used + size > self._limit:
                    made.append([])
                    used = 0
                made[-1].append(Stretch(stretch.sign, part.text))
                used += size
        return [Delta(tuple(stretches)) for stretches in made if stretches]

    def _parts(self, parts: tuple[Part, ...]) -> tuple[Part, ...]:
        return tuple(each for part in parts for each in self._part(part))

    def _part(self, part: Part) -> Iterator[Part]:
        match part:
            case Line():
                yield from (Line(text, part.tone) for text in self._split(part.text))
            case Prompt():
                if self._goes_to_file(part):
                    most = min(PREVIEW, self._limit - len(" \u2026"))
                    yield from in_file(part, self._words, most, self._can.measure)
                else:
                    yield from (Prompt(text, part.name) for text in self._split(part.text))
            case Facts():
                yield from self._facts(part)
            case Items():
                for item in part.items:
                    yield from self._item(item)
            case Delta():
                yield from self._deltas(part)
            case _:
                assert_never(part)

    def _facts(self, facts: Facts) -> Iterator[Part]:
        """Give the rows that fit as they are, and a long value as lines below its name."""
        if all(self._fits(value) for _, value in facts.rows):
            yield facts
            return
        title = facts.title
        for name, value in facts.rows:
            first, *rest = self._split(value)
            yield Facts(((name, first),), title=title)
            yield from (Line(text) for text in rest)
            title = ""

    def _item(self, item: Item) -> Iterator[Part]:
        title, *titles = self._split(item.title)
        quote, *quotes = self._split(item.quote)
        body, *bodies = self._split(item.body)
        yield Items((replace(item, title=title, quote=quote, body=body),))
        yield from (Line(text) for text in (*titles, *quotes, *bodies))

    def _goes_to_file(self, part: Part) -> bool:
        return isinstance(part, Prompt) and not self._fits(part.text) and self._can.files.level is not Level.NONE

    def _files(self, event: Card | Choices) -> Iterator[Event]:
        prompts = [part for part in event.parts if isinstance(part, Prompt) and self._goes_to_file(part)]
        for number, prompt in enumerate(prompts, start=1):
            content = prompt.text.encode()
            yield Attachment(
                slot=f"{event.slot}.file{number}", name=prompt.name, media_type="text/markdown", content=content
            )
