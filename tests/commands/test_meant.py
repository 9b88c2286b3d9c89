"""A slip of the finger, and words that only look like a command."""

from dataclasses import replace
from pathlib import Path

import pytest

from bot.commands import load
from bot.dialogue.command import Permission
from bot.dialogue.events import AskForm, Card, Choices
from bot.dialogue.form import Form
from bot.dialogue.inbound import Invoke, Press
from bot.dialogue.registry import Registry
from bot.domain import Snippet, Status, Version
from tests.doubles.house import house

pytestmark = pytest.mark.asyncio


async def test_a_line_that_is_no_slip_can_be_drafted(tmp_path: Path) -> None:
    """Whoever did mean their words presses "Draft it", and the whole line is the goal."""
    async with house(tmp_path) as home:
        asked = await home.type("sharp answers to angry mails")
        assert isinstance(asked.card, Choices)
        drafted = await home.press(asked.button("Draft it").token)
        assert drafted.done.status is Status.DONE
        assert home.engineer.briefs[-1].goal.text == "sharp answers to angry mails"


async def test_behind_a_slash_in_a_terminal_it_is_no_goal(tmp_path: Path) -> None:
    """Where a goal can be said plainly, only commands are offered."""
    async with house(tmp_path) as home:
        asked = await home.send(Invoke(whence=home.at(), line="drfat a poem", strict=True))
        assert [button.label for button in asked.buttons] == ["draft"]


async def test_the_command_that_was_meant_asks_for_what_is_missing(tmp_path: Path) -> None:
    """After a slip, a missing name is asked for as after the right word, and the form does the rest."""
    async with house(tmp_path) as home:
        await home.type("draft a prompt for tickets")
        asked = await home.type("sav")
        press = asked.button("save").token
        form = await home.app.prepare(Press(whence=home.at(), token=press))
        assert isinstance(form, Form)
        card = (await home.press(press)).card
        assert isinstance(card, AskForm)
        saved = await home.submit(card.form.token, {"name": "tickets"})
        assert isinstance(saved.done.data, Snippet)


async def test_a_block_behind_a_slip_means_the_block(tmp_path: Path) -> None:
    """One code block behind the wrong verb is the text, as it is behind the right one."""
    async with house(tmp_path) as home:
        asked = await home.type("critque look:\n```\nSummarise this.\n```\nthanks")
        await home.press(asked.button("critique").token)
        assert home.engineer.asked[-1] == "critique Summarise this."


async def test_a_slip_opens_nothing_that_is_closed(tmp_path: Path) -> None:
    """A command for administrators is refused to others, also when it was only nearly typed."""
    others = [one for one in load() if one.verb != "edit"]
    (edit,) = [one for one in load() if one.verb == "edit"]
    closed = Registry([*others, replace(edit, permission=Permission.ADMINISTRATOR)])
    async with house(tmp_path, registry=closed) as home:
        asked = await home.type("edti mine")
        pressed = await home.press(asked.button("edit").token)
        assert pressed.done.status is Status.REFUSED
        assert "administrator" in pressed.failure.sentence


async def test_a_button_of_another_person_or_of_nothing_is_refused(tmp_path: Path) -> None:
    """What somebody else typed, and what never was, cannot be run."""
    async with house(tmp_path) as home:
        asked = await home.type("drfat a prompt")
        home.whence = replace(home.whence, account=replace(home.whence.account, user="ben"))
        for token in (asked.button("draft").token, "1help.meant:nope.draft", "1help.goal:nope", "1help.meant:"):
            assert (await home.press(token)).done.status is Status.REFUSED


async def test_a_goal_that_begins_with_help_gets_the_way_to_draft_it(tmp_path: Path) -> None:
    """What begins "help me write" is no topic: the answer says how it is drafted, however long it is."""
    async with house(tmp_path) as home:
        for topic in ("me write an email to my boss", "me write " + "a very long email " * 50):
            answer = await home.type(f"help {topic}")
            assert "too long" not in answer.text
            assert "/draft help me write" in answer.text
        drafted = await home.type("draft help me write an email to my boss")
        assert isinstance(drafted.done.data, Version)


async def test_a_topic_that_is_nearly_one_is_asked_about(tmp_path: Path) -> None:
    """A misspelt topic names what comes near, and an endless one is cut with a sign."""
    async with house(tmp_path) as home:
        assert "critique" in (await home.type("help critque")).failure.advice
        assert "…" in (await home.type("help " + "x" * 5_000)).failure.sentence
        assert isinstance((await home.type("help critique")).card, Card)


@pytest.mark.parametrize(("said", "wanted"), [("undo", "v1"), (" Help ", "What I can do"), ("aide", "What I can do")])
async def test_the_name_of_a_command_alone_is_that_command(said: str, wanted: str, tmp_path: Path) -> None:
    """Somebody who writes just "undo" gets the version before, and no prompt that has become about undoing."""
    async with house(tmp_path) as home:
        await home.say("a prompt that sorts letters")
        await home.say("make it shorter")
        assert wanted in (await home.say(said)).text
