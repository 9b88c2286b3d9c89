"""What every store must do about accounts that become one person, and places that become one team."""

import pytest

from bot.domain import Account, Act, ActKind, Described, PersonId, Place, Role, Scope, ScopeKind, TeamId, WriteKey
from bot.errors import NotFound, Refused
from bot.ports import Store
from tests.doubles.clock import FakeClock

DESK, CLUB = Place("local", "desk", "the desk"), Place("club", "g1", "The club")
ANN, BOB = Account("local", "desk", "ann"), Account("club", "", "7")


async def met(store: Store, account: Account, name: str, place: Place) -> tuple[PersonId, TeamId]:
    """Meet somebody in a place."""
    actor = await store.people.actor(account, name, place, manages=False)
    assert actor.team is not None
    return actor.person, actor.team


async def saved(store: Store, kind: ScopeKind, owner: str, name: str, author: PersonId) -> Scope:
    """Keep a prompt in somebody's scope."""
    scope = Scope(kind, owner)
    await store.library.save(
        scope, name, f"{name} of {author}", author=author, why="", write=WriteKey(f"{name} {scope}")
    )
    return scope


@pytest.mark.asyncio
class LinksContract:
    """Inherit it in a class named Test..., beside fixtures `store` and `clock`."""

    async def test_a_code_joins_two_persons_once(self, store: Store) -> None:
        """What would happen is told first and changes nothing; joining does it, and asked again tells the same."""
        (ann, _), (bob, _) = await met(store, ANN, "Ann", DESK), await met(store, BOB, "Bob", CLUB)
        await saved(store, ScopeKind.PERSON, ann, "poem", ann)
        await saved(store, ScopeKind.PERSON, bob, "Poem", bob)
        await store.links.offer(ann, "code")
        union = await store.links.look(bob, "code")
        assert [(one.before, one.now) for one in union.renamed] == [("Poem", "club/Poem")]
        assert (union.stays.prompts, union.joins.prompts) == (1, 1)
        assert (await met(store, BOB, "Bob", CLUB))[0] == bob
        assert await store.links.join(bob, "code") == union
        assert await store.links.join(bob, "code") == union
        assert (await met(store, BOB, "Bob", CLUB))[0] == ann
        assert {hit.name for hit in await store.library.find([Scope(ScopeKind.PERSON, ann)], "", limit=9)} == {
            "poem",
            "club/Poem",
        }
        with pytest.raises(NotFound):
            await store.links.look(ann, "code")

    async def test_a_name_that_is_taken_in_the_folder_gets_a_number(self, store: Store) -> None:
        """No prompt is lost where even the new name is there, or is too long."""
        (ann, _), (bob, _) = await met(store, ANN, "Ann", DESK), await met(store, BOB, "Bob", CLUB)
        long = "x" * 80
        for name in ("poem", "club/poem", long):
            await saved(store, ScopeKind.PERSON, ann, name, ann)
        for name in ("poem", "club/poem-2", long):
            await saved(store, ScopeKind.PERSON, bob, name, bob)
        await store.links.offer(ann, "code")
        renamed = {one.before: one.now for one in (await store.links.join(bob, "code")).renamed}
        assert renamed == {"poem": "club/poem-3", long: f"club/{'x' * 75}"}

    async def test_names_that_are_lost_are_told_first(self, store: Store) -> None:
        """Another name of what comes goes where a prompt there has it, as its name or as another; the preview says so,
        and nothing else goes.
        """
        (ann, desk), (bob, club) = await met(store, ANN, "Ann", DESK), await met(store, BOB, "Bob", CLUB)
        for kind, (here, there) in {ScopeKind.PERSON: (ann, bob), ScopeKind.TEAM: (desk, club)}.items():
            await saved(store, kind, here, "ode", ann)
            song = await store.library.get([await saved(store, kind, here, "song", ann)], "song")
            poem = await store.library.get([await saved(store, kind, there, "poem", bob)], "poem")
            assert song is not None
            assert poem is not None
            await store.library.describe(song.id, Described(aliases=("air",)), WriteKey(f"song {kind}"))
            names = Described(aliases=("Ode", "AIR", "lyric"))
            await store.library.describe(poem.id, names, WriteKey(f"poem {kind}"))
        await store.places.offer(DESK, desk, ann, "places")
        await store.links.offer(ann, "persons")
        for union in (await store.places.look(club, bob, "places"), await store.links.look(bob, "persons")):
            assert [(one.prompt, one.other) for one in union.unfound] == [("poem", "Ode"), ("poem", "AIR")]
        for _ in range(2):
            assert (await store.places.join(club, bob, "places")).unfound == union.unfound
            assert (await store.links.join(bob, "persons")).unfound == union.unfound
        for scope in (Scope(ScopeKind.PERSON, ann), Scope(ScopeKind.TEAM, desk)):
            found = {name: await store.library.get([scope], name) for name in ("ode", "air", "lyric")}
            assert {name: one and one.name for name, one in found.items()} == {
                "ode": "ode",
                "air": "song",
                "lyric": "poem",
            }

    async def test_a_code_is_new_or_it_is_none(self, store: Store, clock: FakeClock) -> None:
        """A second code takes the place of the first; either is over after ten minutes, or when it is void."""
        (ann, _), (bob, _) = await met(store, ANN, "Ann", DESK), await met(store, BOB, "Bob", CLUB)
        await store.links.offer(ann, "first")
        await store.links.offer(ann, "second")
        with pytest.raises(NotFound):
            await store.links.look(bob, "first")
        with pytest.raises(Refused, match="from this account"):
            await store.links.look(ann, "second")
        clock.advance(10 * 60)
        for code in ("second", "none"):
            with pytest.raises(NotFound):
                await store.links.join(bob, code)
        await store.links.offer(ann, "third")
        assert await store.links.void("third")
        assert not await store.links.void("third")
        with pytest.raises(NotFound):
            await store.links.join(bob, "third")

    async def test_an_account_parts(self, store: Store) -> None:
        """One that leaves is somebody new; the only one cannot."""
        (ann, _), (bob, _) = await met(store, ANN, "Ann", DESK), await met(store, BOB, "Bob", CLUB)
        assert not await store.links.part(ANN)
        await store.links.offer(ann, "code")
        await store.links.join(bob, "code")
        assert [one.name for one in await store.people.accounts(ann)] == ["Bob", "Ann"]
        assert await store.links.part(BOB)
        new, _ = await met(store, BOB, "Bob", CLUB)
        assert new not in {ann, bob}
        assert [one.name for one in await store.people.accounts(ann)] == ["Ann"]

    async def test_two_names_of_one_person_stay_two(self, store: Store) -> None:
        """Somebody with another name on each platform is shown by the one that they have there."""
        (ann, _), (bob, _) = await met(store, ANN, "Ann", DESK), await met(store, BOB, "Bob", CLUB)
        await store.links.offer(ann, "code")
        await store.links.join(bob, "code")
        assert (await store.people.actor(BOB, "Bob", CLUB, manages=False)).name == "Bob"
        assert (await store.people.actor(ANN, "Ann", DESK, manages=False)).name == "Ann"
        assert await store.people.person_name(ann) == "Ann"

    async def test_the_language_comes_with_who_acts(self, store: Store) -> None:
        """What somebody chose is known with each call."""
        ann, _ = await met(store, ANN, "Ann", DESK)
        await store.people.prefer(ann, "language", "fr")
        assert (await store.people.actor(ANN, "Ann", None, manages=False)).language == "fr"

    async def test_places_join_and_leave(self, store: Store) -> None:
        """Two teams become one; a place that leaves has a copy, and those who were seen in it alone."""
        (ann, desk), (bob, club) = await met(store, ANN, "Ann", DESK), await met(store, BOB, "Bob", CLUB)
        await saved(store, ScopeKind.TEAM, desk, "poem", ann)
        await saved(store, ScopeKind.TEAM, club, "poem", bob)
        await store.places.offer(DESK, desk, ann, "code")
        union = await store.places.look(club, bob, "code")
        assert (union.stays.people, union.joins.people, len(union.renamed)) == (1, 1, 1)
        await store.places.join(club, bob, "code")
        assert (await met(store, BOB, "Bob", CLUB))[1] == desk
        assert set(await store.places.of(desk)) == {DESK, CLUB}
        side = await store.places.leave(CLUB, bob, WriteKey("leave"))
        assert side is not None
        assert (side.prompts, side.people) == (2, 1)
        assert await store.places.leave(CLUB, bob, WriteKey("leave")) == side
        assert await store.places.leave(CLUB, bob, WriteKey("again")) is None
        new = (await met(store, BOB, "Bob", CLUB))[1]
        assert new not in {desk, club}
        copies = [await store.library.get([Scope(ScopeKind.TEAM, team)], "The club/poem") for team in (desk, new)]
        assert copies[0]
        assert copies[1]
        assert (copies[0].newest, copies[0].owner) == (copies[1].newest, copies[1].owner)
        assert copies[0].id != copies[1].id
        assert [one.team for one in await store.people.teams(bob)] == [new]

    async def test_who_was_taken_out_stays_out(self, store: Store) -> None:
        """Neither another account, nor forgetting, nor separating brings somebody back into a team."""
        (ann, desk), (bob, _) = await met(store, ANN, "Ann", DESK), await met(store, BOB, "Bob", CLUB)
        act = Act(team=desk, by=bob, kind=ActKind.ROLE)
        await store.members.give(desk, ann, Role.NONE, act)
        await store.links.offer(bob, "code")
        await store.links.join(ann, "code")
        assert (await store.people.actor(ANN, "Ann", DESK, manages=False)).team is None
        await store.links.part(ANN)
        assert (await store.people.actor(ANN, "Ann", DESK, manages=False)).team is None
        await store.links.forget((await store.people.actor(ANN, "Ann", DESK, manages=False)).person)
        assert (await store.people.actor(ANN, "Ann", DESK, manages=False)).team is None
