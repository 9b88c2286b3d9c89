"""What every command must do, whatever it is for."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from bot.commands import load
from bot.dialogue.action import read
from bot.dialogue.command import Command, Kind, Permission
from bot.dialogue.dispatch import Defer
from bot.dialogue.events import Blame, Card, Done, Failure
from bot.dialogue.form import Form
from bot.dialogue.inbound import Invoke, Press, Spot
from bot.dialogue.registry import Registry
from bot.domain import PersonId, Status
from bot.errors import ModelUnavailable
from tests.doubles.engineer import ScriptedEngineer
from tests.doubles.house import Answer, House, house

pytestmark = pytest.mark.asyncio
COMMANDS = tuple(load())
every_command = pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.id)
with_model = pytest.mark.parametrize(
    "command", [command for command in COMMANDS if command.asks_model], ids=lambda command: command.id
)


async def prepared(home: House, command: Command) -> None:
    """Work on a prompt and keep it in two versions, so that the command has something to work with; for what
    administrators do, be one in a channel of a team with a colleague, whose prompt it is.
    """
    if command.permission is Permission.ADMINISTRATOR:
        ann = home.whence
        home.whence = replace(ann, account=replace(ann.account, user="ana"), name="Ana")
        await home.type("save tickets Summarise {{tickets}}.")
        await home.type("share tickets to=team")
        home.whence = replace(ann, manages=True, spot=Spot.CHANNEL, channel="general")
    else:
        await home.call("save", name="tickets", text="Sum up {{tickets}}.")
        await home.type("draft a prompt for tickets")
        await home.type("save tickets")


def line(command: Command) -> str:
    """Give a command's own example, with names that exist."""
    shown = command.example.replace("release-notes", "tickets").replace("changes=", "tickets=")
    return f"{command.prefix}{shown}"


async def example(home: House, command: Command) -> Answer:
    """Type the command's own example, with names that exist."""
    return await home.type(line(command))


@every_command
async def test_the_example_in_its_help_works(command: Command, tmp_path: Path) -> None:
    """Whoever types a command's example sees an answer and no failure."""
    async with house(tmp_path) as home:
        await prepared(home, command)
        answer = await example(home, command)
        assert not [event for event in answer.events if isinstance(event, Failure)]
        assert answer.done.status in {Status.DONE, Status.ASKING}


@every_command
async def test_help_explains_it(command: Command, tmp_path: Path) -> None:
    """Help on a command says what it does, shows its example and names each argument."""
    async with house(tmp_path) as home:
        answer = await home.type(f"help {command.prefix}{command.verb}")
        assert command.help in answer.text
        assert command.example in answer.text
        for argument in command.arguments:
            assert argument.about in answer.text


@every_command
async def test_empty_input_gets_an_answer(command: Command, tmp_path: Path) -> None:
    """A command without anything behind it asks, shows a form or does its work; it never breaks."""
    async with house(tmp_path) as home:
        home.whence = replace(home.whence, manages=True)
        inbound = Invoke(whence=home.at(), command=command.id)
        first = await home.app.prepare(inbound)
        answer = await home.send(inbound)
        assert answer.done.status in {Status.DONE, Status.ASKING, Status.REFUSED}
        required = [argument for argument in command.arguments if argument.required]
        assert isinstance(first, Form if required else Form | Defer)
        for failure in (event for event in answer.events if isinstance(event, Failure)):
            assert failure.blame in {Blame.PERSON, Blame.USAGE}


@every_command
async def test_a_wrong_argument_is_named(command: Command, tmp_path: Path) -> None:
    """An option that a command does not have is refused by name, and a choice that is none lists the choices."""
    async with house(tmp_path) as home:
        answer = await home.call(command.id, colour="red")
        assert answer.done.status is Status.REFUSED
        assert "colour" in answer.failure.sentence
        for argument in command.arguments:
            if argument.kind is Kind.CHOICE:
                wrong = await home.call(command.id, **{argument.name: "neither"})
                assert argument.choices[0] in wrong.failure.sentence


@every_command
async def test_it_is_forbidden_to_others_than_administrators_where_it_says_so(command: Command, tmp_path: Path) -> None:
    """Who may not use a command is told so, and it does not run."""
    closed = Registry([replace(command, permission=Permission.ADMINISTRATOR)])
    async with house(tmp_path, registry=closed) as home:
        answer = await home.send(Invoke(whence=home.at(), command=command.id))
        assert answer.done.status is Status.REFUSED
        assert "administrator" in answer.failure.sentence
        assert home.engineer.asked == []


@with_model
async def test_a_model_that_is_down_loses_nothing(command: Command, tmp_path: Path) -> None:
    """When the model is down, the person is told, what they wrote is kept, and Retry does it once the model is back."""
    async with house(tmp_path) as home:
        await prepared(home, command)
        home.engineer.error = ModelUnavailable("The model is busy.")
        answer = await example(home, command)
        assert answer.done.status is Status.FAILED
        assert answer.failure.sentence == "The model is busy."
        assert answer.failure.kept
        assert answer.failure.request
        home.engineer.error = None
        again = await home.press(answer.button("Retry").token)
        assert again.done.status is Status.DONE


@with_model
async def test_stop_ends_it(command: Command, tmp_path: Path) -> None:
    """Stop half-way ends the work at once, saves nothing unfinished, and the next call works."""
    async with house(tmp_path) as home:
        await prepared(home, command)
        home.engineer.gate = asyncio.Event()
        before = await home.app.services.store.sessions.recent((await actor(home)), 50)
        reply = await home.app.start(Invoke(whence=home.at(), line=line(command)))
        assert await reply.first(5) is not None
        await reply.aclose()
        home.engineer.gate = None
        heads = {session.id: session.head for session in before}
        after = await home.app.services.store.sessions.recent((await actor(home)), 50)
        written = [session for session in after if heads.get(session.id, session.head) != session.head]
        assert written == []
        assert (await home.type("last")).done.status is Status.DONE


async def actor(home: House) -> PersonId:
    """Give the person who talks."""
    people = home.app.services.store.people
    found = await people.actor(home.whence.account, home.whence.name, home.whence.place, manages=False)
    return found.person


@every_command
async def test_the_same_event_twice_is_done_once(command: Command, tmp_path: Path) -> None:
    """A platform that delivers an event twice gets the first answer again, and nothing is done twice."""
    async with house(tmp_path) as home:
        await prepared(home, command)
        first = await home.type(line(command), event="the-same")
        asked = list(home.engineer.asked)
        second = await home.type(line(command), event="the-same")
        assert second.done.repeated
        assert second.done.status is first.done.status
        assert home.engineer.asked == asked
        shown = [event.title for event in first.events if isinstance(event, Card)]
        assert [event.title for event in second.events if isinstance(event, Card)] == shown


@every_command
async def test_its_buttons_survive_a_restart(command: Command, tmp_path: Path) -> None:
    """Each button that a command shows still does its work after the program was started anew."""
    async with house(tmp_path) as home:
        await prepared(home, command)
        answer = await example(home, command)
        buttons = answer.buttons
    for number, button in enumerate(buttons):
        async with house(tmp_path, boot=f"boot-{number}") as later:
            later.whence = home.whence
            inbound = Press(whence=later.at(f"press-{number}"), token=button.token)
            first = await later.app.prepare(inbound)
            if isinstance(first, Defer):
                pressed = await later.send(inbound)
                assert pressed.done.status in {Status.DONE, Status.ASKING}, (button, pressed.text)
            else:
                assert read(first.token)


async def test_every_reply_ends_with_done(tmp_path: Path) -> None:
    """Every answer has an end that a machine can see, whatever it was."""
    async with house(tmp_path, engineer=ScriptedEngineer()) as home:
        for line in ("draft x", "critique", "refine shorter", "nonsense", "", "show nothing-of-the-kind", "/"):
            answer = await home.type(line)
            assert isinstance(answer.events[-1], Done), line
            assert sum(isinstance(event, Done) for event in answer.events) == 1
