"""Faults 74 and 75 on Discord: the real program, its log at its most talkative, and no secret or text in it."""

import asyncio
from pathlib import Path

import pytest

from adapters.discord.deliver import Delivery
from tests.doubles import process
from tests.doubles.anthropic import AnthropicDouble
from tests.doubles.discord import DiscordDouble
from tests.doubles.log import captured
from tests.doubles.on_discord import keep_addresses, serving
from tests.doubles.script import busy, cut

pytestmark = pytest.mark.asyncio
TOKEN = "MTk4NjIyNDgzNDcxOTI1MjQ4" + ".Cl2FMQ." + "ZnCjm1XVW7vRze4b7Cq4se7kKWs"
KEY = "sk-ant-api03-" + "Ab3dEf6hIjKlMnOpQrStUvWxYz0123456789" * 2 + "-9876543210AbCdEfGhIjAA"
TYPED = {
    "anthropic": "sk-ant-api03-" + "zY9_" * 20 + "-AA",
    "slack": "xoxb-" + "123456789012-" * 2 + "AbCdEfGhIjKlMnOp",
    "discord": "MTk4NjIyNDgzNDcxOTI1MjQ5" + ".Dm3GNR." + "AoDkn2YWX8wSaf5c8Dr5tf8lLXt",
    "aws": "AKIA" + "Z7QP4XWM2RT9KLBV",
}
CANARY = "zanzibar-canary"


async def test_fault_74_75_no_secret_and_no_text_is_in_the_log(tmp_path: Path) -> None:
    """At its most talkative, through errors and all, the log holds no token, no key, and nothing that people wrote."""
    async with AnthropicDouble(key=KEY) as model, DiscordDouble(token=TOKEN) as discord:
        running = await process.start(
            tmp_path,
            "serve",
            PROMPTEUR_MODEL="claude-sonnet-5",
            ANTHROPIC_API_KEY=KEY,
            ANTHROPIC_BASE_URL=model.url,
            DISCORD_TOKEN=TOKEN,
            PROMPTEUR_DISCORD_API_URL=discord.api_url,
            PROMPTEUR_DISCORD_GATEWAY_URL=discord.gateway_url,
            PROMPTEUR_LOG_LEVEL="debug",
        )
        reading = asyncio.create_task(running.communicate())
        try:
            await discord.ready()
            await _used(discord, model)
        finally:
            running.terminate()
            out, err = await reading
    said = out.decode() + err.decode()
    assert "call_began" in said
    assert "call_failed" in said
    said += logs(tmp_path)
    for secret in (TOKEN, KEY, *TYPED.values()):
        assert secret[-16:] not in said
    for text in (CANARY, *discord.state.interactions):
        assert text not in said
    assert discord.refused == []


def logs(folder: Path) -> str:
    """Give what stands in the log files of a folder."""
    return "".join(file.read_bytes().decode(errors="replace") for file in folder.glob("*.log*"))


async def _used(discord: DiscordDouble, model: AnthropicDouble) -> None:
    """Type secrets everywhere, let the model and Discord fail, press what is not there, and lose the connection."""
    channel, ana = discord.guild("Acme").channel("general"), discord.person(CANARY)
    for secret in TYPED.values():
        goal = f"call {CANARY} with {secret} and sort the answers by date"
        act = await ana.slash(channel, "prompt draft", goal=goal)
        said = await ana.say(ana.dm(), f"{CANARY} {secret}", files=[(f"{CANARY}.md", secret.encode())])
        shown = await ana.slash(channel, "prompt show", name=secret[:90])
        found = await ana.slash(channel, "prompt find", words=f"{CANARY} {secret}")
        await ana.type(channel, "prompt show", name=secret[:90])
        await act.settled(contains="A secret?")
        await said.settled(contains="A secret?")
        await shown.settled()
        await found.settled()
        assert secret not in act.text
    goal = f"a prompt that sorts the tickets of {CANARY} by their date"
    model.script(cut(CANARY), busy("90"))
    cut_off = await ana.slash(channel, "prompt draft", goal=goal)
    await cut_off.settled(contains="This did not work.")
    discord.fail_next("PATCH", "/webhooks/", status=400, code=50035, times=2)
    drafted = await ana.slash(channel, "prompt draft", goal=goal)
    await drafted.settled()
    discord.limit_next(part="/messages/", via=True)
    discord.drop(4000)
    await discord.resumed()
    await (await ana.slash(channel, "prompt critique")).settled()


async def test_fault_75_an_error_that_holds_a_secret_reaches_no_log(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When a mistake of ours has a token or somebody's words in it, neither log nor answer says them."""
    keep_addresses(monkeypatch)

    def breaks(*_: object) -> None:
        raise RuntimeError(f"{CANARY} {TYPED['anthropic']} {TOKEN}")

    with captured("debug") as written:
        async with DiscordDouble(token=TOKEN) as discord, serving(discord, tmp_path) as home:
            channel, ana = discord.guild("Acme").channel("general"), discord.person("Ana")
            acts = []
            for owner, name in _places(home.engineer):
                with monkeypatch.context() as broken:
                    broken.setattr(owner, name, breaks)
                    act = await ana.slash(channel, "prompt draft", goal="a weekly report")
                    await act.settled(contains="Something went wrong on my side.")
                    acts.append(act)
            assert discord.refused == []
    told = written.getvalue() + "".join(act.text for act in acts)
    assert "RuntimeError" in written.getvalue()
    for secret in (CANARY, TOKEN, *TYPED.values()):
        assert secret not in told


def _places(engineer: object) -> list[tuple[object, str]]:
    return [(engineer, "clarify"), (Delivery, "_take")]
