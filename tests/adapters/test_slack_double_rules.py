"""The loopback Slack's own rules, each broken once."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from hypothesis import given as drawn
from hypothesis import strategies as st

from tests.doubles import specs
from tests.doubles.slack_values import Json, escape, typed, unescape
from tests.doubles.slack_wire import MENUS, MODAL, QUIET, Wire, wired

BY_SCHEMA = pytest.mark.skipif(
    specs.published("slack", "methods.json") is None and not specs.required(),
    reason="Slack's schemas are not at hand; PROMPTEUR_SPECS says where they are.",
)


@pytest_asyncio.fixture
async def wire() -> AsyncIterator[Wire]:
    """Give bare calls to a double that refused nothing which the test did not look at."""
    async with wired() as made:
        yield made
        assert made.double.refused == []


# --- who calls ---------------------------------------------------------------------------------------------------


@pytest.mark.asyncio
async def test_a_call_needs_the_right_token(wire: Wire) -> None:
    """An operator with a wrong token is told which one."""
    assert await wire.error("auth.test", token="xoxb-wrong") == "invalid_auth"
    assert await wire.error("auth.test", token=wire.double.app_token) == "not_allowed_token_type"
    assert (await wire.call("auth.test"))["team_id"] == wire.double.team.id
    wire.double.uninstall()
    assert await wire.error("auth.test") == "account_inactive"


@pytest.mark.asyncio
async def test_a_call_needs_its_scope(wire: Wire) -> None:
    """An operator who gave too few rights is told which are missing."""
    wire.double.state.scopes = {"commands", "users:read"}
    told = await wire.post()
    assert (told["error"], told["needed"], told["provided"]) == ("missing_scope", "chat:write", "commands,users:read")
    assert await wire.error("conversations.info", form=True, channel=wire.channel.id) == "missing_scope"


@BY_SCHEMA
@pytest.mark.asyncio
async def test_only_documented_methods_are_known(wire: Wire) -> None:
    """A call of a method that does not exist is refused."""
    assert await wire.error("chat.sing") == "unknown_method"
    assert wire.refused("chat.sing")
    assert await wire.error("conversations.info", channel=wire.channel.id) == "invalid_arguments"
    assert wire.refused("no JSON")


# --- messages ----------------------------------------------------------------------------------------------------


@pytest.mark.asyncio
async def test_where_the_bot_may_write(wire: Wire) -> None:
    """A person learns why the bot cannot write somewhere."""
    slack = wire.double
    closed = slack.channel("old")
    closed.archived = True
    for channel, error in (
        (slack.channel("elsewhere", member=False), "not_in_channel"),
        (slack.channel("secret", member=False, private=True), "channel_not_found"),
        (slack.workspace("Other").channel("there"), "channel_not_found"),
        (closed, "is_archived"),
    ):
        assert (await wire.post(channel=channel.id))["error"] == error
    slack.state.messages_tab = False
    assert (await wire.post(channel=wire.ana.id))["error"] == "messages_tab_disabled"


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("more", "error", "why"),
    [
        ({"text": ""}, "no_text", ""),
        ({"unfurl_links": True}, "invalid_arguments", "unfurl"),
        ({"link_names": True}, "invalid_arguments", "link_names"),
        ({"as_user": True}, "as_user_not_supported", "as_user"),
        ({"text": "<!channel> look"}, "invalid_arguments", "channel"),
        pytest.param({"blocks": [{"type": "sing"}]}, "invalid_blocks", "sing", marks=BY_SCHEMA),
        ({"blocks": [{"type": "markdown", "text": "x" * 10_001}]}, "msg_blocks_too_long", ""),
    ],
)
async def test_what_a_message_must_not_hold(wire: Wire, more: dict[str, Any], error: str, why: str) -> None:
    """A person never sees a message that Slack would not show, or that calls everybody."""
    assert (await wire.post(**more))["error"] == error
    assert wire.refused(why)
    assert wire.double.messages(wire.channel) == []


@pytest.mark.asyncio
async def test_changes_are_shorter_and_only_of_own_messages(wire: Wire) -> None:
    """A person sees messages changed by their author alone, and never cut."""
    said, posted = await wire.ana.say(wire.channel, "hi"), await wire.post()
    named: Json = {"channel": wire.channel.id, "text": "new"}
    assert await wire.error("chat.update", ts=said.ts, **named) == "cant_update_message"
    assert await wire.error("chat.update", ts="1.1", **named) == "message_not_found"
    assert await wire.error("chat.update", ts=posted["ts"], **(named | {"text": "x" * 4001})) == "msg_too_long"
    assert wire.refused("4001")
    assert await wire.error("chat.update", ts=posted["ts"], **named) == ""
    assert [look.text for look in wire.double.messages(wire.channel)[1].history] == ["hello", "new"]
    assert await wire.error("chat.delete", channel=wire.channel.id, ts=posted["ts"]) == ""
    assert len(wire.ana.sees(wire.channel)) == 1


@pytest.mark.asyncio
async def test_an_ephemeral_message_is_for_one_person_and_is_not_kept(wire: Wire) -> None:
    """A person alone sees a private message; inside a quiet thread Slack shows it to nobody."""
    ben, said = wire.double.person("Ben"), await wire.ana.say(wire.channel, "hi")
    given: Json = {"channel": wire.channel.id, "user": wire.ana.id, "text": "psst"}
    told = await wire.call("chat.postEphemeral", **given)
    assert [one.text for one in wire.ana.sees(wire.channel)] == ["hi", "psst"]
    assert [one.text for one in ben.sees(wire.channel)] == ["hi"]
    changed: Json = {"channel": wire.channel.id, "ts": told["message_ts"], "text": "new"}
    assert await wire.error("chat.update", **changed) == "message_not_found"
    await wire.call("chat.postEphemeral", **given, thread_ts=said.ts)
    assert len(wire.ana.sees(wire.channel)) == 2
    await wire.post(thread_ts=said.ts)
    await wire.call("chat.postEphemeral", **given, thread_ts=said.ts)
    assert len(wire.ana.sees(wire.channel)) == 4
    stranger = wire.double.person("Eve", team=wire.double.workspace("Other"))
    assert await wire.error("chat.postEphemeral", **(given | {"user": stranger.id})) == "user_not_in_channel"
    replies = await wire.call("conversations.replies", form=True, channel=wire.channel.id, ts=said.ts)
    assert [one["text"] for one in replies["messages"]] == ["hi", "hello"]


# --- streams -----------------------------------------------------------------------------------------------------


@pytest.mark.asyncio
async def test_a_stream_ends_after_five_minutes(wire: Wire) -> None:
    """A person sees the mark of a stream that lasted too long until the bot changes the message."""
    said = await wire.ana.say(wire.channel, "hi")
    place: Json = {"channel": wire.channel.id, "thread_ts": said.ts}
    assert await wire.error("chat.startStream", **place) == "missing_recipient_team_id"
    assert wire.refused("recipient")
    for_ana: Json = {"recipient_team_id": wire.double.team.id, "recipient_user_id": wire.ana.id}
    began = await wire.call("chat.startStream", **place, **for_ana, markdown_text="one ")
    named: Json = {"channel": wire.channel.id, "ts": began["ts"]}
    assert await wire.error("chat.update", **named, text="x") == "streaming_state_conflict"
    wire.clock.advance(299)
    assert await wire.error("chat.appendStream", **named, markdown_text="two ") == ""
    wire.clock.advance(2)
    for method in ("chat.appendStream", "chat.stopStream"):
        assert await wire.error(method, **named, markdown_text="three") == "message_not_in_streaming_state"
    assert (said.messages[0].streaming, said.messages[0].text) == (True, "one two ")
    assert await wire.error("chat.update", **named, text="one two three") == ""
    assert (said.messages[0].streaming, said.messages[0].text) == (False, "one two three")


@pytest.mark.asyncio
async def test_a_person_stops_a_stream(wire: Wire) -> None:
    """A person presses Slack's own stop button, and nothing further is taken."""
    said = await wire.ana.say(wire.ana.dm(), "hi")
    with pytest.raises(AssertionError, match="no stop button"):
        await wire.ana.stop(said)
    session: Json = {"channel_id": said.channel.id, "thread_ts": said.ts, "status": "processing"}
    assert (await wire.call("agents.sessions.setStatus", **session))["agent_status"] == "processing"
    began = await wire.call("chat.startStream", channel=said.channel.id, thread_ts=said.ts, markdown_text="one")
    await wire.ana.stop(said)
    event = wire.double.socket.unacknowledged[-1].payload["event"]
    assert (event["type"], event["streaming_message_ts"]) == ("agent_session_stopped", [began["ts"]])
    named: Json = {"channel": said.channel.id, "ts": began["ts"]}
    assert await wire.error("chat.appendStream", **named, markdown_text="two") == "stopped_by_user"
    assert said.running
    assert await wire.error("chat.stopStream", **named, session_status="active") == ""
    assert not said.running


@pytest.mark.asyncio
async def test_tasks_change_in_their_place(wire: Wire) -> None:
    """A person sees a task card change instead of a second one."""
    said = await wire.ana.say(wire.ana.dm(), "hi")
    task = {"type": "task_update", "id": "a", "title": "Draft", "status": "in_progress"}
    place: Json = {"channel": said.channel.id, "thread_ts": said.ts}
    began = await wire.call("chat.startStream", **place, chunks=[task, {"type": "markdown_text", "text": "so "}])
    named: Json = {"channel": said.channel.id, "ts": began["ts"]}
    chunks = [task | {"title": "Drafted", "status": "complete"}, {"type": "markdown_text", "text": "far"}]
    assert await wire.error("chat.appendStream", **named, chunks=chunks) == ""
    assert said.messages[0].text == "Drafted\nso far"


# --- views -------------------------------------------------------------------------------------------------------


@pytest.mark.asyncio
async def test_a_trigger_is_taken_once_and_not_for_long(wire: Wire) -> None:
    """A person sees a form only where the bot asked for it within three seconds."""
    late, act = await wire.slash(), await wire.slash()
    late.begun.began -= 4
    assert await wire.error("views.open", trigger_id=late.begun.trigger, view=MODAL) == "expired_trigger_id"
    assert await wire.error("views.push", trigger_id=act.begun.trigger, view=MODAL) == "not_found"
    act = await wire.slash()
    assert await wire.error("views.open", trigger_id=act.begun.trigger, view=MODAL) == ""
    assert await wire.error("views.open", trigger_id=act.begun.trigger, view=MODAL) == "exchanged_trigger_id"
    assert await wire.error("views.open", trigger_id="1.2.3", view=MODAL) == "invalid_trigger_id"
    assert wire.refused("invalid_trigger_id")
    for error in ("", "", "push_limit_reached"):
        pressed = await wire.ana.press(wire.ana.modals[-1], "Go")
        assert await wire.error("views.push", trigger_id=pressed.begun.trigger, view=MODAL) == error


@pytest.mark.asyncio
async def test_a_view_that_was_changed_meanwhile_is_not_changed_again(wire: Wire) -> None:
    """A person keeps what was filled in when a form changes, and old changes come to nothing."""
    act = await wire.slash()
    told = (await wire.call("views.open", trigger_id=act.begun.trigger, view=MODAL))["view"]
    wire.ana.fill(act.modal, line="abc")
    assert await wire.error("views.update", view_id=told["id"], hash="old", view=MODAL) == "hash_conflict"
    assert await wire.error("views.update", view_id=told["id"], hash=told["hash"], view=MODAL) == ""
    assert act.modal.values["line"]["value"] == "abc"
    assert await wire.error("views.update", view_id="V1", view=MODAL) == "not_found"
    with pytest.raises(AssertionError, match="6 characters"):
        wire.ana.fill(act.modal, line="abcdef")
    home = {"type": "home", "blocks": MENUS}
    assert await wire.error("views.publish", user_id=wire.ana.id, view=home) == ""
    assert await wire.error("views.publish", user_id=wire.ana.id, view=home, hash="old") == "hash_conflict"
    assert wire.ana.home.buttons == ["Dry", "Warm", "Copy", "Help"]


# --- response_url ------------------------------------------------------------------------------------------------


@pytest.mark.asyncio
async def test_a_response_url_is_used_up(wire: Wire) -> None:
    """A person gets five answers in half an hour."""
    act, other = await wire.slash(), await wire.slash()
    for number in range(5):
        assert (await wire.respond(act, text=f"{number}"))["ok"] is True
    assert (await wire.respond(act, text="6"))["error"] == "used_url"
    assert wire.status == 404
    wire.clock.advance(1801)
    assert (await wire.respond(other, text="late"))["error"] == "expired_url"
    assert len(act.messages) == 5


@pytest.mark.asyncio
async def test_what_a_response_url_does(wire: Wire) -> None:
    """A person sees private answers, shared ones, and the pressed message changed or taken away."""
    ben, act = wire.double.person("Ben"), await wire.slash()
    await wire.respond(act, text="shared", response_type="in_channel", **QUIET)
    await wire.respond(act, blocks=MENUS, text="menus")
    assert [one.text for one in ben.sees(wire.channel)] == ["shared"]
    assert [one.ephemeral for one in act.messages] == [False, True]
    menus = act.messages[1]
    chosen = await wire.ana.choose(menus, "Warm")
    assert chosen.payload["actions"][0]["selected_option"]["value"] == "warm"
    assert chosen.payload["state"]["values"]["row"]["menu"]["selected_option"]["value"] == "warm"
    more = await wire.ana.press(menus, "Copy")
    assert more.payload["actions"][0]["selected_option"]["value"] == "copy"
    await wire.respond(more, text="gone soon", replace_original=True)
    assert (menus.text, more.messages) == ("gone soon", [menus])
    await wire.respond(more, delete_original=True)
    assert [one.text for one in wire.ana.sees(wire.channel)] == ["shared"]


# --- limits ------------------------------------------------------------------------------------------------------


@pytest.mark.asyncio
async def test_calls_in_a_minute_are_counted() -> None:
    """A bot that calls too often is told how long to wait."""
    async with wired(limits=True) as wire:
        wire.double.rates["conversations.replies"] = 1
        assert await wire.error("conversations.replies", form=True, channel="C1", ts="1.1") == "channel_not_found"
        assert await wire.error("conversations.replies", form=True, channel="C1", ts="1.1") == "ratelimited"
        given: Json = {"channel": "C1", "ts": "1.1", "text": "x"}
        for _ in range(50):
            assert await wire.error("chat.update", **given) == "channel_not_found"
        assert await wire.error("chat.update", **given) == "ratelimited"
        assert (wire.status, wire.headers["Retry-After"]) == (429, "60")
        wire.clock.advance(60)
        assert await wire.error("chat.update", **given) == "channel_not_found"


@pytest.mark.asyncio
async def test_a_channel_takes_about_a_message_a_second() -> None:
    """A bot that talks too fast is told to wait a second."""
    async with wired(pace=True) as wire:
        assert [(await wire.post()).get("error") for _ in range(5)] == [None, None, None, None, "ratelimited"]
        assert wire.headers["Retry-After"] == "1"
        wire.clock.advance(1)
        assert (await wire.post())["ok"] is True


# --- files -------------------------------------------------------------------------------------------------------


@pytest.mark.asyncio
async def test_a_file_is_announced_uploaded_and_completed(wire: Wire) -> None:
    """A person sees a file once all of it is there, and the bot reads a person's file only with its token."""
    told = await wire.call("files.getUploadURLExternal", form=True, filename="a.txt", length=5)
    named = [{"id": told["file_id"], "title": "A"}]
    complete = {"files": named, "channel_id": wire.channel.id, "initial_comment": "here"}
    assert await wire.error("files.completeUploadExternal", **complete) == "file_not_found"
    assert wire.refused("nothing was uploaded")
    async with wire.session.post(told["upload_url"], data=b"whole") as answer:
        assert answer.status == 200
    assert await wire.error("files.completeUploadExternal", **complete) == ""
    assert wire.ana.sees(wire.channel)[0].files == {"a.txt": b"whole"}
    said = await wire.ana.say(wire.ana.dm(), "", files=[("b.txt", b"upon")])
    url = said.stored.payload()["files"][0]["url_private"]
    for headers, start in (({}, b"<!DOCTYPE"), ({"Authorization": f"Bearer {wire.double.bot_token}"}, b"upon")):
        async with wire.session.get(url, headers=headers) as answer:
            assert (await answer.read()).startswith(start)


# --- other organisations -----------------------------------------------------------------------------------------


@pytest.mark.asyncio
async def test_people_of_another_organisation_are_told_apart(wire: Wire) -> None:
    """A person of another organisation in a shared channel is known as one."""
    slack = wire.double
    other = slack.workspace("Other", installed=False, enterprise="E1")
    eve = slack.person("Eve", team=other)
    with pytest.raises(AssertionError, match="not in general"):
        await eve.say(wire.channel, "hi")
    slack.connect(wire.channel, other)
    said = await eve.say(wire.channel, slack.mention, files=[("a.txt", b"x")])
    mention, message = [one.payload for one in said.told]
    assert (mention["event"]["type"], message["event"]["type"]) == ("app_mention", "message")
    assert (message["team_id"], message["event"]["user_team"]) == (slack.team.id, "E1")
    assert message["is_ext_shared_channel"] is True
    assert message["event"]["files"][0]["file_access"] == "check_file_info"
    with pytest.raises(AssertionError, match="not installed in Other"):
        await eve.slash(wire.channel, "/hold")


@pytest.mark.asyncio
async def test_the_manifest_says_what_is_there(wire: Wire) -> None:
    """A person is offered what the manifest names, and nothing else."""
    wire.double.manifest({
        "features": {
            "slash_commands": [{"command": "/prompt"}],
            "shortcuts": [{"name": "Critique", "callback_id": "critique", "type": "message"}],
        },
        "oauth_config": {"scopes": {"bot": ["commands", "chat:write"]}},
        "settings": {"event_subscriptions": {"bot_events": ["app_mention"]}},
    })  # fmt: skip
    said = await wire.ana.say(wire.channel, f"{wire.double.mention} hi")
    assert said.told == []
    act = await wire.ana.point(said, "Critique")
    assert act.payload["callback_id"] == "critique"
    with pytest.raises(AssertionError, match="no command /other"):
        await wire.ana.slash(wire.channel, "/other")


# --- texts and states --------------------------------------------------------------------------------------------


@drawn(st.text())
def test_texts_are_escaped_once(text: str) -> None:
    """A person reads what was typed, whatever that is."""
    assert unescape(escape(text)) == text
    assert not {"<", ">"} & set(escape(text))


def test_mentions_and_addresses_stay_what_they_are() -> None:
    """A person calls somebody and names a page, between signs that mean nothing."""
    assert typed("<@U1> & <b> http://x/?a&b") == "<@U1> &amp; &lt;b&gt; <http://x/?a&amp;b>"


@pytest.mark.asyncio
async def test_a_status_goes_by_itself(wire: Wire) -> None:
    """A person sees that the bot is at work, for two minutes or until something is said."""
    said = await wire.ana.say(wire.ana.dm(), "hi")
    status: Json = {"channel_id": said.channel.id, "thread_ts": said.ts, "status": "is thinking"}
    assert await wire.error("assistant.threads.setStatus", **status) == ""
    shown = [said.running]
    wire.clock.advance(121)
    shown.append(said.running)
    assert await wire.error("assistant.threads.setStatus", **status) == ""
    shown.append(said.running)
    assert (await wire.post(channel=said.channel.id, thread_ts=said.ts))["ok"] is True
    assert [*shown, said.running] == [True, False, True, False]
    assert await wire.error("assistant.threads.setStatus", **(status | {"thread_ts": "1.1"})) == "invalid_thread_ts"


@pytest.mark.asyncio
async def test_a_session_says_who_may_stop_it(wire: Wire) -> None:
    """A person gets a stop button only where the app wants to be told of it."""
    said = await wire.ana.say(wire.ana.dm(), "hi")
    wire.double.state.subscribed.discard("agent_session_stopped")
    session: Json = {"channel_id": said.channel.id, "thread_ts": said.ts, "status": "processing"}
    told = await wire.call("agents.sessions.setStatus", **session)
    assert told["warning"] == "missing_agent_session_stopped_event_subscription"
    with pytest.raises(AssertionError, match="nobody would be told"):
        await wire.ana.stop(said)


@pytest.mark.asyncio
async def test_values_can_come_escaped(wire: Wire) -> None:
    """A person's words in a form come as typed, or escaped where a test wants that."""
    for escapes, value in ((False, "a<b"), (True, "a&lt;b")):
        wire.double.state.escapes_inputs = escapes
        act = await wire.slash()
        assert await wire.error("views.open", trigger_id=act.begun.trigger, view=MODAL) == ""
        sent = await wire.ana.submit(act.modal, line="a<b")
        assert sent.payload["view"]["state"]["values"]["one"]["line"]["value"] == value
        await wire.ana.close(act.modal)
