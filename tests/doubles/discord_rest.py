"""The REST calls of the loopback Discord: each is noted, held against the schema, and answered as Discord does."""

import asyncio
import json
import re
from collections.abc import Callable, Sequence
from typing import Any, Final

from aiohttp import BodyPartReader, web

from tests.doubles import discord_rules as rules
from tests.doubles.discord_hooks import Hooks
from tests.doubles.discord_rules import Refusal, invalid
from tests.doubles.discord_schema import violations
from tests.doubles.discord_state import Channel, State, Stored
from tests.doubles.discord_trouble import Buckets, Headers, Request, Trouble, limited
from tests.doubles.discord_values import ATTACH, DM, HISTORY, SEND, SEND_IN_THREADS, THREAD, V2, VIEW, Json

Answer = tuple[int, Any]
"""A status and what goes into the body; None: nothing."""
OPEN: Final = ("/webhooks/", "/interactions/")
"""Calls that need no token: their path holds one."""


class Rest:
    """The routes and the notes on what was called."""

    def __init__(self, state: State, token: str) -> None:
        self.state = state
        self.token = token
        self.gateway_url = ""
        self.gateway_bot: Callable[[], Json] = dict
        self.requests: list[Request] = []
        self.refused = state.refused
        self.troubles: list[Trouble] = []
        self.invalid = 0
        self.limits = False
        self.syncs = 0
        self._buckets = Buckets(state.clock)
        self._hooks = Hooks(state)
        self._routes = self._table()

    def _table(self) -> list[tuple[str, re.Pattern[str], Callable[..., Answer]]]:
        number, app = r"(\d+)", str(self.state.application_id)
        commands = rf"/applications/{app}(?:/guilds/{number})?/commands"
        message, hook = rf"/channels/{number}/messages/{number}", rf"/webhooks/{app}/([^/]+)"
        table: list[tuple[str, str, Callable[..., Answer]]] = [
            ("GET", "/users/@me", self._me),
            ("GET", "/users/@me/guilds", self._guilds),
            ("POST", "/users/@me/channels", self._open),
            ("GET", rf"/users/{number}", self._user),
            ("GET", "/(?:oauth2/)?applications/@me", self._application),
            ("GET", "/gateway", self._gateway),
            ("GET", "/gateway/bot", self._gateway_bot),
            ("GET", commands, self._commands),
            ("PUT", commands, self._sync),
            ("GET", rf"/guilds/{number}", self._guild),
            ("GET", rf"/channels/{number}", self._channel),
            ("POST", rf"/channels/{number}/typing", self._typing),
            ("GET", rf"/channels/{number}/messages", self._history),
            ("POST", rf"/channels/{number}/messages", self._post),
            ("GET", message, self._get),
            ("PATCH", message, self._patch),
            ("DELETE", message, self._delete),
            ("POST", rf"/interactions/{number}/([^/]+)/callback", self._hooks.callback),
            ("POST", hook, self._hooks.follow_up),
            ("GET", rf"{hook}/messages/(@original|\d+)", self._hooks.get),
            ("PATCH", rf"{hook}/messages/(@original|\d+)", self._hooks.patch),
            ("DELETE", rf"{hook}/messages/(@original|\d+)", self._hooks.delete),
        ]
        return [(method, re.compile(path), handler) for method, path, handler in table]

    # --- every call ----------------------------------------------------------------------------------------------

    async def serve(self, web_request: web.Request) -> web.StreamResponse:
        """Note a call and answer it."""
        request = await _read(web_request, self.state.clock.monotonic())
        self.requests.append(request)
        trouble = self._trouble(request)
        status, told, headers = self._answer(request, trouble)
        request.status, request.code = status, told.get("code", 0) if isinstance(told, dict) else 0
        self.invalid += status in {401, 403, 429}
        self.state.changed()
        if trouble is not None:
            await _suffer(trouble, web_request)
        body = b"" if told is None else json.dumps(told).encode()
        kind = {} if told is None else {"Content-Type": "application/json"}
        return web.Response(status=status, body=body, headers=headers | kind)

    async def file(self, web_request: web.Request) -> web.StreamResponse:
        """Give the content of an attachment."""
        known = self.state.attachments.get(int(web_request.match_info["id"]))
        request = Request("GET", web_request.path, {}, None, (), {}, self.state.clock.monotonic())
        trouble = self._trouble(request)
        if trouble is not None:
            await _suffer(trouble, web_request)
        if known is None or (trouble is not None and trouble.status):
            return web.Response(status=trouble.status if trouble else 404)
        return web.Response(body=known.content)

    def _trouble(self, request: Request) -> Trouble | None:
        found = next((trouble for trouble in self.troubles if trouble.fits(request)), None)
        if found is not None:
            found.times -= 1
            found.came.set()
        return found

    def _answer(self, request: Request, trouble: Trouble | None) -> tuple[int, Any, Headers]:
        if trouble is not None and trouble.status:
            return trouble.status, trouble.body, trouble.headers
        headers: Headers = {}
        try:
            headers = self._limit(request)
            self._admit(request)
            return (*self._handle(request), headers)
        except _Limited as over:
            return 429, over.body, over.headers
        except Refusal as refusal:
            if refusal.strict:
                self.refused.append(f"{request.method} {request.path}: {refusal}")
            return refusal.status, {"code": refusal.code, "message": str(refusal)}, headers

    def _limit(self, request: Request) -> Headers:
        key = _bucket(request)
        if not self.limits or not key:
            return {}
        allowed, wait, headers = self._buckets.take(key)
        if allowed:
            return headers
        body, told = limited("user", wait, via=True)
        raise _Limited(body, headers | told)

    def _admit(self, request: Request) -> None:
        if not request.path.startswith(OPEN) and request.headers.get("authorization") != f"Bot {self.token}":
            raise Refusal(401, 0, "401: Unauthorized")
        sizes = [(name, len(content)) for name, content in request.files]
        found = violations(request.method, request.path, request.body, sizes)
        self.refused += [f"{request.method} {request.path}: {one}" for one in found]
        if found:
            raise Refusal(400, rules.INVALID, "Invalid Form Body: " + "; ".join(found))

    def _handle(self, request: Request) -> Answer:
        for method, pattern, handler in self._routes:
            match = pattern.fullmatch(request.path)
            if match and method == request.method:
                return handler(request, *match.groups())
        raise Refusal(404, 0, "404: Not Found", strict=True)

    # --- who and where -------------------------------------------------------------------------------------------

    def _me(self, _: Request) -> Answer:
        return 200, self.state.bot.payload() | {"verified": True, "mfa_enabled": False, "locale": "en-US"}

    def _user(self, _: Request, number: str) -> Answer:
        known = self.state.people.get(int(number))
        if known is None:
            raise Refusal(404, 10013, "Unknown User")
        return 200, known.payload()

    def _guilds(self, _: Request) -> Answer:
        here = [one for one in self.state.guilds.values() if one.member]
        return 200, [{"id": str(one.id), "name": one.name, "icon": None, "owner": False} for one in here]

    def _application(self, _: Request) -> Answer:
        told: Json = {"id": str(self.state.application_id), "name": self.state.bot.name, "description": ""}
        told |= {"icon": None, "bot_public": True, "bot_require_code_grant": False, "verify_key": "0" * 64, "flags": 0}
        owner = {"id": "1", "username": "owner", "discriminator": "0", "avatar": None}
        contexts: Json = {"0": {}, "1": {}}
        return 200, told | {"owner": owner, "summary": "", "integration_types_config": contexts}

    def _gateway(self, _: Request) -> Answer:
        return 200, {"url": self.gateway_url}

    def _gateway_bot(self, _: Request) -> Answer:
        return 200, self.gateway_bot()

    def _guild(self, _: Request, number: str) -> Answer:
        known = self.state.guilds.get(int(number))
        if known is None or not known.member:
            raise Refusal(404, 10004, "Unknown Guild")
        return 200, known.payload()

    def _open(self, request: Request) -> Answer:
        person = self.state.people.get(int(request.json["recipient_id"]))
        if person is None:
            raise Refusal(400, 50033, "Invalid Recipient(s)")
        return 200, self.state.direct(person, self.state.bot).payload()

    def _channel(self, _: Request, number: str) -> Answer:
        return 200, self._reached(number).payload()

    def _typing(self, _: Request, number: str) -> Answer:
        self._reached(number, _sending(self._reached(number)))
        return 204, None

    def _reached(self, number: str, needed: int = VIEW) -> Channel:
        channel = self.state.channels.get(int(number))
        if channel is None or channel.deleted:
            raise Refusal(404, rules.UNKNOWN_CHANNEL, "Unknown Channel")
        if not channel.reached or not channel.bot_may & VIEW:
            raise Refusal(403, rules.NO_ACCESS, "Missing Access")
        if channel.bot_may & needed != needed:
            raise Refusal(403, rules.LACKS, "Missing Permissions")
        return channel

    # --- commands ------------------------------------------------------------------------------------------------

    def _commands(self, _: Request, guild: str | None) -> Answer:
        return 200, self.state.commands.get(int(guild) if guild else None, [])

    def _sync(self, request: Request, guild: str | None) -> Answer:
        assert isinstance(request.body, list)
        where = int(guild) if guild else None
        before = {(one["type"], one["name"]): one["id"] for one in self.state.commands.get(where, [])}
        told = [self._command(one, before, guild) for one in request.body]
        if len({(one["type"], one["name"]) for one in told}) < len(told):
            raise invalid("commands: a name stands twice")
        self.syncs += 1
        self.state.commands[where] = told
        return 200, told

    def _command(self, command: Json, before: dict[tuple[int, str], str], guild: str | None) -> Json:
        kind = command.get("type", 1)
        known = before.get((kind, command["name"])) or str(self.state.snowflake())
        told: Json = {"description": "", "options": [], "default_member_permissions": None, "nsfw": False} | command
        told |= {"id": known, "application_id": str(self.state.application_id), "type": kind, "version": known}
        if told["default_member_permissions"] is not None:
            told["default_member_permissions"] = str(told["default_member_permissions"])
        return told | ({"guild_id": guild} if guild else {})

    # --- messages in channels ------------------------------------------------------------------------------------

    def _history(self, request: Request, number: str) -> Answer:
        channel, end = self._reached(number), int(request.query.get("before", 2**64))
        stored = channel.stored if channel.bot_may & HISTORY else []
        there = [one for one in stored if not one.deleted and not one.ephemeral and one.id < end]
        return 200, [self._told(one) for one in there[::-1][: int(request.query.get("limit", "50"))]]

    def _get(self, _: Request, number: str, message: str) -> Answer:
        return 200, self._told(self._message(self._reached(number, VIEW | HISTORY), message))

    def _told(self, message: Stored) -> Json:
        return self.state.readable(message.payload(), direct=message.channel.guild is None)

    def _post(self, request: Request, number: str) -> Answer:
        channel, body = self._sendable(number, request), request.json
        nonce = str(body.get("nonce") or "")
        known = [one for one in channel.stored if nonce and one.nonce == nonce and one.author is self.state.bot]
        if known and body.get("enforce_nonce"):
            return 200, known[0].payload()
        look = rules.judged(channel, {**body, "flags": (body.get("flags") or 0) & V2}, request.files, None)
        answered = self._answered(channel, body.get("message_reference"))
        return 200, self.state.post(channel, self.state.bot, look, nonce=nonce, reference=answered).payload()

    def _sendable(self, number: str, request: Request) -> Channel:
        needed = _sending(self._reached(number)) | (ATTACH if request.files else 0)
        channel = self._reached(number, needed)
        if channel.kind == DM and any(person.blocks for person in channel.people):
            raise Refusal(403, rules.CANNOT_SEND, "Cannot send messages to this user")
        return channel

    def _answered(self, channel: Channel, reference: Json | None) -> Stored | None:
        if not reference:
            return None
        known = self.state.messages.get(int(reference["message_id"]))
        if known is not None and not known.deleted and known.channel is channel:
            return known
        if reference.get("fail_if_not_exists", True):
            raise Refusal(400, rules.INVALID, "message_reference: Unknown message")
        return None

    def _patch(self, request: Request, number: str, message: str) -> Answer:
        channel = self._reached(number)
        known = self._message(channel, message)
        if known.author is not self.state.bot:
            raise Refusal(403, rules.NOT_OWN, "Cannot edit a message authored by another user")
        self.state.edit(known, rules.judged(channel, request.json, request.files, known.now))
        return 200, known.payload()

    def _delete(self, _: Request, number: str, message: str) -> Answer:
        known = self._message(self._reached(number), message)
        if known.author is not self.state.bot:
            raise Refusal(403, rules.LACKS, "Missing Permissions")
        self.state.delete(known)
        return 204, None

    def _message(self, channel: Channel, number: str) -> Stored:
        known = rules.standing(self.state.messages.get(int(number)), channel)
        if known.ephemeral:
            raise Refusal(404, rules.UNKNOWN_MESSAGE, "Unknown Message")
        return known


class _Limited(Exception):  # noqa: N818 - it is an answer, not a fault of ours
    def __init__(self, body: Json, headers: Headers) -> None:
        super().__init__()
        self.body = body
        self.headers = headers


def _sending(channel: Channel) -> int:
    return SEND_IN_THREADS if channel.kind == THREAD else SEND


def _bucket(request: Request) -> str:
    """Give the name of the bucket: one for each token of an interaction, and for each channel and way of writing."""
    parts = request.path.split("/")
    if parts[1] == "webhooks":
        return f"webhook:{parts[3]}"
    if parts[1] == "channels" and "messages" in parts and request.method != "GET":
        return f"{request.method.lower()}-message:{parts[2]}"
    return ""


async def _suffer(trouble: Trouble, web_request: web.Request) -> None:
    if trouble.seconds:
        await asyncio.sleep(trouble.seconds)
    if trouble.released is not None:
        await trouble.released.wait()
    if trouble.dropped and web_request.transport is not None:
        web_request.transport.abort()


async def _read(request: web.Request, at: float) -> Request:
    body: Any = None
    files: Sequence[tuple[str, bytes]] = ()
    if request.content_type == "multipart/form-data":
        body, files = await _parts(request)
    elif request.can_read_body:
        body = json.loads(await request.read())
    headers = {name.lower(): value for name, value in request.headers.items()}
    path = "/" + request.match_info["path"]
    return Request(request.method, path, headers, body, tuple(files), dict(request.query), at)


async def _parts(request: web.Request) -> tuple[Any, list[tuple[str, bytes]]]:
    body: Any = None
    files: dict[int, tuple[str, bytes]] = {}
    async for part in await request.multipart():
        assert isinstance(part, BodyPartReader)
        content = bytes(await part.read(decode=False))
        if part.name == "payload_json":
            body = json.loads(content)
        else:
            numbered = re.fullmatch(r"files\[(\d+)\]", part.name or "")
            assert numbered, f"an unknown part: {part.name}"
            files[int(numbered[1])] = (part.filename or "", content)
    return body, [files[number] for number in sorted(files)]
