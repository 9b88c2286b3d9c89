"""The answer to a call as it comes into being: a bounded queue between the task that runs it and whoever shows it."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Self

from bot.dialogue.events import Done, Event, TextDelta
from bot.domain import CallId, Status

QUEUE = 64
"""Events that wait at most; a slow reader slows the command down, and no memory grows."""


class Reply:
    """The events of one call. Iterate it to the end; `aclose` is the Stop button. The last event is a `Done`."""

    def __init__(self, call: CallId, run: Callable[[Callable[[Event], Awaitable[None]]], Awaitable[None]]) -> None:
        self.call = call
        self._queue: asyncio.Queue[Event] = asyncio.Queue(QUEUE)
        self._peeked: Event | None = None
        self._ended = False
        self._task: asyncio.Task[None] = asyncio.ensure_future(self._run(run))

    async def _run(self, run: Callable[[Callable[[Event], Awaitable[None]]], Awaitable[None]]) -> None:
        await run(self._queue.put)

    async def first(self, within: float) -> Event | None:
        """Give the first event without taking it, or None when there is none within so many seconds."""
        if self._peeked is None and not self._ended:
            try:
                async with asyncio.timeout(within):
                    self._peeked = await self._next()
            except TimeoutError:
                return None
        return self._peeked

    def __aiter__(self) -> AsyncIterator[Event]:
        return self

    async def __anext__(self) -> Event:
        """Give the next event; text that has piled up in one slot comes as one."""
        if self._ended:
            raise StopAsyncIteration
        event = self._peeked or await self._next()
        self._peeked = None
        if isinstance(event, TextDelta):
            event = self._joined(event)
        if isinstance(event, Done):
            self._ended = True
        return event

    def _joined(self, event: TextDelta) -> TextDelta:
        texts = [event.text]
        while not self._queue.empty():
            following = self._queue.get_nowait()
            if not (isinstance(following, TextDelta) and following.slot == event.slot):
                self._peeked = following
                break
            texts.append(following.text)
        return TextDelta(slot=event.slot, text="".join(texts)) if len(texts) > 1 else event

    async def _next(self) -> Event:
        getter = asyncio.ensure_future(self._queue.get())
        try:
            await asyncio.wait({getter, self._task}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            if not getter.done():
                getter.cancel()
        if getter.done() and not getter.cancelled():
            return getter.result()
        if not self._queue.empty():
            return self._queue.get_nowait()
        await self._task
        return Done(status=Status.CANCELLED)

    async def aclose(self) -> None:
        """Stop the call and wait until it has ended; what it yields meanwhile is let go."""
        self._task.cancel()
        while not self._task.done():
            while not self._queue.empty():
                self._queue.get_nowait()
            await asyncio.wait({self._task}, timeout=0.01)
        self._ended = True

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()
