"""Fifty people at once, on the real program against the loopback Slack: commands, direct messages and mentions."""

import sys
from asyncio import create_subprocess_exec
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from pathlib import Path
from typing import Any

import pytest

from tests.doubles.anthropic import AnthropicDouble
from tests.doubles.plausible import plausible
from tests.doubles.script import Step, paced
from tests.doubles.slack import SlackDouble
from tests.doubles.slack_person import Act, Message, Person, Said
from tests.doubles.slack_served import manifest, served
from tests.doubles.slack_state import Channel

pytestmark = [pytest.mark.asyncio, pytest.mark.timed]
PEOPLE = 50
CHANNELS = 5
ACKNOWLEDGED = 0.25
"""Seconds within which 99 of 100 are acknowledged."""
TIMES = 6
"""How many times as long as a bare client's it may take where the computer is busy."""
LIMITED = 4
METHODS = ("response_url", "chat.postMessage", "chat.startStream", "chat.update", "chat.delete")
"""What Slack lets wait, so many times each."""
END = "answer only: Nothing to work from."
BARE = """
import asyncio, sys
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

app = AsyncApp(client=AsyncWebClient(sys.argv[2], base_url=sys.argv[1]), process_before_response=True)

async def taken(ack):
    await ack()

app.command("/prompt")(taken)
app.event("message")(taken)
app.event("app_mention")(taken)

async def main():
    await AsyncSocketModeHandler(app, sys.argv[3]).start_async()

asyncio.run(main())
"""


@dataclass(frozen=True, slots=True)
class Asked:
    """What one person asked for, and what came of it. `place`: the channel where it was done."""

    person: Person
    place: Channel
    act: Act | Said

    @property
    def answers(self) -> list[Message]:
        """The messages that hold the whole prompt, wherever they stand, as its asker sees them."""
        found = [one for where in (self.place, self.person.dm()) for one in self.person.sees(where)]
        since = self.act.begun.ts if isinstance(self.act, Act) else self.act.ts
        mine = {one.ts: one for one in found if one.author is self.person.team.bot and one.ts > since}
        return [one for one in mine.values() if goal(self.person) in one.text and END in one.text]


def ninety_ninth(seconds: Sequence[float]) -> float:
    """Give the time within which 99 of 100 came."""
    return sorted(seconds)[ceil(len(seconds) * 0.99) - 1]


def streaming(body: Mapping[str, Any]) -> Step:
    """Answer plausibly, as fast as a model writes."""
    step = plausible(body)
    return paced(step.said.text) if step.said and step.said.text and body.get("stream") else step


def goal(person: Person) -> str:
    """Give what nobody else asks for, and what asks for no question."""
    return f"a weekly letter of number{person.id}x about all that our customers abroad have said"


def crowd(slack: SlackDouble) -> list[tuple[Person, Channel]]:
    """Give fifty people and where each of them asks: some in their direct messages."""
    channels = [slack.channel(f"room-{number}") for number in range(CHANNELS)]
    people = [slack.person(f"Person {number}") for number in range(PEOPLE)]
    return [(one, one.dm() if number % 10 < 3 else channels[number % CHANNELS]) for number, one in enumerate(people)]


async def all_ask(slack: SlackDouble, people: Sequence[tuple[Person, Channel]]) -> list[Asked]:
    """Let all ask at once: in direct messages by plain words, in channels by the command or by a mention."""
    asked: list[Asked] = []
    for number, (person, place) in enumerate(people):
        act: Act | Said
        if number % 10 < 3:
            act = await person.say(place, goal(person))
        elif number % 10 < 6:
            act = await person.say(place, f"{slack.mention} {goal(person)}")
        else:
            act = await person.slash(place, "/prompt", f"draft {goal(person)}")
        asked.append(Asked(person, place, act))
    return asked


async def floor() -> float:
    """Give in what time a client that does nothing else acknowledges as much, on this computer as it is now. The clock
    is read by the double, from when it sends something to when it gets the acknowledgement.
    """
    async with SlackDouble() as slack:
        bare = await create_subprocess_exec(sys.executable, "-c", BARE, slack.api_url, slack.bot_token, slack.app_token)
        try:
            await slack.ready()
            people = crowd(slack)
            waves = [await all_ask(slack, people) for _ in range(2)]
            return ninety_ninth([await one.act.acknowledged() for asked in waves for one in asked])
        finally:
            if bare.returncode is None:
                bare.kill()
            await bare.wait()


async def assert_own(asked: Sequence[Asked]) -> None:
    """Hold each answer to being whole, there once, in its place, and the one's who asked."""
    for one in asked:
        await one.act.settled(contains=END)
        (answer,) = one.answers
        assert answer.channel is one.place
        assert answer.text.count("The goal:") == 1
        assert {"Refine", "Critique", "Save"} <= set(answer.buttons)
        if isinstance(one.act, Act):
            assert answer.stored.reader is one.person.user
        elif answer.stored.thread:
            assert answer.stored.thread == one.act.ts


async def test_fifty_people_at_once_are_acknowledged_and_answered_each(tmp_path: Path) -> None:
    """When fifty people ask in the same moment, each is acknowledged at once and then has the own prompt, whole, where
    it belongs, and Slack never has to say that it is called too often; so it is when they do it again in the same
    minute while Slack asks for pauses.
    """
    bare = await floor()
    async with AnthropicDouble(fallback=streaming) as model, SlackDouble(limits=True, pace=True) as slack:
        slack.manifest(manifest())
        people = crowd(slack)
        async with served(tmp_path, slack, model, PROMPTEUR_TEAM_CALLS_AT_ONCE="100") as server:
            asked = await all_ask(slack, people)
            seconds = [await one.act.acknowledged() for one in asked]
            await assert_own(asked)
            assert slack.errors == []
            pauses = [slack.limit_next(1, method, times=LIMITED) for method in METHODS]
            again = await all_ask(slack, people)
            seconds += [await one.act.acknowledged() for one in again]
            await assert_own(again)
            assert len(slack.errors) == sum(LIMITED - one.times for one in pauses) > 2 * LIMITED
            ended = await server.terminated()
    assert slack.refused == []
    assert slack.late == []
    assert '"level": "error"' not in ended.err
    assert ninety_ninth(seconds) < max(ACKNOWLEDGED, TIMES * bare), f"{sorted(seconds)[-5:]}, a bare client: {bare}"
