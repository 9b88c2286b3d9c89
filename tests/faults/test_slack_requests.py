"""Requests over HTTP as Slack never sends them: forged, broken, overheard, too large. And as it repeats them."""

import asyncio
import json
import re
import tracemalloc
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from io import BytesIO
from itertools import count
from pathlib import Path
from urllib.parse import urlencode

import aiohttp
import pytest

from adapters.slack import serve
from adapters.slack.push import LARGEST, REPLAY_SECONDS, TYPING_SECONDS, WINDOW, Push
from bot.clock import SystemClock
from tests.doubles.clock import FakeClock
from tests.doubles.house import House
from tests.doubles.log import captured
from tests.doubles.on_slack import COMMAND, QUICK, serving
from tests.doubles.slack import SlackDouble
from tests.doubles.slack_person import Act, Person, Said
from tests.doubles.slack_push import FORM, JSON, Headers, encoded
from tests.doubles.slack_state import Channel, Delivery
from tests.doubles.slack_values import Json
from tests.doubles.waiting import PATIENCE

pytestmark = pytest.mark.asyncio
CANARY = "zanzibar-canary"
BEFORE = "a weekly report"
TIME, SIGNATURE = "X-Slack-Request-Timestamp", "X-Slack-Signature"
CHUNK = 2**18
FLAT = 8 * 2**20
"""Bytes that may be held of a request of 100 MB."""


@dataclass
class Bot:
    """A bot that is heard over HTTP. Its clock stands still; `ana` has asked for something, so that there are requests
    of hers to be made others of.
    """

    slack: SlackDouble
    home: House
    clock: FakeClock
    session: aiohttp.ClientSession
    push: Push
    channel: Channel
    ana: Person
    act: Act
    said: Said
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    @property
    def drafts(self) -> list[str]:
        """The goals that were drafted, but for those that were before."""
        told = [one.removeprefix("draft ") for one in self.home.engineer.asked if one.startswith("draft ")]
        return [one for one in told if one != BEFORE]

    def command(self, goal: str) -> bytes:
        """Give the body of a command that was never sent."""
        trigger = {"text": f"draft {goal}", "trigger_id": f"{next(self.numbers)}.again.trigger"}
        return encoded(Delivery(self.act.begun.sent, self.act.payload | trigger, 0.0))[0]

    def message(self, goal: str) -> bytes:
        """Give the body of an event that was never sent: somebody writes to the bot."""
        told, number = self.said.told[0].payload, next(self.numbers)
        event = told["event"] | {"text": f"/draft {goal}", "blocks": [], "ts": f"{number}.000001"}
        return json.dumps(told | {"event": event, "event_id": f"Ev{number}"}).encode()

    def stamp(self, seconds: float = 0) -> str:
        """Give the time of a request that was made so many seconds from now, by the bot's clock."""
        return str(int(self.clock.now().timestamp() + seconds))

    def headers(self, body: bytes, kind: str = FORM, when: str | None = None) -> Headers:
        """Give the headers by which a request is genuine."""
        when = self.stamp() if when is None else when
        return {"Content-Type": kind, TIME: when, SIGNATURE: self.slack.push.sign(body, when)}

    @property
    def person(self) -> Json:
        """What Slack says of Ana with what she does."""
        return {"user": {"id": self.ana.id, "team_id": self.slack.team.id}, "team": {"id": self.slack.team.id}}

    async def sent(self, body: bytes, headers: Headers) -> int:
        """Send a request; give the status of its answer."""
        async with self.session.post(self.slack.push.url, data=BytesIO(body), headers=headers) as answer:
            await answer.read()
            return answer.status

    async def answered(self, body: bytes, headers: Headers) -> str:
        """Send a request that is taken; give its answer."""
        async with self.session.post(self.slack.push.url, data=BytesIO(body), headers=headers) as answer:
            assert answer.status == 200
            return await answer.text()

    async def taken(self, goals: list[str]) -> None:
        """Wait until these were drafted, and nothing runs any more. Fails where anything else was."""
        async with asyncio.timeout(PATIENCE):
            while len(self.drafts) < len(goals) or self.home.app._running:  # noqa: ASYNC110 - nothing tells of what happens inside the core
                await asyncio.sleep(0)
        assert sorted(self.drafts) == sorted(goals)


@asynccontextmanager
async def listening(folder: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Bot]:
    """Run the bot; at the end, nothing was asked of Slack that it refuses."""
    clock, made = FakeClock(SystemClock().now().replace(microsecond=0)), list[Push]()

    def noted(*given: object) -> Push:
        made.append(Push(*given))  # type: ignore[arg-type]  # as it was called
        return made[-1]

    monkeypatch.setattr(serve, "Push", noted)
    async with (
        SlackDouble() as slack,
        serving(slack, folder, http=True, knobs=replace(QUICK, clock=clock)) as home,
        aiohttp.ClientSession() as session,
    ):
        channel, ana = slack.channel("general"), slack.person("Ana")
        act = await ana.slash(channel, COMMAND, f"draft {BEFORE}")
        await act.settled(contains="100 words")
        said = await ana.say(ana.dm(), BEFORE)
        await said.settled(contains="100 words")
        yield Bot(slack, home, clock, session, made[0], channel, ana, act, said)
        assert slack.refused == []


async def refused(bot: Bot, body: bytes, headers: Headers) -> int:
    """Send a request that is not taken; give its status. Hold that nobody heard of it, and that the log has one line
    that says so and nothing of it.
    """
    asked, called = list(bot.home.engineer.asked), len(bot.slack.requests)
    with captured("debug") as written:
        status = await bot.sent(body, headers)
    (line,) = [one for one in written.events() if not one["event"].startswith("call_")]  # those of earlier ones
    assert (line["event"], line["level"], line["status"]) == ("slack_request_not_taken", "warning", status)
    assert CANARY not in written.getvalue()
    assert "Traceback" not in written.getvalue()
    assert (bot.home.engineer.asked, len(bot.slack.requests)) == (asked, called)
    return status


# --- 21, 22: forged and broken ---------------------------------------------------------------------------------------

Forge = Callable[[Bot, bytes], tuple[bytes, Headers]]
FORGED: dict[str, Forge] = {
    "no headers": lambda _, body: (body, {"Content-Type": FORM}),
    "no signature": lambda bot, body: (body, {TIME: bot.stamp(), "Content-Type": FORM}),
    "no time": lambda bot, body: (body, {SIGNATURE: bot.headers(body)[SIGNATURE], "Content-Type": FORM}),
    "empty signature": lambda bot, body: (body, bot.headers(body) | {SIGNATURE: ""}),
    "another signature": lambda bot, body: (body, bot.headers(body) | {SIGNATURE: f"v0={'0' * 64}"}),
    "another version": lambda bot, body: (
        body, bot.headers(body) | {SIGNATURE: bot.headers(body)[SIGNATURE].replace("v0", "v1")}
    ),
    "another secret": lambda bot, body: (
        body, bot.headers(body) | {SIGNATURE: _signed("another", body, bot.stamp())}
    ),
    "another body": lambda bot, body: (body + b"&x=1", bot.headers(body)),
    "a signature of another time": lambda bot, body: (body, bot.headers(body) | {TIME: bot.stamp(1)}),
    "not ASCII": lambda bot, body: (body, bot.headers(body) | {SIGNATURE: "v0=\u00e9"}),
    "old": lambda bot, body: (body, bot.headers(body, when=bot.stamp(-WINDOW - 1))),
    "from the future": lambda bot, body: (body, bot.headers(body, when=bot.stamp(WINDOW + 1))),
}  # fmt: skip


def _signed(secret: str, body: bytes, when: str) -> str:
    return SlackDouble(signing_secret=secret).push.sign(body, when)


async def test_fault_21_whoever_is_not_slack_is_not_heard(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A command that anybody but Slack sends, or that is minutes old, is answered with 401 and does nothing; the same
    command from Slack is answered, and so it is at both ends of the five minutes.
    """
    async with listening(tmp_path, monkeypatch) as bot:
        for name, forged in FORGED.items():
            body = bot.command(f"{CANARY} {name}")
            assert await refused(bot, *forged(bot, body)) == 401, name
        genuine = {"now": 0.0, "just old enough": -WINDOW, "just young enough": WINDOW}
        for name, seconds in genuine.items():
            body = bot.command(name)
            assert await bot.sent(body, bot.headers(body, when=bot.stamp(seconds))) == 200, name
        await bot.taken(list(genuine))


TIMES = ("soon", "", " ", "-1", "1e9", "\u0661\u0662\u0663", "0x10", "9" * 400)
DEEP = b"[" * 200_000
BODIES = (
    (b"", JSON),
    (b"{", JSON),
    (b'{"type": "event_callback", "event":', JSON),
    (b"[1]", JSON),
    (b'"text"', JSON),
    (b'{"a": ' + DEEP, JSON),
    (DEEP, JSON),
    (b'{"type": "\xff\xfe"}', JSON),
    (b"\x00" * 100, JSON),
    (b"", FORM),
    (b"payload={broken", FORM),
    (b"payload=%5B1%5D", FORM),
    (b"payload=" + DEEP, FORM),
    (b"text=\xff\xfe", FORM),
    (b"command", FORM),
)


async def test_fault_22_what_cannot_be_read_is_told_before_anything_is_done_with_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A request whose time is no number, or whose body cannot be read, is answered with 400 or 401 and never with an
    error of ours, which Slack would take for a reason to send it again.
    """
    async with listening(tmp_path, monkeypatch) as bot:
        for when in TIMES:
            body = bot.command(CANARY)
            headers = {"Content-Type": FORM, TIME: when, SIGNATURE: bot.headers(body)[SIGNATURE]}
            assert await refused(bot, body, headers) in {400, 401}, when
        for body, kind in BODIES:
            assert await refused(bot, body, bot.headers(body, kind)) == 400, (kind, body[:40])
            unsigned = bot.headers(body, kind) | {SIGNATURE: "v0=0"}
            assert await refused(bot, body, unsigned) in {400, 401}, (kind, body[:40])


ODD = (
    b"{}",
    b'{"type": []}',
    b'{"type": "event_callback"}',
    b'{"type": "event_callback", "event": [1], "text": "zanzibar-canary"}',
    b'{"type": "event_callback", "event": {"type": "message", "channel_type": "im"}, "event_id": "Ev-odd"}',
    b'{"type": "block_actions", "user": "x", "actions": 1}',
    b'{"type": "view_submission"}',
    b'{"type": "view_closed"}',
    b'{"type": "block_suggestion", "value": {}}',
    b'{"type": "shortcut", "view": [], "user": {}}',
    b'{"type": "message_action"}',
    b'{"command": 5, "text": {}}',
)


async def test_fault_22_what_is_genuine_and_odd_is_no_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What Slack may think of one day is passed over or refused, never answered with an error of ours, and costs
    nobody else their answer.
    """
    async with listening(tmp_path, monkeypatch) as bot:
        for body in ODD:
            with captured("debug") as written:
                assert await bot.sent(body, bot.headers(body, JSON)) in {200, 400}, body
            assert re.findall(f"Traceback|{CANARY}", written.getvalue()) == []
        body = bot.command("after")
        assert await bot.sent(body, bot.headers(body)) == 200
        await bot.taken(["after"])
        bot.slack.refused.clear()  # somebody without a name was asked for


# --- 23, 24: overheard, and repeated ---------------------------------------------------------------------------------


async def test_fault_23_what_was_overheard_has_no_effect_a_second_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever sends Slack's own bytes again gets nothing done by it, for as long as their time is good, and when the
    computer's clock is set back as well.
    """
    async with listening(tmp_path, monkeypatch) as bot:
        body = bot.command("once")
        overheard = body, bot.headers(body)
        assert await bot.sent(*overheard) == 200
        await bot.act.until(lambda: bot.act.answers.count("100 words") == 3, "the answer")
        for seconds in (0, 1, WINDOW - 1):
            bot.clock.advance(seconds)
            await bot.sent(*overheard)
        assert await bot.sent(*overheard) != 401, "its time is good"
        bot.clock.advance(WINDOW)
        bot.clock.jump(-WINDOW)
        await bot.sent(*overheard)
        bot.clock.advance(1)
        assert await refused(bot, *overheard) == 401
        await bot.taken(["once"])
        assert bot.act.answers.count("100 words") == 3, "the two of before, and this one"


async def test_fault_23_who_types_the_same_again_is_offered_the_same_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody types into a menu, takes it back and types it again within a second: both requests are the same to the
    letter, and both are answered. Whoever overheard one learns nothing from it later.
    """
    async with listening(tmp_path, monkeypatch) as bot:
        told = {"type": "block_suggestion", "action_id": "a", "block_id": "b", "value": "we"}
        body = urlencode({"payload": json.dumps(bot.person | told)}).encode()
        headers = bot.headers(body)
        assert "options" in await bot.answered(body, headers)
        bot.clock.advance(1)
        assert "options" in await bot.answered(body, headers)
        bot.clock.advance(TYPING_SECONDS)
        assert await bot.answered(body, headers) == ""


async def test_fault_23_what_was_taken_is_remembered_for_ten_minutes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is remembered of requests does not grow with time: it is what came in the last ten minutes."""
    async with listening(tmp_path, monkeypatch) as bot:
        before = len(bot.push._taken)
        assert REPLAY_SECONDS >= 600
        for _ in range(30):
            bot.clock.advance(REPLAY_SECONDS / 10)
            body = b'{"type": "app_rate_limited"}'
            assert await bot.sent(body, bot.headers(body, JSON)) == 200
        assert before > 1
        assert len(bot.push._taken) <= 11


async def test_fault_24_an_event_that_slack_repeats_is_answered_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A message that Slack tells of four times, some seconds apart or all at once, is answered once, and Slack hears
    each time that all is well.
    """
    async with listening(tmp_path, monkeypatch) as bot:
        for goal, seconds in (("apart", (0, 1, 2, 3)), ("at once", (0, 0, 0, 0))):
            body = bot.message(goal)
            tries = [
                bot.sent(body, bot.headers(body, JSON, bot.stamp(wait)) | retried(number))
                for number, wait in enumerate(seconds)
            ]
            assert await asyncio.gather(*tries) == [200, 200, 200, 200], goal
        await bot.taken(["apart", "at once"])


def retried(number: int) -> Headers:
    """Give the headers of a retry."""
    return {"X-Slack-Retry-Num": str(number), "X-Slack-Retry-Reason": "http_timeout"} if number else {}


# --- 33: too large ---------------------------------------------------------------------------------------------------


async def test_fault_33_what_is_too_large_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A body of more than a megabyte is answered with 413, genuine or not, with one line in the log."""
    async with listening(tmp_path, monkeypatch) as bot:
        for length in (LARGEST + 1, int(1.1 * LARGEST)):
            body = b"x" * length
            assert await refused(bot, body, bot.headers(body)) == 413
        body = b"payload=" + b"x" * (LARGEST - 8)
        assert await refused(bot, body, bot.headers(body)) == 400


async def test_fault_33_a_hundred_megabytes_hold_up_nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """While somebody sends a hundred megabytes in pieces, others are answered, and no memory is taken for it; it is
    refused at the first megabyte.
    """
    async with listening(tmp_path, monkeypatch) as bot:
        port = int(bot.slack.push.url.split(":")[2].split("/")[0])
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"POST /slack/events HTTP/1.1\r\nHost: bot\r\nTransfer-Encoding: chunked\r\n\r\n")
        await _flood(writer, 10)
        assert (await reader.readline()).startswith(b"HTTP/1.1 413")
        act = await bot.ana.slash(bot.channel, COMMAND, "help")
        await act.settled(contains=COMMAND)
        tracemalloc.start()
        try:
            await _flood(writer, 90)
            _, most = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
        assert most < FLAT
        await _flood(writer, 300)
        writer.close()


async def _flood(writer: asyncio.StreamWriter, pieces: int) -> None:
    """Send pieces of a body; a server may close the connection instead of reading them."""
    try:
        for _ in range(pieces):
            writer.write(b"%x\r\n%b\r\n" % (CHUNK, b"x" * CHUNK))
            await writer.drain()
    except ConnectionError:
        pass
