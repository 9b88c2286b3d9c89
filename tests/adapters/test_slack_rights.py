"""A day on Slack with all that people do: every right, event, command and shortcut that the manifest asks for is needed
in it, whatever the operator chose, and nothing that it does not ask for.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from adapters.slack.declare import Choice, document
from adapters.slack.needs import EVENTS, Extra
from bot.commands import load
from bot.words import Words
from tests.doubles import specs
from tests.doubles.engineer import ScriptedEngineer
from tests.doubles.on_slack import COMMAND, serving
from tests.doubles.slack import SlackDouble
from tests.doubles.slack_person import Person, Said
from tests.doubles.slack_state import Channel

ALL = tuple(Extra)
LONG = b"A line of a prompt that is long.\n" * 400
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Day:
    """Somebody in a workspace, with an engineer that stops half-way where its gate is closed."""

    slack: SlackDouble
    engineer: ScriptedEngineer
    ana: Person

    @property
    def channel(self) -> Channel:
        """A public channel that the bot is in."""
        return self.slack.channel("general")

    async def mentioned(self, channel: Channel) -> Said:
        """Call the bot; give the message whose thread it answers in."""
        said = await self.ana.say(channel, f"{self.slack.mention} a weekly report")
        await said.settled(contains="Summarise")
        return said

    async def goes_on(self, channel: Channel) -> None:
        """Say more in a thread, without calling the bot."""
        more = await self.ana.say(channel, "shorter", thread=await self.mentioned(channel))
        await more.settled(contains="Condense")


# --- what each event is for ------------------------------------------------------------------------------------------


async def _home(day: Day) -> None:
    await day.ana.opens_home()
    await day.ana.opens_messages()


async def _mention(day: Day) -> None:
    await day.mentioned(day.channel)


async def _direct(day: Day) -> None:
    said = await day.ana.say(day.ana.dm(), "/critique", files=[("long.md", LONG)])
    await said.settled(contains="two ways")


async def _public_thread(day: Day) -> None:
    await day.goes_on(day.channel)


async def _private_thread(day: Day) -> None:
    await day.goes_on(day.slack.channel("secret", private=True, people=(day.ana,)))


async def _stopped(day: Day) -> None:
    day.engineer.gate = asyncio.Event()
    said = await day.ana.say(day.ana.dm(), "/draft a weekly report")
    await said.until(lambda: day.slack.state.sessions.get((said.channel.id, said.ts)) == "processing", "a stop button")
    await day.ana.stop(said)
    await said.settled(contains="Stopped.")
    day.engineer.gate = None


SEEN: Mapping[str, Callable[[Day], Awaitable[None]]] = {
    "app_home_opened": _home,
    "app_mention": _mention,
    "message.im": _direct,
    "message.channels": _public_thread,
    "message.groups": _private_thread,
    "agent_session_stopped": _stopped,
}
"""What somebody sees because of an event."""
REMOVED = {"app_uninstalled", "tokens_revoked"}
"""Events that end the work: each has a test of its own in `test_slack_delivery.py`."""


# --- what commands and shortcuts are for -----------------------------------------------------------------------------


async def _typed(day: Day, features: Json) -> None:
    """Use every command and every shortcut of the manifest."""
    for told in features["slash_commands"]:
        act = await day.ana.slash(day.channel, told["command"], f"save long {LONG.decode()}")
        await act.settled(contains="Saved as long")
    said = await day.ana.say(day.channel, "Summarise the tickets")
    for told in features["shortcuts"]:
        whole = told["type"] == "global"
        act = await (day.ana.shortcut(told["name"]) if whole else day.ana.point(said, told["name"]))
        await act.settled()
        assert act.begun.opened or act.messages, told
    shown = await day.ana.slash(day.channel, COMMAND, "show long")
    await shown.until(lambda: any(one.files for one in shown.messages), "the prompt as a file")


def used(slack: SlackDouble, granted: set[str]) -> set[str]:
    """Give the rights without which a call that was made would have been refused, as Slack publishes it."""
    path = specs.published("slack", "methods.json")
    if path is None:
        if specs.required():
            pytest.fail("CI is set, and Slack's schemas are not at hand: set PROMPTEUR_SPECS.")
        pytest.skip("Slack's schemas are not at hand; PROMPTEUR_SPECS says where they are.")
    known = specs.read(path)
    asked = {scope for one in slack.requests for scope in known.get(one.method, {}).get("scope", {}).get("bot", ())}
    return (asked & granted) | ({"files:read"} if slack.calls("download") else set())


@pytest.mark.asyncio
@pytest.mark.parametrize("extras", [(), ALL[:1], ALL[1:], ALL], ids=lambda extras: "+".join(extras) or "plain")
async def test_all_that_is_asked_for_is_needed_and_nothing_else(extras: tuple[Extra, ...], tmp_path: Path) -> None:
    """Slack refuses no call of a day, and with anything less in the manifest something of the day would not work."""
    made = document(load(), Choice(extras=extras), Words())
    granted = set(made["oauth_config"]["scopes"]["bot"])
    events = set(made["settings"]["event_subscriptions"]["bot_events"])
    async with SlackDouble() as slack:
        slack.manifest(made)
        engineer = ScriptedEngineer()
        async with serving(slack, tmp_path, engineer=engineer):
            day = Day(slack, engineer, slack.person("Ana"))
            await _typed(day, made["features"])
            for event in sorted(events - REMOVED):
                assert event in SEEN, f"add what somebody sees because of {event}"
                await SEEN[event](day)
        assert slack.refused == []
        assert slack.errors == []
        heard = {told.scope for told in EVENTS if told.event in events and told.scope}
        assert granted - used(slack, granted) - heard - {"commands"} == set()
