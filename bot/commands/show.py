"""show: a saved prompt, whole; and exact text to copy."""

from bot.commands._cards import snippet_card, version_card
from bot.commands._filling import blanks, filled
from bot.commands._starter import card as starter_card
from bot.commands._starter import named as starter
from bot.commands._work import begin, named, seen, snippet_named
from bot.dialogue.action import token
from bot.dialogue.command import Action, Argument, Call, Command, Events, Kind, Services
from bot.dialogue.dispatch import channel_scope
from bot.dialogue.events import Card, Done, Prompt
from bot.dialogue.form import Form
from bot.domain import Origin, Snippet, SnippetId, Status
from bot.errors import NotFound
from bot.library.access import Verb, access
from bot.library.templates import variables
from bot.words import N_


async def show(call: Call, services: Services) -> Events:
    """Show the newest version of a saved prompt, or the one that was asked for; where nothing has that name, one that
    comes with the program.
    """
    try:
        snippet, number, text = await _asked(call, services)
    except NotFound:
        entry = None if call.subject else starter(services, call.get("name").strip().removeprefix("@"))
        if entry is None:
            raise
        yield starter_card(entry, call.words)
        yield Done(status=Status.DONE, data=entry)
        return
    yield snippet_card(snippet, call.words, number=number, text=text)
    yield Done(status=Status.DONE, data=snippet)


async def _asked(call: Call, services: Services) -> tuple[Snippet, int, str]:
    if call.subject:
        return await snippet_by(call, services)
    snippet, wanted = await snippet_named(call, services, call.get("name"))
    return snippet, *await version_of(services, snippet, wanted)


async def version_of(services: Services, snippet: Snippet, wanted: int | None) -> tuple[int, str]:
    """Give the number and the text of a version, the newest for None."""
    if wanted is None or wanted == snippet.newest.number:
        return snippet.newest.number, snippet.newest.text
    version = await services.store.library.version(snippet.id, wanted)
    if version is None:
        said = N_("{name} has no version {version}; the newest is {number}.")
        raise NotFound(said, name=snippet.name, version=wanted, number=snippet.newest.number)
    return version.number, version.text


async def snippet_by(call: Call, services: Services) -> tuple[Snippet, int, str]:
    """Give the snippet and the version that a button names, if the presser may see it."""
    name, _, number = call.subject.partition(".")
    snippet = await services.store.library.by_id(SnippetId(name))
    if snippet is None or snippet.scope not in seen(call):
        raise NotFound(N_("That prompt is no longer there."), advice=N_("/find lists what there is."))
    access(call.actor, snippet, Verb.READ, channel=channel_scope(call.whence))
    return snippet, *await version_of(services, snippet, int(number) if number.isdecimal() else None)


async def open_it(call: Call, services: Services) -> Events:
    """Begin work on a saved prompt."""
    snippet, number, text = await snippet_by(call, services)
    work = await begin(call, services, text, Origin.OPENED, snippet.name, why=f"{snippet.name}@{number}")
    yield version_card(work, call.words)
    yield Done(status=Status.DONE, data=work.version)


async def use_form(call: Call, services: Services) -> Form | None:
    """Ask for what is to be filled in, where there is something."""
    _, _, text = await snippet_by(call, services)
    return blanks(token("show.use", call.subject), text, call.words)


async def use(call: Call, services: Services) -> Events:
    """Give a saved prompt to be copied, its variables filled in."""
    snippet, _, text = await snippet_by(call, services)
    if variables(text):
        yield filled(text, call.values, call.words)
    else:
        yield Card(slot="used", title=snippet.name, parts=(Prompt(text),), data=text)
    yield Done(status=Status.DONE, data=snippet)


async def copy(call: Call, services: Services) -> Events:
    """Give the exact text of a version, alone."""
    work = await named(call, services, call.subject)
    yield Card(slot="copy", title="", parts=(Prompt(work.version.text),), data=work.version)
    yield Done(status=Status.DONE, data=work.version)


COMMANDS = (
    Command(
        verb="show",
        help=N_("Show a saved prompt"),
        example="show release-notes@2",
        order=60,
        names={"fr": ("montrer",)},
        arguments=(
            Argument(
                name="name",
                names={"fr": "nom"},
                kind=Kind.SNIPPET,
                about=N_("The saved prompt; name@2 for a version"),
                required=True,
            ),
        ),
        run=show,
        tool=True,
        doing=N_("Reading a saved prompt…"),
        actions=(
            Action(name="open", run=open_it),
            Action(name="copy", run=copy),
            Action(name="use", run=use, form=use_form),
        ),
    ),
)
