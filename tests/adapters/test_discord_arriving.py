"""Many people at once: each is told that an answer is on its way before any answer is worked on."""

import asyncio

import pytest

from adapters.discord.arriving import Arriving


@pytest.mark.asyncio
async def test_work_begins_when_all_are_acknowledged() -> None:
    """Who was heard first does not keep the others waiting for their acknowledgement."""
    arriving = Arriving(seconds=60)
    arriving.came(1)
    arriving.came(2)
    work = asyncio.create_task(arriving.settle())
    arriving.answered(1)
    await asyncio.sleep(0)
    assert not work.done()
    arriving.answered(2)
    arriving.answered(2)
    await work


@pytest.mark.asyncio
async def test_one_alone_waits_for_nobody() -> None:
    """Where nobody else came, the answer begins at once."""
    arriving = Arriving(seconds=60)
    arriving.came(1)
    arriving.answered(1)
    await arriving.settle()


@pytest.mark.asyncio
async def test_one_that_hangs_does_not_keep_the_others() -> None:
    """An acknowledgement that Discord takes long over delays the others' answers by a moment only."""
    arriving = Arriving(seconds=0.001)
    arriving.came(1)
    await asyncio.wait_for(arriving.settle(), 5)
