"""The real program on the loopback Slack, ended in the middle of ten answers: killed, or asked to end."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from tests.doubles.anthropic import AnthropicDouble
from tests.doubles.plausible import begins, plausible
from tests.doubles.served import START_SECONDS
from tests.doubles.slack import SlackDouble
from tests.doubles.slack_person import Act, Message, Person, Said
from tests.doubles.slack_served import served
from tests.doubles.slack_state import Channel

pytestmark = pytest.mark.asyncio
COMMAND = "/prompt"
TERMINATED = 143
BEGUN = "Sort the list by date, and keep"
WORKING = "Working…"
INTERRUPTED = "I was stopped in the middle of this. What you sent is kept."
CALLS = 2
"""Requests to the model for a draft: whether there are questions, and the draft."""
STOPPED = "I was stopped before I had finished."
NAMES = ("a", "b", "c", "d", "form", "form directly", "directly", "said", "called", "called too")
Asked = dict[str, tuple[Person, Act | Said]]
"""Who asked, and the answer, by their names."""


def goal(name: str) -> str:
    """Give a command whose goal asks for no question."""
    return f"draft a prompt that sorts list {name} of our open tickets by date"


async def finished(person: Person, where: Channel) -> Act:
    """Let somebody draft something to its end."""
    act = await person.slash(where, COMMAND, goal(person.user.name))
    await act.settled(contains="list")
    return act


async def begun(slack: SlackDouble, model: AnthropicDouble, channel: Channel) -> Asked:
    """Let ten persons ask for something, by commands, forms and words, in a channel, in threads and in direct
    messages; wait until each reads that it is worked on.
    """
    people = {name: slack.person(name) for name in NAMES}
    cards = {
        name: (await finished(people[name], people[name].dm() if "directly" in name else channel)).messages[-1]
        for name in ("form", "form directly")
    }
    model.fallback, before = begins(BEGUN), len(model.messages)
    asked: Asked = {}
    for name, person in people.items():
        direct = "directly" in name or name == "said"
        where, line = person.dm() if direct else channel, goal(name)
        did: Act | Said
        if name in cards:
            opened = await person.press(cards[name], label="Start over")
            fields: dict[str, Any] = {"goal": line.removeprefix("draft ")}
            did = await person.submit(await opened.opened(), **fields)
        elif name == "said":
            did = await person.say(where, f"/{line}")
        elif name.startswith("called"):
            did = await person.say(where, f"{slack.mention} /{line}")
        else:
            did = await person.slash(where, COMMAND, line)
        asked[name] = person, did
    for _, did in asked.values():
        await did.shows(WORKING)
        if not did.messages[0].ephemeral:
            await did.shows(BEGUN[:20])
    async with asyncio.timeout(START_SECONDS):
        await model.asked(before + CALLS * len(NAMES))
    return asked


def last(answer: Act | Said) -> Message:
    """Give the message that an answer ends with. Fails where something else is left at work."""
    *before, message = answer.messages
    assert not any(one.streaming for one in answer.messages)
    assert not [one for one in before if WORKING in one.text and not one.ephemeral]
    return message


async def test_fault_56_killed_in_the_middle_every_asker_is_told_and_can_retry(tmp_path: Path) -> None:
    """After a kill, each of ten whose answers were being written is told where the answer was to come, with Retry,
    which brings it; nothing stays at "Working…", and every old button works.
    """
    async with AnthropicDouble() as model, SlackDouble() as slack:
        channel, ana = slack.channel("general"), slack.person("Ana")
        async with served(tmp_path, slack, model) as server:
            old = (await finished(ana, channel)).messages[-1]
            asked = await begun(slack, model, channel)
            await server.killed()
        model.fallback = plausible
        async with served(tmp_path, slack, model) as server:
            for _, answer in asked.values():
                await answer.shows(INTERRUPTED)
                assert last(answer).buttons == ["Retry"]
            stop = next(one for one in asked["a"][1].messages if one.buttons == ["Stop"])
            over = await asked["a"][0].press(stop, label="Stop")
            await over.shows("That is over already.")
            again = {name: await person.press(last(answer), label="Retry") for name, (person, answer) in asked.items()}
            for act in again.values():
                await act.settled(contains="sorts list")
                assert WORKING not in last(act).text
            pressed = await ana.press(old, label="Refine")
            form = await pressed.opened()
            fields: dict[str, Any] = {next(iter(form.fields)): "shorter"}
            refined = await ana.submit(form, **fields)
            await refined.settled(contains="Took out words")
            ended = await server.terminated()
    assert ended.code == TERMINATED
    assert '"level": "error"' not in ended.err
    assert slack.errors == []
    assert slack.refused == []


async def test_fault_56_asked_to_end_every_answer_ends_with_a_note(tmp_path: Path) -> None:
    """When the server is stopped, each of ten answers that are being written ends with a note at once, with Retry, and
    nothing stays at "Working…".
    """
    async with (
        AnthropicDouble() as model,
        SlackDouble(limits=True) as slack,
        served(tmp_path, slack, model) as server,
    ):
        asked = await begun(slack, model, slack.channel("general"))
        ended = await server.terminated()
    assert ended.code == TERMINATED
    for _, answer in asked.values():
        message = last(answer)
        assert STOPPED in message.text
        assert message.buttons == ["Retry"]
    assert slack.errors == []
    assert slack.refused == []
