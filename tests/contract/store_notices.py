"""What every store must do about what waits to be told to others."""

from datetime import timedelta

import pytest

from bot.domain import Audience
from bot.ports import Store
from tests.doubles.clock import FakeClock

ANN = Audience(platform="chat", user="ann", locale="fr")
ROOM = Audience(platform="chat", channel="general")
ELSEWHERE = Audience(platform="other", user="ann")


@pytest.mark.asyncio
class NoticesContract:
    """Inherit it in a class named Test..., beside fixtures `store` and `clock`."""

    async def test_each_is_told_once_where_they_are(self, store: Store) -> None:
        """Everybody it concerns gets one message on their own platform, and none once it stands there."""
        await store.notices.put("1review:p", (ANN, ROOM, ELSEWHERE))
        due = await store.notices.due("chat", limit=10)
        assert [(one.to, one.token, one.address) for one in due] == [(ANN, "1review:p", b""), (ROOM, "1review:p", b"")]
        assert len(await store.notices.due("chat", limit=1)) == 1
        for one in due:
            await store.notices.shown(one.id, one.turn, b"there")
        assert await store.notices.due("chat", limit=10) == ()
        assert [one.to for one in await store.notices.due("other", limit=10)] == [ELSEWHERE]

    async def test_what_changed_is_shown_where_it_stands(self, store: Store) -> None:
        """A message is edited in its place when what it tells of changes, also by telling the same people again."""
        await store.notices.put("1review:p", (ANN,))
        await store.notices.put("1review:other", (ANN,))
        for one in await store.notices.due("chat", limit=10):
            await store.notices.shown(one.id, one.turn, b"there")
        await store.notices.renew("1review:p")
        (due,) = await store.notices.due("chat", limit=10)
        assert (due.token, due.address) == ("1review:p", b"there")
        await store.notices.put("1review:p", (ANN, ROOM))
        assert [one.to for one in await store.notices.due("chat", limit=10)] == [ANN, ROOM]

    async def test_a_change_while_it_is_shown_is_not_missed(self, store: Store) -> None:
        """What changes while a message is on its way is shown afterwards."""
        await store.notices.put("1review:p", (ANN,))
        (first,) = await store.notices.due("chat", limit=10)
        await store.notices.renew("1review:p")
        await store.notices.shown(first.id, first.turn, b"there")
        (second,) = await store.notices.due("chat", limit=10)
        assert (second.id, second.address) == (first.id, b"there")
        assert second.turn > first.turn

    async def test_what_cannot_be_shown_is_let_go(self, store: Store) -> None:
        """Whoever cannot be reached is not tried for ever, and is told again only of something new."""
        await store.notices.put("1review:p", (ANN,))
        (due,) = await store.notices.due("chat", limit=10)
        await store.notices.shown(due.id, due.turn, None)
        await store.notices.renew("1review:p")
        assert await store.notices.due("chat", limit=10) == ()

    async def test_old_ones_are_dropped(self, store: Store, clock: FakeClock) -> None:
        """A notice is kept for 90 days."""
        await store.notices.put("1review:p", (ANN,))
        assert (await store.prune(clock.now() + timedelta(days=89)))["notices"] == 0
        assert (await store.prune(clock.now() + timedelta(days=91)))["notices"] == 1
