"""Going between the versions of a prompt: keep one, compare two, go back to one."""

from bot.commands._cards import difference, version_card
from bot.commands._work import add, go_on, named, reread
from bot.dialogue.action import token
from bot.dialogue.command import Call, Events, Services
from bot.dialogue.events import Button, Card, Diff, Done
from bot.dialogue.form import Field, FieldKind, Form
from bot.dialogue.registry import CHOICES
from bot.domain import NewVersion, Origin, Status, Work
from bot.errors import NotFound
from bot.words import N_


async def keep_version(call: Call, services: Services) -> Events:
    """Show a version whole and go on with it: where the prompt has moved on, with its text as a new version."""
    work = await named(call, services, call.subject)
    head = await services.store.sessions.version(work.session.head) if work.session.head else None
    if head and head.text != work.version.text:
        made = await _restored(call, services, work)
        yield version_card(made, call.words, note=made.version.why)
        yield Done(status=Status.DONE, data=made.version)
        return
    work = await reread(services, head or work.version)
    await go_on(call, services, work)
    yield version_card(work, call.words)
    yield Done(status=Status.DONE, data=work.version)


async def back(call: Call, services: Services) -> Events:
    """Go back to an earlier version: a new one with the old text."""
    work = await named(call, services, call.subject)
    if work.latest:
        yield Card(slot="prompt", title=call.words(N_("{name} is the latest already."), name=work.name))
        yield Done(status=Status.DONE, data=work.version)
        return
    made = await _restored(call, services, work)
    yield version_card(made, call.words, note=made.version.why)
    yield Done(status=Status.DONE, data=made.version)


async def _restored(call: Call, services: Services, work: Work) -> Work:
    old = work.version
    new = NewVersion(
        text=old.text,
        origin=Origin.EDITED,
        author=call.actor.person,
        parent=work.session.head,
        why=call.words(N_("back to v{number}"), number=old.number),
        target=old.target,
        variables=old.variables,
        assumptions=old.assumptions,
    )
    return await add(call, services, work, new)


async def compare_form(call: Call, services: Services) -> Form | None:
    """Ask which other version to compare with. The choices are the newest; any other can be typed."""
    work = await named(call, services, call.subject)
    others = [one for one in await services.store.sessions.versions(work.session.id) if one.id != work.version.id]
    if not others:
        return None
    more = len(others) > CHOICES
    field = Field(
        name="with",
        label=call.words(N_("Compare v{number} with"), number=work.version.number),
        kind=FieldKind.CHOICE,
        hint=call.words(N_("One of these, or type another: v3")) if more else "",
        options=tuple(f"v{one.number}" for one in reversed(others[-CHOICES:])),
        free=more,
    )
    return Form(
        token=token("refine.compare", call.subject),
        title=call.words(N_("Compare")),
        fields=(field,),
        submit=call.words(N_("Compare")),
    )


async def compare(call: Call, services: Services) -> Events:
    """Show the difference between a version and another one."""
    work = await named(call, services, call.subject)
    wanted = call.get("with").strip().lower().removeprefix("v")
    versions = await services.store.sessions.versions(work.session.id)
    other = next((one for one in versions if str(one.number) == wanted), None)
    if other is None:
        said = N_("There is no v{wanted} to compare with; the newest is v{newest}.")
        alone = N_("There is no other version to compare with.")
        raise NotFound(said if wanted else alone, wanted=wanted[:20], newest=versions[-1].number)
    yield Diff(
        slot="compare",
        title=call.words(N_("From v{before} to v{after}"), before=other.number, after=work.version.number),
        delta=await difference(other.text, work.version.text),
        buttons=(Button(call.words(N_("Keep v{number}"), number=other.number), token("refine.back", other.id)),),
        data=(other, work.version),
    )
    yield Done(status=Status.DONE, data=(other, work.version))
