"""One answer under way: from the first request, over its retries, to its record in the ledger."""

from collections.abc import AsyncGenerator, Awaitable, Callable

import structlog

from bot.domain import Usage
from bot.errors import StoreFailed
from bot.model.deadline import Deadline
from bot.model.failures import FAILURES, Failure, classify
from bot.model.meter import Meter
from bot.model.patience import Patience
from bot.model.prices import Prices
from bot.model.reading import Attempt, Ended
from bot.model.request import Schema
from bot.model.server import Server
from bot.ports import Ask, Asker, Clock, Delta, Stop, ToolCall

Charge = Callable[[Asker, str, Usage], Awaitable[None]]
"""Records what an answer took, for whom and for which purpose."""

log = structlog.get_logger()


class Answer:
    """One answer. `run` it once; `deadline` may be expired from outside."""

    def __init__(  # noqa: PLR0913 - the parts of the model that an answer needs
        self,
        ask: Ask,
        schema: Schema | None,
        asker: Asker,
        *,
        server: Server,
        attempt: Attempt,
        patience: Patience,
        clock: Clock,
        charge: Charge,
        prices: Prices,
    ) -> None:
        self._ask, self._schema, self._asker = ask, schema, asker
        self._server, self._attempt, self._patience, self._clock = server, attempt, patience, clock
        self._charge, self._prices = charge, prices
        self._meter = Meter()
        self._attempts = 0
        self._given = False
        self._settled: Usage | None = None
        self._begun = clock.monotonic()
        self.deadline = Deadline(patience.answer)

    async def run(self) -> AsyncGenerator[Delta | ToolCall | Stop, None]:
        """Give the answer as it arrives. Another request is made only while nothing was given."""
        try:
            while True:
                self._attempts += 1
                parts = self._attempt(self._ask, self._schema, self._meter)
                try:
                    while True:
                        with self.deadline:
                            part = await anext(parts)
                        if isinstance(part, Ended):
                            break
                        self._given = True
                        yield part
                except FAILURES as error:
                    failure = classify(error, self._clock.now())
                else:
                    yield Stop(part.reason, await self._settle(part.reason))
                    return
                finally:
                    await parts.aclose()
                await self._wait_or_give_up(failure)
        finally:
            self.deadline.stop()
            await self._settle("cut")

    async def _wait_or_give_up(self, failure: Failure) -> None:
        """Return when another request is worth it, else raise."""
        delay = self._patience.delay(self._attempts, failure.retry_after)
        spent = self._clock.monotonic() - self._begun
        again = (
            failure.retry
            and not self._given
            and not self.deadline.expired
            and self._attempts < self._patience.attempts
            and spent + delay <= self._patience.retrying
        )
        facts = {"call": self._asker.call, "purpose": self._ask.purpose, "kind": failure.kind, **failure.details}
        if not again:
            log.warning("model_failed", attempts=self._attempts, given=self._given, **facts)
            raise failure.error(model=self._server.model, given=self._given)
        log.info("model_retry", attempts=self._attempts, delay=round(delay, 2), **facts)
        self._meter.again()
        try:
            with self.deadline:
                await self._patience.sleep(delay)
        except FAILURES as error:
            expired = classify(error, self._clock.now())
        else:
            return
        raise expired.error(model=self._server.model, given=False)

    async def _settle(self, reason: str) -> Usage:
        """Record what was taken, once; a request that the server never began to answer took nothing."""
        if self._settled is not None:
            return self._settled
        taken = self._meter.total()
        self._settled = Usage(
            input_tokens=taken.input,
            output_tokens=taken.output,
            cached_tokens=taken.cached,
            price=self._prices.price(self._server, taken, self._clock.now()),
            model=self._server.model,
            calls=1,
        )
        if self._meter.requests:
            await self._record(self._settled, reason)
        return self._settled

    async def _record(self, usage: Usage, reason: str) -> None:
        facts = {"call": self._asker.call, "purpose": self._ask.purpose, "ended": reason, "attempts": self._attempts}
        counts = {"input_tokens": usage.input_tokens, "output_tokens": usage.output_tokens}
        try:
            await self._charge(self._asker, self._ask.purpose, usage)
        except StoreFailed as error:
            # An answer that was paid for is not taken away because its record could not be written.
            log.error("model_usage_not_recorded", error=type(error).__name__, **facts, **counts)  # noqa: TRY400 - no text
        log.info("model_answered", seconds=round(self._clock.monotonic() - self._begun, 3), **facts, **counts)
