"""What can go wrong between Slack and us: too late, lost, refused, repeated, cut."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from adapters.backoff import Time
from adapters.slack import forms
from tests.doubles.clock import FakeClock
from tests.doubles.engineer import ScriptedEngineer
from tests.doubles.on_slack import COMMAND, QUICK, serving
from tests.doubles.slack import SlackDouble

pytestmark = pytest.mark.asyncio
BEGUN, END = "Summarise", "100 words"


async def _at_once(_: float) -> None:
    await asyncio.sleep(0)


SOON = replace(QUICK, time=Time(sleep=_at_once))


class Gated(ScriptedEngineer):
    """An engineer that stops half-way until `open`."""

    def __init__(self) -> None:
        super().__init__()
        self.gate: asyncio.Event = asyncio.Event()


@pytest_asyncio.fixture
async def slack() -> AsyncIterator[SlackDouble]:
    """Give a Slack that refuses nothing by the end of the test."""
    async with SlackDouble() as double:
        yield double
        assert double.refused == []


def drafts(engineer: ScriptedEngineer) -> list[str]:
    """Give the goals that were drafted."""
    return sorted(one.removeprefix("draft ") for one in engineer.asked if one.startswith("draft "))


# --- 24, 25: repeated ------------------------------------------------------------------------------------------------


async def test_fault_24_25_what_comes_again_is_done_once_also_after_a_restart(
    slack: SlackDouble, tmp_path: Path
) -> None:
    """A command, a press, a form, a message and a mention that come four times, the last time after a restart, are
    each done once.
    """
    channel, ana = slack.channel("general"), slack.person("Ana")
    async with serving(slack, tmp_path, boot="first") as home:
        did: list[Any] = [await ana.slash(channel, COMMAND, "draft one")]
        await did[0].settled(contains=END)
        did.append(await ana.slash(channel, COMMAND))
        form = await did[1].opened()
        goal: dict[str, Any] = {"~text": "two"}
        did += [await ana.submit(form, **goal), await ana.say(ana.dm(), "/draft three")]
        did += [await ana.say(channel, f"{slack.mention} /draft four")]
        did += [await ana.press(did[0].messages[-1], label="Critique")]
        for one in did * 2:
            slack.again(one)
        for one in did[2:5]:
            await one.settled(contains=END)
        await did[5].settled(contains="two ways")
        await slack.taken()
        assert drafts(home.engineer) == ["four", "one", "three", "two"]
        assert [len(one.messages) for one in did[3:5]] == [1, 1]
    async with serving(slack, tmp_path, boot="second") as home:
        for one in did:
            slack.again(one)
        await slack.taken()
        for one in did[3:5]:
            await one.until(lambda one=one: len(one.messages) == 2, "the first answer, given again")
        assert home.engineer.asked == []


# --- 26: acknowledged first ------------------------------------------------------------------------------------------


async def test_fault_26_it_is_acknowledged_before_anything_else_is_done(tmp_path: Path) -> None:
    """While a model takes ten seconds, and Slack does not even say who somebody is, whatever a person does is taken at
    once; the answers come when they are there.
    """
    clock, engineer = FakeClock(), Gated()
    async with (
        SlackDouble(clock=clock) as slack,
        serving(slack, tmp_path, engineer=engineer, knobs=replace(QUICK, clock=clock)),
    ):
        channel, ana = slack.channel("general"), slack.person("Ana")
        who = slack.hold_next("users.info", times=99)
        where = slack.hold_next("conversations.open", times=99)
        did: list[Any] = [await ana.slash(channel, COMMAND, "draft one"), await ana.say(ana.dm(), "/draft two")]
        did += [await ana.say(channel, f"{slack.mention} /draft three"), await ana.slash(channel, COMMAND)]
        did += [await ana.shortcut("~new"), await ana.point(did[1], "critique")]
        for one in did:
            assert await one.acknowledged() == 0
        assert engineer.asked == []
        who.release()
        where.release()
        await did[0].shows("Working…")
        await did[1].shows(BEGUN)
        clock.advance(10)
        engineer.gate.set()
        for one in did[:3]:
            await one.settled(contains=END)
        await did[5].settled(contains="two ways")
        assert slack.late == []
        assert slack.refused == []


async def test_fault_26_a_form_is_acknowledged_though_slack_says_nothing(
    slack: SlackDouble, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A form that is sent after a restart, while Slack does not say who somebody is, is taken within its three
    seconds, and answered.
    """
    assert forms.KNOWN_SECONDS < 2
    monkeypatch.setattr(forms, "KNOWN_SECONDS", 0.05)
    channel, ana = slack.channel("general"), slack.person("Ana")
    async with serving(slack, tmp_path, boot="first"):
        act = await ana.slash(channel, COMMAND)
        form = await act.opened()
    async with serving(slack, tmp_path, boot="second"):
        held = slack.hold_next("users.info"), slack.hold_next("conversations.open")
        goal: dict[str, Any] = {"~text": "a weekly report"}
        sent = await ana.submit(form, **goal)
        await sent.acknowledged()
        for one in held:
            one.release()
        await sent.settled(contains=END)
        assert slack.late == []


@pytest.mark.timed
async def test_fault_26_an_acknowledgement_takes_no_tenth_of_a_second(slack: SlackDouble, tmp_path: Path) -> None:
    """A command is taken within 100 ms while the model still thinks."""
    async with serving(slack, tmp_path, engineer=Gated()):
        channel, ana = slack.channel("general"), slack.person("Ana")
        acts = [await ana.slash(channel, COMMAND, f"draft {number}") for number in range(5)]
        assert min([await act.acknowledged() for act in acts]) < 0.1
