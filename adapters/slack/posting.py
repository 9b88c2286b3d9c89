"""The calls behind messages: into a channel, to one person alone, through a response_url, and files.

Every one raises `adapters.slack.failures.NotDelivered` or one of its kinds when Slack does not take it.
"""

from collections import OrderedDict
from collections.abc import Sequence
from typing import Any

from adapters.slack.board import Step
from adapters.slack.limits import TASK_TITLE
from adapters.slack.markup import label
from adapters.slack.pack import Message
from adapters.slack.parts import Upload
from adapters.slack.sending import Api
from adapters.slack.shares import Share, Shares

QUIET = {"unfurl_links": False, "unfurl_media": False}
"""Links in an answer stay links: nothing is fetched and shown for them."""
PATIENT = 60.0
"""Seconds that what ends an answer may wait for its turn: as long as any count of calls lasts."""
REMEMBERED = 10_000
"""People whose direct messages are known."""
Json = dict[str, Any]


class Posting:
    """Writes with the bot's token."""

    def __init__(self, api: Api) -> None:
        self.api = api
        self.shares = Shares(api.budget)
        self.streams_alone = True
        """Whether Slack takes streams that answer nothing in a thread."""
        self.takes_tasks = True
        """Whether Slack takes cards of tasks in a stream."""
        self._direct: OrderedDict[str, str] = OrderedDict()

    async def post(self, channel: str, message: Message, thread: str = "") -> str:
        """Post a message that everyone there sees; give its ts. A person's id stands for their direct messages."""
        answer = await self.api.call(
            "chat.postMessage",
            within=PATIENT,
            channel=channel,
            thread_ts=thread or None,
            text=message.text,
            blocks=list(message.blocks),
            **QUIET,
        )
        return str(answer["ts"])

    async def update(self, channel: str, ts: str, message: Message, *, within: float = PATIENT) -> None:
        """Make a message of the bot's own read as this one."""
        await self.api.call(
            "chat.update", within=within, channel=channel, ts=ts, text=message.text, blocks=list(message.blocks)
        )

    async def delete(self, channel: str, ts: str) -> None:
        """Take a message of the bot's own away."""
        await self.api.call("chat.delete", within=PATIENT, channel=channel, ts=ts)

    async def whisper(self, channel: str, user: str, message: Message, thread: str = "") -> None:
        """Post a message that one person sees."""
        await self.api.call(
            "chat.postEphemeral",
            within=PATIENT,
            channel=channel,
            user=user,
            thread_ts=thread or None,
            text=message.text,
            blocks=list(message.blocks),
        )

    async def respond(self, url: str, message: Message, *, public: bool = False, thread: str = "") -> None:
        """Post through a response_url, for one person or for everyone in the conversation. It posts anew: what came by
        a slash command cannot be replaced, and with a button it would be what stands around the button.
        """
        body: Json = {"text": message.text, "blocks": list(message.blocks), "replace_original": False}
        body |= {"response_type": "in_channel", **QUIET} if public else {"response_type": "ephemeral"}
        await self.api.respond(url, body | ({"thread_ts": thread} if thread else {}))

    async def replace(self, url: str, message: Message) -> None:
        """Put a message in the place of the one that somebody pressed a button of."""
        body = {"text": message.text, "blocks": list(message.blocks), "replace_original": True}
        await self.api.respond(url, body)

    async def upload(self, channel: str, uploads: Sequence[Upload], thread: str = "") -> None:
        """Post files together in one message."""
        files = [await self._uploaded(one) for one in uploads]
        await self.api.call(
            "files.completeUploadExternal",
            within=PATIENT,
            files=files,
            channel_id=channel,
            thread_ts=thread or None,
        )

    async def _uploaded(self, upload: Upload) -> Json:
        content = upload.content or b"\n"  # Slack takes no file without content
        begun = await self.api.call("files.getUploadURLExternal", filename=upload.name, length=len(content))
        await self.api.upload(str(begun["upload_url"]), content)
        return {"id": str(begun["file_id"]), "title": upload.name}

    async def direct(self, user: str) -> str:
        """Give the channel of somebody's direct messages with the bot."""
        known = self._direct.get(user)
        if known is None:
            answer = await self.api.call("conversations.open", users=user)
            known = self._direct[user] = str(answer["channel"]["id"])
            if len(self._direct) > REMEMBERED:
                self._direct.popitem(last=False)
        return known

    # --- streams -----------------------------------------------------------------------------------------------------

    async def start(self, channel: str, first: Message, thread: str = "", **recipient: str) -> str:
        """Begin a message that is written while it is read; give its ts. Outside direct messages `recipient` names
        whom it answers. It does not wait for a turn: `Limited` then, and the answer comes whole.
        """
        answer = await self.api.call(
            "chat.startStream",
            within=0.0,
            channel=channel,
            thread_ts=thread or None,
            chunks=[{"type": "blocks", "blocks": list(first.blocks)}],
            **recipient,
        )
        return str(answer["ts"])

    async def append(self, channel: str, ts: str, chunks: Sequence[Json]) -> None:
        """Write on."""
        await self.api.call("chat.appendStream", within=0.0, channel=channel, ts=ts, chunks=list(chunks))

    async def stop(self, channel: str, ts: str) -> None:
        """End what is written while it is read."""
        await self.api.call("chat.stopStream", within=PATIENT, channel=channel, ts=ts)

    def share(self, *, streaming: bool) -> Share:
        """Give what one more answer has of the counts of calls, as a stream or as a message that is edited."""
        if streaming:
            return self.shares.hold("chat.appendStream", "chat.stopStream", "chat.update")
        return self.shares.hold("chat.update", "chat.update")


def said(text: str) -> list[Json]:
    """Give what is written on with a text, as Markdown; nothing for no text."""
    return [{"type": "markdown_text", "text": text}] if text else []


def task(number: int, step: Step) -> Json:
    """Give what is written on with a step of the work. The same `number` changes its card."""
    title, status = label(step.title, TASK_TITLE.number)["text"], "complete" if step.done else "in_progress"
    return {"type": "task_update", "id": str(number), "title": title, "status": status}
