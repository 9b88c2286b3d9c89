"""draft: from a goal, or from outputs that are wanted, to a prompt."""

from collections import Counter
from contextlib import aclosing
from dataclasses import replace

from bot.commands._cards import usage_facts, version_card
from bot.commands._records import Asked, keep, kept
from bot.commands._targets import target_id
from bot.commands._work import begin_with, closing, named, snippet_named, title_of, version_of
from bot.dialogue.action import token
from bot.dialogue.aim import form_for
from bot.dialogue.command import Action, Argument, Call, Command, Events, Kind, Services, Visibility
from bot.dialogue.events import AskForm, Button, Card, Done, Facts, Line, Part, Progress, Style, TextDelta
from bot.dialogue.form import LINE_LIMIT, Field, FieldKind, Form
from bot.dialogue.parse import reference
from bot.domain import TEXT_LIMIT, Answer, Brief, Drafted, Goal, Judgement, NewVersion, Origin, Question, Status
from bot.engineer.guided.grammars import GRAMMARS
from bot.engineer.guided.language import language_of
from bot.engineer.guided.wish import capital, strip
from bot.errors import Usage
from bot.words import N_, Words


async def draft(call: Call, services: Services) -> Events:
    """Ask what would change the draft most, or write at once when the goal says enough."""
    goal = _goal(await _with_example(call, services))
    yield Progress(slot="prompt", text=call.words(N_("Reading the goal…")))
    questions = await services.engineer.clarify(goal, call.asker)
    if questions:
        yield await _ask(call, services, goal, questions)
        yield Done(status=Status.ASKING, data=questions)
        return
    async with aclosing(write(call, services, Brief(goal=goal))) as events:
        async for event in events:
            yield event


async def write(call: Call, services: Services, brief: Brief) -> Events:
    """Stream the prompt as it is written, keep it as the first version of a new session, and show it whole."""
    yield Progress(slot="prompt", text=call.words(N_("Writing…")))
    drafted: Drafted | None = None
    async with closing(services.engineer.draft(brief, call.asker)) as pieces:
        async for piece in pieces:
            if isinstance(piece, Drafted):
                drafted = piece
            else:
                yield TextDelta(slot="prompt", text=piece.text)
    if drafted is None:
        raise RuntimeError("a draft ended without its last value")
    work = await begin_with(call, services, _version(call, brief, drafted), _title(brief.goal, call.words))
    yield version_card(work, call.words, note=drafted.caution)
    yield Done(status=Status.DONE, data=work.version)


def _version(call: Call, brief: Brief, drafted: Drafted) -> NewVersion:
    return NewVersion(
        text=drafted.text,
        origin=Origin.DRAFTED,
        author=call.actor.person,
        parent=None,
        why=brief.goal.text,
        target=brief.goal.target,
        variables=drafted.variables,
        assumptions=drafted.assumptions,
        usage=drafted.usage,
    )


def _title(goal: Goal, words: Words) -> str:
    """Name a prompt by what it does: "a prompt that summarises tickets" becomes "Summarise tickets"."""
    grammar = GRAMMARS.get(language_of(goal.text))
    if grammar is None or not goal.text:
        return title_of(goal.text) or words(N_("from examples"))
    wish = strip(goal.text, grammar)
    return title_of(capital(grammar.imperative(wish.form, wish.text) or wish.text))


async def _with_example(call: Call, services: Services) -> Call:
    """Give the call with the text of the saved prompt that its example names. `NotFound` for one that is not there."""
    name = reference(call.get("like"))
    if name is None:
        return call
    snippet, number = await snippet_named(call, services, name)
    version = await version_of(services, snippet, number)
    return replace(call, values={**call.values, "like": version.text})


def _goal(call: Call) -> Goal:
    examples = tuple(text for text in (call.get("like"), *(file.text for file in call.material.files)) if text)
    goal = Goal(
        text=call.get("goal"),
        target=target_id(call.get("for")),
        language=call.get("lang"),
        tone=call.get("tone"),
        examples=examples,
        images=call.material.images,
    )
    if not (goal.text or goal.examples or goal.images):
        raise Usage(N_("Tell me what the prompt should do."), advice=N_("For example: draft a prompt that ..."))
    return goal


async def _ask(call: Call, services: Services, goal: Goal, questions: tuple[Question, ...]) -> AskForm:
    words, record = call.words, await keep(call, services, Asked(goal, questions))
    return AskForm(
        slot="prompt",
        title=words(N_("Before I draft")),
        intro=words(N_("Each answer makes the draft fit better. What you skip becomes an assumption that you see.")),
        form=_form(questions, record, words),
        skip=Button(words(N_("Draft now")), token("draft.now", record), Style.PRIMARY),
        open=Button(words(N_("Answer")), token("draft.answer", record)),
        data=questions,
    )


def _form(questions: tuple[Question, ...], record: str, words: Words) -> Form:
    return Form(
        token=token("draft.answer", record),
        title=words(N_("Before I draft")),
        fields=tuple(_field(question) for question in questions),
        submit=words(N_("Draft")),
    )


def _field(question: Question) -> Field:
    kind = FieldKind.CHOICE if question.options else FieldKind.TEXT if question.long else FieldKind.LINE
    return Field(
        name=question.id,
        label=question.text,
        kind=kind,
        hint=question.hint,
        options=question.options,
        free=True,
        required=False,
        limit=TEXT_LIMIT if question.long else LINE_LIMIT,
    )


async def now(call: Call, services: Services) -> Events:
    """Draft with every question skipped."""
    async with aclosing(answer(replace(call, values={}), services)) as events:
        async for event in events:
            yield event


async def answer(call: Call, services: Services) -> Events:
    """Draft with the answers given; what was skipped is assumed."""
    asked = await kept(call, services, call.subject, Asked)
    given = [(question, call.get(question.id).strip()) for question in asked.questions]
    brief = Brief(
        goal=asked.goal,
        answers=tuple(Answer(question.id, question.text, text) for question, text in given if text),
        assumptions=tuple(question.assumption for question, text in given if not text and question.assumption),
    )
    async with aclosing(write(call, services, brief)) as events:
        async for event in events:
            yield event


async def answer_form(call: Call, services: Services) -> Form:
    """Give the questions as a form."""
    asked = await kept(call, services, call.subject, Asked)
    return _form(asked.questions, call.subject, call.words)


async def again_form(call: Call, services: Services) -> Form:
    """Give the goal to be changed before starting over."""
    work = await named(call, services, call.subject)
    goal = Field(
        name="goal", label=call.words(N_("The goal")), kind=FieldKind.TEXT, default=work.goal, limit=TEXT_LIMIT
    )
    return Form(
        token=token("draft.again", call.subject),
        title=call.words(N_("Start over")),
        fields=(goal,),
        submit=call.words(N_("Draft")),
    )


async def again(call: Call, services: Services) -> Events:
    """Start over from the same goal or a changed one; the version so far stays where it is."""
    work = await named(call, services, call.subject)
    values = {"goal": call.get("goal") or work.goal, "for": work.drafted.target if work.drafted else ""}
    async with aclosing(draft(replace(call, values=values, subject=""), services)) as events:
        async for event in events:
            yield event


async def details(call: Call, services: Services) -> Events:
    """Say how a version came to be and what it took."""
    work, words = await named(call, services, call.subject), call.words
    version = work.version
    rows = [(words(N_("Came from")), version.origin.value), (words(N_("Characters")), f"{len(version.text):,}")]
    if version.why:
        rows.append((words(N_("Asked for")), version.why))
    if version.target:
        rows.append((words(N_("Made for")), version.target))
    judged = await services.store.judgements.of(version.id)
    if judged:
        counts = Counter(judged.values())
        said = words(N_("good: {good}, not good: {bad}"), good=counts[Judgement.GOOD], bad=counts[Judgement.BAD])
        rows.append((words(N_("What people think")), said))
    parts: list[Part] = [Facts(tuple(rows))]
    parts.append(
        usage_facts(version.usage, words) if version.usage else Line(words(N_("No model was asked; it cost nothing.")))
    )
    yield Card(slot="details", title=work.name, parts=tuple(parts), data=version)
    yield Done(status=Status.DONE, data=version)


async def draft_form(call: Call, services: Services) -> Form | None:
    """Ask for the goal when there is neither a goal nor an example."""
    if call.get("goal") or call.get("like") or call.material.files or call.material.images:
        return None
    return await form_for(COMMANDS[0], [COMMANDS[0].arguments[0]], call, services.store.records)


COMMANDS = (
    Command(
        verb="draft",
        help=N_("Write a prompt from what you want it to do"),
        example="draft a prompt that summarises support tickets for a weekly report",
        details=N_(
            "Say what the prompt should do. If something that matters is missing, I ask at most four questions; what"
            " you skip becomes an assumption that you see. Instead of a goal you can give an output whose prompt you"
            " want (like=), or attach outputs or an image."
        ),
        order=10,
        names={"fr": ("rédiger",)},
        arguments=(
            Argument(name="goal", names={"fr": "objectif"}, kind=Kind.WORDS, about=N_("What the prompt should do")),
            Argument(
                name="for",
                names={"fr": "pour"},
                kind=Kind.WORDS,
                about=N_("The model it is for: claude, gpt, gemini, open, image"),
                option=True,
            ),
            Argument(
                name="lang",
                names={"fr": "langue"},
                kind=Kind.WORDS,
                about=N_("The language of the prompt"),
                option=True,
            ),
            Argument(
                name="tone", names={"fr": "ton"}, kind=Kind.WORDS, about=N_("The tone of the result"), option=True
            ),
            Argument(
                name="like",
                names={"fr": "comme"},
                kind=Kind.DOCUMENT,
                about=N_("An output whose prompt you want"),
                option=True,
            ),
        ),
        run=draft,
        visibility=Visibility.SHARED,
        form=draft_form,
        asks_model=True,
        tool=True,
        actions=(
            Action(name="now", run=now),
            Action(name="answer", run=answer, form=answer_form),
            Action(name="again", run=again, form=again_form),
            Action(name="details", run=details),
        ),
    ),
)
