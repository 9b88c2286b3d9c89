"""The real program on the loopback platforms, one process for all tests of a module. On Discord each test has a server
of its own; on Slack all are in one workspace, where each has a channel and people of its own.
"""

from collections.abc import AsyncIterator
from itertools import count

import pytest
import pytest_asyncio

from adapters.slack.needs import Extra
from tests.doubles.anthropic import AnthropicDouble
from tests.doubles.discord import DiscordDouble
from tests.doubles.scene import Scene
from tests.doubles.served import served
from tests.doubles.slack import SlackDouble
from tests.doubles.slack_scene import Scene as SlackScene
from tests.doubles.slack_served import manifest
from tests.doubles.slack_served import served as served_on_slack

NUMBERS = count(1)
HTTP = "http"


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


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def slack_house(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[tuple[SlackDouble, AnthropicDouble]]:
    """Serve people on Slack with a model, through Socket Mode and with the plain app; with the parameter `HTTP`, over
    HTTP and with all that an operator may add. The app is what the manifest says: Slack knows no other command, and
    what the manifest does not ask for is refused.
    """
    http, folder = getattr(request, "param", "") == HTTP, tmp_path_factory.mktemp("served")
    async with AnthropicDouble() as model, SlackDouble(limits=True, pace=True) as slack:
        slack.manifest(manifest(*Extra, http=True) if http else manifest())
        async with served_on_slack(folder, slack, model, http=http) as server:
            yield slack, model
            ended = await server.terminated()
            assert '"level": "error"' not in ended.err


@pytest_asyncio.fixture(loop_scope="module")
async def on_slack(slack_house: tuple[SlackDouble, AnthropicDouble]) -> AsyncIterator[SlackScene]:
    """Give a channel of one's own; at the end, Slack has refused nothing and held nothing back."""
    slack, model = slack_house
    number, refused, failed = next(NUMBERS), len(slack.refused), len(slack.errors)
    yield SlackScene(slack, model, slack.channel(f"general-{number}"), slack.person("Ana"), slack.person("Ben"))
    assert slack.refused[refused:] == []
    assert slack.errors[failed:] == []
    assert slack.late == []
