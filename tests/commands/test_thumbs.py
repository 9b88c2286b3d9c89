"""What a person thinks of what was made for them: said with a press, kept with the version, changed with another."""

from dataclasses import replace
from pathlib import Path

import pytest

from bot.dialogue.events import Card, Diff
from bot.dialogue.form import Form
from bot.dialogue.inbound import Press, Spot
from bot.domain import Account, Status
from tests.doubles.house import Answer, House, house


async def refined(home: House) -> Answer:
    """Have a prompt drafted and refined."""
    await home.say("a prompt for tickets")
    return await home.type("refine shorter")


async def judged(home: House, answer: Answer) -> str:
    """Give what the details of a version say that people think of it."""
    details = await home.press(answer.button("Details").token)
    return details.text


@pytest.mark.asyncio
async def test_a_thumb_is_thanked_for_and_says_what_it_changes(tmp_path: Path) -> None:
    """After a refinement a person says in a press what they think: Details count it; who is not content is offered to
    say what should be different.
    """
    async with house(tmp_path) as home:
        answer = await refined(home)
        assert isinstance(answer.card, Diff)
        assert answer.card.thumbs
        assert "What people think" not in await judged(home, answer)
        good = await home.press(answer.card.thumbs.up.token)
        assert isinstance(good.card, Card)
        assert (good.done.status, good.card.title) == (Status.DONE, "Thank you.")
        assert "no model learns from it" in good.text
        assert "good: 1, not good: 0" in await judged(home, answer)
        bad = await home.press(answer.card.thumbs.down.token)
        assert "takes the place" not in good.text
        assert "takes the place of what you said before" in bad.text
        assert "good: 0, not good: 1" in await judged(home, answer)
        form = await home.app.prepare(Press(whence=home.at(), token=bad.button("Refine").token))
        assert isinstance(form, Form)


@pytest.mark.asyncio
async def test_others_in_a_thread_say_theirs(tmp_path: Path) -> None:
    """In a thread everybody who writes there has a word on what was made there; elsewhere nobody has one on what is
    not theirs.
    """
    async with house(tmp_path) as home:
        home.whence = replace(home.whence, spot=Spot.THREAD, channel="general", thread="1")
        answer = await refined(home)
        assert isinstance(answer.card, Diff)
        assert answer.card.thumbs
        await home.press(answer.card.thumbs.up.token)
        home.whence = replace(home.whence, account=Account("chat", "acme", "ben"), name="Ben")
        assert (await home.press(answer.card.thumbs.up.token)).done.status is Status.DONE
        assert "good: 2, not good: 0" in await judged(home, answer)
        home.whence = replace(home.whence, thread="2")
        assert (await home.press(answer.card.thumbs.down.token)).done.status is Status.REFUSED


@pytest.mark.asyncio
async def test_the_prompt_stays_as_it_is(tmp_path: Path) -> None:
    """What somebody thinks makes no version, and what was opened last stays so."""
    async with house(tmp_path) as home:
        answer = await refined(home)
        before = (await home.type("last")).card
        await home.press(answer.button("This is not good").token)
        assert (await home.type("last")).card == before
