"""The Home tab at work: what somebody sees of the library, and what they do with it there."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from tests.doubles.on_slack import COMMAND, serving
from tests.doubles.slack import SlackDouble
from tests.doubles.slack_person import Person
from tests.doubles.slack_state import Channel

LOOKUP = "~look:show:name"


@pytest_asyncio.fixture
async def slack() -> AsyncIterator[SlackDouble]:
    """Give a Slack that refuses nothing by the end of the test."""
    async with SlackDouble() as double:
        yield double
        assert double.refused == []


async def done(person: Person, channel: Channel, line: str, contains: str) -> None:
    """Have a command done."""
    act = await person.slash(channel, COMMAND, line)
    await act.settled(contains=contains)


@pytest.mark.asyncio
async def test_the_home_tab_is_the_library(slack: SlackDouble, tmp_path: Path) -> None:
    """Who opens the Home tab sees what they worked on, what is theirs and what is the team's, and where texts go; what
    others keep for themselves is not there.
    """
    async with serving(slack, tmp_path):
        channel, ana, ben = slack.channel("general"), slack.person("Ana"), slack.person("Ben")
        await done(ana, channel, "draft a weekly report", "100 words")
        await done(ana, channel, "save my-report", "Saved as")
        await done(ana, channel, "save our-notes Write {{what}} down", "Saved as")
        await done(ana, channel, "share our-notes to=team", "Everybody in the team")
        mine = await ana.opens_home("my-report")
        for title in ("Continue", "Search", "Your prompts", "The team's prompts", "Where texts go, and who sees them"):
            assert title in mine.text
        assert "answered under Messages" in mine.text
        assert "Texts go to llm.example.com." in mine.text
        other = await ben.opens_home("our-notes")
        assert "my-report" not in other.text
        assert "Your prompts" not in other.text


@pytest.mark.asyncio
async def test_prompts_are_used_and_changed_from_the_home_tab(slack: SlackDouble, tmp_path: Path) -> None:
    """Use asks for what is to be filled in, Edit opens the text, Go on brings back what was worked on: each is answered
    in the direct messages.
    """
    async with serving(slack, tmp_path):
        channel, ana = slack.channel("general"), slack.person("Ana")
        await done(ana, channel, "draft a weekly report", "100 words")
        await done(ana, channel, "save notes Write {{what}} down", "Saved as")
        tab = await ana.opens_home("notes")
        form = await (await ana.press(tab, label="Use")).opened()
        what: dict[str, Any] = {"what": "everything"}
        used = await ana.submit(form, **what)
        await used.settled(contains="Write everything down")
        assert used.messages[-1].channel is ana.dm()
        form = await (await ana.press(tab, label="Edit", index=1)).opened()
        text: dict[str, Any] = {"text": "Write {{what}} up"}
        edited = await ana.submit(form, **text)
        await edited.settled(contains="up")
        assert edited.messages[-1].channel is ana.dm()
        again = await ana.press(tab, label="Go on")
        await again.settled(contains="Summarise")
        assert again.messages[-1].channel is ana.dm()


@pytest.mark.asyncio
async def test_prompts_are_found_from_the_home_tab(slack: SlackDouble, tmp_path: Path) -> None:
    """A name is offered while it is typed, and choosing it shows the prompt; words in texts are searched by a form."""
    async with serving(slack, tmp_path):
        channel, ana = slack.channel("general"), slack.person("Ana")
        await done(ana, channel, "save release-notes Write the notes", "Saved as")
        await done(ana, channel, "save tickets Sum the tickets up", "Saved as")
        tab = await ana.opens_home("tickets")
        assert [one.value for one in await ana.type(tab, LOOKUP, "rel")] == ["release-notes", "rel"]
        shown = await ana.choose(tab, "release-notes", menu=LOOKUP)
        await shown.settled(contains="Write the notes")
        form = await (await ana.press(tab, label="Search in texts")).opened()
        words: dict[str, Any] = {"words": "sum"}
        found = await ana.submit(form, **words)
        await found.settled(contains="tickets")
        assert "release-notes" not in found.messages[-1].text


@pytest.mark.asyncio
async def test_a_prompt_is_begun_from_the_home_tab(slack: SlackDouble, tmp_path: Path) -> None:
    """Before there is anything, the Home tab says so and offers the box, whose answer comes under Messages."""
    async with serving(slack, tmp_path):
        ana = slack.person("Ana")
        tab = await ana.opens_home("Nothing is saved yet.")
        form = await (await ana.press(tab, label="New prompt")).opened()
        goal: dict[str, Any] = {"~text": "a weekly report"}
        sent = await ana.submit(form, **goal)
        await sent.settled(contains="100 words")
        assert sent.messages[-1].channel is ana.dm()
        assert "A weekly report" in (await ana.opens_home("Continue")).text
