"""What the adapter itself has to say, as messages and replies."""

from functools import partial

from adapters.slack.board import Board
from adapters.slack.pack import Message, pack
from adapters.slack.parts import lines
from bot.dialogue.events import Blame, Card, Done, Failure, Line
from bot.dialogue.failing import failure
from bot.dialogue.reply import Emit, Reply
from bot.domain import CallId, Status
from bot.errors import PrompteurError
from bot.words import N_, Words


def sentence(said: str) -> Message:
    """Give a sentence by itself."""
    (message,) = pack(tuple(lines((Line(said),))))
    return message


def whole(event: Card | Failure, status: Status, words: Words, room: int | None = None) -> tuple[Message, ...]:
    """Give an answer of one event that is over, in at most `room` messages."""
    board = Board(words, room=room)
    board.show(event)
    board.show(Done(status=status))
    return board.messages


def not_sent(message: Message, words: Words) -> Message:
    """Say which files could not be sent."""
    names = ", ".join(upload.name for upload in message.uploads)
    return sentence(words(N_("I could not send this file: {names}. Slack did not let me."), names=names))


def in_doubt(message: Message, words: Words) -> Message:
    """Say which files are perhaps not there."""
    names = ", ".join(upload.name for upload in message.uploads)
    return sentence(words(N_("Slack did not say whether this file arrived: {names}. /last has it."), names=names))


def invitation(name: str) -> str:
    """Give what brings the bot of this name into a channel, as it is typed in Slack."""
    return f"/invite @{name}"


def refusal(error: PrompteurError, words: Words) -> Reply:
    """Give the reply to what cannot even be begun."""
    return Reply(CallId(""), partial(_refuse, failure(error, None, words, guided=False)))


async def _refuse(said: Failure, emit: Emit) -> None:
    await emit(said)
    await emit(Done(status=Status.FAILED if said.blame is Blame.BUG else Status.REFUSED))
