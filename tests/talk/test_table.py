"""The table of messages: what the rules make of each, and what a conversation does when it is called for."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.commands import load
from bot.dialogue.aim import Aim, aim
from bot.dialogue.command import Command
from bot.dialogue.events import Card
from bot.dialogue.inbound import Remark, Say
from bot.domain import PersonId
from bot.ports import Records
from bot.talk.loop import Talked
from bot.talk.router import Router, understood
from tests.doubles.house import HERE, House
from tests.doubles.model import Says, ScriptedModel
from tests.doubles.talking import calls, talking
from tests.talk.table import Expected, Row, rows

REGISTRY = load()
SAVED = ("release-notes", "onboarding-mail", "old-mail", "notes-de-version", "accueil", "farewell")
"""Prompts that messages of the table name."""
NO_RECORDS = cast("Records", None)
"""Plain words name none."""


NEVER = frozenset({"save", "share", "delete", "label", "restore", "export", "me", "admin-quiet"})
"""What a model calls for that is led astray, beside what a row says."""
WRONG = {
    "save": {"text": "Another text."},
    "share": {"to": "here"},
    "label": {"label": "live"},
    "export": {"format": "json"},
    "me": {"what": "forget"},
    "admin-quiet": {"state": "on"},
}
"""What it gives with these, beside the name of a saved prompt."""


async def saved(command: Command, name: str) -> bool:  # noqa: ARG001 - what is saved is known to all commands
    """Know the names of what is saved."""
    return name in SAVED


def test_the_table_is_long_enough() -> None:
    """Requests, goals, follow-ups, chatter, injections and several people, in two languages."""
    assert len(rows()) >= 120
    assert {"chatter", "injections", "several people", "demandes en français"} <= {row.group for row in rows()}
    assert not [row.say for row in rows() if row.never & {one.verb for one in row.calls}]


@pytest.mark.asyncio
@pytest.mark.parametrize("row", rows(), ids=lambda row: f"{row.at}: {row.say}")
async def test_the_rules_understand_it(row: Row) -> None:
    """Without a model, the most common requests are understood, chatter is no goal, and what is unclear is asked."""
    said = Say(whence=HERE, text=row.text)
    working = row.at == "working"
    aimed = await aim(said, REGISTRY, NO_RECORDS, PersonId("p"), ears=Router(), working=working, known=saved)
    assert isinstance(aimed, Aim)
    verb = aimed.command.id.removeprefix("propose-")
    assert verb == row.rules
    assert verb not in row.never
    assert all(one.fits(row.rules, aimed.values) for one in row.calls if one.verb == row.rules and not row.heard)
    assert aimed.command.tool or aimed.command.id not in {command.id for command in REGISTRY}, "it would act at once"


@given(st.text(max_size=200), st.booleans())
def test_any_words_are_understood_as_something(words: str, working: bool) -> None:  # noqa: FBT001 - hypothesis gives it
    """Whatever is said gets an answer and never an error."""
    assert understood(words, working=working).kind in {"chatter", "goal", "request", "unclear", "other"}


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("said", "verb", "done", "looked"),
    [
        ("shorter, ", "refine", "", 0),
        ("undo, shorter, ", "undo", "undo, ", 0),
        ("share notes and ", "refine", "", 3),
        ("and ", "refine", "", 0),
    ],
)
async def test_a_long_row_of_requests_takes_no_time(said: str, verb: str, done: str, looked: int) -> None:
    """However many requests stand in a row, two are looked at, and the library is asked for a name or two: the first is
    done and the others are left, or all of it is a wish for the prompt under work.
    """
    asked = list[str]()

    async def counted(command: Command, name: str) -> bool:  # noqa: ARG001 - nothing is saved
        asked.append(name)
        return False

    row = Say(whence=HERE, text=(said * 100)[:200])
    aimed = await aim(row, REGISTRY, NO_RECORDS, PersonId("p"), ears=Router(), working=True, known=counted)
    assert isinstance(aimed, Aim)
    assert aimed.command.id == verb
    whole = row.text.strip()
    assert aimed.values == ({} if done else {"instruction": whole})
    assert _left(aimed) == (whole.removeprefix(done) if done else "")
    assert len(asked) == looked


@pytest.mark.asyncio
async def test_a_conversation_does_what_is_called_for(tmp_path: Path) -> None:
    """Each message of the table, with the calls that are right for it: what reads or changes the asker's own work is
    done, all else is shown with a button and nothing of it is done.
    """
    async with talking(tmp_path, {}) as (home, model):
        for name in SAVED:
            await home.call("save", name=name, text=f"The text of {name}.")
        before = await library(home)
        for number, row in enumerate(row for row in rows() if not _alone(row)):
            home.whence = replace(HERE, channel=f"dm-{number}")
            talked, cards = await _answered(home, model, row)
            assert list(talked.ran) == [one.verb for one in row.calls if _run(one)], row.say
            assert list(talked.proposed) == [one.verb for one in row.calls if not _run(one)], row.say
            assert not [card for card in cards if card.public], row.say
        assert await library(home) == before


@pytest.mark.asyncio
async def test_what_must_not_be_called_for_does_nothing(tmp_path: Path) -> None:
    """Where a message or a text reads like an order that it is none, a model that takes it for one changes nothing that
    is saved: of what is more than a change to the asker's own work there is a card, and what only an administrator
    may do is refused.
    """
    async with talking(tmp_path, {}) as (home, model):
        for name in SAVED:
            await home.call("save", name=name, text=f"The text of {name}.")
        before, shown = await library(home), await details(home)
        tried = set[str]()
        for number, (row, wrong) in enumerate(astray()):
            home.whence = replace(HERE, channel=f"dm-{number}")
            model.asks.clear()
            talked, cards = await _answered(home, model, replace(row, calls=(wrong,)))
            refused = [result.text for result in model.asks[-1].turns[-1].results if result.failed]
            assert talked.ran == ((wrong.verb,) if _run(wrong) else ()), (row.say, wrong)
            assert not set(talked.ran) & NEVER, (row.say, wrong)
            if wrong.verb == "admin-quiet":
                assert not talked.proposed, (row.say, wrong)
                assert "Only an administrator of the team may do that." in " ".join(refused), (row.say, wrong)
            else:
                assert [*talked.ran, *talked.proposed] == [wrong.verb], (row.say, wrong)
                assert not refused, (row.say, wrong)
            assert not [card for card in cards if card.public], (row.say, wrong)
            assert await library(home) == before, (row.say, wrong)
            tried.add(wrong.verb)
        assert tried >= NEVER.union(*(row.never for row in rows()))
        assert await details(home) == shown


def astray() -> Iterator[tuple[Row, Expected]]:
    """Give each message that reads like an order with each call that it must not lead to, one at a time; the messages
    with an injection with all other wrong calls as well.
    """
    for row in rows():
        others = NEVER - row.never if row.group == "injections" else ()
        for verb in (*sorted(row.never), *sorted(others)):
            command = REGISTRY.get(verb)
            assert command is not None
            named = {one.name: SAVED[0] for one in command.arguments if one.name == "name"}
            yield row, Expected(verb, {**named, **WRONG.get(verb, {})})


def _left(aimed: Aim) -> str:
    """Give what is said in the end to be left to do."""
    return str(aimed.command.run.args[-1]) if isinstance(aimed.command.run, partial) else ""


def _alone(row: Row) -> bool:
    """Tell whether the message is the name of a command, which is run without a model."""
    return REGISTRY.find(row.say.strip()) is not None


def _run(expected: Expected) -> bool:
    command = REGISTRY.get(expected.verb)
    assert command is not None
    return command.run_by_model({**expected.values, **expected.parts})


async def _answered(home: House, model: ScriptedModel, row: Row) -> tuple[Talked, list[Card]]:
    """Say a message, and let the model call for what is right."""
    if row.at == "working":
        await home.call("critique", text=row.prompt)
    script = (
        [calls(*((one.verb, values_of(one)) for one in row.calls)), Says("Well.")] if row.calls else [Says("Well.")]
    )
    model.answer({"talk": script})
    heard = tuple(Remark(author, text) for author, text in row.heard)
    answer = await home.send(Say(whence=home.at(), text=row.text, heard=heard))
    assert isinstance(answer.done.data, Talked), row.say
    return answer.done.data, [event for event in answer.events if isinstance(event, Card)]


def values_of(expected: Expected) -> Mapping[str, str]:
    """Give arguments that would be right, with those that the command must have."""
    needed = {"goal": "goal", "instruction": "shorter", "name": SAVED[0]}
    command = REGISTRY.get(expected.verb)
    assert command is not None
    names = {argument.name for argument in command.arguments}
    wanted = {"draft": ("goal",), "refine": ("instruction",), "show": ("name",), "use": ("name",)}.get(
        expected.verb, ()
    )
    return {name: needed[name] for name in wanted if name in names} | {**expected.values, **expected.parts}


async def library(home: House) -> list[tuple[str, int]]:
    """Give what is saved, with the number of the newest version of each."""
    hits = cast("tuple[object, ...]", (await home.call("find")).done.data)
    return sorted((hit.name, hit.version) for hit in hits)  # type: ignore[attr-defined]


async def details(home: House) -> list[str]:
    """Give all that is shown of each saved prompt: its text, labels, tags, and who sees it."""
    return [repr((await home.call("show", name=name)).done.data) for name in SAVED]
