"""The answer to a call as it comes into being: a bounded queue between the task that runs it and whoever shows it."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from typing import Self

from bot.dialogue.events import Event, TextDelta
from bot.domain import CallId

QUEUE = 64
"""Events that wait at most; a slow reader slows the command down, and no memory grows."""

Emit = Callable[[Event], Awaitable[None]]


class Reply:
    """The events of one call. Iterate it to the end; `aclose` is the Stop button. The last event is a `Done`.

    One reader at a time. `run` is given where to put the events; it must put a `Done` last unless it is cancelled.
    """

    def __init__(self, call: CallId, run: Callable[[Emit], Awaitable[None]], locale: str = "") -> None:
        self.call = call
        self.locale = locale
        """The language that the answer is in; empty: what the platform says."""
        self._queue: asyncio.Queue[Event | None] = asyncio.Queue(QUEUE)
        self._peeked: Event | None = None
        self._ended = False
        self._closing = False
        self._texted = False
        self._read = asyncio.Event()
        self._task = asyncio.create_task(self._run(run), name=f"call {call}")

    def on_end(self, tell: Callable[["Reply"], object]) -> None:
        """Have `tell` called once the call has ended."""
        self._task.add_done_callback(lambda _: tell(self))

    async def _run(self, run: Callable[[Emit], Awaitable[None]]) -> None:
        try:
            await run(self._put)
        finally:
            if not self._closing:
                await self._queue.put(None)

    async def _put(self, event: Event) -> None:
        if self._closing:
            return
        await self._queue.put(event)
        if not self._texted and isinstance(event, TextDelta):
            self._texted = True
            await asyncio.sleep(0)  # the first words are shown before more of them are worked on

    async def first(self, within: float) -> Event | None:
        """Give the first event without taking it, or None when there is none within so many seconds."""
        if self._peeked is None and not self._ended:
            try:
                async with asyncio.timeout(within):
                    self._peeked = await self._queue.get()
            except TimeoutError:
                return None
            self._ended = self._peeked is None
        return self._peeked

    def __aiter__(self) -> AsyncIterator[Event]:
        """Give itself: a reply is read once."""
        return self

    async def __anext__(self) -> Event:
        """Give the next event; text of one slot that has piled up comes as one. What went wrong in the task is
        raised at the end.
        """
        event = self._peeked or (None if self._ended else await self._queue.get())
        self._peeked = None
        if event is None:
            self._ended = True
            self._read.set()
            if not self._closing:
                await self._task
            raise StopAsyncIteration
        return self._joined(event) if isinstance(event, TextDelta) else event

    def _joined(self, event: TextDelta) -> TextDelta:
        texts = [event.text]
        while not self._queue.empty():
            following = self._queue.get_nowait()
            if not (isinstance(following, TextDelta) and following.slot == event.slot):
                self._peeked, self._ended = following, following is None
                break
            texts.append(following.text)
        return TextDelta(slot=event.slot, text="".join(texts)) if len(texts) > 1 else event

    async def end(self, seconds: float) -> None:
        """Ask the call to end with a note, and wait until it was read; after so many seconds it is over anyway."""
        self._task.cancel()
        await asyncio.wait({self._task}, timeout=seconds / 2)
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds / 2):
                await self._read.wait()

    async def aclose(self) -> None:
        """Stop the call and wait until it has ended; what it says meanwhile is let go, and whoever reads it is told
        that it is over.
        """
        self._closing = True
        self._empty()
        self._task.cancel()
        await asyncio.wait({self._task})
        self._empty()
        self._ended = True
        self._read.set()
        self._queue.put_nowait(None)

    def _empty(self) -> None:
        self._peeked = None
        while not self._queue.empty():
            self._queue.get_nowait()

    async def __aenter__(self) -> Self:
        """Give itself."""
        return self

    async def __aexit__(self, *_: object) -> None:
        """Stop the call if it still runs."""
        await self.aclose()
