"""What the operator sees of Discord: doctor's lines, the links of `prompteur discord invite`, and that nothing is
loaded in vain.
"""

import asyncio
import sys
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import pytest_asyncio
from discord import Permissions
from discord.gateway import DiscordWebSocket
from discord.http import Route
from pydantic import SecretStr

from adapters.base import ChatPlatform
from adapters.discord import Discord
from adapters.discord.invite import PERMISSIONS, invite, links
from bot.app import TERMINATED, Program, _platforms
from bot.errors import Misconfigured
from bot.ports import Diagnosis
from bot.settings import Settings
from bot.words import Words
from tests.doubles.discord import DiscordDouble
from tests.doubles.discord_trouble import Trouble
from tests.doubles.process import environment, run, start
from tests.doubles.settings import nothing_set
from tests.doubles.waiting import PATIENCE

pytestmark = pytest.mark.asyncio
NOWHERE = "http://127.0.0.1:9/api/v10"


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    nothing_set(monkeypatch, tmp_path)
    monkeypatch.setattr(Route, "BASE", Route.BASE)
    monkeypatch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", DiscordWebSocket.DEFAULT_GATEWAY)


@pytest_asyncio.fixture
async def double() -> AsyncIterator[DiscordDouble]:
    """Give a Discord on loopback."""
    async with DiscordDouble() as server:
        yield server


def settings(double: DiscordDouble | None = None, **given: object) -> Settings:
    """Give settings that lead to the double, with its token."""
    if double is not None:
        given = {"DISCORD_TOKEN": SecretStr(double.token), "discord_api_url": double.api_url, **given}
    return Settings.model_validate({"model": "guided", **given})


async def told(given: Settings) -> dict[str, Diagnosis]:
    """Give what doctor says of Discord, by what it is about."""
    lines = {each.about: each async for each in Discord(given).diagnose(given, Words())}
    lines.pop("Discord addresses", None)  # all tests lead to the double; one looks at the line
    return lines


async def printed(given: Settings) -> list[str]:
    """Give the lines of `prompteur discord invite`."""
    return [line async for line in invite(given, {}, Words())]


async def application(double: DiscordDouble, **said: Any) -> None:  # noqa: ANN401 - any JSON
    """Have Discord say something else of the application."""
    body = double.rest._application(None)[1] | said  # type: ignore[arg-type]  # it looks at no request
    double.rest.troubles.append(Trouble("GET", "applications/@me", status=200, body=body))


# --- doctor ----------------------------------------------------------------------------------------------------------


async def test_without_a_token_doctor_says_how_to_get_one() -> None:
    """Nothing is wrong without a token; the line says what to do to be on Discord, and nothing is asked."""
    lines = await told(settings())
    (line,) = lines.values()
    assert line.ok is None
    assert "DISCORD_TOKEN is not set" in line.says
    assert "https://discord.com/developers/applications" in line.next
    assert "Reset Token" in line.next


async def test_a_good_token_is_told_with_all_that_is_known(double: DiscordDouble) -> None:
    """The bot's name, its servers, the connections left and what may be installed stand there; nothing is wrong."""
    await application(double, approximate_guild_count=2)
    lines = await told(settings(double))
    assert double.state.bot.name in lines["Discord"].says
    assert "in 2 servers" in lines["Discord"].says
    assert lines["Discord"].next == ""
    assert "1000 of 1000" in lines["Discord connection"].says
    assert "shards: 1" in lines["Discord connection"].says
    assert "No privileged intent is needed" in lines["Discord messages"].says
    assert lines["Discord messages"].next == ""
    assert lines["Discord for one person"].ok
    assert "each start" in lines["Discord commands"].says
    assert all(line.ok is not False for line in lines.values())
    assert double.token not in repr(lines)
    assert double.refused == []


async def test_a_bot_without_a_server_is_shown_the_way(double: DiscordDouble) -> None:
    """A new bot is in no server; the next step is the invitation."""
    lines = await told(settings(double))
    assert "in 0 servers" in lines["Discord"].says
    assert "prompteur discord invite" in lines["Discord"].next


@pytest.mark.parametrize("wrong", ["another", "two words", "tökén"])
async def test_a_wrong_token_names_its_setting(wrong: str, double: DiscordDouble) -> None:
    """A token that is refused, or was copied badly, is named as DISCORD_TOKEN, with where to make a new one."""
    lines = await told(settings(double, DISCORD_TOKEN=SecretStr(wrong)))
    (line,) = lines.values()
    assert line.ok is False
    assert "DISCORD_TOKEN" in line.says
    assert "Reset Token" in line.next
    assert wrong not in repr(line)


async def test_discord_that_cannot_be_reached_is_told(double: DiscordDouble) -> None:
    """Whether the address is wrong, Discord fails or something else answers there: a sentence, and the next step."""
    (line,) = (await told(settings(double, discord_api_url=NOWHERE))).values()
    assert (line.ok, "cannot be reached at 127.0.0.1" in line.says) == (False, True)
    assert "PROMPTEUR_DISCORD_API_URL" in line.next
    double.fail_next("GET", "/users/@me", 503)
    (line,) = (await told(settings(double))).values()
    assert (line.ok, "(503)" in line.says) == (False, True)
    double.fail_next("GET", "/gateway/bot", 503)
    (line,) = (await told(settings(double))).values()
    assert line.ok is False
    double.rest.troubles.append(Trouble("GET", "/users/@me", status=200, body={"page": "log in"}))
    (line,) = (await told(settings(double))).values()
    assert (line.ok, "does not speak as Discord does" in line.says) == (False, True)


async def test_a_discord_that_does_not_answer_is_not_waited_for(
    double: DiscordDouble, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Doctor goes on after some seconds."""
    monkeypatch.setattr("adapters.discord.ask.SECONDS", 0.05)
    held = double.hold_next("GET", "/users/@me")
    (line,) = (await told(settings(double))).values()
    held.release()
    assert line.ok is False
    assert "did not answer" in line.says


async def test_what_keeps_the_bot_from_working_is_found(double: DiscordDouble) -> None:
    """A web address that takes all commands away, and a switch that makes every invitation fail, are found."""
    await application(double, interactions_endpoint_url="https://example.org", bot_require_code_grant=True)
    lines = await told(settings(double))
    assert lines["Discord commands elsewhere"].ok is False
    assert "Interactions Endpoint URL" in lines["Discord commands elsewhere"].next
    assert lines["Discord invitation"].ok is False
    assert "Bot" in lines["Discord invitation"].next


async def test_what_could_be_better_is_told(double: DiscordDouble) -> None:
    """An intent that nobody needs, and installing for oneself being off, are told as notes with the way to change."""
    await application(double, flags=1 << 19, integration_types_config={"0": {}})
    lines = await told(settings(double))
    assert lines["Discord messages"].ok is None
    assert "switch it off" in lines["Discord messages"].next
    assert lines["Discord for one person"].ok is None
    assert "Installation" in lines["Discord for one person"].next


async def test_threads_without_a_mention_need_the_intent(double: DiscordDouble) -> None:
    """Who lets threads go on without a mention learns whether Discord lets the bot read them, and where to allow it."""
    chosen = settings(double).model_copy(update={"discord_threads": True})
    await application(double, flags=0)
    lacking = (await told(chosen))["Discord messages"]
    assert (lacking.ok, "PROMPTEUR_DISCORD_THREADS is set" in lacking.says) == (False, True)
    assert "Privileged Gateway Intents" in lacking.next
    await application(double, flags=1 << 19)
    assert (await told(chosen))["Discord messages"].ok is True


async def test_connections_that_are_used_up_are_told(double: DiscordDouble) -> None:
    """Whoever started the bot a thousand times today learns that the next start waits."""
    double.gateway.budget = 3
    lines = await told(settings(double))
    assert lines["Discord connection"].ok is False
    assert "3 of 1000" in lines["Discord connection"].says
    assert "waits" in lines["Discord connection"].next


async def test_the_server_for_development_is_looked_for(double: DiscordDouble) -> None:
    """The server that gets new commands at once is named; one where the bot is not is wrong."""
    guild, other = double.guild("Acme"), double.guild("Other", member=False)
    line = (await told(settings(double, discord_guild=guild.id)))["Discord commands"]
    assert (line.ok, "Acme" in line.says) == (True, True)
    line = (await told(settings(double, discord_guild=other.id)))["Discord commands"]
    assert line.ok is False
    assert str(other.id) in line.says
    assert "PROMPTEUR_DISCORD_GUILD" in line.says


async def test_other_addresses_are_told(double: DiscordDouble) -> None:
    """Whoever has the token sent elsewhere reads where, without a password that stands in the address."""
    given = settings(double, discord_gateway_url="wss://ann:hidden@gateway.example.com:8443/x")
    (line,) = [each async for each in Discord(given).diagnose(given, Words()) if each.about == "Discord addresses"]
    assert "PROMPTEUR_DISCORD_API_URL leads to 127.0.0.1" in line.says
    assert "PROMPTEUR_DISCORD_GATEWAY_URL leads to gateway.example.com" in line.says
    assert "hidden" not in line.says


async def test_doctor_tells_of_discord_among_all_else(double: DiscordDouble, tmp_path: Path) -> None:
    """The whole doctor ends with Discord, and names it among the platforms that have credentials."""
    program = Program(settings(double, data_dir=tmp_path))
    lines = [each async for each in program.diagnose()]
    abouts = [each.about for each in lines]
    assert abouts.index("Discord") > abouts.index("Chat platforms")
    assert next(each for each in lines if each.about == "Chat platforms").says == "discord"


# --- the links -------------------------------------------------------------------------------------------------------


async def test_the_links_ask_for_no_more_than_is_used(double: DiscordDouble) -> None:
    """The server's link asks for exactly the rights that are listed with their reasons; the person's for none."""
    lines = await printed(settings(double))
    server, person = (parse_qs(urlsplit(line).query) for line in lines if line.startswith("https://"))
    asked = Permissions(int(server["permissions"][0]))
    assert asked.value == 1 << 10 | 1 << 11 | 1 << 15 | 1 << 16 | 1 << 38  # see, send, attach, history, threads
    assert server["client_id"] == person["client_id"] == [str(double.application_id)]
    assert server["scope"] == ["bot applications.commands"]
    assert person["scope"] == ["applications.commands"]
    assert (server["integration_type"], person["integration_type"]) == (["0"], ["1"])
    assert "permissions" not in person
    assert sum(line.startswith("- ") for line in lines) == len(PERMISSIONS)
    assert not asked.administrator


async def test_no_right_to_manage_or_to_mention_is_asked_for() -> None:
    """No link ever asks for what could do harm."""
    asked = Permissions(int(parse_qs(urlsplit(links(1)[0]).query)["permissions"][0]))
    assert not asked & Permissions.elevated()
    assert not asked.mention_everyone


async def test_what_makes_a_link_fail_is_said_beside_it(double: DiscordDouble) -> None:
    """A private bot and installing for oneself being off are said where the links stand."""
    await application(double, bot_public=False, integration_types_config={"0": {}})
    lines = await printed(settings(double))
    assert any("Public Bot" in line for line in lines)
    assert "User Install" in lines[-1]


async def test_without_a_token_there_are_no_links() -> None:
    """The links need the application's number, and so a token."""
    with pytest.raises(Misconfigured, match="DISCORD_TOKEN"):
        await printed(settings())


async def test_the_shell_prints_the_links(double: DiscordDouble, tmp_path: Path) -> None:
    """`prompteur discord invite` ends with 0 and the links, without making a library."""
    given = {"DISCORD_TOKEN": double.token, "PROMPTEUR_DISCORD_API_URL": double.api_url}
    ended = await run(tmp_path, "discord", "invite", **given)
    assert (ended.code, ended.err) == (0, "")
    assert ended.out.count("https://discord.com/oauth2/authorize") == 2
    assert not (tmp_path / "prompteur.db").exists()
    ended = await run(tmp_path, "discord", "invite", **given | {"DISCORD_TOKEN": "wrong"})
    assert ended.code == 2
    assert ended.err.startswith("Discord does not accept the token in DISCORD_TOKEN.")
    assert ended.err.count("\n") == 1
    assert (await run(tmp_path, "discord", **given)).code == 2


# --- the start -------------------------------------------------------------------------------------------------------


async def test_a_wrong_token_ends_the_start_with_a_sentence(double: DiscordDouble, tmp_path: Path) -> None:
    """`prompteur` with a token that Discord refuses ends at once with 2, and says what to change; it is not tried
    again.
    """
    given = {"DISCORD_TOKEN": "wrong", "PROMPTEUR_DISCORD_API_URL": double.api_url}
    ended = await run(tmp_path, "serve", **given)
    assert ended.code == 2
    assert "\nDiscord does not accept the token in DISCORD_TOKEN. Make a new one" in f"\n{ended.err}"
    assert "Traceback" not in ended.err
    assert len(double.requests) == 1


async def test_a_server_for_development_without_the_bot_ends_the_start(double: DiscordDouble, tmp_path: Path) -> None:
    """Whoever names a server that the bot is not in learns that, with what to do."""
    double.fail_next("PUT", "/guilds/", 403, 50001)
    given = {"DISCORD_TOKEN": double.token, "PROMPTEUR_DISCORD_API_URL": double.api_url}
    ended = await run(tmp_path, "serve", **given, PROMPTEUR_DISCORD_GUILD=str(double.guild("Acme").id))
    assert ended.code == 2
    assert "PROMPTEUR_DISCORD_GUILD" in ended.err
    assert "prompteur discord invite" in ended.err


async def test_it_starts_with_a_token_and_ends_when_told(double: DiscordDouble, tmp_path: Path) -> None:
    """`prompteur` without a command answers on Discord once there is a token, and leaves when it is told to."""
    addresses = {"PROMPTEUR_DISCORD_API_URL": double.api_url, "PROMPTEUR_DISCORD_GATEWAY_URL": double.gateway_url}
    process = await start(tmp_path, DISCORD_TOKEN=double.token, **addresses)
    await double.ready()
    process.terminate()
    async with asyncio.timeout(PATIENCE):
        _, err = await process.communicate()
    assert process.returncode == TERMINATED
    assert "not_ended_well" not in err.decode()
    assert "discord_connection_ended" not in err.decode()
    assert double.token not in err.decode()
    assert double.gateway.live == []


# --- what is there, and what is loaded -------------------------------------------------------------------------------


async def test_discord_is_a_platform_once_it_has_a_token() -> None:
    """With a token `prompteur` answers on Discord; without one it does not try."""
    platform: ChatPlatform = Discord(settings())
    assert not platform.configured(settings())
    assert _platforms(settings()) == ()
    assert [each.name for each in _platforms(settings(DISCORD_TOKEN=SecretStr("a.b.c")))] == ["discord"]


LOADED = """
import sys
sys.argv[1:] = {arguments!r}
from bot.__main__ import main
try:
    code = main()
except SystemExit as end:
    code = end.code
print("loaded:", sorted(name for name in sys.modules if name == "discord" or name == "aiohttp"), code, file=sys.stderr)
"""


@pytest.mark.parametrize(
    "arguments",
    [["--version"], ["critique", "--quick", "prompt.md"], ["chat"], ["doctor"], ["discord", "--help"], ["--help"]],
    ids=" ".join,
)
async def test_discord_is_loaded_only_where_it_is_needed(arguments: list[str], tmp_path: Path) -> None:
    """Whoever does not use Discord never waits for it to load."""
    (tmp_path / "prompt.md").write_text("Summarise the report in three sentences.")
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        LOADED.format(arguments=arguments),
        stdin=PIPE,
        stdout=PIPE,
        stderr=PIPE,
        cwd=tmp_path,
        env=environment(tmp_path),
    )
    async with asyncio.timeout(PATIENCE):
        _, err = await process.communicate(b"")
    assert "loaded: [] 0" in err.decode()
