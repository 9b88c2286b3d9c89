"""The methods `chat.*` of the loopback Slack: messages, ephemeral messages, and streams."""

from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace

from tests.doubles.slack_blocks import completed, written
from tests.doubles.slack_rules import Call, Refusal, judged
from tests.doubles.slack_state import Channel, State, Stored
from tests.doubles.slack_tell import Tell
from tests.doubles.slack_values import BLOCK_TEXT, DM, File, Json, Look, User

Handler = Callable[[Call], Json]


class Chat:
    """What the bot says."""

    def __init__(self, state: State, tell: Tell) -> None:
        self.state = state
        self.tell = tell
        self.handlers: dict[str, Handler] = {
            "chat.postMessage": self._post,
            "chat.postEphemeral": self._whisper,
            "chat.update": self._update,
            "chat.delete": self._delete,
            "chat.getPermalink": self._link,
            "chat.startStream": self._start,
            "chat.appendStream": self._append,
            "chat.stopStream": self._stop,
        }

    # --- messages ------------------------------------------------------------------------------------------------

    def _post(self, call: Call) -> Json:
        channel = call.writable()
        look = judged(call)
        made = self.state.post(channel, call.team.bot, look, thread=call.thread(channel))
        self.tell.said(made)
        return {"channel": channel.id, "ts": made.ts, "message": made.payload()}

    def _whisper(self, call: Call) -> Json:
        channel, reader = call.writable(), call.person()
        if not channel.has(reader):
            raise Refusal("user_not_in_channel")
        look, thread = judged(call), call.thread(channel)
        # Inside a thread Slack shows such a message only where somebody answered already.
        active = thread is None or any(one.thread == thread and one.reader is None for one in channel.stored)
        made = self.state.post(channel, call.team.bot, look, thread=thread, reader=reader, unseen=not active)
        return {"message_ts": made.ts}

    def _update(self, call: Call) -> Json:
        channel = call.writable()
        message = call.own(channel, "cant_update_message")
        if self.state.streams(message):
            raise Refusal("streaming_state_conflict")
        before, look = message.payload(), judged(call, update=True)
        kept = call.get("file_ids")
        files = message.now.files if kept is None else tuple(self._file(one) for one in kept)
        self.state.edit(message, replace(look, files=files))
        self.tell.changed(message, before)
        return {"channel": channel.id, "ts": message.ts, "text": look.text, "message": message.payload()}

    def _file(self, number: str) -> File:
        if number not in self.state.files:
            raise Refusal("file_not_found")
        return self.state.files[number]

    def _delete(self, call: Call) -> Json:
        channel = call.writable()
        message = call.own(channel, "cant_delete_message")
        self.state.delete(message)
        self.tell.deleted(message)
        return {"channel": channel.id, "ts": message.ts}

    def _link(self, call: Call) -> Json:
        channel = call.channel()
        found = self.state.find(channel, str(call.get("message_ts")))
        if found is None or found.reader is not None:
            raise Refusal("message_not_found")
        bare = found.ts.replace(".", "")
        return {
            "channel": channel.id,
            "permalink": f"https://{call.team.domain}.slack.com/archives/{channel.id}/p{bare}",
        }

    # --- streams -------------------------------------------------------------------------------------------------

    def _start(self, call: Call) -> Json:
        channel, recipient = call.writable(), None
        if call.get("thread_ts") is None and channel.kind != DM:
            raise Refusal("invalid_arguments", strict=True, why="a stream answers a message: thread_ts is missing")
        thread = call.thread(channel)
        if channel.kind != DM:
            recipient = self._recipient(call, channel)
        pieces = _pieces(call)
        mode = call.get("task_display_mode") or "timeline"
        made = Stored(self.state.ts(), channel, call.team.bot, Look(), self.state.clock.monotonic(), thread=thread)
        made.recipient = recipient
        _take(made, pieces, mode)
        made.now = Look(_plain(made), tuple(made.pieces), streaming=True)
        made.history.append(made.now)
        _measure(made)
        channel.stored.append(made)
        self.state.statuses.pop((channel.id, thread or ""), None)
        return {"channel": channel.id, "ts": made.ts}

    def _recipient(self, call: Call, channel: Channel) -> User:
        reader = call.person("recipient_user_id")
        if reader.team != call.get("recipient_team_id") or not channel.has(reader):
            raise Refusal("user_not_found")
        return reader

    def _append(self, call: Call) -> Json:
        message = self._streaming(call)
        pieces = _pieces(call)
        if not pieces:
            raise Refusal("no_text", strict=True)
        self._add(message, pieces, ())
        return {"channel": message.channel.id, "ts": message.ts}

    def _stop(self, call: Call) -> Json:
        message = self._streaming(call)
        before = message.payload()
        self._add(message, _pieces(call), completed(call.get("blocks") or ()), call.get("metadata"), streaming=False)
        if call.get("session_status"):
            self.state.sessions[message.channel.id, message.thread or ""] = call.get("session_status")
        self.tell.changed(message, before)
        return {"channel": message.channel.id, "ts": message.ts, "message": message.payload()}

    def _streaming(self, call: Call) -> Stored:
        message = call.own(call.writable(), "message_not_owned_by_app")
        if message.stopped and call.request.method == "chat.appendStream":
            raise Refusal("stopped_by_user")
        if not message.stopped and not self.state.streams(message):
            raise Refusal("message_not_in_streaming_state")
        return message

    def _add(
        self, message: Stored, pieces: list[Json], ending: tuple[Json, ...], metadata: Json | None = None, *,
        streaming: bool = True,
    ) -> None:  # fmt: skip
        before = deepcopy(message.pieces)
        _take(message, pieces, "")
        try:
            _measure(message, ending)
        except Refusal:
            message.pieces = before
            raise
        look = Look(_plain(message), (*deepcopy(message.pieces), *ending), metadata=metadata, streaming=streaming)
        self.state.edit(message, look)


def _pieces(call: Call) -> list[Json]:
    """Give what a call adds to a stream, as chunks."""
    text, chunks = call.get("markdown_text"), list(call.get("chunks") or ())
    if any(one.get("type") not in {"markdown_text", "task_update", "plan_update", "blocks"} for one in chunks):
        raise Refusal("invalid_chunks", strict=True)
    return [*([{"type": "markdown_text", "text": text}] if text else []), *chunks]


def _take(message: Stored, pieces: list[Json], mode: str) -> None:
    """Put chunks into what a stream shows: text goes on, tasks change in their place."""
    plan = next((one for one in message.pieces if one["type"] == "plan"), None)
    if mode == "plan" and plan is None:
        plan = {"type": "plan", "block_id": "plan", "title": "", "tasks": []}
        message.pieces.append(plan)
    for piece in deepcopy(pieces):
        if piece["type"] == "markdown_text":
            _go_on(message.pieces, piece["text"])
        elif piece["type"] == "task_update":
            _task(message.pieces if plan is None else plan["tasks"], piece)
        elif piece["type"] == "plan_update" and plan is not None:
            plan["title"] = piece["title"]
        elif piece["type"] == "blocks":
            message.pieces += completed(piece["blocks"])


def _go_on(blocks: list[Json], text: str) -> None:
    if blocks and blocks[-1]["type"] == "markdown":
        blocks[-1]["text"] += text
    else:
        blocks.append({"type": "markdown", "block_id": f"text{len(blocks)}", "text": text})


def _task(tasks: list[Json], piece: Json) -> None:
    told = {key: value for key, value in piece.items() if key not in {"type", "id"}}
    known = next((one for one in tasks if one.get("task_id") == piece["id"]), None)
    if known is None:
        tasks.append({"type": "task_card", "block_id": f"task-{piece['id']}", "task_id": piece["id"]} | told)
    else:
        known |= told


def _plain(message: Stored) -> str:
    return "".join(one["text"] for one in message.pieces if one["type"] == "markdown")


def _measure(message: Stored, ending: tuple[Json, ...] = ()) -> None:
    count = written((*message.pieces, *ending))
    if count > BLOCK_TEXT:
        raise Refusal("msg_blocks_too_long", strict=True, why=f"{count} characters of blocks")
