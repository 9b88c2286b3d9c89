"""The server of a model on this computer, as a child process: started, watched, ended."""

import asyncio
import signal
import sys
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import aiohttp
import pytest
import pytest_asyncio

from bot.errors import Misconfigured, ModelRefused, ModelUnavailable
from bot.model.local import child as module
from bot.model.local.child import DEATHS, DEATHS_WITHIN, Child
from tests.doubles.clock import FakeClock

DOUBLE = (sys.executable, "-m", "tests.doubles.llama_child")
Make = Callable[..., Child]


@pytest_asyncio.fixture
async def make() -> AsyncIterator[Make]:
    """Make children that run the double, and close them in the end."""
    made: list[Child] = []

    def child(file: str = "tiny.gguf", clock: FakeClock | None = None) -> Child:
        made.append(Child("tiny", Path(file), clock or FakeClock(), context=4096, command=DOUBLE))
        return made[-1]

    yield child
    for each in made:
        await each.aclose()


async def kill(child: Child) -> None:
    """Kill the server as the system does when memory runs out."""
    assert child._process is not None
    child._process.kill()
    await child._process.wait()


@pytest.mark.asyncio
async def test_starts_once_for_all_who_wait(make: Make) -> None:
    """The first who needs the model starts its server; whoever comes meanwhile gets the same one."""
    child = make()
    first, second = await asyncio.gather(child.address(), child.address())
    assert first == second == await child.address()
    async with aiohttp.ClientSession() as session, session.get(f"{first}/health") as answer:
        assert answer.status == 200


@pytest.mark.asyncio
async def test_the_key_is_not_among_the_arguments(make: Make) -> None:
    """Other users of the computer cannot read the server's key from the list of processes."""
    child = make()
    await child.address()
    assert child._process is not None
    listing = await asyncio.create_subprocess_exec("ps", "-o", "args=", "-p", str(child._process.pid), stdout=PIPE)
    arguments, _ = await listing.communicate()
    assert b"llama_child" in arguments
    assert child.key.encode() not in arguments


@pytest.mark.asyncio
async def test_starts_again_after_it_died(make: Make) -> None:
    """When the server dies, the next request finds a new one, which takes the same key."""
    child = make()
    await child.address()
    first, key = child._process, child.key
    await kill(child)
    await child.address()
    assert child._process is not first
    assert child.key == key


@pytest.mark.asyncio
async def test_gives_up_on_a_server_that_dies_all_the_time(make: Make) -> None:
    """A server that dies again and again is left alone for ten minutes, and the message says when to try again."""
    clock = FakeClock()
    child = make(clock=clock)
    for _ in range(DEATHS):
        await child.address()
        await kill(child)
    with pytest.raises(ModelUnavailable, match="3 times in a row") as given_up:
        await child.address()
    assert given_up.value.retry_after == DEATHS_WITHIN
    clock.advance(DEATHS_WITHIN)
    assert await child.address()


@pytest.mark.asyncio
async def test_a_file_that_is_no_model(make: Make) -> None:
    """A damaged file is told by its name, each time that it is tried."""
    child = make("bad.gguf")
    for _ in range(DEATHS + 1):
        with pytest.raises(ModelRefused, match=r"bad\.gguf could not be loaded"):
            await child.address()


@pytest.mark.asyncio
async def test_without_the_package(make: Make) -> None:
    """Where the package for local models is missing, the message says how to install it."""
    with pytest.raises(Misconfigured, match=r"pip install \"prompteur\[local\]\""):
        await make("bare.gguf").address()


@pytest.mark.asyncio
async def test_a_server_that_never_gets_ready(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that does not get ready in time is ended, and the message says how long it was waited for."""
    monkeypatch.setattr(module, "START_SECONDS", 0.01)
    child = make("mute.gguf")
    with pytest.raises(ModelUnavailable, match="not ready within"):
        await child.address()
    assert child._process is None


@pytest.mark.asyncio
async def test_who_waits_may_go(make: Make) -> None:
    """Stopping an answer while the model still loads does not stop the loading."""
    child = make()
    waiting = asyncio.create_task(child.address())
    await asyncio.sleep(0)
    waiting.cancel()
    await asyncio.wait({waiting})
    assert waiting.cancelled()
    started = child._starting
    assert await child.address()
    assert child._starting is started


@pytest.mark.asyncio
async def test_ends_by_itself_when_its_input_closes(make: Make) -> None:
    """Closing the program ends the server, without force."""
    child = make()
    await child.address()
    process = child._process
    assert process is not None
    await child.aclose()
    assert process.returncode == 0
    with pytest.raises(ModelUnavailable, match="closed"):
        await child.address()


@pytest.mark.asyncio
async def test_is_killed_when_it_does_not_end(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that does not end by itself is never left behind."""
    monkeypatch.setattr(module, "ENDING_SECONDS", 0.05)
    child = make("stays.gguf")
    await child.address()
    process = child._process
    assert process is not None
    await child.aclose()
    assert process.returncode == -signal.SIGKILL


@pytest.mark.asyncio
async def test_closing_while_it_loads(make: Make) -> None:
    """Closing the program while the model loads leaves no process behind."""
    child = make("mute.gguf")
    waiting = asyncio.create_task(child.address())
    while child._process is None:  # noqa: ASYNC110 - nothing else tells that it is there
        await asyncio.sleep(0)
    process = child._process
    await child.aclose()
    assert process.returncode is not None
    with pytest.raises(asyncio.CancelledError):
        await waiting
