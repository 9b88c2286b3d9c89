"""Where answers go that everyone in a conversation sees. See `adapters.slack.outlets`."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import structlog

from adapters.slack.board import Step
from adapters.slack.failures import ABSENT, Barred, Closed, Limited, NotDelivered, Refused, Unauthorised, Unsure
from adapters.slack.markup import streamed
from adapters.slack.outlets import Where
from adapters.slack.pack import Message
from adapters.slack.posting import Posting, said, task
from adapters.slack.says import in_doubt, not_sent, sentence
from adapters.slack.shares import Share
from bot.words import N_, Words

log = structlog.get_logger()
ASIDE = N_("Slack did not let me answer where you asked, so my answer is here.")
AWAY = N_("I am not in the channel where you asked, so my answer is here. To have it there, type {invite} there first.")
WRITTEN = 8_000
"""Characters that are shown of a text while it is written; the rest comes when it is whole. Slack takes about 10,000 in
one message, and counts the signs that keep Markdown from acting."""
ROOM = 5
"""Messages of one answer: more of them would come one a second, and drive away what stood there before."""

SOON = 3.0
"""Seconds that the end of an answer may wait for its turn to change a message; then it is posted anew."""


class StreamOutlet:
    """An answer that everyone in the conversation sees, in direct messages or a thread: written while it is read, and
    whole where Slack takes no more streams.
    """

    room: int | None = ROOM
    streams = True

    def __init__(self, posting: Posting, where: Where, words: Words, *, invite: str = "") -> None:
        self._posting = posting
        self._where = where
        self._words = words
        self._invite = invite
        self._stands: list[str] = []
        self._streaming = False
        self._share: Share | None = None
        self._written = 0
        self._steps: dict[int, Step] = {}
        self._shown: Message | None = None
        self.done = 0
        self._aside = False
        self._sent: set[int] = set()

    @property
    def messages(self) -> tuple[str, ...]:
        """The ts of the messages that stand."""
        return tuple(self._stands)

    async def working(self, message: Message) -> None:
        """Say that something is being done, in the message that becomes the answer."""
        if self._stands:
            return
        try:
            if not await self._started(message):
                self._share = self._posting.share(streaming=False)
                self._stands.append(await self._posting.post(self._where.channel, message, self._where.thread))
                self._shown = message
        except Barred as error:  # the end finds another way
            log.info("answer_not_begun", code=error.code)

    async def _started(self, message: Message) -> bool:
        """Begin a stream; say whether it was taken. Slack's documents differ on whether one may stand outside threads:
        where it once finds fault with that, no other is tried there.
        """
        where, alone = self._where, not self._where.thread
        if alone and not self._posting.streams_alone:
            return False
        self._share = self._posting.share(streaming=True)
        if not self._share.can_end:
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

    async def write(self, text: str, message: Message, steps: Sequence[Step] = ()) -> None:
        """Write on; where it is no stream, edit as often as Slack bears."""
        more, new = text[self._written : WRITTEN], self._unshown(steps)
        unshown = bool(more or new) if self._streaming else message != self._shown
        if not self._stands or not unshown or self._share is None or not self._share.may_write():
            return  # it could not be begun, or others go first: it comes whole, or with what follows
        try:
            await (self._append(more, new) if self._streaming else self._edit(message))
        except Limited:
            return  # a later one will be shown, the last one in any case
        except (Barred, Closed) as error:
            log.info("stream_closed", code=error.code)
            self._streaming, self._share = False, self._posting.share(streaming=False)

    def _unshown(self, steps: Sequence[Step]) -> dict[int, Step]:
        """Give the steps that do not stand there, or not as they are now; in words, each is said once."""
        changing = self._posting.takes_tasks
        return {
            number: step
            for number, step in enumerate(steps)
            if number not in self._steps or (changing and self._steps[number] != step)
        }

    async def _append(self, more: str, new: Mapping[int, Step]) -> None:
        """Write steps and text on: steps as cards that change in their place, in words where Slack takes no cards."""
        cards = self._posting.takes_tasks
        told = [task(number, step) for number, step in new.items()] if cards else said(_in_words(new.values()))
        try:
            await self._posting.append(self._where.channel, self._stands[0], [*told, *said(more)])
        except Refused as error:
            log.warning("piece_not_taken", code=error.code)
            if cards and new:
                self._posting.takes_tasks = False
                await self._append(more, new)
                return
            self._written = WRITTEN  # Slack finds fault with it: it comes whole
        else:
            self._written += len(more)
        self._steps |= new

    async def _edit(self, message: Message) -> None:
        await self._posting.update(self._where.channel, self._stands[0], message, within=0.0)
        self._shown = message

    async def end(self, messages: Sequence[Message]) -> None:
        """Put the answer in the place of what was written; where that is not possible, or no longer, it goes to the
        person's direct messages.
        """
        await self._stop()
        try:
            await self._ended(messages)
        except (Barred, Closed) as error:
            if self._aside:
                raise
            log.warning("answer_goes_aside", code=error.code)
            await self._step_aside(error.code)
            await self._ended(messages)
        self._share = None

    async def _step_aside(self, code: str) -> None:
        """Go on in the person's direct messages, and say there why, by Slack's word for it."""
        self._aside = True
        self._stands.clear()
        direct = await self._posting.direct(self._where.user)
        if not self._where.direct:
            said = self._words(AWAY if code in ABSENT else ASIDE, invite=self._invite)
            await self._posting.post(direct, sentence(said))
        self._where = replace(self._where, channel=direct, thread="", direct=True)

    async def _ended(self, messages: Sequence[Message]) -> None:
        for number, message in enumerate(messages):
            if number >= self.done:
                await self._put(number, message)
                self.done += 1
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
            try:
                await self._posting.update(where.channel, self._stands[number], message, within=SOON)
            except Limited:
                await self._anew(number, message)
            return
        try:
            self._stands.append(await self._posting.post(where.channel, message, where.thread))
        except Unsure as error:
            log.warning("answer_perhaps_not_shown", code=error.code)

    async def _anew(self, number: int, message: Message) -> None:
        """Post it anew, and take away what stands there."""
        where, old = self._where, self._stands[number]
        self._stands[number] = await self._posting.post(where.channel, message, where.thread)
        try:
            await self._posting.delete(where.channel, old)
        except NotDelivered as error:
            log.warning("old_message_not_deleted", code=error.code)

    async def _stop(self) -> None:
        if self._streaming:
            try:
                await self._posting.stop(self._where.channel, self._stands[0])
            except (Barred, Closed) as error:
                log.info("stream_closed", code=error.code)
            self._streaming = False

    async def _file(self, message: Message) -> None:
        where = self._where
        try:
            await self._posting.upload(where.channel, message.uploads, where.thread)
        except (Barred, Refused) as error:
            log.warning("file_not_sent", code=error.code)
            await self._posting.post(where.channel, not_sent(message, self._words), where.thread)
        except Unsure as error:
            log.warning("file_perhaps_not_sent", code=error.code)
            await self._posting.post(where.channel, in_doubt(message, self._words), where.thread)

    @property
    def _to(self) -> dict[str, str]:
        where = self._where
        return {} if where.direct else {"recipient_team_id": where.team, "recipient_user_id": where.user}


def _in_words(steps: Iterable[Step]) -> str:
    return "".join(f"_{streamed(step.title)}_\n\n" for step in steps)
