"""A loopback Discord that an unmodified discord.py client runs against, as strict as the real one.

In a test::

    async with DiscordDouble() as discord:
        monkeypatch.setattr("discord.http.Route.BASE", discord.api_url)
        monkeypatch.setattr("discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY", yarl.URL(discord.gateway_url))
        channel = discord.guild("Acme").channel("general")
        ana = discord.person("Ana")
        ...  # start a client with discord.token
        await discord.ready()
        act = await ana.slash(channel, "prompt draft", goal="a greeting")
        await act.settled(contains="Hello")
        assert discord.refused == []

The double outlives the bot: messages and commands stay, and a second process may identify. By hand:
`python -m tests.doubles.discord --port 8100`.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Self

from aiohttp import web

from bot.clock import SystemClock
from bot.ports import Clock
from tests.doubles.discord_calls import Calls
from tests.doubles.discord_gateway import Gateway
from tests.doubles.discord_person import Act, Message, Person, Said
from tests.doubles.discord_rest import Rest
from tests.doubles.discord_state import Channel, Guild, State
from tests.doubles.discord_trouble import Request, Trouble, limited
from tests.doubles.discord_values import Json, User
from tests.doubles.waiting import wait

LARGEST = 30 * 2**20
TOKEN = "MTIzNDU2Nzg5MDEyMzQ1Njc4.double.not-a-real-token"


@dataclass(slots=True)
class DiscordDouble:
    """The server. `clock`: for the rules about time; `shards`: how many it recommends; `limits`: buckets are enforced.

    Knobs of the gateway that are plain values stand at `gateway`, all that is stored at `state`.
    """

    clock: Clock = field(default_factory=SystemClock)
    token: str = TOKEN
    port: int = 0
    shards: int = 1
    limits: bool = False
    state: State = field(init=False)
    gateway: Gateway = field(init=False)
    rest: Rest = field(init=False)
    _calls: Calls = field(init=False)
    _runner: web.AppRunner | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        self.state = State(self.clock)
        self.gateway = Gateway(self.state, self.token)
        self.gateway.shards = self.shards
        self.state.emit = self.gateway.emit
        self.rest = Rest(self.state, self.token)
        self.rest.limits = self.limits
        self.rest.gateway_bot = self._gateway_bot
        self._calls = Calls(self.state)

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=LARGEST)
        app.router.add_route("*", "/api/v10/{path:.*}", self.rest.serve)
        app.router.add_get("/attachments/{channel}/{id}/{name}", self.rest.file)
        app.router.add_get("/gateway/{rest:.*}", self.gateway.serve)
        self._runner = web.AppRunner(app, handler_cancellation=True, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self.port).start()
        self.port = self._runner.addresses[0][1]
        self.state.base = f"http://127.0.0.1:{self.port}"
        self.gateway.url = self.rest.gateway_url = self.gateway_url
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.gateway.close()
        if self._runner is not None:
            await self._runner.cleanup()

    # --- where it is ---------------------------------------------------------------------------------------------

    @property
    def api_url(self) -> str:
        """For `discord.http.Route.BASE`."""
        return f"http://127.0.0.1:{self.port}/api/v10"

    @property
    def gateway_url(self) -> str:
        """For `discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY`."""
        return f"ws://127.0.0.1:{self.port}/gateway/"

    def _gateway_bot(self) -> Json:
        left = {"total": 1000, "remaining": self.gateway.budget, "reset_after": 14_400_000, "max_concurrency": 16}
        return {"url": self.gateway_url, "shards": self.gateway.shards, "session_start_limit": left}

    # --- who is there --------------------------------------------------------------------------------------------

    @property
    def application_id(self) -> int:
        """The number of the app, which is the bot's number too."""
        return self.state.application_id

    @property
    def mention(self) -> str:
        """How the bot is called in a text."""
        return f"<@{self.state.bot.id}>"

    def guild(self, name: str, *, member: bool = True, locale: str = "en-US") -> Guild:
        """Give the guild of this name; make it where it is new. `member`: the bot is in it."""
        known = [one for one in self.state.guilds.values() if one.name == name]
        return known[0] if known else self.state.add_guild(name, member=member, locale=locale)

    def person(self, name: str, *, locale: str = "en-US", manages: bool = False, installed: bool = True) -> Person:
        """Add a person, a member of every guild. `installed`: the app is installed for the person too."""
        user = User(self.state.snowflake(), name, locale, manages, installed)
        self.state.people[user.id] = user
        return Person(self.state, self._calls, user)

    def private(self, *people: Person, name: str = "") -> Channel:
        """Give the channel between these persons, where the bot is not: two of them, or a group."""
        return self.state.direct(*(person.user for person in people), name=name)

    def messages(self, channel: Channel) -> list[Message]:
        """Give the messages that stand in a channel, whoever sees them."""
        return [Message(stored) for stored in channel.stored if not stored.deleted]

    # --- what the bot did ----------------------------------------------------------------------------------------

    @property
    def requests(self) -> list[Request]:
        """All REST calls."""
        return self.rest.requests

    @property
    def errors(self) -> list[Request]:
        """The REST calls that were answered with an error, wanted or not."""
        return [request for request in self.requests if request.status >= 400]

    @property
    def refused(self) -> list[str]:
        """What no bot should ever have asked for: bodies against the schema or against Discord's limits."""
        return self.rest.refused

    @property
    def invalid(self) -> int:
        """Answers of 401, 403 and 429; 10,000 of them in ten minutes ban an address."""
        return self.rest.invalid

    @property
    def identifies(self) -> int:
        """How often a client identified."""
        return self.gateway.identifies

    @property
    def resumes(self) -> int:
        """How often a session was resumed."""
        return self.gateway.resumes

    @property
    def syncs(self) -> int:
        """How often commands were overwritten."""
        return self.rest.syncs

    @property
    def commands(self) -> list[Json]:
        """The commands that stand everywhere."""
        return self.state.commands.get(None, [])

    def calls(self, method: str, part: str = "") -> list[Request]:
        """Give the REST calls with this method whose path contains `part`."""
        return [request for request in self.requests if request.method == method and part in request.path]

    async def ready(self, identifies: int = 1) -> None:
        """Wait until all shards of a bot are connected, its commands synced, and it identified so many times."""
        await self._until(
            lambda: self.gateway.ready and bool(self.state.commands) and self.identifies >= identifies, "a ready bot"
        )

    async def resumed(self, times: int = 1) -> None:
        """Wait until sessions were resumed so many times."""
        await self._until(lambda: self.resumes >= times, "a resumed session")

    async def called(self, method: str, part: str = "", times: int = 1) -> Request:
        """Wait until such a REST call was answered so many times; give the last of them."""
        await self._until(lambda: len([one for one in self.calls(method, part) if one.status]) >= times, "a call")
        return self.calls(method, part)[-1]

    async def _until(self, holds: Callable[[], bool], wanted: str) -> None:
        await wait(self.state, holds, wanted, self._described)

    def _described(self) -> str:
        made = [f"{one.method} {one.path} {one.status}" for one in self.requests[-5:]]
        return f"these last calls: {made}"

    # --- troubles of the gateway ---------------------------------------------------------------------------------

    def drop(self, code: int = 4000) -> None:
        """Close every connection with a code; sessions can be resumed."""
        self.gateway.drop(code)

    def reconnect(self) -> None:
        """Ask every client to reconnect and resume."""
        self.gateway.reconnect()

    def invalidate(self, *, resumable: bool = False) -> None:
        """Tell every client that its session is invalid."""
        self.gateway.invalidate(resumable=resumable)

    def stop_acking(self) -> None:
        """Answer no heartbeat any more."""
        self.gateway.acks = False

    def refuse_identify(self, code: int, times: int = 1) -> None:
        """Close the next connections that identify, such as 4004 (token), 4014 (intents), 4013, 4011, 4010."""
        self.gateway.refusals += [code] * times

    def refuse_token(self) -> None:
        """Accept the bot's token no more, neither here nor in REST calls."""
        self.gateway.token = self.rest.token = "another"

    def disallow(self, intents: int) -> None:
        """Refuse to identify with any of these intents (4014)."""
        self.gateway.disallowed |= intents

    def again(self, what: Act | Said) -> None:
        """Deliver an event a second time."""
        channel = what.interaction.channel if isinstance(what, Act) else what.channel
        self.state.emit(*what.event, channel.guild)

    # --- troubles of REST calls ----------------------------------------------------------------------------------

    def fail_next(self, method: str, part: str, status: int = 500, code: int = 0, times: int = 1) -> Trouble:
        """Answer the next such calls with an error; they change nothing. `part` is contained in their path."""
        body: Json = {"code": code, "message": f"{status}: made to fail"}
        return self._trouble(Trouble(method, part, times, status, body))

    def limit_next(
        self, times: int = 1, scope: str = "user", retry_after: float = 0.01, *, via: bool = True, part: str = ""
    ) -> Trouble:
        """Answer the next calls with 429. `scope`: user, shared or global; without `via` it looks like Cloudflare's."""
        body, headers = limited(scope, retry_after, via=via)
        return self._trouble(Trouble("", part, times, 429, body, headers))

    def drop_next(self, method: str, part: str, times: int = 1, *, served: bool = True) -> Trouble:
        """Close the connection instead of answering the next such calls; `served`: they had their effect before."""
        return self._trouble(Trouble(method, part, times, 0 if served else 502, dropped=True))

    def slow_next(self, method: str, part: str, seconds: float, times: int = 1) -> Trouble:
        """Serve the next such calls, but answer so many real seconds later."""
        return self._trouble(Trouble(method, part, times, seconds=seconds))

    def hold_next(self, method: str, part: str, times: int = 1) -> Trouble:
        """Serve the next such calls, but keep the answers until `release()`; its event `came` tells of the first."""
        return self._trouble(Trouble(method, part, times, released=asyncio.Event()))

    def _trouble(self, trouble: Trouble) -> Trouble:
        self.rest.troubles.append(trouble)
        return trouble


if __name__ == "__main__":
    from tests.doubles.discord_play import main

    main()
