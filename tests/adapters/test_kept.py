"""What is kept of forms on the way: for a day, of a few forms only, and gone also when nobody comes back."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from pydantic import TypeAdapter

from adapters.kept import MOST, Draft, Kept, sweep_daily
from adapters.slack.pages import LEFT_OPEN, NAMESPACE
from bot.dialogue.form import Field, Form
from bot.errors import NotFound, StoreBusy
from bot.ports import DAY
from tests.doubles.house import House, house
from tests.doubles.on_slack import serving
from tests.doubles.slack import SlackDouble
from tests.doubles.waiting import PATIENCE

pytestmark = pytest.mark.asyncio
FORM = Form(token="1draft:", title="A form", fields=(Field(name="a", label="A"),), submit="Go")
DRAFTS = TypeAdapter(tuple[Draft, ...])


def kept(home: House, namespace: str = "chat.forms") -> Kept[Draft]:
    """Give what is kept of forms."""
    return Kept(home.app.vault, home.clock, namespace, DRAFTS)


def begun(drafts: Kept[Draft], key: str) -> Draft:
    """Give a form that somebody has just opened."""
    return Draft(key=key, until=drafts.until, form=FORM)


async def test_what_nobody_finishes_is_gone_after_a_day(tmp_path: Path) -> None:
    """A form that somebody opened and never sent is forgotten, also when that person never comes back."""
    async with house(tmp_path) as home:
        drafts = kept(home)
        await drafts.add("ann", begun(drafts, "11"))
        home.clock.advance(DAY.total_seconds() / 2)
        await drafts.add("ben", begun(drafts, "12"))
        home.clock.advance(DAY.total_seconds() / 2 + 1)
        await drafts.sweep()
        assert await home.app.vault.keys("chat.forms") == ("ben",)
        assert (await drafts.take("ben", "12")).form == FORM
        with pytest.raises(NotFound, match="no longer there"):
            await drafts.take("ann", "11")


async def test_the_latest_few_forms_of_a_person_are_kept(tmp_path: Path) -> None:
    """Who opens many forms can finish the last ones; one that is kept again takes its own place."""
    async with house(tmp_path) as home:
        drafts = kept(home)
        for number in range(MOST + 1):
            await drafts.add("ann", begun(drafts, str(number)))
            await drafts.add("ann", begun(drafts, str(number)))
        assert await drafts.find("ann", "0") is None
        assert [(await drafts.take("ann", str(number))).key for number in range(1, MOST + 1)] == list("12345")


async def test_what_is_left_behind_is_looked_for_every_day(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Forms are swept at the start and each day, though the store may be busy for once."""

    class Enough(Exception):  # noqa: N818 - it ends the loop
        """Three days were enough."""

    waits: list[float] = []
    swept: list[int] = []

    async def sweep(_: Kept[Any]) -> None:
        swept.append(len(waits))
        if len(swept) == 2:
            raise StoreBusy("busy")

    async def sleep(seconds: float) -> None:
        waits.append(seconds)
        if len(waits) == 3:
            raise Enough

    async with house(tmp_path) as home:
        monkeypatch.setattr(Kept, "sweep", sweep)
        with pytest.raises(Enough):
            await sweep_daily(kept(home), sleep=sleep)
    assert swept == [0, 1, 2]
    assert waits == [DAY.total_seconds()] * 3


async def test_slack_forgets_what_was_left_behind_when_it_starts(tmp_path: Path) -> None:
    """What somebody left in a form days ago is not kept in the database for ever."""
    async with house(tmp_path) as home:
        for namespace in (NAMESPACE, LEFT_OPEN):
            await home.app.vault.put(namespace, "T1:U1", b"[]")
    async with SlackDouble() as slack, serving(slack, tmp_path) as home, asyncio.timeout(PATIENCE):
        while [*await home.app.vault.keys(NAMESPACE), *await home.app.vault.keys(LEFT_OPEN)]:  # noqa: ASYNC110 - a database tells nobody
            await asyncio.sleep(0)
