"""An answer on its way to Discord: events are read as fast as they come, messages edited as fast as Discord bears."""

from collections.abc import Callable

import structlog

from adapters.discord.blocks import Sheet
from adapters.discord.board import Board
from adapters.discord.outlets import Outlet
from adapters.discord.patience import Patience
from adapters.discord.says import sentence
from adapters.discord.sending import Deleted, NotDelivered, Unauthorised
from adapters.pace import Editor, Pace, Turns
from bot.dialogue.events import Done, Event, TextDelta
from bot.dialogue.reply import Reply
from bot.domain import Status
from bot.words import N_, Words

log = structlog.get_logger()
AT_ONCE = 0.25
"""Seconds in which most answers are whole: they are shown once then, without a Stop button that goes again."""

NOT_POSTED = N_("I could not post it here for everyone: Discord did not let me.")
UNSURE = N_("Discord did not say whether it is posted here for everyone. Look before you post it again.")
UNSHOWN = N_("I could not show this here; /last has it.")

FEW = 3
"""Rounds of edits after which the last one waits for its turn; fewer leave room for it at once. Where others take
turns too, only a first one has that room.
"""


class Delivery:
    """Shows the events of one reply in the messages of an outlet. What cannot be delivered is logged; the call goes on
    without being shown, since its work is kept, unless the person deleted the answer: that stops it. After a long rate
    limit the answer is shown as it stands then; what Discord does not take is not sent twice, and said in the end.

    `refused` is called when Discord refuses the bot's token.
    """

    def __init__(
        self, board: Board, outlet: Outlet, turns: Turns, *, words: Words, refused: Callable[[], None]
    ) -> None:
        self._reply: Reply | None = None
        self._ended = False
        self._board = board
        self._outlet = outlet
        self._words = words
        self._refused = refused
        self._turns = turns
        self._editor: Editor[None] = Editor(Pace(turns), self._send)
        self._stands: list[Sheet] = []
        self._texted = False
        self._rounds = 0
        self._shown = True
        self._tried: tuple[Sheet, ...] = ()
        self._patience = Patience()

    @property
    def messages(self) -> tuple[int, ...]:
        """The ids of the messages that stand."""
        return self._outlet.messages

    async def begin(self) -> None:
        """Show that something is being done, before there is a reply."""
        await self._send(None)
        self._rounds = 0

    async def run(self, reply: Reply) -> None:
        """Read the reply to its end, and wait until its last state is shown."""
        self._reply = reply
        self._board.speak(reply.locale)
        if self._ended:
            await reply.aclose()
        try:
            await self._show(reply)
        except Exception:
            async for _ in reply:  # what cannot be shown must not hold up the call: its work is kept
                continue
            raise

    async def _show(self, reply: Reply) -> None:
        self._turns.hold(AT_ONCE)
        async for event in reply:
            self._take(event)
        if self._board.done is None:
            self._take(Done(status=Status.CANCELLED))
        if self._rounds < (1 if self._turns.shared else FEW):
            self._editor.hurry()
        await self._editor.finish()
        patience = self._patience
        while self._shown and patience.missed and not patience.in_vain(self._board.sheets):
            self._editor.offer(None)
            await self._editor.finish()
        if patience.other_words:
            await self._say_unshown()

    async def stop(self) -> None:
        """Stop the call; its answer says so."""
        self._ended = True
        if self._reply is not None:
            await self._reply.aclose()

    async def forget(self) -> None:
        """Stop the call, and show nothing more: nobody is there to read it."""
        self._shown = False
        self._patience.succeeded()  # an edit that failed needs no word any more
        await self.stop()

    def hurry(self) -> None:
        """Show at once what is still to be shown."""
        self._editor.hurry()

    def _take(self, event: Event) -> None:
        self._board.show(event)
        if isinstance(event, TextDelta) and not self._texted:
            self._texted = True
            self._editor.hurry()
        if self._shown:
            self._editor.offer(None)

    async def _send(self, _: None) -> None:
        """Bring the messages to what should stand there now, or once a rate limit is over."""
        self._rounds += 1
        if self._shown:
            await self._patience.rest()
        sheets = self._board.sheets
        if not self._shown or self._patience.in_vain(sheets):
            return
        try:
            await self._edit(sheets)
            await self._publish()
        except NotDelivered as error:
            await self._miss(error)
        else:
            self._patience.succeeded()

    async def _say_unshown(self) -> None:
        """Say in words that nobody can object to that the answer was not taken."""
        try:
            await self._edit((sentence(self._words(UNSHOWN)),))
        except NotDelivered as error:
            self._log(error)

    async def _edit(self, sheets: tuple[Sheet, ...]) -> None:
        self._tried = sheets
        for number, sheet in enumerate(sheets):
            if number == len(self._stands):
                await self._outlet.put(number, sheet)
                self._stands.append(sheet)
            elif self._stands[number] != sheet:
                await self._outlet.put(number, sheet)
                self._stands[number] = sheet
        while len(self._stands) > len(sheets):
            await self._outlet.drop(len(self._stands) - 1)
            self._stands.pop()

    async def _publish(self) -> None:
        taken = self._board.take_public()
        for sheets in taken:
            try:
                await self._outlet.publish(sheets)
            except NotDelivered as error:
                self._log(error)
                self._board.not_posted(self._words(NOT_POSTED if error.code else UNSURE))
        if taken:
            self._board.posted()
            await self._edit(self._board.sheets)

    async def _miss(self, error: NotDelivered) -> None:
        """Give up, or try again: with the next state where Discord does not take this one."""
        self._shown = self._patience.failed(error, self._tried) and self._shown
        self._log(error)
        if isinstance(error, Deleted):
            await self.stop()
        if isinstance(error, Unauthorised):
            self._refused()

    def _log(self, error: NotDelivered) -> None:
        log.warning(
            "answer_not_shown",
            reason=type(error).__name__,
            code=error.code,
            call=self._reply.call if self._reply else "",
        )
