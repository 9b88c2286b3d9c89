"""Where a prompt is under work, asked of whatever is said somewhere."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from bot.dialogue.inbound import Spot, Whence
from bot.domain import Account
from bot.errors import StoreBusy
from tests.doubles.house import HERE, house

THREAD = replace(HERE, spot=Spot.THREAD, channel="general", thread="1")


def by(user: str, whence: Whence = THREAD) -> Whence:
    """Give the same place as somebody else is in it."""
    return replace(whence, account=Account("chat", "acme", user), name=user)


@pytest.mark.asyncio
async def test_a_thread_works_on_what_was_begun_in_it(tmp_path: Path) -> None:
    """What was begun in a thread is at work there for everybody, and in no other thread; whoever only writes there is
    not written down.
    """
    async with house(tmp_path) as home:
        home.whence = THREAD
        assert not await home.app.works_in(by("ben"))
        await home.say("a prompt for tickets")
        assert await home.app.works_in(by("ben"))
        assert not await home.app.works_in(by("ben", replace(THREAD, thread="2")))
        home.whence = replace(THREAD, thread="2")
        await home.call("draft", goal="a prompt of my own")
        assert not await home.app.works_in(by("ben", home.whence))
    with closing(sqlite3.connect(tmp_path / "prompteur.db")) as connection:
        assert connection.execute("SELECT name FROM people").fetchall() == [("Ann",)]


@pytest.mark.asyncio
async def test_nobody_is_answered_where_it_cannot_be_looked_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """While the library is busy, people who talk in a thread are left in peace."""

    async def busy(*_: object, **__: object) -> None:
        raise StoreBusy("The library is busy.")

    async with house(tmp_path) as home:
        home.whence = THREAD
        await home.say("a prompt for tickets")
        monkeypatch.setattr(home.app.services.store.sessions, "current", busy)
        assert not await home.app.works_in(by("ben"))
