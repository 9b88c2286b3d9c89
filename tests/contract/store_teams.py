"""What every store must do about roles, what administrators decide, and the log of who did what."""

import asyncio
from datetime import timedelta

import pytest

from bot.domain import (
    Account,
    Act,
    ActKind,
    Actor,
    CallId,
    Group,
    PersonId,
    Place,
    Retained,
    Role,
    Scope,
    ScopeKind,
    TeamId,
    Usage,
    WriteKey,
)
from bot.errors import NotFound
from bot.ports import Store
from tests.doubles.clock import FakeClock

HERE = Place("chat", "acme", "Acme")
THERE = Place("chat", "rival", "Rival")


async def comes(
    store: Store, name: str, place: Place | None = HERE, *, manages: bool = False, groups: tuple[str, ...] = ()
) -> Actor:
    """Let somebody act in a place."""
    return await store.people.actor(Account("chat", "", name), name, place, manages=manages, groups=groups)


def team_of(actor: Actor) -> TeamId:
    """Give the actor's team, which there is."""
    assert actor.team is not None
    return actor.team


def act(actor: Actor, kind: ActKind = ActKind.ROLE, **fields: str) -> Act:
    """Give what somebody does to their team."""
    return Act(team=team_of(actor), by=actor.person, kind=kind, fields=fields)


@pytest.mark.asyncio
class TeamsContract:
    """Inherit it in a class named Test..., beside fixtures `store` and `clock`."""

    async def test_a_role_counts_from_the_next_call_on(self, store: Store) -> None:
        """Who was given a role has it, until it is taken away again; the last one given counts."""
        ann, bob = await comes(store, "Ann"), await comes(store, "Bob")
        await store.members.give(team_of(ann), bob.person, Role.REVIEWER, act(ann))
        assert (await comes(store, "Bob")).role is Role.REVIEWER
        await store.members.give(team_of(ann), bob.person, Role.ADMINISTRATOR, act(ann))
        assert (await comes(store, "Bob")).role is Role.ADMINISTRATOR
        assert await store.members.administrators(team_of(ann)) == (bob.person,)
        await store.members.give(team_of(ann), bob.person, None, act(ann))
        assert (await comes(store, "Bob")).role is Role.EDITOR
        assert await store.members.administrators(team_of(ann)) == ()

    async def test_who_was_taken_out_has_no_team(self, store: Store) -> None:
        """Who is no longer in the team acts without one, in its place and in direct messages, groups or not; but who
        manages the place is always in.
        """
        ann, bob = await comes(store, "Ann"), await comes(store, "Bob")
        await store.people.prefer(bob.person, "team", bob.team)
        assert (await comes(store, "Bob", None)).team == bob.team
        await store.members.give(team_of(ann), bob.person, Role.NONE, act(ann))
        for place in (HERE, None):
            out = await comes(store, "Bob", place, groups=("g",))
            assert (out.team, out.role) == (None, Role.NONE)
        again = await comes(store, "Bob", manages=True)
        assert (again.team, again.role) == (ann.team, Role.ADMINISTRATOR)

    async def test_newcomers_get_the_teams_role(self, store: Store) -> None:
        """Whoever has no role of their own has the team's, those who are there already too."""
        ann = await comes(store, "Ann")
        assert await store.teams.newcomers(team_of(ann)) is Role.EDITOR
        await store.teams.welcome(team_of(ann), Role.VIEWER, act(ann, ActKind.NEWCOMERS))
        assert [(await comes(store, name)).role for name in ("Ann", "Bob")] == [Role.VIEWER, Role.VIEWER]
        assert (await comes(store, "Ann", THERE)).role is Role.EDITOR

    async def test_a_group_gives_its_people_a_role(self, store: Store) -> None:
        """The highest role of somebody's groups counts, in the place that has them; a role of their own counts more."""
        ann = await comes(store, "Ann")
        for name, role in (("1", Role.REVIEWER), ("2", Role.VIEWER), ("3", Role.ADMINISTRATOR)):
            await store.teams.map(team_of(ann), Group(HERE, name, name, role), act(ann, ActKind.GROUP))
        assert (await comes(store, "Bob", groups=("0", "1", "2"))).role is Role.REVIEWER
        assert (await comes(store, "Bob", groups=("2",))).role is Role.VIEWER
        assert (await comes(store, "Bob")).role is Role.EDITOR
        assert (await comes(store, "Bob", THERE, groups=("3",))).role is Role.EDITOR
        await store.teams.map(team_of(ann), Group(HERE, "1", "1", Role.NONE), act(ann, ActKind.GROUP))
        assert (await comes(store, "Bob", groups=("1",))).role is Role.EDITOR
        assert [(one.id, one.role) for one in await store.teams.groups(team_of(ann))] == [
            ("2", Role.VIEWER),
            ("3", Role.ADMINISTRATOR),
        ]
        await store.members.give(team_of(ann), ann.person, Role.VIEWER, act(ann))
        assert (await comes(store, "Ann", groups=("3",))).role is Role.VIEWER

    async def test_members_are_found_by_name_and_account(self, store: Store) -> None:
        """Case and width make no difference, whole names come first, and another team's members are not there."""
        ann = await comes(store, "Ann")
        for name in ("Bob", "Bobby", "Élodie", "Rob Bo"):
            await comes(store, name)
        await comes(store, "Bo", THERE)
        members, team = store.members, team_of(ann)
        assert [one.name for one in await members.named(team, "bob", limit=9)] == ["Bob", "Bobby"]
        assert [one.name for one in await members.named(team, "BO", limit=9)] == ["Bob", "Bobby", "Rob Bo"]
        assert [one.name for one in await members.named(team, "É", limit=1)] == ["Élodie"]
        assert [one.name for one in await members.named(team, "%", limit=9)] == []
        assert [one.name for one in await members.page(team, limit=2, offset=1)] == ["Bob", "Bobby"]
        (found,) = await members.of_account(team, Account("chat", "", "Ann"))
        assert (found.person, found.role, found.given) == (ann.person, Role.EDITOR, False)
        assert await members.of_account(team, Account("chat", "", "Bo")) == ()
        assert await members.get(team, PersonId("nobody")) is None
        with pytest.raises(NotFound):
            await members.give(team, PersonId("nobody"), Role.VIEWER, act(ann))

    async def test_a_quiet_channel_is_known_on_arrival(self, store: Store) -> None:
        """What an administrator decided for a channel is told with who comes in, and for that channel alone."""
        ann = await comes(store, "Ann")
        await store.teams.hush("chat:general", act(ann, ActKind.QUIET), quiet=True)

        async def quiet(channel: str) -> bool:
            arrived = await store.arrive(ann.account, "Ann", HERE, manages=False, key=str, since=None, channel=channel)
            assert arrived.actor == ann
            return arrived.quiet

        assert [await quiet(channel) for channel in ("chat:general", "chat:other", "")] == [True, False, False]
        await store.teams.hush("chat:general", act(ann, ActKind.QUIET), quiet=False)
        assert not await quiet("chat:general")

    async def test_who_did_what_is_told_the_last_first(self, store: Store, clock: FakeClock) -> None:
        """Acts come with the names of the persons in them as they are now; what changed nothing, or was noted before,
        is not noted; another team's acts are not there.
        """
        ann, bob = await comes(store, "Ann"), await comes(store, "Bob")
        for _ in range(2):
            await store.members.give(team_of(ann), bob.person, Role.VIEWER, act(ann, person=bob.person, role="viewer"))
            await store.teams.hush("chat:general", act(ann, ActKind.QUIET), quiet=True)
            await store.teams.welcome(team_of(ann), Role.VIEWER, act(ann, ActKind.NEWCOMERS))
            await store.teams.keep(team_of(ann), Retained.DELETED, 60, act(ann, ActKind.RETENTION))
        clock.advance(60)
        for _ in range(2):
            await store.audit.add(act(ann, ActKind.SHARE), WriteKey("shared"))
        await store.audit.add(act(await comes(store, "Ann", THERE), ActKind.SHARE), WriteKey("there"))
        found = await store.audit.recent(team_of(ann), limit=9, offset=0)
        kinds = [ActKind.SHARE, ActKind.RETENTION, ActKind.NEWCOMERS, ActKind.QUIET, ActKind.ROLE]
        assert [one.act.kind for one in found] == kinds
        assert found[4].act == act(ann, person=bob.person, role="viewer")
        assert found[4].names == {ann.person: "Ann", bob.person: "Bob"}
        assert await store.audit.recent(team_of(ann), limit=2, offset=1) == found[1:3]

    async def test_what_is_done_to_a_prompt_is_noted_with_it(self, store: Store) -> None:
        """A move, a deletion, a restoration and another owner are noted once each, however often they are asked for."""
        ann, bob = await comes(store, "Ann"), await comes(store, "Bob")
        team = Scope(ScopeKind.TEAM, team_of(ann))
        made = await store.library.save(
            Scope(ScopeKind.PERSON, ann.person), "notes", "x", author=ann.person, why="", write=WriteKey("s")
        )
        library = store.library
        for _ in range(2):
            await library.move(made.id, team, WriteKey("m"), act=act(ann, ActKind.SHARE))
            owned = await library.transfer(made.id, bob.person, act=act(ann, ActKind.TRANSFER))
            assert (owned.owner, owned.owner_name) == (bob.person, "Bob")
        for _ in range(2):
            await library.delete(made.id, by=ann.person, act=act(ann, ActKind.DELETE))
        (gone,) = await library.gone([team], limit=9)
        assert (gone.snippet.id, gone.snippet.owner_name, gone.by) == (made.id, "Bob", "Ann")
        for _ in range(2):
            await library.undelete(made.id, act=act(bob, ActKind.RESTORE))
        assert await library.gone([team], limit=9) == ()
        noted = [one.act.kind for one in await store.audit.recent(team_of(ann), limit=9, offset=0)]
        assert noted == [ActKind.RESTORE, ActKind.DELETE, ActKind.TRANSFER, ActKind.SHARE]
        with pytest.raises(NotFound):
            await library.transfer("none", bob.person, act=act(ann))  # type: ignore[arg-type]  # an id is a text

    async def test_deleted_prompts_are_listed_by_scope(self, store: Store, clock: FakeClock) -> None:
        """The last deleted come first, a page at a time; what belongs elsewhere is not there."""
        ann = await comes(store, "Ann")
        scopes = [Scope(ScopeKind.TEAM, "one"), Scope(ScopeKind.TEAM, "two")]
        for number in range(4):
            made = await store.library.save(
                scopes[number % 2], f"n{number}", "x", author=ann.person, why="", write=WriteKey(str(number))
            )
            clock.advance(1)
            await store.library.delete(made.id, by=ann.person)

        async def names(*chosen: Scope, offset: int = 0) -> list[str]:
            return [one.snippet.name for one in await store.library.gone(chosen, limit=3, offset=offset)]

        assert await names(*scopes) == ["n3", "n2", "n1"]
        assert await names(*scopes, offset=3) == ["n0"]
        assert await names(scopes[1]) == ["n3", "n1"]
        assert await names() == []

    async def test_what_is_kept_goes_when_the_team_says(self, store: Store, clock: FakeClock) -> None:
        """A team's deleted prompts, its usage and its log go at the age it chose, those of others at the usual age."""
        ann, bob = await comes(store, "Ann"), await comes(store, "Bob", THERE)
        usual = {Retained.DELETED: 30, Retained.USAGE: 400, Retained.AUDIT: 400}
        for actor in (ann, bob):
            team = Scope(ScopeKind.TEAM, team_of(actor))
            made = await store.library.save(team, "notes", "x", author=actor.person, why="", write=WriteKey(actor.name))
            await store.library.delete(made.id, by=actor.person)
            await store.ledger.charge(actor.person, actor.team, CallId("c"), "draft", Usage(calls=1))
            await store.audit.add(act(actor), WriteKey(actor.name))
        await store.ledger.charge(ann.person, None, CallId("c"), "draft", Usage(calls=1))
        assert await store.teams.kept(ann.team) == usual
        for what, days in ((Retained.DELETED, 60), (Retained.USAGE, 100), (Retained.AUDIT, 500)):
            await store.teams.keep(team_of(ann), what, days, act(ann, ActKind.RETENTION))
        assert (await store.teams.kept(ann.team))[Retained.AUDIT] == 500
        assert await store.teams.kept(bob.team) == await store.teams.kept(None) == usual

        async def dropped(days: int) -> tuple[int, int, int]:
            found = await store.prune(clock.now() + timedelta(days=days))
            return found["snippets"], found["usage"], found["audit"]

        ages = (29, 31, 61, 101, 399, 401, 501)
        assert [await dropped(days) for days in ages] == [
            (0, 0, 0),
            (1, 0, 0),
            (1, 0, 0),
            (0, 1, 0),
            (0, 0, 0),
            (0, 2, 1),
            (0, 0, 4),
        ]

    async def test_a_page_beyond_all_is_empty(self, store: Store) -> None:
        """However far behind the last one a page begins, there is nothing on it."""
        ann, far = await comes(store, "Ann"), 2**70
        await store.audit.add(act(ann), WriteKey("act"))
        assert await store.members.page(team_of(ann), limit=far, offset=far) == ()
        assert await store.audit.recent(team_of(ann), limit=far, offset=far) == ()
        assert await store.library.gone([Scope(ScopeKind.TEAM, team_of(ann))], limit=far, offset=far) == ()

    async def test_two_who_give_at_once_leave_one_role(self, store: Store) -> None:
        """Two administrators at the same moment: one of the roles stands, and both acts are noted."""
        ann, bob = await comes(store, "Ann"), await comes(store, "Bob")
        given = [
            store.members.give(team_of(ann), bob.person, role, act(ann, role=role))
            for role in (Role.VIEWER, Role.REVIEWER)
        ]
        await asyncio.gather(*given)
        last = (await store.audit.recent(team_of(ann), limit=9, offset=0))[0].act.fields["role"]
        assert (await comes(store, "Bob")).role == last
