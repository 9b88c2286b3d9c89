"""Faults between Discord and us as people meet them: connections that end, answers that come late, get lost or are
refused.
"""

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from adapters.backoff import Time
from adapters.discord.client import run
from tests.doubles.clock import FakeClock
from tests.doubles.discord import DiscordDouble
from tests.doubles.discord_hooks import TOKEN_SECONDS
from tests.doubles.discord_person import Person
from tests.doubles.discord_state import Channel
from tests.doubles.discord_trouble import Request
from tests.doubles.engineer import ScriptedEngineer
from tests.doubles.house import House, house
from tests.doubles.on_discord import keep_addresses, serving, settings
from tests.doubles.waiting import PATIENCE

pytestmark = pytest.mark.asyncio
BEGUN, END = "Summarise", "100 words"


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    keep_addresses(monkeypatch)
    monkeypatch.setattr("adapters.discord.deliver.AT_ONCE", 0.0)


class Gated(ScriptedEngineer):
    """An engineer that stops half-way until `open`."""

    def __init__(self) -> None:
        super().__init__()
        self.gate: asyncio.Event = asyncio.Event()


async def keeps_the_draft(person: Person, channel: Channel) -> None:
    """Hold that the draft is found afterwards."""
    await (await person.slash(channel, "prompt last")).settled(contains=END)


async def drafted(home: House) -> None:
    """Wait until a draft was written, and no call runs any more."""
    async with asyncio.timeout(PATIENCE):
        while home.app._running or not any(one.startswith("draft") for one in home.engineer.asked):  # noqa: ASYNC110 - nothing tells of what happens inside the core
            await asyncio.sleep(0)


async def refusal(discord: DiscordDouble) -> Request:
    """Wait until a request was refused; give it."""
    await discord._until(lambda: bool(discord.errors), "a refusal")
    return discord.errors[0]


# --- 34, 35: the gateway ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "ends",
    [DiscordDouble.drop, DiscordDouble.reconnect, lambda discord: discord.invalidate(resumable=True)],
    ids=["dropped", "asked to reconnect", "invalid, resumable"],
)
async def test_fault_34_what_is_done_while_the_gateway_is_away_is_answered_once(
    tmp_path: Path, ends: Callable[[DiscordDouble], None]
) -> None:
    """A command of the moment in which the connection broke is answered, once, and what streamed goes on."""
    engineer = Gated()
    async with DiscordDouble() as discord, serving(discord, tmp_path, engineer=engineer):
        channel, ana, ben = discord.guild("Acme").channel("general"), discord.person("Ana"), discord.person("Ben")
        before = await ana.slash(channel, "prompt draft", goal="before")
        await before.shows(BEGUN)
        ends(discord)
        meanwhile = await ben.slash(channel, "prompt draft", goal="meanwhile")
        assert not meanwhile.kind
        await discord.resumed()
        await meanwhile.shows(BEGUN)
        discord.again(before)
        discord.again(meanwhile)
        engineer.gate.set()
        await before.settled(contains=END)
        await meanwhile.settled(contains=END)
        assert [one for one in engineer.asked if one.startswith("draft")] == ["draft before", "draft meanwhile"]
        assert discord.identifies == 1
        assert discord.errors == []
        assert discord.refused == []


async def test_fault_35_a_session_that_is_over_ends_no_answer(tmp_path: Path) -> None:
    """When Discord calls the session invalid, answers under way go on, and commands are heard again."""
    engineer = Gated()
    async with DiscordDouble() as discord, house(tmp_path, engineer=engineer) as home:
        quick = Time(sleep=lambda _seconds: asyncio.sleep(0))
        task = asyncio.create_task(run(home.app, settings(discord, tmp_path), edit_seconds=0.01, time=quick))
        await discord.ready()
        channel, ana = discord.guild("Acme").channel("general"), discord.person("Ana")
        act = await ana.slash(channel, "prompt draft", goal="before")
        await act.shows(BEGUN)
        discord.invalidate(resumable=False)
        await discord.ready(2)
        engineer.gate.set()
        await act.settled(contains=END)
        await keeps_the_draft(ana, channel)
        assert discord.identifies == 2
        assert discord.syncs == 1
        assert discord.refused == []
        await home.app.end(1.0)
        task.cancel()
        await asyncio.wait({task})


# --- 38: too late ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("member", [True, False], ids=["in a server", "brought along"])
async def test_fault_38_a_command_that_was_heard_too_late_is_done(tmp_path: Path, member: bool) -> None:  # noqa: FBT001 - a parameter of pytest's
    """When three seconds had passed before we heard of it, nothing can be shown, and /prompt last has the draft."""
    clock = FakeClock()
    async with DiscordDouble(clock=clock) as discord, serving(discord, tmp_path) as home:
        channel, ana = discord.guild("A server", member=member).channel("general"), discord.person("Ana")
        act = await ana.slash(channel, "prompt draft", goal="a weekly report")
        clock.advance(3.1)
        refused = await refusal(discord)
        assert (refused.status, refused.code) == (404, 10062)
        await drafted(home)
        await keeps_the_draft(ana, channel)
        assert act.messages == []
        assert [one.code for one in discord.errors] == [10062]
        assert home.engineer.asked == ["clarify a weekly report", "draft a weekly report"]
        assert discord.refused == []


async def test_fault_38_what_was_written_into_a_form_is_not_lost(tmp_path: Path) -> None:
    """When a form that was sent is heard of too late, what was written there is drafted all the same."""
    clock = FakeClock()
    async with DiscordDouble(clock=clock) as discord, serving(discord, tmp_path) as home:
        channel, ana = discord.guild("Acme").channel("general"), discord.person("Ana")
        asked = await ana.slash(channel, "prompt draft")
        await asked.acknowledged()
        await ana.submit(asked.modal, goal="a weekly report\nin two parts")
        clock.advance(3.1)
        await refusal(discord)
        await drafted(home)
        await keeps_the_draft(ana, channel)
        assert [one.code for one in discord.errors] == [10062]
        assert discord.refused == []


@pytest.mark.parametrize("member", [True, False], ids=["in a server", "brought along"])
async def test_fault_38_a_private_answer_ends_with_its_token(tmp_path: Path, member: bool) -> None:  # noqa: FBT001 - a parameter of pytest's
    """After 15 minutes of a long answer one request is refused and no further one made; /prompt last has the draft."""
    clock, engineer = FakeClock(), Gated()
    async with DiscordDouble(clock=clock) as discord, serving(discord, tmp_path, engineer=engineer) as home:
        channel, ana = discord.guild("A server", member=member).channel("general"), discord.person("Ana")
        act = await ana.slash(channel, "prompt draft", goal="a weekly report")
        await act.shows(BEGUN)
        clock.advance(TOKEN_SECONDS + 1)
        engineer.gate.set()
        await refusal(discord)
        await drafted(home)
        await keeps_the_draft(ana, channel)
        assert [(one.status, one.code) for one in discord.errors] == [(401, 50027)]
        assert [one for one in channel.stored if not one.ephemeral] == []
        assert discord.refused == []


async def test_fault_38_an_answer_that_all_see_goes_on_without_its_token(tmp_path: Path) -> None:
    """In a direct message the answer is finished after 15 minutes too, by the bot itself, in the same message."""
    clock, engineer = FakeClock(), Gated()
    async with DiscordDouble(clock=clock) as discord, serving(discord, tmp_path, engineer=engineer):
        ana = discord.person("Ana")
        act = await ana.slash(ana.dm(), "prompt draft", goal="a weekly report")
        await act.shows(BEGUN)
        clock.advance(TOKEN_SECONDS + 1)
        engineer.gate.set()
        await act.settled(contains=END)
        assert len(discord.messages(ana.dm())) == 1
        assert [one.code for one in discord.errors] == [50027]
        assert discord.refused == []


# --- 39: rate limits -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("via", [True, False], ids=["from Discord", "from in front of it"])
@pytest.mark.parametrize("scope", ["user", "shared", "global"])
@pytest.mark.parametrize("direct", [True, False], ids=["direct", "channel"])
async def test_fault_39_a_limited_edit_is_made_later_and_no_oftener(
    tmp_path: Path, scope: str, *, via: bool, direct: bool
) -> None:
    """When Discord limits the edits of an answer, it still comes whole, and Discord says "later" only once."""
    engineer = Gated()
    async with DiscordDouble() as discord, serving(discord, tmp_path, engineer=engineer):
        ana = discord.person("Ana")
        channel = ana.dm() if direct else discord.guild("Acme").channel("general")
        limited = discord.limit_next(scope=scope, via=via, part="/messages/")
        limited.headers["Retry-After"] = "0.02"
        act = await (ana.say(channel, "a report") if direct else ana.slash(channel, "prompt draft", goal="a report"))
        await act.shows(BEGUN)
        engineer.gate.set()
        await act.settled(contains=END)
        assert limited.times == 0
        assert discord.invalid == 1
        assert len(discord.calls("PATCH")) <= 5
        assert discord.refused == []


async def test_fault_39_buckets_are_kept_to(tmp_path: Path) -> None:
    """Answers that stream side by side stay below what Discord allows: it never has to say "later"."""
    engineer = Gated()
    async with DiscordDouble(limits=True) as discord, serving(discord, tmp_path, engineer=engineer, edit_seconds=0.05):
        channel = discord.guild("Acme").channel("general")
        people = [discord.person(f"P{number}") for number in range(8)]
        acts = [await person.slash(channel, "prompt draft", goal="a report") for person in people]
        for act in acts:
            await act.shows(BEGUN)
        engineer.gate.set()
        for act in acts:
            await act.settled(contains=END)
        assert discord.invalid == 0
        assert discord.refused == []


async def test_fault_39_an_hour_is_not_waited_for(tmp_path: Path) -> None:
    """When Discord says "in an hour", it is asked no more for this answer, and the draft is kept."""
    engineer = Gated()
    async with DiscordDouble() as discord, serving(discord, tmp_path, engineer=engineer) as home:
        ana = discord.person("Ana")
        said = await ana.say(ana.dm(), "a report")
        await said.shows(BEGUN)
        part = f"/channels/{ana.dm().id}/messages/"
        discord.limit_next(times=100, scope="global", retry_after=3600.0, via=False, part=part)
        engineer.gate.set()
        await refusal(discord)
        await drafted(home)
        await keeps_the_draft(ana, ana.dm())
        assert discord.invalid == 1
        assert discord.refused == []


# --- 41: lost answers ------------------------------------------------------------------------------------------------


async def test_fault_41_what_is_posted_for_all_stands_once(tmp_path: Path) -> None:
    """When the answer to a post for everyone is lost, it stands there once, and the sharer is told to look."""
    async with DiscordDouble() as discord, serving(discord, tmp_path):
        channel, ana, ben = discord.guild("Acme").channel("general"), discord.person("Ana"), discord.person("Ben")
        await (await ana.slash(channel, "prompt draft", goal="a weekly report")).settled(contains=END)
        await (await ana.slash(channel, "prompt save", name="report")).settled(contains="report")
        asked = await ana.slash(channel, "prompt share", name="report")
        await asked.settled(contains="Where")
        discord.drop_next("POST", "/webhooks/")
        shared = await ana.press(asked.messages[0], label="Show it here")
        await shared.settled(contains="Discord did not say whether it is posted here for everyone.")
        assert "Everyone here sees it now." not in shared.text
        assert len(ben.sees(channel)) == 1
        assert discord.refused == []


async def test_fault_41_an_acknowledgement_that_got_lost_is_ours(tmp_path: Path) -> None:
    """When the answer to the acknowledgement is lost, the answer comes in its place, and the work is done once."""
    async with DiscordDouble() as discord, serving(discord, tmp_path) as home:
        channel, ana = discord.guild("Acme").channel("general"), discord.person("Ana")
        discord.drop_next("POST", "/callback")
        act = await ana.slash(channel, "prompt draft", goal="a weekly report")
        await act.settled(contains=END)
        assert len(act.messages) == 1
        assert home.engineer.asked == ["clarify a weekly report", "draft a weekly report"]
        assert discord.refused == []


# --- 42: what is no longer allowed, or no longer there ---------------------------------------------------------------


async def test_fault_42_a_channel_that_is_deleted_takes_no_work_with_it(tmp_path: Path) -> None:
    """When the channel is deleted while an answer streams there, the draft is kept, and one request found it gone."""
    engineer = Gated()
    async with DiscordDouble() as discord, serving(discord, tmp_path, engineer=engineer) as home:
        guild, ana = discord.guild("Acme"), discord.person("Ana")
        channel = guild.channel("general")
        act = await ana.slash(channel, "prompt draft", goal="a weekly report")
        await act.shows(BEGUN)
        channel.delete()
        engineer.gate.set()
        await refusal(discord)
        await drafted(home)
        drafts = await ana.slash(guild.channel("another"), "prompt last")
        await drafts.settled()
        assert [one.code for one in discord.errors] == [10003]
        assert engineer.asked[-1] == "draft a weekly report"
        assert discord.refused == []


async def test_fault_42_somebody_who_takes_no_messages_gets_none(tmp_path: Path) -> None:
    """When a person has closed the direct messages by the time of the answer, one try is made, and the work is kept."""
    async with DiscordDouble() as discord, serving(discord, tmp_path) as home:
        ana = discord.person("Ana")
        ana.block()
        said = await ana.say(ana.dm(), "a weekly report")
        refused = await refusal(discord)
        assert (refused.status, refused.code) == (403, 50007)
        await drafted(home)
        await keeps_the_draft(ana, ana.dm())
        assert said.messages == []
        assert [one.code for one in discord.errors] == [50007]
        assert discord.refused == []


async def test_fault_42_where_the_bot_may_not_write_a_hint_is_left_out(tmp_path: Path) -> None:
    """Who calls the bot where it may not write gets no answer, one request is refused, and commands work there."""
    async with DiscordDouble() as discord, serving(discord, tmp_path):
        channel, ana = discord.guild("Acme").channel("general"), discord.person("Ana")
        channel.deny()
        await ana.say(channel, f"{discord.mention} hello")
        refused = await refusal(discord)
        assert refused.code == 50013
        await (await ana.slash(channel, "prompt draft", goal="a weekly report")).settled(contains=END)
        assert discord.invalid == 1
        assert discord.refused == []
