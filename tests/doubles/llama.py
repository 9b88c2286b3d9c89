"""A double of the llama.cpp server: its two ways to answer."""

import json
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestServer

USAGE = {"prompt_tokens": 30, "completion_tokens": 7, "prompt_tokens_details": {"cached_tokens": 20}}

FAULTS: dict[str, tuple[dict[str, Any], ...]] = {
    "error": ({"error": {"message": "no"}},),
    "shape": ({"choices": [7]},),
}


@dataclass
class Llama:
    """Gives `answer` in pieces. `fault`: "cut" closes the connection half-way, "error" sends an error event, "shape"
    an event that makes no sense, "length" says that the answer was too long, a number is a status. `bodies` is what
    was asked, by path; `kept` counts requests that came on a connection that was used before.
    """

    key: str = "key"
    answer: str = "Hello there"
    fault: str = ""
    bodies: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    kept: int = 0
    _connections: list[object] = field(default_factory=list)

    def app(self) -> web.Application:
        """Give the server's application."""
        app = web.Application()
        app.router.add_get("/health", self._health)
        app.router.add_get("/v1/models", self._models)
        app.router.add_post("/v1/messages", self._messages)
        app.router.add_post("/v1/messages/count_tokens", self._count)
        app.router.add_post("/v1/chat/completions", self._completions)
        return app

    def server(self) -> TestServer:
        """Give the server, not yet started."""
        return TestServer(self.app())

    async def _health(self, _: web.Request) -> web.Response:
        return web.json_response({"status": "ok"})

    async def _models(self, _: web.Request) -> web.Response:
        return web.json_response({"object": "list", "data": [{"id": "tiny", "object": "model"}]})

    async def _count(self, request: web.Request) -> web.Response:
        await self._body(request)
        return web.json_response({"input_tokens": 30})

    async def _messages(self, request: web.Request) -> web.StreamResponse:
        await self._body(request)
        start: dict[str, Any] = {
            "id": "m",
            "type": "message",
            "role": "assistant",
            "model": "tiny",
            "content": [],
            "stop_reason": None,
        }
        usage = {"input_tokens": 10, "cache_read_input_tokens": 20, "output_tokens": 0}
        events: list[dict[str, Any]] = [
            {"type": "message_start", "message": {**start, "stop_sequence": None, "usage": usage}},
            {"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": ""}},
            *(
                {"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": piece}}
                for piece in self._pieces()
            ),
            {"type": "content_block_stop", "index": 0},
            {"type": "message_delta", "delta": {"stop_reason": "end_turn"}, "usage": {"output_tokens": 7}},
            {"type": "message_stop"},
        ]
        return await self._send(request, [f"event: {event['type']}\ndata: {json.dumps(event)}\n\n" for event in events])

    async def _completions(self, request: web.Request) -> web.StreamResponse:
        await self._body(request)
        if self.fault.isdigit():
            return web.json_response({"error": {"message": "no"}}, status=int(self.fault))
        reason = "length" if self.fault == "length" else "stop"
        events: list[dict[str, Any]] = [{"choices": [{"delta": {"role": "assistant", "content": None}}]}]
        events += [{"choices": [{"delta": {"content": piece}, "finish_reason": None}]} for piece in self._pieces()]
        events += FAULTS.get(self.fault, ())
        events += [{"choices": [{"delta": {}, "finish_reason": reason}]}, {"choices": [], "usage": USAGE}]
        return await self._send(request, [f"data: {json.dumps(event)}\n\n" for event in events] + ["data: [DONE]\n\n"])

    def _pieces(self) -> list[str]:
        return [self.answer[at : at + 5] for at in range(0, len(self.answer), 5)]

    async def _body(self, request: web.Request) -> None:
        if self.key not in (
            request.headers.get("X-Api-Key"),
            request.headers.get("Authorization", "")[len("Bearer ") :],
        ):
            raise web.HTTPUnauthorized
        self.kept += request.transport in self._connections
        self._connections.append(request.transport)  # held, so that no later one is taken for it
        self.bodies.append((request.path, await request.json()))

    async def _send(self, request: web.Request, lines: list[str]) -> web.StreamResponse:
        answer = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await answer.prepare(request)
        for number, line in enumerate(lines):
            if self.fault == "cut" and number == len(lines) // 2:
                assert request.transport is not None
                request.transport.abort()
                return answer
            await answer.write(line.encode())
        return answer
