"""What an inbound value is aimed at: which command or action, with which values and subject."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import assert_never

from pydantic import TypeAdapter

from bot.dialogue.action import read, token
from bot.dialogue.command import Action, Argument, Call, Command, Ears, FormMaker, Handler, Kind, Known, Permission
from bot.dialogue.events import AskForm, Button, Style
from bot.dialogue.form import Field, FieldKind, Form
from bot.dialogue.inbound import Inbound, Invoke, Material, Press, Remark, Say, Submit
from bot.dialogue.parse import Parsed, Unknown, check, only_block, parse
from bot.dialogue.registry import Registry
from bot.domain import Actor, PersonId, RecordId, Role, WriteKey
from bot.errors import Forbidden, NotFound, Usage
from bot.library import codes
from bot.ports import Records
from bot.words import N_, Words

COMPLETED = frozenset({Kind.SNIPPET, Kind.PERSON})
"""What is one of many that are known, so that it is completed in a form."""
CARRIED = "r~"
"""Begins the subject of a form's token whose other values are kept in a record."""
VALUES = TypeAdapter(dict[str, str])
FILES = "help.files"
"""Asks what is to be done with files that came without a word."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Aim:
    """What is to be run."""

    command: Command
    action: Action | None = None
    values: Mapping[str, str] = field(default_factory=dict)
    subject: str = ""
    material: Material = field(default_factory=Material)
    heard: tuple[Remark, ...] = ()

    @property
    def run(self) -> Handler:
        """The handler."""
        return self.action.run if self.action else self.command.run

    @property
    def form(self) -> FormMaker | None:
        """What makes the form, where the definition has its own."""
        return self.action.form if self.action else self.command.form

    @property
    def token_action(self) -> str:
        """The name in a token."""
        return f"{self.command.id}.{self.action.name}" if self.action else self.command.id


async def aim(
    inbound: Inbound, registry: Registry, records: Records, person: PersonId, *, ears: Ears, working: bool, known: Known
) -> Aim | Unknown:
    """Find what `inbound` means. `ears` make sense of plain words; for these `working` tells whether a prompt is under
    work, and `known` the names of saved prompts from other words. `Usage`, `TooLarge` and `NotFound` say what is wrong.
    """
    match inbound:
        case Invoke(command=""):
            parsed = parse(inbound.line, registry, strict=inbound.strict)
            if isinstance(parsed, Unknown):
                return parsed
            return Aim(command=parsed.command, values=blocks(parsed), material=inbound.material)
        case Invoke():
            command = named_command(registry, inbound.command)
            return Aim(command=command, values=check(command, inbound.values), material=inbound.material)
        case Say():
            return _by_name(inbound, registry) or await ears.means(inbound, registry, working=working, known=known)
        case Press():
            return await _named(inbound.token, {}, registry, records, person)
        case Submit():
            found = await _named(inbound.token, inbound.values, registry, records, person)
            return Aim(
                command=found.command,
                action=found.action,
                values=found.values,
                subject=found.subject,
                material=inbound.material,
            )
    assert_never(inbound)


def _by_name(inbound: Say, registry: Registry) -> Aim | None:
    """Give what plain words mean of themselves: a command whose name is all that was said ("undo"), or a code. Files
    without words are asked about. None for all else.
    """
    word, material = inbound.text.strip(), inbound.material
    if (material.files or material.parcels) and not word:
        return about_files(material, registry)
    if line := codes.command(word):
        parsed = parse(line, registry)
        if isinstance(parsed, Parsed):
            return Aim(command=parsed.command, values=parsed.values)
    alone = registry.find(word) if word.isalpha() else None
    return Aim(command=alone, material=material) if alone else None


def plainly(said: Say, registry: Registry, *, working: bool) -> Aim:
    """Take plain words for a change to what is under work, or for a goal where nothing is; images without words are
    what a prompt is wanted for.
    """
    changing = working and (said.text.strip() or not said.material.images)
    verb, argument = ("refine", "instruction") if changing else ("draft", "goal")
    command = named_command(registry, verb)
    return Aim(command=command, values=check(command, {argument: said.text}), material=said.material)


def about_files(material: Material, registry: Registry) -> Aim:
    """Ask what is to be done with files that came without a word."""
    found = registry.action(FILES)
    if found is None:
        raise Usage(N_("Say what is to be done with the file."))
    command, action = found
    return Aim(command=command, action=action, material=material)


def blocks(parsed: Parsed) -> dict[str, str]:
    """Give the values; of a document that holds exactly one code block, that block."""
    documents = {one.name for one in parsed.command.arguments if one.kind is Kind.DOCUMENT}
    return {name: only_block(value) if name in documents else value for name, value in parsed.values.items()}


def named_command(registry: Registry, name: str) -> Command:
    """Give a command by its id; `Usage` for one that there is not."""
    command = registry.get(name)
    if command is None:
        raise Usage(N_("There is no command {name}."), name=name, advice=N_("/help lists what there is."))
    return command


async def _named(text: str, values: Mapping[str, str], registry: Registry, records: Records, person: PersonId) -> Aim:
    named = read(text)
    found = registry.action(named.action) if named else None
    if named is None or found is None:
        raise NotFound(
            N_("That button is from another version of me, and I no longer know it."),
            advice=N_("Type the command instead; /help lists what there is."),
        )
    command, action = found
    subject, carried = named.subject, dict[str, str]()
    if subject.startswith(CARRIED):
        carried = await _carried(RecordId(subject.removeprefix(CARRIED)), records, person)
        subject = carried.pop("", "")
    merged = {**carried, **values}
    return Aim(command=command, action=action, values=merged if action else check(command, merged), subject=subject)


async def _carried(record: RecordId, records: Records, person: PersonId) -> dict[str, str]:
    kept = await records.get(record)
    if kept is None or kept.kind != "values" or kept.owner != person:
        raise NotFound(N_("That form is no longer there."), advice=N_("Type the command again."))
    return VALUES.validate_json(kept.body)


def permit(command: Command, actor: Actor) -> None:
    """Let the actor call a command, or raise `Forbidden`."""
    if not permitted(command, actor):
        raise Forbidden(
            N_("Only an administrator of the team may do that. Nothing was changed."),
            advice=N_("Those who manage this place are administrators; they can make you one."),
        )


def permitted(command: Command, actor: Actor) -> bool:
    """Tell whether the actor may call a command: one for administrators only in the team that they administer."""
    administrates = actor.team is not None and actor.role is Role.ADMINISTRATOR
    return command.permission is Permission.ANYONE or administrates


async def missing_form(found: Aim, call: Call, records: Records) -> Form | None:
    """Make the form for the required arguments that are missing, or None. `call` has the values and the subject."""
    named = {Kind.SNIPPET} if found.subject else set()
    missing = [
        one
        for one in found.command.arguments
        if one.required and one.kind not in named and not found.values.get(one.name)
    ]
    if found.action or not missing or _comes_along(missing, found.material):
        return None
    return await form_for(found.command, missing, call, records)


async def form_for(command: Command, arguments: list[Argument], call: Call, records: Records) -> Form:
    """Make the form that asks for some arguments of a command. What the call gave already is kept in a record that
    the form's token names.
    """
    subject = await carried(call, records, call.write("form")) if call.values else call.subject
    return command_form(command, arguments, subject, call.words)


async def carried(call: Call, records: Records, write: WriteKey) -> str:
    """Keep the values of a call, with its subject, for a token that names them; only the same person can use it."""
    body = VALUES.dump_json({**call.values, "": call.subject})
    return CARRIED + await records.put("values", call.actor.person, body, write)


def _comes_along(missing: list[Argument], material: Material) -> bool:
    came = {Kind.DOCUMENT: material.files or material.images, Kind.FILES: material.files or material.parcels}
    return any(came.get(one.kind) for one in missing)


def ask(form: Form, intro: str, words: Words) -> AskForm:
    """Make the card whose button opens a form, for where the form itself could not come first. `intro` is a message
    id.
    """
    return AskForm(
        slot="form",
        title=form.title,
        intro=words(intro),
        form=form,
        skip=None,
        open=Button(words(N_("Fill in")), form.token, Style.PRIMARY),
    )


def command_form(command: Command, arguments: list[Argument], subject: str, words: Words) -> Form:
    """Make the form that asks for some arguments of a command."""
    return Form(
        token=token(command.id, subject),
        title=command.called(words.locale).capitalize(),
        fields=tuple(_field(argument, words) for argument in arguments),
        submit=words(N_("Go")),
    )


def _field(argument: Argument, words: Words) -> Field:
    about = words(argument.about)
    kinds = {Kind.DOCUMENT: FieldKind.TEXT, Kind.CHOICE: FieldKind.CHOICE, Kind.FILES: FieldKind.FILE}
    return Field(
        name=argument.name,
        label=about if len(about) <= LABEL else argument.name,
        hint="" if len(about) <= LABEL else about,
        kind=kinds.get(argument.kind, FieldKind.LINE),
        options=argument.choices,
        limit=argument.limit,
        completed=argument.kind in COMPLETED,
    )


LABEL = 45
"""Characters of a field's label on the narrowest surface."""
