"""When messages may be edited."""

from weakref import WeakValueDictionary

from adapters.discord.limits import EDIT_SECONDS
from adapters.pace import Turns
from bot.clock import SystemClock
from bot.ports import Clock


class Paces:
    """The turns of answers: the answer to an interaction by itself, channel messages by channel."""

    def __init__(self, clock: Clock | None = None, seconds: float = EDIT_SECONDS) -> None:
        self._clock = clock or SystemClock()
        self._seconds = seconds
        self._channels: WeakValueDictionary[int, Turns] = WeakValueDictionary()

    def alone(self) -> Turns:
        """Give the turns of one answer."""
        return Turns(self._clock, self._seconds)

    def channel(self, number: int) -> Turns:
        """Give the turns of all answers in a channel."""
        turns = self._channels.get(number)
        if turns is None:
            turns = self._channels[number] = Turns(self._clock, self._seconds, shared=True)
        return turns
