"""People who write to the bot, and those whose calls an earlier process left half done."""

import asyncio
from pathlib import Path

import pytest

from adapters.discord.address import Address
from adapters.discord.blocks import Sheet
from adapters.discord.desk import Desk
from adapters.discord.locales import Locales
from adapters.discord.paces import Paces
from adapters.discord.sending import Barred
from adapters.discord.talk import AT_ONCE, TRIES, Talk
from bot.errors import StoreBusy
from tests.doubles.discord import DiscordDouble
from tests.doubles.house import House, house
from tests.doubles.on_discord import keep_addresses, serving

pytestmark = pytest.mark.asyncio


@pytest.fixture(autouse=True)
def _addresses(monkeypatch: pytest.MonkeyPatch) -> None:
    keep_addresses(monkeypatch)


# --- languages -------------------------------------------------------------------------------------------------------


async def test_who_reads_french_is_answered_in_french(tmp_path: Path) -> None:
    """Messages do not tell a language; whoever has used a command in theirs is answered in it from then on."""
    async with DiscordDouble() as discord, serving(discord, tmp_path):
        channel, eva = discord.guild("Acme").channel("general"), discord.person("Eva", locale="fr")
        await (await eva.slash(channel, "prompt help")).settled()
        said = await eva.say(eva.dm(), "un rapport")
        await said.settled()
        assert said.messages[0].history[0].text == "Je travaille…"
        greeted = await eva.say(channel, f"{discord.mention} bonjour")
        await greeted.settled(contains="Bonjour.")
        wrong = await eva.say(eva.dm(), "", files=[("a.md", b"x" * 400_001)])
        await wrong.settled()
        assert "too large" not in wrong.text
        assert discord.refused == []


async def test_so_many_languages_are_remembered() -> None:
    """Of very many people, those are forgotten first who did nothing for the longest time."""
    locales = Locales(most=2)
    for user, locale in ((1, "fr"), (2, "de"), (1, "en-US"), (3, "ja")):
        locales.note(user, locale)
    assert [locales.of(user) for user in (1, 2, 3)] == ["en-US", "", "ja"]


# --- what was left half done -----------------------------------------------------------------------------------------


class Told(Talk):
    """It notes whom it tells, and what the edits run into."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, self._no_sleep)
        self.waits: list[float] = []
        self.told: list[int] = []
        self.at_once = self.most = 0

    async def _no_sleep(self, seconds: float) -> None:
        self.waits.append(seconds)

    async def _edit(self, address: Address, sheet: Sheet) -> None:
        assert "I was stopped in the middle of this." in repr(sheet)
        self.at_once += 1
        self.most = max(self.most, self.at_once)
        await asyncio.sleep(0)
        self.at_once -= 1
        if address.message == 1:
            raise Barred(50001)
        if address.message == 2:
            raise RuntimeError("a mistake")
        self.told.append(address.message)


def left(home: House, monkeypatch: pytest.MonkeyPatch, fails: int) -> None:
    """Have twenty calls left half done, which can be asked for once that failed so many times."""
    calls = tuple((Address(channel=9, message=number).pack(), f"1retry:{number}") for number in range(1, 21))
    asked: list[str] = []

    async def interrupted(platform: str) -> tuple[tuple[bytes, str], ...]:
        asked.append(platform)
        if len(asked) <= fails:
            raise StoreBusy("busy")
        return (b"no address", "1retry:0"), *calls

    monkeypatch.setattr(home.app, "interrupted", interrupted)


async def test_everyone_is_told_though_one_cannot_be(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A channel that is gone, or a mistake with one call, costs nobody else the word that theirs was stopped."""
    async with house(tmp_path) as home:
        left(home, monkeypatch, fails=0)
        talk = Told(Desk(home.app, Paces()))
        await talk._tell_interrupted()
        assert sorted(talk.told) == list(range(3, 21))
        assert talk.most == AT_ONCE


async def test_the_news_waits_for_a_store_that_is_busy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When it cannot be found out who was stopped, it is asked again, and at the latest with the next connection."""
    async with house(tmp_path) as home:
        left(home, monkeypatch, fails=TRIES + 2)
        desk = Desk(home.app, Paces())
        talk = Told(desk)
        for told in (0, 18, 18):
            talk.resume()
            await desk.tasks.end(5.0)
            assert len(talk.told) == told
        assert talk.waits == [2.0, 4.0, 8.0, 16.0, 32.0, 2.0, 4.0]
