"""The loopback Discord, tried by a bare discord.py client: what works, and each rule that refuses."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from io import BytesIO
from typing import Any

import discord
import pytest
import yarl
from discord import app_commands, ui
from discord.ext import commands

from adapters.discord.connection import stop_heartbeats
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

    def __init__(self, **more: Any) -> None:  # noqa: ANN401 - what the library takes
        intents = discord.Intents(guilds=True, guild_messages=True, dm_messages=True)
        quiet = discord.AllowedMentions.none()
        super().__init__(
            "!", intents=intents, allowed_mentions=quiet, help_command=None, guild_ready_timeout=0.05, **more
        )
        self.heard: list[str] = []
        self.asked: asyncio.Queue[Asked] = asyncio.Queue()
        self.ended: asyncio.Future[BaseException | None] = asyncio.get_running_loop().create_future()

    async def setup_hook(self) -> None:
        """Add the commands."""
        self.tree.add_command(echo)
        self.tree.add_command(hold)
        self.tree.add_command(point)
        await self.tree.sync()

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Do not wait between shards, as the library would."""

    async def on_message(self, message: discord.Message, /) -> None:
        """Answer what people say."""
        if message.author != self.user:
            self.heard.append(message.content)
            read = [(await one.read()).decode() for one in message.attachments]
            await message.reply(f"you said {message.content} {read}", mention_author=False)


Heard = discord.Interaction[Bot]


def sheet(name: str, content: bytes) -> tuple[ui.LayoutView, discord.File]:
    """Give a message of a text, a link and a file, and the file."""
    attached = discord.File(BytesIO(content), f"{name}.md")
    link: ui.Button[ui.LayoutView] = ui.Button(label="Help", url="https://example.com")
    view = ui.LayoutView(timeout=None)
    view.add_item(ui.Section(ui.TextDisplay(name), accessory=link))
    view.add_item(ui.File(attached))
    return view, attached


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


@asynccontextmanager
async def serving(double: DiscordDouble, *, ready: bool = True, **more: Any) -> AsyncIterator[Bot]:  # noqa: ANN401
    """Run a client against the double; `fatal` is what ended it."""
    bot, before = Bot(**more), double.identifies
    task = asyncio.create_task(bot.start(double.token))
    task.add_done_callback(lambda done: bot.ended.set_result(done.exception()))
    try:
        if ready:
            await double.ready(before + double.shards)
        yield bot
    finally:
        await bot.close()
        await asyncio.gather(task, return_exceptions=True)
        stop_heartbeats(bot)


@asynccontextmanager
async def up(monkeypatch: pytest.MonkeyPatch, **knobs: Any) -> AsyncIterator[DiscordDouble]:  # noqa: ANN401
    """Run a double that the library in this process speaks to."""
    async with DiscordDouble(**knobs) as double:
        monkeypatch.setattr("discord.http.Route.BASE", double.api_url)
        monkeypatch.setattr("discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY", yarl.URL(double.gateway_url))
        yield double


@pytest.mark.asyncio
async def test_a_command_a_button_and_a_form_lead_to_each_other(monkeypatch: pytest.MonkeyPatch) -> None:
    """A person calls a command with a file, presses the button of the private answer, fills in the form."""
    async with up(monkeypatch) as double, serving(double):
        ana, channel = double.person("Ana"), double.guild("Acme").channel("general")
        act = await ana.slash(channel, "echo", text="hello", file=("a.txt", b"world"))
        await act.settled(contains="hello world")
        assert (act.kind, act.ephemeral) == ("thinking", True)
        assert [look.text for look in act.messages[0].history] == ["", "hello world"]
        pressed = await ana.press(act.messages[0], "Write")
        await pressed.acknowledged()
        assert pressed.modal.labels == ["Line", "File"]
        done = await ana.submit(pressed.modal, line="once", files=[("b.txt", b"upon")])
        await done.settled(contains="once ['upon']")
        assert double.refused == []


@pytest.mark.asyncio
@pytest.mark.parametrize("where", ["guild", "thread", "dm", "elsewhere", "private", "group"])
async def test_a_command_is_answered_wherever_it_is_called(monkeypatch: pytest.MonkeyPatch, where: str) -> None:
    """A person calls the command in every kind of place and is answered."""
    async with up(monkeypatch) as double, serving(double) as bot:
        ana, ben, eve = double.person("Ana"), double.person("Ben"), double.person("Eve")
        general = double.guild("Acme").channel("general")
        place, context, owners = {
            "guild": (general, 0, {0: general.guild.id if general.guild else 0}),
            "thread": (general.thread("aside"), 0, {0: general.guild.id if general.guild else 0}),
            "dm": (ana.dm(), 1, {0: 0, 1: ana.id}),
            "elsewhere": (double.guild("Other", member=False).channel("lobby"), 0, {1: ana.id}),
            "private": (double.private(ana, ben), 2, {1: ana.id}),
            "group": (double.private(ana, ben, eve, name="us"), 2, {1: ana.id}),
        }[where]
        act = await ana.slash(place, "hold")
        asked = await bot.asked.get()
        assert asked.channel_id == place.id
        assert asked.user.id == ana.id
        assert (asked.context.to_array(), asked._integration_owners) == ([context], owners)
        await asked.response.send_message("here")
        await act.settled(contains="here")
        assert double.refused == []


@pytest.mark.asyncio
async def test_a_message_is_repeated_from_its_menu(monkeypatch: pytest.MonkeyPatch) -> None:
    """A person points at somebody else's message and everyone sees the answer, text and all, without an intent."""
    async with up(monkeypatch) as double, serving(double) as bot:
        ana, ben, channel = double.person("Ana"), double.person("Ben"), double.guild("Acme").channel("general")
        said = await ben.say(channel, "a secret")
        act = await ana.point(said, "Repeat")
        await act.settled(contains="a secret")
        assert [message.text for message in ben.sees(channel)] == ["a secret", "you said  []", "a secret"]
        assert bot.heard == [""]


@pytest.mark.asyncio
async def test_a_direct_message_is_read_with_its_file_and_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    """A person writes to the bot directly and is answered there."""
    async with up(monkeypatch) as double, serving(double) as bot:
        ana = double.person("Ana")
        said = await ana.say(ana.dm(), "good day", files=[("a.txt", b"whole")])
        await said.settled(contains="you said good day ['whole']")
        assert said.messages[0].reference == said
        person = await bot.fetch_user(ana.id)
        await person.send("later")
        await said.shows("later")
        assert double.refused == []


@pytest.mark.asyncio
async def test_the_bot_reads_what_is_said_to_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """A person calls the bot by its name in a channel, and it reads the words although it has no right to others."""
    async with up(monkeypatch) as double, serving(double) as bot:
        ana, channel = double.person("Ana"), double.guild("Acme").channel("general")
        said = await ana.say(channel, f"{double.mention} hi")
        await said.shows("you said")
        double.again(said)
        await said.until(lambda: len(said.messages) == 2)
        assert bot.heard == [f"{double.mention} hi"] * 2


@pytest.mark.asyncio
async def test_the_bot_leaves_and_joins(monkeypatch: pytest.MonkeyPatch) -> None:
    """A guild removes the bot: a person uses it there by an installation of one's own, until it is back."""
    async with up(monkeypatch) as double, serving(double) as bot:
        ana, guild = double.person("Ana"), double.guild("Acme")
        channel = guild.channel("general")
        for step, owners in ((guild.leave, {1: ana.id}), (guild.join, {0: guild.id})):
            step()
            await ana.slash(channel, "hold")
            assert (await bot.asked.get())._integration_owners == owners


@pytest.mark.asyncio
async def test_choices_are_offered_while_somebody_types(monkeypatch: pytest.MonkeyPatch) -> None:
    """A person types and is offered what the bot thinks of."""
    async with up(monkeypatch) as double, serving(double):
        offered = await double.person("Ana").type(double.guild("Acme").channel("general"), "echo", text="ab")
        assert [(one.name, one.value) for one in offered] == [("abab", "ab")]


@pytest.mark.asyncio
async def test_components_with_a_file_are_sent_and_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A person sees a file among the texts, and another one after a change."""
    async with up(monkeypatch) as double, serving(double) as bot:
        act = await double.person("Ana").slash(double.guild("Acme").channel("general"), "hold")
        asked = await bot.asked.get()
        await asked.response.defer(ephemeral=True, thinking=True)
        view, attached = sheet("first", b"one")
        made = await asked.followup.send(view=view, file=attached, wait=True)
        assert (act.messages[0].text, act.messages[0].files) == ("first", {"first.md": b"one"})
        view, attached = sheet("second", b"two")
        await made.edit(view=view, attachments=[attached])
        assert (act.messages[0].text, act.messages[0].files) == ("second", {"second.md": b"two"})
        assert (act.messages[0].flags, act.messages[0].links) == (32768 + 64, {"Help": "https://example.com"})
        assert double.refused == []


@pytest.mark.asyncio
async def test_a_client_that_is_limited_tries_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """A person is answered although Discord asked the client to wait."""
    async with up(monkeypatch) as double, serving(double) as bot:
        act = await double.person("Ana").slash(double.guild("Acme").channel("general"), "hold")
        double.limit_next(2, part="/callback")
        await (await bot.asked.get()).response.send_message("at last")
        await act.settled(contains="at last")
        assert [request.status for request in double.calls("POST", "/callback")] == [429, 429, 200]
        assert double.invalid == 2


# --- the gateway -------------------------------------------------------------------------------------------------


@pytest.mark.asyncio
@pytest.mark.parametrize("end", ["drop", "reconnect", "invalid"])
async def test_what_came_while_the_connection_was_gone_is_delivered(monkeypatch: pytest.MonkeyPatch, end: str) -> None:
    """A person calls a command just when the connection is lost, and is answered."""
    async with up(monkeypatch) as double, serving(double) as bot:
        ana, channel = double.person("Ana"), double.guild("Acme").channel("general")
        if end == "drop":
            double.drop()
        elif end == "reconnect":
            double.reconnect()
        else:
            double.invalidate(resumable=True)
        await ana.slash(channel, "hold")
        await bot.asked.get()
        await double.resumed()
        assert double.identifies == 1


@pytest.mark.asyncio
async def test_a_session_that_is_over_begins_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    """The client identifies again and people are answered again."""
    async with up(monkeypatch) as double, serving(double) as bot:
        double.invalidate()
        await double.ready(identifies=2)
        await double.person("Ana").slash(double.guild("Acme").channel("general"), "hold")
        await bot.asked.get()
        assert double.resumes == 0


@pytest.mark.asyncio
async def test_heartbeats_that_nobody_answers_end_the_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    """The client notices that the gateway is gone and comes back."""
    async with up(monkeypatch) as double:
        double.gateway.heartbeat_ms = 20
        async with serving(double, heartbeat_timeout=0.3):
            double.stop_acking()
            await double.resumed()
            assert double.gateway.heartbeats > 1


@pytest.mark.asyncio
async def test_an_event_can_come_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    """The second delivery of a command finds it answered."""
    async with up(monkeypatch) as double, serving(double) as bot:
        act = await double.person("Ana").slash(double.guild("Acme").channel("general"), "hold")
        double.again(act)
        first, second = await bot.asked.get(), await bot.asked.get()
        await first.response.send_message("once")
        with pytest.raises(discord.HTTPException) as raised:
            await second.response.send_message("twice")
        assert raised.value.code == 40060


@pytest.mark.asyncio
@pytest.mark.parametrize("why", ["token", "intents", "code"])
async def test_a_client_that_may_not_come_is_told_so(monkeypatch: pytest.MonkeyPatch, why: str) -> None:
    """The client gives up with the code that names what is wrong."""
    async with up(monkeypatch) as double:
        if why == "token":
            double.gateway.token = "another"
        elif why == "intents":
            double.disallow(discord.Intents.dm_messages.flag)
        else:
            double.refuse_identify(4013)
        async with serving(double, ready=False) as bot:
            ended = await bot.ended
        if why == "intents":
            assert isinstance(ended, discord.PrivilegedIntentsRequired)
        else:
            assert isinstance(ended, discord.ConnectionClosed)
            assert ended.code == {"token": 4004, "code": 4013}[why]


@pytest.mark.asyncio
async def test_a_wrong_token_is_no_login(monkeypatch: pytest.MonkeyPatch) -> None:
    """The client is not let in, and the refusal counts as an invalid request."""
    async with up(monkeypatch) as double:
        double.refuse_token()
        async with serving(double, ready=False) as bot:
            assert isinstance(await bot.ended, discord.LoginFailure)
        assert double.invalid == 1


@pytest.mark.asyncio
async def test_shards_get_the_guilds_that_are_theirs(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two guilds on two shards are both served."""
    async with up(monkeypatch, shards=2) as double:
        acme, beta = double.guild("Acme"), double.guild("Beta")
        async with serving(double) as bot:
            await bot.wait_until_ready()
            assert {guild.shard_id for guild in bot.guilds} == {0, 1}
            for guild in (acme, beta):
                await double.person("Ana").slash(guild.channel("general"), "hold")
                assert (await bot.asked.get()).guild_id == guild.id


@pytest.mark.asyncio
async def test_everything_stands_when_the_client_comes_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """A button of the first process is answered by the second."""
    async with up(monkeypatch) as double:
        ana, channel = double.person("Ana"), double.guild("Acme").channel("general")
        async with serving(double):
            act = await ana.slash(channel, "echo", text="hello")
            await act.settled(contains="hello")
        async with serving(double) as bot:
            bot.add_view(Press(timeout=None))
            pressed = await ana.press(act.messages[0], "Write")
            await pressed.acknowledged()
            assert pressed.modal.title == "A letter"
        assert double.syncs == 2
