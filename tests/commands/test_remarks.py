"""Remarks of a critique: cut, dismissed, shown whole."""

from pathlib import Path

import pytest

from bot.dialogue.events import Card, Items
from bot.domain import Critique, Status
from bot.errors import ModelCut, OverBudget
from tests.doubles.engineer import TEXT
from tests.doubles.house import Answer, house

pytestmark = pytest.mark.asyncio
MANY = "Mail {{a to bob.miller@firm-ltd.de, {{b to jane.doe@firm-ltd.de, {{c}} and {{d to it."


def shown(answer: Answer) -> list[str]:
    """Give the remarks on the card."""
    cards = [event for event in answer.events if isinstance(event, Card)]
    items = [item for part in cards[-1].parts if isinstance(part, Items) for item in part.items]
    return [item.title for item in items]


async def test_a_retry_finds_anew_and_its_buttons_mean_what_it_found(tmp_path: Path) -> None:
    """After a cut critique, Retry gives other remarks, and Apply and Dismiss act on those and not on the first ones."""
    async with house(tmp_path) as home:
        home.engineer.error = ModelCut("The answer was cut off.")
        cut = await home.type("critique Write it well.")
        assert cut.done.status is Status.FAILED
        home.engineer.error = None
        home.engineer.quote = "well"
        again = await home.press(cut.button("Retry").token)
        assert isinstance(again.done.data, Critique)
        assert [one.quote for one in again.done.data.findings] == ["well"]
        await home.press(again.button("Apply").token)
        assert [one.quote for one in home.engineer.orders[-1].findings] == ["well"]
        dismissed = await home.press(again.button("Dismiss").token)
        assert isinstance(dismissed.done.data, Critique)
        assert dismissed.done.data.findings == ()


async def test_what_the_checks_found_is_shown_when_nothing_is_left_to_spend(tmp_path: Path) -> None:
    """Over budget the model is not asked; what was found without it is on a card that says so."""
    async with house(tmp_path) as home:
        home.engineer.unasked = OverBudget("Your tokens for today are used up.", free_at=None)
        answer = await home.type("critique Write to {{name about it.")
        assert answer.done.status is Status.REFUSED
        assert shown(answer)
        assert "was not asked" in answer.text
        assert "did not finish" not in answer.text
        assert "used up" in answer.failure.sentence


async def test_the_last_remark_takes_the_verdict_with_it(tmp_path: Path) -> None:
    """Once every remark was dismissed, nothing says any more that the prompt needs work."""
    async with house(tmp_path) as home:
        answer = await home.type("critique Write it well.")
        dismissed = await home.press(answer.button("Dismiss").token)
        assert isinstance(dismissed.card, Card)
        text = repr((dismissed.card.title, dismissed.card.parts))
        assert "Nothing else." in text
        assert "Usable" not in text
        assert "Say which it is." not in text


async def test_all_stay_shown_when_one_is_dismissed(tmp_path: Path) -> None:
    """After "Show all", Dismiss takes one remark away and folds none."""
    async with house(tmp_path) as home:
        answer = await home.type(f"critique {MANY}")
        everything = await home.press(answer.button("Show all").token)
        count = len(shown(everything))
        assert count > 4
        once = await home.press(everything.button("Dismiss").token)
        assert len(shown(once)) == count - 1
        twice = await home.press(once.button("Dismiss").token)
        assert len(shown(twice)) == count - 2


async def test_a_critique_is_held_against_the_goal(tmp_path: Path) -> None:
    """After a refinement the prompt is still judged by what it was drafted for; a pasted one by nothing."""
    async with house(tmp_path) as home:
        await home.type("draft a prompt for tickets")
        home.engineer.refined = TEXT + "\nBe kind."
        await home.type("refine kinder")
        await home.type("critique")
        assert home.engineer.goals[-1] == "a prompt for tickets"
        await home.type("refine kinder still")
        assert home.engineer.goals[-1] == "a prompt for tickets"
        await home.type("critique Something that was pasted.")
        assert home.engineer.goals[-1] == ""
