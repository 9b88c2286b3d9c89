"""find: saved prompts by any words in them."""

from bot.commands._records import Query, keep, kept
from bot.commands._work import seen
from bot.dialogue.action import token
from bot.dialogue.command import Argument, Call, Command, Events, Kind, Section, Services
from bot.dialogue.events import Button, Card, Done, Item, Items, Line
from bot.domain import Actor, Hit, ScopeKind, Status
from bot.library.access import visible_scopes
from bot.words import N_, Words

PAGE = 10
"""Prompts on a page."""
SCOPES = {ScopeKind.PERSON: N_("yours"), ScopeKind.CHANNEL: N_("this channel's"), ScopeKind.TEAM: N_("the team's")}


async def find(call: Call, services: Services) -> Events:
    """Show the prompts that match best, or the last changed ones without words."""
    query = await kept(call, services, call.subject, Query) if call.subject else Query(call.get("words"), 0)
    found = await services.store.library.find(seen(call), query.words, limit=PAGE + 1, offset=query.offset)
    yield await _card(call, services, query, found)
    yield Done(status=Status.DONE, data=found[:PAGE])


async def _card(call: Call, services: Services, query: Query, found: tuple[Hit, ...]) -> Card:
    words = call.words
    title = words(N_("Found for: {words}"), words=query.words) if query.words else words(N_("Saved prompts"))
    if not found:
        return Card(slot="found", title=title, parts=(Line(_nothing(query, words)),), data=())
    buttons: tuple[Button, ...] = ()
    if len(found) > PAGE:
        record = await keep(call, services, Query(query.words, query.offset + PAGE))
        buttons = (Button(words(N_("Next")), token("find", record)),)
    items = tuple(_item(hit, words) for hit in found[:PAGE])
    return Card(slot="found", title=title, parts=(Items(items),), buttons=buttons, data=found[:PAGE])


def _nothing(query: Query, words: Words) -> str:
    if query.words:
        return words(N_("Nothing that you may see has these words. Fewer words find more."))
    return words(N_("Nothing is saved yet. Save keeps the prompt you are working on."))


def _item(hit: Hit, words: Words) -> Item:
    return Item(
        title=hit.name,
        body=hit.about or hit.excerpt,
        mark=words(SCOPES[hit.scope.kind]),
        buttons=(Button(words(N_("Show")), token("show", hit.snippet)),),
    )


async def home(actor: Actor, words: Words, services: Services) -> Section | None:
    """List what was changed last, on a home screen."""
    found = await services.store.library.find(visible_scopes(actor, None, shared=False), "", limit=PAGE)
    if not found:
        return None
    return Section(title=words(N_("Saved prompts")), parts=(Items(tuple(_item(hit, words) for hit in found)),))


COMMANDS = (
    Command(
        verb="find",
        help=N_("Find saved prompts"),
        example="find release",
        details=N_("Searches names, descriptions and texts. Without words it lists what was changed last."),
        order=65,
        aliases=("list",),
        names={"fr": ("chercher",)},
        arguments=(Argument(name="words", names={"fr": "mots"}, kind=Kind.WORDS, about=N_("Any words"), limit=1000),),
        run=find,
        home=home,
        tool=True,
    ),
)
