"""Answers that follow a schema: one value, or the elements of an array as they arrive."""

from typing import Annotated

import pytest
from pydantic import BaseModel, Field
from structlog.testing import capture_logs

from bot.errors import ModelCut
from bot.ports import Stop
from tests.doubles import script
from tests.doubles.connected import ASK, asker, closed, connected
from tests.doubles.script import say, say_json


class Part(BaseModel):
    """A nested value with bounds that the API does not know."""

    label: str = ""
    weight: Annotated[int, Field(ge=1, le=5)]


class Found(BaseModel):
    """What the tests ask for."""

    quote: Annotated[str, Field(min_length=1, max_length=40)]
    parts: list[Part] = []
    other: Part | None = None


GOOD = {"quote": 'a "b" {c} [d] \\ é', "parts": [{"label": "x", "weight": 2}]}
BAD = {"quote": "", "parts": []}


@pytest.mark.asyncio
async def test_one_value_is_given_whole() -> None:
    """The answer arrives as the value that was asked for, and the server was told the schema."""
    async with connected() as at:
        at.double.script(say_json(GOOD))
        value, usage = await at.model.structured(ASK, Found, asker())
        (body,) = at.double.messages
    assert value == Found.model_validate(GOOD)
    assert usage.output_tokens > 0
    schema = body["output_config"]["format"]["schema"]
    assert schema["additionalProperties"] is False
    assert "maxLength: 40" in schema["properties"]["quote"]["description"]


@pytest.mark.asyncio
async def test_an_unfit_value_is_asked_for_once_more() -> None:
    """A value that breaks a bound costs a second request, and both are counted."""
    async with connected() as at:
        at.double.script(say_json(BAD), say_json(GOOD))
        value, usage = await at.model.structured(ASK, Found, asker())
    assert value.quote == GOOD["quote"]
    assert usage.calls == 2
    assert len(at.ledger.entries) == 2


@pytest.mark.asyncio
async def test_two_unfit_values_are_told() -> None:
    """After two answers without the form that was asked for, the person is told so."""
    async with connected() as at:
        at.double.script(say_json(BAD), say("no JSON at all"))
        with pytest.raises(ModelCut, match="did not have the form"):
            await at.model.structured(ASK, Found, asker())


@pytest.mark.asyncio
async def test_elements_come_as_they_are_complete() -> None:
    """The first finding is on the screen while the second is still being written."""
    half = '{"items": [{"quote": "one"}, {"quote": "tw'
    async with connected() as at:
        at.double.script(script.begun(half, then=(script.Act.HANG,)))
        async with closed(at.model.items(ASK, Found, asker())) as items:
            assert await anext(items) == Found(quote="one")
        (body,) = at.double.messages
    schema = body["output_config"]["format"]["schema"]
    assert list(schema["properties"]) == ["items"]


@pytest.mark.asyncio
async def test_the_last_value_is_the_stop() -> None:
    """All elements arrive in order, then what the answer took."""
    async with connected() as at:
        at.double.script(say_json({"items": [GOOD, {"quote": "two"}]}))
        items = [item async for item in at.model.items(ASK, Found, asker())]
    assert items[:2] == [Found.model_validate(GOOD), Found(quote="two")]
    assert isinstance(items[2], Stop)


@pytest.mark.asyncio
async def test_an_unfit_element_is_left_out_and_counted() -> None:
    """One bad element costs itself alone; the operator reads how many there were."""
    async with connected() as at:
        at.double.script(say_json({"items": [BAD, {"quote": "two"}, {"wrong": 1}]}))
        with capture_logs() as logs:
            items = [item async for item in at.model.items(ASK, Found, asker())]
    assert items[0] == Found(quote="two")
    assert len(items) == 2
    assert [line["skipped"] for line in logs if line["event"] == "model_items_skipped"] == [2]


@pytest.mark.asyncio
@pytest.mark.parametrize("text", ["No JSON at all.", '{"items": [{"quote": "one"}', ""], ids=["prose", "open", "empty"])
async def test_an_array_that_is_not_closed_is_cut(text: str) -> None:
    """An answer that ends in the middle of the array counts as unfinished, although the server calls it finished."""
    async with connected() as at:
        at.double.script(say(text))
        with pytest.raises(ModelCut):
            _ = [item async for item in at.model.items(ASK, Found, asker())]


@pytest.mark.asyncio
async def test_elements_up_to_the_limit_are_given() -> None:
    """At the length limit, the complete elements remain, and the stop says why it ended."""
    async with connected() as at:
        at.double.script(say('{"items": [{"quote": "one"}, {"qu', stop_reason="max_tokens"))
        items = [item async for item in at.model.items(ASK, Found, asker())]
    assert items[0] == Found(quote="one")
    last = items[1]
    assert isinstance(last, Stop)
    assert last.reason == "length"


@pytest.mark.asyncio
async def test_elements_before_a_cut_are_given() -> None:
    """Findings that had arrived before the connection broke stay."""
    async with connected() as at:
        at.double.script(script.cut('{"items": [{"quote": "one"}, {"qu'))
        async with closed(at.model.items(ASK, Found, asker())) as items:
            given = [await anext(items)]
            with pytest.raises(ModelCut):
                await anext(items)
    assert given == [Found(quote="one")]
