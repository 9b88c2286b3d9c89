"""Where answers go that one person sees. See `adapters.slack.outlets`."""

from collections.abc import Sequence

import structlog

from adapters.slack.board import Step
from adapters.slack.failures import Barred, Expired, Refused, Unsure
from adapters.slack.limits import RESPONSES
from adapters.slack.outlets import Where
from adapters.slack.pack import Message, elsewhere
from adapters.slack.posting import Posting
from adapters.slack.says import in_doubt, not_sent, sentence
from bot.words import N_, Words

log = structlog.get_logger()
RESERVE = 1
"""Uses of a response_url that are kept for what is posted for everyone."""
DOUBT = N_("Slack did not say whether it showed you my answer. If you do not see it, /last has it.")
ROOM = RESPONSES.number - RESERVE - 1
"""Private messages of one answer: a use of the response_url goes to saying that something is being done."""


class PrivateOutlet:
    """An answer that one person sees: through the response_url of what they did, by a message for them alone where
    they called the bot in a channel, and at last in their direct messages, where files go in any case.
    """

    room: int | None = ROOM
    streams = False
    messages: tuple[str, ...] = ()

    def __init__(self, posting: Posting, where: Where, words: Words, *, hook: str = "", called: bool = False) -> None:
        self._posting = posting
        self._where = where
        self._words = words
        self._hook = hook
        self._called = called
        self._left = RESPONSES.number
        self.done = 0
        self._doubted = False
        self._sent: set[int] = set()

    async def working(self, message: Message) -> None:
        """Say that something is being done. It is not said where each such word would stay."""
        await self._by_hook(message, public=False, reserve=RESERVE)

    async def write(self, text: str, message: Message, steps: Sequence[Step] = ()) -> None:
        """Show nothing: what one person sees cannot be changed by the bot."""

    async def end(self, messages: Sequence[Message]) -> None:
        """Post the answer."""
        for number, message in enumerate(messages):
            if number >= self.done:
                await self._say(elsewhere(message, self._words))
                self.done += 1
            if message.uploads and number not in self._sent:
                await self._file(message)
                self._sent.add(number)

    async def publish(self, messages: Sequence[Message]) -> None:
        """Post messages that everyone sees."""
        where = self._where
        for message in messages:
            if message.uploads:  # first: where the bot may not post files, nothing is posted that speaks of them
                await self._posting.upload(where.channel, message.uploads, where.thread)
            if not await self._by_hook(message, public=True, reserve=0):
                await self._posting.post(where.channel, message, where.thread)

    async def _say(self, message: Message) -> None:
        try:
            if await self._by_hook(message, public=False, reserve=RESERVE):
                return
        except Unsure as error:
            await self._doubt(error)
            return
        if self._called and await self._whispered(message):
            return
        try:
            await self._posting.post(await self._posting.direct(self._where.user), message)
        except Unsure as error:
            await self._doubt(error)

    async def _by_hook(self, message: Message, *, public: bool, reserve: int) -> bool:
        """Post through the response_url; say whether that was possible."""
        if not self._hook or self._left <= reserve:
            return False
        self._left -= 1
        try:
            await self._posting.respond(self._hook, message, public=public, thread=self._where.thread)
        except Expired:
            self._hook = ""
            return False
        return True

    async def _doubt(self, error: Unsure) -> None:
        """Say where it can be found that an answer is perhaps not there, once: to post it again might show it twice."""
        log.warning("answer_perhaps_not_shown", code=error.code)
        if not self._doubted:
            self._doubted = True
            await self._posting.post(await self._posting.direct(self._where.user), sentence(self._words(DOUBT)))

    async def _whispered(self, message: Message) -> bool:
        where = self._where
        try:
            await self._posting.whisper(where.channel, where.user, message, where.thread)
        except Barred:
            self._called = False
            return False
        return True

    async def _file(self, message: Message) -> None:
        try:
            direct = await self._posting.direct(self._where.user)
            await self._posting.upload(direct, message.uploads)
        except (Barred, Refused) as error:
            log.warning("file_not_sent", code=error.code)
            await self._say(not_sent(message, self._words))
        except Unsure as error:
            log.warning("file_perhaps_not_sent", code=error.code)
            await self._say(in_doubt(message, self._words))
