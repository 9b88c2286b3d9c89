"""Whether a goal says enough, and what to ask when it does not."""

import asyncio

import structlog

from bot.domain import Goal, Question
from bot.engineer.boundary import Boundary
from bot.engineer.led.desk import Block, Desk, request, target_block
from bot.engineer.led.draft import wishes
from bot.engineer.led.lean import Lean
from bot.errors import ModelFailed
from bot.ports import Asker

SECONDS = 2.8
"""The questions must be on their card within 3 s."""
MOST_QUESTIONS = 4
MOST_OPTIONS = 4
ENOUGH_CHARACTERS = 500
"""Of 244 goals that people judged vague, none was longer than 170 characters; one of this length is a description."""

log = structlog.get_logger()


class Asked(Lean):
    """A question as the model gives it."""

    text: str
    options: tuple[str, ...] = ()
    assumption: str = ""


class Clarified(Lean):
    """The model's answer."""

    enough: bool
    questions: tuple[Asked, ...] = ()


async def clarify(desk: Desk, goal: Goal, asker: Asker, seconds: float) -> tuple[Question, ...]:
    """Give the questions; see `bot.ports.Engineer.clarify`. None without asking the model when there are outputs to
    go by, or the goal is a long description.
    """
    if goal.examples or goal.images or len(goal.text.strip()) >= ENOUGH_CHARACTERS:
        return ()
    blocks = [Block("goal", goal.text), Block("wishes", wishes(goal)), target_block(goal.target)]
    asked = request(desk, "clarify", blocks, "Decide whether to ask.", asker)
    try:
        async with asyncio.timeout(seconds):
            answer, _ = await desk.model.structured(asked.ask, Clarified, asker)
    except (TimeoutError, ModelFailed) as error:
        log.info("clarify_skipped", call=asker.call, error=type(error).__name__)
        return ()
    return _questions(answer, asked.boundary)


def _questions(answer: Clarified, boundary: Boundary) -> tuple[Question, ...]:
    if answer.enough:
        return ()
    return tuple(
        Question(
            id=str(number),
            text=boundary.clean(asked.text),
            options=tuple(dict.fromkeys(boundary.clean(option) for option in asked.options))[:MOST_OPTIONS],
            assumption=boundary.clean(asked.assumption),
        )
        for number, asked in enumerate(answer.questions[:MOST_QUESTIONS], 1)
    )
