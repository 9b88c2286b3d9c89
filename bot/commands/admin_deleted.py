"""admin deleted: what can still be brought back, of the team's and this channel's prompts."""

from bot.commands._work import seen
from bot.dialogue.action import token
from bot.dialogue.command import Call, Command, Events, Permission, Services
from bot.dialogue.events import Button, Card, Done, Item, Items, Line
from bot.domain import Gone, ScopeKind, Status
from bot.words import N_, Words

PAGE = 10
"""Prompts on a page."""


async def deleted(call: Call, services: Services) -> Events:
    """List what was deleted last, each with a button that brings it back."""
    offset, words = int(call.subject) if call.subject.isdecimal() else 0, call.words
    scopes = [scope for scope in seen(call) if scope.kind is not ScopeKind.PERSON]
    found = await services.store.library.gone(scopes, limit=PAGE + 1, offset=offset)
    following = (Button(words(N_("Next")), token("admin-deleted", str(offset + PAGE))),) if len(found) > PAGE else ()
    items = Items(tuple(_item(gone, words) for gone in found[:PAGE]))
    nothing = Line(words(N_("There is nothing to bring back.")))
    yield Card(
        slot="deleted",
        title=words(N_("Deleted prompts")),
        parts=(items if found else nothing,),
        buttons=following,
        data=tuple(gone.snippet for gone in found[:PAGE]),
    )
    yield Done(status=Status.DONE, data=tuple(gone.snippet for gone in found[:PAGE]))


def _item(gone: Gone, words: Words) -> Item:
    said = N_("of {owner}; deleted by {by} on {day}")
    by = gone.by or words(N_("somebody who is no longer known"))
    owner = gone.snippet.owner_name or words(N_("somebody who is no longer known"))
    return Item(
        title=gone.snippet.name,
        body=words(said, owner=owner, by=by, day=f"{gone.at:%Y-%m-%d}"),
        buttons=(Button(words(N_("Bring it back")), token("delete.undo", gone.snippet.id)),),
    )


COMMANDS = (
    Command(
        verb="deleted",
        family="admin",
        help=N_("Deleted prompts of the team that can be brought back"),
        example="deleted",
        order=40,
        names={"fr": ("supprimés",)},
        permission=Permission.ADMINISTRATOR,
        run=deleted,
    ),
)
