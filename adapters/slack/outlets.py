"""Where the messages of an answer go: to one person alone, or into a conversation. Each knows what it has posted.

Every method raises `adapters.slack.failures.NotDelivered` or one of its kinds when Slack does not take it. `end` may be
called again after it did: what stands already is not posted twice.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from adapters.slack.board import Step
from adapters.slack.pack import Message


class Outlet(Protocol):
    """Where the messages of one answer go."""

    @property
    def room(self) -> int | None:
        """How many messages there can be in all; None: any number."""
        ...

    @property
    def streams(self) -> bool:
        """Whether a text is shown while it is written."""
        ...

    @property
    def messages(self) -> tuple[str, ...]:
        """The ts of the messages that stand for everyone."""
        ...

    @property
    def done(self) -> int:
        """How many messages of the answer stand as they stay."""
        ...

    async def working(self, message: Message) -> None:
        """Say that something is being done."""
        ...

    async def write(self, text: str, message: Message, steps: Sequence[Step] = ()) -> None:
        """Show a text as far as it has come, and the steps of the work where they are to be shown; `message` is how the
        answer stands with both.
        """
        ...

    async def end(self, messages: Sequence[Message]) -> None:
        """Show the answer as it stays."""
        ...

    async def publish(self, messages: Sequence[Message]) -> None:
        """Post messages for everyone in the conversation to see."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Where:
    """A conversation, and who is answered there. `thread` is the ts of its root, empty outside threads; `team` is the
    workspace that the person belongs to; `direct`: the bot's direct messages with that person.
    """

    channel: str
    user: str
    thread: str = ""
    team: str = ""
    direct: bool = False
