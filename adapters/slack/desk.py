"""Whatever people do with commands, shortcuts, buttons and forms, answered: what was heard goes to the core, what comes
back is delivered. Slack's acknowledgement has gone out by then; only a form and a menu that is typed into are looked at
before it.
"""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import structlog

from adapters.running import STOP, Claims, Tasks
from adapters.slack.answers import Answers, came_now
from adapters.slack.aside import Aside
from adapters.slack.box import BOX
from adapters.slack.deliver import Tempo
from adapters.slack.files import SlackFiles
from adapters.slack.forms import KNOWN_SECONDS, Forms, heard_now, in_box
from adapters.slack.home import PAGE, home, page_of
from adapters.slack.listen import Heard, channel_of, invoked, key_of, pointed, pressed, token_of, user_of
from adapters.slack.outlets import Outlet
from adapters.slack.people import People
from adapters.slack.posting import Posting
from adapters.slack.presence import Presence
from adapters.slack.sending import Api
from adapters.slack.typeahead import asked, chosen, offered
from adapters.slack.users import Known, Users
from adapters.slack.whence import Installed, whence_of
from bot.dialogue.dispatch import App
from bot.dialogue.events import Button, Style
from bot.dialogue.failing import bug, failure, numbered
from bot.dialogue.form import Form
from bot.errors import PrompteurError
from bot.words import N_

log = structlog.get_logger()
Json = dict[str, Any]


class Desk:
    """Answers what people do. It outlives the connections that it comes through."""

    def __init__(self, app: App, api: Api, installed: Installed, tempo: Tempo | None = None) -> None:
        self.app = app
        self.installed = installed
        self.posting = Posting(api)
        self.aside = Aside(self.posting, installed)
        self.presence = Presence(api, agent=installed.agent)
        self.people = People(Users(api, app.clock), self.posting)
        self.files = SlackFiles(api)
        self.forms = Forms(app, api, self.people, installed, self.files)
        self.answers = Answers(app, self.posting, installed, tempo or Tempo())
        self.running = self.answers.running
        self.tasks = Tasks()
        self.claims = Claims()
        self.api = api

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

    async def suggestion(self, body: Json) -> Json:
        """Give what a menu offers while somebody types, which the acknowledgement holds."""
        try:
            async with asyncio.timeout(KNOWN_SECONDS):
                known = await self.people.lately(user_of(body))
            wanted = asked(body, known, self.installed)
            found = await self.app.complete(wanted) if wanted else ()
        except TimeoutError:
            log.warning("person_not_known", reason="TimeoutError")
            return {"options": []}
        except Exception:  # a mistake of ours, which the log has; the person goes on typing
            log.exception("suggestion_broke", menu=str(body.get("action_id")))
            return {"options": []}
        return offered(found, wanted.prefix) if wanted else {"options": []}

    def begin(self, body: Json, work: Callable[[Known], Coroutine[Any, Any, None]]) -> None:
        """Do the work in a task of its own, once for each act."""
        key = key_of(body)
        if self.claims.new(key):
            came_now()
            self.tasks.start(self._guarded(body, work), f"act {key}")

    async def _guarded(self, body: Json, work: Callable[[Known], Coroutine[Any, Any, None]]) -> None:
        """Whatever goes wrong, the person gets an answer."""
        known = Known(user=user_of(body))
        try:
            known = await self.people.known(known.user, channel_of(body))
            await work(known)
        except PrompteurError as error:
            await self.aside.fail(body, known, failure(error, None, self.installed.words(known.locale), guided=False))
        except Exception:  # a mistake of ours, which the log has
            number = numbered()
            log.exception("act_broke", act=key_of(body), request=number)
            await self.aside.fail(body, known, bug(None, self.installed.words(known.locale), number))

    async def _hear(self, body: Json, known: Known, listen: Callable[[], Heard]) -> None:
        heard = listen()
        asked = await self.app.prepare(heard.inbound)
        if isinstance(asked, Form) and await self.forms.open(body, asked, heard):
            return  # where it came too late, the call goes on and says what is missing
        if in_box(body):
            await self.forms.begun(body, heard)
        shared = not isinstance(asked, Form) and asked.shared
        await self._answer(body, heard, self.answers.outlet(heard.inbound.whence, known, shared=shared))

    async def _box(self, body: Json, known: Known) -> None:
        if not await self.forms.open_box(body, known):
            said = N_("I could not open a form. Type what the prompt should do after the command, or try again.")
            await self.aside.tell(body, known, self.installed.words(known.locale)(said))

    async def _press(self, body: Json, known: Known) -> None:
        token, looked = token_of(body), chosen(body, known, self.installed)
        if looked is not None:
            await self._hear(body, known, lambda: looked)
        elif token.startswith(STOP):
            await self._stop(body, known, token)
        elif token.startswith(PAGE):
            await self.publish(known, page_of(token))
        elif token == BOX:
            await self._box(body, known)
        elif token.startswith(BOX) and body.get("view"):
            await self._boxed(body, known)
        elif token:
            await self._hear(body, known, lambda: pressed(body, known, self.installed, token))

    async def _boxed(self, body: Json, known: Known) -> None:
        """Do what a button of the box was pressed for. A second click has a trigger of its own, and the same box; one
        that is shown again has another hash.
        """
        heard = await self.forms.pressed(body, known)
        if heard is not None and self.claims.new(f"box:{body['view'].get('id')}:{body['view'].get('hash')}"):
            await self._hear(body, known, lambda: heard)

    async def _stop(self, body: Json, known: Known, token: str) -> None:
        words, answering = self.installed.words(known.locale), self.running.get(token)
        if answering is None:
            await self.aside.tell(body, known, words(N_("That is over already.")), replace=True)
        elif not answering.may_stop(whence_of(body, known, self.installed)):
            said = N_("Only the person who asked can stop this, or somebody who manages this workspace.")
            await self.aside.tell(body, known, words(said))
        else:
            await asyncio.gather(answering.delivery.stop(), self.aside.take_away(body))

    async def publish(self, known: Known, page: int = 0) -> None:
        """Show somebody the Home tab as it is now."""
        whence = whence_of({"user": {"id": known.user}, "view": {"id": "home"}}, known, self.installed)
        new = Button(whence.words(N_("New prompt")), BOX, Style.PRIMARY)
        view = home(await self.app.home(whence), whence.words, page=page, top=(new,))
        await self.api.call("views.publish", user_id=known.user, view=view)

    # --- answers ---------------------------------------------------------------------------------------------------

    async def _answer(self, body: Json, heard: Heard, outlet: Outlet) -> None:
        """Start the call and deliver what comes of it."""
        async with self.answers.delivering(key_of(body), heard.inbound.whence, outlet) as delivery:
            reply = await self.answers.reply(heard, outlet)
            await self.forms.over(body, heard, begun=bool(reply.call))
            await delivery.run(reply)
