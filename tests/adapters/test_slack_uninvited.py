"""Where the bot is no member of a channel: what works all the same, and what says how it is invited."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.doubles.engineer import ScriptedEngineer
from tests.doubles.on_slack import COMMAND, serving
from tests.doubles.slack import SlackDouble
from tests.doubles.slack_person import Person

INVITE = "/invite @prompteur"


@pytest_asyncio.fixture
async def slack() -> AsyncIterator[SlackDouble]:
    """Give a Slack that refuses nothing by the end of the test."""
    async with SlackDouble() as double:
        yield double
        assert double.refused == []


def direct(slack: SlackDouble, person: Person) -> str:
    """Give what stands in somebody's direct messages with the bot."""
    return "\n".join(one.text for one in slack.messages(person.dm()))


@pytest.mark.asyncio
async def test_a_press_shares_where_the_bot_is_no_member(slack: SlackDouble, tmp_path: Path) -> None:
    """A button shows a prompt to everyone in a channel that the bot was never invited to."""
    async with serving(slack, tmp_path):
        channel, ana, ben = slack.channel("elsewhere", member=False), slack.person("Ana"), slack.person("Ben")
        drafted = await ana.slash(channel, COMMAND, "draft a weekly report")
        await drafted.settled(contains="Summarise")
        asked = await ana.slash(channel, COMMAND, "share")
        await asked.settled(contains="Where do you want to share")
        shared = await ana.press(asked.messages[-1], label="Show it here")
        await shared.settled(contains="Everyone here sees it now.")
        (seen,) = ben.sees(channel)
        assert "Summarise" in seen.text
        copied = await ben.press(seen, label="Copy")
        await copied.settled(contains="Summarise")
        assert copied.messages[-1].ephemeral


@pytest.mark.asyncio
async def test_what_cannot_be_shared_whole_says_how_to_invite(slack: SlackDouble, tmp_path: Path) -> None:
    """A prompt so long that it goes as a file needs the bot in the channel: nothing half is posted, and the person
    reads how to invite it; then it works.
    """
    engineer = ScriptedEngineer()
    engineer.text = "\n".join(f"Line {number} of a prompt that is long." for number in range(400))
    async with serving(slack, tmp_path, engineer=engineer):
        channel, ana, ben = slack.channel("elsewhere", member=False), slack.person("Ana"), slack.person("Ben")
        drafted = await ana.slash(channel, COMMAND, "draft a weekly report")
        await drafted.settled(contains="direct messages")
        shared = await ana.slash(channel, COMMAND, "share to=here")
        await shared.settled(contains=INVITE)
        assert ben.sees(channel) == []
        channel.member = True
        again = await ana.slash(channel, COMMAND, "share to=here")
        await again.settled(contains="Everyone here sees it now.")
        assert [one.files for one in ben.sees(channel) if one.files] == [{"prompt.md": engineer.text.encode()}]


@pytest.mark.asyncio
async def test_fault_28_a_thread_without_the_bot_says_how_to_invite(slack: SlackDouble, tmp_path: Path) -> None:
    """Who calls the bot in a channel that it is no longer in gets the answer in their direct messages, and reads there
    how it is invited. Invited, it answers in the thread.
    """
    async with serving(slack, tmp_path):
        channel, ana = slack.channel("general"), slack.person("Ana")
        for method in ("chat.startStream", "chat.postMessage"):
            slack.fail_next(method, "not_in_channel")
        said = await ana.say(channel, f"{slack.mention} a weekly report")
        await said.until(lambda: "100 words" in direct(slack, ana), "the answer")
        assert direct(slack, ana).startswith("I am not in the channel where you asked")
        assert INVITE in direct(slack, ana)
        assert said.messages == []
        again = await ana.say(channel, f"{slack.mention} a weekly report")
        await again.settled(contains="100 words")


@pytest.mark.asyncio
async def test_an_answer_that_lost_its_place_comes_elsewhere(slack: SlackDouble, tmp_path: Path) -> None:
    """When the thread is locked while the bot writes, the answer comes in the direct messages, where no invitation is
    asked for.
    """
    async with serving(slack, tmp_path):
        channel, ana = slack.channel("general"), slack.person("Ana")
        slack.fail_next("chat.update", "thread_locked")
        said = await ana.say(channel, f"{slack.mention} a weekly report")
        await said.until(lambda: "100 words" in direct(slack, ana), "the answer")
        assert INVITE not in direct(slack, ana)
