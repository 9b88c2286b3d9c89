"""The double is as strict as the real API, and by hand it does the whole job plausibly."""

import asyncio
import json
import sys
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.domain import (
    Brief,
    Drafted,
    Finding,
    Goal,
    Order,
    Origin,
    PersonId,
    Refined,
    SessionId,
    Verdict,
    Version,
    VersionId,
)
from bot.engineer.led import Led
from bot.library.templates import variables
from tests.doubles.anthropic import AnthropicDouble
from tests.doubles.clock import START
from tests.doubles.connected import asker, connected
from tests.doubles.messages_api import Wrong, check_count, check_headers, check_message
from tests.doubles.plausible import fill

HI = [{"role": "user", "content": "hi"}]
BODY = {"model": "claude-sonnet-5", "max_tokens": 10, "messages": HI}
OBJECT = {"type": "object", "properties": {}, "additionalProperties": False}
PIXEL: dict[str, Any] = {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": "iVBORw=="}}
POINT = {"type": "text", "text": "x", "cache_control": {"type": "ephemeral"}}


def user(*blocks: object) -> list[object]:
    """Give a user turn of blocks."""
    return [{"role": "user", "content": list(blocks)}]


def shape(schema: object) -> dict[str, object]:
    """Ask for a schema."""
    return {"output_config": {"format": {"type": "json_schema", "schema": schema}}}


@pytest.mark.parametrize(
    "change",
    [
        {"system": "Be brief."},
        {"system": [POINT]},
        {"messages": user(PIXEL, {"type": "text", "text": "what is this?"})},
        {"messages": [*HI, {"role": "assistant", "content": "Hello."}, *HI]},
        {"tools": [{"name": "find", "input_schema": {"type": "object"}}], "tool_choice": {"type": "auto"}},
        shape({**OBJECT, "properties": {"a": {"anyOf": [{"type": "string"}, {"type": "null"}]}}}),
        {"stream": True, "thinking": {"type": "disabled"}},
    ],
)
def test_what_the_api_takes_is_taken(change: dict[str, Any]) -> None:
    """A request that the real API answers is answered."""
    check_message({**BODY, **change})


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"temperature": 1.0}, "temperature: Extra inputs"),
        ({"max_tokens": 0}, "max_tokens"),
        ({"max_tokens": True}, "max_tokens"),
        ({"stream": "yes"}, "stream"),
        ({"model": ""}, "model"),
        ({"messages": []}, "messages"),
        ({"messages": [{"role": "system", "content": "x"}]}, r"messages\.0\.role"),
        ({"messages": [{"role": "user", "content": " "}]}, r"messages\.0\.content"),
        ({"messages": [{"role": "user", "content": []}]}, r"messages\.0\.content"),
        ({"messages": [{"role": "user", "content": "x", "name": "y"}]}, r"messages\.0\.name"),
        ({"messages": [{"role": "assistant", "content": "x"}, *HI]}, "first message"),
        ({"messages": [*HI, {"role": "assistant", "content": "x"}]}, "prefill"),
        ({"messages": user({"type": "text", "text": ""})}, r"messages\.0\.content\.0\.text"),
        ({"messages": user({"type": "tool_use", "id": "x", "name": "y", "input": {}})}, "not allowed here"),
        ({"messages": user({**PIXEL, "source": {**PIXEL["source"], "media_type": "image/bmp"}})}, "media_type"),
        ({"messages": user({**PIXEL, "source": {**PIXEL["source"], "data": "%"}})}, "base64"),
        ({"system": 1}, "system"),
        ({"system": [PIXEL]}, r"system\.0\.type"),
        ({"system": [{**POINT, "cache_control": {"type": "forever"}}]}, "cache_control"),
        ({"system": [POINT] * 5}, "at most 4"),
        ({"tools": [{"name": "a b", "input_schema": {"type": "object"}}]}, r"tools\.0\.name"),
        ({"tools": [{"name": "a", "input_schema": {"type": "array"}}]}, "input_schema"),
        ({"tool_choice": {"type": "auto"}}, "tool_choice"),
        ({"output_config": {"effort": "most"}}, "effort"),
        ({"output_config": {"format": {"type": "json"}}}, "json_schema"),
        (shape({"type": "object", "properties": {}}), "additionalProperties"),
        (shape({**OBJECT, "properties": {"a": {"type": "string", "minLength": 1}}}), "minLength"),
        (shape({"type": "array", "items": {"type": "string"}, "minItems": 3}), "minItems"),
        (shape({"description": "no type"}), "type is required"),
    ],
)
def test_what_the_api_refuses_is_refused(change: dict[str, Any], field: str) -> None:
    """A request that the real API refuses is refused, and the message names the field."""
    with pytest.raises(Wrong, match=field):
        check_message({**BODY, **change})


def test_counting_takes_less() -> None:
    """Counting tokens refuses what only an answer needs."""
    check_count({"model": "m", "messages": HI})
    with pytest.raises(Wrong, match="max_tokens"):
        check_count(BODY)


@pytest.mark.parametrize("headers", [{}, {"anthropic-version": "2026-10-21", "content-type": "text/plain"}])
def test_headers_are_checked(headers: dict[str, str]) -> None:
    """A request without the API's version, or not in JSON, is refused."""
    with pytest.raises(Wrong):
        check_headers(headers)


@pytest.mark.asyncio
async def test_without_a_stream_a_whole_message_comes() -> None:
    """A client that wants no stream gets the message at once; a wrong key, two keys or broken JSON get none."""
    async with AnthropicDouble(key="k") as double, aiohttp.ClientSession(double.url) as client:
        double.answer("Hello.")
        version = {"anthropic-version": "2023-06-01", "content-type": "application/json"}
        good = {**version, "x-api-key": "k"}
        for headers, data, status in [
            (good, json.dumps(BODY), 200),
            (good, "{", 400),
            (good, json.dumps({**BODY, "model": "gpt-4"}), 404),
            ({**version, "x-api-key": "wrong"}, json.dumps(BODY), 401),
            ({**good, "authorization": "Bearer k"}, json.dumps(BODY), 401),
        ]:
            async with client.post("/v1/messages", headers=headers, data=data) as response:
                assert response.status == status
                body = await response.json()
            if status == 200:
                assert (body["content"], body["stop_reason"]) == ([{"type": "text", "text": "Hello."}], "end_turn")
            else:
                assert body["type"] == "error"
        async with client.get("/v1/models", headers=good) as response:
            assert [model["id"] for model in (await response.json())["data"]] == list(double.models)


@pytest.mark.asyncio
async def test_by_hand_it_drafts_and_asks() -> None:
    """A vague goal gets questions, a clear one a draft whose variables all have a word on them."""
    async with connected() as at:
        led = Led(at.model)
        assert len(await led.clarify(Goal(text="help with emails"), asker())) == 2
        clear = Goal(text="a prompt that summarises support tickets for a weekly report")
        assert await led.clarify(clear, asker()) == ()
        parts = [part async for part in led.draft(Brief(goal=clear, assumptions=("Readers are engineers.",)), asker())]
        reversed_ = [part async for part in led.draft(Brief(goal=Goal(text="", examples=("One. Two.",))), asker())]
    drafted, last = parts[-1], reversed_[-1]
    assert isinstance(drafted, Drafted)
    assert isinstance(last, Drafted)
    assert "support" in drafted.text
    assert "Readers are engineers." in drafted.text
    assert [variable.name for variable in drafted.variables] == list(variables(drafted.text))
    assert all(variable.about for variable in drafted.variables)
    assert drafted.assumptions
    assert variables(last.text) == ("notes", "topic")


@pytest.mark.asyncio
async def test_by_hand_it_criticises_in_the_persons_own_words() -> None:
    """Findings quote words that stand in the prompt, and each has a replacement."""
    text = "You are a world-class expert. Write a short and good summary of {{tickets}}. NEVER be rude."
    async with connected() as at:
        led = Led(at.model)
        found = [item async for item in led.critique(text, (), asker())]
        fine = [item async for item in led.critique("Write {{x}} in ten words.", (), asker())]
        first = found[0]
        assert isinstance(first, Finding)
        explained = await led.explain(text, first, asker())
    *findings, verdict = found
    assert isinstance(verdict, Verdict)
    assert verdict.dropped == 0
    assert len(findings) >= 2
    assert all(isinstance(item, Finding) and text[item.start : item.end] == item.quote for item in findings)
    assert first.quote in explained
    assert len(fine) == 1
    assert isinstance(fine[0], Verdict)


@pytest.mark.asyncio
async def test_by_hand_it_refines_until_nothing_is_left_to_say() -> None:
    """A refinement is shorter, keeps every variable and says why; at last it says that nothing needs changing."""
    text = "Please summarise {{tickets}} for {{reader}}. Think step by step. Mention the worst ticket by name first."
    steps: list[Refined] = []
    async with connected() as at:
        led = Led(at.model)
        while not steps or steps[-1].text != text:
            text = steps[-1].text if steps else text
            parts = [part async for part in led.refine(version(text), Order(instruction="shorter"), asker())]
            assert isinstance(parts[-1], Refined)
            steps.append(parts[-1])
    assert all(variables(step.text) == ("tickets", "reader") for step in steps)
    assert all(step.changes for step in steps[:-1])
    assert steps[-1].caution
    assert len(steps) > 1
    assert [len(step.text) for step in steps] == sorted((len(step.text) for step in steps), reverse=True)


def version(text: str) -> Version:
    """Give a version with this text."""
    identity, session, author = VersionId("v"), SessionId("s"), PersonId("ann")
    return Version(
        id=identity, session=session, number=1, at=START, text=text, origin=Origin.PASTED, author=author, parent=None
    )


def test_any_schema_is_filled() -> None:
    """A request that nobody foresaw gets an answer of the form that it asks for."""
    schema = {
        "$defs": {"Kind": {"enum": ["a", "b"]}},
        "type": "object",
        "properties": {
            "kind": {"$ref": "#/$defs/Kind"},
            "fixed": {"const": 7},
            "texts": {"type": "array", "items": {"type": "string"}},
            "maybe": {"anyOf": [{"type": "null"}, {"type": "integer"}]},
            "yes": {"type": "boolean"},
        },
    }
    filled = fill(schema, "Task about tickets")
    assert filled == {"kind": "a", "fixed": 7, "texts": ["task about tickets"], "maybe": 1, "yes": True}


@pytest.mark.asyncio
async def test_it_starts_by_hand() -> None:
    """Started by hand, it says where it listens, answers, and ends when it is told to."""
    root = Path(__file__).parents[2]
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.doubles.anthropic", "--port", "0", cwd=root, stdout=asyncio.subprocess.PIPE
    )
    assert child.stdout is not None
    line = (await child.stdout.readline()).decode().strip()
    name, _, url = line.partition("=")
    async with aiohttp.ClientSession(url) as client, client.get("/v1/models") as response:
        assert response.status == 200
    child.terminate()
    await child.wait()
    assert name == "ANTHROPIC_BASE_URL"
