"""Connecting: what is sent to whom, what the environment may not change, what `doctor` can ask."""

import logging

import pytest

from bot.clock import SystemClock
from bot.errors import ModelRefused, ModelUnavailable
from bot.model.connect import connect
from bot.model.server import Paid, host, is_loopback, paid
from bot.ports import Model
from tests.doubles.anthropic import AnthropicDouble
from tests.doubles.connected import ASK, asker, budgets, connected
from tests.doubles.ledger import MemoryLedger
from tests.doubles.script import fail, overloaded, say

KEY = "sk-ant-api03-ours"


def model(url: str, *, key: str = "", name: str = "claude-sonnet-5") -> Model:
    """Connect as the program does."""
    clock = SystemClock()
    return connect(key=key, base_url=url, name=name, clock=clock, ledger=MemoryLedger(clock), budgets=budgets())


@pytest.fixture
def strange_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Set everything that the SDK would read by itself."""
    for name, value in {
        "ANTHROPIC_API_KEY": "sk-of-another-tool",
        "ANTHROPIC_AUTH_TOKEN": "token-of-another-tool",
        "ANTHROPIC_BASE_URL": "http://127.0.0.1:9",
        "ANTHROPIC_CUSTOM_HEADERS": "x-of-another-tool: 1",
        "HTTP_PROXY": "http://127.0.0.1:9",
        "http_proxy": "http://127.0.0.1:9",
    }.items():
        monkeypatch.setenv(name, value)


@pytest.mark.asyncio
@pytest.mark.usefixtures("strange_environment")
async def test_nothing_but_the_settings_decides() -> None:
    """A key, a header or an address that was set for another tool is not used, and a proxy not for this computer."""
    async with AnthropicDouble() as double:
        double.script(say("Hello."), say("Hello."))
        for key in ("", KEY):
            ours = model(double.url, key=key)
            assert len([part async for part in ours.stream(ASK, asker())]) == 2
            await ours.aclose()
    without, with_key = double.requests
    assert "authorization" not in without.headers
    assert "x-api-key" not in without.headers
    assert with_key.headers["authorization"] == f"Bearer {KEY}"
    assert "x-of-another-tool" not in without.headers


@pytest.mark.asyncio
async def test_the_program_connects_with_its_settings() -> None:
    """At one's own address everything works, and a person is told that texts go there, even on this computer: who
    knows where that passes them on to.
    """
    async with AnthropicDouble(key=KEY) as double:
        ours = model(double.url, key=KEY)
        assert (ours.traits.name, ours.traits.where) == ("claude-sonnet-5", f"127.0.0.1:{double.port}")
        assert ours.traits.hosted
        assert await ours.count(ASK) > 0
        assert await ours.check() == "Claude Sonnet 5"
        await ours.aclose()
    hosted = model("").traits
    assert (hosted.hosted, hosted.where) == (True, "api.anthropic.com")


@pytest.mark.asyncio
async def test_what_a_server_of_ones_own_costs_is_not_known() -> None:
    """Nobody but its owner knows the price of another server, whatever its models are called."""
    clock = SystemClock()
    ledger = MemoryLedger(clock)
    async with AnthropicDouble() as double:
        double.script(say("Hello."))
        ours = connect(
            key="", base_url=double.url, name="claude-sonnet-5", clock=clock, ledger=ledger, budgets=budgets()
        )
        assert len([part async for part in ours.stream(ASK, asker())]) == 2
        await ours.aclose()
    (entry,) = ledger.entries
    assert entry.usage.output_tokens
    assert entry.usage.price is None


@pytest.mark.asyncio
async def test_an_unknown_model_is_told_with_those_that_are_known() -> None:
    """`doctor` names the models that the server has."""
    async with AnthropicDouble() as double:
        ours = model(double.url, name="claude-imaginary-9")
        with pytest.raises(ModelRefused, match=r"claude-imaginary-9\. It has: claude-sonnet-5, claude-opus-5"):
            await ours.check()
        await ours.aclose()


@pytest.mark.asyncio
async def test_a_server_without_a_list_of_models_is_reached_all_the_same() -> None:
    """`doctor` gives the configured name when the server keeps no list."""
    async with AnthropicDouble(listless=True) as double:
        ours = model(double.url)
        assert await ours.check() == "claude-sonnet-5"
        await ours.aclose()


@pytest.mark.asyncio
async def test_a_wrong_key_is_told_by_doctor() -> None:
    """`doctor` says that the key is wrong, without showing it."""
    async with AnthropicDouble(key=KEY) as double:
        ours = model(double.url, key="sk-wrong")
        with pytest.raises(ModelRefused, match="did not accept our key") as refusal:
            await ours.check()
        await ours.aclose()
    assert "sk-wrong" not in f"{refusal.value!r} {refusal.value.advice}"


@pytest.mark.asyncio
async def test_a_server_that_is_away_is_told_by_doctor() -> None:
    """`doctor` says that nobody answers."""
    async with connected() as at:
        await at.double.__aexit__()
        with pytest.raises(ModelUnavailable, match="could not be reached"):
            await at.model.check()
        with pytest.raises(ModelUnavailable):
            await at.model.count(ASK)


@pytest.mark.asyncio
async def test_the_sdk_cannot_be_made_to_log_requests(monkeypatch: pytest.MonkeyPatch) -> None:
    """Even at the most talkative level, no prompt reaches the log through the SDK."""
    told: list[str] = []
    handler = logging.Handler()
    monkeypatch.setattr(handler, "emit", lambda record: told.append(record.getMessage()))
    root = logging.getLogger()
    monkeypatch.setattr(root, "level", logging.DEBUG)
    root.addHandler(handler)
    try:
        async with connected(key=KEY) as at:
            at.double.script(overloaded(), say("Hello."), fail(400, "invalid_request_error"))
            await at.read()
            await at.read()
    finally:
        root.removeHandler(handler)
    assert ASK.turns[0].text not in " ".join(told)
    assert KEY not in " ".join(told)


@pytest.mark.parametrize(
    ("url", "shown", "loopback", "price"),
    [
        ("https://api.anthropic.com", "api.anthropic.com", False, Paid.LIST_PRICE),
        ("https://API.anthropic.com:443/", "API.anthropic.com:443", False, Paid.LIST_PRICE),
        ("https://gateway.example.com/api.anthropic.com", "gateway.example.com", False, Paid.UNKNOWN),
        ("https://ann:secret@gateway.example.com/v1", "gateway.example.com", False, Paid.UNKNOWN),
        ("http://localhost:8080", "localhost:8080", True, Paid.UNKNOWN),
        ("http://llm.localhost", "llm.localhost", True, Paid.UNKNOWN),
        ("http://[::1]:8099", "[::1]:8099", True, Paid.UNKNOWN),
        ("http://10.0.0.5", "10.0.0.5", False, Paid.UNKNOWN),
    ],
)
def test_where_texts_go_and_what_it_costs(url: str, shown: str, loopback: bool, price: Paid) -> None:  # noqa: FBT001 - from the table
    """A person is told the host, never a password in an address; only the hosted API has a price that is known."""
    assert (host(url), is_loopback(url), paid(url)) == (shown, loopback, price)
