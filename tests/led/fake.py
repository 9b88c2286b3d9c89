"""A model that says what a test wrote, and remembers what it was asked."""

import asyncio
import json
import re
from collections.abc import AsyncGenerator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from pydantic import BaseModel

from bot.domain import CallId, PersonId, Usage
from bot.errors import PrompteurError
from bot.ports import Ask, Asker, Delta, Stop, ToolCall, Traits
from bot.words import Words

S = TypeVar("S", bound=BaseModel)
ASKER = Asker(person=PersonId("p"), team=None, call=CallId("c"), words=Words("en"))
MARK = "@@"
"""Stands for the boundary of the request in what a test lets the model say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Says:
    """One answer. `text` comes in deltas of `size` characters, `items` as values; then the stream ends by `stop`, or
    with `error`.
    """

    text: str = ""
    items: Sequence[Mapping[str, Any]] = ()
    size: int = 7
    stop: str | None = "end"
    error: PrompteurError | None = None
    delay: float = 0


class FakeModel:
    """`bot.ports.Model` that gives its answers in turn."""

    def __init__(self, *answers: Says, images: bool = False) -> None:
        self.traits = Traits(name="fake-1", hosted=True, images=images, structure=True)
        self.asked: list[Ask] = []
        self.closed = 0
        self._answers = list(answers)

    @property
    def sent(self) -> str:
        """Give the user turn of the last request."""
        return self.asked[-1].turns[-1].text

    def _next(self, ask: Ask) -> Says:
        self.asked.append(ask)
        return self._answers.pop(0)

    async def stream(self, ask: Ask, asker: Asker) -> AsyncGenerator[Delta | ToolCall | Stop, None]:  # noqa: ARG002 - port
        """Stream the next answer."""
        says = self._next(ask)
        text = says.text.replace(MARK, boundary(ask))
        try:
            for at in range(0, len(text), says.size):
                yield Delta(text[at : at + says.size])
            if says.error:
                raise says.error
            if says.stop:
                yield Stop(says.stop, _usage())
        finally:
            self.closed += 1

    async def structured(self, ask: Ask, schema: type[S], asker: Asker) -> tuple[S, Usage]:  # noqa: ARG002 - port
        """Give the first item of the next answer."""
        says = self._next(ask)
        await asyncio.sleep(says.delay)
        if says.error:
            raise says.error
        return schema.model_validate(says.items[0]), _usage()

    async def items(self, ask: Ask, schema: type[S], asker: Asker) -> AsyncGenerator[S | Stop, None]:  # noqa: ARG002 - port
        """Give the items of the next answer."""
        says = self._next(ask)
        try:
            for item in says.items:
                yield schema.model_validate_json(json.dumps(item).replace(MARK, boundary(ask)))
            if says.error:
                raise says.error
            if says.stop:
                yield Stop(says.stop, _usage())
        finally:
            self.closed += 1

    async def count(self, ask: Ask) -> int:
        """Count roughly."""
        return len(ask.system) // 4

    async def check(self) -> str:
        """Name the model."""
        return self.traits.name

    async def aclose(self) -> None:
        """Nothing is open."""


def boundary(ask: Ask) -> str:
    """Give the boundary that a request names."""
    found = re.search(r"^Boundary: (\w+)$", ask.turns[0].text, re.MULTILINE)
    assert found
    return found[1]


def _usage() -> Usage:
    return Usage(input_tokens=10, output_tokens=5, calls=1, model="fake-1")
