"""`make eval`: the table of messages against a live model."""

import asyncio

import pytest

from benchmarks.eval_talk import NO_KEY, evaluate, main, report
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
    """The double takes chatter for a change, and the table says so, row by row."""

    async def tried() -> str:
        async with AnthropicDouble() as double:
            monkeypatch.setenv("ANTHROPIC_BASE_URL", double.url)
            monkeypatch.setenv("PROMPTEUR_MODEL", "claude-sonnet-5")
            chosen = [*list(of("chatter"))[:2], *list(of("requests in english"))[:2]]
            return report(await evaluate(load(), chosen, 2))

    told = asyncio.run(tried())
    assert "right: 2 of 4" in told
    assert "wrong (chatter): 'thanks' -> ['refine']" in told
    assert "called for what must not be: 0" in told
    assert "cost: " in told
