"""Forms and the box: opened, taken when they are sent, and said of them what is wrong. Calls are begun elsewhere."""

import asyncio
from collections import OrderedDict
from dataclasses import replace
from typing import Any
from weakref import WeakValueDictionary

import structlog

from adapters.slack.address import Origin
from adapters.slack.box import BOX, box, boxed, taken, typed_in
from adapters.slack.failures import NotDelivered
from adapters.slack.fetch import Files
from adapters.slack.listen import Heard
from adapters.slack.markup import Block
from adapters.slack.pages import Again, Pages, origin_of
from adapters.slack.people import People
from adapters.slack.sending import Api
from adapters.slack.users import Known
from adapters.slack.whence import Installed, whence_of
from bot.dialogue.dispatch import App
from bot.dialogue.events import Failure
from bot.dialogue.failing import bug, failure, numbered
from bot.dialogue.form import Form
from bot.dialogue.inbound import Spot
from bot.errors import PrompteurError

log = structlog.get_logger()
Json = dict[str, Any]
OPEN_SECONDS = 1.5
"""The longest that a form may wait for its turn: it can be opened for three seconds."""
KNOWN_SECONDS = 1.5
"""The longest that the acknowledgement of a form waits for who sent it: what is not known by then is not needed to read
it, and Slack is asked again for the call."""
SUBMISSIONS = 512
"""Forms that were sent of late: one that is delivered again gets the same acknowledgement."""


class Forms:
    """The forms of one workspace."""

    def __init__(self, app: App, api: Api, people: People, installed: Installed, files: Files) -> None:
        self.pages = Pages(app.vault, app.clock, app.registry)
        self._api = api
        self._people = people
        self._installed = installed
        self._files = files
        self._taken: OrderedDict[str, asyncio.Future[Heard | Json]] = OrderedDict()
        self._closing: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        """By person: a form that is opened waits until what stood in the one closed before is kept."""

    # --- to the person -----------------------------------------------------------------------------------------------

    async def open(self, body: Json, form: Form, heard: Heard) -> bool:
        """Open a form that a call needs, in place of the box where one of its buttons was pressed; say whether it
        stands.
        """
        after = BOX if in_box(body) else ""
        async with self._turn(heard.inbound.whence.account.user):
            if after:
                await self.pages.keep(body, heard)
            view = await self.pages.open(form, heard, after)
        return bool(after and await self._change(body, view)) or await self._open(body, view)

    async def open_box(self, body: Json, known: Known) -> bool:
        """Open the box, with what had been typed into it before it was closed."""
        whence = whence_of(body, known, self._installed)
        async with self._turn(known.user):
            left = await self.pages.left(whence.account, BOX)
        return await self._open(body, box(whence.words, origin_of(whence), typed_in(left)))

    async def _open(self, body: Json, view: Block) -> bool:
        try:
            await self._api.call("views.open", within=OPEN_SECONDS, trigger_id=body.get("trigger_id"), view=view)
        except NotDelivered as error:
            log.warning("form_not_opened", reason=type(error).__name__, code=error.code)
            return False
        return True

    async def pressed(self, body: Json, known: Known) -> Heard | None:
        """Give what a button of the box was pressed for; None where something has still to be said, which it shows."""
        heard = boxed(body, known, self._installed, self._files)
        if isinstance(heard, Again):
            await self._change(body, heard.view)
            return None
        return heard

    async def begun(self, body: Json, heard: Heard) -> None:
        """Say in place of the box that a call has begun."""
        whence = heard.inbound.whence
        await self._change(body, taken(whence.words, direct=whence.spot is Spot.DIRECT))

    async def _change(self, body: Json, view: Block | None) -> bool:
        """Show something in place of a view; say whether it stands."""
        shown = body.get("view") or {}
        try:
            await self._api.call("views.update", within=OPEN_SECONDS, view_id=shown.get("id"), view=view)
        except NotDelivered as error:  # it was closed meanwhile, say
            log.info("form_not_changed", reason=type(error).__name__, code=error.code)
            return False
        return True

    # --- from the person ---------------------------------------------------------------------------------------------

    async def sent(self, body: Json, key: str) -> Heard | Json:
        """Take a form that was sent: what was heard, or what its acknowledgement says. The same acknowledgement for one
        that is delivered again, whose call is begun already: nothing, where it was heard.
        """
        if key not in self._taken:
            self._taken[key] = asyncio.ensure_future(self._sent(body))
        while len(self._taken) > SUBMISSIONS:
            self._taken.popitem(last=False)
        found = await asyncio.shield(self._taken[key])
        if not isinstance(found, dict):  # what somebody wrote stays no longer than its call needs it
            self._taken[key] = _done({})
        return found

    async def _sent(self, body: Json) -> Heard | Json:
        known = Known(user=str(body["user"]["id"]))
        try:
            known = await self._soon(known)
            heard = await self._read(body, known)
        except PrompteurError as error:
            return _wrong(body, failure(error, None, self._installed.words(known.locale), guided=False))
        except Exception:  # a mistake of ours, which the log has
            number = numbered()
            log.exception("form_broke", view=body.get("view", {}).get("id"), request=number)
            return _wrong(body, bug(None, self._installed.words(known.locale), number))
        return heard.ack if isinstance(heard, Again) else heard

    async def _soon(self, known: Known) -> Known:
        try:
            async with asyncio.timeout(KNOWN_SECONDS):
                return await self._people.remembered(known.user)
        except TimeoutError:
            log.warning("person_not_known", reason="TimeoutError")
            return known

    async def _read(self, body: Json, known: Known) -> Heard | Again:
        if body["view"].get("callback_id") == BOX:
            return boxed(body, known, self._installed, self._files)
        return await self.pages.sent(body, known, self._installed, self._files)

    async def closed(self, body: Json) -> None:
        """Keep what stood in a form that was closed, where Slack tells it."""
        user = str(body["user"]["id"])
        async with self._turn(user):
            await self.pages.closed(body, await self._people.remembered(user), self._installed)

    async def over(self, body: Json, heard: Heard, *, begun: bool) -> None:
        """Forget a form when its call was begun; where it was refused, what was typed stands there the next time."""
        view = body.get("view") or {}
        token = str(view.get("callback_id") or "")
        try:
            if token and begun:
                after = Origin.read(str(view.get("private_metadata") or "")).after
                await self.pages.forget(heard, token, *([after] if after else []))
            elif token:
                await self.pages.keep(body, heard)
        except PrompteurError as error:  # the answer has to be shown nevertheless
            log.warning("form_not_tidied", begun=begun, reason=type(error).__name__)

    def _turn(self, user: str) -> asyncio.Lock:
        return self._closing.setdefault(user, asyncio.Lock())


def _done(ack: Json) -> "asyncio.Future[Heard | Json]":
    future: asyncio.Future[Heard | Json] = asyncio.get_running_loop().create_future()
    future.set_result(ack)
    return future


def in_box(body: Json) -> bool:
    """Tell whether a button of the box was pressed."""
    return body.get("type") == "block_actions" and (body.get("view") or {}).get("callback_id") == BOX


def heard_now(heard: Heard, body: Json, known: Known, app: Installed) -> Heard:
    """Give what was heard, with what Slack says of the person now."""
    return replace(heard, known=replace(heard.known, whence=whence_of(body, known, app)))


def _wrong(body: Json, told: Failure) -> Json:
    """Say what is wrong at the first field, so that the form stays open with all that was typed."""
    first = next((block for block in body["view"]["blocks"] if block.get("type") == "input"), None)
    said = " ".join(text for text in (told.sentence, told.advice) if text)
    return {"response_action": "errors", "errors": {first["block_id"]: said}} if first else {}
