"""refine: a new version by an instruction or by chosen findings, with the difference and the reasons."""

from contextlib import aclosing
from dataclasses import replace

from bot.commands._cards import change_diff, difference, version_card
from bot.commands._coach import ACTIONS as COACH
from bot.commands._coach import lesson_card
from bot.commands._records import Ordered, Proposal, keep, kept
from bot.commands._targets import named_target, target_id
from bot.commands._thumbs import ACTIONS as THUMBS
from bot.commands._thumbs import thumbs
from bot.commands._versions import back, compare, compare_form, keep_version
from bot.commands._work import add, chosen, closing, named, nothing_open, reread, secret_stop, snippet_named
from bot.commands.critique import finding_of
from bot.dialogue.action import token
from bot.dialogue.aim import ask, form_for
from bot.dialogue.command import Action, Argument, Call, Command, Events, Kind, Pointed, Services, Visibility
from bot.dialogue.events import Button, Choices, Diff, Done, Line, Progress, Style, TextDelta
from bot.dialogue.form import Form
from bot.domain import Critique, Finding, NewVersion, Order, Origin, Refined, Severity, Status, Version, Work
from bot.engineer.targets import load_targets
from bot.errors import Conflict, NotFound
from bot.words import N_


async def refine(call: Call, services: Services) -> Events:
    """Refine the current prompt, a saved one or the one a button names, by an instruction or for a model family."""
    form = await refine_form(call, services)
    if form:
        yield ask(form, COMMANDS[0].help, call.words)
        yield Done(status=Status.ASKING)
        return
    order = _order(call)
    work = await chosen(call, services)
    if work is None:
        yield nothing_open(call)
        yield Done(status=Status.ASKING)
        return
    async with aclosing(rewrite(call, services, work, order)) as events:
        async for event in events:
            yield event


def _order(call: Call) -> Order:
    instruction = call.get("instruction")
    target = target_id(call.get("for")) or named_target(instruction)
    return Order(instruction=instruction or f"for {load_targets()[target].name}", target=target)


async def refine_form(call: Call, services: Services) -> Form | None:
    """Ask what should change when neither that nor a model family was said. `NotFound` when what is to be refined is
    gone.
    """
    if call.get("instruction") or call.get("for"):
        return None
    if call.subject:
        await named(call, services, call.subject)
    elif call.get("name"):
        await snippet_named(call, services, call.get("name"))
    (instruction,) = [one for one in COMMANDS[0].arguments if one.name == "instruction"]
    return await form_for(COMMANDS[0], [instruction], call, services.store.records)


async def rewrite(call: Call, services: Services, work: Work, order: Order) -> Events:
    """Stream the refined prompt, keep it as a new version, and show what changed and why."""
    stop = await secret_stop(call, services, work)
    if stop:
        yield stop
        yield Done(status=Status.ASKING)
        return
    yield Progress(slot="prompt", text=call.words(N_("Refining {name}…"), name=work.name))
    refined: Refined | None = None
    version = replace(work.version, why=work.goal)
    async with closing(services.engineer.refine(version, order, call.asker)) as pieces:
        async for piece in pieces:
            if isinstance(piece, Refined):
                refined = piece
            else:
                yield TextDelta(slot="prompt", text=piece.text)
    if refined is None:
        raise RuntimeError("a refinement ended without its last value")
    async with aclosing(_settle(call, services, work, order, refined)) as events:
        async for event in events:
            yield event


async def _settle(call: Call, services: Services, work: Work, order: Order, refined: Refined) -> Events:
    if refined.text == work.version.text:
        yield await _unchanged(call, services, work, order, refined)
        yield Done(status=Status.DONE, data=work.version)
        return
    made = await _added(call, services, work, _version(call, work.version, order, refined))
    if made is None:
        yield await _moved(call, services, await reread(services, work.version), order, refined)
        yield Done(status=Status.ASKING)
        return
    shown = await change_diff(work.version, made, call.words, note=refined.caution)
    yield replace(shown, thumbs=thumbs(made.version, call.words))
    lesson = await lesson_card(call, services, made, refined.lesson)
    if lesson:
        yield lesson
    yield Done(status=Status.DONE, data=made.version)


async def _added(call: Call, services: Services, work: Work, new: NewVersion) -> Work | None:
    """Add a version to the one it was made from; None when the prompt has moved on, even at this moment."""
    latest = await reread(services, work.version)
    if not latest.latest:
        return None
    try:
        return await add(call, services, work, new, expected=latest.session.head)
    except Conflict:
        return None


def _version(call: Call, before: Version, order: Order, refined: Refined) -> NewVersion:
    return NewVersion(
        text=refined.text,
        origin=Origin.REFINED if order.instruction else Origin.APPLIED,
        author=call.actor.person,
        parent=before.id,
        why=order.instruction or "; ".join(finding.why for finding in order.findings),
        target=order.target or before.target,
        variables=refined.variables or before.variables,
        assumptions=before.assumptions,
        changes=refined.changes,
        usage=refined.usage,
    )


async def _unchanged(call: Call, services: Services, work: Work, order: Order, refined: Refined) -> Choices:
    words = call.words
    record = await keep(call, services, Ordered(work.version.id, replace(order, anyway=True)))
    show = Button(words(N_("Show it")), token("refine.keep", work.version.id))
    anyway = Button(words(N_("Reword anyway")), token("refine.anyway", record))
    return Choices(
        slot="prompt",
        question=words(N_("{name} stays as it is."), name=work.name),
        parts=(Line(refined.caution),) if refined.caution else (),
        buttons=(anyway, show) if services.engineer.abilities.rewrite else (show,),
        data=work.version,
    )


async def _moved(call: Call, services: Services, latest: Work, order: Order, refined: Refined) -> Diff:
    """Show the difference to the latest, and ask: the prompt has moved on since the version that was shown."""
    words = call.words
    why = order.instruction or "; ".join(finding.why for finding in order.findings)
    record = await keep(call, services, Proposal(latest.version.id, refined.text, why))
    head = await services.store.sessions.version(latest.session.head) if latest.session.head else None
    newest = head or latest.version
    said = N_("This was made from v{number}, and {title} has moved on to v{newest}. Nothing was changed yet.")
    note = words(said, number=latest.version.number, title=latest.session.title, newest=newest.number)
    return Diff(
        slot="prompt",
        title=words(N_("Use this instead of v{newest}?"), newest=newest.number),
        delta=await difference(newest.text, refined.text),
        notes=(Line(note),),
        buttons=(
            Button(words(N_("Use this")), token("refine.take", record), Style.PRIMARY),
            Button(words(N_("Keep v{newest}"), newest=newest.number), token("refine.keep", newest.id)),
        ),
    )


async def take(call: Call, services: Services) -> Events:
    """Use a text that was made from an earlier version."""
    proposal = await kept(call, services, call.subject, Proposal)
    work = await named(call, services, proposal.parent)
    new = NewVersion(
        text=proposal.text,
        origin=Origin.REFINED,
        author=call.actor.person,
        parent=proposal.parent,
        why=proposal.why,
        target=work.version.target,
    )
    made = await add(call, services, work, new)
    yield version_card(made, call.words)
    yield Done(status=Status.DONE, data=made.version)


async def reword(call: Call, services: Services) -> Events:
    """Reword a prompt that needs no change."""
    ordered = await kept(call, services, call.subject, Ordered)
    work = await named(call, services, ordered.version)
    async with aclosing(rewrite(call, services, work, ordered.order)) as events:
        async for event in events:
            yield event


async def apply_one(call: Call, services: Services) -> Events:
    """Apply one fix of one finding."""
    critique, finding, number = await finding_of(call, services)
    if number >= len(finding.fixes):
        raise NotFound(N_("That remark has no such replacement."), advice=N_("/critique looks again."))
    chosen = replace(finding, fixes=(finding.fixes[number],))
    async with aclosing(_apply(call, services, critique, (chosen,))) as events:
        async for event in events:
            yield event


async def apply_worthy(call: Call, services: Services) -> Events:
    """Apply every fix but those of minor findings."""
    critique = await kept(call, services, call.subject, Critique)
    chosen = tuple(one for one in critique.findings if one.fixes and one.severity is not Severity.MINOR)
    async with aclosing(_apply(call, services, critique, chosen)) as events:
        async for event in events:
            yield event


async def apply_all(call: Call, services: Services) -> Events:
    """Refine by everything that was found."""
    critique = await kept(call, services, call.subject, Critique)
    async with aclosing(_apply(call, services, critique, critique.findings)) as events:
        async for event in events:
            yield event


async def _apply(call: Call, services: Services, critique: Critique, chosen: tuple[Finding, ...]) -> Events:
    work = await named(call, services, critique.version)
    async with aclosing(rewrite(call, services, work, Order(findings=chosen))) as events:
        async for event in events:
            yield event


COMMANDS = (
    Command(
        verb="refine",
        help=N_("Change a prompt as you say, and see what changed and why"),
        example="refine shorter",
        details=N_(
            "Works on the current prompt, or on a saved one (@name). Say what should change, or paste an output that"
            " went wrong. Every variable stays unless you ask for it to go, and nothing is added that you did not ask"
            " for. Undo takes you back.\n"
            "Without a model I make edits that are safe: shorter (politeness, filler, repetition), less shouting,"
            " obsolete tricks out, inputs between tags, sections, an output format, a length or a rule that you"
            " dictate, and for=TARGET."
        ),
        order=30,
        names={"fr": ("améliorer",)},
        arguments=(
            Argument(
                name="name",
                names={"fr": "nom"},
                kind=Kind.SNIPPET,
                about=N_("A saved prompt (@name); empty: the current one"),
                sigil=True,
            ),
            Argument(name="instruction", names={"fr": "consigne"}, kind=Kind.WORDS, about=N_("What should change")),
            Argument(
                name="for",
                names={"fr": "pour"},
                kind=Kind.WORDS,
                about=N_("The model it is for: claude, gpt, gemini, open, image"),
                option=True,
            ),
        ),
        run=refine,
        visibility=Visibility.SHARED,
        form=refine_form,
        on_current=("name",),
        asks_model=True,
        tool=True,
        pointed=Pointed.MESSAGE,
        pointed_label=N_("Refine this prompt"),
        actions=(
            Action(name="apply", run=apply_one),
            Action(name="worthy", run=apply_worthy),
            Action(name="findings", run=apply_all),
            Action(name="keep", run=keep_version),
            Action(name="anyway", run=reword),
            Action(name="take", run=take),
            Action(name="compare", run=compare, form=compare_form),
            Action(name="back", run=back),
            *THUMBS,
            *COACH,
        ),
    ),
)
