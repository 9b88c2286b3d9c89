"""show: a saved prompt, whole; and exact text to copy."""

from dataclasses import replace

from bot.commands._cards import snippet_card, version_card
from bot.commands._standing import said_button, standing
from bot.commands._starter import card as starter_card
from bot.commands._starter import named as starter
from bot.commands._work import named, open_version, seen, snippet_named, version_of
from bot.dialogue.command import Action, Argument, Call, Command, Events, Kind, Services, channel_scope
from bot.dialogue.events import Card, Done, Prompt
from bot.domain import Snippet, SnippetId, SnippetVersion, Status
from bot.errors import NotFound
from bot.library.access import Verb, access, personal
from bot.words import N_


async def show(call: Call, services: Services) -> Events:
    """Show the newest version of a saved prompt, or the one that was asked for; where nothing has that name, one that
    comes with the program.
    """
    try:
        snippet, version = await _asked(call, services)
    except NotFound:
        entry = None if call.subject else starter(services, call.get("name").strip().removeprefix("@"))
        if entry is None:
            raise
        yield starter_card(entry, call.words)
        yield Done(status=Status.DONE, data=entry)
        return
    notes = await standing(call, services, snippet)
    mine = snippet.owner == call.actor.person or snippet.scope == personal(call.actor)
    card = snippet_card(snippet, call.words, version, notes=notes, mine=mine)
    yield replace(card, more=(*card.more, *await said_button(services, snippet, call.words)))
    yield Done(status=Status.DONE, data=snippet)


async def _asked(call: Call, services: Services) -> tuple[Snippet, SnippetVersion]:
    if call.subject:
        return await snippet_by(call, services)
    snippet, wanted = await snippet_named(call, services, call.get("name"))
    return snippet, await version_of(services, snippet, wanted)


async def snippet_by(call: Call, services: Services, *, newest: bool = False) -> tuple[Snippet, SnippetVersion]:
    """Give the snippet and the version that a button names, if the presser may see it; where it names no version, the
    one that is used where nobody says which, or the newest.
    """
    name, _, number = call.subject.partition(".")
    snippet = await services.store.library.by_id(SnippetId(name))
    if snippet is None or snippet.scope not in seen(call):
        raise NotFound(N_("That prompt is no longer there."), advice=N_("/find lists what there is."))
    access(call.actor, snippet, Verb.READ, channel=channel_scope(call.whence))
    named = int(number) if number.isdecimal() else snippet.newest.number if newest else None
    return snippet, await version_of(services, snippet, named)


async def open_it(call: Call, services: Services) -> Events:
    """Begin work on a saved prompt."""
    snippet, version = await snippet_by(call, services, newest=True)
    work = await open_version(call, services, snippet, version)
    yield version_card(work, call.words)
    yield Done(status=Status.DONE, data=work.version)


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
        ),
    ),
)
