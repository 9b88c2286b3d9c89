"""Drafts by rules: what a person gets for a goal, their answers, a target."""

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import Answer, Brief, Goal, Image
from bot.engineer.checks.run import check, habits
from bot.engineer.guided import Guided
from bot.engineer.guided.asks import questions
from bot.engineer.guided.compose import compose
from bot.engineer.guided.goal import read
from bot.engineer.guided.render import render
from bot.engineer.targets import load_targets
from bot.errors import Refused
from bot.library.templates import variables
from tests.guided.prompts import ASKER, WORDS, draft
from tests.guided.test_goals import CASES

FOLDER = Path(__file__).parent.parent / "data" / "guided"
SAMPLES = {path.stem: path.read_text(encoding="utf-8") for path in sorted(FOLDER.glob("*.md"))}


@pytest.mark.asyncio
@pytest.mark.parametrize("sample", SAMPLES)
async def test_samples_come_out_as_they_were_approved(sample: str) -> None:
    """A sample's goal and answers give exactly its prompt."""
    _, head, text = SAMPLES[sample].split("---\n", 2)
    fields = yaml.safe_load(head)
    answers = fields.pop("answers", {})
    drafted = await draft(Goal(**fields), answers)
    assert drafted.text + "\n" == text


@pytest.mark.asyncio
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.goal[:50])
@pytest.mark.parametrize("target", ["", "gpt", "gemini"])
async def test_our_own_drafts_have_nothing_to_criticise(case: object, target: str) -> None:
    """No draft has a finding of the checks or of the rules for habits, for any target."""
    goal = str(getattr(case, "goal", ""))
    drafted = await draft(Goal(text=goal, target=target))
    findings = [*check(drafted.text, WORDS), *habits(drafted.text, WORDS)]
    assert [(finding.rule, finding.quote) for finding in findings] == []


@pytest.mark.asyncio
async def test_every_variable_comes_with_a_word() -> None:
    """The variables of a draft are described."""
    drafted = await draft(Goal(text="a prompt that summarises support tickets for a weekly report"))
    assert [(each.name, each.about) for each in drafted.variables] == [
        ("support_tickets", "the tickets, one after the other")
    ]


@pytest.mark.asyncio
async def test_answers_stand_in_the_prompt_word_for_word() -> None:
    """What a person answers goes into the prompt, each answer where it belongs."""
    drafted = await draft(
        Goal(text="write a product description", tone="dry"),
        {
            "reader": "Bakers who buy in bulk",
            "output": "One paragraph\nThen the price",
            "rules": "Never say 'delicious'\nExample: A dough that waits for you.",
            "inputs": "product name, spec sheet",
        },
    )
    assert "Audience: Bakers who buy in bulk." in drafted.text
    assert "- One paragraph.\n- Then the price.\n- Tone: dry." in drafted.text
    assert "- Never say 'delicious'." in drafted.text
    assert "<example>\nA dough that waits for you.\n</example>" in drafted.text
    assert "<product_name>{{product_name}}</product_name>" in drafted.text
    assert "<spec_sheet>\n{{spec_sheet}}\n</spec_sheet>" in drafted.text


@pytest.mark.asyncio
async def test_what_is_skipped_becomes_a_visible_assumption() -> None:
    """The assumptions on the card are those that the questions announced, and the prompt keeps to them."""
    goal = Goal(text="classify customer emails")
    asked = questions(read(goal.text), WORDS)
    drafted = await draft(goal, assumptions=tuple(each.assumption for each in asked if each.assumption))
    assert drafted.assumptions[0] == "Categories: positive, neutral, negative."
    assert "Use exactly one of these categories: positive, neutral, negative." in drafted.text
    assert len(set(drafted.assumptions)) == len(drafted.assumptions)


@pytest.mark.asyncio
async def test_questions_of_another_engineer_are_not_lost() -> None:
    """Answers and assumptions from a conversation that a model began go into the prompt as context."""
    drafted = await draft(
        Goal(text="write a cold email to bakers"), {"q7": "We sell flour"}, ("The e-mail goes out on Mondays.",)
    )
    assert "q7? We sell flour." in drafted.text
    assert "The e-mail goes out on Mondays." in drafted.text
    assert "The e-mail goes out on Mondays." in drafted.assumptions


@pytest.mark.asyncio
async def test_a_language_that_rules_do_not_know_is_admitted() -> None:
    """A Spanish goal keeps its words, and the card says that the frame is English."""
    drafted = await draft(Goal(text="Escribe un correo para los clientes de la tienda"))
    assert "Escribe un correo para los clientes de la tienda." in drafted.text
    assert drafted.caution == "Your words stand as you wrote them; those around them are English."


@pytest.mark.asyncio
async def test_another_language_is_asked_of_the_result() -> None:
    """`lang=` asks for the result in that language, and the card says why the prompt is not."""
    drafted = await draft(Goal(text="write a haiku about autumn", language="German"))
    assert "Write the result in German." in drafted.text
    assert "I cannot translate without a model" in drafted.caution
    assert (await draft(Goal(text="write a haiku about autumn", language="English"))).caution == ""


@pytest.mark.asyncio
async def test_a_picture_is_described_and_not_ordered() -> None:
    """A prompt for an image model describes; what must be absent stands apart, with a word on where it goes."""
    goal = Goal(text="Create an image of a lighthouse in a storm for Midjourney. No people.", target="image")
    drafted = await draft(goal, {"style": "Watercolour", "view": "Wide landscape format, from a distance"})
    assert drafted.text == (
        "A lighthouse in a storm, watercolour, wide landscape format, from a distance.\n\nNegative prompt: people"
    )
    assert "negative prompts" in drafted.caution


@pytest.mark.asyncio
async def test_a_goal_for_a_picture_needs_no_target() -> None:
    """A logo is a picture, whoever draws it."""
    drafted = await draft(Goal(text="a logo for a bakery"))
    assert drafted.text.startswith("A logo for a bakery, flat vector design, two colours")
    assert drafted.assumptions[0].startswith("The picture: flat vector design")


@pytest.mark.asyncio
@pytest.mark.parametrize("goal", [Goal(text="", examples=("A poem.",)), Goal(text="", images=(Image("a", "b", b"c"),))])
async def test_reverse_prompting_says_that_it_needs_a_model(goal: Goal) -> None:
    """The prompt behind results is refused plainly, with a way on; nothing is asked before."""
    assert await Guided().clarify(goal, ASKER) == ()
    with pytest.raises(Refused, match="needs a model") as refused:
        await draft(goal)
    assert "/help model" in refused.value.advice


@pytest.mark.asyncio
async def test_the_question_form_fits_every_surface() -> None:
    """At most four questions, short enough for a form's labels, each with its own name."""
    for case in CASES:
        asked = await Guided().clarify(Goal(text=case.goal), ASKER)
        assert len(asked) <= 4
        assert len({each.id for each in asked}) == len(asked)
        assert all(len(each.text) <= 45 and len(each.hint) <= 100 for each in asked)
        assert all(len(option) <= 75 for each in asked for option in each.options)


@pytest.mark.asyncio
async def test_how_to_give_an_example_is_said_once() -> None:
    """How to give an example stands beside the question for the result, not beside others as well."""
    asked = await Guided().clarify(Goal(text="summarise support tickets for a weekly report"), ASKER)
    assert {"output", "rules"} <= {each.id for each in asked}
    assert [each.id for each in asked if "Example:" in each.hint] == ["output"]


@pytest.mark.asyncio
async def test_questions_offer_answers_in_the_language_of_the_prompt() -> None:
    """Answers to press go into the prompt as they stand, so they are in its language."""
    (first, *_) = await Guided().clarify(Goal(text="un prompt pour classer des courriels"), ASKER)
    assert first.options[0] == "Positif, neutre, négatif"


def test_the_first_line_says_how_it_works() -> None:
    """Without a model, the start says so and where better drafts come from."""
    abilities = Guided().abilities
    assert abilities.model is None
    assert "nothing leaves this computer" in abilities.notice


_SLOTS = ["reader", "inputs", "output", "rules", "labels", "fields", "into", "style", "light", "without", "q1", "topic"]


@given(
    goal=st.sampled_from(
        ["extract {{names}} from mails", "draw {{thing}} in a storm", "classify mails", "a logo for {{shop}}",
         "x {{y z}}", "Résume {{texte}}", "write a poem. No {{word}}.", "answer questions about our tea"]
    ),
    target=st.sampled_from(["", "claude", "gpt", "image"]),
    answers=st.dictionaries(st.sampled_from(_SLOTS), st.from_regex("[a-z]{4,9}( [a-z]{4,9}){0,3}", fullmatch=True)),
)  # fmt: skip
def test_no_answer_and_no_variable_is_lost(goal: str, target: str, answers: dict[str, str]) -> None:
    """Whatever was answered, also to another engineer's questions, stands in the prompt, and so does each variable."""
    given_answers = tuple(Answer(slot, f"{slot}?", text) for slot, text in answers.items())
    brief = Brief(goal=Goal(text=goal, target=target, tone="odd"), answers=given_answers)
    text = render(compose(brief, load_targets().get(target), WORDS).slots, load_targets().get(target))
    said = text.casefold().replace("_", " ")
    assert [word for answer in answers.values() for word in answer.split() if word not in said] == []
    assert set(variables(goal)) <= set(variables(text))
    assert "odd" in text
