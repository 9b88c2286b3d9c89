"""What the adapter itself has to say, as sheets and replies."""

from functools import partial

from adapters.discord.blocks import Row, Sheet, Text
from adapters.discord.board import Board
from adapters.discord.markup import plain
from adapters.discord.pages import GoOn
from bot.dialogue.events import Blame, Button, Card, Done, Failure, Style
from bot.dialogue.failing import failure
from bot.dialogue.reply import Emit, Reply
from bot.domain import CallId, Status
from bot.errors import PrompteurError
from bot.words import N_, Words


def sentence(said: str) -> Sheet:
    """Give a sentence by itself."""
    return Sheet((Text(plain(said)),))


def whole(event: Card | Failure, status: Status, words: Words) -> Sheet:
    """Give an answer of one event that is over."""
    board = Board(words)
    board.show(event)
    board.show(Done(status=status))
    return board.sheets[0]


def next_page(page: GoOn, words: Words) -> Sheet:
    """Give what stands between two pages of a form."""
    said = [words(N_("Page {number} of {count} comes next."), number=page.number, count=page.count)]
    if page.missing:
        said.append(words(N_("Still needed: {fields}"), fields=", ".join(page.missing)))
    button = Button(words(N_("Go on")), page.token, Style.PRIMARY)
    return Sheet((Text(plain("\n".join(said))), Row((button,))))


def refusal(error: PrompteurError, words: Words) -> Reply:
    """Give the reply to what cannot even be begun."""
    return Reply(CallId(""), partial(_refuse, failure(error, None, words, guided=False)))


async def _refuse(said: Failure, emit: Emit) -> None:
    await emit(said)
    await emit(Done(status=Status.FAILED if said.blame is Blame.BUG else Status.REFUSED))
