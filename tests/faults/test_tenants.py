"""Nobody sees what belongs to another team, and nothing grows without end."""

import asyncio
import gc
import tracemalloc
from dataclasses import replace
from pathlib import Path

import pytest

from bot.dialogue.action import token
from bot.dialogue.events import Blame, Failure
from bot.dialogue.inbound import Invoke, Spot
from bot.domain import Account, Place, Snippet, Version
from bot.errors import ModelUnavailable
from tests.doubles.house import HERE, Answer, House, house

pytestmark = pytest.mark.asyncio
CANARY = "zanzibar-canary"
STRANGER = replace(HERE, account=Account("chat", "rival", "ann"), place=Place("chat", "rival", "Rival"), name="Ann")


async def treasure(home: House) -> list[str]:
    """Leave a prompt, a critique and saved prompts behind, all with the canary; give every token that was shown."""
    home.engineer.text = f"Summarise {{{{tickets}}}} for {CANARY}."
    answers = [await home.type(f"draft something for {CANARY}"), await home.type("critique")]
    answers += [await home.type("refine shorter"), await home.type("save secret-plan")]
    answers += [await home.type(f"save team-plan Write about {CANARY}."), await home.type("share team-plan to=team")]
    direct, home.whence = home.whence, replace(home.whence, spot=Spot.CHANNEL, channel="general")
    answers += [await home.type("share secret-plan to=here")]
    home.whence = direct
    answers += [await home.type(f"save secret-plan Sum up {{{{tickets}}}} for {CANARY}.")]
    answers += [await home.type(f"{verb} secret-plan tickets={CANARY}") for verb in ("use", "run", "compare")]
    answers += [await home.type("run team-plan"), await home.type("use secret-plan")]
    answers += [await home.type("delete secret-plan")]
    answers += [await home.type("refine " + "x" * 100_001), await home.type("last"), await home.type("find plan")]
    return [button.token for answer in answers for button in answer.buttons]


async def objects(answer: Answer) -> tuple[str, str]:
    """Give the ids of what an answer shows."""
    data = answer.done.data
    assert isinstance(data, Version | Snippet)
    return data.id, data.session if isinstance(data, Version) else data.id


async def test_fault_69_a_stranger_sees_nothing_by_any_button(tmp_path: Path) -> None:
    """Somebody of another team with the same user name presses every button that was ever shown, and sees nothing."""
    async with house(tmp_path) as home:
        tokens = await treasure(home)
        home.whence = STRANGER
        asked = list(home.engineer.asked)
        for pressed in dict.fromkeys(tokens):
            answer = await home.press(pressed)
            assert CANARY not in answer.text, pressed
        new = [one for one in home.engineer.asked if one not in asked]
        assert not [one for one in new if CANARY in one]


async def test_fault_69_a_direct_message_has_no_team(tmp_path: Path) -> None:
    """Where there is no place there is no team: a stranger's direct message shares with nobody and sees nobody's."""
    async with house(tmp_path) as home:
        await treasure(home)
        home.whence = replace(STRANGER, place=None, account=Account("chat", "", "nobody"))
        assert (await home.type("find")).done.data == ()
        await home.type("save mine Write.")
        assert "no team here" in (await home.type("share mine to=team")).failure.sentence


async def test_fault_77_a_model_that_is_down_costs_nobody_else(tmp_path: Path) -> None:
    """Hundreds of failing calls of one person leave another person's call as it is."""
    async with house(tmp_path) as home:
        home.engineer.error = ModelUnavailable("The model is busy.")
        failing = [home.type(f"draft number {number}") for number in range(100)]
        answers = await asyncio.gather(*failing)
        assert {answer.failure.blame for answer in answers} == {Blame.OUTSIDE}
        home.engineer.error = None
        home.whence = STRANGER
        assert not [event for event in (await home.type("draft mine")).events if isinstance(event, Failure)]


async def test_fault_78_nothing_grows_with_calls(tmp_path: Path) -> None:
    """After many calls, finished, stopped and failed, memory and tasks are where they were."""
    async with house(tmp_path) as home:
        await _busy(home, 10)
        gc.collect()
        tasks = len(asyncio.all_tasks())
        tracemalloc.start()
        before = tracemalloc.take_snapshot()
        await _busy(home, 30)
        gc.collect()
        grown = sum(one.size_diff for one in tracemalloc.take_snapshot().compare_to(before, "filename"))
        tracemalloc.stop()
        assert len(asyncio.all_tasks()) == tasks
        assert grown < 500_000


async def _busy(home: House, calls: int) -> None:
    for number in range(calls):
        await home.type("draft a prompt for tickets")
        reply = await home.app.start(Invoke(whence=home.at(), line="refine shorter"))
        await reply.first(5)
        await reply.aclose()
        await home.press(token("refine", f"no-such-{number}"))
