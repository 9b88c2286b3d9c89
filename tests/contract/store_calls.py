"""What every store must do about calls, what buttons name, and what the model took."""

from datetime import timedelta
from decimal import Decimal

import pytest

from bot.domain import (
    CallId,
    EventKey,
    NewVersion,
    Origin,
    PersonId,
    RecordId,
    Scope,
    ScopeKind,
    Status,
    TeamId,
    Usage,
    WriteKey,
)
from bot.errors import NotFound
from bot.ports import CallRecord, Store
from tests.doubles.clock import FakeClock

ANN, BOB = PersonId("ann"), PersonId("bob")
TEAM = TeamId("team")


async def begun(store: Store, event: str = "e1", *, boot: str = "b1", platform: str = "local") -> CallRecord:
    """Record a call."""
    record, _ = await store.calls.begin(
        EventKey(event), ANN, platform=platform, inbound=b"said", address=b"where", boot=boot
    )
    return record


@pytest.mark.asyncio
class CallsContract:
    """Inherit it in a class named Test..., beside fixtures `store` and `clock`."""

    async def test_a_call_is_known_before_it_is_acted_on(self, store: Store, clock: FakeClock) -> None:
        """A call that was taken on is there as running, with all that running it again needs."""
        record, new = await store.calls.begin(
            EventKey("e1"), ANN, platform="local", inbound=b"said", address=b"where", boot="b1"
        )
        assert new
        assert record == CallRecord(
            id=record.id,
            event=EventKey("e1"),
            person=ANN,
            status=Status.RUNNING,
            boot="b1",
            inbound=b"said",
            address=b"where",
            result=b"",
            at=clock.now(),
        )
        assert await store.calls.get(record.id) == record

    async def test_a_second_delivery_gets_the_first_call(self, store: Store) -> None:
        """The same event delivered twice is one call, with its result."""
        first = await begun(store)
        await store.calls.finish(first.id, Status.DONE, b"shown")
        again, new = await store.calls.begin(
            EventKey("e1"), ANN, platform="local", inbound=b"x", address=b"y", boot="b2"
        )
        assert not new
        assert (again.id, again.status, again.result) == (first.id, Status.DONE, b"shown")

    @pytest.mark.parametrize("status", [status for status in Status if status is not Status.RUNNING])
    async def test_what_is_needed_to_try_again_is_kept_only_then(self, store: Store, status: Status) -> None:
        """What a person said is dropped when the call is done, and kept while it may be run again."""
        call = (await begun(store)).id
        await store.calls.finish(call, status, b"shown")
        found = await store.calls.get(call)
        assert found is not None
        again = status is not Status.DONE
        assert (found.inbound, found.address) == ((b"said", b"where") if again else (b"", b""))
        assert await store.calls.rerun(call, "b2") is again
        assert not await store.calls.rerun(call, "b2")

    async def test_calls_of_a_process_that_is_gone_are_told_once(self, store: Store) -> None:
        """What an earlier process left running is told as interrupted: of this platform, of dead processes, once."""
        left = await begun(store, "e1", boot="dead")
        await begun(store, "e2", boot="alive")
        await begun(store, "e3", boot="dead", platform="slack")
        await store.calls.finish((await begun(store, "e4", boot="dead")).id, Status.DONE, b"")
        (told,) = await store.calls.interrupt(["alive", "me"], "local")
        assert (told.id, told.status, told.inbound) == (left.id, Status.INTERRUPTED, b"said")
        assert await store.calls.interrupt(["alive", "me"], "local") == ()

    async def test_an_answer_that_stands_already_is_found_after_a_crash(self, store: Store) -> None:
        """Where the answer to a call came to stand while it ran is what is told when its process died; what a call that
        has ended says of it stays as it was.
        """
        left, ended = await begun(store, "e1", boot="dead"), await begun(store, "e2", boot="dead")
        await store.calls.finish(ended.id, Status.DONE, b"")
        for call in (left.id, ended.id, CallId("none")):
            await store.calls.move(call, b"there")
        (told,) = await store.calls.interrupt(["me"], "local")
        assert (told.id, told.address) == (left.id, b"there")
        done = await store.calls.get(ended.id)
        assert done is not None
        assert done.address == b""

    async def test_a_call_that_never_was_cannot_end(self, store: Store) -> None:
        """An unknown call is told as such."""
        with pytest.raises(NotFound):
            await store.calls.finish(CallId("none"), Status.DONE, b"")
        assert await store.calls.get(CallId("none")) is None
        assert not await store.calls.rerun(CallId("none"), "b1")

    async def test_a_button_finds_what_it_names(self, store: Store, clock: FakeClock) -> None:
        """What a card's button names is there when it is pressed, exactly; the same write keeps it once."""
        name = await store.records.put("critique", ANN, b"\0body", WriteKey("r1"))
        assert await store.records.put("critique", ANN, b"other", WriteKey("r1")) == name
        record = await store.records.get(name)
        assert record is not None
        assert (record.id, record.kind, record.owner, record.body) == (name, "critique", ANN, b"\0body")
        assert record.at == clock.now()
        assert await store.records.get(RecordId("none")) is None

    async def test_usage_adds_up(self, store: Store, clock: FakeClock) -> None:
        """What the model took is summed by person, team, all and purpose, prices to the last digit."""
        began = clock.now()
        took = Usage(input_tokens=10, output_tokens=5, cached_tokens=2, price=Decimal("0.0000003"), model="m", calls=1)
        await store.ledger.charge(ANN, TEAM, CallId("1"), "draft", took)
        clock.advance(60)
        await store.ledger.charge(ANN, None, CallId("2"), "critique", took)
        await store.ledger.charge(BOB, TEAM, CallId("3"), "draft", Usage(input_tokens=1, model="other", calls=1))
        assert await store.ledger.spent(began, person=ANN) == (took + took, began)
        assert (await store.ledger.spent(began, team=TEAM))[0].input_tokens == 11
        total, oldest = await store.ledger.spent(began)
        assert (total.calls, total.price, total.model, oldest) == (3, Decimal("0.0000006"), "", began)
        assert await store.ledger.spent(clock.now(), person=ANN) == (took, clock.now())
        assert await store.ledger.spent(clock.now() + timedelta(seconds=1)) == (Usage(), None)
        assert await store.ledger.by_purpose(began, ANN) == {"draft": took, "critique": took}

    async def test_what_is_kept_for_a_time_goes_in_time(self, store: Store, clock: FakeClock) -> None:
        """Old calls, records, prompts under work and deleted prompts go; saved prompts and fresh ones stay."""
        call = await begun(store)
        record = await store.records.put("brief", ANN, b"", WriteKey("r"))
        session = await store.sessions.begin("room", ANN, "t", WriteKey("s"))
        new = NewVersion(text="x", origin=Origin.PASTED, author=ANN, parent=None)
        version = await store.sessions.add(session.id, new, WriteKey("v"))
        scope = Scope(ScopeKind.PERSON, ANN)
        kept = await store.library.save(scope, "kept", "x", author=ANN, why="", write=WriteKey("a"))
        gone = await store.library.save(scope, "gone", "x", author=ANN, why="", write=WriteKey("b"))
        await store.library.delete(gone.id, by=ANN)
        assert not any((await store.prune(clock.now())).values())
        clock.advance(48 * 3600 + 1)
        assert (await store.prune(clock.now()))["calls"] == 1
        assert await store.calls.get(call.id) is None
        clock.advance(28 * 86400)
        assert (await store.prune(clock.now()))["snippets"] == 1
        assert await store.library.deleted(gone.id) is None
        assert await store.records.get(record) is not None
        clock.advance(60 * 86400)
        pruned = await store.prune(clock.now())
        assert (pruned["records"], pruned["sessions"]) == (1, 1)
        assert await store.sessions.version(version.id) is None
        assert await store.sessions.current("room", since=None) is None
        assert await store.library.by_id(kept.id) == kept
