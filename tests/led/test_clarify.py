"""Questions before a draft."""

import asyncio

import pytest

from bot.domain import Goal
from bot.engineer.led import Led
from bot.errors import ModelUnavailable, OverBudget
from tests.doubles.model import Says
from tests.led.script import ASKER, model, sent

VAGUE = Goal(text="help with emails")
QUESTION = {"text": "Which emails?", "options": ["Replies", "Offers"], "assumption": "Replies to customers."}


@pytest.mark.asyncio
async def test_a_vague_goal_gets_questions_with_options_and_what_is_assumed() -> None:
    """The questions come in the model's order, numbered."""
    scripted = model(Says({"enough": False, "questions": [QUESTION, {"text": "How long?"}]}))
    first, second = await Led(scripted).clarify(VAGUE, ASKER)
    assert (first.id, first.text, first.options) == ("1", "Which emails?", ("Replies", "Offers"))
    assert first.assumption == "Replies to customers."
    assert (second.id, second.options) == ("2", ())
    assert "Task: clarify" in sent(scripted)


@pytest.mark.asyncio
async def test_a_clear_goal_gets_no_question() -> None:
    """Also when the model has questions left."""
    scripted = model(Says({"enough": True, "questions": [QUESTION]}))
    assert await Led(scripted).clarify(VAGUE, ASKER) == ()


@pytest.mark.asyncio
async def test_there_are_at_most_four_questions_with_four_options() -> None:
    """A card holds no more; the model ranks them, so the first count."""
    many = {"text": "?", "options": ["a", "a", "b", "c", "d", "e"]}
    questions = await Led(model(Says({"enough": False, "questions": [many] * 6}))).clarify(VAGUE, ASKER)
    assert len(questions) == 4
    assert questions[0].options == ("a", "b", "c", "d")


@pytest.mark.asyncio
@pytest.mark.parametrize("goal", [Goal(text="word " * 120), Goal(text="", examples=("Output.",))])
async def test_a_goal_that_says_everything_is_not_even_looked_at(goal: Goal) -> None:
    """A long description, or outputs to go by, start the draft at once."""
    scripted = model()
    assert await Led(scripted).clarify(goal, ASKER) == ()
    assert not scripted.asks


@pytest.mark.asyncio
async def test_a_slow_model_costs_the_questions_not_the_draft() -> None:
    """When the time is over there are no questions."""
    scripted = model(Says({"enough": False, "questions": [QUESTION]}, then=asyncio.Event()))
    assert await Led(scripted, clarify_seconds=0.01).clarify(VAGUE, ASKER) == ()


@pytest.mark.asyncio
async def test_a_model_that_fails_costs_the_questions_not_the_draft() -> None:
    """The draft will say what is wrong, if it still is."""
    assert await Led(model(Says(then=ModelUnavailable("busy")))).clarify(VAGUE, ASKER) == ()


@pytest.mark.asyncio
async def test_a_spent_budget_is_said_at_once() -> None:
    """There is no point in going on to the draft."""
    scripted = model(Says(then=OverBudget("spent", free_at=None)))
    with pytest.raises(OverBudget):
        await Led(scripted).clarify(VAGUE, ASKER)
