"""The coach: one short lesson on the person's own words, and no more than they want."""

from dataclasses import replace
from pathlib import Path

import pytest

from bot.dialogue.events import Card
from bot.dialogue.inbound import Spot
from bot.domain import Lesson, Order, Refined
from bot.engineer.led import Led
from tests.doubles.house import Answer, house
from tests.doubles.model import ScriptedModel
from tests.faults.test_injection import ASKER, version

LESSON = Lesson("short", "Say how many words are short enough.")


def lessons(answer: Answer) -> list[object]:
    """Give the lessons of an answer."""
    return [event.data for event in answer.events if isinstance(event, Card) and event.slot == "coach"]


@pytest.mark.asyncio
async def test_a_lesson_comes_once_and_until_it_is_enough(tmp_path: Path) -> None:
    """After the first refinement of a prompt comes a lesson, after the second none; whoever has enough gets none on
    another prompt either, and can have them back.
    """
    async with house(tmp_path) as home:
        home.engineer.lesson = LESSON
        await home.type("draft a prompt for tickets")
        home.engineer.refined = "Sum up {{tickets}}."
        first = await home.type("refine short")
        assert lessons(first) == [LESSON]
        assert "“short”: Say how many words" in first.text
        home.engineer.refined = "Sum {{tickets}} up."
        assert lessons(await home.type("refine shorter")) == []
        off = await home.press(first.button("No more of these").token)
        await home.type("draft a prompt for mails")
        assert lessons(await home.type("refine short")) == []
        await home.press(off.button("Give me lessons again").token)
        home.engineer.refined = "Sum up all {{tickets}}."
        assert lessons(await home.type("refine short")) == [LESSON]


@pytest.mark.asyncio
async def test_lessons_are_switched_by_a_word(tmp_path: Path) -> None:
    """Whoever types that they want no lessons gets none, sees so about themselves, and switches them on again; a word
    that is neither changes nothing.
    """
    async with house(tmp_path) as home:
        home.engineer.lesson = LESSON
        assert "('Short lessons', 'yes')" in (await home.type("me")).text
        await home.type("me coach off")
        assert "('Short lessons', 'no')" in (await home.type("me")).text
        await home.type("draft a prompt for tickets")
        home.engineer.refined = "Sum up {{tickets}}."
        assert lessons(await home.type("refine short")) == []
        assert (await home.type("me coach")).card.title == "Short lessons: no"  # type: ignore[union-attr]
        assert "maybe is neither" in (await home.type("me coach maybe")).failure.sentence
        await home.press((await home.type("me coach")).button("Give me lessons again").token)
        home.engineer.refined = "Sum {{tickets}} up."
        assert lessons(await home.type("refine short")) == [LESSON]
        await home.press((await home.type("me coach")).button("No more of these").token)
        assert "('Short lessons', 'no')" in (await home.type("me")).text
        assert "I give you a lesson" in (await home.type("moi conseils activé")).text


@pytest.mark.asyncio
async def test_nobody_is_taught_before_others(tmp_path: Path) -> None:
    """In a thread that all read, no lesson is given."""
    async with house(tmp_path) as home:
        home.engineer.lesson = LESSON
        home.whence = replace(home.whence, spot=Spot.THREAD, channel="general", thread="1")
        await home.say("a prompt for tickets")
        home.engineer.refined = "Sum up {{tickets}}."
        assert lessons(await home.say("short")) == []


@pytest.mark.asyncio
@pytest.mark.parametrize(("quote", "learned"), [("short", True), ("Keep it short", True), ("long and winding", False)])
async def test_a_lesson_is_on_words_that_the_person_wrote(quote: str, learned: bool) -> None:  # noqa: FBT001 - a table
    """Words that stand neither in the prompt nor in what was asked for teach nobody anything."""
    answer = f"Sum up in 50 words.\n<notes-abcd>\nchanged: a | b\nlesson: “{quote}” | Give a number.\n</notes-abcd>"
    led = Led(ScriptedModel({"refine": [answer]}), token=lambda: "abcd")
    parts = [part async for part in led.refine(version("Sum up. Keep it short."), Order(instruction="clearer"), ASKER)]
    refined = parts[-1]
    assert isinstance(refined, Refined)
    assert refined.lesson == (Lesson(quote, "Give a number.") if learned else None)
