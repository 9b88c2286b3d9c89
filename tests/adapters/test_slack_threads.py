"""Threads that go on without a mention, where the operator lets the bot hear them, and nowhere else."""

from pathlib import Path

import pytest

from adapters.slack.declare import Choice, document
from adapters.slack.needs import Extra
from bot.commands import load
from bot.words import Words
from tests.doubles.engineer import ScriptedEngineer
from tests.doubles.on_slack import serving
from tests.doubles.slack import SlackDouble
from tests.doubles.slack_person import Person, Said
from tests.doubles.slack_state import Channel

WITH = document(load(), Choice(extras=(Extra.THREADS,)), Words())
WITHOUT = document(load(), Choice(), Words())


async def opened(slack: SlackDouble, channel: Channel, person: Person) -> Said:
    """Have a prompt drafted in a thread; give the message that began it."""
    said = await person.say(channel, f"{slack.mention} a weekly report")
    await said.settled(contains="100 words")
    return said


@pytest.mark.asyncio
async def test_a_thread_goes_on_without_a_mention(tmp_path: Path) -> None:
    """Where a mention began a prompt, whoever writes there changes it by saying how, for all to see; also after the
    bot was started anew, and once where somebody mentions it all the same.
    """
    async with SlackDouble() as slack:
        slack.manifest(WITH)
        channel, ana, ben = slack.channel("general"), slack.person("Ana"), slack.person("Ben")
        async with serving(slack, tmp_path, boot="first") as home:
            root = await opened(slack, channel, ana)
            more = await ben.say(channel, "shorter", thread=root)
            await more.settled(contains="Condense")
            assert (more.messages[0].thread, more.messages[0].ephemeral) == (root.ts, False)
            assert home.engineer.orders[-1].instruction == "shorter"
        async with serving(slack, tmp_path, boot="second") as home:
            home.engineer.refined = "Say it in one line."
            last = await ana.say(channel, "one line", thread=root)
            await last.settled(contains="one line.")
            assert home.engineer.asked == [
                "refine Condense {{tickets}} for the weekly report.\nKeep it under 100 words."
            ]
            again = await ana.say(channel, f"{slack.mention} and friendly", thread=root)
            await again.settled()
            await slack.taken()
            assert [one.instruction for one in home.engineer.orders] == ["one line", "and friendly"]
        assert slack.refused == []


@pytest.mark.asyncio
async def test_what_is_not_for_the_bot_is_left_alone(tmp_path: Path) -> None:
    """What people say to each other gets no answer: outside threads, in threads of others, at the start of which
    somebody else is called, by another bot; nor does somebody of another organisation.
    """
    async with SlackDouble() as slack, serving(slack, tmp_path) as home:
        slack.manifest(WITH)
        other = slack.workspace("Other", installed=False)
        channel, ana, ben = slack.connect(slack.channel("general"), other), slack.person("Ana"), slack.person("Ben")
        eve, app = slack.person("Eve", team=other), slack.person("App")
        app.user.bot = "B0OTHER"
        root, elsewhere = await opened(slack, channel, ana), await ana.say(channel, "lunch?")
        helped = await ana.say(channel, f"{slack.mention} /help")
        await helped.settled(contains="/prompt")
        asked = list(home.engineer.asked)
        for person, text, thread in (
            (ana, "shorter", None),
            (ana, "shorter", elsewhere),
            (ana, "shorter", helped),
            (ana, f"{ben.mention} what do you think?", root),
            (ana, f"*{ben.mention}* and you?", root),
            (ana, "<!here> look", root),
            (app, "shorter", root),
            (eve, "shorter", root),
        ):
            said = await person.say(channel, text, thread=thread)
            assert said.told, text
            await said.acknowledged()
        before = slack.messages(channel)
        more = await ben.say(channel, "shorter", thread=root)
        await more.settled(contains="Condense")
        assert [one for one in home.engineer.asked if one not in asked] == [f"refine {ScriptedEngineer().text}"]
        assert set(slack.messages(channel)) - set(before) == {more, *more.messages}
        assert slack.refused == []


@pytest.mark.asyncio
async def test_without_the_right_mentions_go_on(tmp_path: Path) -> None:
    """Where the operator did not choose it, Slack tells of mentions alone, and they go on with the thread's prompt."""
    async with SlackDouble() as slack, serving(slack, tmp_path) as home:
        slack.manifest(WITHOUT)
        channel, ana = slack.channel("general"), slack.person("Ana")
        root = await opened(slack, channel, ana)
        assert (await ana.say(channel, "shorter", thread=root)).told == []
        more = await ana.say(channel, f"{slack.mention} shorter", thread=root)
        await more.settled(contains="Condense")
        assert [one.instruction for one in home.engineer.orders] == ["shorter"]
        assert slack.refused == []
