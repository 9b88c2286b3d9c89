"""What the core needs from outside, as narrow protocols. Each says what an implementation must not do.

Everything here is awaited on one event loop. Implementations raise only errors from `bot.errors` for what a person or
an operator can meet; a programming error stays what it is.
"""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol, TypeVar

from pydantic import BaseModel

from bot.domain import (
    Account,
    Act,
    Actor,
    Answered,
    Audience,
    Base,
    Brief,
    Budget,
    CallId,
    Deed,
    Described,
    Drafted,
    EventKey,
    Finding,
    Goal,
    Gone,
    Group,
    History,
    Hit,
    Image,
    Judgement,
    Member,
    Membership,
    Named,
    Narrow,
    NewProposal,
    NewSnippet,
    NewVersion,
    Notice,
    NoticeId,
    Opinion,
    Order,
    PersonId,
    Piece,
    Place,
    Proposal,
    ProposalId,
    ProposalState,
    Question,
    Record,
    RecordId,
    Refined,
    Retained,
    Role,
    Scope,
    Session,
    SessionId,
    Side,
    Snippet,
    SnippetId,
    SnippetVersion,
    Status,
    TeamId,
    Union,
    Usage,
    Verdict,
    Version,
    VersionId,
    Work,
    WriteKey,
)
from bot.words import Words

S = TypeVar("S", bound=BaseModel)
EVERYTHING = Narrow()
"""Narrows nothing."""


# --- time --------------------------------------------------------------------------------------------------------


class Clock(Protocol):
    """Time. It must not be read by any other means, so that tests can turn it."""

    def now(self) -> datetime:
        """Give the wall clock, aware, in UTC. It may jump; never order by it."""
        ...

    def monotonic(self) -> float:
        """Give seconds that never go back, for durations."""
        ...


# --- the language model ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Asker:
    """For whom the work is done: who pays, which call it belongs to, and in which language to answer."""

    person: PersonId
    team: TeamId | None
    call: CallId
    words: Words


@dataclass(frozen=True, slots=True)
class ToolCall:
    """The model asks for a tool; `input` is what it gave, validated as JSON only."""

    id: str
    name: str
    input: Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolResult:
    """What came of the tool call with that `id`. `failed`: it could not be done, and `text` says why."""

    id: str
    text: str
    failed: bool = False


@dataclass(frozen=True, slots=True)
class Turn:
    """One turn of what the model is shown. `role` is "user" or "assistant"; images come first. An assistant's turn may
    end with `calls`; the user's turn that follows begins with a result for each of them.
    """

    role: str
    text: str
    images: tuple[Image, ...] = ()
    calls: tuple[ToolCall, ...] = ()
    results: tuple[ToolResult, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Tool:
    """A tool the model may call; `schema` is JSON Schema of its input."""

    name: str
    about: str
    schema: Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """One request to a model. `system` is the stable part and is cached; what differs from call to call stands in
    `turns`. `purpose` names the command for the ledger and the log.
    """

    purpose: str
    system: str
    turns: tuple[Turn, ...]
    max_tokens: int
    tools: tuple[Tool, ...] = ()


@dataclass(frozen=True, slots=True)
class Delta:
    """Text as it arrives. Never holds a lone surrogate: such are replaced by U+FFFD."""

    text: str


@dataclass(frozen=True, slots=True)
class Stop:
    """The last of a stream that ended as it should. `reason`: "end", "length", "refusal", "tool"."""

    reason: str
    usage: Usage


@dataclass(frozen=True, slots=True, kw_only=True)
class Traits:
    """What a model's server can do, so that a command asks for a capability and never for a name."""

    name: str
    """As shown to people."""
    hosted: bool
    """Texts are given to a server when it is asked. Only a child process of our own is none: even an address on this
    computer may be a proxy that passes them on.
    """
    where: str = ""
    """Where texts go, as shown to people: the server's host, with its port where it has one; empty for our child."""
    tools: bool = False
    images: bool = False
    structure: bool = False
    """A schema is enforced by the server."""
    fluent: bool = True
    """Good enough to lead the prompt work; a small local model is not."""
    context: int = 200_000
    """Tokens that fit, input and output together."""


class Model(Protocol):
    """A language model behind one port: deadlines, retries, budgets, the ledger and the rule for streams that were
    cut live behind it and nowhere else.

    It must not save, send or run anything because of what a model said. It must not log prompts or answers. Every
    method raises `OverBudget` before anything is sent, `ModelUnavailable`, `ModelRefused`; a stream that began and
    was not finished raises `ModelCut`, after its deltas were given. Closing an iterator closes the request within a
    second. Usage is recorded even when the stream is cut or closed.
    """

    @property
    def traits(self) -> Traits:
        """Say what the server can do."""
        ...

    def stream(self, ask: Ask, asker: Asker) -> AsyncIterator[Delta | ToolCall | Stop]:
        """Stream text; the last value is a `Stop`."""
        ...

    async def structured(self, ask: Ask, schema: type[S], asker: Asker) -> tuple[S, Usage]:
        """Give one answer that validates against `schema`; an answer that does not is asked for once more, then
        `ModelCut`.
        """
        ...

    def items(self, ask: Ask, schema: type[S], asker: Asker) -> AsyncIterator[S | Stop]:
        """Give each element of the answer's array as soon as it is complete; the last value is a `Stop`. An element
        that does not validate is skipped and logged by count.
        """
        ...

    async def count(self, ask: Ask) -> int:
        """Count the input tokens of `ask`."""
        ...

    async def check(self) -> str:
        """Reach the server without cost and give its own word on which model answers, for `doctor`."""
        ...

    async def aclose(self) -> None:
        """Close connections and children. Streams under way end with `ModelCut`."""
        ...


# --- the language models on this computer ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """A model of the catalogue. Sizes in bytes."""

    name: str
    about: str
    size: int
    licence: str
    memory: int
    present: bool


@dataclass(frozen=True, slots=True)
class Fetched:
    """How far a fetch has come. Bytes."""

    done: int
    total: int


class Models(Protocol):
    """The language models on this computer."""

    def catalogue(self) -> tuple[Weights, ...]:
        """Give every model known, fetched or not."""
        ...

    def pull(self, name: str) -> AsyncIterator[Fetched]:
        """Fetch a model, going on where an earlier fetch stopped; the hash is verified at the end."""
        ...

    def remove(self, name: str) -> int:
        """Remove a fetched model; give the bytes that were freed."""
        ...


# --- the prompt work ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Abilities:
    """What an engineer can do; `model` is None when it works without one."""

    model: Traits | None
    critique: bool
    """It finds what rules cannot: contradictions, ambiguity, gaps."""
    rewrite: bool
    """It follows any instruction, not only a list of safe edits."""
    reverse: bool
    """It can tell the prompt behind outputs."""
    images: bool
    answer: bool
    """It answers a prompt as whoever runs it wants it answered."""
    notice: str = ""
    """One line for the start of a conversation at this computer, as a message id; empty where nothing need be said."""


class Engineer(Protocol):
    """The prompt work. It yields domain values; it must not store, format for a platform, or ask a person anything.

    The text under work is never followed, whatever it says; only `answer` is there to follow it. Model errors pass
    through (`bot.errors`); pieces that were given before remain what was written. A guided engineer raises `Refused`
    with advice on how to get a model for what it cannot do.
    """

    @property
    def abilities(self) -> Abilities:
        """Say what it can do."""
        ...

    async def clarify(self, goal: Goal, asker: Asker) -> tuple[Question, ...]:
        """Give at most four questions, most important first, or none when the goal says enough. Within 3 s: when the
        model takes longer or fails, none.
        """
        ...

    def draft(self, brief: Brief, asker: Asker) -> AsyncIterator[Piece | Drafted]:
        """Write the prompt; the last value is a `Drafted` whose text is the pieces joined."""
        ...

    def critique(
        self, text: str, known: Sequence[Finding], asker: Asker, *, target: str = "", goal: str = ""
    ) -> AsyncIterator[Finding | Verdict]:
        """Find what `known` (from the checks) does not have yet; the last value is a `Verdict` on the whole."""
        ...

    def refine(self, version: Version, order: Order, asker: Asker) -> AsyncIterator[Piece | Refined]:
        """Write the refined prompt; the last value is a `Refined`."""
        ...

    async def explain(self, text: str, finding: Finding, asker: Asker) -> str:
        """Explain a finding in at most five lines tied to the person's own words."""
        ...

    def answer(self, prompt: str, asker: Asker) -> AsyncIterator[Piece | Answered]:
        """Answer a prompt, filled in, as the model that it is meant for would; the last value is an `Answered`."""
        ...


# --- the store ---------------------------------------------------------------------------------------------------


class People(Protocol):
    """Accounts, persons, places and teams. It must not decide what anybody may do."""

    async def actor(
        self, account: Account, name: str, place: Place | None, *, manages: bool, groups: Sequence[str] = ()
    ) -> Actor:
        """Give who acts, making the person, the place and its team on first use. `place` None: a direct message
        or a user install, which has the person's chosen team or none. `manages`: an administrator of the platform's
        place, who is an administrator of its team at this moment. Everybody else has the role that was given to them;
        without one the highest that was given to one of their `groups` in the place (without a place: of those that
        they had when they were last seen in the team's places), and without that the newcomers'. Who was taken out of
        the team has none.
        """
        ...

    async def person_name(self, person: PersonId) -> str:
        """Give the name last seen, or an empty text."""
        ...

    async def preference(self, person: PersonId, key: str) -> str | None:
        """Give what the person chose."""
        ...

    async def prefer(self, person: PersonId, key: str, value: str | None) -> None:
        """Keep what the person chose; None forgets it."""
        ...

    async def accounts(self, person: PersonId) -> tuple[Named, ...]:
        """Give a person's accounts, in order."""
        ...

    async def teams(self, person: PersonId) -> tuple[Membership, ...]:
        """Give the teams that a person is in, by name."""
        ...


class Members(Protocol):
    """Who has been in a team, and which role was given to whom. It must not decide who may give one."""

    async def page(self, team: TeamId, *, limit: int, offset: int) -> tuple[Member, ...]:
        """Give the members of a team by name."""
        ...

    async def named(self, team: TeamId, name: str, *, limit: int) -> tuple[Member, ...]:
        """Give members by name, without regard to case: those that are called so, then those whose name begins so,
        then those whose name holds it.
        """
        ...

    async def get(self, team: TeamId, person: PersonId) -> Member | None:
        """Give a member."""
        ...

    async def of_account(self, team: TeamId, account: Account) -> tuple[Member, ...]:
        """Give the member that an account belongs to, if there is one."""
        ...

    async def administrators(self, team: TeamId) -> tuple[PersonId, ...]:
        """Give those to whom the administrator's role was given. Who is one by the platform's word is not known."""
        ...

    async def give(self, team: TeamId, person: PersonId, role: Role | None, act: Act) -> None:
        """Give a member a role, None: everybody's. `NotFound` for who is no member."""
        ...


class Teams(Protocol):
    """What administrators decide for a team. Each is kept together with the act that the audit log gets."""

    async def newcomers(self, team: TeamId) -> Role:
        """Give the role of members without one of their own."""
        ...

    async def welcome(self, team: TeamId, role: Role, act: Act) -> None:
        """Set it."""
        ...

    async def groups(self, team: TeamId) -> tuple[Group, ...]:
        """Give the groups that have a role, by name."""
        ...

    async def map(self, team: TeamId, group: Group, act: Act) -> None:
        """Give the people of a group its role; `Role.NONE` takes it away."""
        ...

    async def is_quiet(self, channel: str) -> bool:
        """Tell whether answers in a channel (`Whence.shared_channel`) are private only."""
        ...

    async def hush(self, channel: str, act: Act, *, quiet: bool) -> None:
        """Set it."""
        ...

    async def kept(self, team: TeamId | None) -> Mapping[Retained, int]:
        """Give for how many days each thing is kept."""
        ...

    async def keep(self, team: TeamId, what: Retained, days: int, act: Act) -> None:
        """Set it for one thing."""
        ...


class Audit(Protocol):
    """Who did what to a team and its library. It must not hold a prompt's text."""

    async def add(self, act: Act, write: WriteKey) -> None:
        """Keep an act that is no write of its own, once; others are kept in the transaction of their write."""
        ...

    async def recent(self, team: TeamId, *, limit: int, offset: int) -> tuple[Deed, ...]:
        """Give the acts of a team, the last first."""
        ...


TEAM = "team"
"""The preference that names the team which somebody works for where there is no place."""
LANGUAGE = "language"
"""The preference for a language, which wins over what the platform says."""
CODE_LIFE = timedelta(minutes=10)
"""How long a code can be used."""
TRIES = 5
"""Wrong codes that a person may give in an hour."""


class Links(Protocol):
    """Accounts that become one person's, by a code that is used once. Codes come as keyed hashes only. It must not
    decide whether somebody wants it: callers show `look` first and ask.
    """

    async def offer(self, person: PersonId, code: str) -> None:
        """Keep a new code of a person for `CODE_LIFE`, in place of the one before."""
        ...

    async def look(self, person: PersonId, code: str) -> Union:
        """Say what would become of it if `person` used a code. `NotFound` for one that is wrong, used, or too old: it
        counts as a try. `Refused` after `TRIES` of these in an hour, whatever the code, and for a code of their own.
        """
        ...

    async def void(self, code: str) -> bool:
        """Make a code useless, since others saw it; say whether it was one."""
        ...

    async def join(self, person: PersonId, code: str) -> Union:
        """Make all that is `person`'s that of the one who made the code, in one transaction: private prompts, sessions,
        preferences, memberships (a role that was given counts, of two the higher), judgements, authorship, usage,
        records, accounts. Asked again with the same code it gives what was done. `NotFound` as in `look`.
        """
        ...

    async def part(self, account: Account) -> bool:
        """Make an account somebody new; what was joined stays. False when it is the person's only one."""
        ...

    async def forget(self, person: PersonId) -> None:
        """Take a person out of everything: what is theirs is dropped; what is a team's stays, without their name."""
        ...

    def told(self, person: PersonId) -> AsyncIterator[tuple[str, Mapping[str, object]]]:
        """Give all that is kept about a person, row by row, each with the name of what it is. Bytes come as text."""
        ...


class Places(Protocol):
    """Places that become one team's, by a code as in `Links`. It must not decide who may join or leave: callers ask for
    administrators.
    """

    async def of(self, team: TeamId) -> tuple[Place, ...]:
        """Give the places of a team, by name."""
        ...

    async def offer(self, place: Place, team: TeamId, person: PersonId, code: str) -> None:
        """Keep a new code that joins another place to the team of this one."""
        ...

    async def look(self, team: TeamId, person: PersonId, code: str) -> Union:
        """Say what would become of it if the team used a code. The errors of `Links.look`."""
        ...

    async def join(self, team: TeamId, person: PersonId, code: str) -> Union:
        """Make all that is the team's that of the team which made the code, in one transaction: places, members, the
        library, groups, what the model took, the log. Prompts of channels stay where they are. Asked again with the
        same code it gives what was done.
        """
        ...

    async def leave(self, place: Place, person: PersonId, write: WriteKey) -> Side | None:
        """Give a place a team of its own again, with a copy of the library, and its people. None where it is the only
        place of its team.
        """
        ...


class Sessions(Protocol):
    """The prompts under work: trees of immutable versions with a head."""

    async def current(self, key: str, *, since: datetime | None) -> Session | None:
        """Give the session that `key` (a conversation) points at, unless it was last touched before `since`."""
        ...

    async def at_work(self, key: str, *, since: datetime | None) -> Work | None:
        """Give that session at the version it stands at; None where there is no session or no version yet."""
        ...

    async def begin(
        self, key: str, owner: PersonId, title: str, write: WriteKey, *, base: Base | None = None
    ) -> Session:
        """Make a new session without a version and point `key` at it. `base` is the version of a saved prompt that it
        begins with.
        """
        ...

    async def rebase(self, session: SessionId, base: Base) -> None:
        """Note which version of a saved prompt came of a session last. Nothing is done for one that is gone."""
        ...

    async def attach(self, key: str, session: SessionId) -> None:
        """Point `key` at a session: a conversation goes on elsewhere."""
        ...

    async def session(self, session: SessionId) -> Session | None:
        """Give a session."""
        ...

    async def recent(self, owner: PersonId, limit: int) -> tuple[Session, ...]:
        """Give what a person worked on, last touched first, sessions with a version only."""
        ...

    async def add(
        self, session: SessionId, new: NewVersion, write: WriteKey, *, expected: VersionId | None = None
    ) -> Version:
        """Store a version and move the head to it, in one transaction. `new.parent` need not be the head. `Conflict`
        when the head is no longer at `expected` (None: wherever it is).
        """
        ...

    async def version(self, version: VersionId) -> Version | None:
        """Give a version."""
        ...

    async def work(self, version: VersionId) -> Work | None:
        """Give a version in its session as that stands now."""
        ...

    async def versions(self, session: SessionId) -> tuple[Version, ...]:
        """Give all versions of a session by number."""
        ...

    async def move_head(self, session: SessionId, expected: VersionId, to: VersionId) -> bool:
        """Move the head if it still is at `expected`; say whether it did."""
        ...


class Judgements(Protocol):
    """What people think of versions: one word of each person on each. It must not change a version, nor decide who may
    see or judge it.
    """

    async def put(self, version: VersionId, person: PersonId, judgement: Judgement) -> Judgement | None:
        """Keep what a person thinks, in the place of what they thought before; give that. `NotFound` when the version
        is no longer kept.
        """
        ...

    async def of(self, version: VersionId) -> Mapping[PersonId, Judgement]:
        """Give what each person thinks of a version."""
        ...


class Library(Protocol):
    """Saved prompts. It must not decide who may do what: callers ask `bot.library.access` first and pass the scopes
    that the actor may see. Names are told apart by `bot.library.names.key`.
    """

    async def save(  # noqa: PLR0913 - what makes up a saved version
        self,
        scope: Scope,
        name: str,
        text: str,
        *,
        author: PersonId,
        why: str,
        write: WriteKey,
        about: str | None = None,
        expected: int | None = None,
        target: str = "",
    ) -> Snippet:
        """Make a snippet (`expected` 0), add a version to it (`expected` is its newest number), or either (None).
        `Conflict` when the newest number is another. A snippet is found by its other names too, and keeps its name.
        One transaction: version, head and search index.
        """
        ...

    async def save_many(
        self, scope: Scope, prompts: Sequence[NewSnippet], *, author: PersonId, write: WriteKey
    ) -> tuple[SnippetId | None, ...]:
        """Save many in one transaction, each with its versions as `save` does. Give the id of each; None for one whose
        newest number is another than expected, or whose other names are taken, of which nothing is saved. At most
        1,000; other writers wait meanwhile.
        """
        ...

    async def get_many(self, scope: Scope, names: Sequence[str]) -> tuple[Snippet, ...]:
        """Give those of a scope that have one of these names, or have it as another name."""
        ...

    async def histories(self, scope: Scope, *, after: str = "", limit: int) -> tuple[History, ...]:
        """Give the snippets of a scope with all their versions, in the order of their names, from the one that comes
        after the name `after`. At most 1,000.
        """
        ...

    async def get(self, scopes: Sequence[Scope], name: str) -> Snippet | None:
        """Give the snippet of that name, or with that other name, in the first of `scopes` that has it. Deleted ones
        are not there.
        """
        ...

    async def by_id(self, snippet: SnippetId) -> Snippet | None:
        """Give a snippet by its id; the caller checks its scope."""
        ...

    async def version(self, snippet: SnippetId, number: int) -> SnippetVersion | None:
        """Give one version."""
        ...

    async def versions(self, snippet: SnippetId) -> tuple[SnippetVersion, ...]:
        """Give all versions by number."""
        ...

    async def last(self, snippet: SnippetId, *, below: int | None = None, limit: int) -> tuple[SnippetVersion, ...]:
        """Give the last versions, the newest first, those below a number if one is given. At most 1,000."""
        ...

    async def find(
        self, scopes: Sequence[Scope], words: str, *, limit: int, offset: int = 0, narrow: Narrow = EVERYTHING
    ) -> tuple[Hit, ...]:
        """Find by full text in name, other names, description, tags and text, best first: what was changed lately and
        what is used much or liked count more. Without words, the last changed first; in a folder, by name. Any `words`
        are words: no syntax, no error. The scope is filtered inside the index.
        """
        ...

    async def complete(self, scopes: Sequence[Scope], prefix: str, *, limit: int) -> tuple[Hit, ...]:
        """Give snippets by name for completion: those whose name, or another name, begins with `prefix`, then those in
        which a word does (as behind the "/" of a folder), then those that contain it. With nothing typed, the last
        changed.
        """
        ...

    async def similar(self, scopes: Sequence[Scope], name: str, *, limit: int) -> tuple[str, ...]:
        """Give names that look like `name`, for "did you mean"."""
        ...

    async def including(
        self, scopes: Sequence[Scope], names: Sequence[str], *, limit: int
    ) -> tuple[int, tuple[str, ...]]:
        """Give how many snippets of `scopes` include one by any of these names in their newest version, and the names
        of the first of them.
        """
        ...

    async def move(self, snippet: SnippetId, scope: Scope, write: WriteKey, *, act: Act | None = None) -> Snippet:
        """Move a snippet with its history into another scope; `Conflict` when its name is taken there. Of its other
        names those go that are taken there. `act`, here and below, is kept in the same transaction, where anything
        changes.
        """
        ...

    async def describe(self, snippet: SnippetId, new: Described, write: WriteKey) -> Snippet:
        """Change name, description, tags and other names of a snippet, all or nothing; its old name stays as another
        one. `Conflict` when a name is taken, `NotFound` when it is gone.
        """
        ...

    async def label(
        self,
        snippet: SnippetId,
        label: str,
        number: int | None,
        *,
        by: PersonId,
        write: WriteKey,
        act: Act | None = None,
    ) -> Snippet:
        """Let a label point at a version, wherever it pointed before; None takes it away. `NotFound` when the version
        is not there, `Usage` for what can be no label.
        """
        ...

    async def used(self, snippet: SnippetId, write: WriteKey) -> None:
        """Count that a snippet was used, which makes it easier to find. Who did is not kept."""
        ...

    async def transfer(self, snippet: SnippetId, to: PersonId, *, act: Act) -> Snippet:
        """Make somebody the owner."""
        ...

    async def delete(self, snippet: SnippetId, *, by: PersonId, act: Act | None = None) -> None:
        """Take a snippet out of sight; it is kept for 30 days, or as long as its team says. Its
        names are free for others.
        """
        ...

    async def gone(self, scopes: Sequence[Scope], *, limit: int, offset: int = 0) -> tuple[Gone, ...]:
        """Give the deleted snippets that are still kept, the last deleted first."""
        ...

    async def deleted(self, snippet: SnippetId) -> Snippet | None:
        """Give a deleted snippet that is still kept; the caller checks who may bring it back."""
        ...

    async def deleted_named(self, scopes: Sequence[Scope], name: str, owner: PersonId) -> Snippet | None:
        """Give what somebody had under a name before it was deleted, in the first of `scopes` that has one; the last
        changed of several.
        """
        ...

    async def undelete(self, snippet: SnippetId, *, act: Act | None = None) -> Snippet:
        """Bring a deleted snippet back; `NotFound` when it is gone, `Conflict` when its name was taken meanwhile. Of
        its other names those go that were taken.
        """
        ...


class Proposals(Protocol):
    """Changes of other people's prompts that wait for a word, and what became of them. It must not decide who may give
    it. `notice` is the token by which people are told of one; they are told in the same transaction.
    """

    async def put(
        self,
        new: NewProposal,
        to: Sequence[Audience],
        notice: Callable[[ProposalId], str],
        write: WriteKey,
        *,
        act: Act | None = None,
    ) -> Proposal:
        """Keep a proposal and have it told to each. `NotFound` when the prompt is gone. `act`, here and below, is kept
        in the same transaction.
        """
        ...

    async def get(self, proposal: ProposalId) -> Proposal | None:
        """Give a proposal; None when it, or its prompt, is gone."""
        ...

    async def open(
        self, scope: Scope, *, snippet: SnippetId | None = None, limit: int, offset: int = 0
    ) -> tuple[Proposal, ...]:
        """Give what waits for a word in a scope, or for one prompt there, the oldest first."""
        ...

    async def rivals(self, proposal: ProposalId) -> tuple[Proposal, ...]:
        """Give the others that wait and would change the same prompt and move the same label."""
        ...

    async def approve(
        self,
        proposal: ProposalId,
        *,
        by: PersonId,
        standing: int,
        notice: str,
        write: WriteKey,
        act: Act | None = None,
    ) -> Proposal:
        """Let it come true: the text becomes the newest version, the label points at it. `Conflict` when it was decided
        already, or when another version counts by now than `standing`, which becomes its `before`.
        """
        ...

    async def close(
        self,
        proposal: ProposalId,
        state: ProposalState,
        *,
        by: PersonId,
        said: str,
        notice: str,
        write: WriteKey,
        act: Act | None = None,
    ) -> Proposal:
        """Let it not come true: rejected or withdrawn, with a reason. `Conflict` when it was decided already."""
        ...

    async def remark(self, proposal: ProposalId, text: str, *, by: PersonId, notice: str, write: WriteKey) -> Proposal:
        """Add what somebody says about it. Who made it is told, unless it is their own word."""
        ...

    async def changed(self, snippet: SnippetId, notice: Callable[[ProposalId], str]) -> None:
        """Have those told anew who were told of proposals of a prompt: it has changed."""
        ...


class Reviews(Protocol):
    """How a team reviews what is proposed. It must not decide who may change that."""

    async def reviewers(self, team: TeamId) -> tuple[PersonId, ...]:
        """Give those who are reviewers or administrators by what is kept (see `role`). Who is an administrator by the
        platform's word alone is not known.
        """
        ...

    async def reached(self, persons: Sequence[PersonId], *, locale: str) -> tuple[Audience, ...]:
        """Give where persons can be told something: each account, in the language they chose, else in `locale`."""
        ...

    async def role(self, team: TeamId, person: PersonId) -> Role:
        """Give the role that somebody has in a team by what is kept: their own, else that of their groups as they were
        last seen, else everybody's; `Role.NONE` for who is not in it.
        """
        ...

    async def concerns(self, team: TeamId, to: Audience) -> bool:
        """Tell whether what is told of a team's prompts still goes there: to a member, or to the team's channel."""
        ...

    async def desk(self, team: TeamId) -> Audience | None:
        """Give the channel in which a team's proposals stand; None: in the reviewers' direct messages."""
        ...

    async def place(self, team: TeamId, desk: Audience | None, act: Act) -> None:
        """Choose it. `act`, here and below, is kept in the same transaction."""
        ...

    async def protected(self, team: TeamId) -> tuple[str, ...]:
        """Give the labels that nobody moves alone."""
        ...

    async def protect(self, team: TeamId, label: str, act: Act, *, on: bool) -> None:
        """Make a label one of them, or none of them."""
        ...


class Filled(Protocol):
    """What people filled in last, to be offered to them again. It must not keep more than it is given, nor show one
    person what is another's. Callers give it short values only, and never what looks like a secret.
    """

    async def last(self, person: PersonId, prompt: str) -> Mapping[str, str]:
        """Give what a person filled in last, by the name of the variable; `prompt` names a saved prompt, or one that
        comes with the program.
        """
        ...

    async def keep(self, person: PersonId, prompt: str, values: Mapping[str, str]) -> None:
        """Keep values by name, each in the place of the one before; an empty one forgets that."""
        ...


class Opinions(Protocol):
    """What people think of the answers to saved prompts: one word of each person on each answer, and a remark. It must
    not decide who may see one.
    """

    async def put(self, opinion: Opinion) -> Judgement | None:
        """Keep what a person thinks of an answer, in the place of what they thought before; give that. A remark stays.
        `NotFound` when the prompt is no longer kept.
        """
        ...

    async def remark(self, run: RecordId, person: PersonId, text: str) -> None:
        """Keep a person's own words on an answer that they judged, in the place of those before; else `NotFound`."""
        ...

    async def liked(self, snippet: SnippetId, number: int | None = None) -> tuple[int, int]:
        """Give how many people liked the last answer that they judged, and how many judged one; of one version, where
        its number is given.
        """
        ...

    async def of(self, snippet: SnippetId, *, said: bool = False, limit: int, offset: int = 0) -> tuple[Opinion, ...]:
        """Give the opinions on a snippet's answers, the newest first. `said`: only those with a remark."""
        ...


class Records(Protocol):
    """Immutable rows that a button's token can name. It must not change or interpret a body."""

    async def put(self, kind: str, owner: PersonId, body: bytes, write: WriteKey) -> RecordId:
        """Keep `body`; the same `write` gives the same id."""
        ...

    async def get(self, record: RecordId) -> Record | None:
        """Give a record; None when it is not there, or was pruned."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class CallRecord:
    """A call as it is kept. `inbound`, `address` and `result` are opaque here; the first two are stored encrypted."""

    id: CallId
    event: EventKey
    person: PersonId
    status: Status
    boot: str
    """Which process ran it."""
    inbound: bytes
    address: bytes
    result: bytes
    at: datetime


class Calls(Protocol):
    """What was asked of us, so that a crash tells and a repeated delivery repeats nothing."""

    async def begin(
        self, event: EventKey, person: PersonId, *, platform: str, inbound: bytes, address: bytes, boot: str
    ) -> tuple[CallRecord, bool]:
        """Record a call as running before it is acted on. The second value says whether it is new; a delivery seen
        before gives the record of the first. `platform` is the one that delivered it (`interrupt` asks by it).
        """
        ...

    async def finish(self, call: CallId, status: Status, result: bytes) -> None:
        """Record how it ended and what was shown. The inbound and the address are dropped when it is done; else they
        stay, so that it can be run again.
        """
        ...

    async def get(self, call: CallId) -> CallRecord | None:
        """Give a call."""
        ...

    async def rerun(self, call: CallId, boot: str, *, inbound: bytes | None = None) -> bool:
        """Set a call that ended without success to running again under `boot`; False when it runs or is done.
        `inbound`, where given, takes the place of what was kept.
        """
        ...

    async def move(self, call: CallId, address: bytes) -> None:
        """Note another reply address of a call that runs: its answer stands somewhere by now. Nothing is done for one
        that has ended.
        """
        ...

    async def interrupt(self, boots_alive: Sequence[str], platform: str) -> tuple[CallRecord, ...]:
        """Mark the platform's running calls interrupted, and give them: those of other processes than `boots_alive`,
        unless the store knows that the process which recorded them still has it open.
        """
        ...


class Ledger(Protocol):
    """What the model took, and what looked like a secret and was not."""

    async def charge(self, person: PersonId, team: TeamId | None, call: CallId, purpose: str, usage: Usage) -> None:
        """Record usage."""
        ...

    async def spent(
        self, since: datetime, *, person: PersonId | None = None, team: TeamId | None = None
    ) -> tuple[Usage, datetime | None]:
        """Sum the usage since a time, of a person, a team or all; with the time of the oldest entry counted."""
        ...

    async def by_purpose(self, since: datetime, person: PersonId) -> Mapping[str, Usage]:
        """Sum a person's usage by purpose."""
        ...

    async def allow(self, person: PersonId, *fingerprints: str) -> None:
        """Remember that texts, by their keyed hashes, are no secrets to this person, or that they may stay."""
        ...

    async def allowed(self, person: PersonId) -> frozenset[str]:
        """Give the fingerprints that a person allowed."""
        ...


class Notices(Protocol):
    """Messages to people who did not ask for them, as they wait to be shown. It must not decide whom they are for, nor
    make a text of them.
    """

    async def put(self, token: str, to: Sequence[Audience]) -> None:
        """Have a notice of what `token` names shown to each; where one stands already, it is shown anew."""
        ...

    async def renew(self, token: str) -> None:
        """Have all notices of what `token` names shown anew: it has changed."""
        ...

    async def due(self, platform: str, *, limit: int) -> tuple[Notice, ...]:
        """Give what is to be shown on a platform and does not stand there yet, as it should; the oldest first, but
        behind the others those that failed.
        """
        ...

    async def shown(self, notice: NoticeId, turn: int, address: bytes | None) -> None:
        """Note that a notice stands at `address` as it was at `turn`; None: it cannot be shown, now or later."""
        ...

    async def failed(self, notice: NoticeId) -> None:
        """Note that a notice could not be shown now: those that failed less often come before it."""
        ...


class Vault(Protocol):
    """Small secrets that must be kept, encrypted with a key that lies outside the database."""

    async def put(self, namespace: str, key: str, value: bytes) -> None:
        """Keep `value`."""
        ...

    async def get(self, namespace: str, key: str) -> bytes | None:
        """Give it back."""
        ...

    async def delete(self, namespace: str, key: str) -> None:
        """Forget it."""
        ...

    async def keys(self, namespace: str) -> tuple[str, ...]:
        """Give the keys of what is kept in a namespace, in order."""
        ...

    def fingerprint(self, text: str) -> str:
        """Give a keyed hash of `text`: the same for the same text on this installation, useless elsewhere."""
        ...


@dataclass(frozen=True, slots=True)
class Arrived:
    """Who comes in, and what must be known of where they are before anything else."""

    actor: Actor
    work: Work | None
    """What is worked on there."""
    quiet: bool
    """Answers there are private only."""


class Store(Protocol):
    """All that is kept, over one database. It must not be opened by two `serve` processes at once."""

    @property
    def people(self) -> People:
        """Who there is."""
        ...

    @property
    def members(self) -> Members:
        """Who is in a team."""
        ...

    @property
    def teams(self) -> Teams:
        """What administrators decide."""
        ...

    @property
    def audit(self) -> Audit:
        """Who did what."""
        ...

    @property
    def links(self) -> Links:
        """Accounts that become one person's."""
        ...

    @property
    def places(self) -> Places:
        """Places that become one team's."""
        ...

    @property
    def sessions(self) -> Sessions:
        """Prompts under work."""
        ...

    @property
    def judgements(self) -> Judgements:
        """What people think of them."""
        ...

    @property
    def library(self) -> Library:
        """Saved prompts."""
        ...

    @property
    def filled(self) -> Filled:
        """What people filled in last."""
        ...

    @property
    def opinions(self) -> Opinions:
        """What people think of answers."""
        ...

    @property
    def proposals(self) -> Proposals:
        """Changes of other people's prompts that wait for a word."""
        ...

    @property
    def reviews(self) -> Reviews:
        """How a team reviews them."""
        ...

    @property
    def records(self) -> Records:
        """What buttons name."""
        ...

    @property
    def calls(self) -> Calls:
        """What was asked of us."""
        ...

    @property
    def ledger(self) -> Ledger:
        """What the model took."""
        ...

    @property
    def notices(self) -> Notices:
        """What waits to be told to others."""
        ...

    @property
    def vault(self) -> Vault:
        """Small secrets."""
        ...

    async def arrive(  # noqa: PLR0913 - all that is known of who comes in
        self,
        account: Account,
        name: str,
        place: Place | None,
        *,
        manages: bool,
        key: Callable[[PersonId], str],
        since: datetime | None,
        channel: str = "",
        groups: Sequence[str] = (),
    ) -> Arrived:
        """Give who acts, as `People.actor` does, what is worked on under their `key`, as `Sessions.at_work` does, and
        whether the `channel` is quiet, in one look: this is asked for every call.
        """
        ...

    async def prune(self, now: datetime) -> Mapping[str, int]:
        """Drop what is kept for a time only (calls after 48 h; records, sessions, notices and what was filled in after
        90 days; what `Teams.kept` says as long as each team says); give how many of each.
        """
        ...

    async def aclose(self) -> None:
        """Finish what is under way, checkpoint, close."""
        ...


class Maintenance(Protocol):
    """What the operator does with a database; it opens what it needs by itself."""

    def engine(self) -> tuple[str, bool]:
        """Name what keeps the data, with its version, and say whether that has no fault that is known."""
        ...

    async def migrate(self) -> tuple[int, int]:
        """Bring the schema up to date; give the version before and after."""
        ...

    async def check(self) -> tuple[str, ...]:
        """Give what is wrong with the file and its index; nothing when it is sound. Changes nothing."""
        ...

    async def backup(self, path: str) -> int:
        """Write a sound copy while others read and write; give its size in bytes. Never overwrites a file."""
        ...

    async def restore(self, path: str) -> str:
        """Put a backup in place of the database while nobody serves; give where the old file was kept."""
        ...


@dataclass(frozen=True, slots=True)
class Budgets:
    """Bounds by who pays."""

    person: Budget
    team: Budget
    process: Budget


DAY = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """One line of `doctor`. `ok` None: neither good nor bad, only to know. Never holds a secret."""

    about: str
    ok: bool | None
    says: str
    next: str = ""
