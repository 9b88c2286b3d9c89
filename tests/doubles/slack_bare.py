"""A bare slack-bolt app with one of everything, in Socket Mode or over HTTP, for trying the loopback Slack."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltRequest, AsyncRespond, AsyncSay
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler
from slack_sdk.models.blocks import ActionsBlock, ButtonElement, MarkdownBlock
from slack_sdk.models.messages.chunk import TaskUpdateChunk
from slack_sdk.web.async_client import AsyncWebClient

from tests.doubles.slack import SlackDouble

QUIET: dict[str, Any] = {"unfurl_links": False, "unfurl_media": False}
TEXT = {"type": "plain_text", "text": "Text"}
OTHER = {"type": "plain_text", "text": "Another form"}
FORM: dict[str, Any] = {
    "type": "modal", "callback_id": "form", "title": {"type": "plain_text", "text": "A form"},
    "submit": {"type": "plain_text", "text": "Send"}, "notify_on_close": True,
    "blocks": [
        {"type": "input", "block_id": "goal", "label": TEXT, "element": {
            "type": "plain_text_input", "action_id": "line",
        }},
        {"type": "input", "block_id": "name", "label": TEXT, "optional": True, "element": {
            "type": "external_select", "action_id": "names", "min_query_length": 1,
        }},
        {"type": "input", "block_id": "papers", "label": TEXT, "optional": True, "element": {
            "type": "file_input", "action_id": "file",
        }},
    ],
}  # fmt: skip
ANSWERS: dict[str, dict[str, Any]] = {
    "errors": {"errors": {"goal": "Not that word."}},
    "update": {"view": FORM | {"title": OTHER}},
    "push": {"view": FORM | {"title": OTHER}},
    "clear": {},
}
"""How a form is answered whose line says this."""


def buttons(*labels: str) -> dict[str, Any]:
    """Give a row of buttons; an action has the label's name, in small letters."""
    made = [ButtonElement(text=label, action_id=label.lower()) for label in labels]
    return ActionsBlock(elements=made).to_dict()


class Bot:
    """A bolt app with one of everything."""

    def __init__(self, slack: SlackDouble) -> None:
        client = AsyncWebClient(slack.bot_token, base_url=slack.api_url)
        client.retry_handlers.append(AsyncRateLimitErrorRetryHandler(max_retry_count=2))
        self.app = AsyncApp(name="bare", client=client, signing_secret=slack.signing_secret)
        self.heard: list[dict[str, Any]] = []
        self.retries: list[str | None] = []
        self.held = asyncio.Event()
        self.held.set()
        self._listen()

    def _listen(self) -> None:
        app = self.app
        app.command("/echo")(self.echo)
        app.command("/form")(self.form)
        app.command("/say")(self.say)
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

    async def say(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """Answer with the acknowledgement, for all."""
        await ack(text=body["text"], response_type="in_channel", **QUIET)

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
        """Take a form; do what it says, or write to the person."""
        self.heard.append(body)
        values = body["view"]["state"]["values"]
        line = values["goal"]["line"]["value"]
        if line in ANSWERS:
            await ack(response_action=line, **ANSWERS[line])
            return
        await ack()
        files = [one["name"] for one in values["papers"]["file"]["files"]]
        await client.chat_postMessage(channel=body["user"]["id"], text=f"got {line} {files}", **QUIET)

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

    async def message(
        self, event: dict[str, Any], client: AsyncWebClient, body: dict[str, Any], req: AsyncBoltRequest
    ) -> None:
        """Stream an answer to what is said directly."""
        self.heard.append(body)
        self.retries.append(next(iter(req.headers.get("x-slack-retry-num", ())), None))
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
            await handler.connect_async()  # type: ignore[no-untyped-call]  # bolt left its types out
        await slack.ready(before + connections)
        try:
            yield bot
        finally:
            for handler in handlers:
                await handler.close_async()  # type: ignore[no-untyped-call]  # bolt left its types out
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
