"""The model port over a server that speaks the Messages API: the hosted one, one of one's own, a local child."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import TypeVar

import httpx2
import structlog
from anthropic import APIStatusError, NotFoundError
from pydantic import BaseModel, ValidationError

from bot.domain import Usage
from bot.errors import ModelCut, ModelFailed
from bot.model.answer import Answer, Charge
from bot.model.client import Client
from bot.model.deadline import Deadline
from bot.model.elements import Elements
from bot.model.failures import CUT, CUT_ADVICE, FAILURES, classify
from bot.model.patience import Patience
from bot.model.prices import Prices
from bot.model.reading import Attempt, messages
from bot.model.request import Schema, many, one, question
from bot.model.server import Server
from bot.ports import Ask, Asker, Clock, Delta, Stop, ToolCall, Traits
from bot.words import N_

S = TypeVar("S", bound=BaseModel)

DECLINED = N_("The model declined to answer. Nothing was changed.")
DECLINED_ADVICE = N_("Put it in other words and try again.")
TOO_LONG = N_("The model's answer was longer than it may be, and broke off. Nothing was changed.")
TOO_LONG_ADVICE = N_("Ask for less at once, or work on a shorter text.")
UNFIT = N_("The model's answer did not have the form that was asked for, twice. Nothing was changed.")
UNFIT_ADVICE = N_("Try again.")
TRIES = 2

log = structlog.get_logger()


class Claude:
    """`bot.ports.Model` over one server. `attempt` is how it is asked; a server whose structured answers come by
    another way brings its own.
    """

    def __init__(  # noqa: PLR0913 - the seams of the composition
        self,
        server: Server,
        client: Client,
        *,
        patience: Patience,
        clock: Clock,
        charge: Charge,
        prices: Prices,
        attempt: Attempt | None = None,
    ) -> None:
        self._server, self._client = server, client
        self._patience, self._clock, self._charge, self._prices = patience, clock, charge, prices
        self._attempt = attempt or messages(client, server)
        self._running: set[Deadline] = set()

    @property
    def traits(self) -> Traits:
        """Say what the server can do."""
        return self._server.traits

    def stream(self, ask: Ask, asker: Asker) -> AsyncGenerator[Delta | ToolCall | Stop, None]:
        """Stream text; the last value is a `Stop`."""
        return self._answer(ask, None, asker)

    async def structured(self, ask: Ask, schema: type[S], asker: Asker) -> tuple[S, Usage]:
        """Give one answer that validates against `schema`, asking twice at most."""
        usage = Usage()
        for _ in range(TRIES):
            text, stop = await self._whole(ask, one(schema), asker)
            usage += stop.usage
            try:
                return schema.model_validate_json(text), usage
            except ValidationError as error:
                log.warning("model_answer_unfit", call=asker.call, purpose=ask.purpose, errors=error.error_count())
        raise ModelCut(UNFIT, advice=UNFIT_ADVICE)

    async def items(self, ask: Ask, schema: type[S], asker: Asker) -> AsyncGenerator[S | Stop, None]:
        """Give each element of the answer's array as soon as it is complete; the last value is a `Stop`."""
        elements, skipped = Elements(), 0
        async with aclosing(self._answer(ask, many(schema), asker)) as parts:
            async for part in parts:
                if isinstance(part, Delta):
                    for text in elements.feed(part.text):
                        try:
                            yield schema.model_validate_json(text)
                        except ValidationError:
                            skipped += 1
                elif isinstance(part, Stop):
                    if skipped:
                        log.warning("model_items_skipped", call=asker.call, purpose=ask.purpose, skipped=skipped)
                    if part.reason == "end" and not elements.complete:
                        raise ModelCut(CUT, advice=CUT_ADVICE)
                    yield part

    async def count(self, ask: Ask) -> int:
        """Count the input tokens of `ask`."""
        with self._failing():
            return (await self._client.messages.count_tokens(**question(ask, self._server))).input_tokens
