"""The loopback Slack's Socket Mode and HTTP push: what gets lost, comes again, or is not genuine."""

import asyncio
import json

import aiohttp
import pytest

from tests.doubles.clock import FakeClock
from tests.doubles.slack import SlackDouble
from tests.doubles.slack_bare import serving


@pytest.mark.asyncio
@pytest.mark.parametrize("end", ["cut", "refresh_requested", "warning"])
async def test_what_was_said_while_the_connection_was_gone_is_answered(end: str) -> None:
    """A person writes just when the connection is lost, and is answered."""
    async with SlackDouble() as slack, serving(slack):
        ana = slack.person("Ana")
        if end == "cut":
            slack.cut()
        else:
            slack.refresh(end)
        said = await ana.say(ana.dm(), "hello")
        await said.settled(contains="You said hello.")
        await slack.reconnected(2)
        assert slack.refused == []


@pytest.mark.asyncio
async def test_each_envelope_goes_to_one_connection() -> None:
    """A person is answered once although two connections stand."""
    async with SlackDouble() as slack, serving(slack, connections=2) as bot:
        ana, channel = slack.person("Ana"), slack.channel("general")
        for text in ("one", "two"):
            await (await ana.slash(channel, "/echo", text)).settled(contains=text)
        assert [one.sent for one in slack.socket.connections] == [1, 1]
        assert len(bot.heard) == 2


@pytest.mark.asyncio
async def test_what_is_not_acknowledged_comes_through_another_connection() -> None:
    """A person's command is answered although the connection that brought it was cut before the acknowledgement."""
    async with SlackDouble() as slack, serving(slack, connections=2) as bot:
        bot.held.clear()
        act = await slack.person("Ana").slash(slack.channel("general"), "/echo", "hi")
        assert len(slack.socket.unacknowledged) == 1
        slack.cut(1)
        await act.until(lambda: len(slack.socket.connections) == 1)
        slack.cut()
        await slack.reconnected(3)
        bot.held.set()
        await act.settled(contains="hi")
        assert slack.refused == []


@pytest.mark.asyncio
async def test_the_bot_may_be_gone_for_a_while() -> None:
    """A person writes while no bot is there; the next one is told of it, as of a retry."""
    async with SlackDouble() as slack:
        ana = slack.person("Ana")
        async with serving(slack) as bot:
            await (await ana.say(ana.dm(), "first")).settled(contains="first")
            await slack.taken()
        said = await ana.say(ana.dm(), "second")
        async with serving(slack) as other:
            await said.settled(contains="second")
            slack.again(said)
            await slack.taken()
        assert bot.retries[0] == "0"
        second = [
            retry for told, retry in zip(other.heard, other.retries, strict=True) if "client_msg_id" in told["event"]
        ]
        assert second == ["1", "2"]


@pytest.mark.asyncio
async def test_pings_that_nobody_answers_end_the_connection() -> None:
    """The client notices that Slack is gone and comes back."""
    async with SlackDouble() as slack, serving(slack):
        slack.socket.pongs = False
        await slack.reconnected(2)


@pytest.mark.asyncio
async def test_a_late_acknowledgement_has_no_effect() -> None:
    """A person waited more than three seconds and sees that the command did not work."""
    clock = FakeClock()
    async with SlackDouble(clock=clock) as slack, serving(slack) as bot:
        bot.held.clear()
        act = await slack.person("Ana").slash(slack.channel("general"), "/echo", "hi")
        clock.advance(3.1)
        assert act.failed == "operation_timeout"
        bot.held.set()
        assert await act.acknowledged() == pytest.approx(3.1)
        assert (act.late, slack.late) == (True, ["slash_commands /echo"])


@pytest.mark.asyncio
async def test_a_wrong_app_token_opens_no_connection() -> None:
    """An operator with a wrong token is told so by the first call."""
    async with SlackDouble() as slack, serving(slack) as bot:
        told = await bot.app.client.api_test()
        assert told["ok"] is True
        for token, error in (("xapp-wrong", "invalid_auth"), (slack.bot_token, "not_allowed_token_type")):
            headers = {"Authorization": f"Bearer {token}"}
            with pytest.raises(Exception, match=error):
                await bot.app.client.api_call("apps.connections.open", headers=headers)


@pytest.mark.asyncio
async def test_no_more_than_ten_connections_stand() -> None:
    """An eleventh connection is asked to go, and the address of one cannot be used twice."""
    async with SlackDouble() as slack, aiohttp.ClientSession() as session:
        made = [await session.ws_connect(slack.socket.ticket()) for _ in range(11)]
        kinds = [json.loads((await one.receive()).data) for one in made]
        assert [one["type"] for one in kinds] == ["hello"] * 10 + ["disconnect"]
        assert kinds[-1]["reason"] == "too_many_websockets"
        used = slack.socket.ticket()
        made.append(await session.ws_connect(used))
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await session.ws_connect(used)
        for one in made:
            await one.close()


@pytest.mark.asyncio
async def test_a_silent_connection_gives_nothing() -> None:
    """A person is not answered through a connection that stands and is dead, until it is cut."""
    async with SlackDouble() as slack, serving(slack):
        ana, slack.socket.silent = slack.person("Ana"), True
        said = await ana.say(ana.dm(), "hello")
        assert len(slack.socket.unacknowledged) == 1
        slack.socket.silent = False
        slack.redeliver()
        await said.settled(contains="hello")


# --- HTTP --------------------------------------------------------------------------------------------------------


@pytest.mark.asyncio
async def test_requests_that_are_not_genuine_are_rejected() -> None:
    """Nobody but Slack can make the bot do something: bad signatures and old timestamps are turned away."""
    async with SlackDouble() as slack, serving(slack, "http") as bot:
        body = json.dumps({"type": "event_callback", "event": {"type": "app_mention"}}).encode()
        bad = await slack.push.send(body, signature="v0=0000")
        stale = await slack.push.send(body, timestamp="1700000000")
        large = await slack.push.send(b"{" + b" " * 2**20 + b"}", signature="v0=0000")
        assert (bad.status, stale.status, large.status) == (401, 401, 413)
        assert bot.heard == []


@pytest.mark.asyncio
async def test_a_replayed_request_is_taken_by_bolt() -> None:
    """The double can send the same bytes twice, which bolt alone does not notice."""
    async with SlackDouble() as slack, serving(slack, "http") as bot:
        ana = slack.person("Ana")
        said = await ana.say(slack.channel("general"), slack.mention)
        await said.acknowledged()
        again = await slack.push.replay(slack.push.sent[1])
        assert again.status == 200
        await said.until(lambda: len(said.messages) == 2)
        assert len([one for one in bot.heard if one["type"] == "app_mention"]) == 2


@pytest.mark.asyncio
async def test_events_are_tried_again_over_http() -> None:
    """A person is answered although the bot's address failed three times, the last one minutes later."""
    clock = FakeClock()
    async with SlackDouble(clock=clock) as slack:
        ana = slack.person("Ana")
        slack.push_to("http://127.0.0.1:9/slack/events")
        said = await ana.say(ana.dm(), "hello")
        await said.until(lambda: bool(slack.push.failed))
        assert slack.push.retry() == 0
        clock.advance(61)
        assert slack.push.retry() == 1
        await said.until(lambda: bool(slack.push.failed))
        clock.advance(301)
        async with serving(slack, "http"):
            assert slack.push.retry() == 1
            await said.settled(contains="hello")
        told = [one.headers.get("X-Slack-Retry-Num") for one in slack.push.sent if b"client_msg_id" in one.body]
        assert told[:4] == [None, "1", "2", "3"]
        assert slack.push.sent[2].headers["X-Slack-Retry-Reason"] == "connection_failed"


@pytest.mark.asyncio
async def test_a_command_over_http_fails_where_nobody_is() -> None:
    """A person is told at once that the bot cannot be reached."""
    async with SlackDouble() as slack:
        slack.push_to("http://127.0.0.1:9/slack/events")
        act = await slack.person("Ana").slash(slack.channel("general"), "/echo", "hi")
        await act.until(lambda: act.failed == "dispatch_failed")
        with pytest.raises(AssertionError, match="dispatch_failed"):
            await act.acknowledged()


# --- forced trouble ----------------------------------------------------------------------------------------------


@pytest.mark.asyncio
async def test_calls_fail_wait_and_get_lost_on_request() -> None:
    """A person's answer is limited, fails, is held, and comes at last."""
    async with SlackDouble() as slack, serving(slack) as bot:
        client, channel = bot.app.client, slack.channel("general")
        slack.limit_next(0, "auth.test")
        assert (await client.auth_test())["ok"] is True
        assert [one.status for one in slack.calls("auth.test")][-2:] == [429, 200]
        slack.fail_next("conversations.info", "fatal_error")
        with pytest.raises(Exception, match="fatal_error"):
            await client.conversations_info(channel=channel.id)
        slack.drop_next("team.info")
        assert (await client.team_info())["ok"] is True
        assert len(slack.calls("team.info")) == 2
        held = slack.hold_next("team.info")
        waiting = asyncio.create_task(client.team_info())
        await held.came.wait()
        assert not waiting.done()
        held.release()
        assert (await waiting)["team"]["name"] == "Acme"
        assert [one.error for one in slack.errors] == ["ratelimited", "fatal_error"]
