"""The real llama.cpp server with real, small weights: what doubles only claim. Run by `make test-local`."""

import asyncio
import sys
import textwrap
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator
from contextlib import aclosing
from pathlib import Path

import pytest
import pytest_asyncio
from pydantic import BaseModel

from bot.clock import SystemClock
from bot.domain import Budget, CallId, PersonId
from bot.errors import ModelRefused
from bot.model.local.child import Child
from bot.model.local.model import LocalModel, open_local
from bot.model.local.weights import Shelf
from bot.ports import Ask, Asker, Budgets, Delta, Stop, Turn
from bot.settings import load
from bot.words import Words
from tests.local.test_model import Charges

pytestmark = [pytest.mark.local, pytest.mark.asyncio]

NAME = "smollm2-135m"
ASKER = Asker(person=PersonId("p"), team=None, call=CallId("c"), words=Words())
ASK = Ask(purpose="draft", system="You answer in one short sentence.", turns=(Turn("user", "Hello!"),), max_tokens=40)
FREE = Budget(tokens_a_day=None, calls_at_once=None)


class Person(BaseModel):
    """What no model of this size gives unless it must."""

    age: int
    grown: bool


def weights() -> Path:
    """Give the file of the small model."""
    shelf = Shelf(load().data_dir / "models")
    if shelf.newest() == "" or not (shelf.folder / f"{NAME}.gguf").exists():
        pytest.fail("The small weights are not here. Fetch them and run these tests with: make test-local")
    return shelf.find(NAME)


@pytest_asyncio.fixture
async def model() -> AsyncIterator[LocalModel]:
    """Give the real model."""
    budgets = Budgets(person=FREE, team=FREE, process=FREE)
    real = open_local(NAME, weights(), clock=SystemClock(), ledger=Charges(), budgets=budgets)
    yield real
    await real.aclose()


async def said(model: LocalModel) -> str:
    """Give what the model says to `ASK`, which must end as it should."""
    parts = [part async for part in model.stream(ASK, ASKER)]
    assert isinstance(parts[-1], Stop)
    return "".join(part.text for part in parts if isinstance(part, Delta))


async def test_it_answers(model: LocalModel) -> None:
    """The local model says something, names itself and counts tokens."""
    model.warm([ASK])
    assert await said(model)
    assert await model.check() == NAME
    assert 10 < await model.count(ASK) < 100


async def test_a_schema_is_enforced(model: LocalModel) -> None:
    """An answer keeps to the schema, which a model of this size would never do by itself."""
    answer, usage = await model.structured(ASK, Person, ASKER)
    assert isinstance(answer.age, int)
    assert usage.output_tokens > 0


async def test_many_answers_in_a_row(model: LocalModel) -> None:
    """Thirty answers one after the other all end as they should, without a retry."""
    for _ in range(30):
        assert await said(model)


async def test_two_at_once(model: LocalModel) -> None:
    """Two people are answered at the same time."""
    assert all(await asyncio.gather(said(model), said(model)))


async def test_stopping_and_going_on(model: LocalModel) -> None:
    """After Stop in the middle of an answer the next one comes as always."""
    stream = model.stream(ASK, ASKER)
    async with aclosing(stream):  # type: ignore[type-var]
        assert isinstance(await anext(stream), Delta)
    assert await said(model)


async def test_it_comes_back_after_it_was_killed(model: LocalModel) -> None:
    """When the server is killed, the next answer comes from a new one."""
    assert await said(model)
    process = model._child._process
    assert process is not None
    process.kill()
    await process.wait()
    assert await said(model)


async def test_a_file_that_is_no_model(tmp_path: Path) -> None:
    """A file that only looks like a model is refused with a sentence."""
    file = tmp_path / "bad.gguf"
    file.write_bytes(b"GGUF, or so it says")
    child = Child("bad", file, SystemClock(), context=4096)
    with pytest.raises(ModelRefused, match="could not be loaded"):
        await child.address()
    await child.aclose()


async def test_it_ends_with_its_parent() -> None:
    """When the program is killed, its server does not stay behind."""
    program = f"""
        import asyncio
        from pathlib import Path
        from bot.clock import SystemClock
        from bot.model.local.child import Child

        async def main():
            child = Child("tiny", Path({str(weights())!r}), SystemClock(), context=4096)
            await child.address()
            print(child._process.pid, flush=True)
            await asyncio.Event().wait()

        asyncio.run(main())
    """
    parent = await asyncio.create_subprocess_exec(sys.executable, "-c", textwrap.dedent(program), stdout=PIPE)
    assert parent.stdout is not None
    lines = parent.stdout
    server = 0
    while not server:
        line = (await lines.readline()).strip()
        server = int(line) if line.isdigit() else 0
    parent.kill()
    await parent.wait()
    assert await gone(server)


async def gone(pid: int) -> bool:
    """Say whether a process ends within five seconds."""
    for _ in range(100):
        listing = await asyncio.create_subprocess_exec("ps", "-o", "stat=", "-p", str(pid), stdout=PIPE)
        state, _ = await listing.communicate()
        if not state.strip() or state.startswith(b"Z"):
            return True
        await asyncio.sleep(0.05)
    return False
