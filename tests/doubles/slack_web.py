"""The Web API of the loopback Slack: each call is noted, held against the schema, and answered as Slack does."""

import asyncio
import json
from collections.abc import Callable
from typing import Any, Final

from aiohttp import web

from tests.doubles.slack_chat import Chat
from tests.doubles.slack_files import Shelf
from tests.doubles.slack_hooks import Hooks
from tests.doubles.slack_rooms import Rooms
from tests.doubles.slack_rules import Call, Refusal, judged
from tests.doubles.slack_schema import stream_violations, violations
from tests.doubles.slack_state import State, Workspace
from tests.doubles.slack_tell import Tell
from tests.doubles.slack_trouble import POSTING, Headers, Rates, Request, Trouble, documented
from tests.doubles.slack_values import Json
from tests.doubles.slack_views import Views

DECODED: Final = frozenset(
    (
        "attachments",
        "blocks",
        "chunks",
        "file_ids",
        "files",
        "loading_messages",
        "metadata",
        "prompts",
        "unfurled_attachments",
        "view",
    )
)
"""Arguments that come as strings of JSON in a form."""
TRUTHS: Final = frozenset(
    (
        "as_user",
        "exclude_archived",
        "include_all_metadata",
        "include_locale",
        "include_num_members",
        "inclusive",
        "link_names",
        "mrkdwn",
        "prevent_creation",
        "reply_broadcast",
        "return_im",
        "unfurl_links",
        "unfurl_media",
    )
)
BY_CHANNEL: Final = ("conversations.", "users.conversations")
"""Methods whose scope depends on the channel; they ask for it themselves."""


class Api:
    """The methods and the notes on what was called."""

    def __init__(self, state: State, app_token: str) -> None:
        self.state = state
        self.app_token = app_token
        self.connect: Callable[[], str] = str
        self.requests: list[Request] = []
        self.troubles: list[Trouble] = []
        self.limits = False
        self.pace = False
        self.rates = Rates(state.clock)
        self.mentions: set[str] = set()
        self.tell = Tell(state)
        self.views = Views(state)
        self.hooks = Hooks(state, self.tell)
        self.hooks.mentions = self.mentions
        self.shelf = Shelf(state, self.tell)
        rooms, chat = Rooms(state), Chat(state, self.tell)
        self._handlers = rooms.handlers | chat.handlers | self.views.handlers | self.shelf.handlers

    # --- every call ----------------------------------------------------------------------------------------------

    async def serve(self, web_request: web.Request) -> web.StreamResponse:
        """Note a Web API call and answer it."""
        request = await _read(web_request, web_request.match_info["method"], self.state.clock.monotonic())
        return await self._served(web_request, request, self._answer)

    async def hook(self, web_request: web.Request) -> web.StreamResponse:
        """Take what is posted to a response_url."""
        request = await _read(web_request, "response_url", self.state.clock.monotonic())
        number = web_request.match_info["number"]

        def answer(asked: Request) -> Json:
            self.hooks.serve(number, asked)
            return {"ok": True}

        return await self._served(web_request, request, answer)

    async def upload(self, web_request: web.Request) -> web.StreamResponse:
        """Take the content of a file."""
        request = await _read(web_request, "upload", self.state.clock.monotonic())

        def answer(asked: Request) -> Json:
            self.shelf.upload(web_request.match_info["number"], asked.content)
            return {"ok": True}

        return await self._served(web_request, request, answer)

    async def download(self, web_request: web.Request) -> web.StreamResponse:
        """Give the content of a file."""
        request = await _read(web_request, "download", self.state.clock.monotonic())
        self.requests.append(request)
        trouble = self._trouble(request)
        number, authorization = web_request.match_info["number"], request.headers.get("authorization", "")
        status, kind, content = self.shelf.download(number, authorization)
        if trouble is not None:
            await _suffer(trouble, web_request)
        request.status = trouble.status if trouble is not None and trouble.status else status
        return web.Response(status=request.status, body=content, headers={"Content-Type": kind})

    async def _served(
        self, web_request: web.Request, request: Request, answer: Callable[[Request], Json]
    ) -> web.StreamResponse:
        self.requests.append(request)
        trouble = self._trouble(request)
        status, told, headers = self._tried(request, trouble, answer)
        request.status, request.error, request.answer = status, str(told.get("error", "")), told
        self.state.changed()
        if trouble is not None:
            await _suffer(trouble, web_request)
        return web.json_response(told, status=status, headers=headers)

    def _tried(
        self, request: Request, trouble: Trouble | None, answer: Callable[[Request], Json]
    ) -> tuple[int, Json, Headers]:
        if trouble is not None and (trouble.status or trouble.error):
            return trouble.status or 200, {"ok": False, "error": trouble.error}, trouble.headers
        try:
            return 200, answer(request), self._granted(request)
        except Refusal as refusal:
            if refusal.strict:
                why = f" ({refusal.why})" if refusal.why else ""
                self.state.refused.append(f"{request.method}: {refusal.error}{why}")
            told = {"ok": False, "error": refusal.error} | refusal.more
            headers = {"Retry-After": str(refusal.more["wait"])} if refusal.status == 429 else {}
            told.pop("wait", None)
            return refusal.status, told, headers

    def _granted(self, request: Request) -> Headers:
        """Give the rights of the installation, which Slack says with each answer of a method."""
        return {"X-OAuth-Scopes": ",".join(sorted(self.state.scopes))} if request.team else {}

    def _trouble(self, request: Request) -> Trouble | None:
        found = next((trouble for trouble in self.troubles if trouble.fits(request)), None)
        if found is not None:
            found.times -= 1
            found.came.set()
        return found

    # --- methods -------------------------------------------------------------------------------------------------

    def _answer(self, request: Request) -> Json:
        if request.method == "api.test":
            return {"ok": True, "args": request.arguments}
        if request.method == "apps.connections.open":
            return self._connection(request)
        team = self._team(request)
        handler = self._handlers.get(request.method)
        if handler is None:
            raise Refusal("unknown_method", strict=True, req_method=request.method)
        request.team = team.id
        call = Call(self.state, request, team)
        self._limit(call)
        self._allow(call)
        self._check(call)
        return self._warned(call, handler(call))

    def _warned(self, call: Call, told: Json) -> Json:
        warned: Json = {}
        if call.warnings:
            warned = {"warning": ",".join(call.warnings), "response_metadata": {"warnings": call.warnings}}
        return {"ok": True} | told | warned

    def _connection(self, request: Request) -> Json:
        given = _bearer(request)
        if given != self.app_token:
            raise Refusal("not_allowed_token_type" if given.startswith("xoxb") else "invalid_auth")
        return {"ok": True, "url": self.connect()}

    def _team(self, request: Request) -> Workspace:
        given = _bearer(request)
        if not given:
            if "token" in request.arguments:
                self.state.refused.append(f"{request.method}: the token belongs into the header")
            raise Refusal("not_authed")
        if given == self.app_token:
            raise Refusal("not_allowed_token_type")
        found = next((one for one in self.state.workspaces.values() if one.token == given), None)
        if found is None:
            raise Refusal("invalid_auth")
        if not found.installed:
            raise Refusal("account_inactive")
        return found

    def _limit(self, call: Call) -> None:
        wait = self.rates.take(call.request.method, call.team.id) if self.limits else 0
        if self.pace and not wait and call.request.method in POSTING:
            wait = self.rates.post(str(call.get("channel") or call.get("channel_id")))
        if wait:
            raise Refusal("ratelimited", status=429, wait=max(1, int(wait + 0.999)))

    def _allow(self, call: Call) -> None:
        method = call.request.method
        if not method.startswith(BY_CHANNEL):
            scopes = documented(method).get("scope", {}).get("bot") or _written_scopes(method)
            if scopes:
                call.need(*scopes)
        told = documented(method)
        if told and call.request.kind == "json" and not told.get("json_input_supported"):
            raise Refusal("invalid_arguments", strict=True, why="it takes a form, no JSON")

    def _check(self, call: Call) -> None:
        method, mentions = call.request.method, tuple(self.mentions)
        # Bolt sends the workspace along with every method, whether it takes that or not.
        if "team_id" not in documented(method).get("args", {}).get("properties", {}):
            call.arguments.pop("team_id", None)
        found = violations(method, call.arguments, mentions=mentions)
        found += [] if found else stream_violations(method, call.arguments, mentions=mentions)
        if found:
            self.state.refused += [f"{method}: {one}" for one in found]
            raise Refusal(_named(call, found), response_metadata={"messages": found})


def _named(call: Call, found: list[str]) -> str:
    """Give the error by which Slack would call what is wrong."""
    if call.request.method in {"chat.postMessage", "chat.postEphemeral", "chat.update"}:
        try:
            judged(call, update=call.request.method == "chat.update")
        except Refusal as refusal:
            return refusal.error
    for name in ("recipient_team_id", "recipient_user_id"):
        if any(one.startswith(f"{name}: missing") for one in found):
            return f"missing_{name}"
    bare = {key: value for key, value in call.arguments.items() if key != "blocks"} | {"text": "text"}
    only_blocks = "blocks" in call.arguments and not violations(call.request.method, bare)
    return "invalid_blocks" if only_blocks else "invalid_arguments"


def _written_scopes(method: str) -> list[str]:
    """Give the scopes of a method where Slack's description is not at hand."""
    known = {"chat.getPermalink": [], "chat.": ["chat:write"], "files.info": ["files:read"], "files.": ["files:write"]}
    known |= {"users.info": ["users:read"], "bots.": ["users:read"], "team.": ["team:read"], "agents.": ["chat:write"]}
    known |= {"assistant.threads.setStatus": ["chat:write"], "assistant.": ["assistant:write"]}
    return next((scopes for start, scopes in known.items() if method.startswith(start)), [])


def _bearer(request: Request) -> str:
    return request.headers.get("authorization", "").removeprefix("Bearer ")


async def _suffer(trouble: Trouble, web_request: web.Request) -> None:
    if trouble.seconds:
        await asyncio.sleep(trouble.seconds)
    if trouble.released is not None:
        await trouble.released.wait()
    if trouble.dropped and web_request.transport is not None:
        web_request.transport.abort()


async def _read(request: web.Request, method: str, at: float) -> Request:
    headers = {name.lower(): value for name, value in request.headers.items()}
    arguments: Json = {key: _decoded(key, value) for key, value in request.query.items()}
    content, kind = b"", ""
    if request.content_type == "application/json":
        kind, content = "json", await request.read()
        arguments |= _object(content)
    elif request.content_type in {"application/x-www-form-urlencoded", "multipart/form-data"} and method != "upload":
        kind = "form"
        arguments |= {key: _decoded(key, value) for key, value in (await request.post()).items()}
    elif request.can_read_body:
        content = await request.read()
    return Request(request.method, method, headers, arguments, content, at, kind)


def _object(content: bytes) -> Json:
    try:
        body = json.loads(content or b"{}")
    except json.JSONDecodeError:
        body = None
    if not isinstance(body, dict):
        raise web.HTTPBadRequest(text='{"ok": false, "error": "invalid_json"}')
    return {key: _decoded(key, value) for key, value in body.items()}


def _decoded(name: str, value: Any) -> Any:  # noqa: ANN401 - any argument
    if not isinstance(value, str):
        return value
    if name in TRUTHS:
        return {"1": True, "true": True, "0": False, "false": False}.get(value, value)
    if name not in DECODED:
        return value
    try:
        return json.loads(value)
    except json.JSONDecodeError:
        return value
