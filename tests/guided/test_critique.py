"""The critique by rules: the verdict, what was looked at, explanations, variables described."""

import pytest

from bot.domain import Defect, Finding, Fitness, Severity, Verdict
from bot.engineer.checks.run import check
from bot.engineer.guided import Guided
from bot.engineer.guided.described import describe
from tests.guided.prompts import ASKER, WORDS


async def critique(text: str) -> tuple[list[Finding], Verdict]:
    """Give the engineer's own findings and the verdict."""
    *found, verdict = [part async for part in Guided().critique(text, check(text, WORDS), ASKER)]
    assert isinstance(verdict, Verdict)
    return [part for part in found if isinstance(part, Finding)], verdict


@pytest.mark.asyncio
async def test_a_good_prompt_is_left_alone() -> None:
    """Nothing found: ready, with what was looked at and, honestly, what was not."""
    found, verdict = await critique("Summarise the text in <text> in two sentences.\n\n<text>\n{{text}}\n</text>")
    assert found == []
    assert verdict.fitness is Fitness.READY
    assert verdict.best_change == ""
    assert "contradictions" in verdict.unchecked
    assert "needs a model" in verdict.unchecked
    assert len(verdict.checked) > 8


@pytest.mark.asyncio
async def test_habits_leave_a_prompt_usable() -> None:
    """Only minor findings: usable, and the change that helps most is named. Numbers go on after the checks'."""
    text = "Summarise {{topic}}. Let's think step by step."
    found, verdict = await critique(text)
    assert [text[each.start : each.end] for each in found] == ["Let's think step by step."]
    assert found[0].id == str(len(check(text, WORDS)) + 1)
    assert verdict.fitness is Fitness.USABLE
    assert "Let's think step by step" in verdict.best_change


@pytest.mark.asyncio
async def test_a_serious_finding_needs_work() -> None:
    """A major finding of the checks decides the verdict."""
    _, verdict = await critique("Summarise {{ticket}} in two lines and be kind.")
    assert verdict.fitness is Fitness.NEEDS_WORK
    assert verdict.best_change == "Put “{{ticket}}” between tags."


@pytest.mark.asyncio
@pytest.mark.parametrize("defect", list(Defect))
async def test_every_class_is_explained_in_five_lines(defect: Defect) -> None:
    """An explanation has at most five lines and quotes the person's own words."""
    finding = Finding(id="1", defect=defect, severity=Severity.MINOR, quote="these words", start=0, end=11, why="Why.")
    lines = (await Guided().explain("these words", finding, ASKER)).splitlines()
    assert 3 <= len(lines) <= 5
    assert lines[0] == "You wrote: “these words”"
    assert lines[1] == "Why."


def test_variables_are_described_by_their_names() -> None:
    """A word on each variable is guessed from its name, in the prompt's language; none where the name tells nothing."""
    english = describe("Summarise the {{customer_email}} in {{language}} for the {{xyzzy}}.")
    assert [each.about for each in english] == [
        "the whole e-mail, with its subject",
        "the language to write in, such as French",
        "",
    ]
    (french,) = describe("Résume le {{contrat_client}} en deux phrases pour la direction.")
    assert french.about == "le contrat complet"
