"""The README's five minutes on Discord, step by step as far as the loopback Discord reaches."""

import re
from pathlib import Path

import pytest

from tests.doubles.discord import DiscordDouble
from tests.doubles.newcomer import part, serving, told
from tests.doubles.served import ready

STEPS = part("Connect Discord in five minutes")


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
        async with serving(tmp_path, ready(discord)):
            act = await ana.slash(channel, "prompt draft", goal="a prompt that sorts letters by their sender")
            await act.settled(contains="letters")
        assert act.ephemeral
        assert discord.refused == []
