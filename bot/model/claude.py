"""The model port over a server that speaks the Messages API: the hosted one, one of one's own, a local child."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable
from contextlib import aclosing
from typing import TypeVar

import structlog
from anthropic import NotFoundError
from pydantic import BaseModel, ValidationError

from bot.domain import Usage
from bot.errors import ModelCut, ModelRefused
from bot.model.answer import Answer, Charge, Means
from bot.model.client import Client
from bot.model.deadline import Deadline
from bot.model.elements import Elements
from bot.model.failures import CUT, CUT_ADVICE, FAILURES, classify
from bot.model.patience import Patience
from bot.model.prices import Price
from bot.model.reading import Attempt
from bot.model.request import Schema, many, one, question
from bot.model.server import Server
from bot.ports import Ask, Asker, Clock, Delta, Stop, ToolCall, Traits
from bot.words import N_

S = TypeVar("S", bound=BaseModel)
T = TypeVar("T")

DECLINED = N_("The model declined to answer. Nothing was changed.")
DECLINED_ADVICE = N_("Put it in other words and try again.")
TOO_LONG = N_("The model's answer was longer than it may be, and broke off. Nothing was changed.")
TOO_LONG_ADVICE = N_("Ask for less at once, or work on a shorter text.")
UNFIT = N_("The model's answer did not have the form that was asked for, twice. Nothing was changed.")
UNFIT_ADVICE = N_("Try again.")
UNKNOWN = N_("The model's server does not know the model {model}. It has: {known}.")
UNKNOWN_ADVICE = N_("Set PROMPTEUR_MODEL to one of these.")
TRIES = 2
MODELS_NAMED = 20

log = structlog.get_logger()


class Claude:
    """`bot.ports.Model` over one server. `attempt` is how it is asked; a server whose structured answers come by
    another way brings its own.
    """

    def __init__(
        self,
        server: Server,
        client: Client,
        *,
        patience: Patience,
        clock: Clock,
        charge: Charge,
        price: Price,
        attempt: Attempt,
    ) -> None:
        self._server, self._client, self._patience, self._clock = server, client, patience, clock
        self._means = Means(
            server=server,
            attempt=attempt,
            patience=patience,
            clock=clock,
            charge=charge,
            price=price,
        )

    @property
    def traits(self) -> Traits:
        """Say what the server can do."""
        return self._server.traits

    def stream(self, ask: Ask, asker: Asker) -> AsyncGenerator[Delta | ToolCall | Stop, None]:
        """Stream text; the last value is a `Stop`."""
        return Answer(self._means, ask, None, asker).run()

    async def structured(self, ask: Ask, schema: type[S], asker: Asker) -> tuple[S, Usage]:
        """Give one answer that validates against `schema`, asking twice at most."""
        usage = Usage()
        for _ in range(TRIES):
            text, taken = await self._whole(ask, one(schema), asker)
            usage += taken
            try:
                return schema.model_validate_json(text), usage
            except ValidationError as error:
                log.warning("model_answer_unfit", call=asker.call, purpose=ask.purpose, errors=error.error_count())
        raise ModelCut(UNFIT, advice=UNFIT_ADVICE)

    async def items(self, ask: Ask, schema: type[S], asker: Asker) -> AsyncGenerator[S | Stop, None]:
        """Give each element of the answer's array as soon as it is complete; the last value is a `Stop`."""
        elements, skipped = Elements(), 0
        async with aclosing(Answer(self._means, ask, many(schema), asker).run()) as parts:
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
        return (await self._once(self._client.messages.count_tokens(**question(ask, self._server)))).input_tokens

    async def check(self) -> str:
        """Reach the server without cost and give its own word on which model answers; the name that was asked for,
        when it knows the name and says no more.
        """
        known = await self._once(self._known())
        if self._server.model in known or not known:
            return known.get(self._server.model, self._server.model)
        if self._server.any_name:
            return next(iter(known.values()))
        raise ModelRefused(UNKNOWN, advice=UNKNOWN_ADVICE, model=self._server.model, known=", ".join(known))

    async def aclose(self) -> None:
        """Close the connections. Streams under way end with `ModelCut`."""
        for deadline in tuple(self._means.running):
            deadline.expire()
        await asyncio.sleep(0)
        await self._client.close()

    async def _whole(self, ask: Ask, schema: Schema, asker: Asker) -> tuple[str, Usage]:
        """Give a whole answer; one that the model declined or could not finish is none."""
        pieces: list[str] = []
        stop = None
        async with aclosing(Answer(self._means, ask, schema, asker).run()) as parts:
            async for part in parts:
                if isinstance(part, Delta):
                    pieces.append(part.text)
                elif isinstance(part, Stop):
                    stop = part
        if stop is None or stop.reason == "length":
            raise ModelCut(TOO_LONG, advice=TOO_LONG_ADVICE)
        if stop.reason == "refusal":
            raise ModelCut(DECLINED, advice=DECLINED_ADVICE)
        return "".join(pieces), stop.usage

    async def _known(self) -> dict[str, str]:
        """Give the models that the server names, by id; nothing when it has no such list."""
        try:
            if not self._server.any_name:
                found = await self._client.models.retrieve(self._server.model)
                return {self._server.model: found.display_name or found.id}
        except NotFoundError:
            log.info("model_name_not_known", model=self._server.model)
        try:
            page = await self._client.models.list(limit=MODELS_NAMED)
        except NotFoundError:
            return {}
        return {model.id: model.display_name or model.id for model in page.data}

    async def _once(self, call: Awaitable[T]) -> T:
        """Await a request that is not repeated."""
        deadline = Deadline(self._patience.silence)
        try:
            with deadline:
                return await call
        except FAILURES as error:
            failure = classify(error, self._clock.now())
        finally:
            deadline.stop()
        raise failure.error(model=self._server.model, given=False)
