"""People on Discord, from what they do to what they see, against the loopback Discord."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from bot.domain import Question
from bot.errors import ModelFailed
from tests.doubles.discord import DiscordDouble
from tests.doubles.engineer import ScriptedEngineer
from tests.doubles.on_discord import keep_addresses, serving


@pytest.fixture(autouse=True)
def _addresses(monkeypatch: pytest.MonkeyPatch) -> None:
    keep_addresses(monkeypatch)


def gated() -> ScriptedEngineer:
    """Give an engineer that stops half-way until its gate opens."""
    engineer = ScriptedEngineer()
    engineer.gate = asyncio.Event()
    return engineer


async def dies(*_: object) -> None:
    """Leave a call as it stood when the process was killed."""


@pytest.mark.asyncio
async def test_a_slash_command_is_answered_to_the_one_who_asked(tmp_path: Path) -> None:
    """Somebody types /prompt draft and sees the prompt, alone, in a block that copies exactly, with its buttons."""
    async with DiscordDouble() as discord, serving(discord, tmp_path) as home:
        channel, ana = discord.guild("Acme").channel("general"), discord.person("Ana")
        act = await ana.slash(channel, "prompt draft", goal="a weekly report")
        await act.acknowledged()
        await act.settled(contains="Summarise")
        assert act.kind == "thinking"
        assert act.ephemeral
        assert f"```\n{home.engineer.text}\n```" in act.text
        assert "Refine" in act.messages[0].buttons
        assert discord.refused == []


@pytest.mark.asyncio
async def test_a_form_opens_where_something_is_missing(tmp_path: Path) -> None:
    """/prompt draft without a goal opens a form; what is written there is drafted."""
    async with DiscordDouble() as discord, serving(discord, tmp_path) as home:
        channel, ana = discord.guild("Acme").channel("general"), discord.person("Ana")
        act = await ana.slash(channel, "prompt draft")
        await act.acknowledged()
        sent = await ana.submit(act.modal, goal="a weekly report\nin two parts")
        await sent.settled(contains="Summarise")
        assert home.engineer.asked[-1] == "draft a weekly report\nin two parts"
        assert sent.ephemeral
        assert discord.refused == []


@pytest.mark.asyncio
async def test_a_button_is_answered_to_the_one_who_pressed(tmp_path: Path) -> None:
    """A button opens its form, and what comes of it is an answer of its own for that person."""
    async with DiscordDouble() as discord, serving(discord, tmp_path) as home:
        channel, ana = discord.guild("Acme").channel("general"), discord.person("Ana")
        drafted = await ana.slash(channel, "prompt draft", goal="a weekly report")
        await drafted.settled(contains="Summarise")
        pressed = await ana.press(drafted.messages[0], label="Refine")
        await pressed.acknowledged()
        field = next(iter(pressed.modal.fields))
        fields: dict[str, Any] = {field: "shorter"}
        sent = await ana.submit(pressed.modal, **fields)
        await sent.settled(contains="Condense")
        assert home.engineer.asked[-1].startswith("refine")
        assert sent.ephemeral
        assert discord.refused == []


@pytest.mark.asyncio
async def test_plain_words_in_a_direct_message_are_a_goal(tmp_path: Path) -> None:
    """Who writes to the bot gets a reply at once, which becomes the prompt and stays for both to see."""
    engineer = gated()
    async with DiscordDouble() as discord, serving(discord, tmp_path, engineer=engineer):
        ana = discord.person("Ana")
        said = await ana.say(ana.dm(), "a weekly report")
        await said.shows("Summarise")
        assert engineer.gate
        engineer.gate.set()
        await said.settled(contains="100 words")
        (answer,) = said.messages
        assert answer.reference is not None
        assert answer.reference.id == said.id
        assert answer.history[0].text == "Working…"
        assert discord.refused == []


@pytest.mark.asyncio
async def test_a_file_in_a_direct_message_is_read(tmp_path: Path) -> None:
    """A text file sent to the bot is material like what is typed; one that is no text is refused in plain words."""
    async with DiscordDouble() as discord, serving(discord, tmp_path):
        ana = discord.person("Ana")
        said = await ana.say(ana.dm(), "critique this", files=[("prompt.md", b"Summarise it all")])
        await said.settled()
        wrong = await ana.say(ana.dm(), "critique this", files=[("prompt.bin", b"\xff\xfe\xfa")])
        await wrong.settled(contains="no text in UTF-8")
        assert discord.refused == []


@pytest.mark.asyncio
async def test_stop_ends_the_call_and_says_so(tmp_path: Path) -> None:
    """Stop ends what is being written; its beginning stays, and the answer says that it was stopped."""
    async with DiscordDouble() as discord, serving(discord, tmp_path, engineer=gated()):
        channel, ana = discord.guild("Acme").channel("general"), discord.person("Ana")
        act = await ana.slash(channel, "prompt draft", goal="a weekly report")
        await act.shows("Summarise")
        stop = await ana.press(act.messages[0], label="Stop")
        await act.settled(contains="Stopped.")
        assert "Summarise" in act.text
        await stop.acknowledged()
        assert stop.kind == "silent"
        assert discord.refused == []


@pytest.mark.asyncio
async def test_only_who_asked_or_manages_can_stop(tmp_path: Path) -> None:
    """Another person who presses Stop is told so alone; who manages the server can stop it."""
    engineer = gated()
    async with DiscordDouble() as discord, serving(discord, tmp_path, engineer=engineer):
        guild = discord.guild("Acme")
        ana, ben, cleo = discord.person("Ana"), discord.person("Ben"), discord.person("Cleo", manages=True)
        act = await ana.slash(guild.channel("general"), "prompt draft", goal="a weekly report")
        await act.shows("Summarise")
        act.messages[0].stored.reader = None  # as if it stood in a thread, for all to see
        refused = await ben.press(act.messages[0], label="Stop")
        await refused.settled(contains="Only the person who asked")
        assert refused.ephemeral
        assert act.running
        await cleo.press(act.messages[0], label="Stop")
        await act.settled(contains="Stopped.")


@pytest.mark.asyncio
async def test_a_stop_button_of_an_answer_that_is_over_says_so(tmp_path: Path) -> None:
    """A Stop button that was left standing by an earlier process is answered, not ignored."""
    async with DiscordDouble() as discord, serving(discord, tmp_path):
        channel, ana = discord.guild("Acme").channel("general"), discord.person("Ana")
        act = await ana.slash(channel, "prompt draft", goal="a weekly report")
        await act.settled(contains="Summarise")
        message = act.messages[0]
        row = next(one for one in _walk(message.components) if one.get("label") == "Refine")
        row["custom_id"] = "~stop:123"
        pressed = await ana.press(message, token="~stop:123")
        await pressed.settled(contains="That is over already, /prompt last shows what came of it.")
        assert pressed.ephemeral


@pytest.mark.asyncio
async def test_what_is_shared_is_posted_once_for_all(tmp_path: Path) -> None:
    """Sharing posts the prompt in the channel once, for everyone, and tells the sharer alone that it did."""
    async with DiscordDouble() as discord, serving(discord, tmp_path):
        channel, ana, ben = discord.guild("Acme").channel("general"), discord.person("Ana"), discord.person("Ben")
        drafted = await ana.slash(channel, "prompt draft", goal="a weekly report")
        await drafted.settled(contains="Summarise")
        saved = await ana.slash(channel, "prompt save", name="report")
        await saved.settled(contains="report")
        asked = await ana.slash(channel, "prompt share", name="report")
        await asked.settled(contains="Where")
        shared = await ana.press(asked.messages[0], label="Show it here")
        await shared.settled(contains="Everyone here sees it now.")
        await shared.until(lambda: len(ben.sees(channel)) == 1, "the public card")
        (seen,) = ben.sees(channel)
        assert "Summarise" in seen.text
        assert shared.messages[0].ephemeral
        assert [one.text for one in shared.messages[0].history[1:]] == ["Posting…", "Everyone here sees it now."]
        assert discord.refused == []


@pytest.mark.asyncio
async def test_names_are_completed(tmp_path: Path) -> None:
    """While a name is typed, those of the library that begin so are offered."""
    async with DiscordDouble() as discord, serving(discord, tmp_path):
        channel, ana = discord.guild("Acme").channel("general"), discord.person("Ana")
        await (await ana.slash(channel, "prompt draft", goal="a weekly report")).settled(contains="Summarise")
        await (await ana.slash(channel, "prompt save", name="report")).settled(contains="report")
        offered = await ana.type(channel, "prompt show", name="rep")
        assert [one.value for one in offered] == ["report"]
        assert await ana.type(channel, "prompt show", name="zzz") == []


@pytest.mark.asyncio
async def test_what_a_restart_cut_off_says_so_and_can_be_retried(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After a crash, the answer that was being written says that it was stopped; Retry writes it anew."""
    async with DiscordDouble() as discord:
        channel, ana = discord.guild("Acme").channel("general"), discord.person("Ana")
        async with serving(discord, tmp_path, engineer=gated(), boot="first") as home:
            act = await ana.slash(channel, "prompt draft", goal="a weekly report")
            await act.shows("Summarise")
            said = await ana.say(ana.dm(), "a monthly report")
            await said.shows("Summarise")
            monkeypatch.setattr(type(home.app.services.store.calls), "finish", dies)
        monkeypatch.undo()
        keep_addresses(monkeypatch)
        async with serving(discord, tmp_path, boot="second"):
            await act.settled(contains="I was stopped in the middle of this. What you sent is kept.")
            await said.settled(contains="I was stopped in the middle of this.")
            retried = await ana.press(act.messages[0], label="Retry")
            await retried.settled(contains="100 words")
        assert discord.refused == []


@pytest.mark.asyncio
async def test_an_error_is_told_with_a_way_on(tmp_path: Path) -> None:
    """When the model fails, the person reads what happened and that nothing was lost, and can retry."""
    engineer = ScriptedEngineer()
    engineer.error = ModelFailed("The model could not be reached.")
    async with DiscordDouble() as discord, serving(discord, tmp_path, engineer=engineer):
        channel, ana = discord.guild("Acme").channel("general"), discord.person("Ana")
        act = await ana.slash(channel, "prompt draft", goal="a weekly report")
        await act.settled(contains="The model could not be reached.")
        assert "Retry" in act.messages[-1].buttons


@pytest.mark.asyncio
async def test_buttons_of_another_version_are_answered(tmp_path: Path) -> None:
    """A button that nobody knows any more gets a private answer that says what to do."""
    async with DiscordDouble() as discord, serving(discord, tmp_path):
        channel, ana = discord.guild("Acme").channel("general"), discord.person("Ana")
        act = await ana.slash(channel, "prompt draft", goal="a weekly report")
        await act.settled(contains="Summarise")
        button = next(one for one in _walk(act.messages[0].components) if one.get("label") == "Refine")
        button["custom_id"] = "9who.knows:what"
        pressed = await ana.press(act.messages[0], token="9who.knows:what")
        await pressed.settled()
        assert pressed.ephemeral
        assert pressed.text


@pytest.mark.asyncio
async def test_a_menu_holds_what_no_row_does(tmp_path: Path) -> None:
    """What is chosen from "More" is answered like a button; taking the choice back is answered with nothing."""
    async with DiscordDouble() as discord, serving(discord, tmp_path):
        channel, ana = discord.guild("Acme").channel("general"), discord.person("Ana")
        act = await ana.slash(channel, "prompt draft", goal="a weekly report")
        await act.settled(contains="Summarise")
        chosen = await ana.choose(act.messages[0], "Copy")
        await chosen.settled(contains="100 words")
        assert chosen.messages[0].content == ScriptedEngineer().text
        nothing = await ana.choose(act.messages[0])
        await nothing.acknowledged()
        assert nothing.kind == "silent"
        assert discord.refused == []


@pytest.mark.asyncio
async def test_a_form_of_two_pages_is_gone_through(tmp_path: Path) -> None:
    """Whoever answers a question with "Something else…" is asked for the words on a next page, and both count."""
    engineer = ScriptedEngineer()
    engineer.questions = (Question(id="reader", text="Who reads it?", options=("A manager", "Engineers")),)
    async with DiscordDouble() as discord, serving(discord, tmp_path, engineer=engineer):
        channel, ana = discord.guild("Acme").channel("general"), discord.person("Ana")
        act = await ana.slash(channel, "prompt draft", goal="a weekly report")
        await act.settled(contains="Before I draft")
        opened = await ana.press(act.messages[0], label="Answer")
        await opened.acknowledged()
        fields: dict[str, Any] = dict.fromkeys(opened.modal.fields, "~else")
        first = await ana.submit(opened.modal, **fields)
        await first.settled(contains="Page 2 of 2")
        again = await ana.press(first.messages[0], label="Go on")
        await again.acknowledged()
        words: dict[str, Any] = dict.fromkeys(again.modal.fields, "My grandmother")
        second = await ana.submit(again.modal, **words)
        await second.settled(contains="100 words")
        assert "My grandmother" in repr(engineer.briefs[-1])
        assert discord.refused == []


def _walk(components: list[dict[str, object]]) -> list[dict[str, object]]:
    found = []
    for one in components:
        inner = one.get("components") or []
        assert isinstance(inner, list)
        found += [one, *_walk(inner)]
    return found
