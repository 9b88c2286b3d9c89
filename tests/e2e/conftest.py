"""The real program on the loopback Discord, one process for all tests of a module, a server of its own for each."""

from collections.abc import AsyncIterator
from itertools import count

import pytest
import pytest_asyncio

from tests.doubles.anthropic import AnthropicDouble
from tests.doubles.discord import DiscordDouble
from tests.doubles.scene import Scene
from tests.doubles.served import served

NUMBERS = count(1)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def house(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[tuple[DiscordDouble, AnthropicDouble]]:
    """Serve people on Discord with a model; nothing may be said in the log but what is no trouble."""
    folder = tmp_path_factory.mktemp("served")
    async with (
        AnthropicDouble() as model,
        DiscordDouble(limits=True) as discord,
        served(folder, discord, model) as server,
    ):
        yield discord, model
        ended = await server.terminated()
        assert '"level": "error"' not in ended.err


@pytest_asyncio.fixture(loop_scope="module")
async def scene(house: tuple[DiscordDouble, AnthropicDouble]) -> AsyncIterator[Scene]:
    """Give a server of one's own; at the end, Discord has refused nothing and held nothing back."""
    discord, model = house
    number, refused = next(NUMBERS), len(discord.refused)
    yield Scene(discord, model, discord.guild(f"Acme {number}"), discord.person("Ana"), discord.person("Ben"))
    assert discord.refused[refused:] == []
    assert [request for request in discord.requests if request.status == 429] == []
