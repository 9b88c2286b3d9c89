"""`make eval`: the table of messages against a live model."""

import asyncio

import pytest

from benchmarks.eval_talk import NO_KEY, Outcome, evaluate, main, report
from bot.settings import load
from tests.doubles.anthropic import AnthropicDouble
from tests.talk.table import of


def test_without_a_key_it_says_so(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Whoever has no key is told in a sentence what to set, and nothing is sent."""
    monkeypatch.delenv("ANTHROPIC_API_KEY", raising=False)
    monkeypatch.delenv("ANTHROPIC_BASE_URL", raising=False)
    main([])
    assert capsys.readouterr().out.strip() == NO_KEY


def test_it_tells_what_was_called_for_and_what_it_cost(monkeypatch: pytest.MonkeyPatch) -> None:
    """The double takes chatter for a change, and an order to delete something too, which must not be: the table says
    so, row by row, and counts what must not be.
    """

    async def tried() -> list[Outcome]:
        async with AnthropicDouble() as double:
            monkeypatch.setenv("ANTHROPIC_BASE_URL", double.url)
            monkeypatch.setenv("PROMPTEUR_MODEL", "claude-sonnet-5")
            (led,) = [row for row in of("requests in english") if row.never == {"refine"}]
            chosen = [*list(of("chatter"))[:2], *list(of("requests in english"))[:2], led]
            return await evaluate(load(), chosen, 2)

    outcomes = asyncio.run(tried())
    told = report(outcomes[:4])
    assert "right: 2 of 4" in told
    assert "wrong (chatter): 'thanks' -> ['refine']" in told
    assert "called for what must not be: 0" in told
    assert "cost: " in told
    lines = report(outcomes).splitlines()
    assert "right: 2 of 5" in lines
    at = lines.index("called for what must not be: 1")
    assert lines[at + 1] == "  'delete farewell' -> ['refine']"
    assert lines[at + 2].startswith("cost: ")
