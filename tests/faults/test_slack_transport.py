"""What can go wrong between Slack and us: too late, lost, refused, repeated, cut."""

import asyncio
import re
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from adapters.slack import deliver, desk, forms, sending, serve
from adapters.slack.budget import Budget
from adapters.slack.deliver import Delivery
from adapters.slack.failures import Barred
from adapters.slack.pack import Message as Packed
from adapters.slack.people import People
from adapters.slack.posting import Posting
from adapters.slack.private import PrivateOutlet
from adapters.slack.serve import run
from adapters.slack.stream import StreamOutlet
from bot.dialogue.dispatch import App
from bot.domain import Piece
from bot.errors import Misconfigured, StoreFailed
from tests.doubles.clock import FakeClock
from tests.doubles.engineer import ScriptedEngineer
from tests.doubles.house import house
from tests.doubles.log import captured
from tests.doubles.on_slack import COMMAND, QUICK, serving, settings, turning
from tests.doubles.slack import SlackDouble
from tests.doubles.slack_person import Act, Message, Person, Said
from tests.doubles.slack_state import Channel

pytestmark = pytest.mark.asyncio
BEGUN, END = "Summarise", "100 words"


class Gated(ScriptedEngineer):
    """An engineer that stops half-way until `open`."""

    def __init__(self) -> None:
        super().__init__()
        self.gate: asyncio.Event = asyncio.Event()


@pytest_asyncio.fixture
async def slack() -> AsyncIterator[SlackDouble]:
    """Give a Slack that refuses nothing by the end of the test."""
    async with SlackDouble() as double:
        yield double
        assert double.refused == []


def drafts(engineer: ScriptedEngineer) -> list[str]:
    """Give the goals that were drafted."""
    return sorted(one.removeprefix("draft ") for one in engineer.asked if one.startswith("draft "))


# --- 24, 25: repeated ------------------------------------------------------------------------------------------------


async def test_fault_24_25_what_comes_again_is_done_once_also_after_a_restart(
    slack: SlackDouble, tmp_path: Path
) -> None:
    """A command, a press, a form, a message and a mention that come four times, the last time after a restart, are
    each done once.
    """
    channel, ana = slack.channel("general"), slack.person("Ana")
    async with serving(slack, tmp_path, boot="first") as home:
        did: list[Any] = [await ana.slash(channel, COMMAND, "draft one")]
        await did[0].settled(contains=END)
        did.append(await ana.slash(channel, COMMAND))
        form = await did[1].opened()
        goal: dict[str, Any] = {"~text": "two"}
        did += [await ana.submit(form, **goal), await ana.say(ana.dm(), "/draft three")]
        did += [await ana.say(channel, f"{slack.mention} /draft four")]
        did += [await ana.press(did[0].messages[-1], label="Critique")]
        for one in did * 2:
            slack.again(one)
        for one in did[2:5]:
            await one.settled(contains=END)
        await did[5].settled(contains="two ways")
        await slack.taken()
        assert drafts(home.engineer) == ["four", "one", "three", "two"]
        assert [len(one.messages) for one in did[3:5]] == [1, 1]
    async with serving(slack, tmp_path, boot="second") as home:
        for one in did:
            slack.again(one)
        await slack.taken()
        for one in did[3:5]:
            await one.until(lambda one=one: len(one.messages) == 2, "the first answer, given again")
        assert home.engineer.asked == []


# --- 26: acknowledged first ------------------------------------------------------------------------------------------


async def test_fault_26_it_is_acknowledged_before_anything_else_is_done(tmp_path: Path) -> None:
    """While a model takes ten seconds, and Slack does not even say who somebody is, whatever a person does is taken at
    once; the answers come when they are there.
    """
    clock, engineer = FakeClock(), Gated()
    async with (
        SlackDouble(clock=clock) as slack,
        serving(slack, tmp_path, engineer=engineer, knobs=replace(QUICK, clock=clock)),
    ):
        channel, ana = slack.channel("general"), slack.person("Ana")
        who = slack.hold_next("users.info", times=99)
        where = slack.hold_next("conversations.open", times=99)
        did: list[Any] = [await ana.slash(channel, COMMAND, "draft one"), await ana.say(ana.dm(), "/draft two")]
        did += [await ana.say(channel, f"{slack.mention} /draft three"), await ana.slash(channel, COMMAND)]
        did += [await ana.shortcut("~new"), await ana.point(did[1], "critique")]
        for one in did:
            assert await one.acknowledged() == 0
        assert engineer.asked == []
        who.release()
        where.release()
        await did[0].shows("Working…")
        await did[1].shows(BEGUN)
        clock.advance(10)
        engineer.gate.set()
        for one in did[:3]:
            await one.settled(contains=END)
        await did[5].settled(contains="two ways")
        assert slack.late == []
        assert slack.refused == []


async def test_fault_26_a_form_is_acknowledged_though_slack_says_nothing(
    slack: SlackDouble, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A form that is filled in and sent after a restart, while Slack does not say who somebody is, is taken within its
    three seconds, and answered; no names are offered meanwhile.
    """
    assert forms.KNOWN_SECONDS < 2
    for module in (forms, desk):
        monkeypatch.setattr(module, "KNOWN_SECONDS", 0.05)
    channel, ana = slack.channel("general"), slack.person("Ana")
    async with serving(slack, tmp_path, boot="first"):
        await (await ana.slash(channel, COMMAND, "save report Sum up")).settled()
        form = await (await ana.slash(channel, COMMAND, "show")).opened()
        await ana.type(form, "name", "rep")
        chosen: dict[str, Any] = {"name": "report"}
        ana.fill(form, **chosen)
    async with serving(slack, tmp_path, boot="second"):
        held = slack.hold_next("users.info", times=2), slack.hold_next("conversations.open", times=2)
        assert await ana.type(form, "name", "rep") == []
        sent = await ana.submit(form)
        await sent.acknowledged()
        for one in held:
            one.release()
        await sent.settled(contains="Sum up")
        assert slack.late == []


@pytest.mark.timed
async def test_fault_26_an_acknowledgement_takes_no_tenth_of_a_second(slack: SlackDouble, tmp_path: Path) -> None:
    """A command is taken within 100 ms while the model still thinks."""
    async with serving(slack, tmp_path, engineer=Gated()):
        channel, ana = slack.channel("general"), slack.person("Ana")
        acts = [await ana.slash(channel, COMMAND, f"draft {number}") for number in range(5)]
        assert min([await act.acknowledged() for act in acts]) < 0.1


# --- 27: the response_url --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("how", ["expired", "used"])
async def test_fault_27_an_answer_whose_address_is_over_comes_by_a_direct_message(tmp_path: Path, how: str) -> None:
    """When the address of a command takes nothing more, after half an hour or five uses, the answer comes once, to the
    person's direct messages, with all its buttons.
    """
    clock, engineer = FakeClock(), Gated()
    async with SlackDouble(clock=clock) as slack, serving(slack, tmp_path, engineer=engineer):
        channel, ana = slack.channel("general"), slack.person("Ana")
        act = await ana.slash(channel, COMMAND, "draft a weekly report")
        await act.shows("Working…")
        end_of_address(act, clock, how)
        engineer.gate.set()
        await act.shows(END)
        (answer,) = [one for one in act.messages if END in one.text]
        assert answer.channel is ana.dm()
        pressed = await ana.press(answer, label="Critique")
        await pressed.settled(contains="two ways")
        assert slack.refused == []


def end_of_address(act: Act, clock: FakeClock, how: str) -> None:
    """Let Slack take nothing more at the address of what a person did."""
    assert act.begun.hook is not None
    if how == "expired":
        clock.advance(1801)
    else:
        act.begun.hook.used = 5


@pytest.mark.parametrize("member", [True, False], ids=["a member", "no member"])
@pytest.mark.parametrize("how", ["expired", "used"])
async def test_fault_27_what_is_shared_stands_for_all_or_is_said_not_to(
    tmp_path: Path, how: str, *, member: bool
) -> None:
    """When the address is over before something is shared, the bot posts it itself; where it is no member of the
    channel, the person is told, and shares it anew.
    """
    clock = FakeClock()
    async with SlackDouble(clock=clock) as slack, serving(slack, tmp_path, clock=clock):
        channel, ana, ben = slack.channel("general", member=member), slack.person("Ana"), slack.person("Ben")
        await (await ana.slash(channel, COMMAND, "draft a weekly report")).settled(contains=END)
        held = slack.hold_next("users.info")
        clock.advance(3601)
        act = await ana.slash(channel, COMMAND, "share to=here")
        await slack.called("users.info", 2)
        end_of_address(act, clock, how)
        held.release()
        if member:
            await act.settled(contains="Everyone here sees it now.")
            assert END in "".join(one.text for one in ben.sees(channel))
        else:
            await act.settled(contains="I could not post it here for everyone: Slack did not let me.")
            assert ben.sees(channel) == []
            again = await ana.slash(channel, COMMAND, "share to=here")
            await again.settled(contains="Everyone here sees it now.")
        assert slack.refused == []


async def test_fault_27_a_long_answer_leaves_a_use_for_all(slack: SlackDouble, tmp_path: Path) -> None:
    """However long an answer is, its address is used four times at most, so that something can still be shared."""
    async with serving(slack, tmp_path) as home:
        home.engineer.text = "\n\n".join(f"Rule {number}. " + "word " * 200 for number in range(60))
        channel, ana = slack.channel("general"), slack.person("Ana")
        await (await ana.slash(channel, COMMAND, "draft a weekly report")).settled()
        for line in ("critique", "refine shorter", "last", "help", "find", "me"):
            act = await ana.slash(channel, COMMAND, line)
            await act.settled()
            assert act.begun.hook is not None
            assert act.begun.hook.used <= 4, line
        assert slack.errors == []


# --- 28: refused, lost, limited --------------------------------------------------------------------------------------


PASSING: dict[str, dict[str, Any]] = {
    "429": {"error": "ratelimited", "status": 429},
    "ratelimited": {"error": "ratelimited"},
    "internal_error": {"error": "internal_error"},
    "org_login_required": {"error": "org_login_required"},
    "503": {"error": "", "status": 503},
}


@pytest.mark.parametrize("trouble", PASSING.values(), ids=PASSING)
async def test_fault_28_trouble_that_passes_is_never_seen(
    slack: SlackDouble, tmp_path: Path, trouble: dict[str, Any]
) -> None:
    """While Slack limits us or is out of order for a moment, an answer comes all the same, once, by few calls."""
    async with serving(slack, tmp_path, knobs=turning(FakeClock())):
        ana = slack.person("Ana")
        for method in ("chat.startStream", "chat.stopStream", "chat.update", "users.info", "conversations.open"):
            slack.fail_next(method, times=2, **trouble)
        said = await ana.say(ana.dm(), "a weekly report")
        await said.settled(contains=END)
        assert said.answers.count(END) == 1
        assert "This did not work." not in said.answers
        assert all(len(slack.calls(method)) <= 4 for method in {one.method for one in slack.requests})


async def test_fault_28_slack_is_asked_again_when_it_said(tmp_path: Path) -> None:
    """When Slack says how long to wait, it is asked again after that time and not before, and the answer comes once."""
    clock = FakeClock()
    async with SlackDouble(clock=clock) as slack, serving(slack, tmp_path, knobs=turning(clock)):
        channel, ana = slack.channel("general"), slack.person("Ana")
        slack.limit_next(7, "response_url", times=2)
        slack.limit_next(2, "chat.update")
        act = await ana.slash(channel, COMMAND, "help")
        await act.settled(contains=COMMAND)
        said = await ana.say(ana.dm(), "a weekly report")
        await said.settled(contains=END)
        for method, wait in (("response_url", 7), ("chat.update", 2)):
            times = [one.at for one in slack.calls(method)]
            limited = [one.at for one in slack.calls(method) if one.status == 429]
            assert all(min(after for after in times if after > at) - at >= wait for at in limited)
        assert said.answers.count(END) == 1
        assert slack.refused == []


async def test_fault_28_a_slack_that_stays_out_of_order_is_not_asked_for_ever(
    slack: SlackDouble, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When Slack takes nothing any more, a few calls are made, and the work is found afterwards."""
    assert deliver.TRIES <= 5
    monkeypatch.setattr(deliver, "TRIES", 1)
    async with serving(slack, tmp_path, knobs=turning(FakeClock())):
        ana = slack.person("Ana")
        troubles = [slack.fail_next(one, "", status=503, times=10_000) for one in ("chat.update", "chat.stopStream")]
        said = await ana.say(ana.dm(), "a weekly report")
        await said.shows("Working…")
        await slack.called("chat.stopStream", sending.TRIES)
        for one in troubles:
            one.times = 0
        act = await ana.slash(ana.dm(), COMMAND, "last")
        await act.settled(contains=END)
        assert len(slack.calls("chat.stopStream")) == sending.TRIES + len(slack.calls("chat.startStream")) - 1


@pytest.mark.parametrize(
    ("place", "error", "why"),
    [
        ("thread", "not_in_channel", "I am not in the channel where you asked"),
        ("thread", "is_archived", "Slack did not let me answer where you asked"),
        ("direct", "edit_window_closed", ""),
    ],
)
async def test_fault_28_an_answer_that_may_not_stand_there_comes_directly(
    slack: SlackDouble, tmp_path: Path, place: str, error: str, why: str
) -> None:
    """When Slack lets us write no more where somebody asked, the answer comes to their direct messages, once, and says
    why it is there.
    """
    async with serving(slack, tmp_path, knobs=turning(FakeClock())):
        channel, ana = slack.channel("general"), slack.person("Ana")
        trouble = slack.fail_next("chat.update", error, times=1000)
        where, line = (channel, f"{slack.mention} a weekly report") if place == "thread" else (ana.dm(), "a report")
        said = await ana.say(where, line)
        await said.until(lambda: bool(whole(ana)), "the answer in the direct messages")
        (answer,) = whole(ana)
        assert why in told(ana)
        assert trouble.times > 990
        trouble.times = 0
        pressed = await ana.press(answer, label="Critique")
        await pressed.settled(contains="two ways")


def whole(ana: Person) -> list[Message]:
    """Give the whole answers in somebody's direct messages."""
    return [one for one in ana.sees(ana.dm()) if END in one.text and "Critique" in one.buttons]


def told(ana: Person) -> str:
    """Give what the bot said in somebody's direct messages."""
    return "\n".join(one.text for one in ana.sees(ana.dm()) if one.author is not ana.user)


@pytest.mark.parametrize("error", ["msg_too_long", "invalid_blocks"])
async def test_fault_28_what_slack_finds_wrong_is_told_once(slack: SlackDouble, tmp_path: Path, error: str) -> None:
    """When Slack finds a mistake in an answer, the person is told once that it cannot be shown, and where it is."""
    async with serving(slack, tmp_path, knobs=turning(FakeClock())):
        ana = slack.person("Ana")
        slack.fail_next("chat.update", error)
        said = await ana.say(ana.dm(), "a weekly report")
        await said.settled(contains="I could not show this here; /prompt last has it.")
        assert len(said.messages) == 1
        act = await ana.slash(ana.dm(), COMMAND, "last")
        await act.settled(contains=END)


async def test_fault_28_a_second_message_that_slack_refuses_is_told_too(slack: SlackDouble, tmp_path: Path) -> None:
    """When Slack finds a mistake in the second message of an answer, the first one stands and that is said."""
    async with serving(slack, tmp_path, knobs=turning(FakeClock())) as home:
        ana = slack.person("Ana")
        home.engineer.text = f"{BEGUN} {{{{tickets}}}}.\n" + "\n".join(f"- Rule {number}" for number in range(1500))
        await (await ana.say(ana.dm(), "a weekly report")).until(lambda: bool(files(ana)), "a file")
        home.engineer.quote = BEGUN
        slack.fail_next("chat.postMessage", "invalid_blocks")
        home.engineer.refined = home.engineer.text.replace("Rule", "Law")
        act = await ana.say(ana.dm(), "shorter")
        await act.settled(contains="I could not show this here; /prompt last has it.")
        assert len(act.messages) > 1


@pytest.mark.parametrize("method", ["response_url", "chat.startStream", "chat.appendStream"])
async def test_fault_28_an_answer_comes_though_its_beginning_was_refused(
    slack: SlackDouble, tmp_path: Path, method: str
) -> None:
    """When Slack finds a mistake in what says that an answer is under way, or in a piece of it, the answer comes."""
    async with serving(slack, tmp_path, knobs=turning(FakeClock()), engineer=Gated()) as home:
        channel, ana = slack.channel("general"), slack.person("Ana")
        trouble = slack.fail_next(method, "invalid_blocks", status=400 if method == "response_url" else 200)
        private = method == "response_url"
        did = await (ana.slash(channel, COMMAND, "draft this") if private else ana.say(ana.dm(), "draft this"))
        await slack.called(method)
        assert isinstance(home.engineer, Gated)
        home.engineer.gate.set()
        await did.settled(contains=END)
        assert trouble.times == 0
        assert did.answers.count(END) == 1


def files(ana: Person) -> list[bytes]:
    """Give the files in somebody's direct messages."""
    return [content for one in ana.sees(ana.dm()) for content in one.files.values()]


@pytest.mark.parametrize("lost", [True, False], ids=["lost", "broken"])
async def test_fault_28_a_private_answer_that_is_perhaps_not_there_is_told(
    slack: SlackDouble, tmp_path: Path, *, lost: bool
) -> None:
    """When nobody knows whether a private answer got through, it is not posted a second time; the person is told where
    it is found.
    """
    async with serving(slack, tmp_path, knobs=replace(turning(FakeClock()), at_once=5.0)):
        channel, ana = slack.channel("general"), slack.person("Ana")
        trouble = slack.drop_next("response_url") if lost else slack.fail_next("response_url", "", status=500)
        act = await ana.slash(channel, COMMAND, "draft a weekly report")
        await act.settled(contains="If you do not see it, /prompt last has it.")
        assert trouble.times == 0
        assert act.answers.count(END) == (1 if lost else 0)
        assert len(slack.calls("response_url")) == 1


async def test_fault_28_a_message_whose_answer_got_lost_is_not_posted_twice(slack: SlackDouble, tmp_path: Path) -> None:
    """The connection breaks just as a message was posted: it stands there once."""
    slack.fail_next("chat.startStream", "internal_error", status=500, times=9)
    async with serving(slack, tmp_path):
        ana = slack.person("Ana")
        slack.drop_next("chat.postMessage")
        said = await ana.say(ana.dm(), "a weekly report")
        await said.shows(BEGUN)
        assert len([one for one in slack.calls("chat.postMessage") if BEGUN in str(one.arguments)]) == 1


async def test_fault_28_a_call_that_is_not_answered_is_made_again(
    slack: SlackDouble, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When Slack does not answer a call at all, it is made again, and the answer stands there."""
    monkeypatch.setattr(sending, "SECONDS", 0.2)
    async with serving(slack, tmp_path, knobs=turning(FakeClock())):
        ana = slack.person("Ana")
        held = slack.hold_next("chat.update")
        said = await ana.say(ana.dm(), "a weekly report")
        await slack.called("chat.update", 2)
        held.release()
        await said.settled(contains=END)
        assert len(said.messages) == 1


# --- 29: budgets -----------------------------------------------------------------------------------------------------

MORE = "\nWrite on and on."
HUNDRED = 100
LOOPS = 20
"""Rounds of the loop until a piece is on its way to Slack."""


class Chatty(ScriptedEngineer):
    """An engineer that writes on for two minutes of a clock that it turns by itself: from when all of `number` answers
    are begun, and not while Slack has still to answer, as time would fly where the computer is busy.
    """

    def __init__(self, clock: FakeClock, number: int) -> None:
        super().__init__()
        self.clock = clock
        self.begun = asyncio.Barrier(number)
        self.budgets: list[Budget] = []

    def count(self, *given: Any) -> Budget:  # noqa: ANN401 - as it was called
        """Make the bot's budget, and remember it."""
        self.budgets.append(Budget(*given))
        return self.budgets[-1]

    @property
    def _under_way(self) -> bool:
        return any(method.under_way for budget in self.budgets for method in budget._methods.values())

    async def _pieces(self, text: str) -> AsyncIterator[Piece]:
        yield Piece(text)
        await self.begun.wait()
        until = self.clock.monotonic() + 120
        while self.clock.monotonic() < until:
            yield Piece(MORE)
            for _ in range(LOOPS):
                await asyncio.sleep(0)
            while self._under_way:  # noqa: ASYNC110 - nothing tells of what happens inside the bot
                await asyncio.sleep(0)
            self.clock.advance(0.4)


async def test_fault_29_streams_together_stay_within_what_slack_takes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ten answers that are written at once for two minutes share a hundred pieces a minute, and end whole, and Slack
    never has to say that it is too much.
    """
    clock = FakeClock()
    chatty, knobs = Chatty(clock, 10), replace(turning(clock), write_seconds=0.0)
    monkeypatch.setattr(serve, "Budget", chatty.count)
    async with (
        SlackDouble(clock=clock, limits=True, pace=True) as slack,
        serving(slack, tmp_path, engineer=chatty, knobs=knobs),
    ):
        people = [slack.person(f"P{number}") for number in range(10)]
        said = [await one.say(one.dm(), "a weekly report") for one in people]
        for each in said:
            await each.settled(contains=END)
        assert all("Critique" in each.messages[-1].buttons for each in said)
        appended = [one.at for one in slack.calls("chat.appendStream")]
        assert len(appended) > HUNDRED
        assert max(sum(at <= each < at + 60 for each in appended) for at in appended) <= HUNDRED
        assert [one for one in slack.requests if one.status == 429] == []
        assert slack.refused == []


async def test_fault_29_an_answer_is_whole_where_no_stream_can_begin(slack: SlackDouble, tmp_path: Path) -> None:
    """When too many answers are being written, another one comes whole, in the message that said it was under way."""
    slack.limit_next(60, "chat.startStream")
    async with serving(slack, tmp_path):
        ana = slack.person("Ana")
        said = await ana.say(ana.dm(), "a weekly report")
        await said.settled(contains=END)
        (answer,) = said.messages
        assert answer.history[0].text.startswith("Working…")


# --- 30: Socket Mode -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("reason", ["warning", "refresh_requested"])
async def test_fault_30_a_connection_is_replaced_before_it_is_let_go(
    slack: SlackDouble, tmp_path: Path, reason: str
) -> None:
    """When Slack asks for its connections to be replaced, new ones stand before the old ones are closed, and what
    people do meanwhile is done once.
    """
    async with serving(slack, tmp_path, knobs=turning(FakeClock())) as home:
        channel, ana = slack.channel("general"), slack.person("Ana")
        old = list(slack.socket.connections)
        slack.refresh(reason, connections=2)
        acts = [await ana.slash(channel, COMMAND, f"draft {number}") for number in range(5)]
        stood = True
        while any(not one.ws.closed for one in old):
            stood &= len(slack.socket.connections) >= 2
            await asyncio.sleep(0)
        for act in acts:
            await act.settled(contains=END)
        assert stood
        assert slack.socket.opened == 4
        assert drafts(home.engineer) == ["0", "1", "2", "3", "4"]
        assert not any(act.failed for act in acts)


async def test_fault_30_what_was_under_way_when_connections_were_cut_is_done_once(
    slack: SlackDouble, tmp_path: Path
) -> None:
    """When both connections are cut without a word, before anything that came by them was acknowledged, Slack sends it
    again, and each thing is done once.
    """
    async with serving(slack, tmp_path, knobs=turning(FakeClock())) as home:
        channel, ana = slack.channel("general"), slack.person("Ana")
        acts = [await ana.slash(channel, COMMAND, f"draft {number}") for number in range(5)]
        said = await ana.say(ana.dm(), "/draft said")
        await asyncio.sleep(0)
        slack.cut()
        await slack.ready(2)
        for one in list[Any]([*acts, said]):
            await one.settled(contains=END)
        slack.redeliver()
        for act in acts:
            slack.again(act)
        await slack.taken()
        assert drafts(home.engineer) == ["0", "1", "2", "3", "4", "said"]
        assert len(said.messages) == 1


async def test_fault_30_a_connection_that_brings_nothing_is_replaced(slack: SlackDouble, tmp_path: Path) -> None:
    """A connection that stands and brings nothing for long is replaced by a new one."""
    async with serving(slack, tmp_path, knobs=replace(QUICK, silence=0.05)):
        await slack.reconnected(5)


async def test_fault_30_a_connection_that_answers_no_ping_is_replaced(slack: SlackDouble, tmp_path: Path) -> None:
    """A connection whose other end is dead is replaced by a new one."""
    slack.socket.pongs = False
    async with serving(slack, tmp_path, knobs=replace(turning(FakeClock()), heartbeat=0.05)):
        await slack.reconnected(4)


# --- 31: removed -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("how", ["told", "found out"])
async def test_fault_31_an_app_that_is_removed_ends_and_keeps_what_it_has(
    slack: SlackDouble, tmp_path: Path, how: str
) -> None:
    """Once the app is removed from the workspace, the operator is told which token is no good, nothing is tried for
    ever, and when it is back, people find their work.
    """
    channel, ana = slack.channel("general"), slack.person("Ana")
    async with house(tmp_path, boot="first") as home:
        task = asyncio.create_task(run(home.app, settings(slack, tmp_path), turning(FakeClock())))
        await slack.ready(2)
        act = await ana.slash(channel, COMMAND, "draft a weekly report")
        await act.settled(contains=END)
        if how == "told":
            slack.uninstall()
        else:
            slack.fail_next("", "token_revoked", times=1000)
            await ana.say(ana.dm(), "a weekly report")
        with pytest.raises(Misconfigured, match="SLACK_BOT_TOKEN"):
            await asyncio.wait_for(task, 10)
    slack.team.installed = True
    slack.api.troubles.clear()
    async with serving(slack, tmp_path, boot="second"):
        again = await ana.slash(channel, COMMAND, "last")
        await again.settled(contains=END)


async def test_fault_31_another_token_that_is_revoked_ends_nothing(slack: SlackDouble, tmp_path: Path) -> None:
    """When Slack tells of a person's token, or of another workspace, people here are answered as before."""
    async with serving(slack, tmp_path):
        channel, ana = slack.channel("general"), slack.person("Ana")
        other = slack.workspace("Other")
        told: dict[str, Any] = {"type": "tokens_revoked", "event_ts": slack.state.ts()}
        slack.api.tell.send("tokens_revoked", slack.team, told | {"tokens": {"oauth": [ana.id], "bot": []}})
        slack.api.tell.send("tokens_revoked", other, told | {"tokens": {"oauth": [], "bot": [other.bot.id]}})
        slack.api.tell.send("app_uninstalled", other, {"type": "app_uninstalled", "event_ts": slack.state.ts()})
        await slack.taken()
        act = await ana.slash(channel, COMMAND, "draft a weekly report")
        await act.settled(contains=END)


# --- 32: mistakes of ours --------------------------------------------------------------------------------------------

TOKEN = "xoxb-" + "123456789012-" * 2 + "AbCdEfGhIjKlMnOp"
WORDS = "zanzibar-canary"


def breaks(*_: object, **__: object) -> None:
    """Be a mistake of ours, with a token and somebody's words in its text."""
    raise RuntimeError(f"{WORDS} {TOKEN}")


def told_once(said: str, log: str) -> None:
    """Hold that a mistake is told shortly, with a number that the log has too, and nothing of it in either."""
    assert said.count("Something went wrong on my side.") == 1
    (number,) = re.findall(r"tell whoever runs me this number: (\w{8})\.", said)
    assert f'"request": "{number}"' in log
    assert "RuntimeError" in log
    for secret in (WORDS, TOKEN, TOKEN[-16:], "Traceback"):
        assert secret not in said + log


@pytest.mark.parametrize(
    ("owner", "name"),
    [(Delivery, "_take"), (App, "start"), (People, "known"), (ScriptedEngineer, "clarify")],
)
async def test_fault_32_a_mistake_of_ours_is_told_shortly_with_its_number(
    slack: SlackDouble, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, owner: type, name: str
) -> None:
    """Whatever breaks in the bot, whoever gave a command or wrote to it reads that once, with a number for the
    operator, and neither they nor the log are shown what the error said.
    """
    async with serving(slack, tmp_path):
        channel, ana = slack.channel("general"), slack.person("Ana")
        for where in (channel, ana.dm()):
            with captured("debug") as written, monkeypatch.context() as broken:
                broken.setattr(owner, name, breaks)
                did: Act | Said
                if where is channel:
                    did = await ana.slash(channel, COMMAND, "draft a weekly report")
                else:
                    did = await ana.say(where, "/draft a weekly report")
                await did.settled(contains="This did not work.")
            told_once(did.answers, written.getvalue())


async def test_fault_32_a_mistake_with_a_form_leaves_it_open(
    slack: SlackDouble, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When a form cannot be read for a mistake of ours, it stays open with all that was typed, and says so."""
    async with serving(slack, tmp_path):
        ana = slack.person("Ana")
        act = await ana.slash(slack.channel("general"), COMMAND)
        form = await act.opened()
        goal: dict[str, Any] = {"~text": "a weekly report"}
        with captured("debug") as written, monkeypatch.context() as broken:
            broken.setattr("adapters.slack.forms.boxed", breaks)
            sent = await ana.submit(form, **goal)
            await sent.acknowledged()
        told_once("".join(sent.errors.values()), written.getvalue())
        again = await ana.submit(form, **goal)
        await again.settled(contains=END)


async def test_fault_32_what_breaks_before_it_is_acknowledged_is_not_in_the_log(
    slack: SlackDouble, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When something breaks before the acknowledgement, Slack tells the person, and the log has no word of it."""
    async with serving(slack, tmp_path, http=True):
        channel, ana = slack.channel("general"), slack.person("Ana")
        with captured("debug") as written, monkeypatch.context() as broken:
            broken.setattr("adapters.slack.desk.Desk.command", breaks)
            act = await ana.slash(channel, COMMAND, "draft a weekly report")
            await act.until(lambda: bool(act.failed), "an error of Slack's")
        assert (slack.push.sent[-1].status, slack.push.sent[-1].text) == (400, "")
        for secret in (WORDS, TOKEN, TOKEN[-16:], "Traceback"):
            assert secret not in written.getvalue()
        assert "slack_payload_broke" in written.getvalue()


async def test_fault_32_what_breaks_behind_the_first_message_is_told_below_it(
    slack: SlackDouble, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When the file of an answer cannot be sent for a mistake of ours, what was shown stays, and that is told below."""
    async with serving(slack, tmp_path, knobs=turning(FakeClock())) as home:
        home.engineer.text = f"{BEGUN} {{{{tickets}}}}.\n" + "\n".join(f"- Rule {number}" for number in range(900))
        ana = slack.person("Ana")
        with captured("debug") as written, monkeypatch.context() as broken:
            broken.setattr(Posting, "upload", breaks)
            said = await ana.say(ana.dm(), "a weekly report")
            await said.settled(contains="This did not work.")
        assert BEGUN in said.messages[0].text
        assert "/prompt last has what came of it." in said.messages[-1].text
        told_once(said.answers, written.getvalue())


# --- 56: the process dies --------------------------------------------------------------------------------------------


async def test_fault_56_one_who_cannot_be_told_costs_the_others_nothing(
    slack: SlackDouble, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When the process died, each asker is told at the next start, though the library is busy at first, one message may
    no longer be changed, and telling one of them breaks.
    """
    channel, people = slack.channel("general"), [slack.person(f"P{number}") for number in range(5)]
    ana, ben, cleo, dan, eve = people
    with monkeypatch.context() as died:
        async with serving(slack, tmp_path, engineer=Gated(), boot="first") as home:
            did: dict[Person, Act | Said] = {ana: await ana.say(ana.dm(), "/draft one")}
            did |= {ben: await ben.slash(ben.dm(), COMMAND, "draft two")}
            did |= {cleo: await cleo.say(channel, f"{slack.mention} /draft three")}
            did |= {dan: await dan.slash(channel, COMMAND, "draft four"), eve: await eve.say(eve.dm(), "/draft five")}
            for person, one in did.items():
                await one.shows("Working…" if person is dan else BEGUN)
            for owner, name in ((type(home.app.services.store.calls), "finish"), (StreamOutlet, "end")):
                died.setattr(owner, name, nothing)
            died.setattr(PrivateOutlet, "end", nothing)
    interrupted, update, times = App.interrupted, Posting.update, iter(range(9))

    async def busy(self: App, platform: str) -> tuple[tuple[bytes, str], ...]:
        if next(times) < 2:
            raise StoreFailed("The library is busy.")
        return await interrupted(self, platform)

    async def barred(self: Posting, where: str, ts: str, message: Packed, **more: float) -> None:
        if where == ana.dm().id:
            raise Barred("edit_window_closed")
        await update(self, where, ts, message, **more)

    monkeypatch.setattr(App, "interrupted", busy)
    monkeypatch.setattr(Posting, "update", barred)
    monkeypatch.setattr(Posting, "respond", breaks)
    async with serving(slack, tmp_path, boot="second", knobs=turning(FakeClock())):
        told_of = {person: one for person, one in did.items() if person is not dan}
        for person, one in told_of.items():
            await one.until(lambda person=person: INTERRUPTED in everything(person, channel), INTERRUPTED)  # type: ignore[misc]
        card = next(one for one in ben.sees(ben.dm()) if one.buttons == ["Retry"])
        assert not any(one.streaming for one in ben.sees(ben.dm()))
        retried = await ben.press(card, label="Retry")
        await retried.settled(contains=END)


INTERRUPTED = "I was stopped in the middle of this. What you sent is kept."


async def nothing(*_: object) -> None:
    """Leave things as they stood when the process died."""


def everything(person: Person, channel: Channel) -> str:
    """Give what somebody sees of the bot, in their direct messages and for all in a channel."""
    shown = [*person.sees(person.dm()), *(one for one in person.sees(channel) if not one.ephemeral)]
    return "\n".join(one.text for one in shown if one.author is not person.user)


# --- 78: nothing stays behind ----------------------------------------------------------------------------------------


SPARE = 10


def descriptors() -> int:
    """Count the files that this process has open."""
    return len(list(Path("/dev/fd").iterdir()))


async def test_fault_78_nothing_stays_behind_reconnects(slack: SlackDouble, tmp_path: Path) -> None:
    """After sixteen times in which both connections were replaced or cut, with somebody being answered meanwhile, two
    connections stand, and the bot has no more tasks and open files than after the first of them.
    """
    async with serving(slack, tmp_path, knobs=turning(FakeClock())) as home:
        channel, ana = slack.channel("general"), slack.person("Ana")
        counts: list[tuple[int, int]] = []
        for number in range(16):
            slack.cut() if number % 2 else slack.refresh(connections=2)
            act = await ana.slash(channel, COMMAND, "help")
            await act.settled(contains=COMMAND)
            await slack.reconnected(2 * number + 4)
            await act.until(lambda: len(slack.socket.connections) == 2, "two connections")
            counts.append((len(asyncio.all_tasks()), descriptors()))
        assert counts[-1][0] < counts[0][0] + SPARE
        assert counts[-1][1] < counts[0][1] + SPARE  # one that each connection left would be thirty
        assert not home.app._running
