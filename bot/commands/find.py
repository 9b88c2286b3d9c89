"""find: saved prompts by any words in them."""

from contextlib import aclosing
from dataclasses import replace

from bot.commands._records import Query, keep, kept
from bot.commands._starter import ACTIONS as STARTER
from bot.commands._starter import fitting, offer, start
from bot.commands._work import seen
from bot.dialogue.action import token
from bot.dialogue.command import Action, Argument, Call, Command, Events, Kind, Lookup, Section, Services
from bot.dialogue.events import Button, Card, Done, Item, Items, Line
from bot.dialogue.form import Field, Form
from bot.domain import Actor, Hit, ScopeKind, Status
from bot.library.access import visible_scopes
from bot.library.wanted import KEYS, read, written
from bot.words import N_, Words

PAGE = 10
"""Prompts on a page."""
AT_HOME = 5
"""Prompts of each list on a home screen."""
WORDS = 1000
"""Characters of the words that are searched for."""
NOTHING = N_("Nothing is saved yet. Save keeps the prompt you are working on.")
TITLES = {
    None: N_("Saved prompts"),
    ScopeKind.PERSON: N_("Your prompts"),
    ScopeKind.CHANNEL: N_("This channel's prompts"),
    ScopeKind.TEAM: N_("The team's prompts"),
}
ALL = {ScopeKind.PERSON: "mine", ScopeKind.TEAM: "team"}
"""The actions that show all of them."""
SCOPES = {ScopeKind.PERSON: N_("yours"), ScopeKind.CHANNEL: N_("this channel's"), ScopeKind.TEAM: N_("the team's")}


async def find(call: Call, services: Services) -> Events:
    """Show the prompts that match best, or the last changed ones without words."""
    query = await kept(call, services, call.subject, Query) if call.subject else Query(_typed(call), 0)
    async with aclosing(_page(call, services, query)) as events:
        async for event in events:
            yield event


def _typed(call: Call) -> str:
    """Give the words with the options behind them, so that a page further on knows them all."""
    return written(call.get("words"), {name: call.get(name) for name in KEYS if call.get(name).strip(' "/')})


async def ask_form(call: Call, services: Services) -> Form:  # noqa: ARG001 - a form maker is given both
    """Ask for the words."""
    words = call.words
    field = Field(name="words", label=words(N_("Any words")), limit=WORDS)
    return Form(token=token("find.ask"), title=words(N_("Search")), fields=(field,), submit=words(N_("Search")))


async def mine(call: Call, services: Services) -> Events:
    """Show all that is the person's own."""
    async with aclosing(_page(call, services, Query("", 0, ScopeKind.PERSON))) as events:
        async for event in events:
            yield event


async def teams(call: Call, services: Services) -> Events:
    """Show all that is the team's."""
    async with aclosing(_page(call, services, Query("", 0, ScopeKind.TEAM))) as events:
        async for event in events:
            yield event


async def _page(call: Call, services: Services, query: Query) -> Events:
    scopes = [scope for scope in seen(call) if query.kind in {None, scope.kind}]
    words, narrow = read(query.words)
    library = services.store.library
    found = await library.find(scopes, words, limit=PAGE + 1, offset=query.offset, narrow=narrow)
    yield await _card(call, services, query, found)
    yield Done(status=Status.DONE, data=found[:PAGE])


async def _card(call: Call, services: Services, query: Query, found: tuple[Hit, ...]) -> Card:
    words = call.words
    title = words(N_("Found for: {words}"), words=query.words) if query.words else words(TITLES[query.kind])
    if not found:
        return _nothing(query, title, services, words)
    buttons: tuple[Button, ...] = ()
    if len(found) > PAGE:
        record = await keep(call, services, replace(query, offset=query.offset + PAGE))
        buttons = (Button(words(N_("Next")), token("find", record)),)
    items = tuple(_item(hit, words) for hit in found[:PAGE])
    return Card(slot="found", title=title, parts=(Items(items),), buttons=buttons, data=found[:PAGE])


def _nothing(query: Query, title: str, services: Services, words: Words) -> Card:
    """Say that nothing was found, and offer what comes with the program."""
    if not query.words:
        return Card(slot="found", title=title, parts=(Line(words(NOTHING)),), buttons=offer(services, words), data=())
    said = Line(words(N_("Nothing that you may see has these words. Fewer words find more.")))
    typed, narrow = read(query.words)
    others = replace(narrow, tags=())
    to_begin_with = None if others else fitting(services, " ".join((typed, *narrow.tags)), words)
    return Card(slot="found", title=title, parts=(said, *((to_begin_with,) if to_begin_with else ())), data=())


def _item(hit: Hit, words: Words) -> Item:
    return Item(
        title=hit.name,
        body=hit.about or hit.excerpt,
        mark=_mark(hit, words),
        buttons=(Button(words(N_("Show")), token("show", hit.snippet)),),
    )


def _mark(hit: Hit, words: Words) -> str:
    """Say whose it is, and which versions have a label."""
    labels = (f"{label} v{number}" for label, number in hit.labels)
    return ", ".join((words(SCOPES[hit.scope.kind]), *labels))


async def home(actor: Actor, words: Words, services: Services) -> tuple[Section, ...]:
    """Offer to search, and list what was changed last: the person's own, then the team's, on a home screen."""
    library, lists = services.store.library, list[Section]()
    for scope in visible_scopes(actor, None, shared=False):
        found = await library.find((scope,), "", limit=AT_HOME + 1)
        lists += [_list(scope.kind, found, words)] if found else []
    if not lists:
        return (Section(title=words(TITLES[None]), parts=(Line(words(NOTHING)),), buttons=offer(services, words)),)
    by_name = Lookup(words(N_("Find a prompt by its name")), "show", "name")
    by_words = Button(words(N_("Search in texts")), token("find.ask"))
    return (Section(title=words(N_("Search")), parts=(), buttons=(by_words,), lookup=by_name), *lists)


def _list(kind: ScopeKind, found: tuple[Hit, ...], words: Words) -> Section:
    items = Items(tuple(_at_home(hit, words) for hit in found[:AT_HOME]))
    whole = (Button(words(N_("Show all")), token(f"find.{ALL[kind]}")),) if len(found) > AT_HOME else ()
    return Section(title=words(TITLES[kind]), parts=(items,), buttons=whole)


def _at_home(hit: Hit, words: Words) -> Item:
    use = Button(words(N_("Use")), token("use", hit.snippet))
    edit = Button(words(N_("Edit")), token("edit.saved", hit.snippet))
    show = Button(words(N_("Show")), token("show", hit.snippet))
    return Item(title=hit.name, body=hit.about or hit.excerpt, buttons=(use, edit, show))


def _narrowing(name: str, native: str, about: str) -> Argument:
    return Argument(name=name, names={"fr": native}, kind=Kind.WORDS, about=about, option=True, limit=100)


COMMANDS = (
    Command(
        verb="find",
        help=N_("Find saved prompts"),
        example="find release",
        details=N_(
            "Searches names, descriptions, tags and texts. Without words it lists what was changed last; team/ lists a"
            " folder. tag:, author:, label:, target: and folder: among the words narrow: release label:production"
        ),
        order=65,
        aliases=("list",),
        names={"fr": ("chercher",)},
        arguments=(
            Argument(name="words", names={"fr": "mots"}, kind=Kind.WORDS, about=N_("Any words"), limit=WORDS),
            _narrowing("tag", "mot-clé", N_("Only with this tag")),
            _narrowing("author", "auteur", N_("Only by whoever has this in their name")),
            _narrowing("label", "étiquette", N_("Only with this label, as production")),
            _narrowing("target", "cible", N_("Only for this model family, as claude")),
            _narrowing("folder", "dossier", N_("Only in this folder, as team/")),
        ),
        run=find,
        home=home,
        start=start,
        tool=True,
        doing=N_("Searching the library…"),
        actions=(
            *STARTER,
            Action(name="ask", run=find, form=ask_form),
            Action(name=ALL[ScopeKind.PERSON], run=mine),
            Action(name=ALL[ScopeKind.TEAM], run=teams),
        ),
    ),
)
