"""One answer under way: from the first request, over its retries, to its record in the ledger."""

from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field

import structlog

from bot.domain import Usage
from bot.errors import StoreFailed
from bot.model.deadline import Deadline, Expired
from bot.model.failures import FAILURES, OPERATORS, Failure, Kind, classify
from bot.model.meter import Meter
from bot.model.patience import Patience
from bot.model.prices import Price
from bot.model.reading import Attempt, Ended
from bot.model.request import Schema
from bot.model.server import Server
from bot.ports import Ask, Asker, Clock, Delta, Stop, ToolCall

Charge = Callable[[Asker, str, Usage], Awaitable[None]]
"""Records what an answer took, for whom and for which purpose."""

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Means:
    """What answers are made with; `running` holds the deadlines of those under way, `told` what the operator knows."""

    server: Server
    attempt: Attempt
    patience: Patience
    clock: Clock
    charge: Charge
    price: Price
    running: set[Deadline] = field(default_factory=set)
    told: set[Kind] = field(default_factory=set)


class Answer:
    """One answer. `run` it once."""

    def __init__(self, means: Means, ask: Ask, schema: Schema | None, asker: Asker) -> None:
        self._means, self._ask, self._schema, self._asker = means, ask, schema, asker
        self._meter = Meter()
        self._attempts = 0
        self._given = False
        self._settled: Usage | None = None
        self._begun = means.clock.monotonic()

    async def run(self) -> AsyncGenerator[Delta | ToolCall | Stop, None]:
        """Give the answer as it arrives. Another request is made only while nothing was given."""
        deadline = Deadline(self._means.patience.answer)
        self._means.running.add(deadline)
        try:
            while True:
                self._attempts += 1
                parts = self._means.attempt(self._ask, self._schema, self._meter)
                try:
                    while True:
                        with deadline:
                            part = await anext(parts)
                        if isinstance(part, Ended):
                            self._means.told.clear()
                            break
                        self._given = True
                        yield part
                except FAILURES as error:
                    failure = classify(error, self._means.clock.now())
                else:
                    yield Stop(part.reason, await self._settle(part.reason))
                    return
                finally:
                    await parts.aclose()
                await self._wait_or_give_up(failure, deadline)
        finally:
            deadline.stop()
            self._means.running.discard(deadline)
            await self._settle("cut")

    async def _wait_or_give_up(self, failure: Failure, deadline: Deadline) -> None:
        """Return when another request is worth it, else raise."""
        delay = self._means.patience.delay(self._attempts, failure.retry_after)
        facts = {"call": self._asker.call, "purpose": self._ask.purpose, "kind": failure.kind, **failure.details}
        if deadline.expired or not self._worth(failure, delay):
            self._tell(failure, facts)
            raise failure.error(model=self._means.server.model, given=self._given)
        log.info("model_retry", attempts=self._attempts, delay=round(delay, 2), **facts)
        self._meter.again()
        with suppress(Expired), deadline:  # the next wait ends at once when the time is over
            await self._means.patience.sleep(delay)

    def _tell(self, failure: Failure, facts: Mapping[str, object]) -> None:
        """Log it: as an error when the operator must act, once until the model answers again."""
        tell = log.warning
        if failure.kind in OPERATORS:
            tell = log.info if failure.kind in self._means.told else log.error
            self._means.told.add(failure.kind)
        tell("model_failed", attempts=self._attempts, given=self._given, **facts)

    def _worth(self, failure: Failure, delay: float) -> bool:
        patience, waited = self._means.patience, self._means.clock.monotonic() - self._begun
        in_time = self._attempts < patience.attempts and waited + delay <= patience.retrying
        return failure.retry and in_time and not self._given

    async def _settle(self, reason: str) -> Usage:
        """Record what was taken, once; a request that the server never began to answer took nothing."""
        if self._settled is not None:
            return self._settled
        taken = self._meter.total()
        self._settled = Usage(
            input_tokens=taken.input,
            output_tokens=taken.output,
            cached_tokens=taken.cached,
            price=self._means.price(taken, self._means.clock.now()),
            model=self._means.server.model,
            calls=1,
        )
        if self._meter.requests:
            await self._record(self._settled, reason)
        return self._settled

    async def _record(self, usage: Usage, reason: str) -> None:
        facts = {"call": self._asker.call, "purpose": self._ask.purpose, "ended": reason, "attempts": self._attempts}
        counts = {"input_tokens": usage.input_tokens, "output_tokens": usage.output_tokens}
        try:
            await self._means.charge(self._asker, self._ask.purpose, usage)
        except StoreFailed as error:
            # An answer that was paid for is not taken away because its record could not be written.
            log.error("model_usage_not_recorded", error=type(error).__name__, **facts, **counts)  # noqa: TRY400 - no text
        log.info("model_answered", seconds=round(self._means.clock.monotonic() - self._begun, 3), **facts, **counts)
