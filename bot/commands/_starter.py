"""Prompts to begin with: offered where somebody has none yet, looked at and used as they are, and taken into one's own
library by a press. Nobody has to.
"""

import re

from bot.commands._cards import snippet_card, version_card
from bot.commands._filling import described
from bot.commands._work import begin
from bot.dialogue.action import token
from bot.dialogue.command import Action, Call, Events, Section, Services
from bot.dialogue.events import Button, Card, Done, Facts, Item, Items, Line, Part, Prompt, Style, Tone
from bot.domain import Actor, NewSnippet, NewSnippetVersion, Origin, Snippet, Status
from bot.errors import NotFound
from bot.library.access import personal, visible_scopes
from bot.library.exchange.values import Entry
from bot.library.names import key
from bot.library.variables import read
from bot.words import N_, Words

_WORD = re.compile(r"\w+")
PREFIX = 3
"""Characters from which on a word also finds those that begin with it."""
STARTER = "s~"
"""Begins what a button names where that is a prompt to begin with."""
FOUND = 5
"""Prompts to begin with that are shown for words that nothing saved has."""


def offer(services: Services, words: Words) -> tuple[Button, ...]:
    """Give the button that shows them all; none where the program came without any."""
    number = len(services.starter())
    if not number:
        return ()
    label = words.count("Look at a prompt to begin with", "Look at {number} prompts to begin with", number)
    return (Button(label, token("find.starters"), Style.PRIMARY),)


async def start(actor: Actor, words: Words, services: Services) -> tuple[Section, ...]:
    """Offer them at the start of a conversation, as long as nothing is saved that the person may see."""
    buttons = offer(services, words)
    scopes = visible_scopes(actor, None, shared=False)
    if not buttons or await services.store.library.find(scopes, "", limit=1):
        return ()
    return (Section(title="", parts=(), buttons=buttons),)


def fitting(services: Services, typed: str, words: Words) -> Items | None:
    """Give those that have all of some words, where there are any."""
    wanted = _WORD.findall(key(typed))
    found = [entry for entry in services.starter() if all(_has(entry, word) for word in wanted)]
    return Items(tuple(_item(entry, words) for entry in found[:FOUND])) if wanted and found else None


def _has(entry: Entry, word: str) -> bool:
    """Tell whether a word stands in what is said of one, or begins a word there, as in a search."""
    there = _WORD.findall(key(" ".join((entry.name, entry.about, *entry.tags))))
    return any(one == word or (len(word) >= PREFIX and one.startswith(word)) for one in there)


def _item(entry: Entry, words: Words) -> Item:
    show = Button(words(N_("Show")), token("find.starter", entry.name))
    return Item(title=entry.name, body=entry.about, mark=words(N_("to begin with")), buttons=(show,))


def named(services: Services, name: str) -> Entry | None:
    """Give the one of that name."""
    return next((entry for entry in services.starter() if key(entry.name) == key(name)), None)


async def every(call: Call, services: Services) -> Events:
    """Show them all; one is chosen by its button."""
    words, entries = call.words, services.starter()
    rows = tuple((entry.name, entry.about) for entry in entries)
    keep = Button(words(N_("Keep all of them")), token("find.keepall"))
    yield Card(
        slot="starter",
        title=words.count("A prompt to begin with", "{number} prompts to begin with", len(entries)),
        parts=(
            Facts(rows),
            Line(words(N_("Choose one to look at it. None is in your library until you keep it.")), Tone.QUIET),
        ),
        buttons=(*(Button(entry.name, token("find.starter", entry.name)) for entry in entries), keep),
        data=rows,
    )
    yield Done(status=Status.DONE, data=rows)


def card(entry: Entry, words: Words) -> Card:
    """Show one, whole, with what can be done with it."""
    sheet = read(entry.newest.text)
    parts: list[Part] = [Line(entry.about), Prompt(sheet.body, f"{entry.name}.md")]
    parts.extend(described(sheet.variables, words))
    if entry.tags:
        parts.append(Facts(((words(N_("Tags")), ", ".join(entry.tags)),)))
    parts.append(Line(words(N_("It comes with the program. Keep it to change it, or to share it.")), Tone.QUIET))
    buttons = (
        Button(words(N_("Use it")), token("use", STARTER + entry.name), Style.PRIMARY),
        Button(words(N_("Keep it")), token("find.keep", entry.name)),
        Button(words(N_("Work on it")), token("find.open", entry.name)),
    )
    return Card(slot="starter", title=entry.name, parts=tuple(parts), buttons=buttons, data=entry)


async def one(call: Call, services: Services) -> Events:
    """Show the one that a button names."""
    entry = _by(call, services)
    yield card(entry, call.words)
    yield Done(status=Status.DONE, data=entry)


def _by(call: Call, services: Services) -> Entry:
    entry = named(services, call.subject)
    if entry is None:
        raise NotFound(N_("That prompt no longer comes with the program."), advice=N_("/find lists what there is."))
    return entry


async def open_it(call: Call, services: Services) -> Events:
    """Begin work on one."""
    entry = _by(call, services)
    work = await begin(call, services, entry.newest.text, Origin.OPENED, entry.name, why=entry.name)
    yield version_card(work, call.words)
    yield Done(status=Status.DONE, data=work.version)


async def keep(call: Call, services: Services) -> Events:
    """Take one into the person's own library."""
    entry, words = _by(call, services), call.words
    there = await _own(call, services, entry)
    if there is None:
        await _keep(call, services, entry)
        note = words(N_("It is yours now. Only you see it; Share passes it on."))
        there = await _own(call, services, entry)
    elif there.newest.text == entry.newest.text:
        note = words(N_("It is in your library already."))
    else:
        note = words(N_("You have another prompt of this name; it was left as it is."))
    if there is None:
        raise RuntimeError("a prompt that was just kept cannot be found")
    yield snippet_card(there, words, there.newest, note=note)
    yield Done(status=Status.DONE, data=there)


async def keep_all(call: Call, services: Services) -> Events:
    """Take all of them into the person's own library, but those whose names are taken there."""
    kept = await _keep(call, services, *services.starter())
    words, left = call.words, len(services.starter()) - kept
    title = words.count(
        "{number} prompt is yours now. Only you see it.", "{number} prompts are yours now. Only you see them.", kept
    )
    said = words.count(
        "{number} was left out: you have a prompt of its name.",
        "{number} were left out: you have prompts of their names.",
        left,
    )
    yield Card(
        slot="starter",
        title=title if kept else words(N_("You have a prompt of each of these names already; nothing was changed.")),
        parts=(Line(said),) if kept and left else (),
        buttons=(Button(words(N_("Show them")), token("find")),),
        data=kept,
    )
    yield Done(status=Status.DONE, data=kept)


async def _own(call: Call, services: Services, entry: Entry) -> Snippet | None:
    return await services.store.library.get((personal(call.actor),), entry.name)


async def _keep(call: Call, services: Services, *entries: Entry) -> int:
    """Save those whose names are free; give how many."""
    scope, author = personal(call.actor), call.actor.person
    new = [_new(entry) for entry in entries]
    ids = await services.store.library.save_many(scope, new, author=author, write=call.write("starter"))
    return sum(identity is not None for identity in ids)


def _new(entry: Entry) -> NewSnippet:
    version = NewSnippetVersion(text=entry.newest.text, target=entry.newest.target)
    return NewSnippet(name=entry.name, versions=(version,), about=entry.about, expected=0, tags=entry.tags)


ACTIONS = (
    Action(name="starters", run=every),
    Action(name="starter", run=one),
    Action(name="open", run=open_it),
    Action(name="keep", run=keep),
    Action(name="keepall", run=keep_all),
)
