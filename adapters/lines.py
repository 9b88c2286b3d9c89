"""Events as lines of text, for surfaces that show text in order. Pure; every text is made safe here.

A row says how each stretch of it looks; a sign that colour gives, a word or a mark gives too.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import assert_never

from adapters.escape import one_line, revealed, safe
from bot.dialogue.events import (
    AskForm,
    Button,
    Card,
    Choices,
    Delta,
    Diff,
    Facts,
    Failure,
    Item,
    Items,
    Line,
    Part,
    Prompt,
    Style,
    Tone,
)
from bot.dialogue.form import Field
from bot.domain import Stretch
from bot.words import N_, Words

Block = Card | Diff | Choices | AskForm | Failure
"""The events that are shown as a block of lines."""
Label = Callable[[Button], str]
"""Gives how a button is written, its number with it."""


class Look(StrEnum):
    """How a stretch of text looks."""

    PLAIN = "plain"
    STRONG = "strong"
    QUIET = "quiet"
    ADDED = "added"
    REMOVED = "removed"
    BUTTON = "button"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Span:
    """Text that looks alike."""

    text: str
    look: Look = Look.PLAIN


@dataclass(frozen=True, slots=True)
class Row:
    """A line, or a text with line breaks of its own. `exact`: to be copied as it stands, so nothing wraps, indents or
    frames it. `indent` is in columns. `apart` stands between the spans of a row whose spans keep together when it is
    wrapped: buttons.
    """

    spans: tuple[Span, ...] = ()
    indent: int = 0
    exact: bool = False
    apart: str = ""

    @property
    def text(self) -> str:
        """The text alone, indented."""
        text = self.apart.join(span.text for span in self.spans)
        return text if self.exact else "\n".join(f"{' ' * self.indent}{line}".rstrip() for line in text.split("\n"))


Rows = tuple[Row, ...]
EMPTY = Row()


def row(text: str, look: Look = Look.PLAIN, indent: int = 0) -> Row:
    """Make a row of one look; `text` is made safe."""
    return Row((Span(safe(text), look),), indent)


def block(event: Block, label: Label, words: Words) -> Rows:
    """Give the lines of an event: its parts apart by an empty line, its buttons last."""
    match event:
        case Card():
            return _joined([_title(event.title), *_parts(event.parts, label, words), buttons(event.buttons, label)])
        case Diff():
            parts: tuple[Part, ...] = (event.delta, *event.notes)
            return _joined([_title(event.title), *_parts(parts, label, words), buttons(event.buttons, label)])
        case Choices():
            return _joined([_title(event.question), *_parts(event.parts, label, words), buttons(event.buttons, label)])
        case AskForm():
            return _ask_form(event, label, words)
        case Failure():
            return _failure(event, label, words)
    assert_never(event)


def buttons(shown: tuple[Button, ...], label: Label) -> Rows:
    """Give the row of buttons."""
    spans = tuple(Span(one_line(label(button)), _weight(button.style)) for button in shown)
    return (Row(spans, apart="  "),) if spans else ()


def _weight(style: Style) -> Look:
    match style:
        case Style.PRIMARY:
            return Look.STRONG
        case Style.DANGER:
            return Look.BAD
        case Style.PLAIN:
            return Look.BUTTON
    assert_never(style)


def buttons_of(event: Block) -> tuple[Button, ...]:
    """Give all buttons that an event shows, in the order in which they are seen; not those behind "More"."""
    match event:
        case Card() | Choices():
            items = [item for part in event.parts if isinstance(part, Items) for item in part.items]
            return (*(button for item in items for button in item.buttons), *event.buttons)
        case Diff() | Failure():
            return event.buttons
        case AskForm():
            return _form_buttons(event)
    assert_never(event)


def _joined(groups: list[Rows]) -> Rows:
    """Put an empty row between groups that have something in them."""
    rows: list[Row] = []
    for group in groups:
        if group:
            rows += [EMPTY] if rows else []
            rows += group
    return tuple(rows)


def _title(title: str) -> Rows:
    return (row(title, Look.STRONG),) if title else ()


def _parts(parts: tuple[Part, ...], label: Label, words: Words) -> Iterator[Rows]:
    """Give the rows of each part; lines of text that follow each other stay together."""
    lines: list[Row] = []
    for part in parts:
        if isinstance(part, Line):
            lines.append(_line(part))
            continue
        yield tuple(lines)
        lines = []
        yield _part(part, label, words)
    yield tuple(lines)


def _part(part: Prompt | Facts | Items | Delta, label: Label, words: Words) -> Rows:
    match part:
        case Prompt():
            return prompt(part.text, words)
        case Facts():
            return (*_title(part.title), *(_fact(name, value, words) for name, value in part.rows))
        case Items():
            return _joined([_item(item, label, words) for item in part.items])
        case Delta():
            return (Row(tuple(_stretch(stretch) for stretch in part.stretches), exact=True),)
    assert_never(part)


def _line(line: Line) -> Row:
    match line.tone:
        case Tone.PLAIN:
            return row(line.text)
        case Tone.STRONG:
            return row(line.text, Look.STRONG)
        case Tone.QUIET:
            return row(line.text, Look.QUIET)
    assert_never(line.tone)


def prompt(text: str, words: Words) -> Rows:
    """Give the rows of a text that is copied exactly, and a word when something in it had to be escaped."""
    shown = safe(text)
    rows = (Row((Span(shown),), exact=True),)
    return rows if shown == text else (*rows, EMPTY, row(words(ESCAPED), Look.QUIET))


ESCAPED = N_("Characters that act on a screen stand above as codes like \\x1b; the text itself has not changed.")


def _fact(name: str, value: str, words: Words) -> Row:
    if not value:
        return Row((Span(safe(name), Look.QUIET),), indent=2)
    return Row((Span(_before(name, words), Look.QUIET), Span(safe(value))), indent=2)


def _before(name: str, words: Words) -> str:
    """Give what stands before a text that has a name; not every language puts the colon alike."""
    return words(N_("{label}: {text}"), label=safe(name), text="")


def _item(item: Item, label: Label, words: Words) -> Rows:
    mark = (Span(_before(item.mark, words), Look.STRONG),) if item.mark else ()
    rows = [Row((*mark, Span(safe(item.title))))]
    rows += [Row((Span(f"\u201c{revealed(item.quote)}\u201d", Look.QUIET),), indent=2)] if item.quote else []
    rows += [row(item.body, indent=2)] if item.body else []
    rows += [Row(each.spans, indent=2, apart=each.apart) for each in buttons(item.buttons, label)]
    return tuple(rows)


def _stretch(stretch: Stretch) -> Span:
    """Mark what changed with signs as well; a change of white space alone is made visible."""
    text = revealed(stretch.text)
    breaks = "" if text.strip() else "\n" * text.count("\n")
    marked = text if text.strip() else text.replace("\n", "\\n")
    match stretch.sign:
        case "-":
            return Span(f"[-{marked}-]", Look.REMOVED)
        case "+":
            return Span(f"{{+{marked}+}}{breaks}", Look.ADDED)
        case _:
            return Span(text)


def _form_buttons(event: AskForm) -> tuple[Button, ...]:
    return (event.skip, event.open) if event.skip else (event.open,)


def _ask_form(event: AskForm, label: Label, words: Words) -> Rows:
    intro = (row(event.intro),) if event.intro else ()
    asked = tuple(each for field in event.form.fields for each in question(field, words))
    return _joined([_title(event.title), intro, asked, buttons(_form_buttons(event), label)])


def question(field: Field, words: Words) -> Rows:
    """Give the rows that ask for a field: label, hint, options."""
    optional = () if field.required else (Span(f" ({words(N_('may be skipped'))})", Look.QUIET),)
    rows = [Row((Span(safe(field.label)), *optional))]
    rows += [row(field.hint, Look.QUIET, indent=2)] if field.hint else []
    rows += [row(f"{number}. {option}", indent=2) for number, option in enumerate(field.options, start=1)]
    return tuple(rows)


def _failure(event: Failure, label: Label, words: Words) -> Rows:
    said = [row(event.sentence, Look.BAD)]
    said += [row(text) for text in (event.kept, event.advice) if text]
    said += [row(words(N_("Request {request}"), request=event.request), Look.QUIET)] if event.request else []
    return _joined([tuple(said), buttons(event.buttons, label)])
