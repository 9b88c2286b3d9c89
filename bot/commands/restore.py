"""restore: an old version of a saved prompt as its newest; and a prompt that was deleted, by its name."""

from dataclasses import replace

from bot.commands._acts import act_on
from bot.commands._cards import lost_names, snippet_card
from bot.commands._changing import changed
from bot.commands._safety import PROMPT, Keeping, look_through
from bot.commands._work import seen, snippet_named, version_of
from bot.commands.show import snippet_by
from bot.dialogue.command import Argument, Call, Command, Events, Kind, Services, channel_scope
from bot.dialogue.events import Card, Choices, Done
from bot.domain import ActKind, ScopeKind, Snippet, SnippetVersion, Status
from bot.errors import NotFound
from bot.library.access import Verb, access
from bot.library.names import split_version
from bot.words import N_


async def restore(call: Call, services: Services) -> Events:
    """Make a new version with the text of an old one; bring a deleted prompt back where only that has the name."""
    if call.subject:
        snippet, version = await snippet_by(call, services)
        card = await _restored(call, services, snippet, version.number)
    else:
        card = await _named(call, services, call.get("name"))
    yield card
    yield Done(status=Status.ASKING if isinstance(card, Choices) else Status.DONE)


async def _named(call: Call, services: Services, name: str) -> Card | Choices:
    try:
        snippet, wanted = await snippet_named(call, services, name)
    except NotFound:
        gone = await _gone(call, services, name)
        if gone is None:
            raise
        return await _back(call, services, gone)
    return await _restored(call, services, snippet, wanted or snippet.newest.number - 1)


async def _gone(call: Call, services: Services, name: str) -> Snippet | None:
    """Give the actor's deleted prompt of that name."""
    wanted, mark = split_version(name)
    return None if mark else await services.store.library.deleted_named(seen(call), wanted, call.actor.person)


async def _back(call: Call, services: Services, gone: Snippet) -> Card:
    access(call.actor, gone, Verb.DELETE, channel=channel_scope(call.whence))
    snippet = await services.store.library.undelete(gone.id, act=act_on(call, ActKind.RESTORE, gone))
    said = call.words(N_("{name} was deleted, and is back."), name=snippet.name)
    lost = lost_names(gone.aliases, snippet, call.words)
    return snippet_card(snippet, call.words, snippet.newest, note=" ".join((said, *lost)))


async def _restored(call: Call, services: Services, snippet: Snippet, number: int) -> Card | Choices:
    words, newest = call.words, snippet.newest
    if not number:
        return Card(
            slot="snippet", title=words(N_("{name} has only one version; nothing was changed."), name=snippet.name)
        )
    old = await version_of(services, snippet, number)
    if old.text == newest.text:
        said = N_("Version {number} has the text of the newest, {newest}; nothing was changed.")
        return snippet_card(snippet, words, newest, note=words(said, number=number, newest=newest.number))
    access(call.actor, snippet, Verb.EDIT, channel=channel_scope(call.whence))
    others = snippet.scope.kind is not ScopeKind.PERSON
    looked = await look_through(call, services, Keeping(name=snippet.name, texts={PROMPT: old.text}, others=others))
    if looked.stop:
        return looked.stop
    made = await _save(call, services, snippet, replace(old, text=looked.texts[PROMPT]))
    notes = (*await changed(call, services, made), *looked.notes)
    return snippet_card(made, words, made.newest, note=_note(call, made, old), notes=notes)


async def _save(call: Call, services: Services, snippet: Snippet, old: SnippetVersion) -> Snippet:
    return await services.store.library.save(
        snippet.scope,
        snippet.name,
        old.text,
        author=call.actor.person,
        why=call.words(N_("back to v{number}"), number=old.number),
        expected=snippet.newest.number,
        target=old.target,
        write=call.write("restore"),
    )


def _note(call: Call, made: Snippet, old: SnippetVersion) -> str:
    words, number = call.words, made.newest.number
    said = words(
        N_("Version {number} has the text of version {old}. All others are kept."), number=number, old=old.number
    )
    if made.preferred == number:
        return said
    stays = N_("production still points at version {number}: /label moves it.")
    return f"{said} {words(stays, number=made.preferred)}"


COMMANDS = (
    Command(
        verb="restore",
        help=N_("Make an old version of a saved prompt the newest; or bring back a deleted one"),
        example="restore release-notes@2",
        details=N_(
            "The old text becomes a new version, so nothing is lost. Without a version, the one before the newest. A"
            " prompt of yours that was deleted comes back by its name, for 30 days."
        ),
        order=63,
        aliases=("revert",),
        names={"fr": ("restaurer",)},
        arguments=(
            Argument(
                name="name",
                names={"fr": "nom"},
                kind=Kind.SNIPPET,
                about=N_("The saved prompt; name@2 for a version"),
                required=True,
            ),
        ),
        run=restore,
    ),
)
