"""An answer to a prompt that was filled in."""

import pytest

from bot.domain import Answered, Piece
from bot.engineer.led import Led
from bot.errors import ModelCut, Refused
from tests.doubles.model import Says, ScriptedModel
from tests.led.script import ASKER


async def answer(*says: Says, pieces: list[str] | None = None) -> Answered:
    """Run a prompt; give the whole answer."""
    scripted = ScriptedModel({"run": says})
    given = pieces if pieces is not None else []
    answered: Answered | None = None
    async for piece in Led(scripted).answer("Greet Ann.", ASKER):
        if isinstance(piece, Piece):
            given.append(piece.text)
        else:
            answered = piece
    (ask,) = scripted.asks
    assert (ask.purpose, ask.system, [turn.text for turn in ask.turns]) == ("run", "", ["Greet Ann."])
    assert answered is not None
    return answered


@pytest.mark.asyncio
async def test_the_model_is_told_nothing_but_the_prompt() -> None:
    """The prompt is all that is sent, and the answer is what came, character by character."""
    pieces: list[str] = []
    answered = await answer(Says("Hello\n\n <b>Ann</b> "), pieces=pieces)
    assert answered.text == "".join(pieces) == "Hello\n\n <b>Ann</b> "


@pytest.mark.asyncio
async def test_an_answer_at_the_length_limit_is_not_whole() -> None:
    """What reached its limit is told to be cut off, after all that came."""
    pieces: list[str] = []
    with pytest.raises(ModelCut):
        await answer(Says("Hello", reason="length"), pieces=pieces)
    assert "".join(pieces) == "Hello"


@pytest.mark.asyncio
async def test_a_model_that_declines_is_told() -> None:
    """The person reads that the model declined."""
    with pytest.raises(Refused, match="declined"):
        await answer(Says("", reason="refusal"))
