"""Every command and every button of the registry against every kind of thing that belongs to somebody else: nothing of
it is seen, and it is answered in the words for what does not exist. A new command is in it by itself; a new kind of
thing that a button can name fails here until it is added to `treasure`.
"""

import asyncio
import re
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import NewType

import pytest

import bot.domain
from bot.commands import _records, load
from bot.dialogue.action import NOTATION, read
from bot.dialogue.aim import VALUES
from bot.dialogue.command import Argument, Command, Kind
from bot.dialogue.events import Failure
from bot.dialogue.inbound import Attached, Complete, Inbound, Invoke, Material, Press, Submit, Whence
from bot.dialogue.registry import RESERVED
from bot.domain import (
    Account,
    Actor,
    Critique,
    Finding,
    Goal,
    NewProposal,
    NewVersion,
    Order,
    Origin,
    Place,
    Question,
    Scope,
    ScopeKind,
    SnippetId,
    VersionId,
    WriteKey,
)
from tests.doubles.house import HERE, House, house

pytestmark = pytest.mark.asyncio
CANARY = "zanzibar"
"""Stands in every text, description, reason and title that is somebody else's."""
NAME = "quillfish"
"""Begins every name that is somebody else's."""
NOWHERE = "0" * 20
"""An id that nothing has."""
NO_NAME = "quillfosh"
BOSS = replace(HERE, account=Account("chat", "acme", "boss"), name="Boss", manages=True, channel="dm-boss")
"""An administrator of the same team, who may do most: what is somebody's alone is still nothing of theirs."""
RIVAL = replace(BOSS, account=Account("chat", "rival", "ann"), place=Place("chat", "rival", "Rival"))
"""An administrator of another team, with the same user name."""
REGISTRY = load()
COMMANDS = tuple(REGISTRY)
ACTIONS = sorted(
    (
        *(command.id for command in COMMANDS),
        *(f"{command.id}.{action.name}" for command in COMMANDS for action in command.actions),
        *RESERVED,
    ),
    key=lambda action: not action.startswith("me"),
)
"""The own things first: an export holds every press that was before."""


@asynccontextmanager
async def guarded(tmp_path: Path, intruder: Whence) -> AsyncIterator[tuple[House, Mapping[str, str], tuple[str, ...]]]:
    """Give a house with what is somebody else's, by kind of thing, and the names in it; the intruder speaks, who has a
    prompt of their own.
    """
    async with house(tmp_path) as home:
        things, names = await treasure(home, others=intruder is RIVAL)
        home.engineer.asked.clear()
        home.engineer.text = "Something else."
        home.whence = intruder
        await home.type("save own Write a {{poem}}.")
        yield home, things, names
        assert not [asked for asked in home.engineer.asked if CANARY in asked]


async def treasure(home: House, *, others: bool) -> tuple[dict[str, str], tuple[str, ...]]:
    """Leave one of everything behind. `others`: for people of another team, from whom more is hidden."""
    store = home.app.services.store
    ann = await store.people.actor(HERE.account, "Ann", HERE.place, manages=False)
    assert ann.team is not None
    scopes = {"private": Scope(ScopeKind.PERSON, ann.person), "channel": Scope(ScopeKind.CHANNEL, "chat:acme:general")}
    scopes |= {"team": Scope(ScopeKind.TEAM, ann.team)} if others else {}
    things: dict[str, str] = {}
    for kind, scope in scopes.items():
        for state in ("living", "deleted"):
            things[f"SnippetId, {kind}, {state}"] = await saved(home, scope, f"{NAME}-{kind}-{state}", ann)
    if others:
        new_one = NewProposal(
            snippet=SnippetId(things["SnippetId, team, living"]),
            label="",
            number=0,
            text=f"Write {CANARY} anew.",
            before=1,
            why=CANARY,
            by=ann.person,
            tell=None,
        )
        things["ProposalId"] = (await store.proposals.put(new_one, (), str, WriteKey("proposal"))).id
    session = await store.sessions.begin("chat:acme:dm-ann:", ann.person, f"{CANARY} session", WriteKey("session"))
    new = NewVersion(text=f"Write {CANARY}.", origin=Origin.PASTED, author=ann.person, parent=None, why=CANARY)
    version = await store.sessions.add(session.id, new, WriteKey("version"))
    things |= {"SessionId": session.id, "VersionId": version.id}
    for value in records(version.id):
        kind = type(value).__name__
        if not others and kind != "Shown":
            continue  # whose a record is does not depend on a team
        body = _records._ADAPTERS[kind].dump_json([value])
        things[f"RecordId, {kind}"] = await store.records.put(kind, ann.person, body, WriteKey(kind))
    values = VALUES.dump_json({"text": CANARY, "goal": CANARY, "name": NAME, "": version.id})
    things["RecordId, values"] = await store.records.put("values", ann.person, values, WriteKey("values"))
    failed = await home.type("refine " + CANARY + " x" * 60_000)
    things["CallId"] = next((one.token.partition(":")[2] for one in failed.buttons), await call(home))
    things |= {"PersonId": ann.person, "TeamId": ann.team} if others else {}
    return things, tuple(f"{NAME}-{kind}-{state}" for kind in scopes for state in ("living", "deleted"))


async def saved(home: House, scope: Scope, name: str, owner: Actor) -> str:
    """Save a prompt; delete it again where its name says so."""
    library = home.app.services.store.library
    made = await library.save(
        scope, name, f"Write {CANARY}.", author=owner.person, why=CANARY, about=CANARY, write=WriteKey(name)
    )
    if name.endswith("deleted"):
        await library.delete(made.id, by=owner.person)
    return made.id


async def call(home: House) -> str:
    """Leave a call behind that failed, with what was asked in it; give its id."""
    home.engineer.error = None
    reply = await home.app.start(Invoke(whence=home.at(), line=f"show {CANARY}"))
    [_ async for _ in reply]
    return reply.call


def records(version: VersionId) -> Iterator[object]:
    """Give one of every kind of record."""
    finding = Finding(
        id="1",
        defect=bot.domain.Defect.MISSING,
        severity=bot.domain.Severity.MAJOR,
        quote="",
        start=0,
        end=0,
        why=CANARY,
    )
    yield _records.Asked(Goal(text=CANARY), (Question(id="q", text=CANARY),))
    yield _records.Ordered(version, Order(instruction=CANARY))
    yield _records.Proposal(version, CANARY, CANARY)
    yield _records.Query(CANARY, 0)
    yield _records.Shown(NAME, CANARY, CANARY, "Ann", "chat:elsewhere")
    yield Critique(version=version, findings=(finding,), verdict=None)
    yield Material(files=(Attached(f"{CANARY}.md", CANARY),))
    yield _records.Overtaken(
        snippet=SnippetId(NOWHERE),
        base=1,
        newest=2,
        name=NAME,
        text=CANARY,
        why=CANARY,
        about=CANARY,
        target="",
        session=None,
    )
    yield _records.Wish(SnippetId(NOWHERE), "production", 0, CANARY)
    yield _records.Ran(snippet=SnippetId(NOWHERE), number=1, model=CANARY, values={"word": CANARY}, lengths={})
    yield _records.Joining(CANARY)
    yield _records.Forgetting(datetime.max.replace(tzinfo=UTC))
    yield _records.Waiting(Material(files=(Attached(f"{CANARY}.md", CANARY),)), "")


NUMBERED = {"RecordId, Critique", *(f"SnippetId, {kind}, living" for kind in ("private", "channel", "team"))}
"""What a token may name together with a number in it: a version of a prompt, a finding of a critique."""


async def test_every_kind_of_thing_is_in_the_matrix(tmp_path: Path) -> None:
    """Whatever a button can name has an example here, and whose it is sees it."""
    async with guarded(tmp_path, RIVAL) as (home, things, _):
        ids = {name for name, one in vars(bot.domain).items() if isinstance(one, NewType) and name.endswith("Id")}
        assert {kind.partition(",")[0] for kind in things} == ids - {"NoticeId"}  # which no button names
        kinds = {kind.partition(", ")[2] for kind in things if kind.startswith("RecordId")}
        assert kinds == {"values", *(kind.__name__ for kind in _records._KINDS)}
        home.whence = HERE
        for token in (
            f"show:{things['SnippetId, private, living']}",
            f"last.open:{things['SessionId']}",
            f"show.copy:{things['VersionId']}",
        ):
            assert CANARY in (await home.press(NOTATION + token)).text


def told(events: list[object]) -> list[str]:
    """Give what an answer says is wrong, without the number of the call."""
    return [f"{one.sentence} {one.advice} {one.kept}" for one in events if isinstance(one, Failure)]


async def answered(home: House, inbound: Inbound) -> tuple[str, list[str], str]:
    """Give all that can be seen of an answer and of the form before it, what is wrong, and how it ended."""
    form = repr(await home.app.prepare(inbound)) if may_ask(inbound) else ""
    answer = await home.send(inbound)
    return form + answer.text, told([*answer.events]), answer.done.status


def may_ask(inbound: Inbound) -> bool:
    """Tell whether a form may come before the answer."""
    named = read(inbound.token) if isinstance(inbound, Press) else None
    command, action = (REGISTRY.action(named.action) if named else None) or (None, None)
    maker = action or command
    return maker is None or maker.form is not None


@pytest.mark.parametrize("intruder", [BOSS, RIVAL], ids=["of-the-team", "of-another"])
async def test_fault_69_nothing_is_seen_by_any_button(intruder: Whence, tmp_path: Path) -> None:
    """Whoever presses any button with the id of what is not theirs gets the words for what does not exist."""
    async with guarded(tmp_path, intruder) as (home, things, _):
        for action in ACTIONS:
            for behind in ("", ".1"):
                chosen = {kind: one for kind, one in things.items() if not behind or kind in NUMBERED}
                ids = [NOWHERE, *chosen.values()]
                missing, *found = await asyncio.gather(*(pressed(home, action, one + behind) for one in ids))
                for kind, (text, *ended) in zip(chosen, found, strict=True):
                    assert CANARY not in text, f"{action} with {kind}"
                    assert NAME not in text, f"{action} with {kind}"
                    assert ended == [*missing[1:]], f"{action} with {kind}"


async def pressed(home: House, action: str, subject: str) -> tuple[str, list[str], str]:
    """Press a button, made up by hand."""
    return await answered(home, Press(whence=home.at(), token=f"{NOTATION}{action}:{subject}"))


async def test_fault_69_nothing_is_seen_by_any_form(tmp_path: Path) -> None:
    """Whoever sends any form, made up by hand, with the id of what is not theirs changes and sees nothing."""
    async with guarded(tmp_path, RIVAL) as (home, things, _):
        fields = {"text": "x", "instruction": "shorter", "name": "own", "to": "team", "why": "y", "words": "plan"}
        carried = f"r~{things['RecordId, values']}"
        for action in ACTIONS:
            sent = (
                Submit(whence=home.at(), token=f"{NOTATION}{action}:{subject}", values=fields)
                for subject in (*things.values(), carried)
            )
            for answer in await asyncio.gather(*map(home.send, sent)):
                assert CANARY not in answer.text, action
                assert NAME not in answer.text, action


NAMED = [
    (command, argument)
    for command in COMMANDS
    for argument in command.arguments
    if argument.kind in {Kind.SNIPPET, Kind.DOCUMENT}
]


@pytest.mark.parametrize("intruder", [BOSS, RIVAL], ids=["of-the-team", "of-another"])
async def test_fault_69_nothing_is_seen_by_any_name(intruder: Whence, tmp_path: Path) -> None:
    """Every command with the name of what is not theirs answers as it does for a name that nothing has."""
    async with guarded(tmp_path, intruder) as (home, _, names):
        for command, argument in NAMED:
            for form in ("@{}", "@{}@1", *(("{}",) if argument.kind is Kind.SNIPPET else ())):
                missing = await called(home, command, argument, form.format(NO_NAME))
                for name in names:
                    text, wrong, status = await called(home, command, argument, form.format(name))
                    where = f"{command.id} {argument.name}={form.format(name)}"
                    assert CANARY not in text, where
                    assert ([one.replace(name, NO_NAME) for one in wrong], status) == missing[1:], where


async def called(home: House, command: Command, argument: Argument, value: str) -> tuple[str, list[str], str]:
    """Call a command with this value, and with something fitting wherever it cannot do without."""
    filler = {Kind.SNIPPET: "own", Kind.PERSON: home.whence.name, Kind.CHOICE: ""}
    values = {one.name: filler.get(one.kind, "filler") for one in command.arguments if one.required}
    inbound = Invoke(whence=home.at(), command=command.id, values={**values, argument.name: value})
    return await answered(home, inbound)


@pytest.mark.parametrize("intruder", [BOSS, RIVAL], ids=["of-the-team", "of-another"])
async def test_fault_69_nothing_is_found_listed_or_completed(intruder: Whence, tmp_path: Path) -> None:
    """Every command alone and with the words, completion of every argument, and the home screen show nothing of it."""
    async with guarded(tmp_path, intruder) as (home, _, _):
        shown = [repr(await home.app.home(home.at())), repr(await home.app.beginning(home.at()))]
        for command in COMMANDS:
            shown.append((await home.call(command.id)).text)
            for argument in command.arguments:
                for prefix in ("", NAME[:3]):
                    wanted = Complete(whence=home.at(), command=command.id, argument=argument.name, prefix=prefix)
                    shown.append(repr(await home.app.complete(wanted)))
        found = await home.type(f"find {CANARY}")
        assert found.done.data == ()
        for text in shown:
            assert CANARY not in text
            assert not re.search(NAME, text)
