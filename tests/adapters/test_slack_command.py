"""A slash command of another name: people are told to type what is theirs to type, wherever they are told."""

import asyncio
from pathlib import Path

import pytest

from adapters.slack.declare import Choice, document
from adapters.slack.stream import StreamOutlet
from bot.commands import load
from bot.words import Words
from tests.doubles.engineer import ScriptedEngineer
from tests.doubles.on_slack import serving
from tests.doubles.slack import SlackDouble

OTHER = "/pr"
MANIFEST = document(load(), Choice(command=OTHER), Words())
STOPPED = "Stopped. What was not finished is not saved; /pr last shows what you were working on."


@pytest.mark.asyncio
async def test_everything_names_the_command_as_it_is_called_there(tmp_path: Path) -> None:
    """Where /prompt is another app's, direct messages, threads, and what is pressed in them and in the Home tab name
    /pr; whoever writes it in a message is understood.
    """
    async with SlackDouble() as slack, serving(slack, tmp_path, command=OTHER):
        slack.manifest(MANIFEST)
        channel, ana = slack.channel("general"), slack.person("Ana")
        helped = await ana.say(await ana.opens_messages(), "/help")
        await helped.settled(contains="/pr help")
        threaded = await ana.say(channel, f"{slack.mention} /pr help")
        await threaded.settled(contains="/pr help")
        saved = await ana.slash(channel, OTHER, "save poem Write a poem about the sea.")
        await saved.settled(contains="Saved as poem")
        home = await ana.opens_home("poem")
        asked = await ana.slash(channel, OTHER, "delete poem")
        await asked.settled()
        deleted = await ana.press(asked.messages[-1], "Delete")
        await deleted.settled(contains="poem is deleted")
        at_home = await ana.press(home, "Show")
        await at_home.settled(contains="/pr find lists what there is.")
        for one in (helped, threaded, at_home):
            assert "/prompt" not in one.answers
        assert slack.refused == []


@pytest.mark.asyncio
async def test_who_was_interrupted_is_told_the_name_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """After the process died, what it says of a call, and what is said when it is begun again from there and stopped,
    names /pr.
    """
    told = "I was stopped in the middle of this; /last has what there is."
    monkeypatch.setattr("adapters.slack.unfinished.INTERRUPTED", told)
    engineer = ScriptedEngineer()
    engineer.gate = asyncio.Event()
    async with SlackDouble() as slack:
        slack.manifest(MANIFEST)
        ana = slack.person("Ana")
        with monkeypatch.context() as died:
            async with serving(slack, tmp_path, engineer=engineer, boot="first", command=OTHER) as home:
                said = await ana.say(ana.dm(), "a weekly report")
                await said.shows("Summarise")
                for owner, name in ((type(home.app.services.store.calls), "finish"), (StreamOutlet, "end")):
                    died.setattr(owner, name, nothing)
        async with serving(slack, tmp_path, engineer=engineer, boot="second", command=OTHER):
            await said.shows("/pr last has what there is.")
            card = next(one for one in ana.sees(ana.dm()) if "Retry" in one.buttons)
            retried = await ana.press(card, "Retry")
            await retried.shows("Summarise")
            await ana.press(next(one for one in ana.sees(ana.dm()) if "Stop" in one.buttons), "Stop")
            await retried.settled(contains=STOPPED)
        assert slack.refused == []


async def nothing(*_: object) -> None:
    """Leave things as they stood when the process died."""
