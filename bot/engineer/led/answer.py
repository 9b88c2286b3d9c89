"""An answer to a prompt, as whoever wrote it wants it: the prompt is all that the model is told."""

from collections.abc import AsyncGenerator

from bot.domain import Answered, Piece
from bot.engineer.led.desk import closing
from bot.engineer.led.write import check
from bot.ports import Ask, Asker, Delta, Model, Stop, Turn

PURPOSE = "run"
TOKENS = 8_192
"""Tokens of an answer; a longer one is told to be cut off."""


async def answer(model: Model, prompt: str, asker: Asker) -> AsyncGenerator[Piece | Answered, None]:
    """Stream the answer; see `bot.ports.Engineer.answer`. `ModelCut` when it was not finished, after all of its pieces;
    `Refused` when the model declines.
    """
    ask = Ask(purpose=PURPOSE, system="", turns=(Turn("user", prompt),), max_tokens=TOKENS)
    stop, given = None, list[str]()
    async with closing(model.stream(ask, asker)) as parts:
        async for part in parts:
            if isinstance(part, Delta):
                given.append(part.text)
                yield Piece(part.text)
            elif isinstance(part, Stop):
                stop = part
    yield Answered(text="".join(given), usage=check(stop, asker).usage)
