"""What the Messages API double answers, written as data: whole answers and every way in which one can fail.

A `Step` is one HTTP answer. Its `acts` are bytes to send and things to do between them.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum, auto
from math import ceil

Json = Mapping[str, object]


class Act(Enum):
    """What a server can do besides sending bytes."""

    HANG = auto()
    """Send nothing more until the client goes away."""
    PING = auto()
    """Send pings until the client goes away."""
    CLOSE = auto()
    """Close the connection in the middle of the body."""
    ABORT = auto()
    """Reset the connection."""
    PACE = auto()
    """Wait as long as a model takes for a few words."""
    BREATHE = auto()
    """Let what was sent go out as a packet of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One HTTP answer. Without `said`, the acts are the whole body; with it, they are its stream, and a request
    that wants no stream gets it as one message.
    """

    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    acts: tuple[bytes | Act, ...] = ()
    said: "Said | None" = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What the model says: thinking, text in pieces, tools."""

    pieces: tuple[str, ...] = ()
    thinking: str = ""
    tools: tuple[tuple[str, Json], ...] = ()
    stop_reason: str | None = "end_turn"
    output_tokens: int | None = None

    @property
    def text(self) -> str:
        """All of the text."""
        return "".join(self.pieces)

    @property
    def tokens(self) -> int:
        """Output tokens, roughly as a model would count them."""
        tools = sum(len(json.dumps(values)) for _, values in self.tools)
        return self.output_tokens or max(1, ceil((len(self.text) + len(self.thinking) + tools) / 4))


PIECE = 12
"""Characters of one delta."""


def pieces(text: str, size: int = PIECE) -> tuple[str, ...]:
    """Cut `text` into deltas."""
    return tuple(text[at : at + size] for at in range(0, len(text), size))


def say(text: str = "", **more: object) -> Step:
    """Answer with `text` in deltas; `more` are fields of `Said`."""
    return Step(said=replace(Said(pieces=pieces(text)), **more))  # type: ignore[arg-type]  # fields of Said by name


def call(name: str, /, **values: object) -> Step:
    """Call for a tool and say nothing."""
    return say(tools=((name, values),), stop_reason="tool_use")


def say_json(value: object) -> Step:
    """Answer with JSON, cut into deltas anywhere."""
    return say(json.dumps(value, ensure_ascii=False))


# --- events ------------------------------------------------------------------------------------------------------


def event(kind: str, data: Json) -> bytes:
    """Give one server-sent event."""
    return f"event: {kind}\ndata: {json.dumps({'type': kind, **data})}\n\n".encode()


def usage(input_tokens: int, output_tokens: int, cached: int = 0) -> dict[str, object]:
    """Give the usage of a message as the API does: what was read from the cache stands apart."""
    return {
        "input_tokens": input_tokens - cached,
        "cache_creation_input_tokens": 0,
        "cache_read_input_tokens": cached,
        "output_tokens": output_tokens,
        "service_tier": "standard",
    }


def message(model: str, said: Said, tokens: Json) -> dict[str, object]:
    """Give a whole message, as a request without a stream gets it."""
    content: list[Json] = []
    if said.thinking:
        content.append({"type": "thinking", "thinking": said.thinking, "signature": "c2ln"})
    if said.pieces:
        content.append({"type": "text", "text": said.text})
    for number, (name, values) in enumerate(said.tools):
        content.append({"type": "tool_use", "id": f"toolu_{number:02}", "name": name, "input": values})
    return {
        "id": "msg_double",
        "type": "message",
        "role": "assistant",
        "model": model,
        "content": content,
        "stop_reason": said.stop_reason,
        "stop_sequence": None,
        "usage": tokens,
    }


def start(model: str, input_tokens: int, cached: int = 0) -> bytes:
    """Give the first event."""
    empty = message(model, Said(stop_reason=None), usage(input_tokens, 1, cached))
    return event("message_start", {"message": empty})


def text_start(index: int = 0) -> bytes:
    """Open a block of text."""
    return event("content_block_start", {"index": index, "content_block": {"type": "text", "text": ""}})


def text_delta(text: str, index: int = 0) -> bytes:
    """Give a piece of text."""
    return event("content_block_delta", {"index": index, "delta": {"type": "text_delta", "text": text}})


def block_stop(index: int = 0) -> bytes:
    """Close a block."""
    return event("content_block_stop", {"index": index})


def finish(stop_reason: str | None, output_tokens: int) -> tuple[bytes, ...]:
    """Give the last two events."""
    delta = {"stop_reason": stop_reason, "stop_sequence": None}
    return (
        event("message_delta", {"delta": delta, "usage": {"output_tokens": output_tokens}}),
        event("message_stop", {}),
    )


PING = event("ping", {})


def stream(model: str, said: Said, input_tokens: int, cached: int = 0) -> Iterable[bytes]:
    """Give all events of a whole answer."""
    yield start(model, input_tokens, cached)
    index = 0
    if said.thinking:
        yield from _thinking(said.thinking)
        index += 1
    if said.pieces:
        yield text_start(index)
        yield PING
        for piece in said.pieces:
            yield text_delta(piece, index)
        yield block_stop(index)
        index += 1
    for number, (name, values) in enumerate(said.tools):
        yield from _tool(index + number, f"toolu_{number:02}", name, values)
    yield from finish(said.stop_reason, said.tokens)


def _thinking(text: str) -> Iterable[bytes]:
    block = {"type": "thinking", "thinking": "", "signature": ""}
    yield event("content_block_start", {"index": 0, "content_block": block})
    for piece in pieces(text):
        yield event("content_block_delta", {"index": 0, "delta": {"type": "thinking_delta", "thinking": piece}})
    yield event("content_block_delta", {"index": 0, "delta": {"type": "signature_delta", "signature": "c2ln"}})
    yield block_stop(0)


def _tool(index: int, identity: str, name: str, values: Json) -> Iterable[bytes]:
    block = {"type": "tool_use", "id": identity, "name": name, "input": {}}
    yield event("content_block_start", {"index": index, "content_block": block})
    for piece in ("", *pieces(json.dumps(values))):
        delta = {"type": "input_json_delta", "partial_json": piece}
        yield event("content_block_delta", {"index": index, "delta": delta})
    yield block_stop(index)


def error_body(kind: str, text: str, *, code: str | None = None) -> dict[str, object]:
    """Give an error as the API does."""
    details = {"details": {"error_code": code}} if code else {}
    return {"type": "error", "error": {"type": kind, "message": text, **details}, "request_id": "req_double"}


# --- faults ------------------------------------------------------------------------------------------------------


def fail(status: int, kind: str, text: str = "", *, code: str | None = None, retry_after: str | None = None) -> Step:
    """Answer with an error."""
    body = json.dumps(error_body(kind, text or kind, code=code)).encode()
    headers = {"content-type": "application/json"}
    return Step(status=status, headers=headers | ({"retry-after": retry_after} if retry_after else {}), acts=(body,))


def busy(retry_after: str | None = "1") -> Step:
    """Say that there were too many requests."""
    return fail(429, "rate_limit_error", retry_after=retry_after)


def overloaded() -> Step:
    """Say that everybody together asks too much."""
    return fail(529, "overloaded_error", "Overloaded")


def spend_limit() -> Step:
    """Say that the organization's limit is reached; there is nothing to wait for."""
    return fail(429, "rate_limit_error", "limit reached", code="enforced_spend_limit_reached")


def html(status: int) -> Step:
    """Answer with a proxy's error page instead of the API's."""
    return Step(status=status, headers={"content-type": "text/html"}, acts=(b"<html><body>Bad gateway</body></html>",))


def reset() -> Step:
    """Reset the connection before any header."""
    return Step(status=0, acts=(Act.ABORT,))


def silent() -> Step:
    """Give not even headers."""
    return Step(status=0, acts=(Act.HANG,))


def paced(text: str) -> Step:
    """Answer as fast as a model writes."""
    acts: list[bytes | Act] = []
    for piece in pieces(text):
        acts += [text_delta(piece), Act.PACE]
    return begun(then=(*acts, block_stop(), *finish("end_turn", len(text) // 4)))


def begun(*texts: str, then: Sequence[bytes | Act] = (), input_tokens: int = 25) -> Step:
    """Begin an answer with these deltas, then do what `then` says and end the body."""
    opened = (start("claude-double", input_tokens), text_start(), PING)
    return Step(acts=(*opened, *(text_delta(text) for text in texts), Act.BREATHE, *then))


def cut(*texts: str) -> Step:
    """Close the connection in the middle."""
    return begun(*texts, then=(Act.CLOSE,))


def cut_abort(*texts: str) -> Step:
    """Reset the connection in the middle."""
    return begun(*texts, then=(Act.ABORT,))


def cut_clean(*texts: str) -> Step:
    """End the body as if all were well, without the last events."""
    return begun(*texts)


def error_event(*texts: str, kind: str = "overloaded_error") -> Step:
    """Send an error in the middle, with status 200 long sent."""
    return begun(*texts, then=(f"event: error\ndata: {json.dumps(error_body(kind, kind))}\n\n".encode(),))


def hang(*texts: str) -> Step:
    """Send nothing more."""
    return begun(*texts, then=(Act.HANG,))


def pings(*texts: str) -> Step:
    """Send pings and nothing else, for ever."""
    return begun(*texts, then=(Act.PING,))


def broken_json(*texts: str) -> Step:
    """Send an event whose data is no JSON."""
    return begun(*texts, then=(b'event: content_block_delta\ndata: {"type": "content_blo\n\n',))


def bad_utf8(*texts: str) -> Step:
    """Send bytes that are no UTF-8."""
    return begun(*texts, then=(text_delta("X").replace(b'"X"', b'"\xff\xfe"'),))


def split_utf8(text: str) -> Step:
    """Send `text` as raw UTF-8, each byte of it in a packet of its own."""
    head, tail = text_delta("@").split(b"@")
    acts: list[bytes | Act] = [head]
    for byte in text.encode():
        acts += [bytes([byte]), Act.BREATHE]
    return begun(then=(*acts, tail, block_stop(), *finish("end_turn", 5)))


def unknown_events(text: str) -> Step:
    """Send events, blocks and deltas of kinds that nobody knows yet."""
    strange = (
        event("weather_report", {"sky": "blue"}),
        event("content_block_start", {"index": 1, "content_block": {"type": "hologram", "data": "x"}}),
        event("content_block_delta", {"index": 1, "delta": {"type": "hologram_delta", "data": "x"}}),
        block_stop(1),
    )
    return begun(then=(*strange, text_delta(text), block_stop(), *finish("end_turn", 5)))


def surrogate(before: str, after: str) -> Step:
    """Send half of a surrogate pair inside the text."""
    delta = text_delta(f"{before}@{after}").replace(b"@", b"\\ud83d")
    return begun(then=(delta, block_stop(), *finish("end_turn", 5)))
