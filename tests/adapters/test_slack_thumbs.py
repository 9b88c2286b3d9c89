"""Slack's own thumbs below what was refined."""

from pathlib import Path
from typing import Any

import pytest

from tests.doubles.on_slack import COMMAND, serving
from tests.doubles.slack import SlackDouble

UP, DOWN = "This is good", "This is not good"


@pytest.mark.asyncio
@pytest.mark.parametrize("direct", [True, False])
async def test_thumbs_stand_below_what_was_refined(tmp_path: Path, *, direct: bool) -> None:
    """Below a refinement stand Slack's own thumbs, privately and in threads; a press is thanked for in private, and
    who is not content is offered to refine.
    """
    async with SlackDouble() as slack, serving(slack, tmp_path):
        ana, ben = slack.person("Ana"), slack.person("Ben")
        channel = ana.dm() if direct else slack.channel("general")
        said = await ana.say(channel, f"{'' if direct else slack.mention} a weekly report")
        await said.settled(contains="100 words")
        more = await ana.say(channel, f"{'' if direct else slack.mention} shorter", thread=None if direct else said)
        await more.settled(contains="Condense")
        (answer,) = more.messages
        assert [one["type"] for one in answer.blocks][-2:] == ["actions", "context_actions"]
        pressed = await ana.press(answer, label=UP)
        await pressed.settled(contains="Thank you.")
        presser = ana if direct else ben
        pressed = await presser.press(answer, label=DOWN)
        await pressed.settled(contains="Say what should be different")
        assert pressed.messages[-1].ephemeral is not direct
        form = await (await presser.press(pressed.messages[-1], label="Refine")).opened()
        assert form.fields
        assert slack.refused == []


@pytest.mark.asyncio
async def test_a_thumb_works_after_a_restart(tmp_path: Path) -> None:
    """A thumb of yesterday's answer still counts, and it counts once where Slack delivers it twice."""
    async with SlackDouble() as slack:
        channel, ana = slack.channel("general"), slack.person("Ana")
        async with serving(slack, tmp_path, boot="first"):
            drafted = await ana.slash(channel, COMMAND, "draft a weekly report")
            await drafted.settled(contains="100 words")
            form = await (await ana.press(drafted.messages[-1], label="Refine")).opened()
            fields: dict[str, Any] = {next(iter(form.fields)): "shorter"}
            refined = await ana.submit(form, **fields)
            await refined.settled(contains="Condense")
        async with serving(slack, tmp_path, boot="second"):
            pressed = await ana.press(refined.messages[-1], label=UP)
            slack.again(pressed)
            await pressed.settled(contains="Thank you.")
            details = await ana.press(refined.messages[-1], label="Details")
            await details.settled(contains="good: 1, not good: 0")
            assert pressed.answers.count("Thank you.") == 1
        assert slack.refused == []
