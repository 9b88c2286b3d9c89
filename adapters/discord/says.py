"""What the adapter itself has to say, as sheets and replies."""

from dataclasses import replace
from functools import partial

from adapters.discord.blocks import Row, Sheet, Text
from adapters.discord.board import Board
from adapters.discord.markup import plain
from adapters.discord.pages import Again, GoOn
from bot.dialogue.events import Blame, Button, Card, Done, Failure, Style
from bot.dialogue.failing import failure
from bot.dialogue.reply import Emit, Reply
from bot.domain import CallId, Status
from bot.errors import PrompteurError
from bot.words import N_, Words

GO_ON = N_("Go on")


def sentence(said: str) -> Sheet:
    """Give a sentence by itself."""
    return Sheet((Text(plain(said)),))


def whole(event: Card | Failure, status: Status, words: Words) -> Sheet:
    """Give an answer of one event that is over, as one message."""
    board = Board(words, room=1)
    board.show(event)
    board.show(Done(status=status))
    return board.sheets[0]


def next_page(page: GoOn | Again, words: Words) -> Sheet:
    """Give what stands between two pages of a form, or before the same one."""
    if isinstance(page, Again):
        return whole(_asked_again(page, words), Status.REFUSED, words)
    if page.missing:
        said = words(N_("Still needed: {fields}"), fields=", ".join(page.missing))
    else:
        said = words(N_("Page {number} of {count} comes next."), number=page.number, count=page.count)
    return Sheet((Text(plain(said)), Row((_go_on(page, words),))))


def refusal(error: PrompteurError, words: Words, again: Again | None = None) -> Reply:
    """Give the reply to what cannot even be begun; with `again` it leads back to the form that was sent."""
    said = _asked_again(again, words) if again else failure(error, None, words, guided=False)
    return Reply(CallId(""), partial(_refuse, said))


def _asked_again(again: Again, words: Words) -> Failure:
    said = failure(again.error, None, words, guided=False)
    kept = words(N_("What you typed is kept: {button} shows it again."), button=words(GO_ON))
    return replace(said, kept=kept, buttons=(_go_on(again, words),))


def _go_on(page: GoOn | Again, words: Words) -> Button:
    return Button(words(GO_ON), page.token, Style.PRIMARY)


async def _refuse(said: Failure, emit: Emit) -> None:
    await emit(said)
    await emit(Done(status=Status.FAILED if said.blame is Blame.BUG else Status.REFUSED))
