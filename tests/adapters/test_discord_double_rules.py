"""The rules of the loopback Discord, each broken once by bare REST calls; no client is connected."""

from collections.abc import AsyncIterator

import aiohttp
import pytest
import pytest_asyncio

from tests.doubles.discord_wire import MODAL, PLAIN, QUIET, ROW, TEXT, V2, Wire, wired


@pytest_asyncio.fixture
async def wire() -> AsyncIterator[Wire]:
    """Give a double whose commands are synced."""
    async with wired() as made:
        yield made


# --- the first response ------------------------------------------------------------------------------------------


@pytest.mark.asyncio
async def test_a_late_first_response_is_refused(wire: Wire) -> None:
    """A person waited more than three seconds and sees that the application did not respond."""
    in_time, late = await wire.hold(), await wire.hold()
    wire.clock.advance(2.9)
    assert (await wire.respond(in_time, 5)).status == 200
    assert await in_time.acknowledged() == pytest.approx(2.9)
    wire.clock.advance(0.2)
    assert (await wire.respond(late, 5)).refused == (404, 10062)


@pytest.mark.asyncio
async def test_only_one_first_response_is_taken(wire: Wire) -> None:
    """A person gets one answer, however often the bot tries."""
    act = await wire.hold()
    await wire.respond(act, 4, PLAIN)
    assert (await wire.respond(act, 4, PLAIN)).refused == (400, 40060)
    unknown = await wire.call("POST", "/interactions/1/nothing/callback", {"type": 5})
    assert unknown.refused == (404, 10062)
    assert [message.text for message in act.messages] == ["hello"]
    assert wire.double.refused == []


@pytest.mark.asyncio
@pytest.mark.parametrize(("kind", "data"), [(6, {}), (7, PLAIN), (8, {"choices": []})])
async def test_a_response_that_does_not_fit_is_refused(wire: Wire, kind: int, data: object) -> None:
    """A command cannot be answered as a button or as typing is."""
    assert (await wire.respond(await wire.hold(), kind, data)).refused == (400, 50035)
    assert len(wire.double.refused) == 1


@pytest.mark.asyncio
async def test_a_form_cannot_answer_a_form_and_comes_first(wire: Wire) -> None:
    """A person fills in one form and is shown no second one; none opens after an answer."""
    act = await wire.hold()
    await wire.respond(act, 9, MODAL)
    sent = await wire.ana.submit(act.modal, line="abc", tone="Warm")
    assert (await wire.respond(sent, 9, MODAL)).refused == (400, 50035)
    answered = await wire.hold()
    await wire.respond(answered, 5)
    assert (await wire.respond(answered, 9, MODAL)).refused == (400, 40060)
    assert sent.interaction.payload["data"]["components"][1]["component"]["values"] == ["warm"]


@pytest.mark.asyncio
async def test_an_answer_by_token_needs_a_first_response_and_ends_after_a_quarter_of_an_hour(wire: Wire) -> None:
    """A person sees no answer that came before the acknowledgement or after fifteen minutes."""
    act = await wire.hold()
    assert (await wire.hook(act, "POST", "", PLAIN)).refused == (404, 10015)
    await wire.respond(act, 5)
    wire.clock.advance(899)
    assert (await wire.hook(act, "PATCH", "/messages/@original", PLAIN)).status == 200
    wire.clock.advance(2)
    assert (await wire.hook(act, "PATCH", "/messages/@original", PLAIN)).refused == (401, 50027)
    assert wire.double.invalid == 1


# --- who sees it -------------------------------------------------------------------------------------------------


@pytest.mark.asyncio
async def test_the_deferred_response_decides_who_sees_the_answer(wire: Wire) -> None:
    """A further message takes the place of a private "thinking" and stays private; the next one is for all."""
    ben = wire.double.person("Ben")
    act = await wire.hold()
    await wire.respond(act, 5, {"flags": 64})
    assert act.running
    first = await wire.hook(act, "POST", "?wait=true", PLAIN)
    assert first.told["id"] == str(act.messages[0].id)
    assert first.told["flags"] == 64
    await wire.hook(act, "POST", "?wait=true", {"content": "for all", **QUIET})
    assert [message.ephemeral for message in act.messages] == [True, False]
    assert [message.text for message in ben.sees(wire.channel)] == ["for all"]
    with pytest.raises(AssertionError, match="does not see"):
        await ben.press(act.messages[0], "Go")


@pytest.mark.asyncio
async def test_a_further_message_can_be_private(wire: Wire) -> None:
    """A person sees a private message beside the public answer; it is out of reach by the channel."""
    act = await wire.shown()
    made = await wire.hook(act, "POST", "?wait=true", {**PLAIN, "flags": 64})
    assert act.messages[1].ephemeral
    path = f"/channels/{wire.channel.id}/messages/{made.told['id']}"
    assert (await wire.call("PATCH", path, PLAIN)).refused == (404, 10008)
    assert (await wire.hook(act, "DELETE", f"/messages/{made.told['id']}")).status == 204
    assert len(act.messages) == 1


@pytest.mark.asyncio
async def test_few_further_messages_where_only_the_person_installed_the_app(wire: Wire) -> None:
    """A sixth further message is refused elsewhere, and allowed in a guild of the bot."""
    roaming, home = await wire.hold(wire.elsewhere), await wire.hold()
    for act in (roaming, home):
        await wire.respond(act, 4, PLAIN)
        for _ in range(5):
            assert (await wire.hook(act, "POST", "", PLAIN)).status == 200
    assert (await wire.hook(roaming, "POST", "", PLAIN)).refused == (400, 40094)
    assert (await wire.hook(home, "POST", "", PLAIN)).status == 200


# --- what is in it -----------------------------------------------------------------------------------------------


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "body",
    [
        {"content": "hello"},
        {"content": "hello", "allowed_mentions": {"parse": ["everyone"]}},
        {"content": "hello", "allowed_mentions": {"parse": [], "users": ["1"]}},
        {**V2, "content": "beside"},
        {"components": [TEXT], **QUIET},
        {"components": [{"type": 13, "file": {"url": "attachment://a.md"}}], "flags": 32768, **QUIET},
        {"content": "hello", "components": [{"type": 1, "components": [ROW["components"][0]] * 2}], **QUIET},
        {"content": "hello", "attachments": [{"id": 3}], **QUIET},
        {"content": "h" * 2001, **QUIET},
    ],
)
async def test_a_body_that_no_bot_should_send_is_noted(wire: Wire, body: object) -> None:
    """Nobody sees the message, and the test that looks at `refused` learns why."""
    assert (await wire.post(body)).refused == (400, 50035)
    act = await wire.hold()
    assert (await wire.respond(act, 4, body)).refused == (400, 50035)
    assert len(wire.double.refused) == 2
    assert wire.double.messages(wire.channel) == []


@pytest.mark.asyncio
async def test_an_empty_message_is_refused(wire: Wire) -> None:
    """Nobody sees a message without anything in it; none becomes empty."""
    made = await wire.post(PLAIN)
    path = f"/channels/{wire.channel.id}/messages/{made.told['id']}"
    assert (await wire.call("PATCH", path, {"content": "", **QUIET})).refused == (400, 50006)
    assert (await wire.post({"content": " ", **QUIET})).refused == (400, 50035)


@pytest.mark.asyncio
async def test_components_stay_components(wire: Wire) -> None:
    """An answer that became components takes no plain content any more; its texts and files are seen."""
    act = await wire.hold()
    await wire.respond(act, 5, {"flags": 64})
    file = {"type": 13, "file": {"url": "attachment://a.md"}}
    named = [{"id": 0, "filename": "a.md"}]
    body = {**V2, "components": [{"type": 17, "components": [TEXT, file]}], "attachments": named}
    assert (await wire.hook(act, "PATCH", "/messages/@original", body, ("a.md", b"# hi"))).status == 200
    message = act.messages[0]
    assert (message.text, message.files, message.flags) == ("hello", {"a.md": b"# hi"}, 32768 + 64)
    assert (await wire.hook(act, "PATCH", "/messages/@original", PLAIN)).refused == (400, 50035)
    lost = {"components": [TEXT], "attachments": [], **QUIET}
    assert (await wire.hook(act, "PATCH", "/messages/@original", lost)).status == 200
    assert [look.files for look in message.history] == [{}, {"a.md": b"# hi"}, {}]
    address = message.history[1].components[0]["components"][1]["file"]["url"]
    async with wire.session.get(address) as answer:
        assert await answer.read() == b"# hi"


# --- channels ----------------------------------------------------------------------------------------------------


@pytest.mark.asyncio
async def test_channels_where_the_bot_may_not_write(wire: Wire) -> None:
    """Nobody sees a message where the bot has no right to write, or where nobody can read."""
    wire.channel.deny()
    assert (await wire.post(PLAIN)).refused == (403, 50013)
    wire.channel.deny(1 << 10)
    assert (await wire.post(PLAIN)).refused == (403, 50001)
    act = await wire.hold()
    await wire.respond(act, 5)
    wire.channel.delete()
    assert (await wire.hook(act, "PATCH", "/messages/@original", PLAIN)).refused == (404, 10003)
    assert (await wire.post(PLAIN)).refused == (404, 10003)
    away = f"/channels/{wire.elsewhere.id}/messages"
    assert (await wire.call("POST", away, PLAIN)).refused == (403, 50001)
    direct = wire.ana.dm()
    wire.ana.block()
    assert (await wire.call("POST", f"/channels/{direct.id}/messages", PLAIN)).refused == (403, 50007)
    assert wire.double.invalid == 4


@pytest.mark.asyncio
async def test_messages_that_are_gone_or_somebody_elses(wire: Wire) -> None:
    """The bot can neither change what was deleted nor what others wrote."""
    made = await wire.post(PLAIN)
    path = f"/channels/{wire.channel.id}/messages"
    assert (await wire.call("PATCH", f"{path}/{made.told['id']}", PLAIN)).status == 200
    wire.double.person("Eve", manages=True).delete(wire.double.messages(wire.channel)[0])
    assert (await wire.call("PATCH", f"{path}/{made.told['id']}", PLAIN)).refused == (404, 10008)
    said = await wire.ana.say(wire.channel, "mine")
    assert (await wire.call("PATCH", f"{path}/{said.id}", PLAIN)).refused == (403, 50005)


@pytest.mark.asyncio
async def test_a_nonce_prevents_a_second_message(wire: Wire) -> None:
    """A message that was sent twice with the same nonce is seen once."""
    body = {**PLAIN, "nonce": "1", "enforce_nonce": True}
    first, second = await wire.post(body), await wire.post(body)
    assert first.told["id"] == second.told["id"]
    assert len(wire.double.messages(wire.channel)) == 1


# --- troubles ----------------------------------------------------------------------------------------------------


@pytest.mark.asyncio
async def test_buckets_are_enforced_when_asked(wire: Wire) -> None:
    """The sixth message within five seconds is refused, and the headers said so before."""
    wire.double.rest.limits = True
    left = [(await wire.post(PLAIN)).headers["X-RateLimit-Remaining"] for _ in range(5)]
    assert left == ["4", "3", "2", "1", "0"]
    over = await wire.post(PLAIN)
    assert (over.status, over.told["retry_after"], over.headers["Via"]) == (429, 5.0, "1.1 google")
    wire.clock.advance(5)
    assert (await wire.post(PLAIN)).status == 200


@pytest.mark.asyncio
async def test_limits_and_failures_on_request(wire: Wire) -> None:
    """The next calls are refused as asked, and nothing was changed by them."""
    wire.double.limit_next(2, scope="global", retry_after=0.5, via=False)
    limited = [await wire.post(PLAIN) for _ in range(2)][1]
    assert (limited.status, limited.told["global"]) == (429, True)
    assert "Via" not in limited.headers
    wire.double.fail_next("POST", "/messages", status=503)
    assert (await wire.post(PLAIN)).status == 503
    wire.double.fail_next("POST", "/messages", status=403, code=50013)
    assert (await wire.post(PLAIN)).refused == (403, 50013)
    assert wire.double.messages(wire.channel) == []
    assert [request.status for request in wire.double.errors] == [429, 429, 503, 403]


@pytest.mark.asyncio
async def test_an_answer_that_gets_lost_or_comes_late(wire: Wire) -> None:
    """The message stands although the bot did not learn of it, or learned of it late."""
    wire.double.drop_next("POST", "/messages")
    with pytest.raises(aiohttp.ServerDisconnectedError):
        await wire.post(PLAIN)
    assert len(wire.double.messages(wire.channel)) == 1
    held = wire.double.hold_next("POST", "/messages")
    held.release()
    assert (await wire.post(PLAIN)).status == 200
    assert held.came.is_set()


@pytest.mark.asyncio
async def test_a_call_without_the_token_is_not_served(wire: Wire) -> None:
    """Nothing happens for a stranger."""
    wire.double.refuse_token()
    assert (await wire.call("GET", "/users/@me")).status == 401
