"""What runs at this moment: answers that can be stopped, deliveries that came already, tasks that must end well."""

import asyncio
from collections import OrderedDict
from collections.abc import Collection, Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Protocol

import structlog

from bot.dialogue.inbound import Whence

log = structlog.get_logger()
STOP = "~stop:"
"""Begins the id of a Stop button; the key of the answer follows."""
CUT_SECONDS = 0.2
"""For tasks to end once they were cut off."""
REMEMBERED = 4096
"""Deliveries that are known to have come already: platforms repeat within minutes, Slack after an hour at most."""


class Delivering(Protocol):
    """What brings an answer to where people see it."""

    @property
    def messages(self) -> Collection[object]:
        """The ids of the messages that stand, as the platform has them."""
        ...

    async def stop(self) -> None:
        """Stop the call; its answer says so."""
        ...

    async def forget(self) -> None:
        """Stop the call, and show nothing more."""
        ...

    def hurry(self) -> None:
        """Show at once what is still to be shown."""
        ...


@dataclass(frozen=True, slots=True)
class Answering:
    """An answer under way, and who asked for it."""

    delivery: Delivering
    whence: Whence

    def may_stop(self, whence: Whence) -> bool:
        """Say whether this is the one who asked, or somebody who manages the place it was asked in."""
        if whence.account == self.whence.account:
            return True
        return whence.manages and whence.place is not None and whence.place == self.whence.place


class Running:
    """Answers under way, by key."""

    def __init__(self) -> None:
        self._answers: dict[str, Answering] = {}

    @contextmanager
    def answering(self, key: str, answering: Answering) -> Iterator[None]:
        """Have an answer found by its key while it runs."""
        self._answers[key] = answering
        try:
            yield
        finally:
            del self._answers[key]

    def get(self, token: str) -> Answering | None:
        """Give the answer that a Stop button belongs to; None when it is over."""
        return self._answers.get(token.removeprefix(STOP))

    def showing(self, message: object) -> Delivering | None:
        """Give the delivery that a message belongs to."""
        return next((one.delivery for one in self._answers.values() if message in one.delivery.messages), None)

    def all(self) -> tuple[Answering, ...]:
        """Give the answers under way."""
        return tuple(self._answers.values())

    def hurry(self) -> None:
        """Have every answer shown as far as it is."""
        for one in self._answers.values():
            one.delivery.hurry()


class Claims:
    """Ids that came already; the newest few thousand."""

    def __init__(self) -> None:
        self._known: OrderedDict[str | int, None] = OrderedDict()

    def new(self, number: str | int) -> bool:
        """Take an id; say whether it is new."""
        if number in self._known:
            log.info("delivered_again", id=number)
            return False
        self._known[number] = None
        if len(self._known) > REMEMBERED:
            self._known.popitem(last=False)
        return True


class Tasks:
    """Tasks that nobody awaits: kept, logged when they fail, ended at the end."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[None]] = set()

    def start(self, work: Coroutine[Any, Any, None], name: str) -> None:
        """Start one."""
        task = asyncio.create_task(work, name=name)
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()):
            log.error("task_broke", task=task.get_name(), exc_info=error)

    async def end(self, seconds: float) -> None:
        """Let them end by themselves for so long, then end them."""
        if not self._tasks:
            return
        _, late = await asyncio.wait(self._tasks, timeout=seconds)
        for task in late:
            task.cancel()
        if late:
            log.warning("answers_cut_off", count=len(late))
            await asyncio.wait(late, timeout=CUT_SECONDS)
