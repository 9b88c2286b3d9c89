"""What a command may say: a closed union of frozen values. An adapter matches it exhaustively.

Each visible event has a slot: the same slot edits in place, a new slot posts. All texts are translated already, and
all are plain text: an adapter escapes every one of them. A call yields any of them in order and `Done` last.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

from bot.dialogue.form import Form
from bot.domain import Status, Stretch

# --- parts of a card ---------------------------------------------------------------------------------------------


class Style(StrEnum):
    """How a button weighs. Colour is never the only sign: the label says it as well."""

    PLAIN = "plain"
    PRIMARY = "primary"
    DANGER = "danger"


@dataclass(frozen=True, slots=True)
class Button:
    """A button: at most 36 characters are seen everywhere. `token` names what it does (`bot.dialogue.action`)."""

    label: str
    token: str
    style: Style = Style.PLAIN


@dataclass(frozen=True, slots=True)
class Thumbs:
    """A pair of buttons by which a person says what they think of a thing. Surfaces that have something of their own
    for that show it so; on all others both stand behind "More".
    """

    up: Button
    down: Button


class Tone(StrEnum):
    """How a line of text is meant."""

    PLAIN = "plain"
    STRONG = "strong"
    QUIET = "quiet"
    """Said aside: where, how much, what was assumed."""


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence or a paragraph."""

    text: str
    tone: Tone = Tone.PLAIN
    part: Literal["line"] = field(default="line", kw_only=True, repr=False)


@dataclass(frozen=True, slots=True)
class Prompt:
    """A text that must be shown and copied exactly, character by character. `name` is a file name for where it does
    not fit.
    """

    text: str
    name: str = "prompt.md"
    part: Literal["prompt"] = field(default="prompt", kw_only=True, repr=False)


@dataclass(frozen=True, slots=True)
class Facts:
    """Names with values, in order."""

    rows: tuple[tuple[str, str], ...]
    title: str = ""
    part: Literal["facts"] = field(default="facts", kw_only=True, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One of several things: a finding, a snippet. `mark` is a word said before the title (a severity, say)."""

    title: str
    body: str = ""
    quote: str = ""
    """Exact words quoted."""
    mark: str = ""
    buttons: tuple[Button, ...] = ()


@dataclass(frozen=True, slots=True)
class Items:
    """A list of things."""

    items: tuple[Item, ...]
    part: Literal["items"] = field(default="items", kw_only=True, repr=False)


@dataclass(frozen=True, slots=True)
class Delta:
    """A difference word by word."""

    stretches: tuple[Stretch, ...]
    part: Literal["delta"] = field(default="delta", kw_only=True, repr=False)


Part = Line | Prompt | Facts | Items | Delta


# --- the events --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class TextDelta:
    """More text of what streams in a slot."""

    slot: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """What is being done, in a few words. `data` is what was found so far, where something was."""

    slot: str
    text: str
    data: object = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A finished thing to look at. `data` is the domain value that it shows."""

    slot: str
    title: str
    parts: tuple[Part, ...] = ()
    buttons: tuple[Button, ...] = ()
    more: tuple[Button, ...] = ()
    """Buttons that stand behind "More"."""
    thumbs: Thumbs | None = None
    public: bool = False
    """For everyone in the conversation to see; all else is for the one who asked."""
    once: str = ""
    """It is shown this once and not kept with the call: a second delivery gets this sentence in place of its parts."""
    data: object = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Diff:
    """What changed between two texts, and why. `buttons` as on a card."""

    slot: str
    title: str
    delta: Delta
    notes: tuple[Line, ...] = ()
    buttons: tuple[Button, ...] = ()
    more: tuple[Button, ...] = ()
    thumbs: Thumbs | None = None
    data: object = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """A question that one press answers."""

    slot: str
    question: str
    parts: tuple[Part, ...] = ()
    buttons: tuple[Button, ...] = ()
    data: object = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AskForm:
    """Questions that want a form. Shown as a card: `skip` first, then a button that opens the form, whose answers
    come back as a `Submit`. `open` is the button's label and token; pressing it makes `prepare` give the form.
    """

    slot: str
    title: str
    intro: str
    form: Form
    skip: Button | None
    open: Button
    data: object = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file for the person. `note` says what it is."""

    slot: str
    name: str
    media_type: str
    content: bytes = field(repr=False)
    note: str = ""
    keep: bool = False
    """It is for keeping rather than for reading: where files can be kept it is one, even if it is text."""
    once: str = ""
    """It is given this once, as of a card."""


class Blame(StrEnum):
    """Who can mend a failure; the shell's exit code comes from it."""

    PERSON = "person"
    USAGE = "usage"
    OUTSIDE = "outside"
    """The model, the store or the platform."""
    BUG = "bug"


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """Something did not work: what happened, what became of the person's text, what to do. `request` is the id that
    the log has too; empty where there is nothing to look up.
    """

    slot: str
    sentence: str
    kept: str
    """Whether anything was lost."""
    advice: str = ""
    blame: Blame
    request: str = ""
    buttons: tuple[Button, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """The end. `data` is the command's result as domain values, for machines; people have seen it already.
    `repeated` says that this event was answered before and nothing was done now.
    """

    status: Status
    data: object = None
    repeated: bool = False


Visible = TextDelta | Progress | Card | Diff | Choices | AskForm | Attachment | Failure
Event = Visible | Done
