"""What an adapter is, and what the program gives it."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from bot.dialogue.dispatch import App
from bot.dialogue.events import Event
from bot.dialogue.form import FieldKind
from bot.dialogue.registry import Registry
from bot.domain import CallId
from bot.ports import Diagnosis, Maintenance, Models
from bot.settings import Settings
from bot.words import Words

# --- what a surface can do, as data --------------------------------------------------------------------------------


class Level(StrEnum):
    """How well a surface can do something."""

    NONE = "no"
    """Not at all: `adapters.degrade` makes something simpler of it."""
    PARTIAL = "in its way"
    """In another form, which the note tells."""
    FULL = "yes"


@dataclass(frozen=True, slots=True)
class Limit:
    """A number that a platform sets. `source` says where it is written, and when it was read."""

    number: int
    unit: str
    source: str


@dataclass(frozen=True, slots=True)
class Ability:
    """One thing that a surface can or cannot do; `limit` None: no bound that anybody would meet."""

    level: Level
    note: str = ""
    limit: Limit | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Capabilities:
    """What a surface can show. The table in `adapters/README.md` is made from these values."""

    surface: str
    streaming: Ability
    """Text appears as it is written."""
    editing: Ability
    """What stands in a slot is replaced in place."""
    buttons: Ability
    """Limit: buttons on one card."""
    thumbs: Ability
    """What a person thinks of a thing is asked in the surface's own way; else both buttons stand behind "More"."""
    forms: Ability
    """Limit: fields of one form."""
    fields: frozenset[FieldKind]
    """The kinds of fields that a form may hold."""
    files: Ability
    """Limit: bytes of one file."""
    colour: Ability
    text: Limit | None
    """The longest text of one message, counted by `measure`; None: any."""
    measure: Callable[[str], int] = len
    """How the platform counts. It must not count two texts together as more than each alone."""


# --- the ports -------------------------------------------------------------------------------------------------------


class Surface(Protocol):
    """Where the events of calls are shown to one person or conversation.

    It must not drop text, must not read anything out of a token, and must escape every text it is given.
    """

    @property
    def capabilities(self) -> Capabilities:
        """What can be shown here."""
        ...

    async def show(self, call: CallId, event: Event) -> None:
        """Show an event of a call; the last one of each call is a `Done`."""
        ...


class Adapter(Protocol):
    """One platform: it listens, hands inbound values to the core and shows what comes back.

    It must not see the store, import another adapter, or decide what anybody may do.
    """

    @property
    def name(self) -> str:
        """The platform's word, as in `Account.platform`."""
        ...

    @property
    def capabilities(self) -> Capabilities:
        """What its surfaces can show."""
        ...

    def configured(self, settings: Settings) -> bool:
        """Say whether it has what it needs to start."""
        ...

    async def run(self, app: App) -> int:
        """Listen until there is nothing more to hear or the task is cancelled; give the exit code (0, 1, 2, 3). Before
        it is cancelled, calls under way have ended with a note that was read; it has a second to end then.
        """
        ...


# --- what the operator of a chat platform needs ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """An option of a task, `--name`. With a `metavar` it takes a text, else it is a switch. `about` is a message id."""

    name: str
    about: str
    metavar: str = ""


class Perform(Protocol):
    """How a task is done."""

    def __call__(self, settings: Settings, values: Mapping[str, str | bool], words: Words, /) -> AsyncIterator[str]:
        """Give what is printed, line by line, or raise a `PrompteurError`. `values` holds every option by its name: a
        text (empty where it was left out), or whether the switch was given.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """Something that a platform's adapter does for the operator: `prompteur PLATFORM VERB`, without core and library.
    `about` is a message id.
    """

    verb: str
    about: str
    run: Perform
    options: tuple[Option, ...] = ()


class ChatPlatform(Adapter, Protocol):
    """An adapter of a platform that has to be set up by somebody. It must not load the platform's SDK before it is
    asked to do something: the shell asks every one for its tasks.
    """

    def diagnose(self, settings: Settings, words: Words) -> AsyncIterator[Diagnosis]:
        """Look at what is configured, and at what the platform says of it, one line after the other. It must not raise
        for what may be wrong outside, nor take longer than some seconds.
        """
        ...

    @property
    def tasks(self) -> tuple[Task, ...]:
        """What it does for the operator."""
        ...


# --- the program, as the shell sees it -------------------------------------------------------------------------------


class Program(Protocol):
    """The whole program as the shell sees it; nothing is opened before it is asked for."""

    @property
    def settings(self) -> Settings:
        """The settings, read once."""
        ...

    @property
    def registry(self) -> Registry:
        """All commands."""
        ...

    @property
    def models(self) -> Models:
        """The language models on this computer."""
        ...

    def maintenance(self) -> Maintenance:
        """Give what the operator does with the database."""
        ...

    def open(self) -> AbstractAsyncContextManager[App]:
        """Open store and model; close them at the end."""
        ...

    @property
    def platforms(self) -> tuple[str, ...]:
        """The names of the chat platforms that have credentials; the terminal is none of them."""
        ...

    @property
    def tasks(self) -> Mapping[str, tuple[Task, ...]]:
        """What the adapters do for the operator, by platform; empty for a platform that has nothing to do."""
        ...

    async def serve(self) -> int:
        """Run every adapter that has credentials until a signal; give the exit code."""
        ...

    async def chat(self, *, json: bool) -> int:
        """Run the terminal adapter: a chat, or answers to each line of a standard input that is no terminal (`json`:
        as JSON); give the exit code.
        """
        ...

    def diagnose(self) -> AsyncIterator[Diagnosis]:
        """Look at everything that is configured, one line after the other."""
        ...
