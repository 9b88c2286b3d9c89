"""What is being done, said while it is done: at once in a word, step by step where it takes long."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
import pytest_asyncio

from adapters.slack.board import Board, Step
from adapters.slack.markup import texts
from bot.dialogue.events import Progress
from bot.words import Words
from tests.doubles.engineer import ScriptedEngineer
from tests.doubles.on_slack import QUICK, serving
from tests.doubles.slack import SlackDouble
from tests.doubles.slack_person import Said

LONG = replace(QUICK, steps_seconds=0.05)
"""Every answer takes long by this."""
READING = "Reading Summarise it all, v1…"


def gated() -> ScriptedEngineer:
    """Give an engineer that stops half-way until its gate opens."""
    engineer = ScriptedEngineer()
    engineer.gate = asyncio.Event()
    return engineer


@pytest_asyncio.fixture
async def slack() -> AsyncIterator[SlackDouble]:
    """Give a Slack that refuses nothing by the end of the test."""
    async with SlackDouble() as double:
        yield double
        assert double.refused == []


def cards(said: Said) -> list[tuple[str, str]]:
    """Give the cards of tasks that stand in an answer: what they say, and how far they are."""
    blocks = [block for message in said.messages for block in message.blocks]
    return [(one["title"], one["status"]) for one in blocks if one["type"] == "task_card"]


def opened(engineer: ScriptedEngineer) -> None:
    """Let the engineer go on."""
    assert engineer.gate
    engineer.gate.set()


@pytest.mark.asyncio
async def test_work_that_takes_long_is_told_step_by_step(slack: SlackDouble, tmp_path: Path) -> None:
    """In a thread a card says what is being done while nothing can be read yet; the answer takes its place."""
    async with serving(slack, tmp_path, engineer=(engineer := gated()), knobs=LONG):
        channel, ana = slack.channel("general"), slack.person("Ana")
        said = await ana.say(channel, f"{slack.mention} /refine shorter")
        await said.settled(contains="Nothing is open here yet.")
        drafted = await ana.say(channel, f"{slack.mention} a weekly report")
        await drafted.until(lambda: len(cards(drafted)) == 2, "two cards")
        assert cards(drafted) == [("Reading the goal…", "complete"), ("Writing…", "in_progress")]
        await drafted.shows("Summarise")
        opened(engineer)
        await drafted.settled(contains="100 words")
        assert cards(drafted) == []
        assert "Writing" not in drafted.answers


@pytest.mark.asyncio
async def test_what_is_soon_done_flickers_no_cards(slack: SlackDouble, tmp_path: Path) -> None:
    """An answer within three seconds is written without cards."""
    async with serving(slack, tmp_path, engineer=(engineer := gated())):
        ana = slack.person("Ana")
        said = await ana.say(ana.dm(), "a weekly report")
        await said.shows("Summarise")
        opened(engineer)
        await said.settled(contains="100 words")
        assert "task_update" not in str([one.arguments for one in slack.calls("chat.appendStream")])


@pytest.mark.asyncio
async def test_where_slack_takes_no_cards_words_say_it(slack: SlackDouble, tmp_path: Path) -> None:
    """The steps stand in the stream in plain words, once each; cards are not tried again."""
    slack.fail_next("chat.appendStream", "invalid_chunks")
    async with serving(slack, tmp_path, engineer=(engineer := gated()), knobs=LONG):
        ana = slack.person("Ana")
        said = await ana.say(ana.dm(), "/critique Summarise it all")
        await said.shows("Reading")
        opened(engineer)
        await said.settled(contains="two ways")
        assert max(one.text.count("Reading") for one in said.messages[0].history) == 1
        engineer.gate = asyncio.Event()
        more = await ana.say(ana.dm(), "/critique Summarise it all")
        await more.shows("Reading")
        opened(engineer)
        await more.settled(contains="two ways")
        assert str([one.arguments for one in slack.calls("chat.appendStream")]).count("task_update") == 1


@pytest.mark.asyncio
async def test_where_nothing_streams_the_message_says_it(slack: SlackDouble, tmp_path: Path) -> None:
    """Without a stream, the message that says "Working…" comes to say at what."""
    slack.limit_next(60, "chat.startStream")
    async with serving(slack, tmp_path, engineer=(engineer := gated()), knobs=LONG):
        ana = slack.person("Ana")
        said = await ana.say(ana.dm(), "/critique Summarise it all")
        await said.shows(READING)
        opened(engineer)
        await said.settled(contains="two ways")
        assert (len(said.messages), READING in said.answers) == (1, False)


def test_a_private_answer_says_at_once_what_is_done() -> None:
    """Who typed a command reads what is being done before the answer is there, and can stop it; a stream, where the
    steps come by themselves, begins with a word.
    """
    for streams, said in ((False, [["Working…"], [READING]]), (True, [["Working…"]])):
        made = Board(Words(), stop="~stop:k", streams=streams)
        made.show(Progress(slot="critique", text=READING))
        *blocks, stop = made.working.blocks
        assert [list(texts(block)) for block in blocks] == said
        assert stop["elements"][0]["action_id"] == "~stop:k"


@pytest.mark.asyncio
async def test_a_text_that_slack_finds_fault_with_comes_whole(slack: SlackDouble, tmp_path: Path) -> None:
    """When Slack does not take what is being written, nothing is lost: the answer comes when it is finished."""
    slack.fail_next("chat.appendStream", "invalid_arguments", times=9)
    async with serving(slack, tmp_path, engineer=(engineer := gated())):
        ana = slack.person("Ana")
        said = await ana.say(ana.dm(), "a weekly report")
        await slack.called("chat.appendStream")
        opened(engineer)
        await said.settled(contains="100 words")
        assert len(slack.calls("chat.appendStream")) == 1


def test_what_was_found_on_the_way_is_no_work() -> None:
    """What was found so far stands as done, while the work on it goes on."""
    made = Board(Words(), streams=True)
    for text, data in (("Reading…", None), ("Looking…", None), ("Major: two ways.", "a finding"), (" ", None)):
        made.show(Progress(slot="critique", text=text, data=data))
    assert made.steps == (
        Step("Reading…", done=True),
        Step("Looking…", done=False),
        Step("Major: two ways.", done=True),
    )
