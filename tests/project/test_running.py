"""The program as a whole: what happens when it cannot be put together, when an adapter fails, when it must end."""

import asyncio
import threading
from collections.abc import Callable, Coroutine
from pathlib import Path

import pytest

from bot import app as program
from bot.app import TERMINATED, build
from bot.dialogue.dispatch import App
from bot.dialogue.events import Done, Failure
from bot.dialogue.inbound import Invoke
from bot.domain import Status
from bot.errors import Misconfigured, StoreBusy
from bot.settings import Settings
from tests.doubles.engineer import ScriptedEngineer
from tests.doubles.house import house
from tests.doubles.log import captured
from tests.doubles.settings import nothing_set
from tests.doubles.waiting import PATIENCE

pytestmark = pytest.mark.asyncio
Run = Callable[[], Coroutine[None, None, int]]


class Ending:
    """The core, as far as its end is concerned."""

    ended = 0

    async def end(self, grace: float) -> None:
        """Note it."""
        assert grace
        self.ended += 1


async def until(told: asyncio.Event, *runs: Run, app: object = None) -> int:
    """Run adapters until they end or are told to."""
    return await program._until(told, app or Ending(), [run() for run in runs])  # type: ignore[arg-type]


async def test_what_was_opened_is_closed_when_a_setting_is_wrong(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A model that cannot be had leaves no thread of the library behind, which would keep the program alive."""
    nothing_set(monkeypatch, tmp_path)
    before = set(threading.enumerate())
    with pytest.raises(Misconfigured, match="PROMPTEUR_MODEL"):
        await build(Settings.model_validate({"data_dir": tmp_path, "model": "unknown"}), serve=True)
    left = [thread for thread in set(threading.enumerate()) - before if "asyncio" not in thread.name]
    for thread in left:
        await asyncio.to_thread(thread.join, 5)
    assert not any(thread.is_alive() for thread in left)
    app = await build(Settings.model_validate({"data_dir": tmp_path, "model": "guided"}), serve=True)
    await app.aclose()


async def test_the_first_error_of_an_adapter_ends_the_others() -> None:
    """When one platform fails, its error is what the operator reads, and the others are ended."""
    ended: list[str] = []

    async def listens() -> int:
        try:
            await asyncio.Event().wait()
        finally:
            ended.append("other")
        return 0

    async def fails() -> int:
        await asyncio.sleep(0)
        raise StoreBusy("The platform closed the door.")

    app = Ending()
    with captured(), pytest.raises(StoreBusy, match="closed the door"):
        await until(asyncio.Event(), listens, fails, app=app)
    assert ended == ["other"]
    assert app.ended == 1
    assert len(asyncio.all_tasks()) == 1


async def test_the_worst_exit_code_counts() -> None:
    """When every adapter has ended by itself, the program ends with the worst of their codes."""

    async def ends(code: int) -> int:
        for _ in range(code):
            await asyncio.sleep(0)
        return code

    assert await until(asyncio.Event(), lambda: ends(3), lambda: ends(0), lambda: ends(1)) == 3


async def test_without_an_adapter_the_signal_is_waited_for() -> None:
    """A server that only keeps the library in order runs until it is told to end."""
    told = asyncio.Event()
    asyncio.get_running_loop().call_soon(told.set)
    assert await until(told) == TERMINATED


async def test_a_slow_adapter_shows_the_note_before_it_is_ended(tmp_path: Path) -> None:
    """SIGTERM while an answer is written: the note and the end are posted, however many steps a post takes."""
    told = asyncio.Event()
    posted: list[object] = []
    engineer = ScriptedEngineer()
    engineer.gate = asyncio.Event()
    async with house(tmp_path, engineer=engineer) as home:

        async def slow() -> int:
            async with await home.app.start(Invoke(whence=home.at(), line="draft a prompt for tickets")) as reply:
                async for event in reply:
                    told.set()
                    for _ in range(50):
                        await asyncio.sleep(0)
                    posted.append(event)
            return await asyncio.Event().wait()

        app: App = home.app
        async with asyncio.timeout(PATIENCE):
            assert await until(told, slow, app=app) == TERMINATED
    failure, done = posted[-2:]
    assert isinstance(failure, Failure)
    assert isinstance(done, Done)
    assert done.status is Status.INTERRUPTED


async def test_an_adapter_has_a_moment_to_end_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    """What an adapter does when it is ended is waited for, and one that never ends holds nobody up."""
    monkeypatch.setattr(program, "LAST_WORDS", 0.05)
    told, ended, released = asyncio.Event(), list[str](), asyncio.Event()

    async def tidy() -> int:
        try:
            return await asyncio.Event().wait()
        finally:
            for _ in range(5):
                await asyncio.sleep(0)
            ended.append("tidy")

    async def stubborn() -> int:
        while not released.is_set():
            try:
                await released.wait()
            except asyncio.CancelledError:
                ended.append("asked")
        return 0

    asyncio.get_running_loop().call_soon(told.set)
    with captured() as written:
        assert await until(told, tidy, stubborn) == TERMINATED
    assert sorted(ended) == ["asked", "tidy"]
    assert written.events()[-1]["late"] == 1
    released.set()
    await asyncio.sleep(0)
