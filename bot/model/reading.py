"""One request to the Messages API, and its stream of events read as what they mean."""

import asyncio
import json
from collections.abc import AsyncGenerator, Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from bot.model.client import Client
from bot.model.failures import FAILURES, Broken
from bot.model.meter import Meter, Taken
from bot.model.request import Schema, request
from bot.model.server import Server
from bot.model.text import clean, clean_values
from bot.ports import Ask, Delta, ToolCall

REASONS = {
    "end_turn": "end",
    "stop_sequence": "end",
    "max_tokens": "length",
    "model_context_window_exceeded": "length",
    "refusal": "refusal",
    "tool_use": "tool",
}
EVENTS_A_TURN = 16
"""Events read in one go when a server sends faster than we read, before others get their turn on the loop."""
BEGUN_A_TURN = 2
"""Requests begun in one turn of the loop: the SDK takes a millisecond for each, and a crowd may come at once."""
GOODBYE_SECONDS = 0.25
"""How long the end of the connection may take after the end of the answer, for the connection to be used again."""


@dataclass(frozen=True, slots=True)
class Ended:
    """The server finished its answer; `reason` as in `bot.ports.Stop`."""

    reason: str


Part = Delta | ToolCall | Ended
Attempt = Callable[[Ask, Schema | None, Meter], AsyncGenerator[Part, None]]
"""Makes one request, without retries and deadlines of its own. It gives parts as they arrive and last an `Ended`,
tells the meter, raises what stands in `bot.model.failures.FAILURES`, and closes the request when it is closed. With a
schema, the deltas make up JSON that follows it.
"""


def messages(client: Client, server: Server) -> Attempt:
    """Give the way to ask by `/v1/messages`."""
    gate = asyncio.Semaphore(BEGUN_A_TURN)

    async def attempt(ask: Ask, schema: Schema | None, meter: Meter) -> AsyncGenerator[Part, None]:
        await gate.acquire()
        asyncio.get_running_loop().call_soon(gate.release)  # in the next turn; this request need not wait for it
        stream = await client.messages.create(**request(ask, server, schema), stream=True)
        reader, turn = _Reader(meter), 0
        try:
            while (event := await anext(stream, None)) is not None:
                part = reader.read(event)
                if part is not None:
                    if isinstance(part, Ended):
                        await _goodbye(stream)
                    yield part
                turn += 1
                if turn % EVENTS_A_TURN == 0:
                    await asyncio.sleep(0)
        finally:
            await stream.close()

    return attempt


async def _goodbye(stream: Any) -> None:  # noqa: ANN401 - any async iterator
    """Read to the end of the connection; the answer is complete, so whatever comes no longer matters."""
    with suppress(*FAILURES, TimeoutError):
        async with asyncio.timeout(GOODBYE_SECONDS):
            while await anext(stream, None) is not None:
                pass


class _Reader:
    """Reads events one by one. Kinds of events and blocks that are not known are passed over."""

    def __init__(self, meter: Meter) -> None:
        self._meter = meter
        self._reason: str | None = None
        self._tools: dict[int, tuple[str, str, list[str]]] = {}

    def read(self, event: Any) -> Part | None:  # noqa: ANN401 - the SDK builds events of any shape a server sends
        """Give what the event means for the answer, if anything; `Broken` for one of the wrong shape."""
        try:
            if event.type == "content_block_delta":
                return self._delta(event)
            return self._other(event)
        except (AttributeError, TypeError):
            raise Broken("event_shape") from None

    def _delta(self, event: Any) -> Delta | None:  # noqa: ANN401 - as above
        delta = event.delta
        if delta.type == "text_delta":
            self._meter.heard(len(delta.text))
            return Delta(clean(delta.text)) if delta.text else None
        if delta.type == "input_json_delta":
            self._meter.heard(len(delta.partial_json))
            if event.index in self._tools:
                self._tools[event.index][2].append(delta.partial_json)
        elif delta.type == "thinking_delta":
            self._meter.heard(len(delta.thinking))
        return None

    def _other(self, event: Any) -> ToolCall | Ended | None:  # noqa: ANN401 - as above
        match event.type:
            case "message_start":
                self._meter.told(_taken(event.message.usage, Taken()))
            case "content_block_start" if event.content_block.type == "tool_use":
                self._tools[event.index] = (event.content_block.id, event.content_block.name, [])
            case "content_block_stop" if event.index in self._tools:
                return _tool_call(*self._tools.pop(event.index))
            case "message_delta":
                self._reason = event.delta.stop_reason
                self._meter.told(_taken(event.usage, self._meter.now), final=True)
            case "message_stop":
                return Ended(self._known_reason())
            case _:
                pass  # pings, starts and ends of other blocks, and kinds that came after us
        return None

    def _known_reason(self) -> str:
        """Give our word for it; one that is missing or not known may mean anything, so the answer is not finished."""
        if self._reason is None or self._reason not in REASONS:
            raise Broken("unknown_stop")
        return REASONS[self._reason]


def _tool_call(identity: str, name: str, pieces: list[str]) -> ToolCall:
    values = clean_values(json.loads("".join(pieces) or "{}"))
    if not isinstance(values, dict):
        raise Broken("tool_input")
    return ToolCall(identity, name, values)


def _taken(usage: Any, before: Taken) -> Taken:  # noqa: ANN401 - a message's usage, or a delta's with fewer fields
    if usage is None:
        return before
    cached = usage.cache_read_input_tokens
    written = usage.cache_creation_input_tokens
    if usage.input_tokens is None:
        return Taken(before.input, usage.output_tokens or 0, before.cached, before.written)
    whole = usage.input_tokens + (cached or 0) + (written or 0)
    return Taken(max(before.input, whole), usage.output_tokens or 0, cached or before.cached, written or before.written)
