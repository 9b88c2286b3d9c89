"""The conversation on Slack that the README shows: a real run against the loopback Slack, without a model."""

import asyncio
import tempfile
from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from pathlib import Path

from bot.dialogue.dispatch import App
from bot.logs import configure
from tests.doubles.slack import SlackDouble
from tests.doubles.slack_person import Message, Modal, Person
from tests.doubles.slack_state import Channel
from tests.doubles.slack_values import Json
from tests.doubles.whole_on_slack import PATIENT, whole
from tools.story import ENGLISH, Story

COMMAND = "/prompt"
SHARE = {"en": "share to=here", "fr": "partager vers=ici"}


@dataclass(frozen=True, slots=True)
class Typed:
    """A line that somebody types."""

    line: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A message of the bot; `pressed` is the label that is pressed next, empty for none."""

    blocks: tuple[Json, ...]
    private: bool
    pressed: str = ""


@dataclass(frozen=True, slots=True)
class Filled:
    """A form as somebody sends it: Slack's view, and `values` by the ids of its fields."""

    view: Json
    values: Mapping[str, str]


Moment = Typed | Shown | Filled


def conversation(story: Story = ENGLISH) -> tuple[Moment, ...]:
    """Give the conversation, moment by moment. `SystemExit` where Slack would have refused something."""
    configure("error", "")  # what the program says of this computer is not for whoever makes the documentation
    return asyncio.run(_conversation(story))


async def _conversation(story: Story) -> tuple[Moment, ...]:
    with tempfile.TemporaryDirectory() as folder:
        async with SlackDouble() as slack, _guided(slack, Path(folder)):
            channel, ana = slack.channel("general"), slack.person("Ana", locale=story.locale)
            moments = [*await _draft(story, ana, channel), *await _share(story, ana, channel)]
    if slack.refused or slack.errors:
        raise SystemExit(f"the session broke: {slack.refused or slack.errors}")
    return tuple(moments)


def _guided(slack: SlackDouble, folder: Path) -> AbstractAsyncContextManager[App]:
    """Run the program without a model, whatever this computer is set to."""
    return whole(slack, folder, knobs=PATIENT, model="guided", database_url="", secret_key=None)


async def _draft(story: Story, ana: Person, channel: Channel) -> list[Moment]:
    """Draft without answering the questions, and refine by the form."""
    now, refine = story.words("Draft now"), story.words("Refine")
    began = await ana.slash(channel, COMMAND, story.goal)
    await began.settled()
    (asked,) = began.messages
    pressed = await ana.press(asked, now)
    await pressed.settled()
    (drafted,) = pressed.messages
    form = await (await ana.press(drafted, refine)).opened()
    refined = await _sent(story, ana, form)
    return [
        Typed(f"{COMMAND} {story.goal}"),
        _seen(asked, pressed=now),
        _seen(drafted, pressed=refine),
        Filled(form.view.body, {"instruction": story.change}),
        _seen(refined),
    ]


async def _sent(story: Story, ana: Person, form: Modal) -> Message:
    act = await ana.submit(form, instruction=story.change)
    await act.until(lambda: bool(act.messages))
    (refined,) = act.messages
    return refined


async def _share(story: Story, ana: Person, channel: Channel) -> list[Moment]:
    """Show it to everyone."""
    act = await ana.slash(channel, COMMAND, SHARE[story.language])
    await act.settled(contains=story.words("Everyone here sees it now."))
    (shared,) = [message for message in act.messages if not message.ephemeral]
    return [Typed(f"{COMMAND} {SHARE[story.language]}"), _seen(shared)]


def _seen(message: Message, *, pressed: str = "") -> Shown:
    return Shown(tuple(message.blocks), message.ephemeral, pressed)
