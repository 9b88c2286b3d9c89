"""What a model may only propose: a card that says exactly what would be done, with the button that does it."""

from dataclasses import replace
from hashlib import sha256

from bot.dialogue.action import token
from bot.dialogue.aim import carried
from bot.dialogue.command import Argument, Call, Command, Kind, Services, at_work
from bot.dialogue.events import Button, Card, Facts, Line, Part, Prompt, Style, Tone
from bot.domain import Work
from bot.errors import Refused
from bot.words import N_

SHORT = 200
"""Characters of a value that stand in a line; longer ones are shown as they are, whole."""


async def proposal(call: Call, services: Services, command: Command, slot: str) -> Card:
    """Make the card for a command with the values of `call`. Pressing it runs the command as if it had been typed then,
    by the same person alone and with the same checks. `Refused` where there is nothing that it could be done to.
    """
    call = call if command.tool else with_file(call, command)
    work = await _meant(call, services, command)
    pinned = replace(call, subject=work.version.id if work else "")
    return Card(
        slot=slot,
        title=call.words(_lasting(command, call) or command.help),
        parts=(*_effect(pinned, command, work), *_whose(call)),
        buttons=(Button(_label(command, call), await _token(pinned, services, command), Style.PRIMARY),),
    )


def with_file(call: Call, command: Command) -> Call:
    """Take the text that came along for the document that was not given: a button carries no files."""
    documents = [one.name for one in command.arguments if one.kind is Kind.DOCUMENT and not one.option]
    if not (call.material.files and documents) or call.get(documents[0]):
        return call
    return replace(call, values={**call.values, documents[0]: call.material.files[0].text})


async def _meant(call: Call, services: Services, command: Command) -> Work | None:
    """Give the prompt under work where the command would be about that."""
    others = command.on_current
    if others is None or any(call.get(name) for name in others):
        return None
    work = call.at_work or await at_work(call, services.store.sessions, services.clock)
    if work is None:
        raise Refused(N_("Nothing is open here yet."))
    return work


async def _token(call: Call, services: Services, command: Command) -> str:
    if not call.values:
        return token(command.id, call.subject)
    what = sha256(repr((command.id, call.subject, sorted(call.values.items()))).encode()).hexdigest()[:16]
    return token(command.id, await carried(call, services.store.records, call.write(f"propose-{what}")))


def _effect(call: Call, command: Command, work: Work | None) -> list[Part]:
    words = call.words
    rows = [(words(_called(one)), call.get(one.name)) for one in command.arguments if call.get(one.name)]
    short = [(label, value) for label, value in rows if _fits(value)]
    if work:
        short.insert(0, (words(N_("The prompt")), work.name))
    parts: list[Part] = [Facts(tuple(short))] if short else []
    for label, value in rows:
        if not _fits(value):
            parts += [Line(label), Prompt(value)]
    return parts


def _called(argument: Argument) -> str:
    return N_("The prompt") if argument.kind is Kind.SNIPPET else argument.about


def _fits(value: str) -> bool:
    return len(value) <= SHORT and "\n" not in value


def _whose(call: Call) -> list[Part]:
    words = call.words
    if call.shared:
        return [Line(words(N_("Nothing is done until {name} presses the button."), name=call.actor.name), Tone.QUIET)]
    return [Line(words(N_("Nothing is done until you press the button.")), Tone.QUIET)]


def _label(command: Command, call: Call) -> str:
    return call.words(N_("Do it")) if _lasting(command, call) else command.called(call.words.locale).capitalize()


def _lasting(command: Command, call: Call) -> str:
    """Say what is done for keeping, as a message id, where that alone is why it is proposed; empty else."""
    given = (one.lasting for one in command.arguments if one.lasting and call.get(one.name))
    return next(given, "") if command.tool else ""
