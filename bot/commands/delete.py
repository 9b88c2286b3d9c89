"""delete: take a saved prompt out of sight, after a question; it can be brought back for a time."""

from bot.commands._acts import act_on
from bot.commands._cards import lost_names, snippet_card
from bot.commands._standing import included
from bot.commands._work import seen, snippet_named
from bot.commands.show import snippet_by
from bot.dialogue.action import token
from bot.dialogue.command import Action, Argument, Call, Command, Events, Kind, Services, channel_scope
from bot.dialogue.events import Button, Card, Choices, Done, Line, Style
from bot.domain import ActKind, Retained, ScopeKind, Snippet, SnippetId, Status
from bot.errors import NotFound
from bot.library.access import Verb, access
from bot.words import N_


async def delete(call: Call, services: Services) -> Events:
    """Ask before deleting."""
    snippet, _ = await snippet_named(call, services, call.get("name"))
    yield await _question(call, services, snippet)
    yield Done(status=Status.ASKING, data=snippet)


async def ask(call: Call, services: Services) -> Events:
    """Ask before deleting what a button names."""
    snippet, _ = await snippet_by(call, services)
    yield await _question(call, services, snippet)
    yield Done(status=Status.ASKING, data=snippet)


async def _question(call: Call, services: Services, snippet: Snippet) -> Choices:
    access(call.actor, snippet, Verb.DELETE, channel=channel_scope(call.whence))
    words, number = call.words, snippet.newest.number
    one, many = N_("Delete {name} with its one version?"), N_("Delete {name} with its {number} versions?")
    return Choices(
        slot="delete",
        question=words.count(one, many, number, name=snippet.name),
        parts=await _missed(call, services, snippet),
        buttons=(Button(words(N_("Delete")), token("delete.sure", snippet.id), Style.DANGER),),
        data=snippet,
    )


async def _missed(call: Call, services: Services, snippet: Snippet) -> tuple[Line, ...]:
    """Say which prompts would miss it."""
    which = await included(call, services, snippet)
    missed = Line(call.words(N_("Until it is brought back, these cannot be used."))) if which else None
    return (*map(Line, which), missed) if missed else ()


async def sure(call: Call, services: Services) -> Events:
    """Delete, and offer to bring it back."""
    snippet, _ = await snippet_by(call, services)
    access(call.actor, snippet, Verb.DELETE, channel=channel_scope(call.whence))
    act = act_on(call, ActKind.DELETE, snippet)
    await services.store.library.delete(snippet.id, by=call.actor.person, act=act)
    team = call.actor.team if snippet.scope.kind is ScopeKind.TEAM else None
    days = (await services.store.teams.kept(team))[Retained.DELETED]
    one, many = (
        N_("{name} is deleted. It can be brought back for one day."),
        N_("{name} is deleted. It can be brought back for {number} days."),
    )
    yield Card(
        slot="delete",
        title=call.words.count(one, many, days, name=snippet.name),
        buttons=(Button(call.words(N_("Bring it back")), token("delete.undo", snippet.id)),),
        data=snippet,
    )
    yield Done(status=Status.DONE, data=snippet)


async def undo(call: Call, services: Services) -> Events:
    """Bring a deleted prompt back."""
    gone = await services.store.library.deleted(SnippetId(call.subject))
    if gone is None or gone.scope not in seen(call):
        raise NotFound(N_("That prompt can no longer be brought back."))
    access(call.actor, gone, Verb.DELETE, channel=channel_scope(call.whence))
    snippet = await services.store.library.undelete(gone.id, act=act_on(call, ActKind.RESTORE, gone))
    note = " ".join(lost_names(gone.aliases, snippet, call.words))
    yield snippet_card(snippet, call.words, snippet.newest, note=note)
    yield Done(status=Status.DONE, data=snippet)


COMMANDS = (
    Command(
        verb="delete",
        help=N_("Delete a saved prompt; it can be brought back for a time"),
        example="delete release-notes",
        order=75,
        names={"fr": ("supprimer",)},
        arguments=(
            Argument(name="name", names={"fr": "nom"}, kind=Kind.SNIPPET, about=N_("The saved prompt"), required=True),
        ),
        run=delete,
        actions=(Action(name="ask", run=ask), Action(name="sure", run=sure), Action(name="undo", run=undo)),
    ),
)
