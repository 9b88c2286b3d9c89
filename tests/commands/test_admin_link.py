"""Places that become one team, and one that leaves it again."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
import pytest_asyncio

from bot.dialogue.inbound import Spot, Whence
from bot.domain import Account, Place, Status
from tests.commands.test_me import by, code_in, names
from tests.doubles.house import HERE, Answer, House, house

pytestmark = pytest.mark.asyncio
ADA = replace(HERE, account=Account("chat", "acme", "ada"), name="Ada", manages=True)
BEA = replace(HERE, account=Account("club", "", "1"), name="Bea", place=Place("club", "g1", "The club!"), manages=True)
BO = replace(BEA, account=Account("club", "", "2"), name="Bo", manages=False)


@pytest_asyncio.fixture
async def home(tmp_path: Path) -> AsyncIterator[House]:
    """Give the core, with two places that have a library each."""
    async with house(tmp_path) as home:
        for whence, prompts in ((HERE, ("poem", "list")), (BO, ("poem", "song"))):
            for name in prompts:
                await by(home, whence, f"save {name} {name} of {whence.name}.")
                await home.type(f"share {name} to=team")
            await home.type(f"save mine Mine, {whence.name}.")
        yield home


async def asked(home: House) -> Answer:
    """Have an administrator of each place get a code and type it."""
    code = code_in(await by(home, ADA, "admin link"))
    return await by(home, BEA, f"admin link {code}")


async def joined(home: House) -> Answer:
    """Join them."""
    question = await asked(home)
    return await home.press(question.button("Join").token)


async def test_two_places_become_one_team(home: House) -> None:
    """An administrator sees how large both are and which names clash, then all find what both have; private prompts
    stay private, and the log says who did it.
    """
    question = await asked(home)
    for said in ("Acme (chat)", "The club! (club)", "2 prompts, 2 people", "The club/poem"):
        assert said in question.text
    assert await names(home, BO) == {"poem", "song", "mine"}
    home.whence = BEA
    assert "Joined." in (await home.press(question.button("Join").token)).text
    for whence in (HERE, BO):
        assert await names(home, whence) == {"poem", "list", "song", "The club/poem", "mine"}
    assert "Mine, Bo." in (await by(home, BO, "show mine")).text
    assert "poem of Bo" in (await by(home, HERE, "show The club/poem")).text
    roles = await by(home, ADA, "admin roles")
    assert "Bo" in roles.text


async def test_another_name_that_is_lost_is_told_before(home: House) -> None:
    """Before and after joining, administrators read by which other names prompts are no longer found."""
    await by(home, BO, "edit song alias=list")
    question = await asked(home)
    said = "song is not found as list any more: that name means a prompt of Acme (chat)."
    assert said in question.text
    assert said in (await home.press(question.button("Join").token)).text
    assert "list of Ann" in (await by(home, BO, "show list")).text


async def test_pressing_twice_says_the_same(home: House) -> None:
    """A second press of Join finds it joined."""
    question = await asked(home)
    first = await home.press(question.button("Join").token)
    assert first.card == (await home.press(question.button("Join").token)).card


async def test_only_an_administrator_joins(home: House) -> None:
    """Who is none gets no code, uses none, and cannot press what an administrator was asked."""
    question = await asked(home)
    for whence in (HERE, BO):
        assert (await by(home, whence, "admin link")).done.status is Status.REFUSED
        assert (await home.press(question.button("Join").token)).done.status is Status.REFUSED
    home.whence = replace(BEA, manages=False)
    assert (await home.press(question.button("Join").token)).done.status is Status.REFUSED, "and none any more"


async def test_codes_of_places_are_not_those_of_accounts(home: House) -> None:
    """A code for one thing is of no use for the other, and none is of use in its own team or where others read it."""
    place, account = code_in(await by(home, ADA, "admin link")), code_in(await by(home, ADA, "me link"))
    assert (await by(home, BEA, f"me link {place}")).done.status is Status.REFUSED
    assert (await by(home, BEA, f"admin link {account}")).done.status is Status.REFUSED
    assert "from this team" in (await by(home, ADA, f"admin link {place}")).failure.sentence
    posted: Whence = replace(BEA, spot=Spot.THREAD, channel="general", thread="1")
    assert "useless" in (await by(home, posted, f"admin link {place}")).failure.sentence
    assert (await by(home, BEA, f"admin link {place}")).done.status is Status.REFUSED


async def test_a_place_leaves_with_a_copy(home: House) -> None:
    """The place that leaves has all that the team had, with its history; from then on neither sees the other's changes,
    and its people are no longer in the other team.
    """
    await joined(home)
    await by(home, BO, "save song A longer song.")
    await by(home, HERE, "save list A longer list.")
    question = await by(home, BEA, "admin link off=yes")
    assert "Acme (chat)" in question.text
    left = await home.press(question.button("Leave").token)
    assert "4 prompts, 2 people" in left.text
    assert await names(home, BO) == await names(home, HERE)
    await by(home, BO, "save ballad Write a ballad.")
    await home.type("share ballad to=team")
    assert "ballad" not in await names(home, HERE)
    assert "version 2 of 2" in (await by(home, BO, "show song")).text
    assert "version 1 of 2" in (await home.type("show song@1")).text
    assert "longer list" in (await home.type("show list")).text
    await by(home, BO, "delete song")
    elsewhere = replace(BO, place=None)
    assert "Acme" not in (await by(home, elsewhere, "me team")).text
    assert (await by(home, BEA, "admin link off=yes")).done.status is Status.REFUSED
    home.whence = BEA
    assert (await home.press(question.button("Leave").token)).done.status is Status.REFUSED


async def test_the_log_tells_of_it(home: House) -> None:
    """Joining and leaving stand in the log of the team that it concerns."""
    await joined(home)
    await home.press((await by(home, BEA, "admin link off=yes")).button("Leave").token)
    store = home.app.services.store
    for whence in (ADA, BEA):
        actor = await store.people.actor(whence.account, whence.name, whence.place, manages=True)
        assert actor.team is not None
        kinds = [deed.act.kind.value for deed in await store.audit.recent(actor.team, limit=10, offset=0)]
        assert kinds[0] == "leave"
    assert await names(home, ADA) >= {"poem", "song", "list", "The club/poem"}
