"""A prompt that the model writes: its pieces as they arrive, then the whole with its notes."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass

import structlog

from bot.domain import Piece, Usage, Variable
from bot.engineer.answer import Notes, Split, read
from bot.engineer.led.desk import Request, closing
from bot.errors import ModelCut, Refused
from bot.library.templates import variables
from bot.ports import Asker, Delta, Model, Stop
from bot.words import N_

DECLINED = N_("The model declined to do this.")
DECLINED_ADVICE = N_("Say it in other words, or leave out what it may have taken offence at.")
TOO_LONG = N_("The model reached its length limit before it had finished.")
TOO_LONG_ADVICE = N_("What it wrote is above. Ask for something shorter, or in parts.")
ENDED_EARLY = N_("The model's answer ended before it was finished.")
TRY_AGAIN = N_("Try again.")

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Written:
    """What the model wrote. `text` is what the pieces made up; `raw` is the answer as it came."""

    text: str
    raw: str
    notes: Notes
    usage: Usage


async def write(model: Model, request: Request, asker: Asker) -> AsyncGenerator[Piece | Written, None]:
    """Stream a prompt; the last value is a `Written`. `ModelCut` when it was not finished, after all of its pieces;
    `Refused` when the model declines. An answer that reached its limit in the notes is whole: the prompt stands before.
    """
    split, raw, given = Split(request.boundary), list[str](), list[str]()
    stop: Stop | None = None
    try:
        async with closing(model.stream(request.ask, asker)) as parts:
            async for part in parts:
                if isinstance(part, Delta):
                    raw.append(part.text)
                    if piece := split.feed(part.text):
                        given.append(piece)
                        yield Piece(piece)
                elif isinstance(part, Stop):
                    stop = part
    except ModelCut:
        if piece := split.finish():
            yield Piece(piece)
        raise
    if piece := split.finish():
        given.append(piece)
        yield Piece(piece)
    ended = check(stop, asker, complete=split.complete)
    notes = read(split.notes, request.boundary, cut=ended.reason == "length")
    yield Written("".join(given), "".join(raw), notes, ended.usage)


def check(stop: Stop | None, asker: Asker, *, complete: bool = False) -> Stop:
    """Raise what the way in which an answer ended means; `complete`: what matters of it is there."""
    if stop is None:
        raise ModelCut(ENDED_EARLY, advice=TRY_AGAIN)
    if stop.reason == "refusal":
        log.info("model_declined", call=asker.call)
        raise Refused(DECLINED, advice=DECLINED_ADVICE)
    if stop.reason == "length" and not complete:
        raise ModelCut(TOO_LONG, advice=TOO_LONG_ADVICE)
    return stop


def described(text: str, *sources: tuple[Variable, ...]) -> tuple[Variable, ...]:
    """Give the variables that stand in `text`, each with the first word on it that a source has."""
    about: dict[str, str] = {}
    for variable in (variable for source in sources for variable in source if variable.about):
        about.setdefault(variable.name, variable.about)
    return tuple(Variable(name, about.get(name, "")) for name in variables(text))
