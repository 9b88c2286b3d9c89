"""The rules of the loopback Discord, each broken once by bare REST calls; no client is connected."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import pytest
import pytest_asyncio

from tests.doubles.clock import FakeClock
from tests.doubles.discord import DiscordDouble
from tests.doubles.discord_person import Act, Person
from tests.doubles.discord_state import Channel

QUIET: dict[str, Any] = {"allowed_mentions": {"parse": []}}
PLAIN: dict[str, Any] = {"content": "hello", **QUIET}
TEXT = {"type": 10, "content": "hello"}
V2: dict[str, Any] = {"components": [TEXT], "flags": 32768, **QUIET}
OPTIONS = [
    {"type": 3, "name": "text", "description": "Some text", "required": True, "max_length": 5},
    {"type": 3, "name": "tone", "description": "A tone", "choices": [{"name": "Dry", "value": "dry"}]},
]
EVERYWHERE = {"contexts": [0, 1, 2], "integration_types": [0, 1]}
COMMANDS: list[dict[str, Any]] = [
    {"name": "hold", "description": "Wait", "type": 1, **EVERYWHERE},
    {"name": "deep", "description": "Below", "type": 1, "options": [
        {"type": 1, "name": "say", "description": "Say", "options": OPTIONS},
    ], "contexts": [0], "integration_types": [0]},
]  # fmt: skip
MODAL = {"custom_id": "form", "title": "Form", "components": [
    {"type": 18, "label": "Line", "component": {"type": 4, "custom_id": "line", "style": 1, "max_length": 5}},
    {"type": 18, "label": "Tone", "component": {"type": 3, "custom_id": "tone", "options": [
        {"label": "Dry", "value": "dry"}, {"label": "Warm", "value": "warm"},
    ]}},
]}  # fmt: skip
ROW: dict[str, Any] = {"type": 1, "components": [
    {"type": 2, "style": 1, "label": "Go", "custom_id": "go"},
    {"type": 2, "style": 1, "label": "No", "custom_id": "no", "disabled": True},
]}  # fmt: skip
MENU = {"type": 1, "components": [
    {"type": 3, "custom_id": "~more:x", "min_values": 0, "options": [{"label": "Copy", "value": "copy"}]},
]}  # fmt: skip


@dataclass
class Answer:
    """What came back."""

    status: int
    told: Any
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def refused(self) -> tuple[int, int]:
        """Status and code."""
        return self.status, self.told["code"]


class Wire:
    """A double, a clock, a person, a channel, and bare calls."""

    def __init__(self, double: DiscordDouble, session: aiohttp.ClientSession, clock: FakeClock) -> None:
        self.double = double
        self.session = session
        self.clock = clock
        self.ana: Person = double.person("Ana")
        self.channel: Channel = double.guild("Acme").channel("general")
        self.elsewhere: Channel = double.guild("Other", member=False).channel("lobby")

    async def call(self, method: str, path: str, body: object = None, *files: tuple[str, bytes]) -> Answer:
        """Make a call."""
        sent: dict[str, Any] = {"headers": {"Authorization": f"Bot {self.double.token}"}}
        if files:
            form = aiohttp.FormData(quote_fields=False)
            form.add_field("payload_json", aiohttp.JsonPayload(body))
            for number, (name, content) in enumerate(files):
                form.add_field(f"files[{number}]", content, filename=name)
            sent["data"] = form
        elif body is not None:
            sent["json"] = body
        async with self.session.request(method, self.double.api_url + path, **sent) as answer:
            told = await answer.json() if answer.status != 204 else None
            return Answer(answer.status, told, dict(answer.headers))

    async def hold(self, channel: Channel | None = None) -> Act:
        """Let the person call a command."""
        return await self.ana.slash(channel or self.channel, "hold")

    async def respond(self, act: Act, kind: int, data: object = None, *files: tuple[str, bytes]) -> Answer:
        """Give the first response to what a person did."""
        made = act.interaction
        path = f"/interactions/{made.id}/{made.token}/callback?with_response=1"
        return await self.call("POST", path, {"type": kind, "data": data or {}}, *files)

    async def hook(
        self, act: Act, method: str, rest: str = "", body: object = None, *files: tuple[str, bytes]
    ) -> Answer:
        """Call by the token of an interaction."""
        path = f"/webhooks/{self.double.application_id}/{act.interaction.token}{rest}"
        return await self.call(method, path, body, *files)

    async def post(self, body: object, *files: tuple[str, bytes]) -> Answer:
        """Post to the channel."""
        return await self.call("POST", f"/channels/{self.channel.id}/messages", body, *files)

    async def shown(self, *components: object) -> Act:
        """Let the person see an answer with these components."""
        act = await self.hold()
        answer = await self.respond(act, 4, {"content": "hello", "components": components, **QUIET})
        assert answer.status == 200
        return act


@pytest_asyncio.fixture
async def wire() -> AsyncIterator[Wire]:
    """Give a double whose commands are synced."""
    clock = FakeClock()
    async with DiscordDouble(clock=clock) as double, aiohttp.ClientSession() as session:
        made = Wire(double, session, clock)
        await made.call("PUT", f"/applications/{double.application_id}/commands", COMMANDS)
        assert double.refused == []
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
    wire.channel.delete()
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


# --- what a client checks ----------------------------------------------------------------------------------------


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("command", "options", "complaint"),
    [
        ("nothing", {}, "there is no command"),
        ("deep", {}, "is a group"),
        ("deep tell", {}, "there is no 'tell'"),
        ("deep say", {}, "needs"),
        ("deep say", {"text": "abc", "more": "x"}, "has no"),
        ("deep say", {"text": "abcdef"}, "6 characters"),
        ("deep say", {"text": "a\nb"}, "one line"),
        ("deep say", {"text": 3}, "wrong type"),
        ("deep say", {"text": "abc", "tone": "Loud"}, "is none of"),
    ],
)
async def test_a_command_that_no_client_would_send_fails_the_test(
    wire: Wire, command: str, options: dict[str, Any], complaint: str
) -> None:
    """A person cannot send what the command does not take."""
    with pytest.raises(AssertionError, match=complaint):
        await wire.ana.slash(wire.channel, command, **options)


@pytest.mark.asyncio
async def test_a_command_is_offered_where_it_is_declared_for(wire: Wire) -> None:
    """A person is not offered a command of guilds elsewhere; below a group it is called by its path."""
    act = await wire.ana.slash(wire.channel, "/deep say", text="abc", tone="Dry")
    options = act.interaction.payload["data"]["options"]
    assert [(one["name"], one["type"]) for one in options] == [("say", 1)]
    assert [one["value"] for one in options[0]["options"]] == ["abc", "dry"]
    with pytest.raises(AssertionError, match="not offered in context 1"):
        await wire.ana.slash(wire.ana.dm(), "deep say", text="abc")
    with pytest.raises(AssertionError, match="not installed here"):
        await wire.ana.slash(wire.elsewhere, "deep say", text="abc")


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("fields", "complaint"),
    [
        ({"tone": "dry"}, "line: nothing is filled in"),
        ({"line": "abcdef", "tone": "dry"}, "line: 6 characters"),
        ({"line": "a\nb", "tone": "dry"}, "one line"),
        ({"line": "abc"}, "tone: 0 values"),
        ({"line": "abc", "tone": "loud"}, "is none of"),
        ({"line": "abc", "other": "x"}, "the form has no"),
    ],
)
async def test_a_form_that_no_client_would_send_fails_the_test(
    wire: Wire, fields: dict[str, Any], complaint: str
) -> None:
    """A person cannot send a form that is not filled in as it asks."""
    act = await wire.hold()
    await wire.respond(act, 9, MODAL)
    with pytest.raises(AssertionError, match=complaint):
        await wire.ana.submit(act.modal, **fields)


@pytest.mark.asyncio
async def test_buttons_and_menus_are_found_by_their_labels(wire: Wire) -> None:
    """A person presses what is there and cannot press what is not, is disabled or was deleted."""
    act = await wire.shown(ROW, MENU)
    message = act.messages[0]
    assert message.buttons == ["Go", "No", "Copy"]
    assert (await wire.ana.press(message, "Go")).interaction.payload["data"]["custom_id"] == "go"
    assert (await wire.ana.press(message, token="copy")).interaction.payload["data"]["values"] == ["copy"]
    assert (await wire.ana.choose(message, "Copy")).interaction.payload["data"]["values"] == ["copy"]
    unchosen = await wire.ana.choose(message)
    assert (await wire.respond(unchosen, 6)).status == 200
    assert (unchosen.kind, unchosen.messages) == ("silent", [message])
    for wrong in ("No", "Elsewhere"):
        with pytest.raises(AssertionError, match=r"it is disabled|there is no"):
            await wire.ana.press(message, wrong)
    await wire.hook(act, "DELETE", "/messages/@original")
    with pytest.raises(AssertionError, match="deleted"):
        await wire.ana.press(message, "Go")


@pytest.mark.asyncio
async def test_waiting_ends_with_what_is_there(wire: Wire, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever writes a test learns what the answer looked like when it did not come."""
    monkeypatch.setattr("tests.doubles.discord_seen.PATIENCE", 0.01)
    stop = {"type": 2, "style": 4, "label": "Stop", "custom_id": "~stop:1"}
    act = await wire.shown({"type": 1, "components": [stop]})
    with pytest.raises(AssertionError, match=r"a message answer: 'hello' buttons \['Stop'\]"):
        await act.settled()
    await wire.hook(act, "PATCH", "/messages/@original", {"components": []})
    await act.settled(contains="hello")
