"""Answers: where each of them goes, the calls that are begun for them, and what breaks on the way."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from contextvars import ContextVar
from dataclasses import replace
from functools import partial

import structlog

from adapters.running import STOP, Answering, Running
from adapters.slack.address import Address
from adapters.slack.aside import say
from adapters.slack.board import Board
from adapters.slack.deliver import Delivery, Tempo
from adapters.slack.listen import Heard
from adapters.slack.outlets import Outlet, Where
from adapters.slack.posting import Posting
from adapters.slack.private import PrivateOutlet
from adapters.slack.says import invitation, refusal, whole
from adapters.slack.stream import StreamOutlet
from adapters.slack.users import Known
from adapters.slack.whence import Installed
from bot.dialogue.dispatch import App
from bot.dialogue.failing import bug, failure, numbered
from bot.dialogue.inbound import Spot, Whence
from bot.dialogue.reply import Reply
from bot.domain import CallId, Status
from bot.errors import PrompteurError
from bot.words import N_

log = structlog.get_logger()
WENT_ON = N_("What you asked for went on without being shown: /last has what came of it.")
_came: ContextVar[float] = ContextVar("came")
"""When the act came in, by the loop's clock: each task that answers one has its own."""


def came_now() -> None:
    """Note that what is answered from here on has just come in."""
    _came.set(asyncio.get_running_loop().time())


class Answers:
    """The answers of one workspace. `running` has those under way."""

    def __init__(self, app: App, posting: Posting, installed: Installed, tempo: Tempo) -> None:
        self.running = Running()
        self._app = app
        self._posting = posting
        self._installed = installed
        self._tempo = tempo

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
            team=known.team or self._installed.team,
            direct=direct,
        )
        if direct or shared:
            return StreamOutlet(self._posting, where, whence.words, invite=invitation(self._installed.called))
        return PrivateOutlet(self._posting, where, whence.words, hook=address.hook, called=called)

    @asynccontextmanager
    async def delivering(self, key: str, whence: Whence, outlet: Outlet) -> AsyncIterator[Delivery]:
        """Give what delivers an answer; it can be stopped meanwhile. What breaks takes the answer's place."""
        words = whence.words
        board = Board(words, stop=f"{STOP}{key}", room=outlet.room, streams=outlet.streams)
        invite = invitation(self._installed.called)
        delivery = Delivery(
            board,
            outlet,
            words=words,
            invite=invite,
            refused=self._posting.api.refused,
            stands=partial(self._stands, whence),
            tempo=self._soon(),
        )
        with self.running.answering(key, Answering(delivery, whence)):
            try:
                async with delivery.watched():
                    yield delivery
            except PrompteurError as error:
                await say(outlet, whole(failure(error, None, words, guided=False), Status.FAILED, words))
            except Exception:  # a mistake of ours, which the log has
                number = numbered()
                log.exception("answer_broke", act=key, request=number)
                told = replace(bug(None, words, number), kept=words(WENT_ON))
                await say(outlet, whole(told, Status.FAILED, words))

    async def _stands(self, whence: Whence, call: CallId, message: str) -> None:
        """Note which message an answer will take, so that it does not stay as it is when the process dies."""
        try:
            await self._app.move(call, _placed(whence, message))
        except PrompteurError as error:
            log.warning("place_of_answer_not_noted", reason=type(error).__name__)

    def _soon(self) -> Tempo:
        """Count what is to be said at once from when the act came in."""
        now = asyncio.get_running_loop().time()
        passed = max(0.0, now - _came.get(now))
        return replace(self._tempo, at_once=max(0.0, self._tempo.at_once - passed))

    async def reply(self, heard: Heard, outlet: Outlet) -> Reply:
        """Start the call with what is attached; what cannot be used is told in the reply. Where something stands in the
        `outlet` already, that message becomes the answer.
        """
        try:
            inbound = await heard.fetched()
        except PrompteurError as error:
            return refusal(error, heard.inbound.whence.words)
        whence = inbound.whence
        for message in outlet.messages[:1]:
            whence = replace(whence, address=_placed(whence, message))
        return await self._app.start(replace(inbound, whence=whence))


def _placed(whence: Whence, message: str) -> bytes:
    """Give the address of a call whose answer will take a message that stands already."""
    address = Address.read(whence.address)
    return address.model_copy(update={"message": message}).pack() if address is not None else whence.address
