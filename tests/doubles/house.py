"""The real core on a real database file, with an engineer and a clock that do as they are told."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path

from bot.commands import load
from bot.dialogue.command import Ears, Services
from bot.dialogue.dispatch import App
from bot.dialogue.events import AskForm, Button, Card, Choices, Diff, Done, Event, Failure, Items
from bot.dialogue.held import Held
from bot.dialogue.inbound import Inbound, Invoke, Material, Press, Say, Spot, Submit, Whence
from bot.dialogue.registry import Registry
from bot.domain import Account, EventKey, Place
from bot.ports import Engineer
from bot.talk.router import Router
from data.starter import load as load_starter
from data.store import open_store
from tests.doubles.begun import begin
from tests.doubles.clock import FakeClock
from tests.doubles.engineer import ScriptedEngineer

HERE = Whence(
    account=Account("chat", "acme", "ann"),
    name="Ann",
    place=Place("chat", "acme", "Acme"),
    spot=Spot.DIRECT,
    channel="dm-ann",
    event=EventKey(""),
    address=b"reply here",
)
_numbers = count(1)


@dataclass
class Answer:
    """What came back."""

    events: list[Event]

    @property
    def done(self) -> Done:
        """The end, which is always the last."""
        last = self.events[-1]
        assert isinstance(last, Done)
        return last

    @property
    def failure(self) -> Failure:
        """The one failure."""
        (failure,) = [event for event in self.events if isinstance(event, Failure)]
        return failure

    @property
    def card(self) -> Card | Diff | Choices | AskForm:
        """The last thing to look at."""
        return [event for event in self.events if isinstance(event, Card | Diff | Choices | AskForm)][-1]

    def button(self, label: str) -> Button:
        """Give the button of that label, wherever it stands."""
        return next(button for button in self.buttons if button.label == label)

    @property
    def buttons(self) -> list[Button]:
        """Every button that can be pressed."""
        return [button for event in self.events for button in _buttons(event)]

    @property
    def text(self) -> str:
        """All that can be read, for a look at what stands there."""
        return "\n".join(repr(event) for event in self.events)


def _buttons(event: Event) -> list[Button]:
    match event:
        case Card(parts=parts, buttons=buttons, more=more, thumbs=thumbs):
            items = [item for part in parts if isinstance(part, Items) for item in part.items]
            both = (thumbs.up, thumbs.down) if thumbs else ()
            return [*(button for item in items for button in item.buttons), *buttons, *more, *both]
        case Diff(buttons=buttons, more=more, thumbs=thumbs):
            return [*buttons, *more, *((thumbs.up, thumbs.down) if thumbs else ())]
        case Choices(buttons=buttons) | Failure(buttons=buttons):
            return list(buttons)
        case AskForm(skip=skip, open=opener):
            return [*([skip] if skip else []), opener]
        case _:
            return []


class House:
    """The core, and a person who talks to it. Each delivery is an event of its own unless it is named."""

    def __init__(self, app: App, engineer: ScriptedEngineer, clock: FakeClock) -> None:
        self.app = app
        self.engineer = engineer
        self.clock = clock
        self.whence = HERE

    def at(self, event: str = "") -> Whence:
        """Give who speaks now, with a new event."""
        return replace(self.whence, event=EventKey(event or f"event-{next(_numbers)}"))

    async def type(self, line: str, *, event: str = "", material: Material | None = None) -> Answer:
        """Type a line after the family."""
        return await self.send(Invoke(whence=self.at(event), line=line, material=material or Material()))

    async def call(self, command: str, **values: str) -> Answer:
        """Call a command by its native form."""
        return await self.send(Invoke(whence=self.at(), command=command, values=values))

    async def say(self, text: str) -> Answer:
        """Say plain words."""
        return await self.send(Say(whence=self.at(), text=text))

    async def press(self, token: str, *, event: str = "") -> Answer:
        """Press a button."""
        return await self.send(Press(whence=self.at(event), token=token))

    async def submit(self, token: str, values: Mapping[str, str]) -> Answer:
        """Send a form."""
        return await self.send(Submit(whence=self.at(), token=token, values=values))

    async def send(self, inbound: Inbound) -> Answer:
        """Hand it in and read the answer to its end."""
        reply = await self.app.start(inbound)
        return Answer([event async for event in reply])


def in_channel(home: House) -> None:
    """Let whoever speaks do so where others read along."""
    home.whence = replace(home.whence, spot=Spot.CHANNEL, channel="general")


@asynccontextmanager
async def house(
    folder: Path,
    *,
    engineer: ScriptedEngineer | None = None,
    guided: Engineer | None = None,
    clock: FakeClock | None = None,
    registry: Registry | None = None,
    boot: str = "boot",
    ears: Ears | None = None,
) -> AsyncIterator[House]:
    """Open the core on the database in `folder`; opening it again is what a restart does."""
    clock, engineer = clock or FakeClock(), engineer or ScriptedEngineer()
    await begin(folder / "prompteur.db")
    store = await open_store(folder / "prompteur.db", clock=clock, secret=None, key_file=folder / "secret.key")
    services = Services(
        engineer=engineer,
        guided=guided or ScriptedEngineer(model=None),
        store=store,
        clock=clock,
        registry=registry or load(),
        held=Held(clock),
        ears=ears or Router(),
        by_rules=Router(),
        starter=load_starter,
    )
    app = App(services, boot=boot)
    try:
        yield House(app, engineer, clock)
    finally:
        await app.aclose(1.0)
