"""Connecting: what is sent to whom, what the environment may not change, what `doctor` can ask."""

import logging

import pytest

from bot.clock import SystemClock
from bot.errors import ModelRefused, ModelUnavailable
from bot.model.connect import connect
from bot.model.server import is_hosted, is_loopback
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
    """A model at one's own address is named with it, and everything works there."""
    async with AnthropicDouble(key=KEY) as double:
        ours = model(double.url, key=KEY)
        assert ours.traits.name == f"claude-sonnet-5 (127.0.0.1:{double.port})"
        assert not ours.traits.hosted
        assert await ours.count(ASK) > 0
        assert await ours.check() == "Claude Sonnet 5"
        await ours.aclose()
    assert model("").traits.hosted


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
    ("url", "hosted", "loopback"),
    [
        ("https://api.anthropic.com", True, False),
        ("https://gateway.example.com/v1", True, False),
        ("http://93.184.216.34:80", True, False),
        ("http://llm:8080", True, False),
        ("http://localhost:8080", False, True),
        ("http://llm.localhost", False, True),
        ("http://127.0.0.1:8099", False, True),
        ("http://[::1]:8099", False, True),
        ("http://192.168.1.20:8099", False, False),
        ("http://10.0.0.5", False, False),
    ],
)
def test_texts_leave_or_stay(url: str, hosted: bool, loopback: bool) -> None:  # noqa: FBT001 - from the table
    """A person is told rightly whether texts leave this computer and its network; in doubt, that they do."""
    assert (is_hosted(url), is_loopback(url)) == (hosted, loopback)
