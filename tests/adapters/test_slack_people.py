"""Who somebody is: asked once an hour, asked again before they manage anything, and nobody of another organisation."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from tests.doubles.clock import FakeClock
from tests.doubles.on_slack import COMMAND, serving
from tests.doubles.slack import SlackDouble
from tests.doubles.slack_person import Act, Person
from tests.doubles.slack_state import Begun, Channel

CANARY = "canary"
INFO = "users.info"


@pytest_asyncio.fixture
async def slack() -> AsyncIterator[SlackDouble]:
    """Give a Slack that refuses nothing by the end of the test."""
    async with SlackDouble() as double:
        yield double
        assert double.refused == []


async def told(person: Person, channel: Channel, line: str, contains: str = "") -> str:
    """Have a command done; give what the person reads."""
    act = await person.slash(channel, COMMAND, line)
    await act.settled(contains=contains)
    return act.answers


async def shared(person: Person, channel: Channel, name: str) -> None:
    """Have a prompt saved and given to the team."""
    await told(person, channel, f"save {name} The {CANARY} of {name}", "Saved as")
    await told(person, channel, f"share {name} to=team", "Everybody in the team")


@pytest.mark.asyncio
async def test_slack_is_asked_once_an_hour_who_somebody_is(tmp_path: Path) -> None:
    """A person's next commands are not held up by a question to Slack; after an hour it is asked anew, and where Slack
    does not answer then, the person is who they were.
    """
    clock = FakeClock()
    async with SlackDouble(clock=clock) as slack, serving(slack, tmp_path, clock=clock):
        channel, ana, ben = slack.channel("general"), slack.person("Ana"), slack.person("Ben")
        await shared(ana, channel, "plan")
        await told(ben, channel, "help", "/prompt")
        await told(ben, channel, "show plan", CANARY)
        assert len(slack.calls(INFO)) == 2
        clock.advance(3601)
        slack.fail_next(INFO, "internal_error", status=500, times=3)
        await told(ben, channel, "show plan", CANARY)
        assert len(slack.calls(INFO)) == 5
        await told(ben, channel, "show plan", CANARY)
        assert len(slack.calls(INFO)) == 6
        assert slack.refused == []


@pytest.mark.asyncio
async def test_nobody_manages_on_the_word_of_an_hour_ago(slack: SlackDouble, tmp_path: Path) -> None:
    """Whoever managed the workspace a minute ago, and no longer does, can delete nobody's prompt; neither can they when
    Slack does not say.
    """
    async with serving(slack, tmp_path):
        channel, ana, boss = slack.channel("general"), slack.person("Ana"), slack.person("Boss", admin=True)
        for name in ("one", "two", "three"):
            await shared(ana, channel, name)

        asked = {}
        for name in ("one", "two", "three"):
            asked[name] = await boss.slash(channel, COMMAND, f"delete {name}")
            await asked[name].settled(contains=f"Delete {name}")

        async def delete(name: str, answer: str) -> None:
            pressed = await boss.press(asked[name].messages[-1], label="Delete")
            await pressed.settled(contains=answer)

        await delete("one", "one is deleted")
        boss.user.admin = False
        await delete("two", "belongs to")
        boss.user.admin = True
        await told(boss, channel, "find", "two")
        slack.fail_next(INFO, "internal_error", status=500, times=3)
        await delete("three", "belongs to")
        assert "two" in await told(ana, channel, "find", "three")


@pytest.mark.asyncio
async def test_who_is_not_known_yet_is_asked_to_try_again(slack: SlackDouble, tmp_path: Path) -> None:
    """Somebody whom Slack never described is not taken for a stranger: they are told why nothing was done."""
    async with serving(slack, tmp_path):
        channel, ana = slack.channel("general"), slack.person("Ana")
        slack.fail_next(INFO, "user_not_visible")
        said = await ana.say(channel, f"{slack.mention} a weekly report")
        await said.settled(contains="Try again in a moment.")
        more = await ana.say(channel, f"{slack.mention} a weekly report")
        await more.settled(contains="100 words")


@pytest.mark.asyncio
@pytest.mark.parametrize("grid", [False, True])
async def test_nobody_of_another_organisation_sees_the_library(tmp_path: Path, *, grid: bool) -> None:
    """In a channel that is shared with another organisation, whatever its people do (commands, shortcuts, mentions,
    buttons, the Home tab, menus that are typed into) shows nothing of the team's library, not even a name.
    """
    async with SlackDouble(enterprise="E1" if grid else None) as slack, serving(slack, tmp_path):
        other = slack.workspace("Other", enterprise="E2" if grid else None)
        channel = slack.connect(slack.channel("general"), other)
        ana, eve = slack.person("Ana"), slack.person("Eve", team=other)
        await shared(ana, slack.channel("inside"), f"{CANARY}-plan")
        await told(ana, channel, "save notes Take them", "Saved as")
        public = await ana.slash(channel, COMMAND, "share notes to=here")
        await public.settled(contains="Everyone here sees it now.")
        card = next(one for one in eve.sees(channel) if "Copy" in one.buttons)
        since = len(slack.requests)
        for line in ("find", f"show {CANARY}-plan", f"find {CANARY}", f"critique @{CANARY}-plan", "last", "help"):
            read = await told(eve, channel, line)
            assert f"The {CANARY}" not in read, line
            assert CANARY in line or CANARY not in read, line
        for label in ("Copy", "Make it mine"):
            pressed = await eve.press(card, label=label)
            await pressed.settled()
        pointed = await eve.point(card, "critique")
        await pointed.settled()
        said = await eve.say(channel, f"{slack.mention} find {CANARY}")
        await said.settled(contains="another organisation")
        assert "Fill in" in (await _buttons(await eve.slash(channel, COMMAND, "show")))
        form = await (await ana.slash(channel, COMMAND, "show")).opened()
        assert f"{CANARY}-plan" in [one.value for one in await ana.type(form, "name", "")]
        assert (
            await _typed(eve, next(one for one in slack.state.begun.values() if one.kind == "block_suggestion")) == []
        )
        tab = await eve.opens_home()
        assert CANARY not in tab.text
        sent = [one for one in slack.requests[since:] if f"The {CANARY}" in str(one.arguments)]
        assert sent == []


async def _buttons(act: Act) -> list[str]:
    await act.settled()
    return act.messages[-1].buttons


async def _typed(person: Person, other: Begun) -> list[Any]:
    """Type what somebody else typed into their menu; give what is offered."""
    begun = person.calls.begin(other.kind, person.user, person.team, None)
    act = Act(person.state, person.calls.send(begun, other.payload | {"user": person.user.acting()}))
    await act.acknowledged()
    options: list[Any] = act.answer["options"]
    return options
