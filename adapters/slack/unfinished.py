"""What an earlier process left half done, told to those who wait for it."""

import asyncio

import structlog

from adapters.slack.address import Address
from adapters.slack.budget import Sleep
from adapters.slack.desk import Desk
from adapters.slack.failures import Barred, Closed, Expired, NotDelivered
from adapters.slack.pack import Message
from adapters.slack.says import whole
from adapters.slack.whence import PLATFORM
from bot.dialogue.events import Button, Card, Line, Style
from bot.domain import Status
from bot.words import N_, Words

log = structlog.get_logger()
INTERRUPTED = N_("I was stopped in the middle of this. What you sent is kept.")
AT_ONCE = 5
"""Interrupted calls that are told of at the same time."""
TRIES = 5
"""How often they are asked for; seconds between two times double."""


class Unfinished:
    """Tells of it, through the desk."""

    def __init__(self, desk: Desk, sleep: Sleep = asyncio.sleep) -> None:
        self._desk = desk
        self._sleep = sleep
        self._telling = False

    def tell(self) -> None:
        """Tell those whose calls an earlier process left half done, once."""
        if not self._telling:
            self._telling = True
            self._desk.tasks.start(self._tell_all(), "interrupted")

    async def _tell_all(self) -> None:
        """Tell of each call. They are given once, so that one that cannot be told of must not cost the others."""
        left = await self._left()
        at_once = asyncio.Semaphore(AT_ONCE)
        await asyncio.gather(*(self._tell_one(raw, retry, at_once) for raw, retry in left))

    async def _left(self) -> tuple[tuple[bytes, str], ...]:
        """Ask for the calls; when they cannot be had, the next connection asks again."""
        for tried in range(1, TRIES + 1):
            try:
                return await self._desk.app.interrupted(PLATFORM)
            except Exception:  # the store may be busy; whatever it is, the log has it
                log.exception("interruptions_not_known", attempt=tried)
                await self._sleep(2.0**tried)
        self._telling = False
        return ()

    async def _tell_one(self, raw: bytes, retry: str, at_once: asyncio.Semaphore) -> None:
        address = Address.read(raw)
        if address is None:
            return
        try:
            async with at_once:
                await self._tell(address, _interrupted(retry, self._desk.installed.words(address.locale)))
        except NotDelivered as error:
            log.info("interruption_not_told", reason=type(error).__name__, code=error.code)
        except Exception:  # a mistake of ours with one call is none with the others
            log.exception("interruption_broke")

    async def _tell(self, address: Address, message: Message) -> None:
        """Say it where the answer was to come: in its message, to the one person, or in the direct messages."""
        posting = self._desk.posting
        if address.thread and not address.hook:
            self._desk.tasks.start(self._desk.presence.over(address.channel, address.thread), "status")
        if address.message and await self._in_its_message(address, message):
            return
        if address.hook:
            try:
                await posting.respond(address.hook, message, thread=address.thread)
            except Expired:
                log.info("address_expired")
            else:
                return
        await posting.post(await posting.direct(address.user), message)

    async def _in_its_message(self, address: Address, message: Message) -> bool:
        """Put it in the place of what was written; say whether that was possible, or nobody is there to read it."""
        posting = self._desk.posting
        try:
            await posting.stop(address.channel, address.message)
        except (Barred, Closed) as error:
            log.info("stream_closed", code=error.code)
        try:
            await posting.update(address.channel, address.message, message)
        except Barred as error:
            log.info("interruption_goes_aside", code=error.code)
            return False
        return True


def _interrupted(retry: str, words: Words) -> Message:
    told = words(INTERRUPTED)
    button = Button(words(N_("Retry")), retry, Style.PRIMARY)
    card = Card(slot="interrupted", title="", parts=(Line(told),), buttons=(button,))
    return whole(card, Status.INTERRUPTED, words)[0]
