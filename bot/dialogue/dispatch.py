"""What happens to a call: recorded, permitted, parsed, run. The one place with a broad except."""

from dataclasses import dataclass

from bot.dialogue.command import Completion, Section, Services
from bot.dialogue.form import Form
from bot.dialogue.inbound import Complete, Inbound, Whence
from bot.dialogue.registry import Registry
from bot.dialogue.reply import Reply


@dataclass(frozen=True, slots=True)
class Defer:
    """Nothing need be asked first: acknowledge, privately or for all to see, and `start` the call."""

    shared: bool


class App:
    """The core as adapters see it. They await `prepare`, acknowledge, then `start`."""

    def __init__(self, services: Services, *, boot: str) -> None:
        self.services = services
        self.boot = boot

    @property
    def registry(self) -> Registry:
        """All commands."""
        return self.services.registry

    async def prepare(self, inbound: Inbound) -> Form | Defer:
        """Say what must come first: a form to open, or an acknowledgement. It may read the store, never the model."""
        raise NotImplementedError

    async def start(self, inbound: Inbound) -> Reply:
        """Record the call and run it in a task of its own."""
        raise NotImplementedError

    async def interrupted(self, platform: str) -> tuple[tuple[bytes, str], ...]:
        """Give the calls of this platform that an earlier process left running: the reply address and the token of
        Retry. Each is given once.
        """
        raise NotImplementedError

    async def complete(self, wanted: Complete) -> tuple[Completion, ...]:
        """Complete half a value; at most 25."""
        raise NotImplementedError

    async def home(self, whence: Whence) -> tuple[Section, ...]:
        """Give the sections of a home screen."""
        raise NotImplementedError

    async def aclose(self, grace: float = 5.0) -> None:
        """End the calls under way with a note, wait for them at most `grace` seconds, close the store and model."""
        raise NotImplementedError
