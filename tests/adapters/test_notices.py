"""What others are told without having asked: each message is shown, and what goes wrong with one costs no other."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from itertools import pairwise
from pathlib import Path

import pytest

from adapters.backoff import Time
from adapters.notices import CAP_SECONDS, SECONDS, Showing, Undeliverable, keep_showing
from bot.domain import Audience, Notice
from tests.doubles.house import House, house

pytestmark = pytest.mark.asyncio
ANN, BOB = Audience(platform="chat", user="ann"), Audience(platform="chat", user="bob")


class Slow:
    """A sleep that lasts until the test says so, and then has taken as long as was asked for."""

    def __init__(self) -> None:
        self.slept: asyncio.Queue[float] = asyncio.Queue()
        self.over = asyncio.Event()
        self.passed = 0.0

    def now(self) -> float:
        """Give the seconds that were slept."""
        return self.passed

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        self.slept.put_nowait(seconds)
        await self.over.wait()
        self.over.clear()
        self.passed += seconds


async def shown_by(
    home: House, show: Callable[[Notice], Awaitable[None]], wait: Callable[[Slow], Awaitable[None]]
) -> None:
    """Show what is due with `show` until `wait` returns."""
    slow = Slow()
    task = asyncio.create_task(keep_showing(home.app.notices, "chat", show, Time(now=slow.now, sleep=slow.sleep)))
    try:
        await wait(slow)
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def test_what_breaks_costs_no_other(tmp_path: Path) -> None:
    """One message that cannot be shown now is tried again later, one that never can be is let go, the others come."""
    seen: list[str] = []
    async with house(tmp_path) as home:
        notices = home.app.services.store.notices
        await notices.put("1review:p", (ANN, BOB, Audience(platform="chat", user="eve")))

        async def show(notice: Notice) -> None:
            seen.append(notice.to.user)
            if notice.to.user == "ann" and seen.count("ann") == 1:
                raise ConnectionError
            if notice.to.user == "bob":
                raise Undeliverable
            await home.app.notices.shown(notice, b"there")

        async def wait(slow: Slow) -> None:
            assert await slow.slept.get() == SECONDS
            slow.over.set()
            await slow.slept.get()

        await shown_by(home, show, wait)
        assert seen == ["ann", "bob", "eve", "ann"]
        assert await notices.due("chat", limit=5) == ()


async def test_a_change_is_shown_at_once(tmp_path: Path) -> None:
    """What a call changed is shown when the call is over, not when the next look is due."""
    shown = asyncio.Event()
    async with house(tmp_path) as home:

        async def show(notice: Notice) -> None:
            await home.app.notices.shown(notice, b"there")
            shown.set()

        async def wait(slow: Slow) -> None:
            await slow.slept.get()
            await home.app.services.store.notices.put("1review:p", (ANN,))
            await home.type("help")
            await shown.wait()

        await shown_by(home, show, wait)


async def test_one_that_fails_holds_up_no_new_one(tmp_path: Path) -> None:
    """While one message cannot be shown, what comes later is shown at once; that one is not tried at each change."""
    seen: list[str] = []
    shown = asyncio.Event()
    async with house(tmp_path) as home:
        notices = home.app.services.store.notices
        await notices.put("1review:p", (ANN,))

        async def show(notice: Notice) -> None:
            seen.append(notice.to.user)
            if notice.to.user == "ann":
                raise ConnectionError
            await home.app.notices.shown(notice, b"there")
            shown.set()

        async def wait(slow: Slow) -> None:
            await slow.slept.get()
            await notices.put("1review:p", (BOB,))
            await home.type("help")
            await shown.wait()

        await shown_by(home, show, wait)
        assert seen == ["ann", "bob"]


async def test_what_fails_is_tried_less_often(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A library that cannot be read is looked at less and less often, at least once a minute."""
    asked: list[float] = []
    slow = Slow()

    async def broken(*_args: object, **_more: object) -> tuple[Notice, ...]:
        asked.append(slow.now())
        raise OSError

    async def show(_notice: Notice) -> None:
        raise AssertionError

    async with house(tmp_path) as home:
        monkeypatch.setattr(home.app.services.store.notices, "due", broken)
        showing = Showing(home.app.notices, "chat", show, Time(now=slow.now))
        while slow.passed < 10 * CAP_SECONDS:
            await showing.look()
            slow.passed += SECONDS
    waits = [later - earlier for earlier, later in pairwise(asked)]
    assert waits == sorted(waits)
    assert (waits[0], waits[-1]) == (SECONDS, CAP_SECONDS)


async def test_what_no_command_knows_is_not_shown(tmp_path: Path) -> None:
    """A notice of a command that has none, or of no command at all, has nothing to show."""
    async with house(tmp_path) as home:
        await home.app.services.store.notices.put("1help:p", (ANN,))
        await home.app.services.store.notices.put("no token", (ANN,))
        due = await home.app.notices.due("chat")
        assert [await home.app.notices.card(one, home.whence.words) for one in due] == [None, None]
