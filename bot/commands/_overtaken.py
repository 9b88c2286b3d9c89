"""A text that is based on a version which is no longer the newest: the person sees the difference and chooses. Both
texts are kept, whatever they choose.
"""

from dataclasses import replace

from bot.commands._cards import difference
from bot.commands._records import Overtaken, keep, kept
from bot.commands._safety import ABOUT, PROMPT, WHY, Keeping, Looked, look_through, written
from bot.commands._saved import saved_card
from bot.dialogue.action import token
from bot.dialogue.command import Action, Call, Events, Services, channel_scope
from bot.dialogue.events import Button, Card, Diff, Done, Line, Style, Tone
from bot.dialogue.form import Field, Form
from bot.domain import Base, Scope, ScopeKind, Snippet, Status
from bot.errors import Conflict, NotFound
from bot.library.access import Verb, access, personal, visible_scopes
from bot.library.exchange.naming import numbered
from bot.library.names import NAME_LIMIT, check_name
from bot.words import N_


async def ask(call: Call, services: Services, existing: Snippet, mine: Overtaken) -> Diff:
    """Show what the newest version has and the text has not, and ask what is to become of the text."""
    words, newest = call.words, existing.newest
    record = await keep(call, services, mine)
    said = N_("{name} has changed: version {newest} is there, and yours began with version {base}.")
    by = N_("Version {newest} is by {author}: {why}") if newest.why else N_("Version {newest} is by {author}.")
    title = words(said, name=existing.name, newest=newest.number, base=mine.base)
    return Diff(
        slot="overtaken",
        title=title,
        delta=await difference(newest.text, mine.text),
        notes=(
            Line(words(by, newest=newest.number, author=newest.author_name, why=newest.why), Tone.QUIET),
            Line(
                words(N_("This is what yours would change in it. Nothing was saved; both texts are kept.")), Tone.QUIET
            ),
        ),
        buttons=(
            Button(words(N_("Save mine as version {number}"), number=newest.number + 1), token("save.over", record)),
            Button(words(N_("Under another name")), token("save.other", record), Style.PRIMARY),
            Button(words(N_("Do not save mine")), token("save.drop", record)),
        ),
        data=existing,
    )


async def over(call: Call, services: Services) -> Events:
    """Save it over the version that was shown; where the newest is another by now, ask again."""
    mine = await kept(call, services, call.subject, Overtaken)
    existing = await services.store.library.by_id(mine.snippet)
    channel = channel_scope(call.whence)
    if existing is None or existing.scope not in visible_scopes(call.actor, channel, shared=False):
        raise NotFound(
            N_("{name} is no longer there. Nothing was saved."),
            advice=N_("Save it again to make it anew."),
            name=mine.name,
        )
    access(call.actor, existing, Verb.EDIT, channel=channel)
    looked = await _looked(call, services, mine, existing.scope)
    if looked.stop:
        yield looked.stop
        yield Done(status=Status.ASKING)
        return
    mine = _as_looked(mine, looked)
    try:
        made = await _save(call, services, existing, mine)
    except Conflict:
        now = await services.store.library.by_id(mine.snippet)
        yield await ask(call, services, now or existing, mine.onto((now or existing).newest.number))
        yield Done(status=Status.ASKING, data=now)
        return
    yield await saved_card(made, call, services, looked.notes)
    yield Done(status=Status.DONE, data=made)


async def _looked(call: Call, services: Services, mine: Overtaken, scope: Scope) -> Looked:
    others = scope.kind is not ScopeKind.PERSON
    return await look_through(
        call, services, Keeping(name=mine.name, texts=written(mine.text, mine.about, mine.why), others=others)
    )


def _as_looked(mine: Overtaken, looked: Looked) -> Overtaken:
    texts = looked.texts
    return replace(mine, text=texts[PROMPT], about=texts.get(ABOUT, ""), why=texts.get(WHY, ""))


async def _save(call: Call, services: Services, existing: Snippet, mine: Overtaken) -> Snippet:
    made = await services.store.library.save(
        existing.scope,
        existing.name,
        mine.text,
        author=call.actor.person,
        why=mine.why,
        about=mine.about or None,
        target=mine.target,
        expected=mine.newest,
        write=call.write("over"),
    )
    await _rebase(services, mine, made)
    return made


async def _rebase(services: Services, mine: Overtaken, made: Snippet) -> None:
    if mine.session:
        await services.store.sessions.rebase(mine.session, Base(made.id, made.newest.number))


async def other_form(call: Call, services: Services) -> Form:
    """Ask for another name."""
    mine = await kept(call, services, call.subject, Overtaken)
    words = call.words
    label, free = words(N_("The name to keep it under")), numbered(mine.name, 2)
    field = Field(name="name", label=label, default=free, limit=NAME_LIMIT)
    title = words(N_("Under another name"))
    return Form(token=token("save.other", call.subject), title=title, fields=(field,), submit=words(N_("Save")))


async def other(call: Call, services: Services) -> Events:
    """Save it as a prompt of its own."""
    mine = await kept(call, services, call.subject, Overtaken)
    looked = await _looked(call, services, mine, personal(call.actor))
    if looked.stop:
        yield looked.stop
        yield Done(status=Status.ASKING)
        return
    mine = _as_looked(mine, looked)
    made = await services.store.library.save(
        personal(call.actor),
        check_name(call.get("name").removeprefix("@")),
        mine.text,
        author=call.actor.person,
        why=mine.why,
        about=mine.about or None,
        target=mine.target,
        expected=0,
        write=call.write("other"),
    )
    await _rebase(services, mine, made)
    yield await saved_card(made, call, services, looked.notes)
    yield Done(status=Status.DONE, data=made)


async def drop(call: Call, services: Services) -> Events:
    """Leave the newest version as it is."""
    mine = await kept(call, services, call.subject, Overtaken)
    words = call.words
    stays = Line(words(N_("Yours was not saved. It is still what you are working on: /last shows it.")))
    newest = Button(words(N_("Show the newest")), token("show", f"{mine.snippet}.{mine.newest}"))
    yield Card(
        slot="overtaken", title=words(N_("{name} stays as it is."), name=mine.name), parts=(stays,), buttons=(newest,)
    )
    yield Done(status=Status.DONE)


ACTIONS = (
    Action(name="over", run=over),
    Action(name="other", run=other, form=other_form),
    Action(name="drop", run=drop),
)
