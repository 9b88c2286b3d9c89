"""One team in a Slack workspace and on a Discord server, and one person who is in both."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio

from tests.doubles.answers import code_in
from tests.doubles.anthropic import AnthropicDouble
from tests.doubles.discord import DiscordDouble
from tests.doubles.discord_person import Act
from tests.doubles.scene import Scene as OnDiscord
from tests.doubles.scene import answered
from tests.doubles.slack import SlackDouble
from tests.doubles.slack_scene import Scene as OnSlack
from tests.doubles.slack_served import manifest
from tests.doubles.whole_on_both import whole

pytestmark = pytest.mark.asyncio
DIGEST = "Sum up {{messages}} in three lines."
SHORTER = "Sum up {{messages}} in two lines."


@dataclass(slots=True)
class Both:
    """The same two people on both platforms; Ana manages both places."""

    slack: OnSlack
    discord: OnDiscord


@pytest_asyncio.fixture
async def both(tmp_path: Path) -> AsyncIterator[Both]:
    """Serve both from one program; at the end neither platform has refused anything."""
    async with AnthropicDouble() as model, SlackDouble(limits=True) as slack, DiscordDouble(limits=True) as discord:
        slack.manifest(manifest())
        guild = discord.guild("The club")
        ana, ben = discord.person("ana_h", manages=True), discord.person("ben_s")
        there = OnDiscord(discord, model, guild, ana, ben)
        here = OnSlack(
            slack, model, slack.channel("general"), slack.person("Ana", admin=True), slack.person("Ben", admin=False)
        )
        async with whole(slack, discord, tmp_path):
            yield Both(here, there)
        assert slack.refused == []
        assert discord.refused == []


async def test_what_is_kept_in_one_place_is_used_in_the_other(both: Both) -> None:
    """A prompt that Ben saved for his team on Slack is found, improved and used by Ben's colleagues on Discord, once an
    administrator of each has joined the places; a prompt that Ana began on Slack goes on for her on Discord.
    A place that leaves has all of it still.
    """
    slack, discord = both.slack, both.discord
    await slack.slash(f"save digest {DIGEST}", by=slack.ben)
    await slack.slash("share digest to=team", by=slack.ben)
    await discord.slash("save", name="digest", text="Another digest.", by=discord.ben)
    await discord.slash("share", name="digest", to="team", by=discord.ben)

    given = await slack.slash("admin link")
    asked = await admin(discord, "link", code=code_in(given.answers))
    assert "1 prompt, 2 people" in asked.text
    assert "The club/digest" in asked.text
    await discord.press(asked, "Join")

    found = await discord.slash("find", words="lines", by=discord.ben)
    assert "digest" in found.text
    shown = await discord.slash("show", name="digest", by=discord.ben)
    assert DIGEST in shown.text
    assert "by Ben" in shown.text
    await discord.press(shown, "Work on it", by=discord.ben)
    await approved(slack, discord)
    assert "Another digest." in (await slack.slash('show "The club/digest"', by=slack.ben)).answers

    await slack.slash('save sorter "Sort {{list}} by date."')
    await slack.press(await slack.slash("show sorter"), "Work on it")
    given = await slack.slash("me link")
    asked = await discord.slash("me", what="link", value=code_in(given.answers))
    assert "Ana (slack)" in asked.text
    await discord.press(asked, "Join")
    went_on = await discord.slash("last")
    assert "sorter, v1" in went_on.text
    changed = await discord.slash("edit", text="Sort {{list}} by name.")
    assert "sorter, v2" in changed.text
    assert "sorter, v2" in (await slack.slash("last")).answers

    left = await slack.press(await slack.slash("admin link off=yes"), "Leave")
    assert "This place has a team of its own." in left.answers
    assert "Another digest." in (await slack.slash('show "The club/digest"', by=slack.ben)).answers
    assert SHORTER in (await discord.slash("show", name="digest", by=discord.ben)).text


async def approved(slack: OnSlack, discord: OnDiscord) -> None:
    """Let somebody on Discord propose a version of what is Ben's, Ben approve it on Slack, and the other use it."""
    asked = await discord.slash("save", name="digest", text=SHORTER, by=discord.ben)
    assert "digest belongs to Ben." in asked.text
    form = await discord.press(asked, "Propose it", by=discord.ben)
    await discord.submit(form, by=discord.ben, why="nobody reads three")
    waits = await slack.slash("review digest", by=slack.ben)
    await waits.settled(contains="ben_s: nobody reads three")
    shown = await slack.press(waits, "Look at it", by=slack.ben)
    done = await slack.press(shown, "Approve", by=slack.ben)
    await done.settled(contains="digest · v2 is newest version now")
    used = await discord.slash("use", name="digest", values="messages=hello", by=discord.ben)
    assert "Sum up hello in two lines." in used.text
    history = await discord.slash("history", name="digest", by=discord.ben)
    assert "nobody reads three" in history.text


async def admin(scene: OnDiscord, verb: str, **options: str) -> Act:
    """Call a command of the administrators' family as Ana."""
    return await answered(await scene.ana.slash(scene.channel, f"prompt-admin {verb}", **options))


async def test_a_conversation_begun_on_slack_goes_on_on_discord(tmp_path: Path) -> None:
    """What Ana began to say to the bot on Slack she goes on with on Discord, in plain words, once her accounts are
    joined; after a restart she goes on on Slack, and the model knows all versions there.
    """
    async with AnthropicDouble() as model, SlackDouble() as slack, DiscordDouble() as discord:
        slack.manifest(manifest())
        here, there = slack.person("Ana"), discord.person("ana_h")
        async with whole(slack, discord, tmp_path, model=model):
            channel, guild = slack.channel("general"), discord.guild("The club")
            for said in ("a prompt that very simply sums up open tickets in two lines", "shorter"):
                told = await here.say(here.dm(), said)
                await told.settled()
            code = await here.slash(channel, "/prompt", "me link")
            await code.settled()
            asked = await answered(
                await there.slash(guild.channel("general"), "prompt me", what="link", value=code_in(code.answers))
            )
            await answered(await there.press(asked.messages[0], "Join"))
            opened = await there.say(there.dm(), "let us go on with what I had on Slack")
            await opened.settled(contains=", v2")
            changed = await there.say(there.dm(), "shorter")
            await changed.settled(contains=", v3")
        async with whole(slack, discord, tmp_path, model=model):
            last = await here.say(here.dm(), "shorter still")
            await last.settled(contains=", v4")
            asked_last = next(str(body) for body in reversed(model.messages) if "shorter still" in str(body))
            assert "v3 (refined by Ana, the current one)" in asked_last
        assert slack.refused == []
        assert discord.refused == []


async def test_the_language_goes_along(both: Both) -> None:
    """Who chose a language reads it on both platforms, the words beside an answer too; what all see is not in it."""
    slack, discord = both.slack, both.discord
    given = await slack.slash("me link")
    asked = await discord.slash("me", what="link", value=code_in(given.answers))
    await discord.press(asked, "Join")
    await slack.slash("me language fr")
    shown = await discord.slash("save", name="liste", text="Trie {{liste}} par date.")
    assert "Partager" in shown.messages[0].buttons
    overview = await discord.slash("me")
    assert "Compte" in overview.text
    act = await discord.slash("share", name="liste", to="here")
    await act.until(lambda: bool(discord.public()), "the shared prompt")
    assert "shared by" in discord.public()[-1].text
