"""Answers on Slack where something goes wrong: with calls, with connections, with requests, with the process."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import pytest_asyncio
from pydantic import SecretStr

from adapters.backoff import Time
from adapters.slack.serve import run
from bot.errors import Misconfigured
from bot.settings import load
from tests.doubles.clock import FakeClock
from tests.doubles.engineer import ScriptedEngineer
from tests.doubles.house import house
from tests.doubles.on_slack import COMMAND, QUICK, serving, settings
from tests.doubles.slack import SlackDouble

LONG = "\n".join(f"Line {number} of a prompt that is long." for number in range(400))


async def _at_once(_: float) -> None:
    await asyncio.sleep(0)


SOON = replace(QUICK, time=Time(sleep=_at_once))


def gated() -> ScriptedEngineer:
    """Give an engineer that stops half-way until its gate opens."""
    engineer = ScriptedEngineer()
    engineer.gate = asyncio.Event()
    return engineer


def long() -> ScriptedEngineer:
    """Give an engineer that writes a long prompt."""
    engineer = ScriptedEngineer()
    engineer.text = LONG
    return engineer


@pytest_asyncio.fixture
async def slack() -> AsyncIterator[SlackDouble]:
    """Give a Slack that refuses nothing by the end of the test."""
    async with SlackDouble() as double:
        yield double
        assert double.refused == []


# --- answers ---------------------------------------------------------------------------------------------------------


@pytest.mark.asyncio
async def test_an_answer_that_is_whole_waits_for_no_piece_of_it(slack: SlackDouble, tmp_path: Path) -> None:
    """However long it is to the next piece of what is written, the whole answer comes when it is there."""
    async with serving(slack, tmp_path, knobs=replace(QUICK, write_seconds=3600.0)):
        ana = slack.person("Ana")
        said = await ana.say(ana.dm(), "a weekly report")
        await said.settled(contains="100 words")


@pytest.mark.asyncio
@pytest.mark.parametrize("streamed", [True, False])
async def test_an_answer_is_posted_anew_where_changing_a_message_would_take_long(
    slack: SlackDouble, tmp_path: Path, *, streamed: bool
) -> None:
    """Slack wants no message changed for a minute: the answer comes at once all the same, in a message of its own, and
    what stood there before is gone.
    """
    slack.limit_next(60, "chat.update", times=2)
    if not streamed:
        slack.limit_next(60, "chat.startStream")
    async with serving(slack, tmp_path):
        ana = slack.person("Ana")
        said = await ana.say(ana.dm(), "a weekly report")
        await said.settled(contains="100 words")
        await slack.called("chat.delete")
        (answer,) = said.messages
        assert "Working…" not in answer.text
        assert "Refine" in answer.buttons
        pressed = await ana.press(answer, label="Critique")
        await pressed.settled(contains="two ways")


@pytest.mark.asyncio
async def test_a_stream_that_slack_ended_is_made_whole(tmp_path: Path) -> None:
    """A stream lives five minutes: an answer that takes longer still becomes whole in its message."""
    clock, engineer = FakeClock(), gated()
    async with SlackDouble(clock=clock) as slack, serving(slack, tmp_path, engineer=engineer):
        ana = slack.person("Ana")
        said = await ana.say(ana.dm(), "a weekly report")
        await said.shows("Summarise")
        clock.advance(301)
        assert engineer.gate
        engineer.gate.set()
        await said.settled(contains="100 words")
        assert len(said.messages) == 1
        assert slack.refused == []


@pytest.mark.asyncio
async def test_slacks_own_stop_button_stops_the_answer(slack: SlackDouble, tmp_path: Path) -> None:
    """The button that Slack itself shows beside a stream stops the answer, which says so."""
    async with serving(slack, tmp_path, engineer=gated()):
        ana = slack.person("Ana")
        said = await ana.say(ana.dm(), "a weekly report")
        await said.shows("Summarise")
        answer = said.messages[0]
        told: dict[str, Any] = {"type": "agent_session_stopped", "user": ana.id, "channel": answer.channel.id}
        told |= {"streaming_message_ts": [answer.ts], "event_ts": slack.state.ts()}
        answer.stored.stopped = True
        slack.api.tell.send("agent_session_stopped", slack.team, told, answer.channel)
        await said.settled(contains="Stopped.")


@pytest.mark.asyncio
async def test_a_long_prompt_comes_as_a_file(slack: SlackDouble, tmp_path: Path) -> None:
    """A prompt too long to copy from a block is a file: beside the answer in direct messages; else it goes there, and
    the private answer says so.
    """
    async with serving(slack, tmp_path, engineer=long()):
        channel, ana = slack.channel("general"), slack.person("Ana")
        said = await ana.say(ana.dm(), "a weekly report")
        await said.until(lambda: any(one.files for one in said.messages), "a file")
        files = [content for one in said.messages for content in one.files.values()]
        assert files == [LONG.encode()]
        act = await ana.slash(channel, COMMAND, "draft a weekly report")
        await act.settled(contains="is in your direct messages with me")
        await act.until(lambda: len([one for one in ana.sees(ana.dm()) if one.files]) == 2, "a second file")


@pytest.mark.asyncio
@pytest.mark.parametrize("direct", [True, False], ids=["direct", "private"])
@pytest.mark.parametrize(
    ("trouble", "told"),
    [
        ({"error": "file_uploads_disabled"}, "I could not send this file: prompt.md."),
        ({"error": "internal_error", "status": 503}, "Slack did not say whether this file arrived: prompt.md."),
    ],
    ids=["refused", "unsure"],
)
async def test_a_file_that_slack_does_not_take_is_told_and_the_rest_stands(
    trouble: dict[str, Any], told: str, slack: SlackDouble, tmp_path: Path, *, direct: bool
) -> None:
    """Where no files can be sent, or nobody knows whether one arrived, that is said below the whole answer."""
    async with serving(slack, tmp_path, engineer=long()):
        ana = slack.person("Ana")
        slack.fail_next("files.completeUploadExternal", times=10, **trouble)
        if direct:
            said = await ana.say(ana.dm(), "a weekly report")
            await said.settled(contains=told)
        else:
            act = await ana.slash(slack.channel("general"), COMMAND, "draft a weekly report")
            await act.settled(contains=told)
            assert "Refine" in [label for one in act.messages for label in one.buttons]


@pytest.mark.asyncio
async def test_what_slack_does_not_take_for_all_is_said_without_an_invitation(
    slack: SlackDouble, tmp_path: Path
) -> None:
    """Where a prompt cannot be shared for another reason than that the bot is not there, no invitation is advised."""
    async with serving(slack, tmp_path, knobs=replace(QUICK, at_once=5.0)):
        channel, ana, ben = slack.channel("general"), slack.person("Ana"), slack.person("Ben")
        await (await ana.slash(channel, COMMAND, "draft a weekly report")).settled(contains="Summarise")
        act = await ana.slash(channel, COMMAND, "share")
        await act.settled(contains="Where do you want to share")
        slack.fail_next("response_url", "invalid_blocks", status=400)
        pressed = await ana.press(act.messages[-1], label="Show it here")
        await pressed.settled(contains="Slack did not take it. Try again in a while")
        assert ben.sees(channel) == []


# --- connections -----------------------------------------------------------------------------------------------------


@pytest.mark.asyncio
async def test_a_wrong_token_is_named_at_the_start(slack: SlackDouble, tmp_path: Path) -> None:
    """The operator is told which of the two tokens Slack refuses."""
    async with house(tmp_path) as home:
        good = settings(slack, tmp_path)
        for name in ("slack_bot_token", "slack_app_token"):
            begins = "xoxb-" if "bot" in name else "xapp-"
            wrong = good.model_copy(update={name: SecretStr(f"{begins}wrong")})
            with pytest.raises(Misconfigured) as told:
                await run(home.app, wrong, SOON)
            assert name.upper() in str(told.value)


@pytest.mark.asyncio
async def test_a_start_that_goes_well_warns_of_nothing(
    slack: SlackDouble, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """An operator who has the token in the environment reads no warning of it."""
    monkeypatch.setenv("SLACK_BOT_TOKEN", slack.bot_token)
    async with serving(slack, tmp_path):
        assert caplog.messages == []


@pytest.mark.asyncio
async def test_a_slack_that_is_down_at_the_start_is_waited_for(slack: SlackDouble, tmp_path: Path) -> None:
    """While Slack is down the bot waits, and people are answered once it is back."""
    slack.fail_next("auth.test", "", status=503, times=4)
    slack.fail_next("apps.connections.open", "internal_error", times=3)
    async with serving(slack, tmp_path, knobs=SOON):
        channel, ana = slack.channel("general"), slack.person("Ana")
        act = await ana.slash(channel, COMMAND, "help")
        await act.settled(contains="/prompt")


@pytest.mark.asyncio
async def test_it_says_that_it_listens(slack: SlackDouble, tmp_path: Path) -> None:
    """Over HTTP, whoever watches the bot is told that it is there."""
    async with serving(slack, tmp_path, http=True), aiohttp.ClientSession() as session:
        answer = await session.get(slack.push.url.replace("/slack/events", "/health"))
        assert (answer.status, await answer.json()) == (200, {"ok": True})


# --- settings --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["SLACK_BOT_TOKEN", "SLACK_APP_TOKEN"])
def test_a_token_is_not_sent_where_a_found_file_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """A token of the environment is not sent to an address that only a `.env` in the folder names."""
    (tmp_path / ".env").write_text("PROMPTEUR_SLACK_API_URL=https://slack.example.com/api/\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(name, "xoxb-1")
    with pytest.raises(Misconfigured, match="Nothing was sent"):
        load()
