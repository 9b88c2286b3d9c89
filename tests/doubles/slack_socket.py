"""Socket Mode of the loopback Slack: connections, envelopes, acknowledgements, and what goes wrong with them."""

import asyncio
import json
from dataclasses import dataclass, field

from aiohttp import WSMsgType, web

from tests.doubles.slack_delivery import OVERDUE, Desk
from tests.doubles.slack_state import Delivery, State
from tests.doubles.slack_values import EVENTS, Json

MOST = 10


@dataclass(slots=True, eq=False)
class Connection:
    """A websocket. `leaving`: it was asked to go, so that nothing new is sent to it; `open` are its envelopes."""

    ws: web.WebSocketResponse
    request: web.Request
    leaving: bool = False
    sent: int = 0
    open: dict[str, Delivery] = field(default_factory=dict)
    queue: "asyncio.Queue[str]" = field(default_factory=asyncio.Queue)


class Socket:
    """All connections. `pongs`: pings are answered; `silent`: connections stand, but nothing comes through them."""

    def __init__(self, state: State, desk: Desk) -> None:
        self.state = state
        self.desk = desk
        self.url = ""
        self.connections: list[Connection] = []
        self.pongs = True
        self.silent = False
        self.enabled = True
        self.opened = 0
        self.pings = 0
        self.waiting: list[Delivery] = []
        self.first_retry: int | None = 0
        """What the first delivery of an event says for `retry_attempt`; None: nothing."""
        self._tickets: set[str] = set()
        self._sent: dict[str, Delivery] = {}

    # --- connections ---------------------------------------------------------------------------------------------

    def ticket(self) -> str:
        """Give the address of one connection."""
        made = self.state.number("ticket")
        self._tickets.add(made)
        return f"{self.url}?ticket={made}&app_id={self.state.app_id}"

    @property
    def live(self) -> list[Connection]:
        """The connections that take something."""
        return [one for one in self.connections if not one.leaving and not one.ws.closed]

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Keep a connection until it ends; what was not acknowledged goes elsewhere."""
        given = request.query.get("ticket", "")
        if given not in self._tickets:
            return web.Response(status=401)
        self._tickets.discard(given)
        ws = web.WebSocketResponse(autoping=False, max_msg_size=0)
        await ws.prepare(request)
        made = Connection(ws, request)
        self.connections.append(made)
        self.opened += 1
        writer = asyncio.create_task(_write(made))
        self._greet(made)
        try:
            await self._listen(made)
        finally:
            writer.cancel()
            self._lost(made)
        return ws

    def _greet(self, made: Connection) -> None:
        if len(self.connections) > MOST:
            self._ask_to_leave(made, "too_many_websockets")
            return
        info = {"host": "applink-double", "build_number": 1, "approximate_connection_time": 18060}
        told: Json = {"type": "hello", "num_connections": len(self.connections), "debug_info": info}
        made.queue.put_nowait(json.dumps(told | {"connection_info": {"app_id": self.state.app_id}}))
        self.state.changed()
        self.flush()

    async def _listen(self, made: Connection) -> None:
        async for message in made.ws:
            if message.type == WSMsgType.PING:
                self.pings += 1
                if self.pongs:
                    await made.ws.pong(message.data)
            elif message.type == WSMsgType.TEXT:
                self._heard(json.loads(message.data))

    def _heard(self, told: Json) -> None:
        """Take an acknowledgement; a client that reconnected meanwhile sends it through its new connection."""
        number = str(told.get("envelope_id"))
        delivery = self._sent.get(number)
        for one in self.connections:
            one.open.pop(number, None)
        if delivery is None:
            self.state.refused.append(f"socket: an unknown envelope was acknowledged: {told.get('envelope_id')}")
            return
        self.waiting = [one for one in self.waiting if one is not delivery]
        payload = told.get("payload")
        if payload and delivery.kind == EVENTS:
            self.state.refused.append(f"socket: an event was answered with {payload}")
        self.desk.acknowledge(delivery, payload)

    def _lost(self, made: Connection) -> None:
        if made in self.connections:
            self.connections.remove(made)
        for delivery in made.open.values():
            delivery.reason = "timeout"
        self.waiting += [one for one in made.open.values() if not one.settled]
        made.open.clear()
        self.state.changed()
        self.flush()

    # --- envelopes -----------------------------------------------------------------------------------------------

    def deliver(self, delivery: Delivery) -> None:
        """Send something to one of the connections, or keep it for the next one, to which an event is a retry then."""
        if not self.live and delivery.kind == EVENTS:
            delivery.tries, delivery.reason = delivery.tries + 1, "connection_failed"
        self.waiting.append(delivery)
        self.flush()

    def flush(self) -> None:
        """Send what waits, as far as there are connections."""
        waiting, self.waiting = self.waiting, []
        for delivery in waiting:
            if self.desk.expired(delivery):
                self.desk.fail(delivery, OVERDUE)
            elif self.live:
                self._send(min(self.live, key=lambda one: one.sent), delivery)
            else:
                self.waiting.append(delivery)

    def again(self, reason: str = "timeout") -> None:
        """Send once more what was not acknowledged, as Slack does after some seconds."""
        for one in self.connections:
            for number, delivery in list(one.open.items()):
                del one.open[number]
                delivery.reason = reason
                self.waiting.append(delivery)
        self.flush()

    def _send(self, to: Connection, delivery: Delivery) -> None:
        number = self.state.number("envelope-")
        told: Json = {"envelope_id": number, "type": delivery.kind, "payload": delivery.payload}
        told["accepts_response_payload"] = delivery.kind != EVENTS
        if delivery.kind == EVENTS and (delivery.tries or self.first_retry is not None):
            told |= {"retry_attempt": delivery.tries or self.first_retry, "retry_reason": delivery.reason}
        delivery.tries += 1
        to.sent += 1
        to.open[number] = self._sent[number] = delivery
        if not self.silent:
            to.queue.put_nowait(json.dumps(told))

    @property
    def unacknowledged(self) -> list[Delivery]:
        """What was sent and not acknowledged yet, or waits for a connection."""
        return [*self.waiting, *(delivery for one in self.connections for delivery in one.open.values())]

    # --- troubles ------------------------------------------------------------------------------------------------

    def ask_to_leave(self, reason: str, most: int) -> None:
        """Tell so many connections that they should be replaced."""
        for one in self.live[:most]:
            self._ask_to_leave(one, reason)

    def _ask_to_leave(self, one: Connection, reason: str) -> None:
        one.leaving = reason != "warning"
        told = {"type": "disconnect", "reason": reason, "debug_info": {"host": "applink-double"}}
        one.queue.put_nowait(json.dumps(told))

    def cut(self, most: int) -> None:
        """End so many connections without a word."""
        for one in self.connections[:most]:
            if one.request.transport is not None:
                one.request.transport.abort()

    async def close(self) -> None:
        """End all connections in good order."""
        for one in list(self.connections):
            await one.ws.close()


async def _write(made: Connection) -> None:
    while True:
        told = await made.queue.get()
        if not made.ws.closed:
            await made.ws.send_str(told)
