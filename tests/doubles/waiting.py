"""Waiting on a loopback chat until something is there."""

import asyncio
from collections.abc import Callable
from typing import Final, Protocol

PATIENCE: Final = 60.0
"""Seconds until waiting fails the test: as long as a busy computer needs."""


class Changing(Protocol):
    """What a double knows."""

    refused: list[str]
    """What was refused of what the bot sent."""

    async def until(self, holds: Callable[[], bool]) -> None:
        """Wait until it holds; it is looked at whenever something changed."""
        ...


async def wait(state: Changing, holds: Callable[[], bool], wanted: str, there: Callable[[], str]) -> None:
    """Wait until it holds, and fail the test where it does not: `wanted` says what did not come, `there` what did."""
    try:
        async with asyncio.timeout(PATIENCE):
            await state.until(holds)
    except TimeoutError:
        refused = f"; refused: {state.refused}" if state.refused else ""
        raise AssertionError(f"{wanted} did not come; there is {there()}{refused}") from None
