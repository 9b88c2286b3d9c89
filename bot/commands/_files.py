"""Files that came without a word: the person is asked what is to be done with them. Those that hold several prompts, or
are of our own making, can be imported; what is no text can be nothing else.
"""

from collections.abc import Iterator, Sequence
from contextlib import aclosing
from dataclasses import replace

from bot.commands._cards import version_card
from bot.commands._records import keep, kept
from bot.commands._work import begin
from bot.dialogue.action import token
from bot.dialogue.aim import FILES
from bot.dialogue.aim import ask as ask_form
from bot.dialogue.command import Action, Call, Command, Events, FormMaker, Handler, Services
from bot.dialogue.events import Button, Choices, Done, Line, Part, Style, Tone
from bot.dialogue.form import Form
from bot.dialogue.inbound import Attached, Material
from bot.dialogue.texts import text_of
from bot.domain import Origin, Status
from bot.errors import NotFound
from bot.library.exchange.formats import format_of
from bot.library.exchange.values import File
from bot.words import N_, Words

HELP, _, ASK = FILES.partition(".")


async def ask(call: Call, services: Services) -> Events:
    """Name the files and offer what can be done with them; a record holds them for the buttons."""
    words, material = call.words, call.material
    names = [*(file.name for file in material.files), *(parcel.name for parcel in material.parcels)]
    if not names:  # a token that no button carries
        raise NotFound(N_("That is no longer there."), advice=N_("Send the file again."))
    _check(material)
    record = await keep(call, services, material)
    question = words.count(
        N_("What do you want to do with {name}?"),
        N_("What do you want to do with these {number} files?"),
        len(names),
        name=names[0],
    )
    buttons = [*_imports(material, record, words)]
    if material.files:
        buttons = [*_buttons(record, words, reverse=services.engineer.abilities.reverse), *buttons]
    parts = tuple(_which(names, material.files, words)) if len(names) > 1 else ()
    yield Choices(slot="files", question=question, parts=parts, buttons=tuple(buttons))
    yield Done(status=Status.ASKING)


def _check(material: Material) -> None:
    """Refuse what is neither a text nor holds prompts, as if a text had been asked for."""
    for parcel in material.parcels:
        if not _holds_prompts(parcel.name, parcel.content):
            text_of(parcel.name, parcel.content)


def _holds_prompts(name: str, content: bytes) -> bool:
    """Tell whether a file looks like one of ours inside, and not by its name alone."""
    kind = format_of(File(name, content))
    return kind is not None and kind.recognises(content)


def _imports(material: Material, record: str, words: Words) -> Iterator[Button]:
    texts = any(_holds_prompts(file.name, file.text.encode()) for file in material.files)
    if texts or material.parcels:
        style = Style.PLAIN if material.files else Style.PRIMARY
        yield Button(words(N_("Import")), token(f"{HELP}.import", record), style)


def _which(names: Sequence[str], files: tuple[Attached, ...], words: Words) -> Iterator[Part]:
    yield Line(", ".join(names))
    if files:
        said = N_("An example can be all of them; all else is done with {name} alone.")
        yield Line(words(said, name=files[0].name), Tone.QUIET)


def _buttons(record: str, words: Words, *, reverse: bool) -> Iterator[Button]:
    """Offer to draft from an example only where the engineer can do it."""
    yield Button(words(N_("Critique")), token(f"{HELP}.critique", record), Style.PRIMARY)
    yield Button(words(N_("Refine")), token(f"{HELP}.refine", record))
    yield Button(words(N_("Save")), token(f"{HELP}.save", record))
    yield Button(words(N_("Work on it")), token(f"{HELP}.open", record))
    if reverse:
        yield Button(words(N_("Draft from it as an example")), token(f"{HELP}.draft", record))


async def open_it(call: Call, services: Services) -> Events:
    """Begin work on the first file."""
    file = (await kept(call, services, call.subject, Material)).files[0]
    work = await begin(call, services, file.text, Origin.PASTED, file.name)
    yield version_card(work, call.words)
    yield Done(status=Status.DONE, data=work.version)


async def _with_files(verb: str, call: Call, services: Services) -> tuple[Command, Call]:
    """Give the command, and the call as if the files had come with it."""
    command = services.registry.get(verb)
    if command is None:
        raise RuntimeError(f"there is no command {verb}")
    material = await kept(call, services, call.subject, Material)
    return command, replace(call, material=material, subject="")


def _form(verb: str) -> FormMaker:
    """Make the form of a command for the files of a record, whose answers come back to them."""

    async def form(call: Call, services: Services) -> Form | None:
        command, meant = await _with_files(verb, call, services)
        made = await command.form(meant, services) if command.form else None
        return replace(made, token=token(f"{HELP}.{verb}", call.subject)) if made else None

    return form


def _run(verb: str) -> Handler:
    """Make what runs a command with the files of a record."""

    async def run(call: Call, services: Services) -> Events:
        command, meant = await _with_files(verb, call, services)
        form = await _form(verb)(call, services)
        if form:
            yield ask_form(form, command.help, call.words)
            yield Done(status=Status.ASKING)
            return
        async with aclosing(command.run(meant, services)) as events:
            async for event in events:
                yield event

    return run


ACTIONS = (
    Action(name=ASK, run=ask),
    Action(name="open", run=open_it),
    *(
        Action(name=verb, run=_run(verb), form=_form(verb))
        for verb in ("critique", "refine", "save", "draft", "import")
    ),
)
