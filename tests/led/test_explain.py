"""What a finding means."""

import pytest

from bot.domain import Defect, Finding, Fix, Severity
from bot.engineer.led import Led
from bot.errors import ModelCut
from tests.doubles.model import Says
from tests.led.script import ASKER, model, sent

FINDING = Finding(
    id="1",
    defect=Defect.AMBIGUITY,
    severity=Severity.MAJOR,
    quote="briefly",
    start=7,
    end=14,
    why="It can mean a line or a page.",
    fixes=(Fix("in three sentences"), Fix("", "Leave out")),
)


@pytest.mark.asyncio
async def test_an_explanation_has_five_lines_at_most_and_loses_nothing() -> None:
    """Lines beyond the fifth are joined to it."""
    scripted = model(Says("One.\n\nTwo.\nThree.\nFour.\nFive.\nSix.\n"))
    text = await Led(scripted).explain("Answer briefly.", FINDING, ASKER)
    assert text == "One.\nTwo.\nThree.\nFour.\nFive. Six."
    offers = ("offered: briefly -> in three sentences", "offered: take out: briefly")
    for words in ("Task: explain", "Answer briefly.", "ambiguity (major): briefly", *offers):
        assert words in sent(scripted)


@pytest.mark.asyncio
async def test_a_short_explanation_stays_as_it_is() -> None:
    """Nothing is added."""
    assert await Led(model(Says("One.\nTwo."))).explain("Answer briefly.", FINDING, ASKER) == "One.\nTwo."


@pytest.mark.asyncio
async def test_an_empty_explanation_is_none() -> None:
    """The person can try again."""
    with pytest.raises(ModelCut):
        await Led(model(Says(""))).explain("Answer briefly.", FINDING, ASKER)
