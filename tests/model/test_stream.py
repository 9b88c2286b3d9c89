"""A streamed answer: what is sent, what arrives, what is recorded."""

from dataclasses import replace
from decimal import Decimal

import pytest
from structlog.testing import capture_logs

from bot.domain import Image
from bot.errors import ModelCut
from bot.ports import Delta, Tool, ToolCall, ToolResult, Turn
from tests.doubles import script
from tests.doubles.connected import ASK, asker, connected
from tests.doubles.script import say

PNG = Image(name="a.png", media_type="image/png", data=b"\x89PNG")


@pytest.mark.asyncio
async def test_text_arrives_in_pieces_and_ends_with_what_it_took() -> None:
    """A person sees the text grow, and at the end what it cost."""
    async with connected() as at:
        at.double.script(say("A prompt for hotel reviews.", output_tokens=1000))
        read = await at.read()
    assert len(read.parts) > 2
    assert read.text == "A prompt for hotel reviews."
    assert read.stop is not None
    assert read.stop.reason == "end"
    usage = read.stop.usage
    assert (usage.output_tokens, usage.calls, usage.model) == (1000, 1, "claude-sonnet-5")
    assert usage.price is not None
    assert Decimal("0.005") < usage.price < Decimal("0.1")


@pytest.mark.asyncio
async def test_the_request_is_what_the_api_takes() -> None:
    """The fixed text goes first, marked to be cached; images go before the words of a turn."""
    turns = (
        Turn("user", "like these", (PNG,)),
        Turn("assistant", "So?"),
        Turn("user", "yes"),
        Turn("user", "", (PNG,)),
    )
    async with connected() as at:
        at.double.script(say("Hello."))
        await at.read(replace(ASK, turns=turns))
        (body,) = at.double.messages
    image = {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": "iVBORw=="}}
    assert body == {
        "model": "claude-sonnet-5",
        "max_tokens": 500,
        "stream": True,
        "system": [{"type": "text", "text": "Write a prompt.", "cache_control": {"type": "ephemeral"}}],
        "messages": [
            {"role": "user", "content": [image, {"type": "text", "text": "like these"}]},
            {"role": "assistant", "content": "So?"},
            {"role": "user", "content": "yes"},
            {"role": "user", "content": [image]},
        ],
    }


@pytest.mark.asyncio
async def test_a_server_of_ones_own_gets_what_it_understands() -> None:
    """A server that knows no caching and no second request on a connection is asked without them."""
    async with connected(caching=False, keep_alive=False) as at:
        at.double.script(say("Hello."), say("Hello."))
        await at.read()
        await at.read(replace(ASK, system=""))
        first, second = at.double.requests
    assert first.body["system"] == [{"type": "text", "text": "Write a prompt."}]
    assert "system" not in second.body
    assert first.headers["connection"] == "close"
    assert first.peer != second.peer


@pytest.mark.asyncio
async def test_a_connection_is_used_again() -> None:
    """The second answer needs no new connection, so it begins sooner."""
    async with connected() as at:
        at.double.script(say("Hello."), say("Hello."))
        await at.read()
        await at.read()
        first, second = at.double.requests
    assert first.peer == second.peer


@pytest.mark.asyncio
async def test_what_was_cached_is_counted_and_costs_less() -> None:
    """The second answer shows that the fixed text was read from the cache, and its price is lower."""
    ask = replace(ASK, system="Rules. " * 1000)
    async with connected() as at:
        at.double.script(say("Hello."), say("Hello."))
        reads = [await at.read(ask), await at.read(ask)]
    first, second = (read.stop.usage for read in reads if read.stop)
    assert (first.cached_tokens, second.cached_tokens) == (0, 1750)
    assert first.input_tokens == second.input_tokens
    assert first.price is not None
    assert second.price is not None
    assert second.price < first.price


@pytest.mark.asyncio
async def test_each_answer_is_recorded_for_who_asked() -> None:
    """What an answer took stands in the ledger with person, team, call and purpose, before the answer ends."""
    async with connected() as at:
        at.double.script(say("Hello."))
        recorded = [len(at.ledger.entries) async for part in at.model.stream(ASK, asker("bob", "crew"))]
        (entry,) = at.ledger.entries
    assert recorded == [0, 1]
    assert (entry.person, entry.team, entry.call, entry.purpose) == ("bob", "crew", "call", "draft")


@pytest.mark.asyncio
async def test_an_answer_is_not_lost_to_a_busy_database() -> None:
    """An answer whose record cannot be written is given all the same, and the operator reads the counts."""
    async with connected() as at:
        at.ledger.busy = True
        at.double.script(say("Hello."))
        with capture_logs() as logs:
            read = await at.read()
    assert (read.text, read.error) == ("Hello.", None)
    (line,) = [line for line in logs if line["event"] == "model_usage_not_recorded"]
    assert line["log_level"] == "error"


@pytest.mark.asyncio
async def test_a_tool_is_called_with_what_the_model_gave() -> None:
    """A call of a tool arrives whole, after the text before it, and nothing is run."""
    tool = Tool(name="find", about="Find prompts.", schema={"type": "object", "properties": {}})
    said = say("Let me look.", tools=(("find", {"words": "ünï \ud83d"}), ("find", {})), stop_reason="tool_use")
    async with connected() as at:
        at.double.script(said)
        read = await at.read(replace(ASK, tools=(tool,)))
        (body,) = at.double.messages
    calls = [part for part in read.parts if isinstance(part, ToolCall)]
    assert calls == [ToolCall("toolu_00", "find", {"words": "ünï \ufffd"}), ToolCall("toolu_01", "find", {})]
    assert read.stop is not None
    assert read.stop.reason == "tool"
    assert body["tools"][0]["input_schema"] == {"type": "object", "properties": {}}


@pytest.mark.asyncio
async def test_tool_input_that_is_no_object_cuts_the_answer() -> None:
    """A tool is never called with something that is not what it takes."""
    async with connected() as at:
        at.double.script(say("Let me look.", tools=(("find", ["no", "object"]),)))
        read = await at.read()
    assert isinstance(read.error, ModelCut)
    assert read.text == "Let me look."
    assert not [part for part in read.parts if isinstance(part, ToolCall)]


@pytest.mark.asyncio
async def test_half_a_character_on_the_way_in_is_replaced() -> None:
    """A prompt with half a surrogate pair is asked about, not refused with an error of the encoder."""
    async with connected() as at:
        at.double.script(say("Hello."))
        read = await at.read(replace(ASK, system="a\udc00", turns=(Turn("user", "b\ud83d c"),)))
        (body,) = at.double.messages
    assert read.text == "Hello."
    assert (body["system"][0]["text"], body["messages"][0]["content"]) == ("a\ufffd", "b\ufffd c")


@pytest.mark.asyncio
async def test_an_answer_that_is_complete_does_not_wait_for_the_connection() -> None:
    """A server that does not hang up after its answer holds up nobody."""
    async with connected() as at:
        at.double.script(script.begun("Hello.", then=(*script.finish("end_turn", 2), script.Act.HANG)))
        read = await at.read()
    assert (read.text, read.error) == ("Hello.", None)
    assert read.stop is not None


@pytest.mark.asyncio
async def test_what_failed_attempts_took_is_recorded_too() -> None:
    """When a request fails after the server had begun, its input counts in the ledger as well."""
    async with connected() as at:
        at.double.script(script.cut(), script.begun("Hi", then=script.finish("end_turn", 7)))
        read = await at.read()
    assert read.stop is not None
    assert (read.stop.usage.input_tokens, read.stop.usage.output_tokens) == (50, 8)


@pytest.mark.asyncio
async def test_no_text_is_ever_logged() -> None:
    """The log of an answer holds ids, counts and times, and no word of prompt or answer."""
    async with connected() as at:
        at.double.script(say("Secret plans."), script.cut("Secret", " plans"))
        with capture_logs() as logs:
            await at.read()
            await at.read()
    told = repr(logs)
    assert "model_answered" in told
    assert "Secret" not in told
    assert "reviews" not in told


@pytest.mark.asyncio
async def test_deltas_without_text_are_left_out() -> None:
    """An empty piece of text is not shown as progress."""
    async with connected() as at:
        at.double.script(script.begun("", "Hi", "", then=script.finish("end_turn", 1)))
        read = await at.read()
    assert read.parts[0] == Delta("Hi")
    assert len(read.parts) == 2


@pytest.mark.asyncio
async def test_what_a_tool_gave_goes_back_to_the_model() -> None:
    """The next request has the call as the model made it and what came of it, with a word where it failed."""
    tool = Tool(name="find", about="Find prompts.", schema={"type": "object", "properties": {}})
    made = (ToolCall("toolu_a", "find", {"words": "x"}), ToolCall("toolu_b", "find", {}))
    results = (ToolResult(id="toolu_a", text="Nothing."), ToolResult(id="toolu_b", text="No.", failed=True))
    turns = (*ASK.turns, Turn("assistant", "Let me look.", calls=made), Turn("user", "", results=results))
    async with connected() as at:
        at.double.script(say("Nothing."))
        read = await at.read(replace(ASK, turns=turns, tools=(tool,)))
        (body,) = at.double.messages
    assert read.text == "Nothing."
    assert body["messages"][1]["content"] == [
        {"type": "text", "text": "Let me look."},
        {"type": "tool_use", "id": "toolu_a", "name": "find", "input": {"words": "x"}},
        {"type": "tool_use", "id": "toolu_b", "name": "find", "input": {}},
    ]
    assert body["messages"][2]["content"] == [
        {"type": "tool_result", "tool_use_id": "toolu_a", "content": "Nothing."},
        {"type": "tool_result", "tool_use_id": "toolu_b", "content": "No.", "is_error": True},
    ]
