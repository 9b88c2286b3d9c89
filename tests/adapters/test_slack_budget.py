"""The counts of calls that Slack allows: never exceeded, shared in turn, and the ends of answers first."""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.slack.budget import BURST, MINUTE, RATES, REMEMBERED, SECOND, Budget
from adapters.slack.shares import LAPSES, Share, Shares
from tests.doubles.time import Passing

UPDATE, APPEND, START, STOP, POST = (
    "chat.update", "chat.appendStream", "chat.startStream", "chat.stopStream", "chat.postMessage",
)  # fmt: skip
A_LITTLE = 0.001
"""Seconds that nobody notices."""
METHODS = (UPDATE, START, POST, "files.completeUploadExternal")


@dataclass(frozen=True, slots=True)
class Wish:
    """Calls that somebody wants to make: when, how many, and how long they would wait. `there` and `back` are the
    seconds on the way, `closes` the pause that Slack wants after each.
    """

    after: float
    method: str
    channel: str
    within: float
    closes: float
    gives_up: bool
    times: int = 1
    there: float = 0.0
    back: float = 0.0


WISHES = st.lists(
    st.builds(
        Wish,
        after=st.sampled_from([0.0, 0.0, 0.0, 0.3, 2.0, 20.0]),
        method=st.sampled_from(METHODS),
        channel=st.sampled_from(["C1", "C2", "C3"]),
        within=st.sampled_from([0.0, 3.0, 60.0, 10_000.0]),
        closes=st.sampled_from([0.0, 0.0, 0.0, 0.0, 1.0, 30.0]),
        gives_up=st.booleans(),
        times=st.sampled_from([1, 1, 10, 40]),
        there=st.sampled_from([0.0, 0.1, 2.0]),
        back=st.sampled_from([0.0, 0.1, 2.0]),
    ),
    min_size=1,
    max_size=30,
)


@dataclass
class Slack:
    """What reached Slack, in seconds, and when it wanted to be left alone."""

    time: Passing = field(default_factory=Passing)
    called: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    posted: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    closed: dict[str, float] = field(default_factory=dict)
    waited: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.budget = Budget(self.time.clock, self.time.sleep)

    async def call(self, wish: Wish) -> None:
        """Make a call as soon as it may be made."""
        began = self.time.now
        if await self.budget.turn(wish.method, wish.channel, within=wish.within) > 0:
            assert self.time.now - began <= wish.within
            return
        assert self.time.now > self.closed.get(wish.method, 0.0) - A_LITTLE
        self.waited.append(self.time.now - began)
        try:
            await self._taken(wish)
        finally:
            self.budget.ended(wish.method, wish.channel)
        if wish.closes:
            self.closed[wish.method] = max(self.closed.get(wish.method, 0.0), self.time.now + wish.closes)
            self.budget.close(wish.method, wish.closes)

    async def _taken(self, wish: Wish) -> None:
        await self.time.sleep(wish.there)
        self.called[wish.method].append(self.time.now)
        if wish.method != UPDATE:
            self.posted[wish.channel].append(self.time.now)
        await self.time.sleep(wish.back)

    async def at_once(self, method: str, channel: str = "", within: float = 0.0) -> float:
        """Make a call that is there and back in no time; give the seconds that it would have to wait, else 0."""
        wait = await self.budget.turn(method, channel, within=within)
        if not wait:
            self.budget.ended(method, channel)
        return wait


async def everybody(slack: Slack, wishes: Sequence[Wish]) -> None:
    """Let everybody call at their time; some of them do not wait for it."""
    tasks: list[asyncio.Task[None]] = []
    for wish in wishes:
        if wish.after:
            await slack.time.sleep(wish.after)
        tasks += [asyncio.create_task(slack.call(wish)) for _ in range(wish.times)]
        if wish.gives_up and len(tasks) > 3:
            tasks[-3].cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    for task in tasks:
        if not task.cancelled() and (error := task.exception()):
            raise error


def fewest_tokens(times: Sequence[float]) -> float:
    """Give what was left at the worst moment of a bucket that takes a few messages at once and one a second."""
    left, since, fewest = float(BURST), 0.0, 0.0
    for at in sorted(times):
        left, since = min(float(BURST), left + at - since) - 1, at
        fewest = min(fewest, left)
    return fewest


@settings(max_examples=40, deadline=None)
@given(wishes=WISHES)
def test_slack_is_never_called_more_often_than_it_allows(wishes: list[Wish]) -> None:
    """Whoever calls, gives up, or is asked to wait: in no minute there are more calls than allowed, in no channel more
    messages than one a second after a few at once, and while Slack wants to be left alone, it is.
    """
    slack = Slack()
    asyncio.run(slack.time.done(everybody(slack, wishes)))
    for method, times in ((name, sorted(times)) for name, times in slack.called.items()):
        assert all(later - at > 60 - A_LITTLE for at, later in zip(times, times[RATES[method] :], strict=False))
    assert all(fewest_tokens(times) > -A_LITTLE for times in slack.posted.values())


@settings(max_examples=20, deadline=None)
@given(wishes=WISHES, most=st.sampled_from([20, 120]))
def test_nobody_waits_for_ever(wishes: list[Wish], most: int) -> None:
    """Who waits for a turn has it by the time that those before need, in the order in which they came."""
    patient = [Wish(0.0, UPDATE, one.channel, 10_000.0, 0.0, gives_up=False) for one in wishes]
    slack = Slack()
    asyncio.run(slack.time.done(everybody(slack, (patient * most)[:most])))
    assert len(slack.waited) == most
    for number, seconds in enumerate(slack.waited):
        assert seconds <= MINUTE * (number // RATES[UPDATE])


@pytest.mark.asyncio
async def test_who_does_not_wait_is_told_how_long_it_would_be() -> None:
    """A call that would come too late is not counted, and whoever made it learns how long others need."""
    slack = Slack()
    for _ in range(RATES[START]):
        assert await slack.at_once(START) == 0
    assert await slack.at_once(START, within=3.0) == pytest.approx(MINUTE)
    assert slack.budget.left(START) == 0
    slack.time.clock.advance(MINUTE)
    assert slack.budget.left(START) == RATES[START]


@pytest.mark.asyncio
async def test_a_pause_that_slack_wants_holds_for_those_who_wait_already() -> None:
    """When Slack says to wait, nobody calls before, and then they go in their order, no more of them than allowed."""
    slack = Slack()
    for _ in range(RATES[UPDATE]):
        await slack.at_once(UPDATE)
    waiting = [slack.call(Wish(0.0, UPDATE, "", 1000.0, 0.0, gives_up=False)) for _ in range(RATES[UPDATE] + 1)]

    async def paused() -> None:
        await slack.time.sleep(1.0)
        slack.budget.close(UPDATE, 100.0)
        assert slack.budget.left(UPDATE) == 0

    began = slack.time.now
    await slack.time.done(*waiting, paused())
    assert [at - began for at in slack.called[UPDATE]] == pytest.approx([101.0] * RATES[UPDATE] + [101.0 + MINUTE])


@pytest.mark.asyncio
@pytest.mark.parametrize(("method", "most", "pause"), [(UPDATE, RATES[UPDATE], MINUTE), (POST, BURST, SECOND)])
async def test_who_waits_goes_before_who_comes(method: str, most: int, pause: float) -> None:
    """A turn that becomes free is for the one who waits for it, not for whoever comes at that moment."""
    slack = Slack()
    await slack.at_once(method, "C1")
    slack.time.clock.advance(pause / 2)
    for _ in range(most - 1):
        await slack.at_once(method, "C1")
    waiting = asyncio.ensure_future(slack.budget.turn(method, "C1", within=1000.0))
    await asyncio.sleep(0)
    slack.time.clock.advance(pause / 2)
    assert await slack.at_once(method, "C1") > 0
    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)
    assert await slack.at_once(method, "C1") == 0


@pytest.mark.asyncio
async def test_who_gives_up_holds_nobody_up() -> None:
    """Where many waited and gave up, because their answers were deleted, others have the turns."""
    slack = Slack()
    for _ in range(RATES[UPDATE]):
        await slack.at_once(UPDATE)
    waiting = [asyncio.ensure_future(slack.budget.turn(UPDATE, within=1000.0)) for _ in range(RATES[UPDATE])]
    await asyncio.sleep(0)
    assert slack.budget.due(UPDATE) == pytest.approx(2 * MINUTE)
    for one in waiting:
        one.cancel()
    await asyncio.gather(*waiting, return_exceptions=True)
    assert slack.budget.due(UPDATE) == pytest.approx(MINUTE)


@pytest.mark.asyncio
async def test_what_is_remembered_is_bounded() -> None:
    """After weeks of calls in thousands of channels, as much is remembered as a minute and a day's channels need."""
    slack = Slack()
    for number in range(2 * REMEMBERED):
        await slack.at_once(POST, f"C{number}")
        slack.time.clock.advance(0.2)
    assert len(slack.budget._channels) == REMEMBERED
    assert [len(one.ended) for one in slack.budget._methods.values()] == [pytest.approx(MINUTE / 0.2, abs=1)]
    shares = Shares(slack.budget)
    for _ in range(REMEMBERED):
        shares.hold(UPDATE)
    assert len(shares._all) == 0


# --- many answers at once --------------------------------------------------------------------------------------------


@dataclass
class Answer:
    """An answer that is written for a while, as a stream where there are any left, and then ends."""

    slack: Slack
    shares: Shares
    seconds: float
    after: float = 0.0
    writes: str = ""
    wrote: list[float] = field(default_factory=list)
    ended: float = 0.0

    async def run(self) -> None:
        """Show it, and end it."""
        await self.slack.time.sleep(self.after)
        share = self._begun()
        self.writes, until = share.writes, self.slack.time.now + self.seconds
        while self.slack.time.now < until:
            await self.slack.time.sleep(1.2)
            if share.may_write() and await self.slack.at_once(self.writes) == 0:
                self.wrote.append(self.slack.time.now)
        for method in (STOP, UPDATE) if self.writes == APPEND else (UPDATE,):
            assert await self.slack.at_once(method, within=3.0) == 0, "its end did not come first"
        self.ended = self.slack.time.now

    def _begun(self) -> Share:
        share = self.shares.hold(APPEND, STOP, UPDATE)
        return share if share.can_end else self.shares.hold(UPDATE, UPDATE)


def many(count: int, seconds: float, after: float = 0.0) -> list[Answer]:
    """Let so many answers be written at once, or each so many seconds after the one before."""
    slack = Slack()
    shares = Shares(slack.budget)
    answers = [Answer(slack, shares, seconds, after * number) for number in range(count)]
    asyncio.run(slack.time.done(*(one.run() for one in answers)))
    return answers


@pytest.mark.parametrize("seconds", [3.0, 20.0, 58.0])
def test_fifty_answers_at_once_all_end_when_they_are_whole(seconds: float) -> None:
    """However much is shown while fifty answers are written, no end of one waits for it."""
    answers = many(50, seconds)
    assert Counter(one.writes for one in answers) == {APPEND: 20, UPDATE: 30}
    assert all(one.ended for one in answers)


@pytest.mark.parametrize(("seconds", "after"), [(20.0, 0.0), (120.0, 0.0), (60.0, 2.0)])
def test_streams_share_what_may_be_written(seconds: float, after: float) -> None:
    """Of twenty streams, none is shown much more often than another, each is shown soon, and none stands still."""
    streams = many(20, seconds, after)
    counts = [len(one.wrote) for one in streams]
    assert max(counts) - min(counts) <= 1 or after
    for one in streams:
        began = one.ended - seconds
        assert one.wrote[0] - began < 2
        pauses = [later - at for at, later in zip(one.wrote, one.wrote[1:], strict=False)]
        assert max(pauses) < MINUTE


def test_one_stream_alone_is_written_as_often_as_it_is_read() -> None:
    """Where nobody else is answered, each piece is shown as it comes."""
    (one,) = many(1, 58.0)
    assert len(one.wrote) == 49


@pytest.mark.asyncio
async def test_a_share_that_nobody_let_go_ends() -> None:
    """An answer that got lost does not hold calls for its end for ever."""
    slack = Slack()
    shares = Shares(slack.budget)
    lost = [shares.hold(UPDATE, UPDATE) for _ in range(RATES[UPDATE])]
    assert not lost[0].may_write()
    slack.time.clock.advance(LAPSES)
    assert shares.hold(UPDATE, UPDATE).may_write()
