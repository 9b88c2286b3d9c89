"""Slack over HTTP: requests are taken at one address, and each is checked before anything else is done with it.

The library takes a request that was overheard and sent again, and answers a broken one with 500, which Slack repeats.
Here the signature, the time and the form of a request are checked first.
"""

import asyncio
import json
from collections import OrderedDict
from urllib.parse import parse_qs

import structlog
from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response
from slack_bolt.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_sdk.signature import SignatureVerifier

from bot.ports import Clock

log = structlog.get_logger()
PATH, HEALTH = "/slack/events", "/health"
LARGEST = 2**20
"""Bytes of a request."""
WINDOW = 5 * 60.0
"""Seconds that a request may be old, or from the future."""
REPLAY_SECONDS = 2 * WINDOW
"""Seconds in which the same request is not taken twice: as long as its time is good, however clocks differ."""
TYPING_SECONDS = 3.0
"""Seconds in which somebody who types the same again in the same second is offered the same again: nothing tells such a
request from the first one, and the menu would be empty.
"""
TIME, SIGNATURE = "X-Slack-Request-Timestamp", "X-Slack-Signature"


class Clocked:
    """Time as the library's verifier asks for it."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def now(self) -> float:
        """Give seconds since 1970."""
        return self._clock.now().timestamp()


class Push:
    """Takes Slack's requests. Whatever is not genuine is answered with 401, what cannot be read with 400, what is too
    large with 413. What was taken before is answered with 200 and not taken again: it is Slack that repeats an event in
    the same second, or somebody who overheard it and learns nothing.
    """

    def __init__(self, app: AsyncApp, secret: str, clock: Clock) -> None:
        self._app = app
        self._clock = clock
        self._verifier = SignatureVerifier(secret, Clocked(clock))  # type: ignore[arg-type] # it only asks for `now`
        self._taken: OrderedDict[str, float] = OrderedDict()

    def application(self) -> web.Application:
        """Give the addresses to serve."""
        made = web.Application(client_max_size=LARGEST)
        made.router.add_post(PATH, self._take)
        made.router.add_get(HEALTH, self._health)
        return made

    async def _health(self, _request: web.Request) -> web.Response:
        return web.json_response({"ok": True})

    async def _take(self, request: web.Request) -> web.StreamResponse:
        try:
            body = await request.read()
        except web.HTTPRequestEntityTooLarge as error:
            return _not_taken(error.status)
        status = self._judged(request, body)
        if status != _OK:
            return _not_taken(status)
        ago = self._ago(request.headers[SIGNATURE])
        if ago is not None and not (ago < TYPING_SECONDS and _only_asks(body.decode())):
            log.info("slack_request_taken_before")
            return web.Response()
        dispatched = AsyncBoltRequest(
            body=body.decode(),
            query=request.query_string,
            headers={name: request.headers.getall(name) for name in request.headers},
        )
        return await to_aiohttp_response(await self._app.async_dispatch(dispatched))

    def _judged(self, request: web.Request, body: bytes) -> int:
        """Give the status of an answer: 200 for a request that is taken."""
        when, signature = request.headers.get(TIME, ""), request.headers.get(SIGNATURE, "")
        if not (when.isascii() and when.isdigit() and len(when) <= _DIGITS):
            return _BAD if when else _NOT_GENUINE
        try:
            text = body.decode()
        except UnicodeDecodeError:
            return _BAD
        if not signature.isascii() or not self._verifier.is_valid(text, when, signature):
            return _NOT_GENUINE
        return _OK if _readable(text, request.content_type) else _BAD

    def _ago(self, signature: str) -> float | None:
        """Give how many seconds ago a request came for the first time; None for a new one, which is remembered."""
        now = self._clock.monotonic()
        while self._taken and next(iter(self._taken.values())) < now - REPLAY_SECONDS:
            self._taken.popitem(last=False)
        if signature in self._taken:
            return now - self._taken[signature]
        self._taken[signature] = now
        return None


_DIGITS = 12
_OK, _BAD, _NOT_GENUINE, _TOO_LARGE = 200, 400, 401, 413
_WHY = {_BAD: "not readable", _NOT_GENUINE: "not genuine", _TOO_LARGE: "too large"}


def _not_taken(status: int) -> web.Response:
    log.warning("slack_request_not_taken", status=status)
    return web.json_response({"error": _WHY[status]}, status=status)


def _readable(text: str, kind: str) -> bool:
    """Say whether a body is what Slack sends: an object of JSON, or a form that has fields."""
    try:
        if kind == "application/json":
            return isinstance(json.loads(text), dict)
        form = parse_qs(text, strict_parsing=True, keep_blank_values=True)
        return bool(form) and ("payload" not in form or isinstance(json.loads(form["payload"][0]), dict))
    except (ValueError, RecursionError):
        return False


def _only_asks(text: str) -> bool:
    """Say whether it asks what a menu offers, which changes nothing."""
    payload = parse_qs(text).get("payload", ["{}"])[0]
    return bool(json.loads(payload).get("type") == "block_suggestion")


async def serve(push: Push, host: str | None, port: int) -> None:
    """Take requests until cancelled. `OSError` when the port is not free."""
    runner = web.AppRunner(push.application(), access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port).start()
        log.info("slack_requests_taken", port=port)
        await asyncio.Event().wait()
    finally:
        await runner.cleanup()
