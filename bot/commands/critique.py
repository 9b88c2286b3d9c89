"""critique: what stands in the way of a prompt, found by checks at once and by the model after."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace

from bot.commands._records import keep, kept
from bot.commands._work import checked, closing, document, named, nothing_open, secret_stop
from bot.dialogue.action import token
from bot.dialogue.command import Action, Argument, Call, Command, Events, Kind, Pointed, Services, Visibility
from bot.dialogue.events import Button, Card, Done, Item, Items, Line, Part, Progress, Style, Tone
from bot.domain import Critique, Finding, Fitness, Fix, Severity, Status, Verdict, Work
from bot.errors import ModelFailed, NotFound, OverBudget
from bot.words import N_, Words

WHOLE = "all"
"""Ends the token of a remark that was dismissed where all of them are shown."""
FIRST = 3
"""Findings shown before "more"."""
FITNESS = {Fitness.READY: N_("Ready"), Fitness.USABLE: N_("Usable"), Fitness.NEEDS_WORK: N_("Needs work")}
CUT = N_("The model did not finish. This is what was found so far.")
UNASKED = N_("The model was not asked. This is what was found without it.")
UNFINISHED = N_("The model gave no verdict. This is what was found.")
SEVERITY = {Severity.BLOCKER: N_("blocker"), Severity.MAJOR: N_("major"), Severity.MINOR: N_("minor")}


async def critique(call: Call, services: Services) -> Events:
    """Check at once, then ask the engineer; findings arrive one by one and end in one card."""
    work = await document(call, services, "text")
    stop = await secret_stop(call, services, work) if work else nothing_open(call)
    if work is None or stop:
        if stop:
            yield stop
        yield Done(status=Status.ASKING)
        return
    yield Progress(slot="critique", text=call.words(N_("Reading {name}…"), name=work.name))
    findings = list(await checked(work.version.text, call))
    for finding in findings:
        yield _progress(finding, call.words)
    verdict: Verdict | None = None
    try:
        async with closing(_found(call, services, work, tuple(findings))) as found:
            async for one in found:
                if isinstance(one, Verdict):
                    verdict = one
                else:
                    findings.append(one)
                    yield _progress(one, call.words)
    except (ModelFailed, OverBudget) as error:
        found_so_far = Critique(version=work.version.id, findings=tuple(findings), verdict=None)
        said = UNASKED if isinstance(error, OverBudget) else CUT
        yield await _card(call, services, work, found_so_far, unfinished=said)
        raise
    done = Critique(version=work.version.id, findings=tuple(findings), verdict=verdict)
    yield await _card(call, services, work, done)
    yield Done(status=Status.DONE, data=done)


def _found(call: Call, services: Services, work: Work, known: Sequence[Finding]) -> AsyncIterator[Finding | Verdict]:
    version = work.version
    return services.engineer.critique(version.text, known, call.asker, target=version.target, goal=work.goal)


def _progress(finding: Finding, words: Words) -> Progress:
    text = words(N_("{label}: {text}"), label=words(SEVERITY[finding.severity]), text=finding.why)
    return Progress(slot="critique", text=text, data=finding)


async def _card(
    call: Call, services: Services, work: Work, critique: Critique, *, whole: bool = False, unfinished: str = UNFINISHED
) -> Card:
    """Show a critique: the verdict on top, the worst findings or the `whole`, and what can be done about them.
    `unfinished` says why there is no verdict, where there is none.
    """
    words, record = call.words, await keep(call, services, critique)
    ranked = sorted(critique.findings, key=lambda finding: finding.severity.rank)
    items = tuple(_item(one, f"{record}.{one.id}", words, whole=whole) for one in ranked[: None if whole else FIRST])
    parts: list[Part] = _verdict(critique, words, unfinished)
    parts.extend([Items(items)] if items else [])
    if len(ranked) > len(items):
        parts.append(
            Line(words.count(N_("{number} more."), N_("{number} more."), len(ranked) - len(items)), Tone.QUIET)
        )
    return Card(
        slot="critique",
        title=_title(critique, work, words),
        parts=tuple(parts),
        buttons=_buttons(critique, ranked, record, words, folded=len(ranked) > len(items)),
        data=critique,
    )


def _title(critique: Critique, work: Work, words: Words) -> str:
    verdict = words(FITNESS[critique.verdict.fitness]) if critique.verdict else words(N_("Unfinished"))
    return words(N_("{label}: {text}"), label=verdict, text=work.name)


def _verdict(critique: Critique, words: Words, unfinished: str) -> list[Part]:
    verdict = critique.verdict
    if verdict is None:
        return [Line(words(unfinished), Tone.STRONG)]
    parts: list[Part] = []
    if verdict.best_change:
        parts.append(Line(verdict.best_change, Tone.STRONG))
    elif not critique.findings:
        parts.append(Line(words(N_("I'd leave this alone.")), Tone.STRONG))
    if verdict.checked and not critique.findings:
        parts.append(Line(words(N_("Checked: {what}."), what=", ".join(verdict.checked)), Tone.QUIET))
    if verdict.unchecked:
        parts.append(Line(verdict.unchecked, Tone.QUIET))
    if verdict.dropped:
        said = N_("{number} remark of the model was dropped: the words it quoted are not in the prompt.")
        many = N_("{number} remarks of the model were dropped: the words they quoted are not in the prompt.")
        parts.append(Line(words.count(said, many, verdict.dropped), Tone.QUIET))
    return parts


def _item(finding: Finding, subject: str, words: Words, *, whole: bool) -> Item:
    fixes = tuple(
        Button(fix.label or words(N_("Apply")), token("refine.apply", f"{subject}.{number}"))
        for number, fix in enumerate(finding.fixes)
    )
    return Item(
        title=finding.why,
        quote=finding.quote,
        body=_instead(finding, words),
        mark=words(SEVERITY[finding.severity]),
        buttons=(
            *fixes,
            Button(words(N_("Explain")), token("critique.explain", subject)),
            Button(words(N_("Dismiss")), token("critique.dismiss", f"{subject}.{WHOLE}" if whole else subject)),
        ),
    )


def _instead(finding: Finding, words: Words) -> str:
    return "\n".join(_fix(fix, words) for fix in finding.fixes)


def _fix(fix: Fix, words: Words) -> str:
    text = fix.replacement or words(N_("nothing"))
    if not fix.label:
        return words(N_("Instead: {text}"), text=text)
    if not fix.quote:
        return words(N_("{label}: {text}"), label=fix.label, text=text)
    return words(N_("{label}: “{quote}” becomes: {text}"), label=fix.label, quote=fix.quote, text=text)


def _buttons(
    critique: Critique, ranked: list[Finding], record: str, words: Words, *, folded: bool
) -> tuple[Button, ...]:
    buttons: list[Button] = []
    worthy = [finding for finding in ranked if finding.fixes and finding.severity is not Severity.MINOR]
    if worthy:
        label = words(N_("Apply all but the minor ones"))
        buttons.append(Button(label, token("refine.worthy", record), Style.PRIMARY))
    elif critique.findings:
        buttons.append(Button(words(N_("Refine by these")), token("refine.findings", record), Style.PRIMARY))
    if folded:
        buttons.append(Button(words(N_("Show all")), token("critique.all", record)))
    return (*buttons, _save(critique, words))


def _save(critique: Critique, words: Words) -> Button:
    return Button(words(N_("Save")), token("save", critique.version))


async def everything(call: Call, services: Services) -> Events:
    """Show every finding."""
    critique = await kept(call, services, call.subject, Critique)
    work = await named(call, services, critique.version)
    yield await _card(call, services, work, critique, whole=True)
    yield Done(status=Status.DONE, data=critique)


async def finding_of(call: Call, services: Services) -> tuple[Critique, Finding, int]:
    """Give the critique, the finding and the number of the fix that a token names."""
    record, _, rest = call.subject.partition(".")
    name, _, number = rest.partition(".")
    critique = await kept(call, services, record, Critique)
    finding = next((finding for finding in critique.findings if finding.id == name), None)
    if finding is None:
        raise NotFound(N_("That remark is no longer there."), advice=N_("/critique looks again."))
    return critique, finding, int(number) if number.isdecimal() else 0


async def explain(call: Call, services: Services) -> Events:
    """Explain one finding by the person's own words."""
    critique, finding, _ = await finding_of(call, services)
    work = await named(call, services, critique.version)
    stop = await secret_stop(call, services, work)
    if stop:
        yield stop
        yield Done(status=Status.ASKING)
        return
    yield Progress(slot="explain", text=call.words(N_("Thinking…")))
    text = await services.engineer.explain(work.version.text, finding, call.asker)
    yield Card(slot="explain", title=finding.why, parts=(Line(text),), data=finding)
    yield Done(status=Status.DONE, data=finding)


async def dismiss(call: Call, services: Services) -> Events:
    """Show the critique without one finding."""
    critique, finding, _ = await finding_of(call, services)
    work = await named(call, services, critique.version)
    rest = tuple(one for one in critique.findings if one is not finding)
    remaining = replace(critique, findings=rest)
    if rest:
        yield await _card(call, services, work, remaining, whole=call.subject.endswith(f".{WHOLE}"))
    else:
        yield _nothing_else(remaining, work, call.words)
    yield Done(status=Status.DONE, data=remaining)


def _nothing_else(critique: Critique, work: Work, words: Words) -> Card:
    """Show that every remark was dismissed: what they came to no longer counts."""
    return Card(
        slot="critique",
        title=work.name,
        parts=(Line(words(N_("Nothing else.")), Tone.STRONG),),
        buttons=(_save(critique, words),),
        data=critique,
    )


COMMANDS = (
    Command(
        verb="critique",
        help=N_("Find what stands in the way of a prompt"),
        example="critique @release-notes",
        details=N_(
            "Looks at the prompt you are working on, at a saved one (@name), or at text you give. Secrets, personal"
            " data, hidden characters and variables are looked for by rules first; then the model looks for"
            " contradictions, gaps and unclear words. Every remark quotes your own words and offers a replacement."
        ),
        order=20,
        names={"fr": ("critiquer",)},
        arguments=(
            Argument(
                name="text",
                names={"fr": "texte"},
                kind=Kind.DOCUMENT,
                about=N_("A prompt, or @name; empty: the current one"),
            ),
        ),
        run=critique,
        visibility=Visibility.SHARED,
        on_current=("text",),
        asks_model=True,
        tool=True,
        pointed=Pointed.MESSAGE,
        pointed_label=N_("Critique this prompt"),
        actions=(
            Action(name="all", run=everything),
            Action(name="explain", run=explain),
            Action(name="dismiss", run=dismiss),
        ),
    ),
)
