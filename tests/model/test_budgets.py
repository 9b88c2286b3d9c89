"""Budgets: refused before anything is sent, with a sentence that says when there is room again."""

import asyncio
from datetime import timedelta

import pytest
from pydantic import BaseModel

from bot.domain import Budget, CallId, PersonId, Usage
from bot.errors import OverBudget
from bot.model.budgets import Budgeted, Spending, estimate
from bot.ports import DAY, Ask, Budgets, Stop, Turn
from tests.doubles.clock import START, FakeClock
from tests.doubles.connected import ASK, BOUNDLESS, asker, budgets, closed
from tests.doubles.ledger import MemoryLedger
from tests.doubles.model import Says, ScriptedModel


class Stub(BaseModel):
    """What a test asks for by a schema."""

    name: str


HUNDRED = Budget(tokens_a_day=100, calls_at_once=None)
TWO_AT_ONCE = Budget(tokens_a_day=None, calls_at_once=2)


class Office:
    """A model with budgets, and what stands behind them."""

    def __init__(self, allowance: Budgets) -> None:
        self.clock = FakeClock()
        self.ledger = MemoryLedger(self.clock)
        self.inner = ScriptedModel(lambda _: Says("Hello."))
        self.spending = Spending(allowance, self.ledger, self.clock)
        self.model = Budgeted(self.inner, self.spending)

    async def ask(self, person: str = "ann", team: str | None = "team") -> None:
        """Ask for an answer and read it."""
        async for _ in self.model.stream(ASK, asker(person, team)):
            pass

    async def took(self, tokens: int, person: str = "ann", team: str | None = "team") -> None:
        """Record what a call took, as the model does."""
        await self.spending.charge(asker(person, team), "draft", Usage(output_tokens=tokens))

    async def elsewhere(self, tokens: int, person: str = "ann") -> None:
        """Record what a call of another process took."""
        await self.ledger.charge(PersonId(person), None, CallId("other"), "draft", Usage(input_tokens=tokens))

    async def refused(self, person: str = "ann", team: str | None = "team") -> OverBudget:
        """Ask and give the refusal; nothing must have been sent."""
        sent = len(self.inner.asks)
        with pytest.raises(OverBudget) as refusal:
            await self.ask(person, team)
        assert len(self.inner.asks) == sent
        return refusal.value


@pytest.mark.asyncio
async def test_a_person_without_tokens_is_told_when_there_are_some_again() -> None:
    """A person who used everything up reads how much that was and how long to wait."""
    office = Office(budgets(person=HUNDRED))
    await office.took(60)
    office.clock.advance(3600)
    await office.ask()
    await office.took(60)
    refusal = await office.refused()
    expected = START + DAY
    assert refusal.free_at is not None
    assert abs(refusal.free_at - expected) <= timedelta(seconds=30)
    sentence = "You have used up your 100 tokens of 24 hours. Nothing was sent. There is room again in 23 h "
    assert str(refusal).startswith(sentence)


@pytest.mark.asyncio
async def test_there_is_room_again_when_it_was_said() -> None:
    """At the time that the refusal named, the person is served."""
    office = Office(budgets(person=HUNDRED))
    await office.took(30)
    office.clock.advance(1800)
    await office.took(90)
    refusal = await office.refused()
    assert refusal.free_at is not None
    office.clock.advance((refusal.free_at - office.clock.now()).total_seconds() - 60)
    await office.refused()
    office.clock.advance(61)
    await office.ask()


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("allowance", "words"),
    [(budgets(team=HUNDRED), "Your team has"), (budgets(process=HUNDRED), "Everybody together has")],
    ids=["team", "everybody"],
)
async def test_others_who_pay_count_too(allowance: Budgets, words: str) -> None:
    """When a team, or everybody, used everything up, its members read whose budget it is."""
    office = Office(allowance)
    await office.took(100, "bob")
    assert str(await office.refused("ann")).startswith(words)


@pytest.mark.asyncio
async def test_one_person_does_not_use_up_anothers() -> None:
    """What one person took is no concern of another, nor of who has no team."""
    office = Office(budgets(person=HUNDRED, team=HUNDRED))
    await office.took(100, "bob", "crew")
    await office.ask("ann", "team")
    await office.ask("ann", None)


@pytest.mark.asyncio
async def test_what_other_processes_took_counts_within_seconds() -> None:
    """Tokens that a shell used meanwhile are known to the server a few seconds later."""
    office = Office(budgets(person=HUNDRED))
    await office.ask()
    await office.elsewhere(100)
    office.clock.advance(5)
    await office.refused()


@pytest.mark.asyncio
async def test_the_ledger_is_not_asked_for_each_call() -> None:
    """A hundred calls in a row cost one reading of each sum."""
    office = Office(budgets(person=Budget(tokens_a_day=10**9, calls_at_once=None)))
    for _ in range(100):
        await office.ask()
        await office.took(10)
    assert office.ledger.readings == 1


@pytest.mark.asyncio
async def test_a_flood_of_refusals_costs_the_ledger_nothing() -> None:
    """Who asks again and again after a refusal keeps the database free for others."""
    office = Office(budgets(person=HUNDRED))
    await office.took(100)
    await office.refused()
    readings = office.ledger.readings
    for _ in range(50):
        await office.refused()
    assert office.ledger.readings == readings


@pytest.mark.asyncio
async def test_charges_are_never_counted_twice_or_lost() -> None:
    """The sum in memory and the sum in the ledger agree, whenever the ledger is read."""
    office = Office(budgets(person=Budget(tokens_a_day=1000, calls_at_once=None)))
    for _ in range(9):
        await office.ask()
        await office.took(111)
        office.clock.advance(3)
    await office.ask()
    await office.took(1)
    await office.refused()


@pytest.mark.asyncio
async def test_two_callers_cannot_both_take_the_last_room() -> None:
    """When there is room for one more, one of two who ask together is refused."""
    office = Office(budgets(person=Budget(tokens_a_day=100 + estimate(ASK) // 2, calls_at_once=None)))
    await office.elsewhere(100)
    never = asyncio.Event()
    office.inner.answers = lambda _: Says("Hello.", then=never)
    tasks = [asyncio.create_task(office.ask()) for _ in range(2)]
    done, waiting = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    (refusal,) = [task.exception() for task in done]
    assert isinstance(refusal, OverBudget)
    assert refusal.free_at is None
    assert "under way" in str(refusal)
    never.set()
    await asyncio.gather(*waiting)
    await office.ask()


@pytest.mark.asyncio
async def test_nobody_slips_past_while_the_sum_is_being_read() -> None:
    """Callers who come while the ledger is read for the first time wait for its sum."""
    office = Office(budgets(person=HUNDRED))
    await office.elsewhere(100)
    results = await asyncio.gather(*(office.ask() for _ in range(5)), return_exceptions=True)
    assert all(isinstance(result, OverBudget) for result in results)


@pytest.mark.asyncio
async def test_calls_at_once_are_counted_for_each_who_pays() -> None:
    """The third answer at once is refused, until one of the two has ended or was stopped."""
    office = Office(budgets(team=TWO_AT_ONCE))
    never = asyncio.Event()
    office.inner.answers = lambda _: Says("Hello.", then=never)
    async with closed(office.model.stream(ASK, asker("ann"))) as first:
        await anext(first)
        async with closed(office.model.stream(ASK, asker("bob"))) as second:
            await anext(second)
            refusal = await office.refused("cat")
        assert str(refusal) == "Your team has 2 answers under way, as many as it may. Nothing was sent."
        never.set()
        await office.ask("cat")
    assert office.inner.open == 0


@pytest.mark.asyncio
async def test_a_database_that_cannot_be_written_does_not_open_the_purse() -> None:
    """Tokens whose record failed count all the same."""
    office = Office(budgets(person=HUNDRED))
    office.ledger.busy = True
    with pytest.raises(Exception, match="busy"):
        await office.took(100)
    office.clock.advance(3600)
    await office.refused()


@pytest.mark.asyncio
async def test_memory_does_not_grow_with_the_number_of_people(monkeypatch: pytest.MonkeyPatch) -> None:
    """Thousands of people may have asked; those who are gone are forgotten."""
    monkeypatch.setattr("bot.model.budgets.KEPT", 10)
    office = Office(budgets(person=HUNDRED))
    for number in range(200):
        await office.ask(f"person {number}")
        office.clock.advance(10)
    assert len(office.spending._payers) <= 12


@pytest.mark.asyncio
async def test_what_is_not_streamed_is_budgeted_too() -> None:
    """Structured answers and elements are refused as well; counting and checking never are."""
    office = Office(budgets(person=HUNDRED))
    await office.took(100)
    with pytest.raises(OverBudget):
        await office.model.structured(ASK, Stub, asker())
    with pytest.raises(OverBudget):
        _ = [item async for item in office.model.items(ASK, Stub, asker())]
    assert await office.model.count(ASK) > 0
    assert await office.model.check() == "Scripted"
    assert office.model.traits.name == "Scripted"
    await office.model.aclose()
    assert office.inner.closed


@pytest.mark.asyncio
async def test_within_budget_everything_passes() -> None:
    """A person within budget gets structured answers and elements."""
    office = Office(budgets(person=HUNDRED, team=BOUNDLESS))
    office.inner.answers = {"draft": [{"name": "x"}, [{"name": "y"}]]}
    value, _ = await office.model.structured(ASK, Stub, asker())
    items = [item async for item in office.model.items(ASK, Stub, asker())]
    assert (value, items[0]) == (Stub(name="x"), Stub(name="y"))
    assert isinstance(items[1], Stop)


def test_an_estimate_holds_what_a_call_may_take() -> None:
    """The estimate covers the text, the images and the longest answer."""
    turns = (Turn("user", "x" * 400),)
    assert estimate(Ask(purpose="p", system="y" * 400, turns=turns, max_tokens=1000)) == 1200
