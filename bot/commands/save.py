"""save: keep a prompt under a name, for yourself; sharing is another step."""

from contextlib import aclosing
from dataclasses import replace

from bot.commands._alike import alike
from bot.commands._overtaken import ACTIONS
from bot.commands._overtaken import ask as ask_about
from bot.commands._propose import ask_to_propose
from bot.commands._records import Overtaken, Wish
from bot.commands._safety import ABOUT, PROMPT, WHY, Keeping, Looked, look_through, written
from bot.commands._saved import saved_card, shown
from bot.commands._work import current, named, nothing_open, open_snippet
from bot.dialogue.aim import ask, form_for
from bot.dialogue.command import Argument, Call, Command, Events, Kind, Pointed, Services, channel_scope
from bot.dialogue.events import Card, Choices, Done
from bot.dialogue.form import Form
from bot.dialogue.parse import reference
from bot.domain import PRODUCTION, Base, Described, Role, Scope, ScopeKind, Snippet, Status, Work
from bot.errors import Conflict, PrompteurError
from bot.library.access import LEFT, Verb, access, personal
from bot.library.names import check_name, key
from bot.words import N_


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
    existing = await _existing(call, services, name, work)
    anothers = None if existing else await _anothers(call, services, name)
    keeping = _keeping(call, existing or anothers, name, text, _why(call, work))
    looked = await look_through(call, services, keeping)
    if looked.stop:
        yield looked.stop
        yield Done(status=Status.ASKING)
        return
    call, text = _as_looked(call, looked), looked.texts.get(PROMPT, text)
    if existing and existing.newest.text == text:
        await _rebase(call, services, work, existing)
        existing, note = await _described(call, services, existing)
        yield shown(existing, call, (call.words(note), *looked.notes))
        yield Done(status=Status.DONE, data=existing)
        return
    if anothers:
        yield await _proposed(call, services, anothers, text, work)
        yield Done(status=Status.ASKING, data=anothers)
        return
    try:
        snippet = await _save(call, services, existing, name, text, work)
    except Conflict:
        async with aclosing(_overtaken(call, services, existing, name, text, work)) as events:
            async for event in events:
                yield event
        return
    await _rebase(call, services, work, snippet)
    yield await saved_card(snippet, call, services, (*looked.notes, *await alike(call, services, name)))
    yield Done(status=Status.DONE, data=snippet)


def _keeping(call: Call, there: Snippet | None, name: str, text: str, why: str) -> Keeping:
    """Give what is to be looked at: a text that is there just so is not kept anew."""
    same = there is not None and there.newest.text == text
    others = there is not None and there.scope.kind is not ScopeKind.PERSON
    texts = written("" if same else text, call.get("about"), "" if same else why)
    return Keeping(name=there.name if there else name, texts=texts, others=others)


def _as_looked(call: Call, looked: Looked) -> Call:
    """Give the call with the description and the reason as they may be kept."""
    made = {name: looked.texts[where] for name, where in (("about", ABOUT), ("why", WHY)) if where in looked.texts}
    return replace(call, values={**call.values, **made})


async def _described(call: Call, services: Services, existing: Snippet) -> tuple[Snippet, str]:
    """Take a new description where only that is new; give what is to be said."""
    about = call.get("about")
    if about in {"", existing.about}:
        return existing, N_("It was saved like this already; nothing was changed.")
    access(call.actor, existing, Verb.EDIT, channel=channel_scope(call.whence))
    made = await services.store.library.describe(existing.id, Described(about=about), call.write("describe"))
    return made, N_("The text was saved like this already; the description is new.")


async def _existing(call: Call, services: Services, name: str, work: Work | None) -> Snippet | None:
    """Give what is to get a new version: what the work was begun with, the person's own of that name, else the team's
    where it is theirs.
    """
    library = services.store.library
    base = work.session.base if work else None
    begun = await library.by_id(base.snippet) if base else None
    if begun and key(name) in map(key, (begun.name, *begun.aliases)) and _may_change(call, begun):
        return begun
    found = await library.get((personal(call.actor),), name)
    if found or call.actor.team is None:
        return found
    shared = await library.get((Scope(ScopeKind.TEAM, call.actor.team),), name)
    return shared if shared and shared.owner == call.actor.person else None


async def _anothers(call: Call, services: Services, name: str) -> Snippet | None:
    """Give the team's prompt of that name, which is another's, where the person may propose a change."""
    if call.actor.team is None or call.actor.role is Role.VIEWER:
        return None
    return await services.store.library.get((Scope(ScopeKind.TEAM, call.actor.team),), name)


async def _proposed(call: Call, services: Services, anothers: Snippet, text: str, work: Work | None) -> Card | Choices:
    """Ask whether a text is to be proposed for what is another's; nothing need be done where it is there already."""
    if anothers.newest.text == text:
        return shown(anothers, call, (call.words(N_("It was saved like this already; nothing was changed.")),))
    wish = Wish(
        snippet=anothers.id,
        label=PRODUCTION if anothers.counting(PRODUCTION) else "",
        number=0,
        text=text,
        why=_why(call, work),
        about=call.get("about"),
        target=work.version.target if work else "",
    )
    said = N_("{name} belongs to {owner}. Propose yours as its version {number}?")
    owner, number = anothers.owner_name or call.words(LEFT), anothers.newest.number + 1
    question = call.words(said, name=anothers.name, owner=owner, number=number)
    return await ask_to_propose(call, services, anothers, wish, question)


def _may_change(call: Call, snippet: Snippet) -> bool:
    try:
        access(call.actor, snippet, Verb.EDIT, channel=channel_scope(call.whence))
    except PrompteurError:
        return False
    return True


async def _overtaken(
    call: Call, services: Services, existing: Snippet | None, name: str, text: str, work: Work | None
) -> Events:
    """Ask what is to become of a text over whose version somebody saved another."""
    now = await services.store.library.by_id(existing.id) if existing else None
    if existing is None or now is None:
        raise Conflict(
            N_("{name} was made or deleted at the same moment. Nothing was saved."),
            advice=N_("Save it again."),
            name=name,
        )
    base = work.session.base if work else None
    mine = Overtaken(
        snippet=now.id,
        base=base.number if base and base.snippet == now.id else existing.newest.number,
        newest=now.newest.number,
        name=now.name,
        text=text,
        why=_why(call, work),
        about=call.get("about"),
        target=work.version.target if work else "",
        session=work.session.id if work and _own(call, work) else None,
    )
    yield await ask_about(call, services, now, mine)
    yield Done(status=Status.ASKING, data=now)


def _own(call: Call, work: Work) -> bool:
    return call.shared or work.session.owner == call.actor.person


async def _rebase(call: Call, services: Services, work: Work | None, snippet: Snippet) -> None:
    """Note that the work is saved up to here."""
    if work and _own(call, work):
        await services.store.sessions.rebase(work.session.id, Base(snippet.id, snippet.newest.number))


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
    call: Call, services: Services, existing: Snippet | None, name: str, text: str, work: Work | None
) -> Snippet:
    """Save it; `Conflict` where what it is based on is not the newest."""
    if existing:
        access(call.actor, existing, Verb.EDIT, channel=channel_scope(call.whence))
    return await services.store.library.save(
        existing.scope if existing else personal(call.actor),
        existing.name if existing else name,
        text,
        author=call.actor.person,
        why=_why(call, work),
        about=call.get("about") or None,
        expected=_expected(existing, work),
        target=work.version.target if work else "",
        write=call.write("save"),
    )


def _expected(existing: Snippet | None, work: Work | None) -> int:
    """Give the number that the newest version must have: the one that the work is based on, if it began with one."""
    if existing is None:
        return 0
    base = work.session.base if work else None
    return base.number if base and base.snippet == existing.id else existing.newest.number


def _why(call: Call, work: Work | None) -> str:
    return call.get("why") or (work.version.why if work else "")


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
        actions=ACTIONS,
    ),
)
