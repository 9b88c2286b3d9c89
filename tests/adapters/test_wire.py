"""Events as JSON: documented, versioned, and as exact as the values themselves."""

import json
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from adapters import wire_schema
from adapters.wire import JsonSurface, line, value
from bot.dialogue.events import Card, Done, Event, Prompt
from bot.domain import (
    CallId,
    Critique,
    Defect,
    Finding,
    Fix,
    Origin,
    PersonId,
    SessionId,
    Severity,
    Status,
    Usage,
    Version,
    VersionId,
)
from tests.doubles.examples import EXAMPLES
from tests.doubles.house import house

CALL = CallId("call-1")
VALIDATOR = Draft202012Validator(wire_schema.schema())
FINDING = Finding(
    id="1",
    defect=Defect.CONTRADICTION,
    severity=Severity.MAJOR,
    quote="at most 14",
    start=3,
    end=13,
    why="Both cannot be.",
    fixes=(Fix("14", "Keep 14"),),
)
VERSION = Version(
    id=VersionId("v"),
    session=SessionId("s"),
    number=1,
    at=datetime(2026, 11, 22, tzinfo=UTC),
    text="Summarise.",
    origin=Origin.DRAFTED,
    author=PersonId("p"),
    parent=None,
    usage=Usage(price=Decimal("0.0123")),
)
PROMISED = {
    "text_delta": {"text"},
    "progress": {"text", "data"},
    "card": {"title", "parts", "buttons", "more", "data"},
    "diff": {"title", "delta", "notes", "buttons", "more", "data"},
    "choices": {"question", "parts", "buttons", "data"},
    "ask_form": {"title", "intro", "form", "skip", "open", "data"},
    "attachment": {"name", "media_type", "content", "note"},
    "failure": {"sentence", "kept", "advice", "blame", "request", "buttons"},
    "done": {"status", "data", "repeated"},
}
"""What version 1 promised for good: fields may come, none may go."""


def parsed(event: Event) -> Any:  # noqa: ANN401 - JSON
    """Give an event as a script reads it."""
    return json.loads(line(CALL, event))


@pytest.mark.parametrize("event", EXAMPLES, ids=lambda event: type(event).__name__)
def test_each_event_is_one_line_that_the_schema_describes(event: Event) -> None:
    """A script can rely on the documented form of every event."""
    text = line(CALL, event)
    assert "\n" not in text
    whole = json.loads(text)
    VALIDATOR.validate(whole)
    assert list(whole)[:4] == ["v", "call", "slot", "type"]
    assert whole["call"] == CALL
    assert whole["slot"] == getattr(event, "slot", "")


def test_the_schema_in_the_repository_is_the_one_of_the_code() -> None:
    """What is documented is what is printed; `make docs` makes it anew."""
    assert wire_schema.FILE.read_text(encoding="utf-8") == wire_schema.text()


def test_what_was_promised_is_there() -> None:
    """A script that was written for version 1 finds every field that it knows."""
    assert {parsed(event)["type"] for event in EXAMPLES} == PROMISED.keys()
    for event in EXAMPLES:
        whole = parsed(event)
        assert whole["v"] == 1
        assert PROMISED[whole["type"]] <= whole.keys()


def test_a_wrong_line_is_against_the_schema() -> None:
    """The schema is no rubber stamp."""
    whole = parsed(EXAMPLES[0])
    assert not VALIDATOR.is_valid({**whole, "v": 2})
    assert not VALIDATOR.is_valid({**whole, "type": "progres"})
    assert not VALIDATOR.is_valid({key: each for key, each in whole.items() if key != "slot"})


def test_findings_are_findings() -> None:
    """A script gets the values behind a card with their fields and types, not prose."""
    critique = Critique(version=VersionId("v"), findings=(FINDING,), verdict=None)
    data = parsed(Done(status=Status.DONE, data=critique))["data"]
    assert data["type"] == "critique"
    assert data["findings"][0] | {"fixes": []} == {
        "type": "finding",
        "id": "1",
        "defect": "contradiction",
        "severity": "major",
        "quote": "at most 14",
        "start": 3,
        "end": 13,
        "why": "Both cannot be.",
        "fixes": [],
        "rule": "",
    }
    assert data["findings"][0]["fixes"][0]["replacement"] == "14"


def test_times_prices_and_bytes_are_text() -> None:
    """Nothing is rounded on its way."""
    data = parsed(Card(slot="c", title="t", data=VERSION))["data"]
    assert data["at"].startswith("2026-11-22T00:00:00")
    assert data["usage"]["price"] == "0.0123"
    assert value({"a": b"\xff\x00"}) == {"a": "/wA="}


def test_every_kind_of_part_says_which_it_is() -> None:
    """A card's parts can be told apart."""
    card = next(event for event in EXAMPLES if isinstance(event, Card))
    assert {part["type"] for part in parsed(card)["parts"]} == {"line", "prompt", "facts", "items", "delta"}


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])))
def test_a_prompt_is_exact(text: str) -> None:
    """A prompt read from JSON is the prompt, character by character."""
    card = Card(slot="c", title="t", parts=(Prompt(text),))
    assert parsed(card)["parts"][0]["text"] == text


def test_a_value_without_a_form_in_json_is_a_mistake_of_ours() -> None:
    """Nothing is printed half."""
    with pytest.raises(ValueError, match="serialize"):
        line(CALL, Done(status=Status.DONE, data=object()))


@pytest.mark.asyncio
async def test_real_answers_are_as_the_schema_says(tmp_path: Path) -> None:
    """What the commands really give, with all their values, is as it is documented."""
    lines: list[str] = []
    surface = JsonSurface(lines.append)
    async with house(tmp_path) as home:
        for typed in (
            "draft a prompt for tickets",
            "critique",
            "refine shorter",
            "save tickets",
            "find",
            "help",
            "save",
        ):
            answer = await home.type(typed)
            for event in answer.events:
                await surface.show(CallId("c"), event)
    assert len(lines) > 10
    for each in lines:
        VALIDATOR.validate(json.loads(each))
