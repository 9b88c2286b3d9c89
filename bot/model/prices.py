"""What a call cost, from a price table that comes as a package and is never fetched."""

from datetime import datetime
from decimal import Decimal
from typing import assert_never

import genai_prices

from bot.model.meter import Taken
from bot.model.server import Paid, Server

PROVIDER = "anthropic"


class Prices:
    """The price table. Making it reads the whole table (some 0.2 s), so it is made at the start, before anybody
    waits; a look-up takes 0.1 ms.
    """

    def __init__(self) -> None:
        self._list_price("claude", Taken(), None)

    def price(self, server: Server, taken: Taken, at: datetime) -> Decimal | None:
        """Give US dollars; None for a model that the table does not have. Work on this computer costs nothing."""
        match server.paid:
            case Paid.NOTHING:
                return Decimal(0)
            case Paid.LIST_PRICE:
                return self._list_price(server.model, taken, at)
        assert_never(server.paid)

    def _list_price(self, model: str, taken: Taken, at: datetime | None) -> Decimal | None:
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
