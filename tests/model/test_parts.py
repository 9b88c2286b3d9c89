"""The small parts: text at the boundary, prices, delays, the deadline."""

import asyncio
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model.deadline import Deadline, Expired
from bot.model.meter import Taken
from bot.model.patience import Patience
from bot.model.prices import price_of
from bot.model.server import Paid, Server
from bot.model.text import clean, clean_values
from bot.ports import Traits

NOW = datetime(2026, 11, 22, tzinfo=UTC)
TRAITS = Traits(name="x", hosted=True)


@given(st.text(alphabet=st.characters(categories=("L", "N", "S", "Cs"))))
def test_cleaned_text_can_always_be_written(text: str) -> None:
    """Whatever a server or a person sends can be stored, and what was sound stays as it is."""
    cleaned = clean(text)
    cleaned.encode()
    assert len(cleaned) == len(text)
    assert all(after in (before, "\ufffd") for before, after in zip(text, cleaned, strict=True))
    assert clean(cleaned) == cleaned


def test_values_are_cleaned_all_the_way_down() -> None:
    """Half a character hides nowhere in JSON."""
    assert clean_values({"a\ud800": ["\udfff", 1, None, {"b": "ok"}]}) == {"a\ufffd": ["\ufffd", 1, None, {"b": "ok"}]}


def test_a_price_follows_what_was_taken() -> None:
    """The price grows with output, and what was read from the cache is cheaper than what was not."""
    price = price_of(Server(model="claude-sonnet-5", traits=TRAITS))
    plain = price(Taken(1_000_000, 0, 0, 0), NOW)
    cached = price(Taken(1_000_000, 0, 1_000_000, 0), NOW)
    written = price(Taken(1_000_000, 0, 0, 1_000_000), NOW)
    answered = price(Taken(1_000_000, 1000, 0, 0), NOW)
    assert plain is not None
    assert cached is not None
    assert written is not None
    assert answered is not None
    assert cached < plain < written
    assert plain < answered


def test_a_price_that_is_not_known_is_none() -> None:
    """A model that no table has shows no price; one on this computer costs nothing."""
    assert price_of(Server(model="my-own-model", traits=TRAITS))(Taken(10, 10), NOW) is None
    free = price_of(Server(model="claude-sonnet-5", traits=TRAITS, paid=Paid.NOTHING))
    assert free(Taken(10, 10), NOW) == Decimal(0)


@pytest.mark.parametrize(("attempt", "least", "most"), [(1, 0.25, 0.5), (2, 0.5, 1.0), (3, 1.0, 2.0), (9, 4.0, 8.0)])
def test_delays_grow_and_differ(attempt: int, least: float, most: float) -> None:
    """Clients that were turned away together do not come back together."""
    assert Patience(jitter=lambda: 0.0).delay(attempt, None) == least
    assert Patience(jitter=lambda: 1.0).delay(attempt, None) == most
    assert Patience().delay(attempt, 7.0) >= 7.0


@pytest.mark.asyncio
async def test_a_deadline_ends_the_wait_and_no_other() -> None:
    """When the time is over the wait ends, and so does every later one; what follows is not disturbed."""
    deadline = Deadline(0.01)
    with pytest.raises(Expired), deadline:
        await asyncio.Event().wait()
    with pytest.raises(Expired), deadline:
        await asyncio.sleep(0)
    await asyncio.sleep(0)
    task = asyncio.current_task()
    assert task is not None
    assert task.cancelling() == 0


@pytest.mark.asyncio
async def test_stop_is_not_taken_for_the_deadline() -> None:
    """A task that is cancelled while it waits is cancelled, even in the moment the time is over."""
    deadline = Deadline(60)
    waiting = asyncio.Event()

    async def wait() -> None:
        with deadline:
            waiting.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(wait())
    await waiting.wait()
    task.cancel()
    deadline.expire()
    deadline.stop()
    with pytest.raises(asyncio.CancelledError):
        await task
