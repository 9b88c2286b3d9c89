"""Values that a button can name, kept as immutable records."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256
from typing import TypeVar, cast

from bot.dialogue.command import Call, Services
from bot.dialogue.inbound import Material
from bot.dialogue.stored import adapter
from bot.domain import Critique, Goal, Order, Question, RecordId, ScopeKind, SessionId, SnippetId, VersionId, WriteKey
from bot.errors import NotFound
from bot.words import N_

T = TypeVar("T")
MOMENT = timedelta(minutes=1)
"""How long a press is taken for a double click of the one before."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A goal with the questions that were asked about it."""

    goal: Goal
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Ordered:
    """A refinement of one exact version."""

    version: VersionId
    order: Order


@dataclass(frozen=True, slots=True)
class Proposal:
    """A text that was made from a version which is no longer the latest."""

    parent: VersionId
    text: str
    why: str


@dataclass(frozen=True, slots=True)
class Query:
    """A page of what was searched for."""

    words: str
    offset: int
    kind: ScopeKind | None = None
    """Whose; None: all that the person may see."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A prompt as it was shared for all to see in one channel."""

    name: str
    text: str
    about: str
    by: str
    where: str
    which: str = ""
    """Which version, in words, where there are several."""
    snippet: SnippetId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Overtaken:
    """A text that is to be saved and is based on a version that is no longer the newest."""

    snippet: SnippetId
    base: int
    newest: int
    name: str
    text: str
    why: str
    about: str
    target: str
    session: SessionId | None
    """Where it is worked on, if that is the person's own."""

    def onto(self, newest: int) -> "Overtaken":
        """Give the same where another version has become the newest."""
        return replace(self, newest=newest)


@dataclass(frozen=True, slots=True)
class Wish:
    """A change of another's prompt that somebody may propose: a text, or the version that a label is to point at."""

    snippet: SnippetId
    label: str
    number: int
    """The version that is there; 0: the text is meant."""
    text: str = ""
    why: str = ""
    about: str = ""
    target: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
    """An answer to a version of a saved prompt, without its text: short values, of the others how long they were."""

    snippet: SnippetId
    number: int
    model: str
    values: Mapping[str, str]
    lengths: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Waiting:
    """Files that wait until somebody says whether they are to be imported, and where to."""

    material: Material
    to: str


@dataclass(frozen=True, slots=True)
class Joining:
    """A code that was looked at, as its keyed hash; what it joins waits until somebody presses."""

    code: str


@dataclass(frozen=True, slots=True)
class Forgetting:
    """Somebody was asked whether they are to be forgotten, and may answer until then."""

    until: datetime


Kept = (
    Asked
    | Ordered
    | Overtaken
    | Proposal
    | Query
    | Shown
    | Critique
    | Material
    | Waiting
    | Wish
    | Ran
    | Joining
    | Forgetting
)
_KINDS = (
    Asked,
    Ordered,
    Overtaken,
    Proposal,
    Query,
    Shown,
    Critique,
    Material,
    Waiting,
    Wish,
    Ran,
    Joining,
    Forgetting,
)
_ADAPTERS = {kind.__name__: adapter(kind) for kind in _KINDS}


async def keep(call: Call, services: Services, value: Kept) -> RecordId:
    """Keep a value; the same call gives the same id for the same value, and another one for what it found when it was
    run again.
    """
    kind = type(value).__name__
    body = _ADAPTERS[kind].dump_json([value])
    effect = f"{kind}-{sha256(body).hexdigest()[:16]}"
    return await services.store.records.put(kind, call.actor.person, body, call.write(effect))


async def kept(call: Call, services: Services, subject: str, kind: type[T], *, public: bool = False) -> T:
    """Give a kept value back. `NotFound` when it is gone, is of another kind, or is another person's."""
    record = await services.store.records.get(RecordId(subject))
    if record is None or record.kind != kind.__name__ or not (public or record.owner == call.actor.person):
        raise gone()
    return cast("T", _ADAPTERS[kind.__name__].validate_json(record.body)[0])


def gone() -> NotFound:
    """Give the error for what is no longer kept, or is not theirs: one sentence for both."""
    return NotFound(N_("That is no longer there."), advice=N_("Type the command again."))


async def is_first(call: Call, services: Services, thing: str) -> bool:
    """Note that this call does `thing` in this conversation, unless the same person did it there a moment ago; say
    whether it was noted. A call that is run again is the first again.
    """
    records, person, body = services.store.records, call.actor.person, call.id.encode()
    number = 0
    while True:
        write = WriteKey(f"first/{person}/{call.here}/{thing}/{number}")
        record = await records.get(await records.put("first", person, body, write))
        if record and record.body == body:
            return True
        if record and services.clock.now() - record.at < MOMENT:
            return False
        number += 1
