"""The conversation on Discord that the README shows: a real run against the loopback Discord, without a model."""

import asyncio
import tempfile
from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from pathlib import Path

from bot.commands import load
from bot.dialogue.command import Command
from bot.dialogue.dispatch import App
from bot.logs import configure
from tests.doubles.discord import DiscordDouble
from tests.doubles.discord_person import Act, Message, Person
from tests.doubles.discord_state import Channel
from tests.doubles.discord_values import Json
from tests.doubles.whole_on_discord import whole
from tools.story import ENGLISH, Story

DRAFT, SHARE = "draft", "share"


@dataclass(frozen=True, slots=True)
class Typed:
    """A command that somebody types, with its options, each by the name that they see."""

    command: str
    options: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Shown:
    """A message of the bot. `caller` used `command` to get it, both empty after a button; `pressed` is the label that
    is pressed next, empty for none.
    """

    components: tuple[Json, ...]
    private: bool
    caller: str = ""
    command: str = ""
    pressed: str = ""


@dataclass(frozen=True, slots=True)
class Filled:
    """A form as somebody sends it; `values` by the ids of its fields."""

    title: str
    components: tuple[Json, ...]
    values: Mapping[str, str]


Moment = Typed | Shown | Filled


def conversation(story: Story = ENGLISH) -> tuple[Moment, ...]:
    """Give the conversation, moment by moment. `SystemExit` where Discord would have refused something."""
    configure("error", "")  # what the program says of this computer is not for whoever makes the documentation
    return asyncio.run(_conversation(story))


async def _conversation(story: Story) -> tuple[Moment, ...]:
    with tempfile.TemporaryDirectory() as folder:
        async with DiscordDouble() as discord, _guided(discord, Path(folder)):
            channel, ana = discord.guild("Acme").channel("general"), discord.person("Ana", locale=story.locale)
            moments = [*await _draft(story, ana, channel), *await _share(story, discord, ana, channel)]
    if discord.refused:
        raise SystemExit(f"the session broke: {discord.refused}")
    return tuple(moments)


def _guided(discord: DiscordDouble, folder: Path) -> AbstractAsyncContextManager[App]:
    """Run the program without a model, whatever this computer is set to."""
    return whole(discord, folder, model="guided", database_url="", secret_key=None, discord_guild="")


async def _draft(story: Story, ana: Person, channel: Channel) -> list[Moment]:
    """Draft without answering the questions, and refine by the form."""
    now, refine = story.words("Draft now"), story.words("Refine")
    asked = await _answer(await ana.slash(channel, f"prompt {DRAFT}", goal=story.goal))
    drafted = await _answer(await ana.press(asked, now))
    opened = await ana.press(drafted, refine)
    await opened.acknowledged()
    form = opened.modal
    refined = await _answer(await ana.submit(form, instruction=story.change))
    command = _named(DRAFT, story)
    return [
        Typed(command, {_option(DRAFT, "goal", story): story.goal}),
        _seen(asked, caller=ana.user.name, command=command, pressed=now),
        _seen(drafted, pressed=refine),
        Filled(form.title, tuple(form.components), {"instruction": story.change}),
        _seen(refined),
    ]


async def _answer(act: Act) -> Message:
    await act.settled()
    return act.messages[-1]


async def _share(story: Story, discord: DiscordDouble, ana: Person, channel: Channel) -> list[Moment]:
    """Show it to everyone."""
    await ana.slash(channel, f"prompt {SHARE}", to="here")
    await discord.state.until(lambda: bool(_public(discord, channel)))
    (shared,) = _public(discord, channel)
    command = _named(SHARE, story)
    return [
        Typed(command, {_option(SHARE, "to", story): story.words("here")}),
        _seen(shared, caller=ana.user.name, command=command),
    ]


def _named(verb: str, story: Story) -> str:
    """Give a command as it is called in that language."""
    (name, *_) = _command(verb).names.get(story.language, (verb,))
    return f"prompt {name}"


def _option(verb: str, name: str, story: Story) -> str:
    """Give an option as it is called in that language."""
    (argument,) = [one for one in _command(verb).arguments if one.name == name]
    return argument.names.get(story.language, name)


def _command(verb: str) -> Command:
    (command,) = [one for one in load() if one.verb == verb]
    return command


def _public(discord: DiscordDouble, channel: Channel) -> list[Message]:
    return [message for message in discord.messages(channel) if not message.ephemeral]


def _seen(message: Message, *, caller: str = "", command: str = "", pressed: str = "") -> Shown:
    return Shown(tuple(message.components), message.ephemeral, caller, command, pressed)
