"""A model that says what a test wrote down, through the real port. It fails on anything it was not told about."""

import asyncio
import re
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from pydantic import BaseModel

from bot.domain import Usage
from bot.errors import PrompteurError
from bot.ports import Ask, Asker, Delta, Stop, ToolCall, Traits

S = TypeVar("S", bound=BaseModel)

TRAITS = Traits(name="Scripted", hosted=True, where="llm.example.com", tools=True, images=True, structure=True)
USAGE = Usage(input_tokens=100, output_tokens=20, model="scripted", calls=1)
PIECE = 7
"""Characters of one delta."""
_ORDER = re.compile(r"OBEY: *(.+)")


@dataclass(frozen=True, slots=True)
class Says:
    """One answer. `value` is text to stream, or JSON values (or models) for a schema: one for `structured`, a list for
    `items`. Then comes what `then` says: an error, or a wait for an event that a test sets (or never does).
    """

    value: object = ""
    then: PrompteurError | asyncio.Event | None = None
    reason: str = "end"
    tools: tuple[ToolCall, ...] = ()
    usage: Usage = USAGE


Answers = Mapping[str, Sequence[object]] | Callable[[Ask], object]
"""By purpose, used up in order; or a function of the request. An answer is a `Says`, an error to raise at once, or
what `Says.value` may be.
"""


class Unexpected(AssertionError):  # noqa: N818 - reads as what happened
    """The model was asked for something that no test wrote down."""


def obeying(ask: Ask) -> Says:
    """Do as the material says after `OBEY:`, as a model does that falls for an injection."""
    found = _ORDER.search("\n".join(turn.text for turn in ask.turns))
    return Says(found.group(1) if found else "")


@dataclass(slots=True)
class ScriptedModel:
    """`bot.ports.Model` by a script. `asks` and `askers` hold what it was asked; `open` how many answers are under way,
    `closed` whether it was closed.
    """

    answers: Answers = field(default_factory=dict)
    traits: Traits = TRAITS
    asks: list[Ask] = field(default_factory=list)
    askers: list[Asker] = field(default_factory=list)
    open: int = 0
    closed: bool = False
    _used: dict[str, int] = field(default_factory=dict)

    def answer(self, answers: Answers) -> None:
        """Go on with another script, from its beginning."""
        self.answers, self._used = answers, {}

    async def stream(self, ask: Ask, asker: Asker) -> AsyncGenerator[Delta | ToolCall | Stop, None]:
        """Stream the text of the next answer in small deltas."""
        says = self._next(ask, asker)
        if not isinstance(says.value, str):
            raise Unexpected(f"{ask.purpose} streams text, and the script has {says.value!r}")
        self.open += 1
        try:
            for at in range(0, len(says.value), PIECE):
                yield Delta(says.value[at : at + PIECE])
                await asyncio.sleep(0)
            for tool in says.tools:
                yield tool
            await _end(says)
            yield Stop(says.reason, says.usage)
        finally:
            self.open -= 1

    async def structured(self, ask: Ask, schema: type[S], asker: Asker) -> tuple[S, Usage]:
        """Give the next answer, validated."""
        says = self._next(ask, asker)
        self.open += 1
        try:
            await _end(says)
            return schema.model_validate(_plain(says.value)), says.usage
        finally:
            self.open -= 1

    async def items(self, ask: Ask, schema: type[S], asker: Asker) -> AsyncGenerator[S | Stop, None]:
        """Give the elements of the next answer, each validated."""
        says = self._next(ask, asker)
        if not isinstance(says.value, list | tuple):
            raise Unexpected(f"{ask.purpose} wants items, and the script has {says.value!r}")
        self.open += 1
        try:
            for value in says.value:
                yield schema.model_validate(_plain(value))
                await asyncio.sleep(0)
            await _end(says)
            yield Stop(says.reason, says.usage)
        finally:
            self.open -= 1

    async def count(self, ask: Ask) -> int:
        """Count four characters as a token."""
        return (len(ask.system) + sum(len(turn.text) for turn in ask.turns)) // 4

    async def check(self) -> str:
        """Give the name."""
        return self.traits.name

    async def aclose(self) -> None:
        """Note that it was closed."""
        self.closed = True

    def _next(self, ask: Ask, asker: Asker) -> Says:
        self.asks.append(ask)
        self.askers.append(asker)
        answer = self.answers(ask) if callable(self.answers) else self._scripted(ask.purpose, self.answers)
        if isinstance(answer, PrompteurError):
            raise answer
        return answer if isinstance(answer, Says) else Says(answer)

    def _scripted(self, purpose: str, answers: Mapping[str, Sequence[object]]) -> object:
        used = self._used.get(purpose, 0)
        if used >= len(answers.get(purpose, ())):
            raise Unexpected(f"no answer number {used + 1} for {purpose!r} in the script")
        self._used[purpose] = used + 1
        return answers[purpose][used]


async def _end(says: Says) -> None:
    if isinstance(says.then, PrompteurError):
        raise says.then
    if says.then is not None:
        await says.then.wait()


def _plain(value: object) -> object:
    return value.model_dump() if isinstance(value, BaseModel) else value
