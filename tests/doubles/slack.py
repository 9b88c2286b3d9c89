"""A loopback Slack that an unmodified slack-bolt AsyncApp runs against, as strict as the real one.

In a test::

    async with SlackDouble() as slack:
        client = AsyncWebClient(slack.bot_token, base_url=slack.api_url)
        app = AsyncApp(client=client, signing_secret=slack.signing_secret)
        handler = AsyncSocketModeHandler(app, slack.app_token)
        await handler.connect_async()
        await slack.ready()
        channel, ana = slack.channel("general"), slack.person("Ana")
        act = await ana.slash(channel, "/prompt", "draft a greeting")
        await act.settled(contains="Hello")
        assert slack.refused == []

Over HTTP, `slack.push_to("http://127.0.0.1:3000/slack/events")` takes the place of the handler. The double outlives
the bot: messages, views and events that were not taken stay. By hand: `python -m tests.doubles.slack --port 8200`.
"""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from aiohttp import web

from bot.clock import SystemClock
from bot.ports import Clock
from tests.doubles.slack_calls import Calls
from tests.doubles.slack_delivery import Desk
from tests.doubles.slack_person import Act, Message, Person, Said
from tests.doubles.slack_push import Push
from tests.doubles.slack_rules import Refusal
from tests.doubles.slack_socket import Socket
from tests.doubles.slack_state import Channel, Delivery, State, Workspace
from tests.doubles.slack_trouble import Request, Trouble
from tests.doubles.slack_values import User
from tests.doubles.slack_web import Api
from tests.doubles.waiting import wait

LARGEST = 64 * 2**20


@dataclass(slots=True)
class SlackDouble:
    """The server. `clock`: rules about time use it; `limits`: calls in a minute are counted; `pace`: messages a second.

    Knobs of the connections stand at `socket` and `push`, numbers of single limits at `rates`, all that is stored at
    `state`: among it `scopes`, `subscribed` (events), `commands` and `shortcuts`, which `manifest()` sets at once.
    """

    clock: Clock = field(default_factory=SystemClock)
    port: int = 0
    limits: bool = False
    pace: bool = False
    app_token: str = "xapp-1-double-not-a-real-token"
    bot_token: str = "xoxb-double-not-a-real-token"
    signing_secret: str = "double-not-a-real-secret"
    name: str = "Acme"
    enterprise: str | None = None
    state: State = field(init=False)
    api: Api = field(init=False)
    socket: Socket = field(init=False)
    push: Push = field(init=False)
    team: Workspace = field(init=False)
    _calls: Calls = field(init=False)
    _runner: web.AppRunner | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        self.state = State(self.clock)
        self.api = Api(self.state, self.app_token)
        self.api.limits, self.api.pace = self.limits, self.pace
        desk = Desk(self.state, self.api.views, self.api.hooks)
        self.socket, self.push = Socket(self.state, desk), Push(self.state, desk, self.signing_secret)
        self.api.connect = self._connect
        self.state.deliver = self._deliver
        self._calls = Calls(self.state, self.api.hooks)
        self.team = self.state.add_workspace(self.name, self.bot_token, self.enterprise)

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=LARGEST)
        app.router.add_route("*", "/api/{method}", self.api.serve)
        app.router.add_post("/actions/{team}/{number}", self.api.hook)
        app.router.add_post("/upload/v1/{number}", self.api.upload)
        app.router.add_get("/files-pri/{number}/{name}", self.api.download)
        app.router.add_get("/link", self.socket.serve)
        self._runner = web.AppRunner(app, handler_cancellation=True, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self.port).start()
        self.port = self._runner.addresses[0][1]
        self.state.base = f"http://127.0.0.1:{self.port}"
        self.socket.url = f"ws://127.0.0.1:{self.port}/link"
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.push.close()
        await self.socket.close()
        if self._runner is not None:
            await self._runner.cleanup()

    def _connect(self) -> str:
        if not self.socket.enabled:
            raise Refusal("not_allowed_token_type")
        return self.socket.ticket()

    def _deliver(self, delivery: Delivery) -> None:
        (self.push if self.push.url else self.socket).deliver(delivery)

    # --- where it is ---------------------------------------------------------------------------------------------

    @property
    def api_url(self) -> str:
        """For `AsyncWebClient(base_url=...)`."""
        return f"http://127.0.0.1:{self.port}/api/"

    def push_to(self, url: str) -> None:
        """Send everything to this address from now on, instead of through Socket Mode; empty: the other way round."""
        self.push.url = url

    def manifest(self, document: Mapping[str, Any]) -> None:
        """Set the app up as a manifest says: rights, events, commands, shortcuts."""
        features, settings = document.get("features", {}), document.get("settings", {})
        self.state.scopes = set(document.get("oauth_config", {}).get("scopes", {}).get("bot", ()))
        self.state.subscribed = set(settings.get("event_subscriptions", {}).get("bot_events", ()))
        self.state.commands = {one["command"] for one in features.get("slash_commands", ())}
        self.state.shortcuts = {one["name"]: one["callback_id"] for one in features.get("shortcuts", ())}
        tabs = features.get("app_home", {})
        self.state.home_tab = bool(tabs.get("home_tab_enabled", True))
        self.state.messages_tab = bool(tabs.get("messages_tab_enabled", True))

    # --- who is there --------------------------------------------------------------------------------------------

    @property
    def mention(self) -> str:
        """How the bot is called in a text, in the first workspace."""
        return self.team.mention

    def workspace(self, name: str, *, installed: bool = True, enterprise: str | None = None) -> Workspace:
        """Give the workspace of this name; make it where it is new. The bot's token there is its `token`."""
        for known in self.state.workspaces.values():
            if known.name == name:
                return known
        made = self.state.add_workspace(name, f"{self.bot_token}-{name.lower()}", enterprise)
        made.installed = installed
        return made

    def channel(
        self, name: str, *, member: bool = True, private: bool = False, people: tuple[Person, ...] = ()
    ) -> Channel:
        """Give the channel of this name in the first workspace; make it where it is new. `member`: the bot is in it."""
        users: tuple[User, ...] = tuple(one.user for one in people)
        return self.team.channel(name, member=member, private=private, people=users)

    def connect(self, channel: Channel, other: Workspace) -> Channel:
        """Share a channel with another workspace."""
        if other not in channel.teams:
            channel.others.append(other)
        return channel

    def person(self, name: str, *, locale: str = "en-US", admin: bool = False, team: Workspace | None = None) -> Person:
        """Add a person to a workspace, the first one unless another is named."""
        home = team or self.team
        user = User(self.state.number("U"), name, home.id, home.enterprise, locale, admin)
        self.state.people[user.id] = user
        return Person(self.state, self._calls, self.api.tell, self.api.views, user)

    def messages(self, channel: Channel) -> list[Message]:
        """Give the messages that stand in a channel, whoever sees them."""
        return [Message(stored) for stored in channel.stored if not stored.deleted]

    def uninstall(self, team: Workspace | None = None) -> None:
        """Remove the app from a workspace: its tokens end, and it is told so."""
        gone = team or self.team
        told = {"type": "tokens_revoked", "tokens": {"oauth": [], "bot": [gone.bot.id]}, "event_ts": self.state.ts()}
        self.api.tell.send("tokens_revoked", gone, told)
        self.api.tell.send("app_uninstalled", gone, {"type": "app_uninstalled", "event_ts": self.state.ts()})
        gone.installed = False

    # --- what the bot did ----------------------------------------------------------------------------------------

    @property
    def requests(self) -> list[Request]:
        """All calls: of the Web API, of response_urls ("response_url"), of files ("upload", "download")."""
        return self.api.requests

    @property
    def errors(self) -> list[Request]:
        """The calls that were answered with an error, wanted or not."""
        return [one for one in self.requests if one.error or one.status >= 400]

    @property
    def refused(self) -> list[str]:
        """What no app should ever have asked for, against the schema, Slack's limits or our own."""
        return self.state.refused

    @property
    def late(self) -> list[str]:
        """What was acknowledged after more than three seconds."""
        return self.state.late

    @property
    def rates(self) -> dict[str, int]:
        """Calls in a minute of single methods, where they should differ; they count with `limits`."""
        return self.api.rates.own

    @property
    def mentions(self) -> set[str]:
        """Ids of people whom the app may call in its texts; calling anybody else is refused."""
        return self.api.mentions

    def calls(self, method: str = "") -> list[Request]:
        """Give the calls of a method."""
        return [one for one in self.requests if method in {"", one.method}]

    async def ready(self, connections: int = 1) -> None:
        """Wait until so many connections stand; over HTTP, ask whether the address is the app's."""
        if self.push.url:
            assert await self.push.verify() == "double", "the address did not answer with the challenge"
            return
        await self._until(lambda: len(self.socket.live) >= connections, f"{connections} connections")

    async def reconnected(self, opened: int) -> None:
        """Wait until so many connections were opened altogether, and one stands."""
        await self._until(lambda: self.socket.opened >= opened and bool(self.socket.live), "a new connection")

    async def called(self, method: str, times: int = 1) -> Request:
        """Wait until a method was called and answered so many times; give the last call."""
        await self._until(
            lambda: len([one for one in self.calls(method) if one.status]) >= times, f"a call of {method}"
        )
        return self.calls(method)[-1]

    async def taken(self) -> None:
        """Wait until everything that was sent is acknowledged, or has failed over HTTP."""
        await self._until(lambda: not self.socket.unacknowledged and not self.push.busy, "acknowledgements")

    async def _until(self, holds: Callable[[], bool], wanted: str) -> None:
        await wait(self.state, holds, wanted, self._described)

    def _described(self) -> str:
        made = [f"{one.method} {one.status} {one.error}".strip() for one in self.requests[-5:]]
        return f"these last calls: {made}"

    # --- troubles of delivery ------------------------------------------------------------------------------------

    def again(self, what: Act | Said) -> None:
        """Deliver something a second time: the same ids, told as a retry where it is an event."""
        for one in what.deliveries:
            self._deliver(one)

    def refresh(self, reason: str = "refresh_requested", connections: int = 1) -> None:
        """Ask so many connections to be replaced: "warning", "refresh_requested" or "link_disabled"."""
        self.socket.ask_to_leave(reason, connections)

    def cut(self, connections: int = 10) -> None:
        """End so many connections without a word; what was not acknowledged comes again through another."""
        self.socket.cut(connections)

    def redeliver(self) -> None:
        """Send everything that is not acknowledged once more, as Slack does after a while."""
        self.socket.again()

    # --- troubles of calls ---------------------------------------------------------------------------------------

    def fail_next(self, method: str, error: str = "internal_error", status: int = 200, times: int = 1) -> Trouble:
        """Answer the next such calls with an error; they change nothing."""
        return self._trouble(Trouble(method, times, status, error))

    def limit_next(self, retry_after: int = 1, method: str = "", times: int = 1) -> Trouble:
        """Answer the next calls with 429."""
        return self._trouble(Trouble(method, times, 429, "ratelimited", {"Retry-After": str(retry_after)}))

    def drop_next(self, method: str, times: int = 1, *, served: bool = True) -> Trouble:
        """Close the connection instead of answering the next such calls; `served`: they had their effect before."""
        return self._trouble(Trouble(method, times, 0 if served else 502, dropped=True))

    def slow_next(self, method: str, seconds: float, times: int = 1) -> Trouble:
        """Serve the next such calls, but answer so many real seconds later."""
        return self._trouble(Trouble(method, times, seconds=seconds))

    def hold_next(self, method: str, times: int = 1) -> Trouble:
        """Serve the next such calls, but keep the answers until `release()`; its event `came` tells of the first."""
        return self._trouble(Trouble(method, times, released=asyncio.Event()))

    def _trouble(self, trouble: Trouble) -> Trouble:
        self.api.troubles.append(trouble)
        return trouble


if __name__ == "__main__":
    from tests.doubles.slack_play import main

    main()
