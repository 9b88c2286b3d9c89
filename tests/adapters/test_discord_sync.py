"""Discord gets the commands when they changed, and is left alone when they did not."""

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import discord
import pytest
from discord.app_commands import CommandTree

from adapters.discord.declare import commands
from adapters.discord.sync import sync
from adapters.discord.translation import Translation
from bot.commands import load
from bot.dialogue.registry import Registry
from bot.ports import Vault
from tests.doubles.house import house

pytestmark = pytest.mark.asyncio
HELP = next(command for command in load() if command.verb == "help")


class Commands:
    """Discord's end: what was put where, and refusals while it is `down`."""

    def __init__(self) -> None:
        self.put: list[tuple[int | None, list[str]]] = []
        self.down = False
        self.left: int | None = None
        """A guild that the bot is no longer in."""

    async def bulk_upsert_global_commands(self, _application: int, *, payload: list[dict[str, Any]]) -> list[Any]:
        """Take the commands for everyone."""
        return self._take(None, payload)

    async def bulk_upsert_guild_commands(
        self, _application: int, guild: int, *, payload: list[dict[str, Any]]
    ) -> list[Any]:
        """Take the commands of a guild."""
        return self._take(guild, payload)

    def _take(self, guild: int | None, payload: list[dict[str, Any]]) -> list[Any]:
        self.put.append((guild, [one["name"] for one in payload]))
        if self.down:
            raise ConnectionError
        if guild is not None and guild == self.left:
            answer: Any = SimpleNamespace(status=403, reason="")
            raise discord.Forbidden(answer, {"code": 50001, "message": "Missing Access"})
        return []


async def nothing(*_given: object) -> Any:  # noqa: ANN401 - it stands for each of the three callbacks
    """Take a use of a command, which none of these tests makes."""


def tree(registry: Registry, end: Commands, *, application: int = 1, translated: bool = True) -> CommandTree[Any]:
    """Make the commands as a start of the program does."""
    client = discord.Client(intents=discord.Intents.none())
    client._connection.application_id = application
    made: CommandTree[Any] = CommandTree(client)
    client.http = made._http = end  # type: ignore[assignment] # the two calls that are made
    for one in commands(registry, nothing, nothing, nothing):
        made.add_command(one)
    made._state._translator = Translation() if translated else None
    return made


async def started(registry: Registry, end: Commands, vault: Vault, guild: int | None = None, **how: Any) -> bool:  # noqa: ANN401
    """Start once more."""
    return await sync(tree(registry, end, **how), vault, guild=guild)


async def test_the_second_start_sends_nothing(tmp_path: Path) -> None:
    """After a restart with the same commands Discord is asked for nothing, in another process too."""
    end = Commands()
    async with house(tmp_path) as home:
        assert await started(load(), end, home.app.vault)
    async with house(tmp_path) as home:
        assert not await started(load(), end, home.app.vault)
    ((where, names),) = end.put
    assert where is None
    assert {"prompt", "Critique this prompt", "Save as snippet"} <= set(names)


@pytest.mark.parametrize(
    "changed",
    [
        replace(HELP, help="Other words"),
        replace(HELP, names={"fr": ("secours",)}),
        replace(HELP, arguments=()),
    ],
    ids=["text", "French name", "arguments"],
)
async def test_a_change_is_sent(changed: Any, tmp_path: Path) -> None:  # noqa: ANN401 - a command
    """Whatever people see of a command, a change of it reaches them at the next start."""
    end = Commands()
    async with house(tmp_path) as home:
        assert await started(Registry([HELP]), end, home.app.vault)
        assert await started(Registry([changed]), end, home.app.vault)
        assert not await started(Registry([changed]), end, home.app.vault)
    assert len(end.put) == 2


async def test_another_application_gets_its_own(tmp_path: Path) -> None:
    """With another bot's token the commands are sent to that bot, though they are the same."""
    end = Commands()
    async with house(tmp_path) as home:
        assert await started(load(), end, home.app.vault)
        assert await started(load(), end, home.app.vault, application=2)
        assert not await started(load(), end, home.app.vault, application=1)


async def test_a_development_guild_gets_them_alone(tmp_path: Path) -> None:
    """With a development guild the commands appear there and for nobody else; without it, for everyone."""
    end = Commands()
    async with house(tmp_path) as home:
        assert await started(load(), end, home.app.vault, guild=7)
        assert not await started(load(), end, home.app.vault, guild=7)
        assert await started(load(), end, home.app.vault)
    assert [where for where, _ in end.put] == [7, 7, None]
    (_, there), (_, taken_away), (_, everywhere) = end.put
    assert there == everywhere
    assert taken_away == []


async def test_commands_stand_in_one_place_only(tmp_path: Path) -> None:
    """Whoever switches between a development guild and everyone sees each command once, whatever was there before."""
    end = Commands()
    async with house(tmp_path) as home:
        for guild in (None, 7, 8, None):
            assert await started(load(), end, home.app.vault, guild=guild)
    standing = dict(end.put)
    assert [where for where, names in standing.items() if names] == [None]


async def test_a_server_that_the_bot_has_left_keeps_nobody_from_starting(tmp_path: Path) -> None:
    """Where the commands cannot be taken away any more, they go to everyone all the same."""
    end = Commands()
    async with house(tmp_path) as home:
        assert await started(load(), end, home.app.vault, guild=7)
        end.left = 7
        assert await started(load(), end, home.app.vault)
    assert end.put[-1][0] is None


async def test_what_failed_is_sent_again(tmp_path: Path) -> None:
    """Commands that Discord did not take are sent at the next start."""
    end = Commands()
    async with house(tmp_path) as home:
        end.down = True
        with pytest.raises(ConnectionError):
            await started(load(), end, home.app.vault)
        end.down = False
        assert await started(load(), end, home.app.vault)
    assert len(end.put) == 2


async def test_translations_count_as_a_change(tmp_path: Path) -> None:
    """People who read another language get their names once there are some."""
    end = Commands()
    async with house(tmp_path) as home:
        assert await started(load(), end, home.app.vault, translated=False)
        assert await started(load(), end, home.app.vault)
