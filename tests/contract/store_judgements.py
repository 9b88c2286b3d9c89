"""What every store must do about what people think of versions."""

from datetime import timedelta

import pytest

from bot.domain import Judgement, Version, VersionId, WriteKey
from bot.errors import NotFound
from bot.ports import Store
from tests.contract.store_sessions import ANN, BOB, begun, new
from tests.doubles.clock import FakeClock


async def made(store: Store, text: str = "one") -> Version:
    """Make a version."""
    session = await begun(store)
    return await store.sessions.add(session.id, new(text), WriteKey(f"add {text}"))


@pytest.mark.asyncio
class JudgementsContract:
    """Inherit it in a class named Test..., beside fixtures `store` and `clock`."""

    async def test_each_person_has_one_word_on_a_version(self, store: Store) -> None:
        """What two people think of a version stands side by side; either can change their mind, and is told what they
        thought before.
        """
        version = await made(store)
        assert await store.judgements.of(version.id) == {}
        assert await store.judgements.put(version.id, ANN, Judgement.GOOD) is None
        assert await store.judgements.put(version.id, BOB, Judgement.GOOD) is None
        assert await store.judgements.put(version.id, ANN, Judgement.BAD) is Judgement.GOOD
        assert await store.judgements.put(version.id, ANN, Judgement.BAD) is Judgement.BAD
        assert await store.judgements.of(version.id) == {ANN: Judgement.BAD, BOB: Judgement.GOOD}

    async def test_a_judgement_changes_no_version(self, store: Store) -> None:
        """A version reads the same after it was judged, is no newer for it, and others are not judged with it."""
        first = await made(store)
        other = await store.sessions.add(first.session, new("two", first.id), WriteKey("two"))
        session = await store.sessions.session(first.session)
        await store.judgements.put(first.id, ANN, Judgement.BAD)
        assert await store.sessions.versions(first.session) == (first, other)
        assert await store.sessions.session(first.session) == session
        assert await store.judgements.of(other.id) == {}

    async def test_what_is_gone_is_not_judged(self, store: Store, clock: FakeClock) -> None:
        """A version that is no longer kept cannot be judged, and what was thought of it goes with it."""
        version = await made(store)
        await store.judgements.put(version.id, ANN, Judgement.GOOD)
        await store.prune(clock.now() + timedelta(days=91))
        assert await store.judgements.of(version.id) == {}
        for gone in (version.id, VersionId("none")):
            with pytest.raises(NotFound):
                await store.judgements.put(gone, ANN, Judgement.GOOD)
