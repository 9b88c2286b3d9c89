"""What must not be stored, held in memory for a while."""

from bot.dialogue.inbound import Inbound
from bot.ports import Clock


class Held:
    """Texts held in memory for some minutes and never stored: what looked like a secret, until the person decides."""

    def __init__(self, clock: Clock, seconds: float = 600, most: int = 256) -> None:
        self._clock = clock
        self._seconds = seconds
        self._most = most
        self._texts: dict[str, tuple[float, Inbound]] = {}

    def put(self, key: str, inbound: Inbound) -> None:
        """Hold `inbound`; the oldest go when there are too many."""
        self._drop()
        while len(self._texts) >= self._most:
            del self._texts[next(iter(self._texts))]
        self._texts[key] = (self._clock.monotonic() + self._seconds, inbound)

    def take(self, key: str) -> Inbound | None:
        """Give what is held and let go of it."""
        self._drop()
        held = self._texts.pop(key, None)
        return held[1] if held else None

    def _drop(self) -> None:
        now = self._clock.monotonic()
        for key in [key for key, (until, _) in self._texts.items() if until <= now]:
            del self._texts[key]
