"""What is answered to plain words that no command answers: chatter, what was not understood, and what wants a press."""

from contextlib import aclosing
from dataclasses import replace
from functools import partial

from bot.commands._versions import back
from bot.commands._work import nothing_open
from bot.dialogue.action import token
from bot.dialogue.aim import carried
from bot.dialogue.command import Call, Command, Events, Services, Visibility, at_work
from bot.dialogue.events import Button, Card, Choices, Done, Line, Style, Tone
from bot.domain import Status, Work
from bot.errors import NotFound
from bot.library.texts import shortened
from bot.talk.proposing import proposal, with_file
from bot.words import N_

QUOTED = 80
"""Characters that are repeated of what was not understood."""
WORDS = {
    "thanks": N_("You are welcome."),
    "hello": N_("Hello. Say what you need a prompt for, or paste one."),
    "fine": N_("Good. Say what should change, or what you need next."),
}


async def _nothing(call: Call, services: Services) -> Events:  # noqa: ARG001 - a handler is given both
    yield Done(status=Status.DONE)


TALK = Command(
    verb="talk",
    help=N_("Say it in your own words"),
    example="talk what do we have for onboarding?",
    run=_nothing,
    visibility=Visibility.SHARED,
    on_current=(),
)
"""What plain words come to that are no command. It stands in no list of commands: nobody types it."""


def chatter(kind: str) -> Command:
    """Give what answers chatter, in a sentence."""
    return replace(TALK, verb="chatter", run=partial(_chatter, kind))


def unclear(verb: str) -> Command:
    """Give what asks what was meant; `verb` is the likeliest."""
    return replace(TALK, verb="unclear", run=partial(_unclear, verb))


def proposing(command: Command) -> Command:
    """Give what proposes a command, by a card with a button that runs it with the values of the call."""
    run, seen = partial(_propose, command), command.visibility
    return replace(TALK, verb=f"propose-{command.id}", run=run, visibility=seen, on_current=command.on_current)


def leaving(command: Command, left: str) -> Command:
    """Give a command that says in the end what else was asked for, and is not done."""
    return replace(command, run=partial(_leaving, command, left))


def going_back(number: int) -> Command:
    """Give what goes back to a version of the prompt under work by its number."""
    return replace(TALK, verb="back", run=partial(_back, number))


async def _leaving(command: Command, left: str, call: Call, services: Services) -> Events:
    said = call.words(N_("One after the other: this is still to do, so say it next: {wish}"), wish=left)
    async with aclosing(command.run(call, services)) as events:
        async for event in events:
            if isinstance(event, Done):
                yield Card(slot="left", title="", parts=(Line(said),), data=left)
            yield event


async def _back(number: int, call: Call, services: Services) -> Events:
    work = call.at_work or await at_work(call, services.store.sessions, services.clock)
    if work is None:
        yield nothing_open(call)
        yield Done(status=Status.ASKING)
        return
    versions = await services.store.sessions.versions(work.session.id)
    wanted = next((version for version in versions if version.number == number), None)
    if wanted is None:
        raise NotFound(
            N_("{title} has no version {number}: its newest is {newest}. Nothing was changed."),
            title=work.session.title,
            number=number,
            newest=max(version.number for version in versions),
        )
    async with aclosing(back(replace(call, subject=wanted.id, at_work=None), services)) as events:
        async for event in events:
            yield event


async def _chatter(kind: str, call: Call, services: Services) -> Events:  # noqa: ARG001 - the same
    yield Card(slot="talk", title="", parts=(Line(call.words(WORDS[kind])),), data=kind)
    yield Done(status=Status.DONE, data=kind)


async def _propose(command: Command, call: Call, services: Services) -> Events:
    yield await proposal(call, services, command, "proposal")
    yield Done(status=Status.ASKING, data=command.id)


async def _unclear(verb: str, call: Call, services: Services) -> Events:
    text, words = call.get("text"), call.words
    bare = replace(call, values={}, subject="")
    work = None if call.material.files else call.at_work or await at_work(call, services.store.sessions, services.clock)
    buttons = [await _about(verb, work, bare, services)]
    if work:
        refine = replace(bare, values={"instruction": text}, subject=work.version.id)
        what = await carried(refine, services.store.records, call.write("refine"))
        buttons.append(Button(words(N_("Change the prompt so")), token("refine", what)))
    what = await carried(replace(bare, values={"goal": text}), services.store.records, call.write("draft"))
    buttons += [Button(words(N_("Draft it")), token("draft", what)), await _about("help", None, bare, services)]
    made = {button.token: button for button in buttons if button}
    yield Choices(
        slot="talk",
        question=words(N_("I did not understand what to do with: {text}"), text=shortened(text, QUOTED)),
        parts=(Line(words(N_("Without a model that can talk I know the most common requests only.")), Tone.QUIET),),
        buttons=tuple(made.values()),
    )
    yield Done(status=Status.ASKING)


async def _about(verb: str, work: Work | None, call: Call, services: Services) -> Button | None:
    """Give the button of a command, for the text that came along, or the prompt under work, where it is about that;
    None where it cannot be about that text.
    """
    command = services.registry.get(verb)
    if command is None:
        return None
    subject = work.version.id if work and command.on_current is not None else ""
    if call.material.files and command.on_current is not None:
        given = with_file(call, command)
        if given is call:
            return None
        subject = await carried(given, services.store.records, call.write(verb))
    return Button(command.called(call.words.locale).capitalize(), token(verb, subject), Style.PLAIN)
