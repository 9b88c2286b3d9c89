"""A prompt that includes nothing, put together and filled in."""

import asyncio
from collections.abc import Mapping

from bot.library.fragments import Fragment, Whole, filled, whole


def together(text: str) -> Whole:
    """Put it together."""

    async def fetch(name: str) -> Fragment:
        raise AssertionError(name)

    return asyncio.run(whole(Fragment("", "", text), fetch))


def fill(text: str, values: Mapping[str, str]) -> str:
    """Fill it in."""
    return filled(together(text), values)
