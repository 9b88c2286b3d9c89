"""That the bot is at work, in Slack's own words and with its own stop button, where the app has the view for agents."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from adapters.slack.declare import Choice, document
from adapters.slack.needs import Extra
from adapters.slack.presence import SESSION, STATUS
from adapters.slack.private import PrivateOutlet
from adapters.slack.stream import StreamOutlet
from bot.commands import load
from bot.words import Words
from tests.doubles.engineer import ScriptedEngineer
from tests.doubles.on_slack import serving
from tests.doubles.slack import SlackDouble
from tests.doubles.slack_person import Said

PROMPTS = "assistant.threads.setSuggestedPrompts"


def gated() -> ScriptedEngineer:
    """Give an engineer that stops half-way until its gate opens."""
    engineer = ScriptedEngineer()
    engineer.gate = asyncio.Event()
    return engineer


@pytest_asyncio.fixture
async def slack() -> AsyncIterator[SlackDouble]:
    """Give a Slack whose app has the view for agents, that refuses nothing by the end of the test."""
    async with SlackDouble() as double:
        double.manifest(document(load(), Choice(extras=(Extra.AGENT,)), Words()))
        yield double
        assert double.refused == []


def session(slack: SlackDouble, said: Said) -> str:
    """Give what Slack says of the bot's work in the thread of a message."""
    return slack.state.sessions.get((said.channel.id, said.thread or said.ts), "")


@pytest.mark.asyncio
@pytest.mark.parametrize("direct", [True, False])
async def test_slacks_own_stop_button_is_there_while_the_bot_works(
    slack: SlackDouble, tmp_path: Path, *, direct: bool
) -> None:
    """In direct messages and in threads Slack shows that the bot works, with a button that stops it; both go when the
    answer is over.
    """
    async with serving(slack, tmp_path, engineer=gated()) as home:
        ana = slack.person("Ana")
        channel = ana.dm() if direct else slack.channel("general")
        said = await ana.say(channel, f"{'' if direct else slack.mention} a weekly report")
        await said.shows("Summarise")
        await slack.called(SESSION.method)
        await ana.stop(said)
        await said.settled(contains="Stopped.")
        assert session(slack, said) == "active"
        assert home.engineer.gate
        home.engineer.gate.set()
        more = await ana.say(channel, f"{'' if direct else slack.mention} a daily report")
        await more.settled(contains="100 words")
        assert session(slack, more) == "active"


@pytest.mark.asyncio
async def test_slacks_stop_button_obeys_who_asked_and_who_manages(slack: SlackDouble, tmp_path: Path) -> None:
    """Somebody else in the thread stops nothing by it; whoever manages the workspace does."""
    async with serving(slack, tmp_path, engineer=gated()):
        ana, ben, boss = slack.person("Ana"), slack.person("Ben"), slack.person("Boss", admin=True)
        channel = slack.channel("general")
        said = await ana.say(channel, f"{slack.mention} /help")
        await said.settled()
        said = await ana.say(channel, f"{slack.mention} /critique Summarise it all", thread=said)
        await slack.called(SESSION.method, 3)
        await ben.stop(said)
        await slack.taken()
        other = await ben.say(ben.dm(), "/help")
        await other.settled(contains="/prompt")
        assert session(slack, said) == "processing"
        await boss.stop(said)
        await said.settled(contains="Stopped.")


@pytest.mark.asyncio
async def test_where_slack_has_no_sessions_its_status_is_set(slack: SlackDouble, tmp_path: Path) -> None:
    """A workspace without agent sessions sees in words that the bot works; one without those either sees the answer
    all the same. What Slack does not have is asked for once.
    """
    slack.fail_next(SESSION.method, "feature_disabled")
    async with serving(slack, tmp_path):
        ana = slack.person("Ana")
        said = [await ana.say(ana.dm(), "a weekly report")]
        await said[0].settled(contains="100 words")
        await slack.called(STATUS.method, 2)
        assert slack.state.said_statuses == ["is working on it…", ""]
        slack.fail_next(STATUS.method, "missing_scope")
        for number in (2, 3):
            said.append(await ana.say(ana.dm(), f"report {number}"))
            await said[-1].settled(contains="Condense" if number == 2 else "")
        assert [len(slack.calls(one.method)) for one in (SESSION, STATUS)] == [1, 3]


@pytest.mark.asyncio
async def test_a_status_that_slack_does_not_take_holds_up_nothing(slack: SlackDouble, tmp_path: Path) -> None:
    """Where Slack answers nothing to the status for a while, the answer is written meanwhile."""
    held = slack.hold_next(SESSION.method)
    async with serving(slack, tmp_path):
        ana = slack.person("Ana")
        said = await ana.say(ana.dm(), "a weekly report")
        await said.shows("100 words")
        held.release()
        await said.settled(contains="100 words")


@pytest.mark.asyncio
async def test_without_the_right_nothing_is_asked_of_slack(tmp_path: Path) -> None:
    """An app without the view for agents answers as ever, and asks Slack for no status. With it, Slack suggests in the
    empty conversation what could be said.
    """
    async with SlackDouble() as slack:
        ana = slack.person("Ana")
        for extras, suggested in (((), 0), ((Extra.AGENT,), 1)):
            slack.manifest(document(load(), Choice(extras=extras), Words()))
            async with serving(slack, tmp_path):
                await ana.opens_messages()
                said = await ana.say(ana.dm(), "a weekly report")
                await said.settled(contains="100 words")
                await slack.taken()
                asked = [one for one in slack.requests if one.method.startswith(("agents.", "assistant."))]
                assert bool(asked) == bool(suggested)
                assert [one for one in slack.errors if one.error == "missing_scope"] == []
                assert len(slack.calls(PROMPTS)) == suggested
        assert len(slack.state.prompts[ana.dm().id, ""]) == 4
        assert slack.refused == []


async def dies(*_: object, **__: object) -> None:
    """Do nothing, as a process does that was killed."""


@pytest.mark.asyncio
async def test_a_status_that_a_killed_process_left_is_taken_back(
    slack: SlackDouble, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After the bot was killed in the middle of an answer, Slack no longer says that it works."""
    async with serving(slack, tmp_path, engineer=gated(), boot="first") as home:
        ana = slack.person("Ana")
        said = await ana.say(ana.dm(), "a weekly report")
        await said.shows("Summarise")
        monkeypatch.setattr(type(home.app.services.store.calls), "finish", dies)
        monkeypatch.setattr(StreamOutlet, "end", dies)
        monkeypatch.setattr(PrivateOutlet, "end", dies)
    monkeypatch.undo()
    slack.state.sessions[said.channel.id, said.ts] = "processing"
    async with serving(slack, tmp_path, boot="second"):
        await said.settled(contains="I was stopped in the middle of this.")
        assert session(slack, said) == "active"


@pytest.mark.asyncio
async def test_without_suggested_prompts_people_are_greeted_once(tmp_path: Path) -> None:
    """Where Slack suggests nothing, who opens the messages for the first time reads what can be said there, with
    buttons to begin; never again, also after a restart, and not where they have written already.
    """
    async with SlackDouble() as slack:
        slack.manifest(document(load(), Choice(), Words()))
        ana, ben = slack.person("Ana", locale="fr-FR"), slack.person("Ben")
        async with serving(slack, tmp_path, boot="first"):
            await ana.opens_messages()
            await ana.opens_messages()
            await slack.called("chat.postMessage")
            (greeting,) = slack.messages(ana.dm())
            assert (greeting.buttons[0], len(greeting.buttons)) == ("Rédiger", 4)
            form = await (await ana.press(greeting, label="Rédiger")).opened()
            assert form.fields
            said = await ben.say(ben.dm(), "a weekly report")
            await said.settled(contains="100 words")
            await ben.opens_messages()
        async with serving(slack, tmp_path, boot="second"):
            await ana.opens_messages()
            await slack.called("conversations.history", 3)
            await slack.taken()
        assert slack.messages(ana.dm()) == [greeting]
        assert len(slack.messages(ben.dm())) == 2
        assert slack.refused == []


@pytest.mark.asyncio
async def test_who_cannot_be_suggested_anything_is_greeted(slack: SlackDouble, tmp_path: Path) -> None:
    """Where Slack turns out to have no view for agents, it is asked once, and people are greeted instead."""
    slack.fail_next(PROMPTS, "not_agent_app")
    async with serving(slack, tmp_path):
        for number, name in enumerate(("Ana", "Ben"), start=1):
            person = slack.person(name)
            await person.opens_messages()
            await slack.called("chat.postMessage", number)
            assert "Draft" in slack.messages(person.dm())[0].buttons
        assert len(slack.calls(PROMPTS)) == 1
