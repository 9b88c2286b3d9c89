"""Drafts and refinements with a small model: what is taken from it, and that the person sees it."""

from collections.abc import Sequence
from datetime import UTC, datetime

import pytest

from bot.domain import (
    Answer,
    Brief,
    CallId,
    Defect,
    Drafted,
    Finding,
    Fix,
    Goal,
    Image,
    Order,
    Origin,
    PersonId,
    Piece,
    Refined,
    SessionId,
    Severity,
    Verdict,
    Version,
    VersionId,
)
from bot.engineer.guided import Guided
from bot.engineer.rough import Rough, fixed
from bot.engineer.rough.draft import LONGEST_GOAL
from bot.engineer.rough.shorten import MOST
from bot.errors import ModelCut, ModelUnavailable, Refused
from bot.library.templates import variables
from bot.ports import Ask, Asker, Engineer, Traits
from bot.words import Words
from tests.doubles.model import ScriptedModel

TRAITS = Traits(name="tiny", hosted=False, structure=True, fluent=False, context=4096)
ASKER = Asker(person=PersonId("p"), team=None, call=CallId("c"), words=Words())
TICKETS = "a prompt that summarises support tickets for a weekly report"
VAGUE = "our slack answers are too long, fix"
WORDY = (
    "Write a job description for the position of {{position}} in our company.\n\n"
    "- Each of the sections should consist of between 3 and 5 bullet points.\n"
)


def parts(task: str = "", reader: str = "", shape: str = "") -> dict[str, str]:
    """Give the three parts as a model does."""
    return {"task": task, "reader": reader, "format": shape}


def rough(draft: Sequence[object] = (), refine: Sequence[object] = ()) -> tuple[Rough, ScriptedModel]:
    """Make the engineer with a model that says this."""
    model = ScriptedModel(answers={"draft": draft, "refine": refine}, traits=TRAITS)
    return Rough(model, Guided()), model


async def drafted(engineer: Engineer, goal: Goal | str, *answers: Answer) -> Drafted:
    """Draft as a person does who skips every question; the pieces must make up the whole."""
    goal = Goal(text=goal) if isinstance(goal, str) else goal
    questions = await engineer.clarify(goal, ASKER)
    skipped = tuple(each.assumption for each in questions if each.assumption)
    brief = Brief(goal=goal, answers=answers, assumptions=skipped)
    given = [part async for part in engineer.draft(brief, ASKER)]
    last = given[-1]
    assert isinstance(last, Drafted)
    assert "".join(part.text for part in given if isinstance(part, Piece)) == last.text
    return last


async def refined(engineer: Engineer, text: str, order: Order) -> Refined:
    """Refine; the pieces must make up the whole."""
    version = Version(
        id=VersionId("v"),
        session=SessionId("s"),
        number=1,
        at=datetime(2026, 1, 1, tzinfo=UTC),
        text=text,
        origin=Origin.PASTED,
        author=PersonId("p"),
        parent=None,
    )
    given = [part async for part in engineer.refine(version, order, ASKER)]
    last = given[-1]
    assert isinstance(last, Refined)
    assert "".join(part.text for part in given if isinstance(part, Piece)) == last.text
    return last


@pytest.mark.asyncio
async def test_what_nobody_said_is_filled_in_and_shown() -> None:
    """The reader that the model found stands in the prompt and among the assumptions, with a word of caution."""
    engineer, model = rough([parts("Summarise.", "the team, to review and act on", "A table.")])
    draft = await drafted(engineer, TICKETS)
    assert "Audience: the team, to review and act on." in draft.text
    assert draft.assumptions[0] == "Read by the team, to review and act on."
    assert "rough draft" in draft.caution
    assert draft.usage is not None
    assert "A table" not in draft.text
    assert variables(draft.text) == ("support_tickets",)
    assert len(model.asks) == 1


@pytest.mark.asyncio
async def test_an_unclear_goal_is_put_as_an_order() -> None:
    """A goal that the rules cannot read is drafted as the model understood it, and the person sees how."""
    engineer, _ = rough([parts("Shorten the Slack answers.")])
    draft = await drafted(engineer, VAGUE)
    assert "Shorten the Slack answers in <slack_answers>." in draft.text
    assert draft.assumptions[0] == "I took the goal as: Shorten the Slack answers."


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "answer",
    [
        parts("Write a poem about cats.", "you, to enjoy", "A table with 7 columns."),
        parts("Answers shortened", "the user who asks", "{{x}}"),
        parts("Shorten the 5 Slack answers", "readers", ""),
        parts("", "people who look for a job, to decide whether to apply", "A table.\nAnd more."),
    ],
)
async def test_what_cannot_be_trusted_is_left_out(answer: dict[str, str]) -> None:
    """Drift, invented numbers, copies of the examples and notation never reach the prompt: it is the rules' own."""
    engineer, _ = rough([answer])
    assert (await drafted(engineer, VAGUE)).text == (await drafted(Guided(), VAGUE)).text


@pytest.mark.asyncio
async def test_a_persons_answer_is_never_replaced() -> None:
    """Who said who reads the result finds just that in the prompt."""
    engineer, _ = rough([parts(reader="the team, to review")])
    draft = await drafted(engineer, TICKETS, Answer("reader", "Who reads it?", "the board"))
    assert "the board" in draft.text
    assert "the team" not in draft.text


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "goal", ["Résume les tickets de support pour un rapport hebdomadaire", "Fasse die Tickets der Woche zusammen"]
)
async def test_other_languages_are_left_to_the_rules(goal: str) -> None:
    """A goal in another language than English is drafted by rules, and the person is told."""
    engineer, model = rough()
    assert "English only" in (await drafted(engineer, goal)).caution
    assert model.asks == []


@pytest.mark.asyncio
async def test_a_long_goal_is_left_to_the_rules() -> None:
    """A goal that says a lot is not cut to fit the model: the rules take it whole."""
    engineer, model = rough()
    goal = "Make something of it. " * (LONGEST_GOAL // 20)
    assert goal.split(".", maxsplit=1)[0] in (await drafted(engineer, goal)).text
    assert model.asks == []


@pytest.mark.asyncio
async def test_a_failing_model_is_told() -> None:
    """When the model fails, the person learns it: nothing else is put in its place on the quiet."""
    engineer, _ = rough([ModelUnavailable("away")])
    with pytest.raises(ModelUnavailable):
        await drafted(engineer, TICKETS)


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "goal", [Goal(text="", examples=("An example.",)), Goal(text="", images=(Image("a.png", "image/png", b"x"),))]
)
async def test_the_prompt_behind_results_needs_a_better_model(goal: Goal) -> None:
    """Reverse prompting is refused with a word on what to do."""
    with pytest.raises(Refused) as refused:
        await drafted(rough()[0], goal)
    assert refused.value.advice


@pytest.mark.asyncio
async def test_sentences_are_made_shorter() -> None:
    """A sentence that says the same in fewer words takes the place of the old one; a change says how many."""
    engineer, _ = rough(
        refine=[{"shorter": "Write a job description for {{position}}."}, {"shorter": "Use 3 to 5 bullet points."}]
    )
    result = await refined(engineer, WORDY, Order(instruction="shorter"))
    assert result.text == WORDY.replace("the position of {{position}} in our company", "{{position}}")
    assert [change.what for change in result.changes] == ["1 sentence in fewer words"]
    assert result.caution


@pytest.mark.asyncio
@pytest.mark.parametrize("offered", ["Write a job description.", "Done!", "", WORDY])
async def test_a_sentence_that_lost_something_is_not_shown(offered: str) -> None:
    """When the model loses a variable, obeys the prompt or makes it longer, the old sentence stays."""
    engineer, _ = rough(refine=[{"shorter": offered}, ModelCut("cut")])
    result = await refined(engineer, WORDY, Order(instruction="make it shorter"))
    assert result.text == WORDY
    assert result.changes == ()
    assert "nothing" in result.caution


@pytest.mark.asyncio
async def test_code_and_examples_are_not_prose() -> None:
    """What stands in code fences, headings and tables stays as it is, without a question to the model."""
    text = "# A heading that is rather long and says what follows below it\n```\n" + WORDY + "```\n| a | b |\n"
    engineer, model = rough()
    assert (await refined(engineer, text, Order(instruction="shorter"))).text == text
    assert model.asks == []


@pytest.mark.asyncio
async def test_a_very_long_prompt_is_refined_in_bounded_time() -> None:
    """Only so many sentences are tried; the rest stay word for word."""
    engineer, model = rough(refine=[{"shorter": "x"}] * MOST)
    text = " ".join(f"Section {number} should consist of some points about the topic." for number in range(2 * MOST))
    assert (await refined(engineer, text, Order(instruction="shorter"))).text == text
    assert len(model.asks) == MOST


@pytest.mark.asyncio
async def test_the_rest_is_the_rules_work() -> None:
    """Findings, critiques and explanations come from the rules, and the model is not asked."""
    engineer, model = rough()
    finding = Finding(
        id="1",
        defect=Defect.OBSOLETE,
        severity=Severity.MINOR,
        quote="job",
        start=8,
        end=11,
        why="x",
        fixes=(Fix("task"),),
    )
    assert "a task description" in (await refined(engineer, WORDY, Order(findings=(finding,)))).text
    assert isinstance([part async for part in engineer.critique(WORDY, (), ASKER)][-1], Verdict)
    assert await engineer.explain(WORDY, finding, ASKER)
    assert model.asks == []


def test_it_says_what_it_is() -> None:
    """The start of a conversation says what to expect."""
    abilities = rough()[0].abilities
    assert abilities.notice == "Rough drafts, English only, nothing leaves this computer."
    assert abilities.model == TRAITS
    assert (abilities.critique, abilities.rewrite, abilities.reverse, abilities.images) == (False,) * 4


class Cold(ScriptedModel):
    """A model that must be loaded first."""

    warmed: Sequence[Ask] = ()

    def warm(self, asks: Sequence[Ask]) -> None:
        """Note what was read."""
        self.warmed = asks


def test_the_model_loads_while_the_person_thinks() -> None:
    """Where a conversation begins, the model is loaded and reads its fixed prompts before anybody waits."""
    model = Cold(traits=TRAITS)
    Rough(model, Guided()).get_ready()
    assert model.warmed == fixed()
    rough()[0].get_ready()


def test_the_fixed_prompts_are_short() -> None:
    """What the model reads each time is short enough for a small computer: under 500 tokens."""
    for ask in fixed():
        assert len(ask.system) / 3.5 < 500
