"""A loopback server that speaks the Messages API, as strictly as the real one.

In a test::

    async with AnthropicDouble() as double:
        double.script(busy("1"), say("Hello"))
        ...  # a client at double.url
        assert double.requests[0].body["max_tokens"] == 100

Steps are used up in order; without any, `fallback` answers, plausibly unless a test sets another. By hand, where it
answers drafts, questions, critiques and refinements: `python -m tests.doubles.anthropic --port 8099`.
"""

import argparse
import asyncio
import hashlib
import json
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from math import ceil
from random import uniform
from typing import Any, Self

from aiohttp import web
from aiohttp.typedefs import Handler

from tests.doubles import messages_api
from tests.doubles.plausible import plausible
from tests.doubles.script import PING, Act, Step, error_body, message, say, stream, usage

MODELS = {
    "claude-sonnet-5": "Claude Sonnet 5",
    "claude-opus-5": "Claude Opus 5",
    "claude-haiku-4-5": "Claude Haiku 4.5",
}
PING_SECONDS = 0.01
PACE_SECONDS = 0.02
LARGEST = 32 * 2**20
CREATED = "2026-02-01T00:00:00Z"


@dataclass(frozen=True, slots=True)
class Request:
    """A request as it came in, its header names in lower case."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: Any
    peer: object = None
    """The client's end of the connection."""


@dataclass(slots=True)
class AnthropicDouble:
    """The server. `key`: the only one accepted; None: any, and none at all. It knows `models`."""

    key: str | None = None
    models: Mapping[str, str] = field(default_factory=lambda: dict(MODELS))
    fallback: Callable[[Mapping[str, Any]], Step] = plausible
    port: int = 0
    listless: bool = False
    """It has no list of models, as some servers of one's own."""
    requests: list[Request] = field(default_factory=list)
    disconnects: int = 0
    """Clients that went away before their answer was complete."""
    _steps: deque[Step] = field(default_factory=deque)
    _gone: asyncio.Event = field(default_factory=asyncio.Event)
    _came: asyncio.Event = field(default_factory=asyncio.Event)
    _seen: set[str] = field(default_factory=set)
    _runner: web.AppRunner | None = None

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}"

    def script(self, *steps: Step) -> None:
        """Answer the next messages with these."""
        self._steps.extend(steps)

    def answer(self, *texts: str) -> None:
        """Answer the next messages with these texts."""
        self.script(*(say(text) for text in texts))

    @property
    def messages(self) -> list[Any]:
        """The bodies of the messages that were asked for."""
        return [request.body for request in self.requests if request.path == "/v1/messages"]

    async def asked(self, count: int) -> None:
        """Wait until so many messages were asked for."""
        while len(self.messages) < count:
            self._came.clear()
            await self._came.wait()

    async def disconnected(self, within: float) -> None:
        """Wait until a client has gone away; TimeoutError when none does."""
        async with asyncio.timeout(within):
            await self._gone.wait()

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=LARGEST, middlewares=[_refuse])
        app.router.add_post("/v1/messages", self._message)
        app.router.add_post("/v1/messages/count_tokens", self._count)
        if not self.listless:
            app.router.add_get("/v1/models", self._list)
            app.router.add_get("/v1/models/{name}", self._model)
        self._runner = web.AppRunner(app, handler_cancellation=True, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self.port)
        await site.start()
        self.port = self._runner.addresses[0][1]
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._runner is not None:
            await self._runner.cleanup()

    # --- what it serves ------------------------------------------------------------------------------------------

    async def _message(self, request: web.Request) -> web.StreamResponse:
        body = await self._read(request, messages_api.check_message)
        step = self._steps.popleft() if self._steps else self.fallback(body)
        try:
            return await self._answer(request, body, step)
        except _Dropped as dropped:
            return dropped.response
        except (ConnectionError, asyncio.CancelledError):
            self.disconnects += 1
            self._gone.set()
            raise

    async def _answer(self, request: web.Request, body: Mapping[str, Any], step: Step) -> web.StreamResponse:
        if step.said is None:
            return await _send(request, step.status, step.headers or _EVENTS, step.acts)
        tokens, cached = _tokens(body), self._cached(body)
        if body.get("stream"):
            return await _send(request, 200, _EVENTS, stream(body["model"], step.said, tokens, cached))
        counted = usage(tokens, step.said.tokens, cached)
        return web.json_response(message(body["model"], step.said, counted), headers=_IDENTITY)

    async def _count(self, request: web.Request) -> web.StreamResponse:
        body = await self._read(request, messages_api.check_count)
        return web.json_response({"input_tokens": _tokens(body)}, headers=_IDENTITY)

    async def _list(self, request: web.Request) -> web.StreamResponse:
        self._admit(request, None)
        data = [_described(name, shown) for name, shown in self.models.items()]
        names = list(self.models)
        ends = {"first_id": names[0] if names else None, "last_id": names[-1] if names else None}
        return web.json_response({"data": data, "has_more": False, **ends}, headers=_IDENTITY)

    async def _model(self, request: web.Request) -> web.StreamResponse:
        self._admit(request, None)
        name = request.match_info["name"]
        self._known(name)
        return web.json_response(_described(name, self.models[name]), headers=_IDENTITY)

    # --- what it refuses -----------------------------------------------------------------------------------------

    async def _read(self, request: web.Request, check: Callable[[Any], None]) -> Any:  # noqa: ANN401 - any JSON
        raw = await request.read()
        try:
            body = json.loads(raw.decode())
        except ValueError:
            body = None
        self._admit(request, body)
        messages_api.check_headers({name.lower(): value for name, value in request.headers.items()})
        if body is None:
            raise messages_api.Wrong("body: is not JSON")
        check(body)
        self._known(body["model"])
        return body

    def _admit(self, request: web.Request, body: object) -> None:
        headers = {name.lower(): value for name, value in request.headers.items()}
        self.requests.append(Request(request.method, request.path, headers, body, _peer(request)))
        self._came.set()
        given = headers.get("x-api-key") or headers.get("authorization", "").removeprefix("Bearer ")
        if "x-api-key" in headers and "authorization" in headers:
            raise messages_api.Wrong("x-api-key: send one credential, not two", 401, "authentication_error")
        if self.key is not None and given != self.key:
            raise messages_api.Wrong("x-api-key: invalid", 401, "authentication_error")

    def _known(self, name: str) -> None:
        if name not in self.models:
            raise messages_api.Wrong(f"model: {name}", 404, "not_found_error")

    def _cached(self, body: Mapping[str, Any]) -> int:
        """Remember fixed texts that ask to be cached; give the tokens of one that was seen before."""
        blocks = body.get("system")
        if not isinstance(blocks, list) or not any("cache_control" in block for block in blocks):
            return 0
        text = "".join(block["text"] for block in blocks)
        digest = hashlib.sha256(text.encode()).hexdigest()
        cached = ceil(len(text) / 4) if digest in self._seen else 0
        self._seen.add(digest)
        return cached


_IDENTITY = {"request-id": "req_double"}
_EVENTS = {"content-type": "text/event-stream; charset=utf-8", "cache-control": "no-cache"}


def _peer(request: web.Request) -> object:
    return request.transport.get_extra_info("peername") if request.transport else None


def _described(name: str, shown: str) -> dict[str, object]:
    return {"type": "model", "id": name, "display_name": shown, "created_at": CREATED}


@web.middleware
async def _refuse(request: web.Request, handler: Handler) -> web.StreamResponse:
    try:
        return await handler(request)
    except messages_api.Wrong as wrong:
        body = error_body(wrong.kind, str(wrong))
        return web.json_response(body, status=wrong.status, headers=_IDENTITY)


def _tokens(body: Mapping[str, Any]) -> int:
    counted = {name: body[name] for name in ("system", "messages", "tools") if name in body}
    return ceil(len(json.dumps(counted, ensure_ascii=False)) / 4)


class _Dropped(Exception):  # noqa: N818 - reads as what happened
    """We closed the connection on purpose."""

    def __init__(self, response: web.StreamResponse) -> None:
        super().__init__()
        self.response = response


async def _send(
    request: web.Request, status: int, headers: Mapping[str, str], acts: Iterable[bytes | Act]
) -> web.StreamResponse:
    response = web.StreamResponse(status=status or 200, headers={**_IDENTITY, **headers})
    if status:
        await response.prepare(request)
    for act in acts:
        if isinstance(act, bytes):
            await response.write(act)
        else:
            await _act(request, response, act)
    await response.write_eof()
    return response


async def _act(request: web.Request, response: web.StreamResponse, act: Act) -> None:
    transport = request.transport
    if transport is None:
        raise ConnectionResetError
    match act:
        case Act.PACE:
            await asyncio.sleep(PACE_SECONDS * uniform(0.5, 1.5))  # noqa: S311 - streams must not march in step
        case Act.BREATHE:
            await asyncio.sleep(0.001)
        case Act.HANG:
            await asyncio.Event().wait()
        case Act.PING:
            while True:
                await response.write(PING)
                await asyncio.sleep(PING_SECONDS)
        case Act.CLOSE:
            transport.close()
            raise _Dropped(response)
        case Act.ABORT:
            transport.abort()
            raise _Dropped(response)


async def _serve(port: int) -> None:
    async with AnthropicDouble(port=port) as double:
        print(f"ANTHROPIC_BASE_URL={double.url}", flush=True)  # noqa: T201 - said to whoever started it
        await asyncio.Event().wait()


def main() -> None:
    """Serve until interrupted."""
    parser = argparse.ArgumentParser(description="A Messages API on this computer that answers plausibly.")
    parser.add_argument("--port", type=int, default=8099, help="0 takes any that is free")
    with suppress(KeyboardInterrupt):
        asyncio.run(_serve(parser.parse_args().port))


if __name__ == "__main__":
    main()
