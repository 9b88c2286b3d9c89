"""Whatever people do with commands, buttons and forms, answered: what was heard goes to the core, what comes back is
delivered.

The acknowledgement comes first, always: before it there is one look at the store (`App.prepare`) and nothing else.
"""

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from functools import partial
from typing import Any, cast

import structlog

from adapters.discord.acknowledge import Interaction, Taken, opened, passed, told
from adapters.discord.answers import Answers, words_of
from adapters.discord.arriving import Arriving
from adapters.discord.drafts import Drafts
from adapters.discord.listen import Heard, pressed
from adapters.discord.locales import Locales
from adapters.discord.outlets import Nowhere, Outlet
from adapters.discord.paces import Paces
from adapters.discord.pages import Pages
from adapters.discord.posting import Rest
from adapters.discord.refusals import Refusals
from adapters.discord.says import next_page, refusal, sentence
from adapters.discord.sending import NotDelivered
from adapters.discord.sent_form import follows
from adapters.discord.views import MORE
from adapters.discord.whence import whence_of
from adapters.running import STOP, Claims, Running, Tasks
from bot.dialogue.dispatch import App
from bot.dialogue.failing import bug, failure
from bot.dialogue.form import Form
from bot.dialogue.reply import Reply
from bot.errors import PrompteurError
from bot.words import N_

log = structlog.get_logger()
PAGE = "~page:"


class Desk:
    """Answers interactions. It outlives the connection that they come through."""

    def __init__(self, app: App, paces: Paces) -> None:
        self.app = app
        self.rest = Rest()
        self.paces = paces
        self.drafts = Drafts(app.vault, app.clock)
        self.pages = Pages(self.drafts, app.registry)
        self.locales = Locales()
        self.refusals = Refusals(app.clock)
        self.running = Running()
        self.answers = Answers(self.rest, self.running)
        self.tasks = Tasks()
        self.claims = Claims()
        self.arriving = Arriving()

    # --- what people do --------------------------------------------------------------------------------------------

    def hear(self, interaction: Interaction, listen: Callable[[], Heard]) -> None:
        """Answer a command, in a task of its own. `listen` may raise a `PrompteurError`: what is wrong with it."""
        self._begin(interaction, lambda: self._hear(interaction, listen))

    def press(self, interaction: Interaction) -> None:
        """Answer a button or a menu."""
        self._begin(interaction, lambda: self._press(interaction))

    def submit(self, interaction: Interaction) -> None:
        """Answer a form that was sent."""
        self._begin(interaction, lambda: self._submit(interaction))

    async def forget(self, message: int) -> None:
        """Stop the call whose answer a message was: somebody deleted it."""
        delivery = self.running.showing(message)
        if delivery is not None:
            await delivery.forget()

    def _begin(self, interaction: Interaction, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        self.locales.note(interaction.user.id, str(interaction.locale))
        if self.claims.new(interaction.id):
            self.arriving.came(interaction.id)
            self.tasks.start(self._guarded(interaction, work), f"interaction {interaction.id}")

    async def _guarded(self, interaction: Interaction, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Whatever goes wrong, the person gets an answer."""
        words = words_of(interaction)
        try:
            await work()
        except PrompteurError as error:
            await self.answers.say(interaction, failure(error, None, words, guided=False))
        except Exception:  # a mistake of ours, which the log has
            log.exception("interaction_broke", interaction=interaction.id)
            await self.answers.say(interaction, bug(None, words))
        finally:
            self.arriving.answered(interaction.id)

    async def _hear(self, interaction: Interaction, listen: Callable[[], Heard]) -> None:
        heard = listen()
        asked = await self.app.prepare(heard.inbound)
        if isinstance(asked, Form):
            modal = await self.pages.open(interaction, asked, words_of(interaction), heard)
            if await opened(interaction, modal) is Taken.LOST:
                await self._start(interaction, heard, Nowhere())
            return
        outlet = await self.answers.outlet(interaction, heard.inbound.whence, shared=asked.shared)
        if outlet is not None:
            await self._start(interaction, heard, outlet)

    async def _press(self, interaction: Interaction) -> None:
        data = cast("Mapping[str, Any]", interaction.data)
        token = str(data["custom_id"])
        if token.startswith(MORE):
            token = str(next(iter(data.get("values") or ()), ""))
        if not token:
            await passed(interaction)
        elif token.startswith(STOP):
            await self._stop(interaction, token)
        elif token.startswith(PAGE):
            await opened(interaction, await self.pages.resume(interaction, token, words_of(interaction)))
        else:
            await self._hear(interaction, partial(pressed, interaction, token))

    async def _submit(self, interaction: Interaction) -> None:
        """Answer a form. It opens no other one, which Discord would not take: what is missing, the answer asks for."""
        heard = await self.pages.sent(interaction)
        if not isinstance(heard, Heard):
            await told(interaction, next_page(heard, words_of(interaction)))
            await self._tidy(interaction)
            return
        outlet = await self.answers.outlet(interaction, heard.inbound.whence, shared=False)
        if outlet is not None:
            await asyncio.gather(self._start(interaction, heard, outlet), self._tidy(interaction))

    async def _tidy(self, interaction: Interaction) -> None:
        """Take the message away that only led to the page that was sent."""
        if interaction.message is None or not follows(interaction):
            return
        try:
            await self.answers.hook(interaction).delete(interaction.message.id)
        except NotDelivered as error:
            log.info("message_not_deleted", code=error.code, interaction=interaction.id)

    async def _stop(self, interaction: Interaction, token: str) -> None:
        words, answering = words_of(interaction), self.running.get(token)
        if answering is None:
            await told(interaction, sentence(words(N_("That is over already, /last shows what came of it."))))
        elif not answering.may_stop(whence_of(interaction)):
            said = N_("Only the person who asked can stop this, or somebody who manages this server.")
            await told(interaction, sentence(words(said)))
        else:
            await asyncio.gather(answering.delivery.stop(), passed(interaction))

    # --- answers ---------------------------------------------------------------------------------------------------

    async def _start(self, interaction: Interaction, heard: Heard, outlet: Outlet) -> None:
        self.arriving.answered(interaction.id)
        await self.arriving.settle()
        with self.answers.delivering(str(interaction.id), heard.inbound.whence, outlet, self.paces.alone()) as delivery:
            if heard.wanted:
                await delivery.begin()
            await delivery.run(await self._reply(interaction, heard))

    async def _reply(self, interaction: Interaction, heard: Heard) -> Reply:
        """Start the call with what is attached. What cannot be used is told in the reply; of a form that was sent,
        nothing is forgotten then.
        """
        try:
            inbound = await heard.fetched()
        except PrompteurError as error:
            again = await self.pages.again(interaction, error) if heard.kept else None
            return refusal(error, heard.inbound.whence.words, again)
        reply = await self.app.start(inbound)
        if heard.kept and reply.call:
            await self.drafts.drop(str(interaction.user.id), heard.kept)
        return reply
