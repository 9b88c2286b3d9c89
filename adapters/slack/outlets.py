"""Where the messages of an answer go: to one person alone, or into a conversation. Each knows what it has posted.

Every method raises `adapters.slack.sending.NotDelivered` or one of its kinds when Slack does not take it. `end` may be
called again after it did: what stands already is not posted twice.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import structlog

from adapters.slack.limits import RESPONSES
from adapters.slack.pack import Message, elsewhere
from adapters.slack.posting import Posting
from adapters.slack.says import sentence
from adapters.slack.sending import Barred, Closed, Expired, Limited, NotDelivered, Refused, Unauthorised, Unsure
from bot.words import N_, Words

log = structlog.get_logger()
RESERVE = 1
"""Uses of a response_url that are kept for what is posted for everyone."""
ROOM = RESPONSES.number - RESERVE - 1
"""Private messages of one answer: a use of the response_url goes to saying that something is being done."""
WRITTEN = 8_000
"""Characters that are shown of a text while it is written; the rest comes when it is whole. Slack takes about 10,000 in
one message, and counts the signs that keep Markdown from acting."""


class Outlet(Protocol):
    """Where the messages of one answer go."""

    @property
    def room(self) -> int | None:
        """How many messages there can be in all; None: any number."""
        ...

    @property
    def streams(self) -> bool:
        """Whether a text is shown while it is written."""
        ...

    @property
    def messages(self) -> tuple[str, ...]:
        """The ts of the messages that stand for everyone."""
        ...

    async def working(self, message: Message) -> None:
        """Say that something is being done."""
        ...

    async def write(self, text: str, message: Message) -> None:
        """Show a text as far as it has come; `message` is how the answer stands with it."""
        ...

    async def end(self, messages: Sequence[Message]) -> None:
        """Show the answer as it stays."""
        ...

    async def publish(self, messages: Sequence[Message]) -> None:
        """Post messages for everyone in the conversation to see."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Where:
    """A conversation, and who is answered there. `thread` is the ts of its root, empty outside threads; `team` is the
    workspace that the person belongs to; `direct`: the bot's direct messages with that person.
    """

    channel: str
    user: str
    thread: str = ""
    team: str = ""
    direct: bool = False


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
        self._said = 0
        self._sent: set[int] = set()

    async def working(self, message: Message) -> None:
        """Say that something is being done. It is not said where each such word would stay."""
        if self._hook:
            await self._say(message)

    async def write(self, text: str, message: Message) -> None:
        """Show nothing: what one person sees cannot be changed by the bot."""

    async def end(self, messages: Sequence[Message]) -> None:
        """Post the answer."""
        for number, message in enumerate(messages):
            if number >= self._said:
                await self._say(elsewhere(message, self._words))
                self._said += 1
            if message.uploads and number not in self._sent:
                await self._file(message)
                self._sent.add(number)

    async def publish(self, messages: Sequence[Message]) -> None:
        """Post messages that everyone sees."""
        where = self._where
        for message in messages:
            if not await self._by_hook(message, public=True, reserve=0):
                await self._posting.post(where.channel, message, where.thread)
            if message.uploads:
                await self._posting.upload(where.channel, message.uploads, where.thread)

    async def _say(self, message: Message) -> None:
        if await self._by_hook(message, public=False, reserve=RESERVE):
            return
        if self._called and await self._whispered(message):
            return
        await self._posting.post(await self._posting.direct(self._where.user), message)

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
        except Unsure as error:
            if public:
                raise
            log.warning("answer_perhaps_not_shown", code=error.code)
        return True

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
        except Barred as error:
            log.warning("file_not_sent", code=error.code)
            await self._say(_not_sent(message, self._words))


class StreamOutlet:
    """An answer that everyone in the conversation sees, in direct messages or a thread: written while it is read, and
    whole where Slack takes no more streams.
    """

    room: int | None = None
    streams = True

    def __init__(self, posting: Posting, where: Where, words: Words) -> None:
        self._posting = posting
        self._where = where
        self._words = words
        self._stands: list[str] = []
        self._streaming = False
        self._written = 0
        self._shown: Message | None = None
        self._done = 0
        self._sent: set[int] = set()

    @property
    def messages(self) -> tuple[str, ...]:
        """The ts of the messages that stand."""
        return tuple(self._stands)

    async def working(self, message: Message) -> None:
        """Say that something is being done, in the message that becomes the answer."""
        if self._stands:
            return
        if not await self._started(message):
            self._stands.append(await self._posting.post(self._where.channel, message, self._where.thread))
            self._shown = message

    async def _started(self, message: Message) -> bool:
        """Begin a stream; say whether it was taken. Slack's documents differ on whether one may stand outside threads:
        where it once finds fault with that, no other is tried there.
        """
        where, alone = self._where, not self._where.thread
        if alone and not self._posting.streams_alone:
            return False
        try:
            self._stands.append(await self._posting.start(where.channel, message, where.thread, **self._to))
        except (Barred, Unsure, Unauthorised):
            raise
        except NotDelivered as error:
            self._posting.streams_alone &= not (alone and isinstance(error, Refused))
            log.info("answer_not_streamed", reason=type(error).__name__, code=error.code)
            return False
        self._streaming = True
        return True

    async def write(self, text: str, message: Message) -> None:
        """Write on; where it is no stream, edit as often as Slack bears."""
        if not self._stands:
            return  # it could not be begun, and comes whole
        if not self._streaming:
            await self._edit(message)
            return
        more = text[self._written : WRITTEN]
        if more:
            try:
                await self._posting.append(self._where.channel, self._stands[0], more)
            except Limited:
                return  # it comes with what follows
            except Closed as error:
                log.info("stream_closed", code=error.code)
                self._streaming = False
            else:
                self._written += len(more)

    async def _edit(self, message: Message) -> None:
        if message != self._shown:
            try:
                await self._posting.update(self._where.channel, self._stands[0], message, within=0.0)
            except Limited:
                return  # a later one will be shown, the last one in any case
            self._shown = message

    async def end(self, messages: Sequence[Message]) -> None:
        """Put the answer in the place of what was written."""
        await self._stop()
        for number, message in enumerate(messages):
            if number >= self._done:
                await self._put(number, message)
                self._done += 1
            if message.uploads and number not in self._sent:
                await self._file(message)
                self._sent.add(number)

    async def publish(self, messages: Sequence[Message]) -> None:
        """Post messages of their own."""
        where = self._where
        for message in messages:
            await self._posting.post(where.channel, message, where.thread)
            if message.uploads:
                await self._posting.upload(where.channel, message.uploads, where.thread)

    async def _put(self, number: int, message: Message) -> None:
        """Make message `number` read so. It is not posted twice because nobody knows whether it was posted once."""
        where = self._where
        if number < len(self._stands):
            await self._posting.update(where.channel, self._stands[number], message)
            return
        try:
            self._stands.append(await self._posting.post(where.channel, message, where.thread))
        except Unsure as error:
            log.warning("answer_perhaps_not_shown", code=error.code)

    async def _stop(self) -> None:
        if self._streaming:
            try:
                await self._posting.stop(self._where.channel, self._stands[0])
            except Closed as error:
                log.info("stream_closed", code=error.code)
            self._streaming = False

    async def _file(self, message: Message) -> None:
        where = self._where
        try:
            await self._posting.upload(where.channel, message.uploads, where.thread)
        except Barred as error:
            log.warning("file_not_sent", code=error.code)
            await self._posting.post(where.channel, _not_sent(message, self._words), where.thread)

    @property
    def _to(self) -> dict[str, str]:
        where = self._where
        return {} if where.direct else {"recipient_team_id": where.team, "recipient_user_id": where.user}


class Nowhere:
    """Nobody can be shown anything any more, and the call must not be lost: it goes on unseen, and what came of it is
    found again in the library.
    """

    room: int | None = None
    streams = False
    messages: tuple[str, ...] = ()

    async def working(self, message: Message) -> None:
        """Show nothing."""

    async def write(self, text: str, message: Message) -> None:
        """Show nothing."""

    async def end(self, messages: Sequence[Message]) -> None:
        """Show nothing."""

    async def publish(self, messages: Sequence[Message]) -> None:
        """Post nothing."""


def _not_sent(message: Message, words: Words) -> Message:
    """Say which files could not be sent."""
    names = ", ".join(upload.name for upload in message.uploads)
    return sentence(words(N_("I could not send this file: {names}. Slack did not let me."), names=names))
