"""What a team decided for itself, when another place joins it and when one leaves."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.domain import (
    Act,
    ActKind,
    Audience,
    NewProposal,
    PersonId,
    Retained,
    Scope,
    ScopeKind,
    Snippet,
    TeamId,
    WriteKey,
)
from bot.ports import Store
from tests.contract.store_links import ANN, BOB, CLUB, DESK
from tests.contract.store_proposals import notice
from tests.store.opened import key, opened

pytestmark = pytest.mark.asyncio
ROOM = Audience(platform="club", channel="reviews")
EVE = Audience(platform="club", user="eve")


def act(team: TeamId) -> Act:
    """Note something."""
    return Act(team=team, by=PersonId("ann"), kind=ActKind.PROTECT)


async def two(store: Store) -> tuple[TeamId, TeamId]:
    """Meet an administrator in each place; give both teams."""
    ann = await store.people.actor(ANN, "Ann", DESK, manages=True)
    bob = await store.people.actor(BOB, "Bob", CLUB, manages=True)
    assert ann.team
    assert bob.team
    return ann.team, bob.team


async def joined(store: Store) -> TeamId:
    """Join the club with the team of the desk."""
    desk, club = await two(store)
    ann = await store.people.actor(ANN, "Ann", DESK, manages=True)
    await store.places.offer(DESK, desk, ann.person, "code")
    await store.places.join(club, PersonId("bob"), "code")
    return desk


async def told(store: Store) -> set[str]:
    """Give who or what is to be told something."""
    return {one.to.user or one.to.channel for one in await store.notices.due("club", limit=9)}


async def proposed(store: Store, team: TeamId, *to: Audience) -> Snippet:
    """Save a prompt of a team, and propose a change of it."""
    scope = Scope(ScopeKind.TEAM, team)
    saved = await store.library.save(scope, "poem", "one", author=PersonId("ann"), why="", write=key("save"))
    new = NewProposal(snippet=saved.id, label="", number=0, text="two", before=1, why="", by=PersonId("bob"), tell=EVE)
    await store.proposals.put(new, to, notice, key("propose"))
    return saved


async def left(store: Store) -> TeamId:
    """Have the club leave; give its new team."""
    await store.places.leave(CLUB, PersonId("bob"), WriteKey("leave"))
    team = (await store.people.actor(BOB, "Bob", CLUB, manages=True)).team
    assert team
    return team


async def test_the_desk_goes_with_the_place_that_it_is_in(tmp_path: Path) -> None:
    """The channel for proposals leaves with its place, and is told nothing more of what the other team proposes there,
    nor is one that was the desk before; a person is. Protected labels are so in both.
    """
    path = tmp_path / "prompteur.db"
    async with opened(path) as store:
        team = await joined(store)
        await store.reviews.protect(team, "production", act(team), on=True)
        await store.reviews.place(team, ROOM, act(team))
        await proposed(store, team, ROOM, Audience(platform="club", channel="before"), EVE)
        with closing(sqlite3.connect(path)) as connection, connection:
            connection.execute("UPDATE desks SET tenant = 'g1'")
        new = await left(store)
        assert await store.reviews.desk(team) is None
        desk = await store.reviews.desk(new)
        assert desk
        assert desk.channel == "reviews"
        assert await told(store) == {"eve"}
        assert await store.reviews.protected(team) == await store.reviews.protected(new) == ("production",)


async def test_the_desk_stays_where_it_is(tmp_path: Path) -> None:
    """A channel in a place that stays is that team's still, and the place that leaves has none."""
    path = tmp_path / "prompteur.db"
    async with opened(path) as store:
        team = await joined(store)
        await store.reviews.place(team, ROOM, act(team))
        await proposed(store, team, ROOM)
        with closing(sqlite3.connect(path)) as connection, connection:
            connection.execute("UPDATE desks SET tenant = 'g2'")
        new = await left(store)
        assert await store.reviews.desk(team)
        assert await store.reviews.desk(new) is None
        assert await told(store) == {"reviews"}


@pytest.mark.parametrize("mine", [True, False])
async def test_the_rules_of_the_team_that_stays_count(mine: bool, tmp_path: Path) -> None:  # noqa: FBT001 - of a test
    """What is kept for how long is as the team that stays has it; what either protects is protected; the desk of the
    one that joins counts where there was none.
    """
    async with opened(tmp_path / "prompteur.db") as store:
        desk, club = await two(store)
        usual = await store.teams.kept(desk)
        await store.teams.keep(club, Retained.DELETED, 1, act(club))
        await store.reviews.protect(desk, "production", act(desk), on=True)
        await store.reviews.protect(club, "staging", act(club), on=True)
        await store.reviews.place(club, ROOM, act(club))
        if mine:
            await store.reviews.place(desk, Audience(platform="local", channel="desk"), act(desk))
        await joined(store)
        assert await store.teams.kept(desk) == usual
        assert await store.reviews.protected(desk) == ("production", "staging")
        counts = await store.reviews.desk(desk)
        assert counts
        assert counts.channel == ("desk" if mine else "reviews")
