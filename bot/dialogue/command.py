"""A command is defined once; help, forms, completion, native declarations and tools all come from the definition."""

from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

from bot.dialogue.events import Button, Card, Event, Part
from bot.dialogue.form import Form
from bot.dialogue.inbound import Material, Remark, Say, Spot, Whence
from bot.domain import TEXT_LIMIT, Actor, Audience, CallId, Scope, ScopeKind, Work, WriteKey
from bot.library.exchange.values import Entry
from bot.ports import DAY, Asker, Clock, Engineer, Sessions, Store
from bot.words import Words

if TYPE_CHECKING:
    from bot.dialogue.aim import Aim
    from bot.dialogue.held import Held
    from bot.dialogue.registry import Registry


class Kind(StrEnum):
    """What an argument takes."""

    WORDS = "words"
    """A text, taken as it is."""
    DOCUMENT = "document"
    """A text up to 100,000 characters, `@name` for a snippet, or an attachment. Typed text that holds exactly one
    code block means that block.
    """
    SNIPPET = "snippet"
    """The name of a snippet that exists, completed over the library; `@` before it and `@version` after it are
    understood.
    """
    NAME = "name"
    """A name to be given."""
    PERSON = "person"
    """Somebody of the team by name or mention, completed over its members. As the last but a choice, it takes what the
    choice leaves of the line, so that a name of several words needs no quotes.
    """
    CHOICE = "choice"
    """One of `choices`."""
    VALUES = "values"
    """Values by names of anybody's choosing (`bot.dialogue.assigned`), behind all else: `tone=brief words=100`."""
    FILES = "files"
    """Files as they are, byte for byte (`Material.parcels`); a text that is given in their place is the value."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Argument:
    """One argument. Positional ones come in order, the last of them takes the rest of the line; an `option` is given
    as `key=value` (in the shell `--key value`). `about` is a message id.
    """

    name: str
    kind: Kind
    about: str
    required: bool = False
    option: bool = False
    sigil: bool = False
    """Positional, and only taken when it begins with "@"."""
    choices: tuple[str, ...] = ()
    limit: int = TEXT_LIMIT
    """Characters."""
    names: Mapping[str, str] = field(default_factory=dict)
    """Native names by language ("fr": "objectif"), for surfaces that show them."""
    lasting: str = ""
    """With it the command changes what is kept in the library, so that a model can only propose that: what it does
    then, as a message id.
    """


PROMPT = "prompt"
"""The family for everybody; the verbs of another are typed behind its name."""


class Permission(StrEnum):
    """Who may call it at all; what it touches is checked by `bot.library.access`."""

    ANYONE = "anyone"
    ADMINISTRATOR = "administrator"
    """Of the team that the call comes from."""


class Visibility(StrEnum):
    """Who sees the answer in a thread. Presses are always answered to the presser alone, and so is everything in a
    channel.
    """

    PRIVATE = "private"
    SHARED = "shared"


class Pointed(StrEnum):
    """What a native menu may point the command at."""

    NOTHING = "nothing"
    MESSAGE = "message"


class Settled(StrEnum):
    """How the person answered what a command stopped at (`bot.commands._safety`): a button of that name runs the same
    call again with it.
    """

    NOTHING = ""
    ANYWAY = "anyway"
    """As it is."""
    CLEANED = "cleaned"
    """With what was found taken out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One call, ready to be handled: who, where, with which values.

    `values` are the arguments by name (for a command) or the fields of the form (for an action); what was not given
    is not there. `subject` is the immutable thing that a token named, empty for a typed command.
    """

    id: CallId
    whence: Whence
    actor: Actor
    words: Words
    values: Mapping[str, str] = field(default_factory=dict)
    subject: str = ""
    material: Material = field(default_factory=Material)
    shared: bool = False
    """The answer is seen by everyone in the conversation."""
    quiet: bool = False
    """Answers where it comes from are private only, as an administrator decided."""
    at_work: Work | None = None
    """What was current as the call came in, for a command that works on it; None: it is to be looked for."""
    heard: tuple[Remark, ...] = ()
    """What was said before in the conversation, for what answers plain words."""
    settled: Settled = Settled.NOTHING
    """It is run again, with that answer to what it stopped at."""
    settles: str = ""
    """A mark of what it stopped at, so that the answer counts for nothing else."""
    step: str = ""
    """Which of several commands that are run for this one call; empty where it is the only one."""

    def get(self, name: str) -> str:
        """Give a value, or an empty text."""
        return self.values.get(name, "")

    def write(self, effect: str) -> WriteKey:
        """Name an effect of this call, so that it is done once however often the call is run."""
        return WriteKey(f"{self.id}/{self.step}/{effect}" if self.step else f"{self.id}/{effect}")

    @property
    def asker(self) -> Asker:
        """For whom a model works in this call."""
        return Asker(person=self.actor.person, team=self.actor.team, call=self.id, words=self.words)

    def since(self, clock: Clock) -> datetime | None:
        """Give the time before which the conversation's prompt is no longer the current one: in a channel 24 hours
        ago, elsewhere None.
        """
        return clock.now() - DAY if self.whence.spot is Spot.CHANNEL else None

    @property
    def here(self) -> str:
        """The key of the place that has one current prompt for all who are in it: a thread, a direct message, a
        terminal.
        """
        return place_key(self.whence)

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys under which the current prompt is looked for, in order: what is asked privately in a thread is
        about the thread's prompt first.
        """
        return tuple(
            dict.fromkeys((self.here, self.conversation) if self.whence.spot is Spot.THREAD else (self.conversation,))
        )

    @property
    def conversation(self) -> str:
        """The key of where the work of this call goes on: `here`, but each person's own in a channel and in what is
        answered privately in a thread, so that nothing private comes before others.
        """
        alone = self.whence.spot is Spot.CHANNEL or (self.whence.spot is Spot.THREAD and not self.shared)
        return f"{self.here}:{self.actor.person}" if alone else self.here


def place_key(whence: Whence) -> str:
    """Give the key of a place that has one current prompt for all who are in it."""
    return f"{whence.account.platform}:{whence.account.tenant}:{whence.channel}:{whence.thread}"


def channel_scope(whence: Whence) -> Scope | None:
    """Give the scope of the channel that something was said in; none in a direct message or a terminal."""
    if whence.spot not in {Spot.CHANNEL, Spot.THREAD}:
        return None
    account = whence.account
    return Scope(ScopeKind.CHANNEL, f"{account.platform}:{account.tenant}:{whence.channel}")


async def at_work(call: Call, sessions: Sessions, clock: Clock) -> Work | None:
    """Give what the conversation of a call works on."""
    for key in call.keys:
        found = await sessions.at_work(key, since=call.since(clock))
        if found:
            return found
    return None


class Ears(Protocol):
    """What makes sense of plain words. It must not do anything yet: it says what is to be run, and that is run with the
    same checks as a typed command.
    """

    @property
    def looks_back(self) -> bool:
        """Whether it makes use of what was said before (`Say.heard`)."""
        ...

    async def means(self, said: Say, registry: "Registry", *, working: bool, known: "Known") -> "Aim":
        """Say what is meant. `working`: a prompt is under work. `Usage`, `TooLarge` and `StoreFailed` tell what is
        wrong.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """What a handler may use."""

    engineer: Engineer
    guided: Engineer
    """The one that needs no model; the same as `engineer` when none is connected."""
    store: Store
    clock: Clock
    registry: "Registry"
    held: "Held"
    ears: Ears
    by_rules: Ears
    """The ears that need no model; the same as `ears` where none is connected that can lead a conversation."""
    starter: Callable[[], Sequence[Entry]] = tuple
    """Gives the prompts that come with the program, to begin with."""


Known = Callable[["Command", str], Awaitable[bool]]
"""Tells whether a name, with or without a version behind it, is that of a saved prompt which the command would find."""
Events = AsyncGenerator[Event, None]
Handler = Callable[[Call, Services], Events]
"""Yields events, `Done` last. It raises `bot.errors` for what a person can meet; dispatch turns those into a
`Failure`. It is run in one task and may be cancelled at any await.
"""
FormMaker = Callable[[Call, Services], Awaitable[Form | None]]
"""Gives the form to open before the handler can run, or None when nothing is missing. It may read the store, never
the model.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """What a button or a form does beside calling its command: `name` is "apply" in the token "1refine.apply:..."."""

    name: str
    run: Handler
    form: FormMaker | None = None


@dataclass(frozen=True, slots=True)
class Lookup:
    """Something to be looked up by name, which `App.complete` completes while it is typed: choosing it calls `command`
    with it as `argument`. `label` says what it is for.
    """

    label: str
    command: str
    argument: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A section of a home screen."""

    title: str
    parts: tuple[Part, ...]
    buttons: tuple[Button, ...] = ()
    lookup: Lookup | None = None


HomeMaker = Callable[[Actor, Words, Services], Awaitable[tuple[Section, ...]]]
"""Gives what a command has for somebody's home screen, in order; nothing for nothing."""


NoticeMaker = Callable[[str, Audience, Words, Services], Awaitable[Card | None]]
"""Gives how the thing that a notice's token names stands now; None when there is nothing more to show of it, or they
may no longer see it.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """A verb. `help` and `example` are message ids; `names` are native names by language ("fr": "rédiger").

    The registry refuses what a platform could not hold.
    """

    verb: str
    help: str
    """One line, at most 100 characters."""
    example: str
    """As typed after the family: "draft a prompt that ..."."""
    run: Handler
    arguments: tuple[Argument, ...] = ()
    family: str = PROMPT
    details: str = ""
    """More help: a message id of several lines."""
    aliases: tuple[str, ...] = ()
    names: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    permission: Permission = Permission.ANYONE
    visibility: Visibility = Visibility.PRIVATE
    on_current: tuple[str, ...] | None = None
    """It works on the current prompt unless one of these arguments is given; None: it does not work on it."""
    pointed: Pointed = Pointed.NOTHING
    pointed_label: str = ""
    """The message id of the menu's entry, where it can be pointed at something."""
    form: FormMaker | None = None
    """None: the form is made from the required arguments that are missing."""
    home: HomeMaker | None = None
    start: HomeMaker | None = None
    """What it has for the start of a conversation at this computer."""
    notice: NoticeMaker | None = None
    """How what it tells others of stands in their messages (`bot.ports.Notices`)."""
    asks_model: bool = False
    """Its texts go to a language model, so that a secret in them stops it first."""
    tool: bool = False
    """A model in conversation may run it: it reads, or changes the asker's own work alone, where every version is kept.
    It shows nothing to others that not all of them may see (`Call.shared`). All other commands it can only propose,
    and this one too with an argument that is `lasting`.
    """
    doing: str = ""
    """What is said while a model runs it, as a message id ("Searching the library…"); empty where it says so itself."""
    gives_file: bool = False
    """It gives a file for keeping, so that a shell may be told where to put it."""
    actions: tuple[Action, ...] = ()
    order: int = 50
    """Where it stands in lists, least first."""

    @property
    def id(self) -> str:
        """The name in tokens: the verb, with the family in front where it is another than "prompt"."""
        return self.verb if self.family == PROMPT else f"{self.family}-{self.verb}"

    @property
    def prefix(self) -> str:
        """What stands before its verb where commands are typed on a line: nothing, or the family."""
        return "" if self.family == PROMPT else f"{self.family} "

    def run_by_model(self, values: Mapping[str, str]) -> bool:
        """Tell whether a model in conversation may run it with these values, and not only propose it."""
        return self.tool and not any(one.lasting and values.get(one.name) for one in self.arguments)

    def called(self, locale: str) -> str:
        """Give its name in a language; the verb where it has none there."""
        native = self.names.get(locale.partition("-")[0])
        return native[0] if native else self.verb

    def typed(self, locale: str) -> str:
        """Give its name in a language as it is typed, with the family where that must be said."""
        return f"{self.prefix}{self.called(locale)}"


@dataclass(frozen=True, slots=True)
class Completion:
    """A value to complete with. `label` is shown; at most 100 characters each."""

    value: str
    label: str
    about: str = ""
