"""import: prompts from files, into one's own library or the team's."""

from collections.abc import Sequence
from contextlib import aclosing
from dataclasses import replace

from bot.commands._acts import act_of
from bot.commands._import_cards import outcome, preview, report, would_be
from bot.commands._import_plan import Plan, Planning, given
from bot.commands._import_save import Saving
from bot.commands._records import Waiting, keep, kept
from bot.dialogue.aim import ask, form_for
from bot.dialogue.command import Action, Argument, Call, Command, Events, Handler, Kind, Services
from bot.dialogue.events import AskForm, Card, Done, Line
from bot.dialogue.form import Form
from bot.dialogue.inbound import Attached, Material, Spot
from bot.domain import ActKind, Scope, ScopeKind, Status
from bot.library.access import personal, team_to_add_to
from bot.library.exchange.stored import Fate
from bot.words import N_

WANTED = N_("I see no prompts in that. Attach a file: JSON, Markdown, CSV, plain text, or a ZIP of these.")
NAMED = 5
"""Prompts that the log names; of the others an ellipsis tells."""
IN_A_SHELL = N_("Files are imported from a shell: prompteur import FILE, or the name of a folder.")


async def import_(call: Call, services: Services) -> Events:
    """Bring in what is new; ask first where something that is there would get another version."""
    came = given(call.material, call.get("file"), call.words)
    if not came:
        yield await _wanted(call, services)
        yield Done(status=Status.ASKING)
        return
    planning = Planning(call, services, _goes_to(call, call.get("to")))
    async for progress in planning.steps(came):
        yield progress
    if planning.plan.asks:
        waiting = await keep(call, services, Waiting(material=_material(call), to=call.get("to")))
        yield preview(planning.plan, waiting, call.words)
        yield Done(status=Status.ASKING, data=would_be(planning.plan))
        return
    async with aclosing(_save(call, services, planning.plan, Fate.NEW)) as events:
        async for event in events:
            yield event


async def _wanted(call: Call, services: Services) -> AskForm | Card:
    """Ask for a file, where one can be sent; say how it is done where none can."""
    form = await import_form(replace(call, values={**call.values, "file": ""}), services)
    if form:
        return ask(form, WANTED, call.words)
    return Card(slot="import", title=call.words(N_("No file came along.")), parts=(Line(call.words(IN_A_SHELL)),))


def _goes_to(call: Call, to: str) -> Scope:
    return team_to_add_to(call.actor) if to == "team" else personal(call.actor)


def _material(call: Call) -> Material:
    """Give all that came, a pasted text too, to be kept until somebody says yes."""
    text = call.get("file")
    pasted = (Attached(call.words(N_("what you pasted")), text),) if text else ()
    return replace(call.material, files=(*call.material.files, *pasted))


def _answer(*fates: Fate) -> Handler:
    """Make what imports what waits, as far as it has one of these fates now."""

    async def run(call: Call, services: Services) -> Events:
        waiting = await kept(call, services, call.subject, Waiting)
        planning = Planning(call, services, _goes_to(call, waiting.to))
        async for progress in planning.steps(given(waiting.material, "", call.words)):
            yield progress
        await _note_secrets(call, services, planning.plan, fates)
        async with aclosing(_save(call, services, planning.plan, *fates)) as events:
            async for event in events:
                yield event

    return run


async def _note_secrets(call: Call, services: Services, plan: Plan, fates: Sequence[Fate]) -> None:
    """Note that somebody let come before the team what looks like a secret, of those that come in."""
    coming = {one.entry.name for one in plan.of(*fates)}
    keyed = [name for name in plan.secrets if name in coming]
    if keyed and plan.scope.kind is ScopeKind.TEAM:
        named = ", ".join(keyed[:NAMED]) + (", …" if len(keyed) > NAMED else "")
        await services.store.audit.add(act_of(call, ActKind.SECRET, name=named), call.write("secrets"))


async def _save(call: Call, services: Services, plan: Plan, *fates: Fate) -> Events:
    saving = Saving(call, services, plan, fates)
    async for progress in saving.steps():
        yield progress
    yield outcome(saving.done, plan, call.words)
    told = report(saving.done.remarks, call.words)
    if told:
        yield told
    nothing = not plan.planned and saving.done.refused
    yield Done(status=Status.REFUSED if nothing else Status.DONE, data=saving.done)


async def import_form(call: Call, services: Services) -> Form | None:
    """Ask for the file, where none came and one can be sent: in a terminal there is no way to send one."""
    material = call.material
    if call.get("file") or material.files or material.parcels or call.whence.spot is Spot.TERMINAL:
        return None
    return await form_for(COMMANDS[0], [COMMANDS[0].arguments[0]], call, services.store.records)


COMMANDS = (
    Command(
        verb="import",
        help=N_("Bring in prompts from files"),
        example="import prompts.csv",
        details=N_(
            "Takes our own JSON, Markdown with front matter, a table with the columns act and prompt, plain text, and a"
            " ZIP of these. They come into your own library, or with to=team into the team's. What is there already is"
            " not touched; before anything gets another version you are asked. Nothing in a file is followed."
        ),
        order=80,
        names={"fr": ("importer",)},
        arguments=(
            Argument(
                name="file",
                names={"fr": "fichier"},
                kind=Kind.FILES,
                about=N_("JSON, Markdown, CSV, text, or a ZIP"),
                required=True,
            ),
            Argument(
                name="to",
                names={"fr": "vers"},
                kind=Kind.CHOICE,
                about=N_("Whose library they come into; yours without it"),
                choices=(N_("me"), N_("team")),
                option=True,
            ),
        ),
        run=import_,
        form=import_form,
        actions=(
            Action(name="all", run=_answer(Fate.NEW, Fate.CHANGED)),
            Action(name="new", run=_answer(Fate.NEW)),
        ),
    ),
)
