"""The answer to a call as it comes into being."""

import asyncio

import pytest

from bot.dialogue.events import Done, Progress, TextDelta
from bot.dialogue.reply import QUEUE, Emit, Reply
from bot.domain import CallId, Status

pytestmark = pytest.mark.asyncio
DONE = Done(status=Status.DONE)


async def test_the_first_event_is_seen_without_taking_it() -> None:
    """Whoever waits for a first sign still gets it when reading from the start."""

    async def run(emit: Emit) -> None:
        await emit(Progress(slot="a", text="working"))
        await emit(DONE)

    reply = Reply(CallId("c"), run)
    assert await reply.first(1) == Progress(slot="a", text="working")
    assert [event async for event in reply] == [Progress(slot="a", text="working"), DONE]


async def test_nothing_within_the_time_is_nothing() -> None:
    """A call that is silent for long is known to be silent, and goes on."""
    gate = asyncio.Event()

    async def run(emit: Emit) -> None:
        await gate.wait()
        await emit(DONE)

    reply = Reply(CallId("c"), run)
    assert await reply.first(0.001) is None
    gate.set()
    assert [event async for event in reply] == [DONE]


async def test_a_slow_reader_holds_the_writer_back() -> None:
    """Events that nobody reads do not pile up: the writer waits."""
    written = 0

    async def run(emit: Emit) -> None:
        nonlocal written
        for number in range(QUEUE * 3):
            await emit(Progress(slot="a", text=str(number)))
            written += 1
        await emit(DONE)

    reply = Reply(CallId("c"), run)
    await reply.first(1)
    await asyncio.sleep(0)
    assert written <= QUEUE + 1
    events = [event async for event in reply]
    assert len(events) == QUEUE * 3 + 1


async def test_text_that_piled_up_comes_as_one() -> None:
    """A reader that comes late gets the text of a slot in one piece, in order, and nothing else is lost."""
    ended = asyncio.Event()

    async def run(emit: Emit) -> None:
        for text in ("a", "b", "c"):
            await emit(TextDelta(slot="x", text=text))
        await emit(TextDelta(slot="y", text="d"))
        await emit(DONE)
        ended.set()

    reply = Reply(CallId("c"), run)
    await ended.wait()
    events = [event async for event in reply]
    assert events == [TextDelta(slot="x", text="abc"), TextDelta(slot="y", text="d"), DONE]


async def test_stop_ends_the_work_and_waits_for_it() -> None:
    """After Stop nothing runs any more, even when the work had filled the queue."""
    ended = False

    async def run(emit: Emit) -> None:
        nonlocal ended
        try:
            while True:
                await emit(Progress(slot="a", text="more"))
        finally:
            ended = True

    reply = Reply(CallId("c"), run)
    await reply.first(1)
    await reply.aclose()
    assert ended
    assert [event async for event in reply] == []


async def test_an_error_reaches_the_reader() -> None:
    """What went wrong in the task is raised where it is read, after what was said before."""

    async def run(emit: Emit) -> None:
        await emit(Progress(slot="a", text="working"))
        raise LookupError("gone")

    reply = Reply(CallId("c"), run)
    with pytest.raises(LookupError):
        _ = [event async for event in reply]
