"""People on Slack, from what they do to what they see, against the loopback Slack."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from bot.errors import ModelFailed
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


@pytest.mark.asyncio
async def test_a_button_opens_its_form_and_the_answer_is_for_the_one_who_pressed(tmp_path: Path) -> None:
    """Refine opens a form; what is written there changes the prompt, and the difference is shown to that person."""
    async with SlackDouble() as slack, serving(slack, tmp_path) as home:
        channel, ana, ben = slack.channel("general"), slack.person("Ana"), slack.person("Ben")
        drafted = await ana.slash(channel, COMMAND, "draft a weekly report")
        await drafted.settled(contains="Summarise")
        pressed = await ana.press(drafted.messages[-1], label="Refine")
        form = await pressed.opened()
        fields: dict[str, Any] = {next(iter(form.fields)): "shorter"}
        sent = await ana.submit(form, **fields)
        await sent.settled(contains="Condense")
        assert home.engineer.asked[-1].startswith("refine")
        assert ana.modals == []
        assert ben.sees(channel) == []
        assert slack.refused == []


@pytest.mark.asyncio
async def test_a_command_alone_opens_the_box(tmp_path: Path) -> None:
    """/prompt alone opens a box; what is written there is drafted, and the answer comes where the command was typed."""
    async with SlackDouble() as slack, serving(slack, tmp_path) as home:
        channel, ana = slack.channel("general"), slack.person("Ana")
        act = await ana.slash(channel, COMMAND)
        form = await act.opened()
        goal: dict[str, Any] = {"~text": "a weekly report"}
        sent = await ana.submit(form, **goal)
        await sent.settled(contains="Summarise")
        assert home.engineer.asked[-1] == "draft a weekly report"
        assert sent.messages[-1].channel is channel
        again = await ana.shortcut("~new")
        form = await again.opened()
        prompt: dict[str, Any] = {"~text": "Summarise it all"}
        ana.fill(form, **prompt)
        pressed = await ana.press(form, label="Critique")
        await pressed.settled(contains="two ways")
        assert "I am on it" in form.text
        assert pressed.messages[-1].channel is ana.dm()
        assert slack.refused == []


@pytest.mark.asyncio
async def test_sharing_shows_the_prompt_to_everyone(tmp_path: Path) -> None:
    """Share to=here posts the prompt for everyone in the channel, also where the bot is no member."""
    async with SlackDouble() as slack, serving(slack, tmp_path):
        channel, ana, ben = slack.channel("elsewhere", member=False), slack.person("Ana"), slack.person("Ben")
        drafted = await ana.slash(channel, COMMAND, "draft a weekly report")
        await drafted.settled(contains="Summarise")
        shared = await ana.slash(channel, COMMAND, "share to=here")
        await shared.settled(contains="Everyone here sees it now.")
        (seen,) = ben.sees(channel)
        assert "Summarise" in seen.text
        assert slack.refused == []


@pytest.mark.asyncio
async def test_plain_words_in_a_direct_message_are_a_goal(tmp_path: Path) -> None:
    """Who writes to the bot gets an answer at once, which is written while it is read and becomes the prompt."""
    engineer = gated()
    async with SlackDouble() as slack, serving(slack, tmp_path, engineer=engineer):
        ana = slack.person("Ana")
        said = await ana.say(ana.dm(), "a weekly report")
        await said.shows("Summarise")
        assert said.messages[0].streaming
        assert engineer.gate
        engineer.gate.set()
        await said.settled(contains="100 words")
        (answer,) = said.messages
        assert answer.text.count("Summarise") == 1
        assert "Refine" in answer.buttons
        assert answer.history[0].text.startswith("Working…")
        assert slack.refused == []


@pytest.mark.asyncio
async def test_a_mention_is_answered_once_in_its_thread(tmp_path: Path) -> None:
    """Who calls the bot in a channel is answered in the thread of that message, once for both events, for all to see;
    what is not for all is told to that person alone.
    """
    async with SlackDouble() as slack, serving(slack, tmp_path):
        channel, ana, ben = slack.channel("general"), slack.person("Ana"), slack.person("Ben")
        said = await ana.say(channel, f"{slack.mention} a weekly report")
        await said.settled(contains="Summarise")
        await said.acknowledged()
        (answer,) = said.messages
        assert (answer.thread, answer.ephemeral) == (said.ts, False)
        assert answer in ben.sees(channel)
        asked = await ana.say(channel, f"{slack.mention} /help", thread=said)
        await asked.settled(contains="/prompt")
        assert asked.messages[-1].ephemeral
        assert slack.refused == []


@pytest.mark.asyncio
async def test_stop_ends_a_private_answer(tmp_path: Path) -> None:
    """Stop ends what is being written; that it was under way is taken away, and the answer says that it stopped."""
    async with SlackDouble() as slack, serving(slack, tmp_path, engineer=gated()):
        channel, ana = slack.channel("general"), slack.person("Ana")
        act = await ana.slash(channel, COMMAND, "draft a weekly report")
        await act.shows("Working…")
        await ana.press(act.messages[0], label="Stop")
        await act.settled(contains="Stopped.")
        assert "Working…" not in act.answers
        assert slack.refused == []


@pytest.mark.asyncio
async def test_stop_ends_a_direct_answer(tmp_path: Path) -> None:
    """Stop in direct messages ends what is being written; its beginning stays."""
    async with SlackDouble() as slack, serving(slack, tmp_path, engineer=gated()):
        ana = slack.person("Ana")
        said = await ana.say(ana.dm(), "a weekly report")
        await said.shows("Summarise")
        await ana.press(said.messages[0], label="Stop")
        await said.settled(contains="Stopped.")
        assert "Summarise" in said.messages[0].text
        assert len(said.messages) == 1
        assert slack.refused == []


@pytest.mark.asyncio
async def test_a_stop_that_comes_too_late_says_so(tmp_path: Path) -> None:
    """Once the answer is there, the word that it is under way makes place for one that it is over."""
    engineer = gated()
    async with SlackDouble() as slack, serving(slack, tmp_path, engineer=engineer):
        channel, ana = slack.channel("general"), slack.person("Ana")
        act = await ana.slash(channel, COMMAND, "draft a weekly report")
        await act.shows("Working…")
        assert engineer.gate
        engineer.gate.set()
        await act.shows("100 words")
        late = await ana.press(act.messages[0], label="Stop")
        await late.shows("That is over already.")
        assert "Working…" not in act.answers
        assert slack.refused == []


@pytest.mark.asyncio
async def test_the_home_tab_is_shown(tmp_path: Path) -> None:
    """Who opens the app sees their library; who opens its messages is shown what could be said."""
    async with SlackDouble() as slack, serving(slack, tmp_path):
        ana = slack.person("Ana")
        await ana.opens_home()
        await ana.opens_messages()
        await slack.called("assistant.threads.setSuggestedPrompts")
        assert slack.refused == []


@pytest.mark.asyncio
async def test_a_command_is_answered_over_http(tmp_path: Path) -> None:
    """Where Slack sends its requests to an address, people see the same."""
    async with SlackDouble() as slack, serving(slack, tmp_path, http=True) as home:
        channel, ana = slack.channel("general"), slack.person("Ana")
        act = await ana.slash(channel, COMMAND, "draft a weekly report")
        await act.settled(contains=home.engineer.text)
        assert slack.refused == []


@pytest.mark.asyncio
async def test_a_message_can_be_pointed_at(tmp_path: Path) -> None:
    """Somebody points at another's message and has it critiqued; only they see that."""
    async with SlackDouble() as slack, serving(slack, tmp_path) as home:
        channel, ana, ben = slack.channel("general"), slack.person("Ana"), slack.person("Ben")
        said = await ben.say(channel, "Summarise the tickets & more")
        act = await ana.point(said, "critique")
        await act.settled(contains="two ways")
        assert home.engineer.asked[-1] == "critique Summarise the tickets & more"
        assert [one.text for one in ben.sees(channel)] == ["Summarise the tickets & more"]
        assert slack.refused == []


@pytest.mark.asyncio
async def test_buttons_in_a_thread_are_answered_to_the_one_who_pressed(tmp_path: Path) -> None:
    """What another person presses or chooses in a thread is answered to them alone, in that thread."""
    async with SlackDouble() as slack, serving(slack, tmp_path):
        channel, ana, ben = slack.channel("general"), slack.person("Ana"), slack.person("Ben")
        said = await ana.say(channel, f"{slack.mention} a weekly report")
        await said.settled(contains="Summarise")
        (answer,) = said.messages
        act = await ben.press(answer, label="Critique")
        await act.settled(contains="two ways")
        assert (act.messages[-1].ephemeral, act.messages[-1].thread) == (True, said.ts)
        chosen = await ben.press(answer, label="Details")
        await chosen.settled()
        assert chosen.messages[-1].ephemeral
        assert slack.refused == []


@pytest.mark.asyncio
async def test_everything_in_direct_messages_is_answered_there(tmp_path: Path) -> None:
    """Commands and buttons in direct messages are answered by messages that stay; a thread there stays a thread."""
    async with SlackDouble() as slack, serving(slack, tmp_path):
        ana = slack.person("Ana")
        act = await ana.slash(ana.dm(), COMMAND, "draft a weekly report")
        await act.settled(contains="100 words")
        assert not act.messages[-1].ephemeral
        pressed = await ana.press(act.messages[-1], label="Critique")
        await pressed.settled(contains="two ways")
        assert not pressed.messages[-1].ephemeral
        below = await ana.say(ana.dm(), "shorter", thread=act.messages[-1])
        await below.settled(contains="Condense")
        assert below.messages[-1].thread == below.thread
        assert slack.refused == []


@pytest.mark.asyncio
async def test_the_language_is_the_persons(tmp_path: Path) -> None:
    """Who uses Slack in French is answered in French."""
    async with SlackDouble() as slack, serving(slack, tmp_path):
        channel, ana = slack.channel("general"), slack.person("Ana", locale="fr-FR")
        act = await ana.slash(channel, COMMAND, "draft a weekly report")
        await act.settled(contains="Summarise")
        assert "Améliorer" in act.messages[-1].buttons
        assert slack.refused == []


@pytest.mark.asyncio
async def test_who_is_not_known_is_answered(tmp_path: Path) -> None:
    """Where Slack does not say who somebody is, they are answered all the same."""
    async with SlackDouble() as slack, serving(slack, tmp_path):
        channel, ana = slack.channel("general"), slack.person("Ana")
        slack.fail_next("users.info", "user_not_visible")
        act = await ana.slash(channel, COMMAND, "draft a weekly report")
        await act.settled(contains="Summarise")
        assert slack.refused == []


@pytest.mark.asyncio
async def test_an_error_is_told_with_a_way_on(tmp_path: Path) -> None:
    """When the model fails, the person reads what happened and that nothing was lost, and can retry."""
    engineer = ScriptedEngineer()
    engineer.error = ModelFailed("The model could not be reached.")
    async with SlackDouble() as slack, serving(slack, tmp_path, engineer=engineer):
        channel, ana = slack.channel("general"), slack.person("Ana")
        act = await ana.slash(channel, COMMAND, "draft a weekly report")
        await act.settled(contains="The model could not be reached.")
        assert "Retry" in act.messages[-1].buttons
        assert slack.refused == []


@pytest.mark.asyncio
async def test_a_file_in_a_direct_message_is_read(tmp_path: Path) -> None:
    """A text file sent to the bot is material like what is typed; one that is no text is refused in plain words."""
    async with SlackDouble() as slack, serving(slack, tmp_path) as home:
        ana = slack.person("Ana")
        said = await ana.say(ana.dm(), "/critique", files=[("prompt.md", b"Summarise it all")])
        await said.settled(contains="two ways")
        assert home.engineer.asked[-1] == "critique Summarise it all"
        wrong = await ana.say(ana.dm(), "critique this", files=[("prompt.bin", b"\xff\xfe\xfa")])
        await wrong.settled(contains="no text in UTF-8")
        assert slack.refused == []


@pytest.mark.asyncio
async def test_the_answer_goes_with_its_message(tmp_path: Path) -> None:
    """When somebody who may deletes the answer, what is written for it stops."""
    engineer = gated()
    async with SlackDouble() as slack, serving(slack, tmp_path, engineer=engineer) as home:
        ana, boss = slack.person("Ana"), slack.person("Boss", admin=True)
        said = await ana.say(ana.dm(), "a weekly report")
        await said.shows("Summarise")
        (reply,) = home.app._running
        boss.delete(said.messages[0])
        await asyncio.wait({reply._task}, timeout=5)
        assert not home.app._running
        assert said.messages == []
        assert slack.refused == []
