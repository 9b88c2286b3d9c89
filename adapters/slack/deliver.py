"""An answer on its way to Slack: events are read as fast as they come, shown as often as Slack bears."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

import structlog

from adapters.pace import Editor, Pace, Turns
from adapters.slack.board import Board
from adapters.slack.failures import ABSENT, Deleted, Limited, NotDelivered, Refused, Stopped, Unauthorised, Unsure
from adapters.slack.outlets import Outlet
from adapters.slack.says import sentence
from bot.clock import SystemClock
from bot.dialogue.events import Done, Event, Progress
from bot.dialogue.reply import Reply
from bot.domain import CallId, Status
from bot.words import N_, Words

log = structlog.get_logger()
AT_ONCE = 0.25
"""Seconds in which most answers are whole: nothing is said of the work on them then."""
WRITE_SECONDS = 1.2
"""From one piece of what streams to the next: a workspace may have 100 in a minute."""
STEPS_SECONDS = 3.0
"""Seconds from which on it is shown step by step what is being done: what is over sooner would only flicker."""
TRIES = 5
"""How often the end of an answer is tried, seconds apart that grow."""
NOT_POSTED = N_("I could not post it here for everyone: Slack did not let me. Type {invite} here, and try again.")
NOT_TAKEN = N_("I could not post it here for everyone: Slack did not take it. Try again in a while; nothing is lost.")
UNSURE = N_("Slack did not say whether it is posted here for everyone. Look before you post it again.")
UNSHOWN = N_("I could not show this here; /last has it.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Tempo:
    """How fast an answer moves, in seconds; tests turn it."""

    at_once: float = AT_ONCE
    write: float = WRITE_SECONDS
    steps: float = STEPS_SECONDS


class Delivery:
    """Shows the events of one reply through an outlet. What cannot be delivered is logged; the call goes on without
    being shown, since its work is kept, unless the person deleted the answer or stopped it: that stops the call.

    `refused` is called when Slack refuses the bot's token; `invite` is how the bot is invited. `stands` is told which
    message a call's answer will take, by its ts, where that came to stand after the call was begun.
    """

    def __init__(
        self,
        board: Board,
        outlet: Outlet,
        *,
        words: Words,
        invite: str = "",
        refused: Callable[[], None] = lambda: None,
        stands: Callable[[CallId, str], Awaitable[None]] | None = None,
        tempo: Tempo | None = None,
    ) -> None:
        self._reply: Reply | None = None
        self._begun = False
        self._long = False
        self._board = board
        self._outlet = outlet
        self._words = words
        self._invite = invite
        self._refused = refused
        self._stands = stands
        self._tempo = tempo or Tempo()
        self._editor: Editor[None] = Editor(Pace(Turns(SystemClock(), self._tempo.write)), self._write)
        self._lock = asyncio.Lock()
        self._ended = False
        self._shown = True

    @property
    def messages(self) -> tuple[str, ...]:
        """The ts of the messages that stand for everyone."""
        return self._outlet.messages

    async def begin(self) -> None:
        """Say at once that something is being done."""
        await self._tried(self._begin)

    async def run(self, reply: Reply) -> None:
        """Read the reply to its end, and wait until its last state is shown."""
        self._reply = reply
        self._board.speak(reply.locale)
        await self._note()
        if self._ended:
            await reply.aclose()
        try:
            await self._read(reply)
            self._editor.hurry()  # the answer is there: no piece of it is waited for
            await self._editor.finish()
        except Exception:
            async for _ in reply:  # what cannot be shown must not hold up the call: its work is kept
                continue
            raise
        await self._finish()

    async def _read(self, reply: Reply) -> None:
        async for event in reply:
            self._take(event)
        if self._board.done is None:
            self._take(Done(status=Status.CANCELLED))

    def _take(self, event: Event) -> None:
        self._board.show(event)
        if self._board.texting or (self._long and isinstance(event, Progress)):
            self._offer()

    def _offer(self) -> None:
        if self._outlet.streams and self._shown and self._board.done is None:
            self._editor.offer(None)

    @asynccontextmanager
    async def watched(self) -> AsyncIterator[None]:
        """Say meanwhile that something is being done, unless it is done soon."""
        waiting = asyncio.create_task(self._wait())
        try:
            yield
        finally:
            waiting.cancel()
            await asyncio.gather(waiting, return_exceptions=True)

    async def _wait(self) -> None:
        await asyncio.sleep(self._tempo.at_once)
        await asyncio.shield(asyncio.ensure_future(self._work()))
        await asyncio.sleep(max(0.0, self._tempo.steps - self._tempo.at_once))
        self._long = True
        while True:  # what had to wait for others is shown though nothing further comes
            self._offer()
            await asyncio.sleep(self._tempo.steps)

    async def _work(self) -> None:
        if self._board.done is None:
            await self._tried(self._begin)

    async def _begin(self) -> None:
        if not self._begun:
            self._begun = True
            await self._outlet.working(self._board.working)
            await self._note()

    async def _note(self) -> None:
        """Tell once where the answer will stand, as soon as that is known, and which call it is."""
        if self._reply and self._reply.call and self._outlet.messages and self._stands:
            noted, self._stands = self._stands, None
            await noted(self._reply.call, self._outlet.messages[0])

    async def _write(self, _: None) -> None:
        """Show what is being done where it takes long, and the text as far as it has come."""
        board, steps = self._board, self._board.steps if self._long else ()
        if board.done is None and (steps or board.streamed):
            await self._tried(self._begin)
            await self._tried(lambda: self._outlet.write(board.streamed, board.messages[0], steps))

    # --- the end -----------------------------------------------------------------------------------------------------

    async def _finish(self) -> None:
        """Show the answer as it stays, and post what is for everyone."""
        for tried in range(1, TRIES + 1):
            if await self._tried(self._end) or not self._shown:
                return
            if tried < TRIES:
                await asyncio.sleep(float(2**tried))
        log.error("answer_not_shown", call=self._reply.call if self._reply else "")

    async def _end(self) -> None:
        await self._publish()
        try:
            await self._outlet.end(self._board.messages)
        except Refused as error:  # a mistake of ours in what was made: something is said in any case
            self._log(error)
            stand = self._board.messages[: self._outlet.done]
            await self._outlet.end((*stand, sentence(self._words(UNSHOWN))))

    async def _publish(self) -> None:
        for messages in self._board.take_public():
            try:
                await self._outlet.publish(messages)
            except NotDelivered as error:
                self._log(error)
                said = NOT_POSTED if error.code in ABSENT else UNSURE if isinstance(error, Unsure) else NOT_TAKEN
                self._board.not_posted(self._words(said, invite=self._invite))

    async def _tried(self, work: Callable[[], Awaitable[None]]) -> bool:
        """Do it; say whether it was done. One thing is done after the other."""
        async with self._lock:
            if not self._shown:
                return False
            try:
                await work()
            except NotDelivered as error:
                await self._miss(error)
                return isinstance(error, Unsure)
            return True

    async def _miss(self, error: NotDelivered) -> None:
        """Give up, or let it be tried again where Slack only could not be reached."""
        self._log(error)
        if isinstance(error, Stopped):
            await self.stop()
            return
        before_the_end = isinstance(error, Refused) and self._board.done is None  # what comes then may be taken
        self._shown = before_the_end or isinstance(error, Unsure | Limited) or type(error) is NotDelivered
        if isinstance(error, Deleted):
            await self.stop()
        if isinstance(error, Unauthorised):
            self._refused()

    # --- from outside ------------------------------------------------------------------------------------------------

    async def stop(self) -> None:
        """Stop the call; its answer says so."""
        self._ended = True
        if self._reply is not None:
            await self._reply.aclose()

    async def forget(self) -> None:
        """Stop the call, and show nothing more: nobody is there to read it."""
        self._shown = False
        await self.stop()

    def hurry(self) -> None:
        """Show at once what is still to be shown."""
        self._editor.hurry()

    def _log(self, error: NotDelivered) -> None:
        log.warning(
            "answer_not_delivered",
            reason=type(error).__name__,
            code=error.code,
            call=self._reply.call if self._reply else "",
        )
