"""What is said of a saved prompt beside its text, changed: its name, description, tags and other names."""

from collections.abc import Iterable
from contextlib import aclosing
from dataclasses import replace

from bot.commands._alike import alike
from bot.commands._cards import snippet_card
from bot.commands._safety import ABOUT, Keeping, look_through, written
from bot.commands._work import current, named, snippet_named
from bot.commands.show import snippet_by
from bot.dialogue.action import token
from bot.dialogue.command import Action, Argument, Call, Events, Kind, Services, channel_scope
from bot.dialogue.events import Done
from bot.dialogue.form import Field, Form
from bot.domain import Described, ScopeKind, Snippet, Status
from bot.errors import Usage
from bot.library.access import Verb, access
from bot.library.names import NAME_LIMIT, check_name, key, tidied
from bot.words import N_

OPTIONS = (
    Argument(
        name="rename",
        names={"fr": "renommer"},
        kind=Kind.NAME,
        about=N_("A new name for a saved prompt; the old one still finds it"),
        option=True,
        lasting=N_("Rename a saved prompt"),
        limit=NAME_LIMIT,
    ),
    Argument(
        name="about",
        names={"fr": "description"},
        kind=Kind.WORDS,
        about=N_("What a saved prompt is for, in a line"),
        option=True,
        lasting=N_("Describe a saved prompt"),
        limit=200,
    ),
    Argument(
        name="tags",
        names={"fr": "mots-clés"},
        kind=Kind.WORDS,
        about=N_("Its tags, apart by commas; none takes them away"),
        option=True,
        lasting=N_("Tag a saved prompt"),
        limit=1000,
    ),
    Argument(
        name="alias",
        names={"fr": "alias"},
        kind=Kind.NAME,
        about=N_("Another name for it; a name that it has goes"),
        option=True,
        lasting=N_("Give a saved prompt another name"),
        limit=NAME_LIMIT,
    ),
)
NONE = "none"
FIELDS = 1000
"""Characters of a field that holds several names."""


def asked(call: Call) -> bool:
    """Tell whether something of this is to be changed."""
    return any(call.get(option.name) for option in OPTIONS)


async def change(call: Call, services: Services, name: str) -> Events:
    """Change what was given by options, of the prompt of that name or of the one that is worked on."""
    snippet = (await snippet_named(call, services, name))[0] if name else await _worked_on(call, services)
    new = Described(
        name=_name(call.get("rename")),
        about=call.get("about") or None,
        tags=_tags(call.get("tags")) if call.get("tags") else None,
        aliases=_toggled(snippet, call.get("alias")),
    )
    async with aclosing(_changed(call, services, snippet, new)) as events:
        async for event in events:
            yield event


async def _worked_on(call: Call, services: Services) -> Snippet:
    work = await named(call, services, call.subject) if call.subject else await current(call, services)
    if work is None:
        raise Usage(
            N_("Of which saved prompt? Nothing was changed."),
            advice=N_("Say it like this: /edit @ticket-summary rename=summary"),
        )
    if work.session.base is None:
        raise Usage(
            N_("{title} is not saved yet, so there is no name, description or tag to change. Nothing was changed."),
            advice=N_("Keep it under a name first: /save {name}"),
            title=work.session.title,
            name=call.get("rename") or "ticket-summary",
        )
    return (await snippet_by(replace(call, subject=work.session.base.snippet), services))[0]


def _name(name: str) -> str | None:
    return check_name(name.removeprefix("@")) if name else None


def _tags(typed: str) -> tuple[str, ...]:
    return () if key(typed) == NONE else tidied(typed.split(","))


def _toggled(snippet: Snippet, name: str) -> tuple[str, ...] | None:
    """Add another name, or take it away where the prompt has it."""
    if not name:
        return None
    name = check_name(name.removeprefix("@"))
    others = tuple(one for one in snippet.aliases if key(one) != key(name))
    return others if len(others) < len(snippet.aliases) else (*others, name)


async def _changed(call: Call, services: Services, snippet: Snippet, new: Described) -> Events:
    access(call.actor, snippet, Verb.EDIT, channel=channel_scope(call.whence))
    others, about = snippet.scope.kind is not ScopeKind.PERSON, "" if new.about == snippet.about else new.about or ""
    looked = await look_through(call, services, Keeping(name=snippet.name, texts=written("", about), others=others))
    if looked.stop:
        yield looked.stop
        yield Done(status=Status.ASKING)
        return
    words, new = call.words, replace(new, about=looked.texts.get(ABOUT, new.about))
    made = await services.store.library.describe(snippet.id, new, call.write("describe"))
    notes = [words(N_("Noted; the text is as it was."))]
    if key(made.name) != key(snippet.name):
        notes = [words(N_("It is called {name} now; {old} still finds it."), name=made.name, old=snippet.name)]
    for name in (new.name, *(new.aliases or ())):
        notes += await alike(call, services, name) if name else []
    yield snippet_card(made, words, made.newest, note=" ".join(dict.fromkeys(notes)), notes=looked.notes)
    yield Done(status=Status.DONE, data=made)


async def form(call: Call, services: Services) -> Form:
    """Give all of it, to be changed."""
    snippet, _ = await snippet_by(call, services)
    access(call.actor, snippet, Verb.EDIT, channel=channel_scope(call.whence))
    words = call.words
    fields = (
        Field(name="rename", label=words(N_("Name")), default=snippet.name, limit=NAME_LIMIT),
        Field(name="about", label=words(N_("What it is for")), default=snippet.about, limit=200, required=False),
        _several("tags", words(N_("Tags")), words(N_("Apart by commas")), snippet.tags),
        _several("alias", words(N_("Other names")), words(N_("Apart by commas")), snippet.aliases),
    )
    return Form(
        token=token("edit.about", snippet.id), title=words(N_("Name and tags")), fields=fields, submit=words(N_("Keep"))
    )


def _several(name: str, label: str, hint: str, given: Iterable[str]) -> Field:
    return Field(name=name, label=label, hint=hint, default=", ".join(given), limit=FIELDS, required=False)


async def sent(call: Call, services: Services) -> Events:
    """Take what came back from the form: what is empty there is to be empty."""
    snippet, _ = await snippet_by(call, services)
    names = [name.strip() for name in call.get("alias").split(",")]
    new = Described(
        name=_name(call.get("rename")),
        about=call.get("about"),
        tags=tidied(call.get("tags").split(",")),
        aliases=tuple(check_name(name.removeprefix("@")) for name in names if name),
    )
    async with aclosing(_changed(call, services, snippet, new)) as events:
        async for event in events:
            yield event


ACTION = Action(name="about", run=sent, form=form)
