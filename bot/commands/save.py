"""save: keep a prompt under a name, for yourself; sharing is another step."""

from bot.commands._cards import snippet_buttons
from bot.commands._filling import warnings
from bot.commands._standing import included
from bot.commands._work import current, named, nothing_open, open_snippet, seen
from bot.dialogue.aim import ask, form_for
from bot.dialogue.command import Argument, Call, Command, Events, Kind, Pointed, Services
from bot.dialogue.dispatch import channel_scope
from bot.dialogue.events import Card, Done, Line
from bot.dialogue.form import Form
from bot.dialogue.parse import reference
from bot.domain import Scope, ScopeKind, Snippet, Status, Work
from bot.library.access import Verb, access
from bot.library.names import check_name, look_alike
from bot.library.variables import read
from bot.words import N_

ALIKE = 5
"""Names like the new one that are looked at."""


async def save(call: Call, services: Services) -> Events:
    """Keep the given text, or the current prompt, as a new snippet or a new version of the one so named."""
    form = await save_form(call, services)
    if form:
        yield ask(form, COMMANDS[0].help, call.words)
        yield Done(status=Status.ASKING)
        return
    text, work = await _text(call, services)
    if text is None:
        yield nothing_open(call)
        yield Done(status=Status.ASKING)
        return
    name = check_name(call.get("name").removeprefix("@"))
    mine = Scope(ScopeKind.PERSON, call.actor.person)
    existing = await _existing(call, services, mine, name)
    if existing and existing.newest.text == text:
        yield _shown(existing, call, (call.words(N_("It was saved like this already; nothing was changed.")),))
        yield Done(status=Status.DONE, data=existing)
        return
    snippet = await _save(call, services, existing, existing.scope if existing else mine, name, text, work)
    notes = (*await _depends(call, services, snippet), *await _alike(call, services, name), *_odd(call, text))
    yield _shown(snippet, call, (_saved(snippet, call), *notes))
    yield Done(status=Status.DONE, data=snippet)


async def _existing(call: Call, services: Services, mine: Scope, name: str) -> Snippet | None:
    """Give what is to get a new version: the person's own of that name, else the team's where it is theirs."""
    found = await services.store.library.get((mine,), name)
    if found or call.actor.team is None:
        return found
    shared = await services.store.library.get((Scope(ScopeKind.TEAM, call.actor.team),), name)
    return shared if shared and shared.owner == call.actor.person else None


async def _text(call: Call, services: Services) -> tuple[str | None, Work | None]:
    if saved := reference(call.get("text")):
        work: Work | None = await open_snippet(call, services, saved)
    elif call.get("text"):
        return call.get("text"), None
    elif call.material.files:
        return call.material.files[0].text, None
    else:
        work = await named(call, services, call.subject) if call.subject else await current(call, services)
    return (work.version.text, work) if work else (None, None)


async def _save(
    call: Call, services: Services, existing: Snippet | None, scope: Scope, name: str, text: str, work: Work | None
) -> Snippet:
    if existing:
        access(call.actor, existing, Verb.EDIT, channel=channel_scope(call.whence))
    return await services.store.library.save(
        scope,
        name,
        text,
        author=call.actor.person,
        why=call.get("why") or (work.version.why if work else ""),
        about=call.get("about") or None,
        expected=existing.newest.number if existing else 0,
        write=call.write("save"),
    )


def _saved(snippet: Snippet, call: Call) -> str:
    if snippet.scope.kind is ScopeKind.TEAM:
        said = N_("Saved as {name}, version {number}. Everybody in the team finds it.")
    else:
        said = N_("Saved as {name}, version {number}. Only you see it; Share passes it on.")
    return call.words(said, name=snippet.name, number=snippet.newest.number)


async def _depends(call: Call, services: Services, snippet: Snippet) -> tuple[str, ...]:
    """Say which prompts a change of this one changes too."""
    if snippet.newest.number == 1:
        return ()
    which = await included(call, services, snippet)
    return (*which, call.words(N_("They change with it."))) if which else ()


def _odd(call: Call, text: str) -> tuple[str, ...]:
    """Say what is wrong with the front matter of a text."""
    return warnings((read(text),), call.words)


async def _alike(call: Call, services: Services, name: str) -> tuple[str, ...]:
    """Say which other prompt has a name that can hardly be told from this one by eye."""
    near = await services.store.library.similar(seen(call), name, limit=ALIKE)
    said = N_("Its name looks like that of another prompt, {other}, and is not the same.")
    return tuple(call.words(said, other=other) for other in near if look_alike(name, other))


def _shown(snippet: Snippet, call: Call, notes: tuple[str, ...]) -> Card:
    """Say that it is kept; the text itself has just been on the screen."""
    return Card(
        slot="snippet",
        title=snippet.name,
        parts=tuple(Line(note) for note in notes),
        buttons=snippet_buttons(snippet, call.words),
        data=snippet,
    )


async def save_form(call: Call, services: Services) -> Form | None:
    """Ask for the name when there is none. `NotFound` when what a button names is gone."""
    if call.get("name"):
        return None
    if call.subject:
        await named(call, services, call.subject)
    return await form_for(COMMANDS[0], [COMMANDS[0].arguments[0]], call, services.store.records)


COMMANDS = (
    Command(
        verb="save",
        help=N_("Keep a prompt under a name"),
        example="save release-notes",
        details=N_(
            "Keeps the current prompt, or the text you give, under a name. Only you see it until you share it. Saving"
            " under the same name again makes a new version; the old ones stay."
        ),
        order=50,
        names={"fr": ("enregistrer",)},
        arguments=(
            Argument(
                name="name",
                names={"fr": "nom"},
                kind=Kind.NAME,
                about=N_("The name to keep it under"),
                required=True,
                limit=80,
            ),
            Argument(
                name="text", names={"fr": "texte"}, kind=Kind.DOCUMENT, about=N_("The text; empty: the current prompt")
            ),
            Argument(
                name="about",
                names={"fr": "description"},
                kind=Kind.WORDS,
                about=N_("What it is for, in a line"),
                option=True,
                limit=200,
            ),
            Argument(
                name="why",
                names={"fr": "raison"},
                kind=Kind.WORDS,
                about=N_("Why this version"),
                option=True,
                limit=200,
            ),
        ),
        run=save,
        form=save_form,
        on_current=("text",),
        pointed=Pointed.MESSAGE,
        pointed_label=N_("Save as snippet"),
    ),
)
