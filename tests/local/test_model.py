"""The model port over a model on this computer, against a double of its server."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest
import pytest_asyncio
from aiohttp.test_utils import TestServer
from pydantic import BaseModel

from bot.domain import Budget, CallId, PersonId, TeamId, Usage
from bot.errors import ModelCut, ModelRefused, ModelUnavailable
from bot.model.budgets import Spending
from bot.model.local.child import Child
from bot.model.local.model import LocalModel
from bot.model.patience import Patience
from bot.ports import Ask, Asker, Budgets, Delta, Model, Stop, Turn
from bot.words import Words
from tests.doubles.clock import FakeClock
from tests.doubles.llama import Llama

ASKER = Asker(person=PersonId("p"), team=None, call=CallId("c"), words=Words())
ASK = Ask(purpose="draft", system="Be brief.", turns=(Turn("user", "Hello"),), max_tokens=50)
FREE = Budget(tokens_a_day=None, calls_at_once=None)


class Answer(BaseModel):
    """What is asked for."""

    word: str


@dataclass
class Charges:
    """A ledger that only remembers."""

    made: list[Usage] = field(default_factory=list)

    async def charge(self, person: PersonId, team: TeamId | None, call: CallId, purpose: str, usage: Usage) -> None:  # noqa: ARG002 - the port's
        """Remember what was taken."""
        self.made.append(usage)

    async def spent(
        self,
        since: datetime,  # noqa: ARG002 - the port's
        *,
        person: PersonId | None = None,  # noqa: ARG002 - the port's
        team: TeamId | None = None,  # noqa: ARG002 - the port's
    ) -> tuple[Usage, datetime | None]:
        """Say that nothing was taken."""
        return Usage(), None

    async def by_purpose(self, since: datetime, person: PersonId) -> Mapping[str, Usage]:
        """Nobody asks."""
        raise NotImplementedError

    async def allow(self, person: PersonId, *fingerprints: str) -> None:
        """Nobody asks."""
        raise NotImplementedError

    async def allowed(self, person: PersonId) -> frozenset[str]:
        """Nobody asks."""
        raise NotImplementedError


class Running(Child):
    """A child that runs already."""

    def __init__(self, server: TestServer, llama: Llama) -> None:
        super().__init__("tiny", Path("tiny.gguf"), FakeClock(), context=4096)
        llama.key = self.key
        self._server = server
        self.asked = 0

    async def address(self) -> str:
        """Give the double's address."""
        self.asked += 1
        return str(self._server.make_url("")).rstrip("/")


@dataclass
class Set:
    """All that a test looks at."""

    model: LocalModel
    llama: Llama
    charges: Charges
    child: Running


@pytest_asyncio.fixture
async def here() -> AsyncIterator[Set]:
    """Give a model over a double that runs."""
    llama, charges, clock = Llama(), Charges(), FakeClock()
    server = llama.server()
    await server.start_server()
    child = Running(server, llama)
    spending = Spending(Budgets(person=FREE, team=FREE, process=FREE), charges, clock)
    model = LocalModel("tiny", child, clock=clock, spending=spending, patience=Patience(attempts=1))
    yield Set(model, llama, charges, child)
    await model.aclose()
    await server.close()


@pytest.mark.asyncio
async def test_streams_text(here: Set) -> None:
    """Text from the local model arrives in pieces, and costs nothing."""
    model: Model = here.model
    parts = [part async for part in model.stream(ASK, ASKER)]
    assert "".join(part.text for part in parts if isinstance(part, Delta)) == "Hello there"
    stop = parts[-1]
    assert isinstance(stop, Stop)
    assert (stop.reason, stop.usage.price, stop.usage.input_tokens) == ("end", Decimal(0), 30)
    assert here.charges.made == [stop.usage]
    assert "cache_control" not in str(here.llama.bodies)


@pytest.mark.asyncio
async def test_a_structured_answer_keeps_to_its_schema(here: Set) -> None:
    """A structured answer is asked for where the server enforces the schema."""
    here.llama.answer = '{"word": "tickets"}'
    answer, usage = await here.model.structured(ASK, Answer, ASKER)
    assert answer == Answer(word="tickets")
    assert (usage.input_tokens, usage.output_tokens, usage.cached_tokens) == (30, 7, 20)
    [(path, body)] = here.llama.bodies
    assert path == "/v1/chat/completions"
    assert body["response_format"]["json_schema"]["schema"]["properties"].keys() == {"word"}
    assert [message["role"] for message in body["messages"]] == ["system", "user"]


@pytest.mark.asyncio
async def test_items_arrive_one_by_one(here: Set) -> None:
    """The elements of a list are given as they are complete."""
    here.llama.answer = '{"items": [{"word": "a"}, {"word": "b"}]}'
    items = [item async for item in here.model.items(ASK, Answer, ASKER)]
    assert items[:2] == [Answer(word="a"), Answer(word="b")]
    assert isinstance(items[2], Stop)


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ("cut", ModelCut),
        ("error", ModelCut),
        ("shape", ModelCut),
        ("length", ModelCut),
        ("500", ModelUnavailable),
        ("400", ModelRefused),
    ],
)
async def test_what_goes_wrong_is_told(here: Set, fault: str, error: type[Exception]) -> None:
    """A structured answer that breaks off, is refused or too long is an error, never half an answer."""
    here.llama.answer, here.llama.fault = '{"word": "tickets"}', fault
    with pytest.raises(error):
        await here.model.structured(ASK, Answer, ASKER)


@pytest.mark.asyncio
async def test_every_request_has_a_connection_of_its_own(here: Set) -> None:
    """Requests one after the other share no connection, which the server does not bear well."""
    here.llama.answer = '{"word": "tickets"}'
    for _ in range(3):
        await here.model.structured(ASK, Answer, ASKER)
        _ = [part async for part in here.model.stream(ASK, ASKER)]
    assert len(here.llama.bodies) == 6
    assert here.llama.kept == 0


@pytest.mark.asyncio
async def test_asks_where_the_server_is_each_time(here: Set) -> None:
    """A server that was started again elsewhere is found by the next request."""
    for _ in range(2):
        _ = [part async for part in here.model.stream(ASK, ASKER)]
    assert here.child.asked == 2


@pytest.mark.asyncio
async def test_says_what_it_is(here: Set) -> None:
    """The local model names itself, and says that nothing leaves this computer."""
    assert await here.model.check() == "tiny"
    assert await here.model.count(ASK) == 30
    traits = here.model.traits
    assert (traits.hosted, traits.tools, traits.images, traits.fluent) == (False, False, False, False)
    assert traits.structure


@pytest.mark.asyncio
async def test_warming_takes_nothing(here: Set) -> None:
    """Reading the fixed prompts at the start is nobody's usage."""
    here.model.warm([ASK])
    assert here.model._warming is not None
    await here.model._warming
    [(_, body)] = here.llama.bodies
    assert body["max_tokens"] == 1
    assert here.charges.made == []
