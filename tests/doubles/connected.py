"""The real model over the double, with time in the test's hand: retries do not wait, and deadlines are short."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass, field
from typing import TypeVar, cast

from bot.domain import Budget, CallId, PersonId, TeamId
from bot.errors import ModelFailed
from bot.model.budgets import Spending
from bot.model.connect import assemble
from bot.model.patience import Patience
from bot.model.reading import messages
from bot.model.server import Server
from bot.ports import Ask, Asker, Budgets, Delta, Ledger, Model, Stop, ToolCall, Traits, Turn
from bot.words import Words
from tests.doubles.anthropic import AnthropicDouble
from tests.doubles.clock import FakeClock
from tests.doubles.ledger import MemoryLedger

BOUNDLESS = Budget(tokens_a_day=None, calls_at_once=None)
ASK = Ask(purpose="draft", system="Write a prompt.", turns=(Turn("user", "reply to reviews"),), max_tokens=500)
T = TypeVar("T")
PATIENT = 60.0
"""Seconds that no test lasts; a test of a deadline sets its own."""


def budgets(person: Budget = BOUNDLESS, team: Budget = BOUNDLESS, process: Budget = BOUNDLESS) -> Budgets:
    """Give budgets without bounds but those named."""
    return Budgets(person=person, team=team, process=process)


def asker(person: str = "ann", team: str | None = "team") -> Asker:
    """Give somebody who asks."""
    return Asker(person=PersonId(person), team=TeamId(team) if team else None, call=CallId("call"), words=Words())


def closed(parts: AsyncIterator[T]) -> "aclosing[AsyncGenerator[T, None]]":
    """Close a stream at the end: the port promises that it can be closed."""
    return aclosing(cast("AsyncGenerator[T, None]", parts))


@dataclass(slots=True)
class Connected:
    """A model at the double. `sleeps` are the seconds it waited before it asked again."""

    model: Model
    double: AnthropicDouble
    ledger: MemoryLedger
    clock: FakeClock
    sleeps: list[float] = field(default_factory=list)

    async def read(self, ask: Ask = ASK) -> "Read":
        """Stream an answer to its end, whatever that is."""
        read = Read()
        try:
            async for part in self.model.stream(ask, asker()):
                read.parts.append(part)
        except ModelFailed as error:
            read.error = error
        return read


@dataclass(slots=True)
class Read:
    """What a stream gave, and the error that ended it."""

    parts: list[Delta | ToolCall | Stop] = field(default_factory=list)
    error: ModelFailed | None = None

    @property
    def text(self) -> str:
        """All of the text."""
        return "".join(part.text for part in self.parts if isinstance(part, Delta))

    @property
    def stop(self) -> Stop | None:
        """The stop, where the answer was finished."""
        last = self.parts[-1] if self.parts else None
        return last if isinstance(last, Stop) else None


@asynccontextmanager
async def connected(  # noqa: PLR0913 - what tests vary
    *,
    key: str = "",
    name: str = "claude-sonnet-5",
    silence: float = PATIENT,
    answer: float = PATIENT,
    retrying: float = 20.0,
    allowance: Budgets | None = None,
    caching: bool = True,
    keep_alive: bool = True,
) -> AsyncIterator[Connected]:
    """Start a double and connect a model to it."""
    clock, sleeps = FakeClock(), list[float]()

    async def sleep(seconds: float) -> None:
        sleeps.append(seconds)
        clock.advance(seconds)
        await asyncio.sleep(0)

    async with AnthropicDouble(key=key or None) as double:
        ledger = MemoryLedger(clock)
        checked: Ledger = ledger
        traits = Traits(name=name, hosted=False, structure=True, tools=True, images=True)
        server = Server(model=name, traits=traits, url=double.url, key=key, caching=caching, keep_alive=keep_alive)
        patience = Patience(silence=silence, answer=answer, retrying=retrying, sleep=sleep, jitter=lambda: 0.5)
        spending = Spending(allowance or budgets(), checked, clock)
        model = assemble(server, patience=patience, clock=clock, spending=spending, asked_by=messages)
        try:
            yield Connected(model, double, ledger, clock, sleeps)
        finally:
            await model.aclose()
