"""The connection to Discord: it comes back by itself, waits longer each time, and says what only the operator mends."""

import asyncio
import types
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import pairwise

import discord
import pytest
import pytest_asyncio
from discord.gateway import DiscordWebSocket
from discord.http import Route
from hypothesis import given
from hypothesis import strategies as st
from yarl import URL

from adapters.backoff import Time
from adapters.discord.connection import NotNow, Supervised
from adapters.discord.starts import RESERVE, Left, Starts
from adapters.discord.supervise import supervise
from bot.errors import Misconfigured
from tests.doubles.discord import DiscordDouble
from tests.doubles.log import Written, captured
from tests.doubles.waiting import PATIENCE

DAY = 86_400.0


@dataclass
class Quick:
    """Time that passes only by waiting, at once. `now` is in seconds; `waits` are all that were asked for."""

    seconds: float = 1000.0
    waits: list[float] = field(default_factory=list)
    slept: Callable[[float], None] = lambda _: None

    def now(self) -> float:
        """Give the time."""
        return self.seconds

    async def sleep(self, seconds: float) -> None:
        """Let time pass."""
        self.waits.append(seconds)
        self.seconds += seconds
        self.slept(seconds)
        await asyncio.sleep(0)

    @property
    def time(self) -> Time:
        """Give it as the supervision takes it; jitter always takes the longest."""
        return Time(now=self.now, sleep=self.sleep, spread=lambda _least, most: most)


class Bot(Supervised):
    """A client with nothing in it, that notices a silent gateway at once."""

    def __init__(self) -> None:
        super().__init__(intents=discord.Intents(guilds=True), heartbeat_timeout=0.3)


@pytest_asyncio.fixture
async def double(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[DiscordDouble]:
    """Give a Discord on loopback, and have discord.py speak to it without its own waits for a first connection."""
    hasty = types.SimpleNamespace(**{**vars(asyncio), "sleep": lambda _seconds: asyncio.sleep(0)})
    monkeypatch.setattr("discord.shard.asyncio", hasty)
    async with DiscordDouble() as server:
        monkeypatch.setattr(Route, "BASE", server.api_url)
        monkeypatch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", URL(server.gateway_url))
        yield server


@pytest.fixture
def quick() -> Quick:
    """Give time that passes at once."""
    return Quick()


@pytest.fixture(autouse=True)
def logged() -> Iterator[Written]:
    """Give the log."""
    with captured(level="info") as written:
        yield written


@asynccontextmanager
async def supervised(double: DiscordDouble, quick: Quick) -> AsyncIterator[list[Bot]]:
    """Keep a bot connected for a while; give the clients that were made so far."""
    made: list[Bot] = []

    def make() -> Bot:
        made.append(Bot())
        return made[-1]

    task = asyncio.create_task(supervise(make, double.token, quick.time))
    try:
        yield made
        assert not task.done(), task
    finally:
        task.cancel()
        await asyncio.wait([task])
    assert all(client.is_closed() for client in made)


async def connected(double: DiscordDouble, identifies: int = 1) -> None:
    """Wait until the bot is there, having identified so many times."""
    async with asyncio.timeout(PATIENCE):
        await double.state.until(lambda: double.gateway.ready and double.identifies >= identifies)


async def refused(double: DiscordDouble, quick: Quick) -> Misconfigured:
    """Give the error that ends the supervision."""
    async with asyncio.timeout(PATIENCE):
        with pytest.raises(Misconfigured) as caught:
            await supervise(Bot, double.token, quick.time)
    return caught.value


def ends(logged: Written) -> list[dict[str, object]]:
    """Give the lines about connections that ended."""
    return [line for line in logged.events() if line["event"] == "discord_connection_ended"]


# --- what passes by itself -------------------------------------------------------------------------------------------


@pytest.mark.asyncio
async def test_a_gateway_that_is_down_at_the_start_is_waited_for(
    double: DiscordDouble, quick: Quick, logged: Written
) -> None:
    """The bot comes up when Discord's gateway does, however often it was not there; nobody starts it again."""
    double.gateway.open = False

    def opens(_: float) -> None:
        double.gateway.open = len(quick.waits) >= 4

    quick.slept = opens
    async with supervised(double, quick) as made:
        await connected(double)
        assert len(made) == 5
        assert quick.waits == [1.0, 2.0, 4.0, 8.0]
        assert [line["attempt"] for line in ends(logged)] == [1, 2, 3, 4]
        assert double.identifies == 1


@pytest.mark.asyncio
async def test_discord_down_at_login_is_waited_for(double: DiscordDouble, quick: Quick, logged: Written) -> None:
    """A computer that is offline, or a Discord that answers with errors, at the start only delays it."""
    working, Route.BASE = Route.BASE, "http://127.0.0.1:9/api/v10"

    def heals(_: float) -> None:
        if len(quick.waits) == 2:
            Route.BASE = working
            double.fail_next("GET", "/users/@me", 503)
            double.fail_next("GET", "/gateway/bot", 503)

    quick.slept = heals
    async with supervised(double, quick):
        await connected(double)
        assert [line["reason"] for line in ends(logged)] == [
            "ClientConnectorError",
            "ClientConnectorError",
            "DiscordServerError",
            "GatewayNotFound",
        ]
        assert ends(logged)[2]["code"] == 503


@pytest.mark.asyncio
async def test_the_wait_grows_to_five_minutes_and_no_further(double: DiscordDouble, quick: Quick) -> None:
    """While Discord is away for long it is asked ever less often, but at least every five minutes."""
    double.fail_next("GET", "/users/@me", 503, times=12)
    async with supervised(double, quick):
        await connected(double)
    assert quick.waits[:5] == [1.0, 2.0, 4.0, 8.0, 16.0]
    assert quick.waits[9:12] == [300.0, 300.0, 300.0]


@pytest.mark.asyncio
async def test_jitter_spreads_the_waits(double: DiscordDouble, quick: Quick) -> None:
    """A wait is drawn between half and all of its length."""
    asked: list[tuple[float, float]] = []

    def drawn(least: float, most: float) -> float:
        asked.append((least, most))
        return least

    double.fail_next("GET", "/users/@me", 503, times=2)
    task = asyncio.create_task(supervise(Bot, double.token, Time(quick.now, quick.sleep, drawn)))
    await connected(double)
    task.cancel()
    await asyncio.wait([task])
    assert asked == [(0.5, 1.0), (1.0, 2.0)]
    assert quick.waits == [0.5, 1.0]


@pytest.mark.asyncio
async def test_a_good_connection_makes_the_next_trouble_a_first_one(double: DiscordDouble, quick: Quick) -> None:
    """After hours of work a lost connection is made again at once, whatever happened in the morning."""
    double.fail_next("GET", "/users/@me", 503, times=5)
    async with supervised(double, quick) as made:
        await connected(double)
        quick.seconds += 7200
        before = len(quick.waits)
        await made[-1].close()
        await connected(double, identifies=2)
    assert quick.waits[before] == 1.0


@pytest.mark.asyncio
async def test_a_dropped_session_is_resumed_by_the_same_client(double: DiscordDouble, quick: Quick) -> None:
    """A hiccup of the gateway is nothing that anybody notices: same client, no new session, no wait of ours."""
    async with supervised(double, quick) as made:
        await connected(double)
        double.drop(4000)
        await double.resumed()
        assert len(made) == 1
        assert double.identifies == 1
        assert quick.waits == []


@pytest.mark.asyncio
async def test_fault_36_a_gateway_that_stopped_answering_is_left_and_resumed(
    double: DiscordDouble, quick: Quick
) -> None:
    """A connection that looks open but is dead is noticed by its missing heartbeats, and the session goes on."""
    double.gateway.heartbeat_ms = 50
    async with supervised(double, quick) as made:
        await connected(double)
        double.stop_acking()
        await double.resumed()  # a session that was closed with 1000 could not be
        double.gateway.acks = True
        assert double.identifies == 1
        assert len(made) == 1


# --- how often sessions begin ----------------------------------------------------------------------------------------


@pytest.mark.asyncio
async def test_fault_35_invalid_sessions_without_end_do_not_use_up_the_day(double: DiscordDouble, quick: Quick) -> None:
    """When Discord calls every session invalid for a whole hour, some twenty are begun, not seven hundred."""
    begun: list[float] = []
    start = quick.seconds
    async with supervised(double, quick):
        while quick.seconds - start < 3600:
            await connected(double, len(begun) + 1)
            begun.append(quick.seconds)
            double.invalidate(resumable=False)
    apart = [later - earlier for earlier, later in pairwise(begun)]
    assert len(begun) <= 20
    assert min(apart) >= 5.0
    assert apart[-1] >= 300.0


@pytest.mark.asyncio
async def test_one_invalid_session_is_mended_in_seconds(double: DiscordDouble, quick: Quick) -> None:
    """A single invalid session costs five seconds and no client."""
    async with supervised(double, quick) as made:
        await connected(double)
        double.invalidate(resumable=False)
        await connected(double, 2)
        assert quick.waits == [5.0]
        assert len(made) == 1


@pytest.mark.asyncio
async def test_what_is_left_of_the_day_is_spared(double: DiscordDouble, quick: Quick, logged: Written) -> None:
    """When earlier starts used up the day's sessions, this one waits for new ones and says so, and the token stays."""
    double.gateway.budget = 0
    async with supervised(double, quick):
        await connected(double)
    assert quick.waits[0] == 14_400.0
    (line,) = [line for line in logged.events() if line["event"] == "discord_spares_sessions"]
    assert (line["remaining"], line["seconds"]) == (0, 14_400)


@given(shards=st.integers(1, 60), remaining=st.integers(0, 1000), reset=st.floats(1, DAY))
def test_sessions_that_are_left_last_until_there_are_new_ones(shards: int, remaining: int, reset: float) -> None:
    """However often the program is started again, it never begins a session that the day does not have."""
    while reset > 0:
        left = Left(shards, 1000, remaining, reset)
        if left.wait == 0:
            assert remaining - shards >= RESERVE
        reset -= left.wait
        if reset > 0:
            remaining -= shards
            assert remaining >= 0


@given(st.lists(st.integers(0, 32_000).map(lambda eighths: eighths / 8), max_size=60))
def test_a_shard_never_begins_often(pauses: list[float]) -> None:
    """Whatever happens in between, a shard begins at most 25 sessions in any hour, and others do not wait for it.
    Seconds are such that sums of them are exact.
    """
    quick = Quick()
    starts = Starts(quick.now)
    begun: list[float] = []
    for pause in pauses:
        quick.seconds += pause + starts.due(0)
        starts.note(0)
        begun.append(quick.seconds)
        assert sum(quick.seconds - at < 3600 for at in begun) <= 25
        assert starts.due(1) == 0
    assert starts.all_due() == starts.due(0) <= 300


@pytest.mark.asyncio
async def test_a_second_shard_waits_five_seconds_for_the_first(double: DiscordDouble, quick: Quick) -> None:
    """Shards are begun one after the other, five seconds apart, as Discord wants it."""
    double.gateway.shards = 2
    async with supervised(double, quick) as made:
        await connected(double, 2)
        assert len(made) == 1
        assert quick.waits == [5.0]


# --- what only the operator mends ------------------------------------------------------------------------------------


@pytest.mark.asyncio
async def test_a_wrong_token_ends_it_with_its_name(double: DiscordDouble, quick: Quick, logged: Written) -> None:
    """A token that Discord refuses is named as DISCORD_TOKEN, with where to get a new one; nothing is tried again."""
    double.refuse_token()
    error = await refused(double, quick)
    assert "DISCORD_TOKEN" in str(error)
    assert "Reset Token" in error.advice
    assert quick.waits == []
    assert double.token not in logged.getvalue() + repr(error.values)


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("code", "says", "advice"),
    [
        (4004, "DISCORD_TOKEN", "Reset Token"),
        (4010, "shard", "again"),
        (4011, "shards", "again"),
        (4012, "version", "newer"),
        (4013, "intent", "newer"),
        (4014, "switched off", "Privileged Gateway Intents"),
    ],
)
async def test_what_the_gateway_refuses_is_named(
    code: int, says: str, advice: str, double: DiscordDouble, quick: Quick
) -> None:
    """A refusal that no waiting mends ends with what is wrong and where to change it."""
    double.refuse_identify(code)
    error = await refused(double, quick)
    assert says in str(error)
    assert advice in error.advice
    assert double.identifies == 1


@pytest.mark.asyncio
async def test_a_token_that_is_reset_later_ends_it_too(double: DiscordDouble, quick: Quick) -> None:
    """Whoever resets the token of a running bot reads that, and does not find it silently trying for ever."""
    task = asyncio.create_task(supervise(Bot, double.token, quick.time))
    await connected(double)
    double.refuse_token()
    double.drop(4004)
    async with asyncio.timeout(PATIENCE):
        with pytest.raises(Misconfigured, match="DISCORD_TOKEN"):
            await task


@pytest.mark.asyncio
async def test_a_mistake_of_our_own_is_not_tried_again(double: DiscordDouble, quick: Quick) -> None:
    """An error in the program's own start is told as one, not hidden behind endless attempts."""

    class Broken(Bot):
        async def setup_hook(self) -> None:
            raise LookupError

    with pytest.raises(LookupError):
        await supervise(Broken, double.token, quick.time)
    assert quick.waits == []


@pytest.mark.asyncio
async def test_a_connection_that_will_not_close_is_left(
    double: DiscordDouble, quick: Quick, logged: Written, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An old connection that hangs while it is closed does not keep the next one from being made."""
    monkeypatch.setattr("adapters.discord.supervise.CLOSE_SECONDS", 0.01)
    hanging = [True, False]

    class Stuck(Bot):
        async def close(self) -> None:
            if hanging.pop(0):
                await asyncio.Event().wait()
            await super().close()

    double.fail_next("GET", "/gateway/bot", 503)
    task = asyncio.create_task(supervise(Stuck, double.token, quick.time))
    await connected(double)
    task.cancel()
    await asyncio.wait([task])
    assert hanging == []
    assert "discord_not_closed_well" in logged.getvalue()


@pytest.mark.asyncio
async def test_no_line_of_the_log_is_a_flood(double: DiscordDouble, quick: Quick, logged: Written) -> None:
    """An attempt that fails is a line or two in the log: no tracebacks, no token."""
    double.gateway.open = False

    def opens(_: float) -> None:
        double.gateway.open = len(quick.waits) >= 10

    quick.slept = opens
    async with supervised(double, quick):
        await connected(double)
    assert len(logged.events()) <= 10 * 2
    assert "Traceback" not in logged.getvalue()
    assert double.token not in logged.getvalue()


def test_not_now_says_when() -> None:
    """What keeps a session from beginning says in how many seconds it may."""
    assert str(NotNow(79.6)) == "in 80 seconds"
