"""Fifty people at once, on the real program against the loopback Discord."""

import sys
from asyncio import create_subprocess_exec
from collections.abc import Mapping, Sequence
from math import ceil
from pathlib import Path
from typing import Any

import pytest

from tests.doubles.anthropic import AnthropicDouble
from tests.doubles.discord import DiscordDouble
from tests.doubles.discord_person import Act, Person
from tests.doubles.discord_state import Channel
from tests.doubles.discord_wire import COMMANDS
from tests.doubles.plausible import plausible
from tests.doubles.script import Step, paced
from tests.doubles.served import ready, served

pytestmark = [pytest.mark.asyncio, pytest.mark.timed]
PEOPLE = 50
ACKNOWLEDGED = 0.25
"""Seconds within which 99 of 100 are acknowledged."""
TIMES = 6
"""How many times as long as a bare client's it may take where the computer is busy. A bare client does nothing but
acknowledge; measured on two cores, ours took two to four times as long, as it finds out who asks first.
"""
LIMITED = 40
BARE = """
import sys, discord
from discord.gateway import DiscordWebSocket
from discord.http import Route
from yarl import URL

Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = sys.argv[1], URL(sys.argv[2])

class Bare(discord.AutoShardedClient):
    async def on_interaction(self, interaction):
        await interaction.response.defer(ephemeral=True, thinking=True)

Bare(intents=discord.Intents(guilds=True), shard_count=1).run(sys.argv[3], log_handler=None)
"""


def ninety_ninth(seconds: Sequence[float]) -> float:
    """Give the time within which 99 of 100 came."""
    return sorted(seconds)[ceil(len(seconds) * 0.99) - 1]


async def floor() -> float:
    """Give in what time a client that does nothing else acknowledges as many people, on this computer as it is now.
    The clock is read by the double, from when it sends an event to when it gets the response.
    """
    async with DiscordDouble() as discord:
        bare = await create_subprocess_exec(
            sys.executable, "-c", BARE, discord.api_url, discord.gateway_url, discord.token
        )
        try:
            return await waves(discord)
        finally:
            bare.kill()
            await bare.wait()


async def waves(discord: DiscordDouble) -> float:
    """Let fifty people call a command at once, twice; give in what time they were acknowledged."""
    discord.state.commands[None] = [{**COMMANDS[0], "id": "1"}]
    channel = discord.guild("Acme").channel("general")
    await ready(discord)
    people = [discord.person(f"Person {number}") for number in range(PEOPLE)]
    seconds: list[float] = []
    for _ in range(2):
        acts = [await one.slash(channel, "hold") for one in people]
        seconds += [await act.acknowledged() for act in acts]
    return ninety_ninth(seconds)


def streaming(body: Mapping[str, Any]) -> Step:
    """Answer plausibly, as fast as a model writes."""
    step = plausible(body)
    return paced(step.said.text) if step.said and step.said.text and body.get("stream") else step


def goal(person: Person) -> str:
    """Give what nobody else asks for, and what asks for no question."""
    return f"a weekly letter of number{person.id}x about all that our customers abroad have said"


async def all_draft(people: Sequence[Person], channel: Channel) -> list[Act]:
    """Let all draft at once."""
    return [await one.slash(channel, "prompt draft", goal=goal(one)) for one in people]


async def assert_own(people: Sequence[Person], acts: Sequence[Act]) -> None:
    """Hold each answer to being complete, alone, and the one's who asked."""
    for person, act in zip(people, acts, strict=True):
        await act.settled(contains="answer only: Nothing to work from.\n```")
        (message,) = act.messages
        assert f"The goal: {goal(person)}." in message.text
        assert act.text.count("The goal:") == 1
        assert {"Refine", "Critique", "Save"} <= set(message.buttons)
        assert message.stored.reader is person.user


async def test_fifty_people_at_once_are_acknowledged_and_answered_each(tmp_path: Path) -> None:
    """When fifty people draft in the same moment, each sees at once that it is worked on, and then the own prompt,
    whole; so it is when they do it again while Discord asks for pauses.
    """
    bare = await floor()
    async with AnthropicDouble(fallback=streaming) as model, DiscordDouble(limits=True) as discord:
        channel = discord.guild("Acme").channel("general")
        people = [discord.person(f"Person {number}") for number in range(PEOPLE)]
        async with served(tmp_path, discord, model, PROMPTEUR_TEAM_CALLS_AT_ONCE="100") as server:
            acts = await all_draft(people, channel)
            seconds = [await act.acknowledged() for act in acts]
            await assert_own(people, acts)
            assert discord.invalid == 0
            discord.limit_next(LIMITED // 2, part="/webhooks/")
            discord.limit_next(LIMITED // 2, part="/webhooks/", via=False)
            again = await all_draft(people, channel)
            seconds += [await act.acknowledged() for act in again]
            await assert_own(people, again)
            assert discord.invalid == LIMITED
            ended = await server.terminated()
        assert len(discord.messages(channel)) == 2 * PEOPLE
    assert discord.refused == []
    assert '"level": "error"' not in ended.err
    assert "answer_not_shown" not in ended.err
    assert ninety_ninth(seconds) < max(ACKNOWLEDGED, TIMES * bare), f"{sorted(seconds)[-5:]}, a bare client: {bare}"
