"""The real program on the loopback Discord, ended in the middle of ten answers: killed, or asked to end."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.doubles.anthropic import AnthropicDouble
from tests.doubles.discord import DiscordDouble
from tests.doubles.discord_hooks import TOKEN_SECONDS
from tests.doubles.discord_person import Act, Person, Said
from tests.doubles.discord_state import Channel
from tests.doubles.discord_trouble import BUCKET
from tests.doubles.plausible import begins, plausible
from tests.doubles.script import Step, paced
from tests.doubles.served import served

pytestmark = pytest.mark.asyncio
TERMINATED = 143
UNAUTHORISED = 401
THOUGHT = 240
"""Characters of nothing before an answer, so that its first words come after what says that it is worked on."""
BEGUN = "Sort the list by date, and keep"
INTERRUPTED = "I was stopped in the middle of this. What you sent is kept."
NAMES = [*(f"n{number}" for number in range(8)), "ben", "cleo"]
Asked = list[tuple[Person, Act | Said]]
"""Who asked, and the answer."""


def goal(name: str) -> str:
    """Give a goal that asks for no question."""
    return f"a prompt that sorts list {name} of our open tickets by date"


async def finished(person: Person, channel: Channel) -> Act:
    """Let somebody draft something to its end."""
    act = await person.slash(channel, "prompt draft", goal=goal("zero"))
    await act.settled(contains="list zero")
    return act


async def begun(discord: DiscordDouble, channel: Channel) -> Asked:
    """Let eight persons in a server and two in direct messages ask for something, the last one in plain words; wait
    until each reads its beginning.
    """
    *people, ben, cleo = [discord.person(name) for name in NAMES]
    asked: Asked = [(one, await one.slash(channel, "prompt draft", goal=goal(one.user.name))) for one in people]
    asked.append((ben, await ben.slash(ben.dm(), "prompt draft", goal=goal("ben"))))
    asked.append((cleo, await cleo.say(cleo.dm(), goal("cleo"))))
    for _, answer in asked:
        await answer.shows(BEGUN)
    return asked


def ids(discord: DiscordDouble) -> set[int]:
    """Give the messages that stand anywhere."""
    return {message.id for message in discord.state.messages.values() if not message.deleted}


def slowly(text: str) -> Callable[[Mapping[str, Any]], Step]:
    """Give what answers every text with this one, as fast as a model writes, after it has thought for a while."""

    def answer(body: Mapping[str, Any]) -> Step:
        step = plausible(body)
        if not body.get("output_config"):
            return paced(text)
        return paced(f"{step.said.text}{' ' * THOUGHT}") if step.said and body.get("stream") else step

    return answer


def assert_noted(one: Act | Said) -> None:
    """Hold an answer to its end when the program ended: what was written so far, a note, and Retry."""
    (message,) = one.messages
    assert BEGUN in message.text
    assert "I was stopped before I had finished." in message.text
    assert message.buttons == ["Retry"]


async def test_fault_56_killed_in_the_middle_every_answer_says_so_and_can_be_retried(tmp_path: Path) -> None:
    """After a kill, each of ten answers that were being written says so and has Retry, which brings the answer; what
    was finished before still works, and nobody reads anything else.
    """
    async with AnthropicDouble() as model, DiscordDouble() as discord:
        channel, ana = discord.guild("Acme").channel("general"), discord.person("Ana")
        async with served(tmp_path, discord, model) as server:
            old = await finished(ana, channel)
            model.fallback = begins(BEGUN)
            asked = await begun(discord, channel)
            late = await ana.slash(channel, "prompt draft", goal=goal("late"))
            await late.shows(BEGUN)
            standing = ids(discord)
            await server.killed()
        model.fallback = plausible
        late.interaction.began -= TOKEN_SECONDS + 1
        left = late.messages[0].history
        async with served(tmp_path, discord, model) as server:
            for _, answer in asked:
                await answer.settled(contains=INTERRUPTED)
                assert [message.buttons for message in answer.messages] == [["Retry"]]
            assert ids(discord) == standing
            assert len(late.messages[0].history) == len(left)
            again = [await one.press(answer.messages[0], label="Retry") for one, answer in asked]
            for name, act in zip(NAMES, again, strict=True):
                await act.settled(contains=f"list {name}")
            over = await ana.press(late.messages[0], label="Stop")
            await over.settled(contains="That is over already, /prompt last shows what came of it.")
            pressed = await ana.press(old.messages[0], label="Refine")
            await pressed.acknowledged()
            fields: dict[str, Any] = {next(iter(pressed.modal.fields)): "shorter"}
            refined = await ana.submit(pressed.modal, **fields)
            await refined.settled(contains="Took out words")
            ended = await server.terminated()
    (error,) = discord.errors
    assert error.status == UNAUTHORISED
    assert late.interaction.token in error.path
    assert discord.refused == []
    assert '"level": "error"' not in ended.err


async def test_fault_56_asked_to_end_every_answer_ends_with_a_note(tmp_path: Path) -> None:
    """When the server is stopped, each of ten answers that are being written ends with a note at once, with Retry."""
    async with AnthropicDouble(fallback=begins(BEGUN)) as model, DiscordDouble() as discord:
        channel = discord.guild("Acme").channel("general")
        async with served(tmp_path, discord, model) as server:
            asked = await begun(discord, channel)
            ended = await server.terminated()
    assert ended.code == TERMINATED
    for _, answer in asked:
        assert_noted(answer)
    assert discord.refused == []
    assert discord.errors == []


async def test_fault_56_the_note_comes_also_where_discord_wants_a_pause(tmp_path: Path) -> None:
    """It comes as well when an answer was edited as often as Discord bears for the moment."""
    text = f"{BEGUN} {'every ticket in it. ' * 200}"
    async with AnthropicDouble(fallback=slowly(text)) as model, DiscordDouble(limits=True) as discord:
        channel, ana = discord.guild("Acme").channel("general"), discord.person("Ana")
        async with served(tmp_path, discord, model) as server:
            act = await ana.slash(channel, "prompt draft", goal=goal("n1"))
            await act.until(lambda: len(discord.calls("PATCH", "/webhooks/")) == BUCKET, "the last edit for now")
            await server.terminated()
    assert_noted(act)
    assert discord.refused == []
    assert discord.errors == []
