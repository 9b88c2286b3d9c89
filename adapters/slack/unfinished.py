"""What an earlier process left half done, told to those who wait for it."""

import structlog

from adapters.slack.address import Address
from adapters.slack.desk import Desk
from adapters.slack.failures import Closed, Expired, NotDelivered
from adapters.slack.pack import Message
from adapters.slack.says import whole
from adapters.slack.whence import PLATFORM, TYPED
from bot.dialogue.events import Button, Card, Line, Style
from bot.domain import Status
from bot.words import N_, Words

log = structlog.get_logger()


class Unfinished:
    """Tells of it, through the desk."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._told = False

    def tell(self) -> None:
        """Tell those whose calls an earlier process left half done, once."""
        if not self._told:
            self._told = True
            self._desk.tasks.start(self._tell_all(), "interrupted")

    async def _tell_all(self) -> None:
        for raw, retry in await self._desk.app.interrupted(PLATFORM):
            address = Address.read(raw)
            if address is not None:
                try:
                    await self._tell(address, _interrupted(retry, Words(address.locale, typed=TYPED)))
                except NotDelivered as error:
                    log.info("interruption_not_told", reason=type(error).__name__, code=error.code)

    async def _tell(self, address: Address, message: Message) -> None:
        """Say it where the answer was to come: in its message, to the one person, or in the direct messages."""
        posting = self._desk.posting
        if address.thread and not address.hook:
            self._desk.tasks.start(self._desk.presence.over(address.channel, address.thread), "status")
        if address.message:
            try:
                await posting.stop(address.channel, address.message)
            except Closed as error:
                log.info("stream_closed", code=error.code)
            await posting.update(address.channel, address.message, message)
            return
        if address.hook:
            try:
                await posting.respond(address.hook, message, thread=address.thread)
            except Expired:
                log.info("address_expired")
            else:
                return
        await posting.post(await posting.direct(address.user), message)


def _interrupted(retry: str, words: Words) -> Message:
    told = words(N_("I was stopped in the middle of this. What you sent is kept."))
    button = Button(words(N_("Retry")), retry, Style.PRIMARY)
    card = Card(slot="interrupted", title="", parts=(Line(told),), buttons=(button,))
    return whole(card, Status.INTERRUPTED, words)[0]
