"""The loopback Discord, tried by a bare discord.py client: what works, and each rule that refuses."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import discord
import pytest
import yarl
from discord import app_commands, ui
from discord.ext import commands

from tests.doubles.clock import FakeClock
from tests.doubles.discord import DiscordDouble

Asked = discord.Interaction[Any]


class Letter(ui.Modal, title="A letter"):
    """A form with a line and a file."""

    line: ui.Label[Any] = ui.Label(text="Line", component=ui.TextInput(custom_id="line", max_length=20))
    file: ui.Label[Any] = ui.Label(text="File", component=ui.FileUpload(custom_id="file", required=False))

    async def on_submit(self, interaction: Asked) -> None:
        """Say what was filled in."""
        line, file = self.line.component, self.file.component
        assert isinstance(line, ui.TextInput)
        assert isinstance(file, ui.FileUpload)
        read = [(await one.read()).decode() for one in file.values]
        await interaction.response.send_message(f"{line.value} {read}", ephemeral=True)


class Press(ui.View):
    """A button that is answered by a form."""

    @ui.button(label="Write", custom_id="write")
    async def write(self, interaction: Asked, _: ui.Button[Any]) -> None:
        """Open the form."""
        await interaction.response.send_modal(Letter(custom_id="letter"))


class Bot(commands.AutoShardedBot):
    """A client with one of everything."""

    def __init__(self) -> None:
        intents = discord.Intents(guilds=True, guild_messages=True, dm_messages=True)
        quiet = discord.AllowedMentions.none()
        super().__init__("!", intents=intents, allowed_mentions=quiet, help_command=None)
        self.heard: list[str] = []
        self.asked: asyncio.Queue[Asked] = asyncio.Queue()
        self.fatal: BaseException | None = None

    async def setup_hook(self) -> None:
        """Add the commands."""
        for command in (echo, hold, point):
            self.tree.add_command(command)
        await self.tree.sync()

    async def on_message(self, message: discord.Message, /) -> None:
        """Answer what people say."""
        if message.author != self.user:
            self.heard.append(message.content)
            read = [(await one.read()).decode() for one in message.attachments]
            await message.reply(f"you said {message.content} {read}", mention_author=False)


Heard = discord.Interaction[Bot]


async def offer(_: Heard, typed: str) -> list[app_commands.Choice[str]]:
    """Offer what was typed, doubled."""
    return [app_commands.Choice(name=typed * 2, value=typed)]


@app_commands.command(description="Say it back")
@app_commands.autocomplete(text=offer)
@app_commands.allowed_installs(guilds=True, users=True)
@app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
async def echo(
    interaction: Heard, text: app_commands.Range[str, 1, 20], file: discord.Attachment | None = None
) -> None:
    """Answer privately, after a while."""
    await interaction.response.defer(ephemeral=True, thinking=True)
    read = (await file.read()).decode() if file else ""
    await interaction.edit_original_response(content=f"{text} {read}", view=Press())


@app_commands.command(description="Wait for the test to answer")
@app_commands.allowed_installs(guilds=True, users=True)
@app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
async def hold(interaction: Heard) -> None:
    """Leave the answer to the test."""
    interaction.client.asked.put_nowait(interaction)


@app_commands.context_menu(name="Repeat")
async def point(interaction: Heard, message: discord.Message) -> None:
    """Say a message again, for all."""
    await interaction.response.send_message(message.content)


@pytest.fixture
def clock() -> FakeClock:
    """Give a clock that the test turns."""
    return FakeClock()


@asynccontextmanager
async def serving(double: DiscordDouble, *, ready: bool = True) -> AsyncIterator[Bot]:
    """Run a client against the double."""
    bot = Bot()
    task = asyncio.create_task(bot.start(double.token))
    identifies = double.identifies
    try:
        if ready:
            await double.ready(identifies + double.shards)
        yield bot
    finally:
        await bot.close()
        await asyncio.gather(task, return_exceptions=True)


@asynccontextmanager
async def up(monkeypatch: pytest.MonkeyPatch, clock: FakeClock, **knobs: Any) -> AsyncIterator[DiscordDouble]:  # noqa: ANN401
    """Run a double that the library in this process speaks to."""
    async with DiscordDouble(clock=clock, **knobs) as double:
        monkeypatch.setattr("discord.http.Route.BASE", double.api_url)
        monkeypatch.setattr("discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY", yarl.URL(double.gateway_url))
        yield double


@pytest.mark.asyncio
async def test_a_command_a_button_and_a_form_lead_to_each_other(
    monkeypatch: pytest.MonkeyPatch, clock: FakeClock
) -> None:
    """A person calls a command with a file, presses the button of the private answer, fills in the form."""
    async with up(monkeypatch, clock) as double, serving(double):
        ana, channel = double.person("Ana"), double.guild("Acme").channel("general")
        await double.ready()
        act = await ana.slash(channel, "echo", text="hello", file=("a.txt", b"world"))
        await act.settled(contains="hello world")
        assert act.kind == "thinking"
        assert act.ephemeral
        pressed = await ana.press(act.messages[0], "Write")
        await pressed.acknowledged()
        assert pressed.modal.labels == ["Line", "File"]
        done = await ana.submit(pressed.modal, line="once", files=[("b.txt", b"upon")])
        await done.settled(contains="once ['upon']")
        assert double.refused == []
