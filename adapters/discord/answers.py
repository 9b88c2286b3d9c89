"""Where answers go: acknowledged, delivered while they come into being, or said in one sentence."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import structlog

from adapters.discord.acknowledge import Interaction, Taken, acknowledged, told
from adapters.discord.board import Board
from adapters.discord.deliver import Delivery
from adapters.discord.outlets import InteractionOutlet, Nowhere, Outlet
from adapters.discord.posting import Channel, Hook, Rest
from adapters.discord.says import whole
from adapters.discord.sending import NotDelivered
from adapters.discord.whence import TYPED
from adapters.pace import Turns
from adapters.running import STOP, Answering, Running
from bot.dialogue.events import Failure
from bot.dialogue.inbound import Spot, Whence
from bot.domain import Status
from bot.words import Notation, Words

log = structlog.get_logger()


class Answers:
    """Makes answers to interactions and messages. `refused` is called when Discord refuses the bot's token."""

    def __init__(self, rest: Rest, running: Running) -> None:
        self._rest = rest
        self._running = running
        self.refused: Callable[[], None] = lambda: None

    def hook(self, interaction: Interaction) -> Hook:
        """Give what answers an interaction that was acknowledged."""
        return Hook(self._rest, interaction.application_id, interaction.token)

    async def outlet(self, interaction: Interaction, whence: Whence, *, shared: bool) -> Outlet | None:
        """Acknowledge, and give where the answer goes; None where somebody else gives it."""
        private = not shared and whence.spot is not Spot.DIRECT
        taken = await acknowledged(interaction, private=private)
        if taken is not Taken.YES:
            return Nowhere() if taken is Taken.LOST else None
        here = interaction.is_guild_integration()
        spare = interaction.channel_id if not private and (here or whence.spot is Spot.DIRECT) else None
        instead = Channel(self._rest, spare) if spare else None
        return InteractionOutlet(self.hook(interaction), private=private, spare=instead)

    @contextmanager
    def delivering(self, key: str, whence: Whence, outlet: Outlet, turns: Turns) -> Iterator[Delivery]:
        """Give what delivers an answer; it can be stopped meanwhile."""
        words = whence.words
        board = Board(words, stop=f"{STOP}{key}", room=outlet.room)
        delivery = Delivery(board, outlet, turns, words=words, refused=self._refused)
        with self._running.answering(key, Answering(delivery, whence)):
            yield delivery

    def _refused(self) -> None:
        self.refused()

    async def say(self, interaction: Interaction, said: Failure) -> None:
        """Show one failure, whether or not the interaction was acknowledged before."""
        sheet = whole(said, Status.FAILED, words_of(interaction))
        if not interaction.response.is_done():
            await told(interaction, sheet)
            return
        try:
            await InteractionOutlet(self.hook(interaction), private=True).put(0, sheet)
        except NotDelivered as error:
            log.warning("answer_not_shown", reason=type(error).__name__, code=error.code, interaction=interaction.id)


def words_of(interaction: Interaction) -> Words:
    """Give the language of whoever did something."""
    return Words(str(interaction.locale), typed=TYPED, notation=Notation.NATIVE)
