"""A second adapter, as narrow as chat platforms are: it holds little text, few buttons and short forms, it cannot
stream and has its own words for everything. What it would have sent is kept in `messages`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from adapters.base import Ability, Capabilities, Level, Limit
from adapters.degrade import Degrader
from adapters.escape import safe
from adapters.lines import block
from adapters.split import split
from bot.dialogue.dispatch import App
from bot.dialogue.events import (
    AskForm,
    Attachment,
    Button,
    Card,
    Choices,
    Diff,
    Done,
    Event,
    Failure,
    Progress,
    TextDelta,
)
from bot.dialogue.form import FieldKind, Form
from bot.dialogue.inbound import Inbound
from bot.domain import CallId
from bot.settings import Settings
from bot.words import Words

NARROW = Capabilities(
    surface="recorder",
    streaming=Ability(Level.NONE),
    editing=Ability(Level.FULL),
    buttons=Ability(Level.FULL, limit=Limit(2, "buttons", "made up")),
    thumbs=Ability(Level.NONE),
    forms=Ability(Level.NONE),
    fields=frozenset({FieldKind.LINE}),
    files=Ability(Level.NONE),
    colour=Ability(Level.NONE),
    text=Limit(300, "characters", "made up"),
)
BARE = Capabilities(
    surface="bare recorder",
    streaming=Ability(Level.NONE),
    editing=Ability(Level.NONE),
    buttons=Ability(Level.NONE),
    thumbs=Ability(Level.NONE),
    forms=Ability(Level.NONE),
    fields=frozenset(),
    files=Ability(Level.NONE),
    colour=Ability(Level.NONE),
    text=Limit(300, "characters", "made up"),
)


@dataclass(frozen=True, slots=True)
class Message:
    """What would have been posted: a text within the limit, and buttons."""

    text: str
    buttons: tuple[Button, ...] = ()


@dataclass
class RecordingAdapter:
    """Plays `inbound` to the core, one after another, and keeps what comes back."""

    capabilities: Capabilities = NARROW
    inbound: Sequence[Inbound] = ()
    name: str = "recorder"
    messages: list[Message] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)
    forms: list[Form] = field(default_factory=list)
    ends: list[Done] = field(default_factory=list)
    _call: CallId | None = None
    _degrade: Degrader | None = None

    def configured(self, settings: Settings) -> bool:  # noqa: ARG002 - part of the port
        """Say yes: it needs nothing."""
        return True

    async def run(self, app: App) -> int:
        """Play everything; give the exit code."""
        for inbound in self.inbound:
            asked = await app.prepare(inbound)
            if isinstance(asked, Form):
                self.forms.append(asked)
                continue
            async with await app.start(inbound) as reply:
                async for event in reply:
                    await self.show(reply.call, event)
        return 0

    async def show(self, call: CallId, event: Event) -> None:
        """Keep what would be posted for an event."""
        if call != self._call or self._degrade is None:
            for each in self._degrade.left() if self._degrade else ():
                self._post(each)
            self._call, self._degrade = call, Degrader(self.capabilities, Words())
        for each in self._degrade(event):
            self._post(each)

    def _post(self, event: Event) -> None:
        match event:
            case Done():
                self.ends.append(event)
            case TextDelta() | Progress():
                self.messages.append(Message(safe(event.text)))
            case Attachment():
                self.files[event.name] = event.content
            case Card() | Diff() | Choices() | AskForm() | Failure():
                text = "\n".join(row.text for row in block(event, lambda button: button.label, Words()))
                more = event.more if isinstance(event, Card | Diff) else ()
                self.messages += _messages(text, [*_buttons(event), *more], self._limit)

    @property
    def _limit(self) -> int:
        return self.capabilities.text.number if self.capabilities.text else 1_000_000


def _buttons(event: Card | Diff | Choices | AskForm | Failure) -> tuple[Button, ...]:
    if isinstance(event, AskForm):
        return (*((event.skip,) if event.skip else ()), event.open)
    return event.buttons


def _messages(text: str, buttons: Iterable[Button], limit: int) -> list[Message]:
    parts = [part.shown for part in split(text, limit)] or [""]
    return [*map(Message, parts[:-1]), Message(parts[-1], tuple(buttons))]
