"""One timer for a whole answer, which nothing that arrives can extend."""

import asyncio
from types import TracebackType
from typing import Any


class Expired(Exception):  # noqa: N818 - reads as what happened
    """The time is over, or the model was closed."""


class Deadline:
    """Guards each wait of an answer: `with deadline: await something`. When the time is over, the wait under way and
    every later one ends with `Expired`.

    `asyncio.timeout` would need one timer for each wait, as it must not be held open across a `yield`; this one is
    set once and only remembers which task waits.
    """

    def __init__(self, seconds: float) -> None:
        self._timer = asyncio.get_running_loop().call_later(seconds, self.expire)
        self._waiting: asyncio.Task[Any] | None = None
        self._cancelling = 0
        self._cancelled = False
        self.expired = False

    def expire(self) -> None:
        """End it now."""
        self.expired = True
        if self._waiting is not None and not self._cancelled:
            self._cancelled = True
            self._waiting.cancel()

    def stop(self) -> None:
        """Take the timer back."""
        self._timer.cancel()

    def __enter__(self) -> None:
        if self.expired:
            raise Expired
        self._waiting = asyncio.current_task()
        self._cancelling = self._waiting.cancelling() if self._waiting else 0

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        task, self._waiting = self._waiting, None
        if task is None or not self._cancelled:
            return
        self._cancelled = False
        if task.uncancel() <= self._cancelling and kind is asyncio.CancelledError:
            raise Expired from error
