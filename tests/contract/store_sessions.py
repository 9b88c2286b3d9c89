"""What every store must do about the prompts under work."""

from datetime import timedelta
from decimal import Decimal

import pytest

from bot.domain import (
    Change,
    NewVersion,
    Origin,
    PersonId,
    Session,
    SessionId,
    Usage,
    Variable,
    VersionId,
    WriteKey,
)
from bot.errors import Conflict, NotFound, TooLarge
from bot.ports import Store
from tests.doubles.clock import FakeClock

ANN, BOB = PersonId("ann"), PersonId("bob")


def new(text: str, parent: VersionId | None = None) -> NewVersion:
    """Give a version as a refinement makes it."""
    return NewVersion(text=text, origin=Origin.REFINED, author=ANN, parent=parent)


async def begun(store: Store, key: str = "room", owner: PersonId = ANN) -> Session:
    """Begin a session."""
    return await store.sessions.begin(key, owner, f"prompt of {key}", WriteKey(f"begin {key}"))


@pytest.mark.asyncio
class SessionsContract:
    """Inherit it in a class named Test..., beside fixtures `store` and `clock`."""

    async def test_a_conversation_has_its_prompt_under_work(self, store: Store, clock: FakeClock) -> None:
        """What was begun in a room is what is worked on there, and nowhere else."""
        session = await begun(store)
        assert session == Session(id=session.id, owner=ANN, title="prompt of room", head=None, at=clock.now())
        assert await store.sessions.current("room", since=None) == session
        assert await store.sessions.session(session.id) == session
        assert await store.sessions.current("hall", since=None) is None

    async def test_a_prompt_that_was_left_alone_is_not_current(self, store: Store, clock: FakeClock) -> None:
        """After a day a new goal begins a new prompt; touching it in time keeps it."""
        session = await begun(store)
        clock.advance(3600)
        assert await store.sessions.current("room", since=clock.now() - timedelta(hours=1)) is not None
        assert await store.sessions.current("room", since=clock.now() - timedelta(minutes=59)) is None
        await store.sessions.add(session.id, new("text"), WriteKey("v1"))
        assert await store.sessions.current("room", since=clock.now()) is not None

    async def test_everything_about_a_version_comes_back(self, store: Store, clock: FakeClock) -> None:
        """A version is shown later exactly as it was made."""
        session = await begun(store)
        first = await store.sessions.add(session.id, new("one"), WriteKey("v1"))
        made = NewVersion(
            text="Zwei \U0001f600 {{x}}\r\n\ttrailing ",
            origin=Origin.DRAFTED,
            author=BOB,
            parent=first.id,
            why="kürzer",
            target="claude",
            variables=(Variable("x", "what"), Variable("y")),
            assumptions=("short",),
            changes=(Change("cut", "too long"),),
            usage=Usage(input_tokens=3, price=Decimal("0.000000375"), model="m", calls=1),
        )
        version = await store.sessions.add(session.id, made, WriteKey("v2"))
        assert version == await store.sessions.version(version.id)
        assert (version.session, version.number, version.at) == (session.id, 2, clock.now())
        for name in NewVersion.__dataclass_fields__:
            assert getattr(version, name) == getattr(made, name), name
        assert await store.sessions.versions(session.id) == (first, version)

    async def test_adding_moves_the_head(self, store: Store) -> None:
        """The newest version is the one that is worked on, whichever it was made from."""
        session = await begun(store)
        first = await store.sessions.add(session.id, new("one"), WriteKey("v1"))
        await store.sessions.add(session.id, new("two", first.id), WriteKey("v2"))
        third = await store.sessions.add(session.id, new("three", first.id), WriteKey("v3"))
        found = await store.sessions.session(session.id)
        assert found is not None
        assert found.head == third.id

    async def test_a_version_is_added_only_to_what_was_seen(self, store: Store) -> None:
        """Of two changes to the same version the second is refused where it says what it expects, and adds nothing."""
        session = await begun(store)
        first = await store.sessions.add(session.id, new("one"), WriteKey("v1"))
        second = await store.sessions.add(session.id, new("two", first.id), WriteKey("v2"), expected=first.id)
        with pytest.raises(Conflict):
            await store.sessions.add(session.id, new("other", first.id), WriteKey("v3"), expected=first.id)
        again = await store.sessions.add(session.id, new("two", first.id), WriteKey("v2"), expected=first.id)
        assert again == second
        found = await store.sessions.session(session.id)
        assert found is not None
        assert found.head == second.id

    async def test_undo_moves_the_head_only_from_where_it_was_seen(self, store: Store) -> None:
        """An undo of something that changed meanwhile changes nothing and says so."""
        session, other = await begun(store), await begun(store, "hall")
        first = await store.sessions.add(session.id, new("one"), WriteKey("v1"))
        second = await store.sessions.add(session.id, new("two", first.id), WriteKey("v2"))
        foreign = await store.sessions.add(other.id, new("else"), WriteKey("v3"))
        assert await store.sessions.move_head(session.id, second.id, first.id)
        assert not await store.sessions.move_head(session.id, second.id, first.id)
        assert not await store.sessions.move_head(session.id, first.id, foreign.id)
        found = await store.sessions.session(session.id)
        assert found is not None
        assert found.head == first.id

    async def test_a_conversation_can_go_on_elsewhere(self, store: Store) -> None:
        """What was begun in one room is worked on in another as well."""
        session = await begun(store)
        await begun(store, "hall")
        await store.sessions.attach("hall", session.id)
        found = await store.sessions.current("hall", since=None)
        assert found is not None
        assert found.id == session.id
        with pytest.raises(NotFound):
            await store.sessions.attach("hall", SessionId("none"))

    async def test_recent_work_comes_last_touched_first(self, store: Store, clock: FakeClock) -> None:
        """`last` shows what was touched last, even when the clock went back; empty ones and others' are left out."""
        sessions = [await begun(store, room) for room in ("a", "b", "c", "empty")]
        await store.sessions.add((await begun(store, "bob's", BOB)).id, new("x"), WriteKey("bob"))
        for session in sessions[:3]:
            clock.jump(-60)
            await store.sessions.add(session.id, new("text"), WriteKey(session.id))
        await store.sessions.attach("elsewhere", sessions[0].id)
        recent = await store.sessions.recent(ANN, 10)
        assert [session.title for session in recent] == ["prompt of a", "prompt of c", "prompt of b"]
        assert len(await store.sessions.recent(ANN, 2)) == 2

    async def test_the_same_write_is_done_once(self, store: Store) -> None:
        """A second click gives the version of the first."""
        session = await begun(store)
        assert (await begun(store)).id == session.id
        first = await store.sessions.add(session.id, new("one"), WriteKey("v1"))
        assert await store.sessions.add(session.id, new("two"), WriteKey("v1")) == first
        assert await store.sessions.versions(session.id) == (first,)

    async def test_what_cannot_be_kept_is_refused(self, store: Store) -> None:
        """Too much text, and a conversation that is gone, are told and change nothing."""
        session = await begun(store)
        with pytest.raises(TooLarge):
            await store.sessions.add(session.id, new("x" * 100_001), WriteKey("v1"))
        with pytest.raises(NotFound):
            await store.sessions.add(SessionId("none"), new("x"), WriteKey("v1"))
        assert await store.sessions.versions(session.id) == ()
        assert await store.sessions.version(VersionId("none")) is None
