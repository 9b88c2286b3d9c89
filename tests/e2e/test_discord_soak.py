"""The bot on the loopback Discord, used for a long time: nothing that belongs to an answer stays behind it."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from adapters.discord import client
from adapters.discord.board import Board
from adapters.discord.deliver import Delivery
from adapters.discord.desk import Desk
from bot.dialogue.reply import Reply
from tests.doubles.discord import DiscordDouble
from tests.doubles.discord_person import Person
from tests.doubles.discord_state import Channel
from tests.doubles.engineer import ScriptedEngineer
from tests.doubles.kept import kept, settled
from tests.doubles.on_discord import keep_addresses, serving

ROUNDS = 4
AT_ONCE = 40
STOPPED = 10
KEPT = (Board, Delivery, Reply)


async def one_round(engineer: ScriptedEngineer, people: list[Person], channel: Channel) -> None:
    """Let forty people draft to the end and open a form each, and ten stop what is being written."""
    engineer.gate = None
    acts = [await one.slash(channel, "prompt draft", goal="a weekly report") for one in people[:AT_ONCE]]
    for act in acts:
        await act.settled(contains="100 words")
    for person, act in zip(people, acts, strict=False):
        pressed = await person.press(act.messages[0], label="Refine")
        await pressed.acknowledged()
        assert pressed.kind == "modal"
    engineer.gate = asyncio.Event()
    begun = [await one.slash(channel, "prompt draft", goal="a weekly report") for one in people[AT_ONCE:]]
    for person, act in zip(people[AT_ONCE:], begun, strict=True):
        await act.shows("Summarise")
        await person.press(act.messages[0], label="Stop")
    for act in begun:
        await act.settled(contains="Stopped.")


@pytest.mark.asyncio
async def test_fault_78_nothing_stays_behind_two_hundred_answers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After two hundred answers, forty of them stopped, the bot holds as much as after the first fifty."""
    keep_addresses(monkeypatch)
    made: list[Any] = []

    def noted(kind: Any) -> Callable[..., Any]:  # noqa: ANN401 - a desk or a client
        def make(*args: object) -> object:
            made.append(kind(*args))
            return made[-1]

        return make

    monkeypatch.setattr(client, "Desk", noted(Desk))
    monkeypatch.setattr(client, "Client", noted(client.Client))
    engineer, others = ScriptedEngineer(), kept(KEPT)  # what earlier tests of this process left
    async with DiscordDouble() as discord, serving(discord, tmp_path, engineer=engineer) as home:
        channel = discord.guild("Acme").channel("general")
        people = [discord.person(f"Person {number}") for number in range(AT_ONCE + STOPPED)]
        await one_round(engineer, people, channel)
        before = await settled(made[0].tasks._tasks, KEPT)
        for _ in range(ROUNDS - 1):
            await one_round(engineer, people, channel)
        after = await settled(made[0].tasks._tasks, KEPT)
        assert [one.__name__ for one in KEPT if after[one.__name__] > others[one.__name__]] == []
        assert after["tasks"] < before["tasks"] + AT_ONCE  # one that each answer left would be hundreds
        desk, bot = made
        store = bot._connection._view_store
        left = [store._views, store._synced_message_views, store._modals, home.app._running]
        left += [desk.running._answers, desk.arriving._waiting, desk.paces._channels]
        assert not any(left)
        assert discord.refused == []
