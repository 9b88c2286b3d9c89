"""The loopback Slack, tried by a bare slack-bolt app in Socket Mode and over HTTP: what works."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiohttp import web
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond, AsyncSay
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler
from slack_sdk.models.blocks import ActionsBlock, ButtonElement, MarkdownBlock
from slack_sdk.models.messages.chunk import TaskUpdateChunk
from slack_sdk.web.async_client import AsyncWebClient

from tests.doubles.clock import FakeClock
from tests.doubles.slack import SlackDouble

MODES = pytest.mark.parametrize("mode", ["socket", "http"])
QUIET: dict[str, Any] = {"unfurl_links": False, "unfurl_media": False}
TEXT = {"type": "plain_text", "text": "Text"}
FORM: dict[str, Any] = {
    "type": "modal", "callback_id": "form", "title": {"type": "plain_text", "text": "A form"},
    "submit": {"type": "plain_text", "text": "Send"}, "notify_on_close": True,
    "blocks": [
        {"type": "input", "block_id": "goal", "label": TEXT, "element": {"type": "plain_text_input", "action_id": "line"}},
        {"type": "input", "block_id": "name", "label": TEXT, "optional": True, "element": {
            "type": "external_select", "action_id": "names", "min_query_length": 1,
        }},
        {"type": "input", "block_id": "papers", "label": TEXT, "optional": True, "element": {
            "type": "file_input", "action_id": "file",
        }},
    ],
}  # fmt: skip


def buttons(*labels: str) -> dict[str, Any]:
    """Give a row of buttons; an action has the label's name, in small letters."""
    made = [ButtonElement(text=label, action_id=label.lower()) for label in labels]
    return ActionsBlock(elements=made).to_dict()


class Bot:
    """A bolt app with one of everything."""

    def __init__(self, slack: SlackDouble) -> None:
        client = AsyncWebClient(slack.bot_token, base_url=slack.api_url)
        client.retry_handlers.append(AsyncRateLimitErrorRetryHandler(max_retry_count=2))
        self.app = AsyncApp(client=client, signing_secret=slack.signing_secret)
        self.heard: list[dict[str, Any]] = []
        self.retries: list[str | None] = []
        self.held = asyncio.Event()
        self.held.set()
        self._listen()

    def _listen(self) -> None:
        app = self.app
        app.command("/echo")(self.echo)
        app.command("/form")(self.form)
        app.action("write")(self.form)
        app.action("again")(self.again)
        app.view("form")(self.filled)
        app.view_closed("form")(self.closed)
        app.options("names")(self.names)
        app.shortcut("new")(self.form)
        app.shortcut("Repeat")(self.repeat)
        app.event("app_mention")(self.mentioned)
        app.event("message")(self.message)
        app.event("app_home_opened")(self.home)
        for name in ("app_context_changed", "agent_session_stopped", "tokens_revoked", "app_uninstalled"):
            app.event(name)(self.hear)

    async def echo(self, ack: AsyncAck, respond: AsyncRespond, body: dict[str, Any]) -> None:
        """Say a text back to the person, with buttons."""
        await self.held.wait()
        await ack()
        self.heard.append(body)
        await respond(blocks=[MarkdownBlock(text=body["text"]).to_dict(), buttons("Write", "Again")], text="echo")

    async def form(self, ack: AsyncAck, client: AsyncWebClient, body: dict[str, Any]) -> None:
        """Open a form."""
        await ack()
        self.heard.append(body)
        await client.views_open(trigger_id=body["trigger_id"], view=FORM)

    async def again(self, ack: AsyncAck, respond: AsyncRespond, body: dict[str, Any]) -> None:
        """Change the message that was pressed."""
        await ack()
        self.heard.append(body)
        await respond(text="once more", replace_original=True)

    async def filled(self, ack: AsyncAck, client: AsyncWebClient, body: dict[str, Any]) -> None:
        """Take a form; complain of one word, or write to the person."""
        self.heard.append(body)
        values = body["view"]["state"]["values"]
        if values["goal"]["line"]["value"] == "bad":
            await ack(response_action="errors", errors={"goal": "Not that word."})
            return
        await ack()
        files = [one["name"] for one in values["papers"]["file"]["files"]]
        await client.chat_postMessage(
            channel=body["user"]["id"], text=f"got {values['goal']['line']['value']} {files}", **QUIET
        )

    async def closed(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """Hear that a form was closed."""
        await ack()
        self.heard.append(body)

    async def names(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """Offer what was typed, doubled."""
        await ack(options=[{"text": {"type": "plain_text", "text": body["value"] * 2}, "value": body["value"]}])

    async def repeat(self, ack: AsyncAck, respond: AsyncRespond, body: dict[str, Any]) -> None:
        """Say a message again, for all."""
        await ack()
        await respond(text=body["message"]["text"], response_type="in_channel", **QUIET)

    async def mentioned(self, event: dict[str, Any], say: AsyncSay) -> None:
        """Answer in a thread."""
        self.heard.append(event)
        await say(text="you called", thread_ts=event.get("thread_ts") or event["ts"], **QUIET)

    async def message(self, event: dict[str, Any], client: AsyncWebClient, body: dict[str, Any], req: Any) -> None:  # noqa: ANN401 - bolt's request
        """Stream an answer to what is said directly."""
        self.heard.append(body)
        self.retries.append((req.headers.get("x-slack-retry-num") or [None])[0])
        if event.get("channel_type") == "im" and "subtype" not in event:
            stream = await client.chat_stream(channel=event["channel"], thread_ts=event["ts"], buffer_size=1)
            await stream.append(markdown_text="Thinking. ")
            await stream.append(chunks=[TaskUpdateChunk(id="one", title="Check", status="complete")])
            await stream.append(markdown_text=f"You said {event['text']}.")
            await stream.stop(blocks=[buttons("Again")])

    async def home(self, event: dict[str, Any], client: AsyncWebClient) -> None:
        """Publish the Home tab."""
        self.heard.append(event)
        await client.views_publish(user_id=event["user"], view={"type": "home", "blocks": [buttons("Write")]})

    async def hear(self, event: dict[str, Any]) -> None:
        """Note an event."""
        self.heard.append(event)


@asynccontextmanager
async def serving(slack: SlackDouble, mode: str = "socket", connections: int = 1) -> AsyncIterator[Bot]:
    """Run the app against the double."""
    bot = Bot(slack)
    if mode == "socket":
        handlers = [AsyncSocketModeHandler(bot.app, slack.app_token, ping_interval=0.2) for _ in range(connections)]
        before = len(slack.socket.live)
        for handler in handlers:
            await handler.connect_async()
        await slack.ready(before + connections)
        try:
            yield bot
        finally:
            for handler in handlers:
                await handler.close_async()
        return
    runner = web.AppRunner(bot.app.server(path="/slack/events").web_app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    slack.push_to(f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events")
    try:
        await slack.ready()
        yield bot
    finally:
        await runner.cleanup()


@MODES
@pytest.mark.asyncio
async def test_a_command_a_button_and_a_form_lead_to_each_other(mode: str) -> None:
    """A person calls a command, presses the button of the private answer, fills in the form and gets a message."""
    async with SlackDouble() as slack, serving(slack, mode) as bot:
        ana, ben, channel = slack.person("Ana"), slack.person("Ben"), slack.channel("general")
        act = await ana.slash(channel, "/echo", "a < b & c")
        await act.settled(contains="a < b & c")
        assert bot.heard[0]["text"] == "a &lt; b &amp; c"
        assert (act.messages[0].ephemeral, act.messages[0].buttons) == (True, ["Write", "Again"])
        assert (len(ana.sees(channel)), ben.sees(channel)) == (1, [])
        pressed = await ana.press(act.messages[0], "Write")
        form = await pressed.opened()
        assert (form.title, form.labels, form.send) == ("A form", ["Text"] * 3, "Send")
        wrong = await ana.submit(form, line="bad")
        await wrong.settled(contains="Not that word.")
        assert (wrong.errors, ana.modals) == ({"goal": "Not that word."}, [form])
        offered = await ana.type(form, "names", "ab")
        assert [(one.name, one.value) for one in offered] == [("abab", "ab")]
        done = await ana.submit(form, goal="good", name="abab", files=[("a.txt", b"whole")])
        await done.settled(contains="got good ['a.txt']")
        assert bot.heard[-1]["view"]["state"]["values"]["name"]["names"]["selected_option"]["value"] == "ab"
        assert (ana.modals, done.messages[0].channel) == ([], ana.dm())
        assert slack.refused == []


@MODES
@pytest.mark.asyncio
async def test_a_private_message_is_replaced(mode: str) -> None:
    """A person presses a button and the private message becomes another one."""
    async with SlackDouble() as slack, serving(slack, mode) as bot:
        ana, channel = slack.person("Ana"), slack.channel("general")
        act = await ana.slash(channel, "/echo", "first")
        await act.settled(contains="first")
        pressed = await ana.press(act.messages[0], "Again")
        await pressed.settled(contains="once more")
        assert [look.text for look in act.messages[0].history] == ["first", "once more"]
        assert "message" not in bot.heard[-1]
        assert bot.heard[-1]["container"]["is_ephemeral"] is True
        assert slack.refused == []


@MODES
@pytest.mark.asyncio
async def test_shortcuts_lead_to_a_form_and_to_a_message(mode: str) -> None:
    """A person chooses a shortcut and gets a form; points at a message and everybody sees the answer."""
    async with SlackDouble() as slack, serving(slack, mode) as bot:
        ana, ben, channel = slack.person("Ana"), slack.person("Ben"), slack.channel("general")
        slack.state.shortcuts = {"New prompt": "new", "Repeat": "Repeat"}
        act = await ana.shortcut("New prompt")
        form = await act.opened()
        closed = await ana.close(form)
        assert closed is not None
        await closed.acknowledged()
        assert (bot.heard[-1]["type"], ana.modals) == ("view_closed", [])
        said = await ben.say(channel, "something")
        pointed = await ana.point(said, "Repeat")
        await pressed_text(pointed, "something")
        assert [one.text for one in ben.sees(channel)] == ["something", "something"]
        assert slack.refused == []


async def pressed_text(act: Any, text: str) -> None:  # noqa: ANN401 - an Act
    """Wait for an answer."""
    await act.settled(contains=text)


@MODES
@pytest.mark.asyncio
async def test_a_direct_message_is_answered_by_a_stream(mode: str) -> None:
    """A person writes directly and reads an answer while it is written, with what is done beside it."""
    async with SlackDouble() as slack, serving(slack, mode):
        ana = slack.person("Ana")
        said = await ana.say(ana.dm(), "good day & night")
        await said.settled(contains="You said good day & night.")
        answer = said.messages[0]
        assert answer.text == "Thinking. \nCheck\nYou said good day & night."
        assert (answer.thread, answer.buttons, answer.streaming) == (said.ts, ["Again"], False)
        assert [look.streaming for look in answer.history] == [True, True, True, False]
        assert slack.refused == []


@MODES
@pytest.mark.asyncio
async def test_a_mention_is_told_twice_and_answered_in_a_thread(mode: str) -> None:
    """A person calls the bot in a channel and is answered in a thread."""
    async with SlackDouble() as slack, serving(slack, mode) as bot:
        ana, channel = slack.person("Ana"), slack.channel("general")
        said = await ana.say(channel, f"{slack.mention} see https://example.com/?a&b <b>")
        await said.settled(contains="you called")
        await said.acknowledged()
        kinds = sorted(one.get("type", "") for one in bot.heard if one.get("ts") == said.ts or "event" in one)
        assert kinds[:2] == ["app_mention", "event_callback"]
        assert said.fallback == f"{slack.mention} see <https://example.com/?a&amp;b> &lt;b&gt;"
        assert said.messages[0].thread == said.ts


@MODES
@pytest.mark.asyncio
async def test_the_home_tab_is_published(mode: str) -> None:
    """A person opens the Home tab, presses a button there and gets a form."""
    async with SlackDouble() as slack, serving(slack, mode):
        ana = slack.person("Ana")
        await ana.opens_home()
        home = await ana.home_shows()
        act = await ana.press(home, "Write")
        assert (await act.opened()).title == "A form"
        assert slack.refused == []
