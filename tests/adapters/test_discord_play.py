"""The loopback Discord by hand: a script is a person on a server, and the conversation is printed."""

from pathlib import Path

import pytest

from tests.doubles import play as playing
from tests.doubles.discord import DiscordDouble
from tests.doubles.discord_play import Play
from tests.doubles.on_discord import keep_addresses, serving


@pytest.fixture(autouse=True)
def _alone(monkeypatch: pytest.MonkeyPatch) -> None:
    keep_addresses(monkeypatch)
    monkeypatch.setattr(playing, "QUIET", 0.05)


async def played(folder: Path, *lines: str) -> int:
    """Play lines until one is not possible; give the exit code."""
    async with DiscordDouble() as discord, serving(discord, folder):
        play = Play(discord, quiet=True)
        for line in lines:
            if not await play.line(line):
                break
        return play.end()


@pytest.mark.asyncio
async def test_conversation_is_printed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Commands, buttons by label and by number, forms and words are played, and what the bot shows is read."""
    lines = (
        "#general /prompt draft a weekly report",
        "press refine",
        "fill instruction=shorter,\\nplease",
        "press 3",
        "/prompt save name=weekly",
        "/prompt find weekly",
        "a monthly report",
        "point critique",
    )
    assert await played(tmp_path, *lines) == 0
    said = capsys.readouterr().out
    assert "in #general, for you alone" in said
    assert "[1 " in said
    assert "A form: " in said
    assert "instruction: " in said
    assert "weekly" in said
    assert "Prompteur in direct messages" in said


@pytest.mark.asyncio
async def test_file_is_sent_along(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A file goes with the next message."""
    file = tmp_path / "prompt.md"
    file.write_text("Summarise it all", "utf-8")
    assert await played(tmp_path, f"file {file}", "critique this") == 0
    assert "Prompteur in direct messages" in capsys.readouterr().out


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("lines", "complaint"),
    [
        (("press Refine",), "no button 'Refine'"),
        (("fill goal=x",), "no form is open"),
        (("/prompt draft", "fill nothing=x"), "not 'nothing=x'"),
        (("/prompt dance",), "nothing takes"),
        (("point critique",), "there is no message"),
        (("file /nowhere/at/all",), "No such file"),
    ],
)
async def test_impossible_line_ends_the_script(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    lines: tuple[str, ...],
    complaint: str,
) -> None:
    """A line that cannot be done says why, and the script fails."""
    assert await played(tmp_path, *lines, "/prompt help") == 1
    said = capsys.readouterr().out
    assert complaint in said
    assert "What I can do" not in said


@pytest.mark.asyncio
async def test_refusal_fails_the_script(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What the double refused is printed, and the script fails."""
    async with DiscordDouble() as discord, serving(discord, tmp_path):
        play = Play(discord, quiet=True)
        discord.refused.append("POST /channels/1/messages: too long")
        assert play.end() == 1
    assert "Refused: POST /channels/1/messages: too long" in capsys.readouterr().out
