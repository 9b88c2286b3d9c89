"""What a call cost, from a price table that comes as a package and is never fetched."""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import assert_never

from bot.model.meter import Taken
from bot.model.server import Paid, Server

PROVIDER = "anthropic"

Price = Callable[[Taken, datetime], Decimal | None]
"""Gives US dollars for what was taken at a time; None where the price is not known."""


def price_of(server: Server) -> Price:
    """Give what answers of `server` cost. Where it is the list price, the whole table is read here (some 0.2 s that
    stop everything), so call it at the start, before anybody waits; a look-up takes 0.1 ms.
    """
    match server.paid:
        case Paid.NOTHING:
            return lambda _taken, _at: Decimal(0)
        case Paid.UNKNOWN:
            return lambda _taken, _at: None
        case Paid.LIST_PRICE:
            return _list_price(server.model)
    assert_never(server.paid)


def _list_price(model: str) -> Price:
    import genai_prices  # noqa: PLC0415 - large, and not needed for a model on this computer

    def price(taken: Taken, at: datetime | None) -> Decimal | None:
        usage = genai_prices.Usage(
            input_tokens=taken.input,
            output_tokens=taken.output,
            cache_read_tokens=taken.cached,
            cache_write_tokens=taken.written,
        )
        try:
            found = genai_prices.calc_price(usage, model, provider_id=PROVIDER, genai_request_timestamp=at)
        except LookupError:
            return None
        return found.total_price

    price(Taken(), None)
    return price
