"""What runs in a chat's adapter: who may stop an answer, what came already, tasks that nobody awaits."""

import asyncio
from dataclasses import replace

import pytest

from adapters.running import REMEMBERED, STOP, Answering, Claims, Running, Tasks
from bot.domain import Account
from tests.doubles.house import HERE
from tests.doubles.log import captured


class Shown:
    """An answer that stands in two messages."""

    messages = ("1.1", "1.2")

    def __init__(self) -> None:
        self.hurried = False

    async def stop(self) -> None:
        """Stop the call."""

    async def forget(self) -> None:
        """Show nothing more."""

    def hurry(self) -> None:
        """Note it."""
        self.hurried = True


def test_an_answer_is_found_by_its_button_and_by_its_messages_while_it_runs() -> None:
    """A Stop button, and a deleted message, reach the answer they belong to until it is over."""
    running, shown = Running(), Shown()
    with running.answering("abc", Answering(shown, HERE)):
        found = running.get(f"{STOP}abc")
        assert found is not None
        assert found.delivery is shown
        assert running.showing("1.2") is shown
        assert running.showing("2.1") is None
        assert [one.delivery for one in running.all()] == [shown]
        running.hurry()
    assert shown.hurried
    assert running.get(f"{STOP}abc") is None
    assert running.showing("1.2") is None


def test_who_asked_and_who_manages_the_place_may_stop() -> None:
    """Somebody else's answer can be stopped only by those who manage the place, and not from another place."""
    other = replace(HERE, account=Account("test", "acme", "other"))
    answering = Answering(Shown(), HERE)
    assert answering.may_stop(HERE)
    assert not answering.may_stop(other)
    assert answering.may_stop(replace(other, manages=True))
    assert not answering.may_stop(replace(other, manages=True, place=None))


def test_deliveries_are_remembered_within_bounds() -> None:
    """What came is known for as long as a platform repeats it, and not for ever."""
    claims = Claims()
    assert all(claims.new(number) for number in range(2 * REMEMBERED))
    assert len(claims._known) == REMEMBERED
    assert not claims.new(2 * REMEMBERED - 1)
    assert claims.new(0)


@pytest.mark.asyncio
async def test_a_task_that_breaks_is_in_the_log() -> None:
    """The operator reads of work that broke, though nobody waited for it."""

    async def broken() -> None:
        raise ValueError("a mistake")

    tasks = Tasks()
    with captured() as log:
        tasks.start(broken(), "act 7")
        await asyncio.gather(*tasks._tasks, return_exceptions=True)
        await tasks.end(0)
    assert [(one["event"], one["task"]) for one in log.events()] == [("task_broke", "act 7")]


@pytest.mark.asyncio
async def test_at_the_end_tasks_may_finish_and_are_then_cut_off() -> None:
    """When the program stops, what is nearly done is done; what hangs does not hold it up, and is counted."""
    done: list[str] = []

    async def soon() -> None:
        await asyncio.sleep(0)
        done.append("soon")

    async def never() -> None:
        await asyncio.Event().wait()

    tasks = Tasks()
    with captured() as log:
        tasks.start(soon(), "soon")
        tasks.start(never(), "never")
        await tasks.end(0.01)
    assert done == ["soon"]
    assert not tasks._tasks
    assert [(one["event"], one["count"]) for one in log.events()] == [("answers_cut_off", 1)]
