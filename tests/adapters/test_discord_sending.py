"""Requests to Discord that do not go as they should, without Discord."""

import asyncio
from types import SimpleNamespace
from typing import cast

import aiohttp
import pytest
from structlog.testing import capture_logs

from adapters.discord.refusals import Refusals
from adapters.discord.sending import Limited, sent
from tests.doubles.clock import FakeClock

pytestmark = pytest.mark.asyncio


async def test_a_request_that_waits_for_ever_is_given_up() -> None:
    """Where Discord asks for a wait of an hour, and the library would wait it, the answer is let go."""
    with pytest.raises(Limited):
        await sent(asyncio.Event().wait, within=0.0)


async def test_a_request_that_times_out_by_itself_is_made_again() -> None:
    """A connection that was too slow is tried once more, and the answer arrives."""
    tried: list[int] = []

    async def slow_once() -> str:
        tried.append(1)
        if len(tried) == 1:
            raise TimeoutError
        return "there"

    async def at_once(_: float) -> None:
        return

    assert await sent(slow_once, sleep=at_once) == "there"


async def refused(refusals: Refusals, *statuses: int) -> None:
    """Have requests answered so."""
    (ended,) = refusals.trace().on_request_end
    for status in statuses:
        answer = SimpleNamespace(response=SimpleNamespace(status=status))
        await ended(
            cast("aiohttp.ClientSession", None), SimpleNamespace(), cast("aiohttp.TraceRequestEndParams", answer)
        )


async def test_fault_39_the_operator_is_told_when_discord_refuses_often() -> None:
    """The log tells at a hundred refusals in ten minutes, long before the ten thousand that ban an address."""
    clock = FakeClock()
    refusals = Refusals(clock)
    with capture_logs() as logs:
        await refused(refusals, *[200] * 50, *[429, 403] * 49, 401)
        assert refusals.count == 99
        assert logs == []
        await refused(refusals, 401)
        assert [line["count"] for line in logs] == [100]
    clock.advance(601)
    assert refusals.count == 0
