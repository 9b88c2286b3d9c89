"""The prompt work over the real client and a server that is as strict as the real one."""

from datetime import UTC, datetime

import pytest

from bot.domain import (
    Brief,
    Drafted,
    Finding,
    Goal,
    Image,
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
from bot.errors import ModelCut
from tests.doubles.connected import asker, connected
from tests.doubles.script import say

GOAL = Goal(text="a prompt that summarises support tickets for a weekly report", target="claude")
PIXEL = b"\x89PNG\r\n\x1a\n"


@pytest.mark.asyncio
async def test_a_prompt_is_drafted_criticised_and_refined() -> None:
    """The whole job, as the server sees it: each request is one that it accepts."""
    async with connected() as server:
        led = Led(server.model)
        assert await led.clarify(GOAL, asker()) == ()
        drafted = [part async for part in led.draft(Brief(goal=GOAL), asker())][-1]
        assert isinstance(drafted, Drafted)
        assert drafted.variables
        assert drafted.variables[0].about
        *found, verdict = [part async for part in led.critique(drafted.text, (), asker())]
        assert isinstance(verdict, Verdict)
        assert verdict.dropped == 0
        refined = [part async for part in led.refine(version(drafted.text), Order(instruction="shorter"), asker())][-1]
        assert isinstance(refined, Refined)
        assert {one.name for one in refined.variables} == {one.name for one in drafted.variables}
        assert all(isinstance(one, Finding) for one in found)
        assert [request.path for request in server.double.requests] == ["/v1/messages"] * 4


def version(text: str) -> Version:
    """Make a version to refine."""
    return Version(
        id=VersionId("v"),
        session=SessionId("s"),
        number=1,
        at=datetime(2026, 1, 1, tzinfo=UTC),
        text=text,
        origin=Origin.DRAFTED,
        author=PersonId("p"),
        parent=None,
    )


@pytest.mark.asyncio
async def test_a_vague_goal_is_asked_about_and_a_flawed_prompt_is_repaired() -> None:
    """Questions with options; findings whose repairs apply; five lines on one of them."""
    async with connected() as server:
        led = Led(server.model)
        questions = await led.clarify(Goal(text="help with emails"), asker())
        assert questions
        assert questions[0].options
        text = "You are an expert writer. Write a good mail about {{topic}}."
        first, *_ = [part async for part in led.critique(text, (), asker(), goal="mails")]
        assert isinstance(first, Finding)
        assert text[first.start : first.end] == first.quote
        assert len((await led.explain(text, first, asker())).splitlines()) <= 5


@pytest.mark.asyncio
async def test_the_prompt_behind_a_picture_is_asked_for_with_the_picture() -> None:
    """The image reaches the server in the form that it accepts."""
    async with connected() as server:
        goal = Goal(text="", images=(Image("a.png", "image/png", PIXEL),), examples=("A caption.",))
        drafted = [part async for part in Led(server.model).draft(Brief(goal=goal), asker())][-1]
        assert isinstance(drafted, Drafted)
        assert server.double.requests[0].body["messages"][0]["content"][0]["type"] == "image"


@pytest.mark.asyncio
async def test_a_draft_at_the_limit_says_so_plainly() -> None:
    """`max_tokens` is no finished prompt."""
    async with connected() as server:
        server.double.script(say("Summarise the", stop_reason="max_tokens"))
        with pytest.raises(ModelCut, match="reached its length limit"):
            assert not [part async for part in Led(server.model).draft(Brief(goal=GOAL), asker())]
