"""Budgets: what a person, a team and everybody together may take, refused before anything is sent.

Tokens count over a rolling day, as the ledger has them; other processes write to it too, so its sums are read again
every few seconds and kept in memory between. Calls at once are counted in this process alone.
"""

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing, asynccontextmanager
from typing import TypeVar, cast

from pydantic import BaseModel

from bot.domain import Usage
from bot.model.meter import CHARACTERS_PER_TOKEN
from bot.model.payer import Charge, Payer
from bot.ports import Ask, Asker, Budgets, Clock, Delta, Ledger, Model, Stop, ToolCall, Traits

S = TypeVar("S", bound=BaseModel)

KEPT = 1000
"""Payers above which the idle ones are forgotten; reading one again costs one question to the ledger."""
TOKENS_PER_IMAGE = 1600


def estimate(ask: Ask) -> int:
    """Give the most tokens that `ask` is likely to take."""
    characters = len(ask.system) + sum(len(turn.text) for turn in ask.turns)
    images = sum(len(turn.images) for turn in ask.turns)
    return characters // CHARACTERS_PER_TOKEN + images * TOKENS_PER_IMAGE + ask.max_tokens


class Spending:
    """What each payer took and has under way; one for the whole process."""

    def __init__(self, budgets: Budgets, ledger: Ledger, clock: Clock) -> None:
        self._budgets, self._ledger, self._clock = budgets, ledger, clock
        self._payers: dict[tuple[str, str], Payer] = {}

    @asynccontextmanager
    async def room(self, asker: Asker, tokens: int) -> AsyncIterator[None]:
        """Hold room for one call that takes about so many tokens; `OverBudget` when somebody who pays has none.
        Between the check and the hold nothing is awaited, so two calls cannot both take the last room.
        """
        payers = self._of(asker)
        for payer in payers:
            await payer.refresh()
        for payer in payers:
            if payer.full:
                raise await payer.refusal()
        for payer in payers:
            payer.calls += 1
            payer.held += tokens
        try:
            yield
        finally:
            for payer in payers:
                payer.calls -= 1
                payer.held -= tokens

    async def charge(self, asker: Asker, purpose: str, usage: Usage) -> None:
        """Record what a call took. It counts at once, even while the ledger cannot be written."""
        charge = Charge(usage.input_tokens + usage.output_tokens, self._clock.monotonic())
        for payer in self._of(asker):
            payer.add(charge)
        await self._ledger.charge(asker.person, asker.team, asker.call, purpose, usage)
        charge.written = True

    def _of(self, asker: Asker) -> tuple[Payer, ...]:
        if len(self._payers) > KEPT:
            self._payers = {key: payer for key, payer in self._payers.items() if not payer.idle}
        person = self._payer("person", asker.person)
        team = (self._payer("team", asker.team),) if asker.team is not None else ()
        return person, *team, self._payer("process", "")

    def _payer(self, kind: str, name: str) -> Payer:
        payer = self._payers.get((kind, name))
        if payer is None:
            budget = getattr(self._budgets, kind)
            payer = self._payers[kind, name] = Payer(kind, name, budget, self._ledger, self._clock)
        return payer


class Budgeted:
    """A model whose calls are refused when somebody who pays has no room. The inner model charges `spending`."""

    def __init__(self, model: Model, spending: Spending) -> None:
        self._model, self._spending = model, spending

    @property
    def traits(self) -> Traits:
        """Say what the server can do."""
        return self._model.traits

    async def stream(self, ask: Ask, asker: Asker) -> AsyncGenerator[Delta | ToolCall | Stop, None]:
        """Stream text; the last value is a `Stop`."""
        async with self._spending.room(asker, estimate(ask)), _closing(self._model.stream(ask, asker)) as parts:
            async for part in parts:
                yield part

    async def structured(self, ask: Ask, schema: type[S], asker: Asker) -> tuple[S, Usage]:
        """Give one answer that validates against `schema`."""
        async with self._spending.room(asker, estimate(ask)):
            return await self._model.structured(ask, schema, asker)

    async def items(self, ask: Ask, schema: type[S], asker: Asker) -> AsyncGenerator[S | Stop, None]:
        """Give each element of the answer's array; the last value is a `Stop`."""
        async with self._spending.room(asker, estimate(ask)), _closing(self._model.items(ask, schema, asker)) as items:
            async for item in items:
                yield item

    async def count(self, ask: Ask) -> int:
        """Count the input tokens of `ask`, which costs nothing."""
        return await self._model.count(ask)

    async def check(self) -> str:
        """Reach the server without cost."""
        return await self._model.check()

    async def aclose(self) -> None:
        """Close the inner model."""
        await self._model.aclose()


T = TypeVar("T")


def _closing(parts: AsyncIterator[T]) -> "aclosing[AsyncGenerator[T, None]]":
    """Close what the port calls an iterator: that it can be closed is a part of the port's promise."""
    return aclosing(cast("AsyncGenerator[T, None]", parts))
