"""One of every event with every part that it can have, for what must hold on every surface."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass

from bot.dialogue.events import (
    AskForm,
    Attachment,
    Blame,
    Button,
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
    Progress,
    Prompt,
    Style,
    TextDelta,
    Thumbs,
    Tone,
)
from bot.dialogue.form import Field, FieldKind, Form
from bot.domain import Status, Stretch

FORM = Form(
    token="1draft.answer:brief",
    title="Before I draft",
    fields=(
        Field(
            name="reader",
            label="Who reads it?",
            kind=FieldKind.CHOICE,
            options=("A manager", "Engineers"),
            free=True,
            required=False,
        ),
        Field(name="rules", label="What must not happen?", kind=FieldKind.TEXT, hint="One rule a line", required=False),
        Field(
            name="format", label="What comes out?", kind=FieldKind.CHOICE, options=("Prose", "A table"), required=True
        ),
    ),
    submit="Draft",
)
CARD = Card(
    slot="prompt",
    title="Ticket summary, v3",
    parts=(
        Line("Working on it since Monday."),
        Line("Nearly there", Tone.STRONG),
        Prompt("Summarise {{tickets}}.\n\n- Keep it short.\n\tNo names.", name="tickets.md"),
        Facts((("Model", "claude"), ("Tokens", "1,234")), title="What it took"),
        Items(
            (
                Item(
                    title="Two lengths are asked for",
                    body="One of them has to go.",
                    quote="at most 14 words",
                    mark="blocker",
                    buttons=(Button("Keep 14", "1refine.apply:a"), Button("Keep 88", "1refine.apply:b")),
                ),
                Item(title="The reader is not named"),
            )
        ),
        Delta((Stretch("=", "Keep it "), Stretch("-", "long"), Stretch("+", "short"), Stretch("=", "."))),
        Line("Assumed: in English", Tone.QUIET),
    ),
    buttons=(Button("Refine", "1refine:v", Style.PRIMARY), Button("Save", "1save:v")),
    more=(Button("Details", "1draft.details:v"), Button("Throw away", "1delete:v", Style.DANGER)),
    thumbs=Thumbs(Button("Well done", "1refine.good:v"), Button("Not so well", "1refine.bad:v")),
)
EXAMPLES: tuple[Event, ...] = (
    Progress(slot="wait", text="Reading the goal"),
    TextDelta(slot="text", text="Write a sum"),
    TextDelta(slot="text", text="mary."),
    CARD,
    Diff(
        slot="diff",
        title="Ticket summary, v4",
        delta=Delta((Stretch("=", "Write "), Stretch("-", "a lot"), Stretch("+", "little"), Stretch("+", "\n"))),
        notes=(Line("Length: it was asked for"),),
        buttons=(Button("Keep", "1refine.keep:v"), Button("Undo", "1undo:v")),
        more=(Button("Compare", "1refine.compare:v"),),
        thumbs=Thumbs(Button("This is good", "1refine.good:w"), Button("This is not good", "1refine.bad:w")),
    ),
    Choices(
        slot="choice",
        question="Did you mean:",
        parts=(Line("The word was drfat."),),
        buttons=(Button("draft", "1help.meant:r"),),
    ),
    AskForm(
        slot="form",
        title="Before I draft it",
        intro="Each answer helps.",
        form=FORM,
        skip=Button("Draft now", "1draft.now:brief", Style.PRIMARY),
        open=Button("Answer", "1draft.answer:brief"),
    ),
    Attachment(
        slot="file",
        name="export.md",
        media_type="text/markdown",
        content="All of it — so.".encode(),
        note="Your prompts",
    ),
    Failure(
        slot="failure",
        sentence="The model could not be reached.",
        kept="Nothing was changed.",
        advice="Try again in a minute.",
        blame=Blame.OUTSIDE,
        request="k7f2-m9xd",
        buttons=(Button("Retry", "1retry:call"),),
    ),
    Done(status=Status.DONE),
)
HIDDEN = frozenset(
    {
        "slot",
        "token",
        "data",
        "media_type",
        "name",
        "part",
        "style",
        "tone",
        "blame",
        "sign",
        "kind",
        "submit",
        "status",
    }
)
"""Fields that nobody reads."""


def texts(value: object) -> Iterator[str]:
    """Give every text of an event that a person must be able to read."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, bytes):
        yield value.decode()
    elif isinstance(value, tuple):
        for each in value:
            yield from texts(each)
    elif is_dataclass(value):
        for field in fields(value):
            if field.name not in HIDDEN:
                yield from texts(getattr(value, field.name))


def squeezed(text: str) -> str:
    """Give a text without white space, so that wrapping and margins make no difference."""
    return "".join(text.split())
