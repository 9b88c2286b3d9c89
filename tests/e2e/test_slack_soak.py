"""The bot on the loopback Slack, used for a long time: nothing that belongs to an answer stays behind it."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from adapters.slack import serve
from adapters.slack.board import Board
from adapters.slack.deliver import Delivery
from adapters.slack.desk import Desk
from adapters.slack.private import PrivateOutlet
from adapters.slack.shares import Share
from adapters.slack.stream import StreamOutlet
from bot.dialogue.reply import Reply
from tests.doubles.clock import FakeClock
from tests.doubles.engineer import ScriptedEngineer
from tests.doubles.kept import kept, settled
from tests.doubles.on_slack import COMMAND, QUICK, serving
from tests.doubles.slack import SlackDouble
from tests.doubles.slack_person import Act, Person, Said

ROUNDS = 4
AT_ONCE, STOPPED = 24, 6
KEPT = (Board, Delivery, PrivateOutlet, Reply, Share, StreamOutlet)
MINUTE = 60.0
END = "100 words"


async def asked(slack: SlackDouble, person: Person, number: int) -> Act | Said:
    """Let somebody draft: by the command, by plain words to the bot, or by calling it in a channel."""
    room = slack.channel(f"room-{number}")
    match number % 3:
        case 0:
            return await person.slash(room, COMMAND, "draft a weekly report")
        case 1:
            return await person.say(person.dm(), f"{slack.mention} /draft a weekly report")
        case _:
            return await person.say(room, f"{slack.mention} a weekly report")


async def one_round(slack: SlackDouble, engineer: ScriptedEngineer, people: Sequence[Person]) -> None:
    """Let twenty-four people draft to the end and open a form each, and six stop what is being written."""
    engineer.gate = None
    done = [await asked(slack, one, number) for number, one in enumerate(people[:AT_ONCE])]
    for person, one in zip(people, done, strict=False):
        await one.settled(contains=END)
        pressed = await person.press(one.messages[-1], label="Refine")
        await person.close(await pressed.opened())
    engineer.gate = asyncio.Event()
    begun = [await one.slash(slack.channel("general"), COMMAND, "draft a weekly report") for one in people[AT_ONCE:]]
    for person, act in zip(people[AT_ONCE:], begun, strict=True):
        await act.shows("…")
        await person.press(act.messages[-1], label="Stop")
    for act in begun:
        await act.settled(contains="Stopped.")


@pytest.mark.asyncio
async def test_fault_78_nothing_stays_behind_a_hundred_answers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """After a hundred answers and more, some of them stopped, the bot holds as much as after the first thirty."""
    made: list[Desk] = []

    def noted(*args: Any, **more: Any) -> Desk:  # noqa: ANN401 - a desk's
        made.append(Desk(*args, **more))
        return made[-1]

    monkeypatch.setattr(serve, "Desk", noted)
    engineer, clock, others = ScriptedEngineer(), FakeClock(), kept(KEPT)  # what earlier tests of this process left
    knobs = replace(QUICK, clock=clock)
    async with SlackDouble(clock=clock) as slack, serving(slack, tmp_path, engineer=engineer, knobs=knobs) as home:
        people = [slack.person(f"Person {number}") for number in range(AT_ONCE + STOPPED)]
        await one_round(slack, engineer, people)
        (desk,) = made
        before = await settled(desk.tasks._tasks, KEPT)
        for _ in range(ROUNDS - 1):
            clock.advance(MINUTE)
            await one_round(slack, engineer, people)
        after = await settled(desk.tasks._tasks, KEPT)
        assert [one.__name__ for one in KEPT if after[one.__name__] > others[one.__name__]] == []
        assert after["tasks"] < before["tasks"] + AT_ONCE  # one that each answer left would be ninety
        assert not any([home.app._running, desk.running._answers])
        assert slack.refused == []
        assert slack.errors == []
