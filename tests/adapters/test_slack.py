"""People on Slack, from what they do to what they see, against the loopback Slack."""

import asyncio
from pathlib import Path

import pytest

from tests.doubles.engineer import ScriptedEngineer
from tests.doubles.on_slack import COMMAND, serving
from tests.doubles.slack import SlackDouble


def gated() -> ScriptedEngineer:
    """Give an engineer that stops half-way until its gate opens."""
    engineer = ScriptedEngineer()
    engineer.gate = asyncio.Event()
    return engineer


@pytest.mark.asyncio
async def test_a_slash_command_is_answered_to_the_one_who_asked(tmp_path: Path) -> None:
    """Somebody types /prompt draft and sees the prompt, alone, in a block that copies exactly, with its buttons."""
    async with SlackDouble() as slack, serving(slack, tmp_path) as home:
        channel, ana, ben = slack.channel("general"), slack.person("Ana"), slack.person("Ben")
        act = await ana.slash(channel, COMMAND, "draft a weekly report")
        await act.acknowledged()
        await act.settled(contains="Summarise")
        assert act.answer == {}
        assert home.engineer.text in act.messages[-1].text
        assert "Refine" in act.messages[-1].buttons
        assert ben.sees(channel) == []
        assert slack.refused == []
