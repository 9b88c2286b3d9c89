"""The README's five minutes, step by step as far as the loopback Discord reaches."""

import asyncio
import re
import sys
from asyncio.subprocess import PIPE
from pathlib import Path

import pytest

from tests.doubles.discord import DiscordDouble
from tests.doubles.process import environment
from tests.doubles.served import ready

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
STEPS = README.partition("## Connect Discord in five minutes")[2].partition("\n## ")[0]


async def started(folder: Path, *words: str) -> asyncio.subprocess.Process:
    """Start the program where the `.env` of the third step stands, with nothing else set."""
    env = environment(folder / "data", PYTHONPATH=str(ROOT))
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", *words, cwd=folder, env=env, stdout=PIPE, stderr=PIPE
    )


async def told(folder: Path, *words: str) -> str:
    """Give what a command of the README says; it must end well."""
    process = await started(folder, *words)
    out, err = await process.communicate()
    assert process.returncode == 0, err.decode()
    return out.decode()


@pytest.mark.asyncio
async def test_from_nothing_to_the_first_draft_in_a_server(tmp_path: Path) -> None:
    """Somebody who follows the steps has a draft in a channel, with nothing set but the token in a file."""
    assert re.findall(r"^\d\. .*?`(prompteur [a-z ]+)`", STEPS, re.MULTILINE) == [
        "prompteur doctor",
        "prompteur discord invite",
        "prompteur serve",
    ]
    async with DiscordDouble() as discord:
        addresses = (
            f"PROMPTEUR_DISCORD_API_URL={discord.api_url}\nPROMPTEUR_DISCORD_GATEWAY_URL={discord.gateway_url}\n"
        )
        (tmp_path / ".env").write_text(f"DISCORD_TOKEN={discord.token}\n{addresses}")
        assert "The token is good" in await told(tmp_path, "doctor")
        assert len(re.findall(r"https://discord\.com/\S+", await told(tmp_path, "discord", "invite"))) == 2
        channel, ana = discord.guild("Acme").channel("general"), discord.person("Ana")
        server = await started(tmp_path, "serve")
        try:
            await ready(discord)
            act = await ana.slash(channel, "prompt draft", goal="a prompt that sorts letters by their sender")
            await act.settled(contains="letters")
        finally:
            server.terminate()
            await server.communicate()
        assert act.ephemeral
        assert discord.refused == []
