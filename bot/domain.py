"""What Prompteur is about, as frozen values. No I/O, no platform, no rules beyond what a value needs to be whole.

Ids are opaque texts: nothing may be read out of them. Times are aware, in UTC. Order is by version number, never by
time.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import NewType

PersonId = NewType("PersonId", str)
TeamId = NewType("TeamId", str)
SessionId = NewType("SessionId", str)
VersionId = NewType("VersionId", str)
SnippetId = NewType("SnippetId", str)
RecordId = NewType("RecordId", str)
CallId = NewType("CallId", str)
NoticeId = NewType("NoticeId", str)
ProposalId = NewType("ProposalId", str)
EventKey = NewType("EventKey", str)
"""Names one delivery by a platform, so that a second delivery is known as such."""
WriteKey = NewType("WriteKey", str)
"""Names one effect of one call: the same write asked for twice is done once and gives the first result."""

TEXT_LIMIT = 100_000
"""Characters that a prompt, a document or a message may have. More is refused with the count."""


# --- who and where -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Account:
    """One user of one tenant (a workspace, a server, this computer) of one platform."""

    platform: str
    tenant: str
    user: str


class Role(StrEnum):
    """What a person is in a team, least first."""

    NONE = "none"
    """Taken out of the team."""
    VIEWER = "viewer"
    EDITOR = "editor"
    REVIEWER = "reviewer"
    ADMINISTRATOR = "administrator"

    @property
    def rank(self) -> int:
        """Give 0 for the least."""
        return list(Role).index(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who acts, as known at this moment; looked up again for every call."""

    person: PersonId
    name: str
    account: Account
    team: TeamId | None
    role: Role
    """`NONE`: of the place, and taken out of its team; then there is no team."""
    language: str = ""
    """The language that they chose for what only they see; empty: what the platform says."""


@dataclass(frozen=True, slots=True)
class Person:
    """One human with one or more accounts."""

    id: PersonId
    name: str


@dataclass(frozen=True, slots=True)
class Place:
    """A workspace, a server or this computer: one tenant of one platform. It belongs to one team."""

    platform: str
    tenant: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """Somebody who has been in a team, with the role that counts where the platform says nothing more of them."""

    person: PersonId
    name: str
    role: Role
    given: bool
    """It was given to this person; else it is everybody's."""
    accounts: tuple[Account, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """A group of people that a platform knows in a place, such as a server's role. `id` is opaque."""

    place: Place
    id: str
    name: str
    role: Role


class Retained(StrEnum):
    """What is kept for a time only, as a team decides."""

    DELETED = "deleted"
    """The team's prompts after they were deleted."""
    USAGE = "usage"
    """What a model took for the team."""
    AUDIT = "audit"
    """Who did what."""


class ActKind(StrEnum):
    """What was done to a team or its library."""

    ROLE = "role"
    GROUP = "group"
    NEWCOMERS = "newcomers"
    TRANSFER = "transfer"
    CLAIM = "claim"
    DELETE = "delete"
    RESTORE = "restore"
    SHARE = "share"
    QUIET = "quiet"
    RETENTION = "retention"
    LABEL = "label"
    PROPOSE = "propose"
    APPROVE = "approve"
    REJECT = "reject"
    WITHDRAW = "withdraw"
    PROTECT = "protect"
    DESK = "desk"
    LINK = "link"
    LEAVE = "leave"
    SECRET = "secret"  # noqa: S105 - what looked like one, no password
    """What looks like a secret was said to be none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """What somebody does that the team must be able to look up. `fields` are names and ids, never a prompt's text; the
    value of one whose name is "person" or ends with "_person" is a `PersonId`.
    """

    team: TeamId
    by: PersonId
    kind: ActKind
    fields: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Deed:
    """An act as it is kept. `names` are those of the persons in it, by id; who is not known has none."""

    act: Act
    at: datetime
    names: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Named:
    """An account with the name last seen there."""

    account: Account
    name: str


@dataclass(frozen=True, slots=True)
class Membership:
    """What a person is in a team."""

    team: TeamId
    name: str
    role: Role


@dataclass(frozen=True, slots=True)
class Renamed:
    """A prompt that is called otherwise now, since its name was taken where it came to."""

    before: str
    now: str


@dataclass(frozen=True, slots=True)
class Unfound:
    """A prompt that is no longer found by another name of it, since that was taken where it came to."""

    prompt: str
    """Its name before."""
    other: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One of two that are to be joined: a person with their private prompts, or a team with its library."""

    names: tuple[str, ...]
    """Of a person the accounts, of a team the places."""
    prompts: int
    people: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Union:
    """Two that are to be joined: what is of `joins` becomes that of `stays`."""

    stays: Side
    joins: Side
    renamed: tuple[Renamed, ...]
    """What of `joins` will be called otherwise."""
    unfound: tuple[Unfound, ...] = ()
    """Other names that prompts of `joins` will lose."""


class ScopeKind(StrEnum):
    """Whom a snippet belongs to."""

    PERSON = "person"
    CHANNEL = "channel"
    TEAM = "team"


@dataclass(frozen=True, slots=True)
class Scope:
    """Whom a snippet belongs to, and so who may find it. `owner` is the id of that person, channel or team."""

    kind: ScopeKind
    owner: str


# --- the prompt under work ---------------------------------------------------------------------------------------


class Origin(StrEnum):
    """How a version of the current prompt came to be."""

    PASTED = "pasted"
    DRAFTED = "drafted"
    REFINED = "refined"
    APPLIED = "applied"
    EDITED = "edited"
    MASKED = "masked"
    OPENED = "opened"


@dataclass(frozen=True, slots=True)
class Variable:
    """A `{{name}}` of a prompt, with a word on what goes in."""

    name: str
    about: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that a refinement changed, and why."""

    what: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """What one or more calls of a model took. Tokens; `price` in US dollars, None where it is not known."""

    input_tokens: int = 0
    output_tokens: int = 0
    cached_tokens: int = 0
    price: Decimal | None = None
    model: str = ""
    calls: int = 0

    def __add__(self, other: "Usage") -> "Usage":
        price = None if self.price is None and other.price is None else (self.price or 0) + (other.price or 0)
        return Usage(
            input_tokens=self.input_tokens + other.input_tokens,
            output_tokens=self.output_tokens + other.output_tokens,
            cached_tokens=self.cached_tokens + other.cached_tokens,
            price=Decimal(price) if price is not None else None,
            model=other.model or self.model,
            calls=self.calls + other.calls,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class NewVersion:
    """A version of the current prompt before it is stored."""

    text: str
    origin: Origin
    author: PersonId
    parent: VersionId | None
    why: str = ""
    """The goal, the instruction, or the findings that led here, as the person put it."""
    target: str = ""
    """The model family that the prompt is for, or nothing."""
    variables: tuple[Variable, ...] = ()
    assumptions: tuple[str, ...] = ()
    changes: tuple[Change, ...] = ()
    usage: Usage | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """A version of the current prompt: immutable, a child of the one it was made from. Numbers in a session are
    dense from 1 in the order of storing.
    """

    id: VersionId
    session: SessionId
    number: int
    at: datetime
    text: str
    origin: Origin
    author: PersonId
    parent: VersionId | None
    why: str = ""
    target: str = ""
    variables: tuple[Variable, ...] = ()
    assumptions: tuple[str, ...] = ()
    changes: tuple[Change, ...] = ()
    usage: Usage | None = None


class Judgement(StrEnum):
    """What a person thinks of a version."""

    GOOD = "good"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Base:
    """A version of a saved prompt that the work on it began with, or that came of it last."""

    snippet: SnippetId
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Opinion:
    """What a person thinks of a model's answer to a saved prompt: the version that was run, with the values that are
    short; of the others only how long they were.
    """

    run: RecordId
    """Names the answer."""
    person: PersonId
    snippet: SnippetId
    number: int
    judgement: Judgement
    model: str
    values: Mapping[str, str] = field(default_factory=dict)
    lengths: Mapping[str, int] = field(default_factory=dict)
    """Characters."""
    remark: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """A conversation about one prompt: a tree of versions with a head. `title` names it in every answer."""

    id: SessionId
    owner: PersonId
    title: str
    head: VersionId | None
    at: datetime
    """When it was last touched."""
    base: Base | None = None
    """None: it has nothing to do with a saved prompt yet."""


@dataclass(frozen=True, slots=True)
class Work:
    """A version of a prompt, in its session."""

    session: Session
    version: Version
    drafted: Version | None = None
    """The draft that it began with; None when it began with a text that was there already."""

    @property
    def goal(self) -> str:
        """What it was drafted for; empty when nobody said."""
        return self.drafted.why if self.drafted else ""

    @property
    def name(self) -> str:
        """As it is named in every answer."""
        return f"{self.session.title}, v{self.version.number}"

    @property
    def latest(self) -> bool:
        """Tell whether it is what the session stands at."""
        return self.session.head == self.version.id


# --- the library -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Said:
    """Who wrote a version that came in from a file, and when, as the file says: nobody vouches for it."""

    by: str
    at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SnippetVersion:
    """One immutable version of a saved prompt, numbered densely from 1."""

    number: int
    text: str
    author: PersonId
    """Who saved it; of one that came in from a file, who brought it in."""
    author_name: str
    why: str
    at: datetime
    target: str = ""
    """The model family that it is for, or nothing."""
    said: Said | None = None


PRODUCTION = "production"
"""The label of the version that is used where nobody says which."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """A word that points at a version of a saved prompt: who set it, and when. `name` is its own key."""

    name: str
    number: int
    by: PersonId
    by_name: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Snippet:
    """A saved prompt with its newest version. `name` is as it was typed; uniqueness in the scope is by its key, among
    names and aliases.
    """

    id: SnippetId
    scope: Scope
    name: str
    about: str
    owner: PersonId
    owner_name: str
    newest: SnippetVersion
    created: datetime
    aliases: tuple[str, ...] = ()
    """Other names by which it is found."""
    tags: tuple[str, ...] = ()
    labels: tuple[Label, ...] = ()
    """By name."""

    @property
    def preferred(self) -> int:
        """Give the number of the version that is used where nobody says which: production, else the newest."""
        return self.counting(PRODUCTION) or self.newest.number

    def counting(self, label: str) -> int:
        """Give the number of the version that a label points at, 0 for none; without a label that of the newest."""
        if not label:
            return self.newest.number
        return next((one.number for one in self.labels if one.name == label), 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Described:
    """What is to be said of a saved prompt from now on; None: as it is. A name that goes stays as an alias."""

    name: str | None = None
    about: str | None = None
    tags: tuple[str, ...] | None = None
    aliases: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSnippetVersion:
    """A version of a saved prompt before it is stored."""

    text: str
    why: str = ""
    target: str = ""
    said: Said | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSnippet:
    """Versions that are to be added to a saved prompt, the oldest first; it is made if `expected` is 0. Without any,
    only its description changes.
    """

    name: str
    versions: tuple[NewSnippetVersion, ...]
    about: str | None = None
    """None: as it is."""
    expected: int
    """The number of its newest version, as it was when this was decided."""
    tags: tuple[str, ...] = ()
    """Added to those that are there; likewise the aliases."""
    aliases: tuple[str, ...] = ()
    labels: tuple[tuple[str, int], ...] = ()
    """What points at which version once these are there."""


@dataclass(frozen=True, slots=True)
class History:
    """A saved prompt with all its versions by number."""

    snippet: Snippet
    versions: tuple[SnippetVersion, ...]


@dataclass(frozen=True, slots=True)
class Gone:
    """A deleted prompt that can still be brought back."""

    snippet: Snippet
    at: datetime
    by: str
    """Who deleted it, by name; empty for who is not known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A snippet found, without its text: `excerpt` is the part that matched, at most 200 characters."""

    snippet: SnippetId
    scope: Scope
    name: str
    about: str
    excerpt: str
    version: int
    at: datetime
    labels: tuple[tuple[str, int], ...] = ()
    """Which version each label points at."""
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Narrow:
    """What narrows a search: all of it must hold."""

    tags: tuple[str, ...] = ()
    author: str = ""
    """A part of the name of the owner, or of who saved the newest version."""
    label: str = ""
    target: str = ""
    """The beginning of the model family that the newest version is for."""
    folder: str = ""
    """The name begins with it, up to a "/"."""

    def __bool__(self) -> bool:
        return bool(self.tags or self.author or self.label or self.target or self.folder)


# --- critique ----------------------------------------------------------------------------------------------------


class Severity(StrEnum):
    """How much a finding matters, worst first."""

    BLOCKER = "blocker"
    MAJOR = "major"
    MINOR = "minor"

    @property
    def rank(self) -> int:
        """Give 0 for the worst."""
        return list(Severity).index(self)


class Defect(StrEnum):
    """What is wrong."""

    CONTRADICTION = "contradiction"
    AMBIGUITY = "ambiguity"
    MISSING = "missing"
    OUTPUT_FORMAT = "output_format"
    EXAMPLE = "example"
    VARIABLE = "variable"
    UNDELIMITED = "undelimited"
    OVERLOAD = "overload"
    OBSOLETE = "obsolete"
    SECRET = "secret"  # noqa: S105 - a class of finding, no password
    PERSONAL = "personal"
    INVISIBLE = "invisible"
    SIZE = "size"


@dataclass(frozen=True, slots=True)
class Fix:
    """A replacement that can be applied as it stands, for the finding's quoted words or for other words of the prompt:
    of a contradiction, each side's fix changes the other side. `label` names it where there are two.
    """

    replacement: str
    label: str = ""
    quote: str = ""
    """The words that it replaces, exactly `text[start:end]`, where they are not the finding's."""
    start: int | None = None
    """None, as `end`: the finding's own span."""
    end: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One defect. `quote` is exactly `text[start:end]` of the prompt it was found in; for something that is missing
    it is empty and `start == end` says where it would go. Secrets are never quoted whole: `quote` of a SECRET is
    masked, so there alone it differs from the text.
    """

    id: str
    """Unique and stable within one critique: a number as text, in the order of finding."""
    defect: Defect
    severity: Severity
    quote: str
    start: int
    end: int
    why: str
    fixes: tuple[Fix, ...] = ()
    rule: str = ""
    """The check that found it; empty when a model did."""


class Fitness(StrEnum):
    """The verdict on a prompt."""

    READY = "ready"
    USABLE = "usable"
    NEEDS_WORK = "needs_work"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What a critique comes to."""

    fitness: Fitness
    best_change: str
    """The one change that would help most, in one sentence; empty when nothing should change."""
    checked: tuple[str, ...] = ()
    """What was looked at, for "I'd leave this alone"."""
    unchecked: str = ""
    """What was not looked at, and why, in one sentence; empty when all was."""
    dropped: int = 0
    """Findings of the model that were dropped because their words do not stand in the prompt."""
    usage: Usage | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Critique:
    """A critique as it is kept: immutable, of one exact text."""

    version: VersionId
    findings: tuple[Finding, ...]
    verdict: Verdict | None
    """None when the model did not come to it."""


# --- draft and refine --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Image:
    """An image that came with a call."""

    name: str
    media_type: str
    data: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """What a person wants a prompt for."""

    text: str
    target: str = ""
    """The model family that the prompt is for, by the id of its profile; empty: any."""
    language: str = ""
    """As the person put it; empty: the goal's own."""
    tone: str = ""
    examples: tuple[str, ...] = ()
    """Outputs whose prompt is wanted (reverse prompting)."""
    images: tuple[Image, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What would change the draft most, asked before drafting. `assumption` is what is taken when it is skipped, as
    a statement that stays visible; empty when skipping assumes nothing.
    """

    id: str
    text: str
    options: tuple[str, ...] = ()
    """Answers to press; a free answer is always possible as well."""
    assumption: str = ""
    hint: str = ""
    long: bool = False
    """An answer may have several lines."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A person's answer to a question, with the question as it was asked."""

    id: str
    question: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """All that a draft is made from."""

    goal: Goal
    answers: tuple[Answer, ...] = ()
    assumptions: tuple[str, ...] = ()
    """From the questions that were skipped."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Text of a prompt as it is written; pieces in order make up the whole."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Drafted:
    """A finished draft. `text` is what the pieces made up, exactly."""

    text: str
    variables: tuple[Variable, ...] = ()
    assumptions: tuple[str, ...] = ()
    usage: Usage | None = None
    caution: str = ""
    """What the reader must know about how it was made ("rough draft, English only"), already in their language."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """A finished answer to a prompt that was run. `text` is what the pieces made up, exactly."""

    text: str
    usage: Usage


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What a refinement is to do: an instruction, chosen findings, or both. `anyway`: reword even if nothing needs
    it.
    """

    instruction: str = ""
    findings: tuple[Finding, ...] = ()
    target: str = ""
    anyway: bool = False


@dataclass(frozen=True, slots=True)
class Lesson:
    """What can be learned from a refinement: `quote` are the person's own words, `text` one sentence on them."""

    quote: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Refined:
    """A finished refinement. `text` equals the prompt when nothing needed changing; `changes` is empty then and
    `caution` says why.
    """

    text: str
    changes: tuple[Change, ...] = ()
    variables: tuple[Variable, ...] = ()
    usage: Usage | None = None
    caution: str = ""
    lesson: Lesson | None = None


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of a difference: `sign` is "=" (both), "-" (before only) or "+" (after only). All "=" and "-" joined
    are the text before, all "=" and "+" the text after, character by character.
    """

    sign: str
    text: str


# --- calls, budgets and what buttons name ---------------------------------------------------------------------------


class Status(StrEnum):
    """How a call ended, or that it runs."""

    RUNNING = "running"
    DONE = "done"
    ASKING = "asking"
    """It ended with a question to the person."""
    REFUSED = "refused"
    FAILED = "failed"
    CANCELLED = "cancelled"
    INTERRUPTED = "interrupted"
    """The process that ran it is gone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """What may be used in a rolling 24 hours (tokens) and at once (calls). None: no bound."""

    tokens_a_day: int | None
    calls_at_once: int | None


@dataclass(frozen=True, slots=True)
class Record:
    """An immutable row that a button can name: a critique, a brief, a held form."""

    id: RecordId
    kind: str
    owner: PersonId
    body: bytes = field(repr=False)
    at: datetime


# --- what is told to others ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Audience:
    """Whom a notice is for: the direct messages of one `user` with the bot, or all who are in a `channel`. Both are the
    platform's ids; one of them is empty.
    """

    platform: str
    user: str = ""
    channel: str = ""
    tenant: str = ""
    """The place that the channel is in."""
    locale: str = "en"


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A message to people who did not ask for it, edited in place as what it tells of goes on. `token` names that
    (`bot.dialogue.action`); `turn` is the state that is to be shown, `address` where it stands, opaque to the core and
    empty as long as it stands nowhere.
    """

    id: NoticeId
    token: str
    to: Audience
    turn: int
    address: bytes = field(repr=False)


# --- what somebody proposes ------------------------------------------------------------------------------------------


class ProposalState(StrEnum):
    """What became of a proposal."""

    OPEN = "open"
    APPROVED = "approved"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    """By who made it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewProposal:
    """A change of somebody else's prompt before it is kept: a new text, or a version that a label is to point at.

    `label` is the one that would move, empty for none: the text would be the newest version then. `before` is the
    version that counts as long as nothing is decided: where the label points, 0 for nowhere; without a label the
    newest.
    """

    snippet: SnippetId
    label: str
    number: int
    """The version that the label would point at; 0: a new one of `text`."""
    text: str
    before: int
    why: str
    by: PersonId
    tell: Audience | None
    """Where who made it is told what became of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What was decided on a proposal. `number` is the version that came of it, 0 for none."""

    by: PersonId
    by_name: str
    at: datetime
    said: str
    number: int


@dataclass(frozen=True, slots=True)
class ProposalRemark:
    """What somebody said about a proposal."""

    by: PersonId
    by_name: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A change that somebody proposes; see `NewProposal`."""

    id: ProposalId
    snippet: SnippetId
    label: str
    number: int
    text: str
    before: int
    why: str
    by: PersonId
    by_name: str
    at: datetime
    state: ProposalState
    decision: Decision | None
    remarks: tuple[ProposalRemark, ...] = ()
    """In order."""
