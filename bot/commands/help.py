"""help: what there is, one command in detail, and how to connect a model."""

from contextlib import aclosing
from dataclasses import replace

from bot.commands import _files
from bot.commands._work import TITLE, title_of
from bot.dialogue.aim import VALUES, Aim, ask, blocks, missing_form, permit, permitted
from bot.dialogue.command import PROMPT, Action, Argument, Call, Command, Events, Kind, Section, Services
from bot.dialogue.events import Card, Done, Facts, Line, Part, Tone
from bot.dialogue.form import Form
from bot.dialogue.inbound import Spot
from bot.dialogue.misses import KIND
from bot.dialogue.notation import example, label
from bot.dialogue.parse import Parsed, values
from bot.domain import Actor, RecordId, Status
from bot.errors import NotFound
from bot.ports import Traits
from bot.words import N_, Notation, Words

TOPIC = 2
"""Words of a topic; more are a goal."""
MODEL = N_("With a model I ask better questions, find contradictions and gaps, and refine by any instruction.")
CONNECT = N_(
    "On Claude: set ANTHROPIC_API_KEY and start me again. Texts are then sent to Anthropic.\n"
    "On this computer: run `prompteur model pull`. Nothing leaves this computer; drafts are rough, in English only.\n"
    "On another server that speaks the Messages API: set ANTHROPIC_BASE_URL, and PROMPTEUR_MODEL to a model it has."
)

ELSEWHERE = N_("Whoever runs me can connect one; the details are in the manual.")
ALONE = N_("Commands, buttons and forms are answered to you alone. What is said to me in a thread, all there can read.")
YOURS = N_("What you save is yours alone until you share it.")
TEAMS = N_("The team's prompts are found by everybody in the team, and by nobody else.")
NOW = N_("Now: {name}. {where}")
SENT = N_("Texts go to {where}.")


async def help_(call: Call, services: Services) -> Events:
    """List the commands, or explain one topic."""
    topic = call.get("topic").strip().removeprefix("/")
    if not topic:
        card = _overview(call, services)
    elif topic.casefold() == "model":
        card = _model(call, services)
    elif topic.casefold() in services.registry.families:
        card = _family(topic.casefold(), call, services)
    else:
        card = _command(_topic(topic, services, call.words), call.words)
    yield card
    yield Done(status=Status.DONE)


def _topic(topic: str, services: Services, words: Words) -> Command:
    """Give the command of that name, or raise `NotFound`: for a goal that happens to begin with "help", with how it is
    drafted.
    """
    command = services.registry.named(topic)
    if command:
        return command
    if len(topic.split()) > TOPIC:
        put = N_("To have a prompt written for it, put draft in front: /draft help {start}")
        advice = N_("To have a prompt written for it, use /draft.") if words.notation is Notation.NATIVE else put
        raise NotFound(N_("There is no help on that."), start=title_of(topic), advice=advice)
    near = ", ".join(one.called(words.locale) for one in services.registry.near(topic[:TITLE]))
    advice = N_("Did you mean {near}?") if near else N_("/help lists what there is.")
    raise NotFound(N_("There is no help on {topic}."), topic=title_of(topic), near=near, advice=advice)


def _overview(call: Call, services: Services) -> Card:
    words = call.words
    return Card(
        slot="help",
        title=words(N_("What I can do")),
        parts=(
            _rows(PROMPT, call, services),
            *_others(call, services),
            Line(words(_plainly(call)), Tone.QUIET),
            Line(
                words(N_("/help VERB explains one of them; /help model tells what works with and without a model.")),
                Tone.QUIET,
            ),
        ),
    )


def _rows(family: str, call: Call, services: Services, title: str = "") -> Facts:
    """List the commands of a family."""
    words = call.words
    listed = [command for command in services.registry if command.family == family]
    return Facts(tuple((command.called(words.locale), words(command.help)) for command in listed), title=title)


def _others(call: Call, services: Services) -> tuple[Facts, ...]:
    """List the families that the person may use."""
    listed = {command.family for command in services.registry if permitted(command, call.actor)}
    families = [family for family in services.registry.families if family in listed]
    return tuple(
        _rows(one, call, services, call.words(N_("For administrators: {start}..."), start=call.words.before(one)))
        for one in families
    )


def _family(family: str, call: Call, services: Services) -> Card:
    """List a family to those who may use it; others are refused, as by each of its commands."""
    for command in services.registry:
        if command.family == family:
            permit(command, call.actor)
    title = call.words(N_("What administrators can do"))
    hint = call.words(N_("/help {family} VERB explains one of them."), family=family)
    return Card(slot="help", title=title, parts=(_rows(family, call, services), Line(hint, Tone.QUIET)))


def _plainly(call: Call) -> str:
    """Say where plain words are heard, as a message id."""
    if call.whence.spot in {Spot.CHANNEL, Spot.THREAD}:
        return N_("Write me a direct message to just say what you want.")
    if call.words.notation is Notation.SHELL:
        return N_("Without a command it is a chat: there you just say what you want.")
    return N_("Or just say what you want: a goal when nothing is open, else what should change.")


def _model(call: Call, services: Services) -> Card:
    words, model, at_home = call.words, services.engineer.abilities.model, call.whence.spot is Spot.TERMINAL
    now = _at_home(model, words) if at_home else _elsewhere(model, words)
    more = words(CONNECT) if at_home else "" if model else words(ELSEWHERE)
    lines = tuple(Line(line) for line in (words(MODEL), *more.splitlines()))
    return Card(slot="help", title=words(N_("The model")), parts=(Line(now, Tone.STRONG), *lines))


def _at_home(model: Traits | None, words: Words) -> str:
    """Say what is asked, to the person at this computer."""
    name = model.name if model else words(N_("none; I work by rules"))
    if model and model.hosted:
        return words(NOW, name=name, where=words(SENT, where=model.where))
    return words(NOW, name=name, where=words(N_("Nothing leaves this computer.")))


def _elsewhere(model: Traits | None, words: Words) -> str:
    """Say what is asked, to a person in a chat: what is written there has left their computer already."""
    if model is None:
        return words(N_("No model is asked: I work by rules."))
    stays = N_("It runs on the computer that I run on, and texts go no further.")
    where = words(SENT, where=model.where) if model.hosted else words(stays)
    return words(NOW, name=model.name, where=where)


def _command(command: Command, words: Words) -> Card:
    parts: list[Part] = [Line(words(command.help), Tone.STRONG)]
    if command.details:
        parts.append(Line(words(command.details)))
    parts.append(Facts(((words(N_("Example")), example(command, words)),)))
    if command.arguments:
        rows = tuple((label(argument, words), _about(argument, words)) for argument in command.arguments)
        parts.append(Facts(rows, title=words(N_("What it takes"))))
    name = command.typed(words.locale)
    names = (command.verb, *command.aliases, *(one for native in command.names.values() for one in native))
    others = [one for one in dict.fromkeys(names) if one != command.called(words.locale)]
    if others:
        parts.append(Line(words(N_("Also called: {names}"), names=", ".join(others)), Tone.QUIET))
    return Card(slot="help", title=name, parts=tuple(parts))


def _about(argument: Argument, words: Words) -> str:
    about = words(argument.about)
    return f"{about}: {', '.join(argument.choices)}" if argument.choices else about


async def home(actor: Actor, words: Words, services: Services) -> tuple[Section, ...]:
    """Say where texts go and who sees them, on a home screen."""
    said = [_elsewhere(services.engineer.abilities.model, words), words(ALONE), words(YOURS)]
    said += [words(TEAMS)] if actor.team else []
    lines = tuple(Line(text, Tone.QUIET) for text in said)
    return (Section(title=words(N_("Where texts go, and who sees them")), parts=lines),)


async def _meant(call: Call, services: Services) -> Aim:
    """Give the command that was meant with what was typed behind the wrong one; without a verb, the line is a goal."""
    record, _, verb = call.subject.partition(".")
    kept = await services.store.records.get(RecordId(record))
    command = services.registry.get(verb or "draft")
    if kept is None or kept.kind != KIND or kept.owner != call.actor.person or command is None:
        raise NotFound(N_("That is no longer there."), advice=N_("Type the command again."))
    typed = VALUES.validate_json(kept.body)["rest" if verb else "line"]
    permit(command, call.actor)
    return Aim(command=command, values=blocks(Parsed(command, values(command, typed))))


async def meant_form(call: Call, services: Services) -> Form | None:
    """Ask for what is missing, as after the right word."""
    found = await _meant(call, services)
    call = replace(call, values=found.values, subject="")
    return await (found.form(call, services) if found.form else missing_form(found, call, services.store.records))


async def meant(call: Call, services: Services) -> Events:
    """Run the command that was meant."""
    found = await _meant(call, services)
    call = replace(call, values=found.values, subject="")
    form = None if found.form else await missing_form(found, call, services.store.records)
    if form:
        yield ask(form, found.command.help, call.words)
        yield Done(status=Status.ASKING)
        return
    async with aclosing(found.run(call, services)) as events:
        async for event in events:
            yield event


COMMANDS = (
    Command(
        verb="help",
        help=N_("What I can do, one command in detail, or the model"),
        example="help model",
        order=90,
        names={"fr": ("aide",)},
        arguments=(Argument(name="topic", names={"fr": "sujet"}, kind=Kind.WORDS, about=N_("A command, or: model")),),
        run=help_,
        home=home,
        tool=True,
        actions=(
            Action(name="meant", run=meant, form=meant_form),
            Action(name="goal", run=meant, form=meant_form),
            *_files.ACTIONS,
        ),
    ),
)
