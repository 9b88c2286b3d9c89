"""The gateway of the loopback Discord: sessions, shards, heartbeats, resuming and all the ways a connection ends."""

import asyncio
import importlib
import json
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from secrets import token_hex
from typing import Any, Final

from aiohttp import WSMsgType, web

from tests.doubles.discord_state import Guild, State
from tests.doubles.discord_values import Json

DISPATCH, HEARTBEAT, IDENTIFY, RESUME, RECONNECT, INVALID, HELLO, ACK = 0, 1, 2, 6, 7, 9, 10, 11
GUILD_MESSAGES, DIRECT_MESSAGES, CONTENT = 1 << 9, 1 << 12, 1 << 15
HEARTBEAT_MS: Final = 41_250
ENDING: Final = {1000, 1001, 4003, 4004, 4007, 4009, 4010, 4011, 4012, 4013, 4014}
WRONG_TOKEN, WRONG_SHARD, DISALLOWED, UNKNOWN, NOT_AUTHENTICATED = 4004, 4010, 4014, 4001, 4003


@dataclass(slots=True, eq=False)
class Session:
    """One shard of one bot process. `events` are all it was or would have been sent, to be resumed from."""

    id: str
    shard: int
    shards: int
    intents: int
    socket: "Socket | None" = None
    events: list[Json] = field(default_factory=list)
    over: bool = False


class Socket:
    """A connection, packing as the client asked for."""

    def __init__(self, web_socket: web.WebSocketResponse, compress: str) -> None:
        self.web_socket = web_socket
        self._pack = _packer(compress)
        self._queue: asyncio.Queue[Json | int] = asyncio.Queue()
        self._writer = asyncio.create_task(self._write())

    def send(self, frame: Json) -> None:
        """Send a frame, after those sent before."""
        self._queue.put_nowait(frame)

    def close(self, code: int) -> None:
        """Close the connection with a code, after what was sent before."""
        self._queue.put_nowait(code)

    def abort(self) -> None:
        """End the writing; the connection is gone."""
        self._writer.cancel()

    async def _write(self) -> None:
        while True:
            frame = await self._queue.get()
            if isinstance(frame, int):
                await self.web_socket.close(code=frame)
                return
            if self.web_socket.closed:
                return
            packed = self._pack(json.dumps(frame))
            sent = self.web_socket.send_str(packed) if isinstance(packed, str) else self.web_socket.send_bytes(packed)
            try:
                await sent
            except ConnectionError:
                return  # the session keeps every event, to be resumed from


def _packer(compress: str) -> Callable[[str], str | bytes]:
    if compress == "zlib-stream":
        stream = zlib.compressobj()
        return lambda text: stream.compress(text.encode()) + stream.flush(zlib.Z_SYNC_FLUSH)
    if compress == "zstd-stream":
        module = importlib.import_module("compression.zstd")  # only clients on Python 3.14 ask for it
        frames = module.ZstdCompressor()
        return lambda text: bytes(frames.compress(text.encode(), frames.FLUSH_BLOCK))
    assert not compress, f"no such compression: {compress}"
    return lambda text: text


class Gateway:
    """All sessions. Its attributes are the knobs: set them before the bot comes, or while it runs."""

    def __init__(self, state: State, token: str) -> None:
        self.state = state
        self.token = token
        self.url = ""
        self.shards = 1
        self.budget = 1000
        self.heartbeat_ms = HEARTBEAT_MS
        self.acks = True
        self.open = True
        self.disallowed = 0
        self.refusals: list[int] = []
        """Codes that the next IDENTIFYs are refused with."""
        self.identifies = 0
        self.resumes = 0
        self.heartbeats = 0
        self.sessions: list[Session] = []
        self._sockets: set[Socket] = set()

    @property
    def live(self) -> list[Session]:
        """The sessions that are connected."""
        return [session for session in self.sessions if session.socket is not None]

    @property
    def ready(self) -> bool:
        """Whether every shard of a bot is connected."""
        return any(
            {one.shard for one in self.live if one.shards == each.shards} == set(range(each.shards))
            for each in self.live
        )

    # --- to the bot ----------------------------------------------------------------------------------------------

    def emit(self, event: str, data: Json, guild: Guild | None) -> None:
        """Send an event to every session whose shard and intents it belongs to."""
        if guild is not None and not guild.member and event != "INTERACTION_CREATE":
            return
        for session in self.sessions:
            shard = (guild.id >> 22) % session.shards if guild else 0
            if not session.over and session.shard == shard and _wanted(session, event, guild):
                self.dispatch(session, event, self._trimmed(session, event, data))

    def dispatch(self, session: Session, event: str, data: Json) -> None:
        """Send an event to one session; what is not connected keeps it."""
        frame = {"op": DISPATCH, "t": event, "s": len(session.events) + 1, "d": data}
        session.events.append(frame)
        if session.socket is not None:
            session.socket.send(frame)

    def _trimmed(self, session: Session, event: str, data: Json) -> Json:
        """Leave out what the bot may not read."""
        if event not in {"MESSAGE_CREATE", "MESSAGE_UPDATE"} or session.intents & CONTENT:
            return data
        return self.state.readable(data, direct="guild_id" not in data)

    # --- how connections end -------------------------------------------------------------------------------------

    def drop(self, code: int) -> None:
        """Close every connection with a code; after some codes the session is over."""
        for session in self.live:
            session.over = code in ENDING
            self._end(session).close(code)

    def reconnect(self) -> None:
        """Ask every client to reconnect."""
        for session in self.live:
            self._end(session).send({"op": RECONNECT, "d": None})

    def invalidate(self, *, resumable: bool) -> None:
        """Tell every client that its session is invalid."""
        for session in self.live:
            session.over = not resumable
            self._end(session).send({"op": INVALID, "d": resumable})

    def _end(self, session: Session) -> Socket:
        socket = session.socket
        assert socket is not None
        session.socket = None
        return socket

    async def close(self) -> None:
        """Close what is still open."""
        for socket in list(self._sockets):
            socket.abort()
            await socket.web_socket.close(code=1001)

    # --- from the bot --------------------------------------------------------------------------------------------

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Serve one connection."""
        if not self.open:
            return web.Response(status=503)
        web_socket = web.WebSocketResponse(compress=False, max_msg_size=0, timeout=0.5)
        await web_socket.prepare(request)
        socket = Socket(web_socket, request.query.get("compress", ""))
        self._sockets.add(socket)
        socket.send({"op": HELLO, "d": {"heartbeat_interval": self.heartbeat_ms}})
        try:
            await self._listen(socket)
        finally:
            self._gone(socket)
        return web_socket

    async def _listen(self, socket: Socket) -> None:
        async for message in socket.web_socket:
            if message.type is WSMsgType.TEXT:
                self._heard(socket, json.loads(message.data))

    def _gone(self, socket: Socket) -> None:
        socket.abort()
        self._sockets.discard(socket)
        for session in self.sessions:
            if session.socket is socket:
                session.socket = None
                session.over = socket.web_socket.close_code in ENDING
        self.state.changed()

    def _heard(self, socket: Socket, frame: Json) -> None:
        handlers = {HEARTBEAT: self._heartbeat, IDENTIFY: self._identify, RESUME: self._resume}
        known = handlers.get(frame["op"])
        if known is not None:
            known(socket, frame["d"])
        elif frame["op"] not in {3, 4, 8}:
            socket.close(UNKNOWN)
        self.state.changed()

    def _heartbeat(self, socket: Socket, _: Any) -> None:  # noqa: ANN401 - any JSON
        self.heartbeats += 1
        if self.acks:
            socket.send({"op": ACK})

    def _identify(self, socket: Socket, data: Json) -> None:
        self.identifies += 1
        self.budget -= 1
        shard, shards = data.get("shard", (0, 1))
        refused = self._refused(data, shard, shards)
        if refused:
            socket.close(refused)
            return
        session = Session(token_hex(16), shard, shards, data["intents"], socket)
        self.sessions.append(session)
        self.state.content = bool(session.intents & CONTENT)
        here = [one for one in self.state.guilds.values() if one.member and (one.id >> 22) % shards == shard]
        self.dispatch(session, "READY", self._ready(session, here))
        for guild in here:
            self.dispatch(session, "GUILD_CREATE", guild.payload())

    def _refused(self, data: Json, shard: int, shards: int) -> int:
        if self.refusals:
            return self.refusals.pop(0)
        if data["token"] != self.token:
            return WRONG_TOKEN
        if shard >= shards:
            return WRONG_SHARD
        return DISALLOWED if data["intents"] & self.disallowed else 0

    def _ready(self, session: Session, guilds: list[Guild]) -> Json:
        told: Json = {"v": 10, "user": self.state.bot.payload(), "session_id": session.id, "session_type": "normal"}
        told |= {"guilds": [{"id": str(one.id), "unavailable": True} for one in guilds]}
        told |= {"resume_gateway_url": f"{self.url}resume/", "shard": [session.shard, session.shards]}
        return told | {"application": {"id": str(self.state.application_id), "flags": 0}}

    def _resume(self, socket: Socket, data: Json) -> None:
        session = next((one for one in self.sessions if one.id == data["session_id"] and not one.over), None)
        if data["token"] != self.token:
            socket.close(WRONG_TOKEN)
            return
        if session is None:
            socket.send({"op": INVALID, "d": False})
            return
        self.resumes += 1
        session.socket = socket
        for frame in session.events[data["seq"] or 0 :]:
            socket.send(frame)
        self.dispatch(session, "RESUMED", {"_trace": []})


def _wanted(session: Session, event: str, guild: Guild | None) -> bool:
    if not event.startswith("MESSAGE_"):
        return True
    return bool(session.intents & (GUILD_MESSAGES if guild is not None else DIRECT_MESSAGES))
