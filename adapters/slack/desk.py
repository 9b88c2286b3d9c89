"""Whatever people do with commands, shortcuts, buttons and forms, answered: what was heard goes to the core, what comes
back is delivered. Slack's acknowledgement has gone out by then; only a form and a menu that is typed into are looked at
before it.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from contextvars import ContextVar
from dataclasses import replace
from typing import Any

import structlog

from adapters.running import STOP, Answering, Claims, Running, Tasks
from adapters.slack.address import Address
from adapters.slack.board import Board
from adapters.slack.box import BOX
from adapters.slack.deliver import AT_ONCE, WRITE_SECONDS, Delivery
from adapters.slack.failures import Expired, NotDelivered
from adapters.slack.files import SlackFiles
from adapters.slack.forms import Forms, heard_now
from adapters.slack.home import PAGE, home
from adapters.slack.listen import Heard, invoked, pointed, pressed, token_of
from adapters.slack.outlets import Outlet, Where
from adapters.slack.people import People
from adapters.slack.posting import Posting
from adapters.slack.private import PrivateOutlet
from adapters.slack.says import refusal, sentence, whole
from adapters.slack.sending import Api
from adapters.slack.stream import StreamOutlet
from adapters.slack.users import Known, Users
from adapters.slack.whence import TYPED, Installed, whence_of
from bot.dialogue.dispatch import App
from bot.dialogue.events import Failure
from bot.dialogue.failing import bug, failure
from bot.dialogue.form import Form
from bot.dialogue.inbound import Spot, Whence
from bot.dialogue.reply import Reply
from bot.domain import Status
from bot.errors import PrompteurError
from bot.words import N_, Words

log = structlog.get_logger()
Json = dict[str, Any]
_came: ContextVar[float] = ContextVar("came")
"""When the act came in, by the loop's clock: each task that answers one has its own."""


class Desk:
    """Answers what people do. It outlives the connections that it comes through."""

    def __init__(
        self,
        app: App,
        api: Api,
        installed: Installed,
        *,
        at_once: float = AT_ONCE,
        write_seconds: float = WRITE_SECONDS,
    ) -> None:
        self.app = app
        self.installed = installed
        self.posting = Posting(api)
        self.people = People(Users(api, app.clock), self.posting)
        self.files = SlackFiles(api)
        self.forms = Forms(app, api, self.people, installed, self.files)
        self.running = Running()
        self.tasks = Tasks()
        self.claims = Claims()
        self.api = api
        self._at_once = at_once
        self._write_seconds = write_seconds

    # --- what people do --------------------------------------------------------------------------------------------

    def command(self, body: Json) -> None:
        """Answer a slash command; by itself it opens the box."""
        if str(body.get("text") or "").strip():
            self.begin(body, lambda known: self._hear(body, known, lambda: invoked(body, known, self.installed)))
        else:
            self.begin(body, lambda known: self._box(body, known))

    def action(self, body: Json) -> None:
        """Answer a button or a menu."""
        self.begin(body, lambda known: self._press(body, known))

    def shortcut(self, body: Json) -> None:
        """Answer a shortcut: the global one opens the box."""
        if body.get("type") == "shortcut":
            self.begin(body, lambda known: self._box(body, known))
            return
        self.begin(
            body, lambda known: self._hear(body, known, lambda: pointed(body, known, self.installed, self.files))
        )

    async def submission(self, body: Json) -> Json | None:
        """Take a form that was sent: give what its acknowledgement says, None to close it. The call is begun then."""
        heard = await self.forms.sent(body, key_of(body))
        if isinstance(heard, dict):
            return heard or None
        self.begin(body, lambda known: self._hear(body, known, lambda: heard_now(heard, body, known, self.installed)))
        return None

    def closed(self, body: Json) -> None:
        """Keep what stood in a form that was closed, where Slack tells it."""
        self.tasks.start(self.forms.closed(body), "closed")

    def begin(self, body: Json, work: Callable[[Known], Coroutine[Any, Any, None]]) -> None:
        """Do the work in a task of its own, once for each act."""
        key = key_of(body)
        if self.claims.new(key):
            _came.set(asyncio.get_running_loop().time())
            self.tasks.start(self._guarded(body, work), f"act {key}")

    async def _guarded(self, body: Json, work: Callable[[Known], Coroutine[Any, Any, None]]) -> None:
        """Whatever goes wrong, the person gets an answer."""
        known = Known(user=user_of(body))
        try:
            known = await self.people.known(known.user, channel_of(body))
            await work(known)
        except PrompteurError as error:
            await self._say(body, known, failure(error, None, _words(known), guided=False))
        except Exception:  # a mistake of ours, which the log has
            log.exception("act_broke", act=key_of(body))
            await self._say(body, known, bug(None, _words(known)))

    async def _hear(self, body: Json, known: Known, listen: Callable[[], Heard]) -> None:
        heard = listen()
        asked = await self.app.prepare(heard.inbound)
        if isinstance(asked, Form) and await self.forms.open(body, asked, heard):
            return  # where it came too late, the call goes on and says what is missing
        shared = not isinstance(asked, Form) and asked.shared
        await self.answer(key_of(body), heard, self.outlet(heard.inbound.whence, known, shared=shared))

    async def _box(self, body: Json, known: Known) -> None:
        if not await self.forms.open_box(body, known):
            said = N_("I could not open a form. Type what the prompt should do after the command, or try again.")
            await self._tell(body, known, _words(known)(said))

    async def _press(self, body: Json, known: Known) -> None:
        token = token_of(body)
        if token.startswith(STOP):
            await self._stop(body, known, token)
        elif token.startswith(PAGE):
            await self.publish(known, int(token.removeprefix(PAGE)))
        elif token.startswith(BOX):
            heard = await self.forms.pressed(body, known)
            if heard is not None:
                await self._hear(body, known, lambda: heard)
        elif token:
            await self._hear(body, known, lambda: pressed(body, known, self.installed, token))

    async def _stop(self, body: Json, known: Known, token: str) -> None:
        words, answering = _words(known), self.running.get(token)
        if answering is None:
            await self._tell(body, known, words(N_("That is over already.")), replace=True)
        elif not answering.may_stop(whence_of(body, known, self.installed)):
            said = N_("Only the person who asked can stop this, or somebody who manages this workspace.")
            await self._tell(body, known, words(said))
        else:
            await asyncio.gather(answering.delivery.stop(), self._take_away(body))

    async def _take_away(self, body: Json) -> None:
        """Take a private message with a Stop button away: what it said is over."""
        container, hook = body.get("container") or {}, str(body.get("response_url") or "")
        if container.get("is_ephemeral") and hook:
            try:
                await self.api.respond(hook, {"delete_original": True})
            except NotDelivered as error:
                log.info("message_not_taken_away", code=error.code)

    async def publish(self, known: Known, page: int = 0) -> None:
        """Show somebody the Home tab as it is now."""
        whence = whence_of({"user": {"id": known.user}, "view": {"id": "home"}}, known, self.installed)
        view = home(await self.app.home(whence), whence.words, page=page)
        await self.api.call("views.publish", user_id=known.user, view=view)

    # --- answers ---------------------------------------------------------------------------------------------------

    def outlet(self, whence: Whence, known: Known, *, shared: bool, called: bool = False, thread: str = "") -> Outlet:
        """Give where an answer goes. `called`: somebody wrote to the bot, which gives no response_url; `thread` is the
        one that it was written in, empty for none. What all see in a channel is a thread in any case.
        """
        address = Address.read(whence.address) or Address(user=known.user)
        direct = whence.spot is Spot.DIRECT
        where = Where(
            channel=address.channel or known.direct or known.user,
            user=known.user,
            thread=thread if called and (direct or not shared) else address.thread,
            team=known.team or self.installed.team,
            direct=direct,
        )
        if direct or shared:
            return StreamOutlet(self.posting, where, whence.words)
        return PrivateOutlet(self.posting, where, whence.words, hook=address.hook, called=called)

    async def answer(self, key: str, heard: Heard, outlet: Outlet) -> None:
        """Start the call and deliver what comes of it."""
        async with self.delivering(key, heard.inbound.whence, outlet) as delivery:
            reply = await self.reply(heard)
            if heard.kept:
                await self.forms.pages.forget(heard)
            await delivery.run(reply)

    @asynccontextmanager
    async def delivering(self, key: str, whence: Whence, outlet: Outlet) -> AsyncIterator[Delivery]:
        """Give what delivers an answer; it can be stopped meanwhile. What breaks takes the answer's place."""
        words = whence.words
        board = Board(words, stop=f"{STOP}{key}", room=outlet.room, streams=outlet.streams)
        delivery = Delivery(
            board,
            outlet,
            words=words,
            refused=self.refused,
            at_once=self._soon(),
            write_seconds=self._write_seconds,
        )
        with self.running.answering(key, Answering(delivery, whence)):
            try:
                async with delivery.watched():
                    yield delivery
            except PrompteurError as error:
                await self._broken(outlet, failure(error, None, words, guided=False), words)
            except Exception:  # a mistake of ours, which the log has
                log.exception("answer_broke", key=key)
                await self._broken(outlet, bug(None, words), words)

    def _soon(self) -> float:
        """Give in how many seconds it is to be said that something is being done."""
        now = asyncio.get_running_loop().time()
        return max(0.0, self._at_once - max(0.0, now - _came.get(now)))

    async def _broken(self, outlet: Outlet, said: Failure, words: Words) -> None:
        try:
            await outlet.end(whole(said, Status.FAILED, words))
        except NotDelivered as error:
            log.warning("answer_not_delivered", reason=type(error).__name__, code=error.code)

    async def reply(self, heard: Heard, message: str = "") -> Reply:
        """Start the call with what is attached; what cannot be used is told in the reply. `message`: the ts of the
        message that becomes the answer, where it stands already.
        """
        try:
            inbound = await heard.fetched()
        except PrompteurError as error:
            return refusal(error, heard.inbound.whence.words)
        address = Address.read(inbound.whence.address)
        if message and address is not None:
            kept = address.model_copy(update={"message": message}).pack()
            inbound = replace(inbound, whence=replace(inbound.whence, address=kept))
        return await self.app.start(inbound)

    def refused(self) -> None:
        """Say that Slack refuses the bot's token."""
        self.api.refused()

    async def _say(self, body: Json, known: Known, said: Failure) -> None:
        """Show one failure."""
        for message in whole(said, Status.FAILED, _words(known)):
            await self._private(body, known, message)

    async def _tell(self, body: Json, known: Known, said: str, *, replace: bool = False) -> None:
        """Say a sentence to the one person; `replace`: in the place of the private message that was pressed."""
        ephemeral, hook = (body.get("container") or {}).get("is_ephemeral"), str(body.get("response_url") or "")
        if replace and ephemeral and hook:
            try:
                await self.posting.replace(hook, sentence(said))
            except Expired:
                log.info("message_not_replaced")
            else:
                return
        await self._private(body, known, sentence(said))

    async def _private(self, body: Json, known: Known, message: Any) -> None:  # noqa: ANN401 - a message
        outlet = self._beside(body, known)
        try:
            await outlet.end((message,))
        except NotDelivered as error:
            log.warning("answer_not_delivered", reason=type(error).__name__, code=error.code)

    def _beside(self, body: Json, known: Known) -> PrivateOutlet:
        whence = whence_of(body, known, self.installed)
        address = Address.read(whence.address) or Address(user=known.user)
        where = Where(channel=address.channel, user=known.user, thread=address.thread)
        return PrivateOutlet(self.posting, where, whence.words, hook=address.hook)


def key_of(body: Json) -> str:
    """Name an act: what was done twice by mistake of the network has the same key."""
    view = body.get("view") or {}
    return str(body.get("trigger_id") or f"{view.get('id', '')}.{view.get('hash', '')}")


def channel_of(body: Json) -> str:
    """Give the channel in which it was done; empty where that is not told, as of forms."""
    channel = body.get("channel")
    return str(channel.get("id", "")) if isinstance(channel, dict) else str(body.get("channel_id") or "")


def user_of(body: Json) -> str:
    """Give who did it."""
    user = body.get("user")
    return str(user.get("id", "")) if isinstance(user, dict) else str(body.get("user_id") or "")


def _words(known: Known) -> Words:
    return Words(known.locale, typed=TYPED)
