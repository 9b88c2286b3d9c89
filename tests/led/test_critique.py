"""A critique led by a model."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from bot.domain import Defect, Finding, Fitness, Fix, Severity, Verdict
from bot.engineer.apply import apply
from bot.engineer.led import Led
from bot.errors import ModelCut, Refused
from tests.doubles.model import Says
from tests.led.script import ASKER, model, sent

TEXT = "Summarise {{tickets}} briefly.\n- Use at most 14 words.\n- Write 88 words or more.\nSay “please”. Say thanks.\n"
VERDICT = {"verdict": {"fitness": "usable", "best_change": "Decide the length.", "checked": []}}


def found(quote: str, defect: str = "ambiguity", severity: str = "minor", **more: Any) -> dict[str, Any]:  # noqa: ANN401
    """Make a finding as a model gives it."""
    return {"finding": {"quote": quote, "defect": defect, "why": f"About {quote}.", "severity": severity, **more}}


def fix(replacement: str, label: str = "", quote: str = "") -> dict[str, str]:
    """Make a repair as a model gives it."""
    return {"label": label, "quote": quote, "replacement": replacement}


async def critique(
    *items: dict[str, Any], known: Sequence[Finding] = (), stop: str = "end", text: str = TEXT
) -> tuple[list[Finding], Verdict]:
    """Give the findings and the verdict."""
    parts = [part async for part in Led(model(Says(items, reason=stop))).critique(text, known, ASKER)]
    verdict = parts.pop()
    assert isinstance(verdict, Verdict)
    return [part for part in parts if isinstance(part, Finding)], verdict


@pytest.mark.asyncio
async def test_a_finding_stands_on_the_exact_words_with_a_repair_that_applies() -> None:
    """The words, the place, the reason, and a replacement that a press applies."""
    findings, verdict = await critique(
        found("briefly", severity="major", fixes=[fix("in three sentences")]), VERDICT, text=TEXT
    )
    (finding,) = findings
    assert (finding.id, finding.quote, TEXT[finding.start : finding.end]) == ("1", "briefly", "briefly")
    assert (finding.defect, finding.severity, finding.why) == (Defect.AMBIGUITY, Severity.MAJOR, "About briefly.")
    assert apply(TEXT, findings)[0].startswith("Summarise {{tickets}} in three sentences.\n")
    assert (verdict.fitness, verdict.best_change, verdict.dropped) == (Fitness.USABLE, "Decide the length.", 0)
    assert verdict.usage
    assert verdict.usage.input_tokens == 100


@pytest.mark.asyncio
async def test_words_quoted_with_other_signs_become_the_exact_words() -> None:
    """Quotation marks and line ends that the model changed do not cost the finding."""
    findings, _ = await critique(found('88 words or more. Say "please"'), VERDICT)
    assert findings[0].quote == "88 words or more.\nSay “please”"


@pytest.mark.asyncio
async def test_a_finding_whose_words_do_not_stand_there_is_dropped_and_counted() -> None:
    """The person sees no finding on words they never wrote, and learns that one was dropped."""
    findings, verdict = await critique(found("Be verbose"), found(""), found("briefly"), VERDICT)
    assert [finding.quote for finding in findings] == ["briefly"]
    assert verdict.dropped == 2


@pytest.mark.asyncio
async def test_the_second_place_of_the_same_words_can_be_meant() -> None:
    """`occurrence` says which."""
    findings, _ = await critique(found("Say", occurrence=2), VERDICT)
    assert findings[0].start == TEXT.rindex("Say")


@pytest.mark.asyncio
async def test_both_sides_of_a_contradiction_leave_a_prompt_that_agrees_with_itself() -> None:
    """Keep 14 takes the 88 away, Keep 88 takes the 14 away, wherever they stand."""
    sides = [fix("", "Keep 14", "- Write 88 words or more."), fix("", "Keep 88")]
    findings, _ = await critique(found("Use at most 14 words.", "contradiction", "major", fixes=sides), VERDICT)
    keep_14, keep_88 = findings[0].fixes
    assert (keep_14.label, keep_88.label) == ("Keep 14", "Keep 88")
    assert TEXT[keep_14.start : keep_14.end] == keep_14.quote == "- Write 88 words or more."
    assert (keep_88.start, keep_88.quote) == (None, "")
    assert "14" in chosen(findings[0], keep_14)
    assert "88" not in chosen(findings[0], keep_14)
    assert "88" in chosen(findings[0], keep_88)
    assert "14" not in chosen(findings[0], keep_88)


def chosen(finding: Finding, one: Fix) -> str:
    """Give the prompt after one side was pressed."""
    text, left = apply(TEXT, [replace(finding, fixes=(one,))])
    assert not left
    return text


@pytest.mark.asyncio
async def test_two_sides_in_one_sentence_replace_parts_of_it() -> None:
    """The words inside the quoted sentence are meant, not the same words elsewhere."""
    text = "Ten words. Use ten words or twenty. Use ten words and no more."
    sides = [fix("", "Keep ten", " or twenty"), fix("twenty", "Keep twenty", "ten words or twenty")]
    findings, _ = await critique(found("Use ten words or twenty.", "contradiction", fixes=sides), VERDICT, text=text)
    assert text[findings[0].fixes[0].start : findings[0].fixes[0].end] == " or twenty"
    assert findings[0].fixes[1].start == text.index("ten words or")


@pytest.mark.asyncio
async def test_what_is_missing_goes_to_the_end() -> None:
    """A gap that belongs to no words is filled after the last one."""
    findings, _ = await critique(found("", "missing", fixes=[fix("If there are none, say so.")]), VERDICT)
    assert apply(TEXT, findings)[0] == TEXT.rstrip() + "\n\nIf there are none, say so.\n"


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "repair", [fix("the tickets"), fix("{{tickets}}"), fix("x", quote="not there"), fix("", quote="  ")]
)
async def test_a_repair_that_cannot_be_applied_as_it_stands_is_not_offered(repair: dict[str, str]) -> None:
    """It would lose a variable, change nothing, or replace words that are not there; the finding stays."""
    findings, _ = await critique(found("{{tickets}}", "ambiguity", fixes=[repair]), VERDICT)
    assert findings[0].fixes == ()


@pytest.mark.asyncio
async def test_a_variable_may_be_repaired_away() -> None:
    """A finding on the variable itself may replace it."""
    findings, _ = await critique(found("{{tickets}}", "variable", fixes=[fix("{{open_tickets}}")]), VERDICT)
    assert findings[0].fixes == (Fix("{{open_tickets}}"),)


@pytest.mark.asyncio
async def test_repairs_without_a_label_can_still_be_told_apart() -> None:
    """Two buttons never have the same empty label."""
    findings, _ = await critique(found("briefly", fixes=[fix("at length"), fix("in a word")]), VERDICT)
    assert [one.label for one in findings[0].fixes] == ["Option 1", "Option 2"]


@pytest.mark.asyncio
async def test_what_is_known_is_not_said_twice() -> None:
    """Findings of the checks keep their numbers; the model's go on counting and repeat none."""
    known = Finding(
        id="4",
        defect=Defect.VARIABLE,
        severity=Severity.MINOR,
        quote="{{tickets}}",
        start=10,
        end=21,
        why="",
        rule="variables",
    )
    findings, verdict = await critique(
        found("Summarise {{tickets}}", "variable"),
        found("{{tickets}}"),
        found("briefly"),
        found("briefly", "missing"),
        found("", "missing"),
        found("", "missing"),
        VERDICT,
        known=[known],
    )
    assert [(finding.id, finding.quote) for finding in findings] == [("5", "briefly"), ("6", "")]
    assert verdict.dropped == 0


@pytest.mark.asyncio
async def test_a_good_prompt_is_left_alone() -> None:
    """No finding, nothing to change, and what was looked at."""
    ready = {"verdict": {"fitness": "ready", "best_change": "Perhaps shorter.", "checked": ["The length"]}}
    findings, verdict = await critique(ready)
    assert findings == []
    assert (verdict.fitness, verdict.best_change, verdict.checked) == (Fitness.READY, "", ("The length",))
    assert (await critique({"verdict": {"fitness": "ready"}}))[1].checked[0] == "contradictions"


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("severity", "said", "fitness"),
    [
        ("blocker", "ready", Fitness.NEEDS_WORK),
        ("major", "ready", Fitness.USABLE),
        ("minor", "ready", Fitness.READY),
        ("minor", "needs_work", Fitness.NEEDS_WORK),
    ],
)
async def test_the_verdict_is_never_better_than_the_findings(severity: str, said: str, fitness: Fitness) -> None:
    """A prompt with a blocker is not called ready."""
    verdict = {"verdict": {"fitness": said, "best_change": ""}}
    assert (await critique(found("briefly", severity=severity), verdict))[1].fitness is fitness


@pytest.mark.asyncio
async def test_without_a_verdict_the_findings_make_it() -> None:
    """The card has a verdict whatever the model forgot."""
    _, verdict = await critique(found("briefly", severity="major"))
    assert (verdict.fitness, verdict.best_change) == (Fitness.USABLE, "About briefly.")


@pytest.mark.asyncio
@pytest.mark.parametrize(("stop", "error"), [("length", ModelCut), ("refusal", Refused)])
async def test_findings_that_came_before_the_end_broke_off_were_shown(stop: str, error: type[Exception]) -> None:
    """What was found stays in sight; nothing claims to be the whole."""
    seen: list[Finding | Verdict] = []

    async def read() -> None:
        async for part in Led(model(Says([found("briefly")], reason=stop))).critique(TEXT, (), ASKER):
            seen.append(part)  # noqa: PERF401 - what came before the error counts

    with pytest.raises(error):
        await read()
    assert [part.quote for part in seen if isinstance(part, Finding)] == ["briefly"]


@pytest.mark.asyncio
async def test_goal_target_and_what_is_known_are_sent() -> None:
    """The model judges by what the prompt is for."""
    scripted = model(Says([VERDICT]))
    known = Finding(id="1", defect=Defect.SIZE, severity=Severity.MINOR, quote="briefly", start=22, end=29, why="")
    parts = [part async for part in Led(scripted).critique(TEXT, [known], ASKER, target="claude", goal="a report")]
    assert len(parts) == 1
    for words in ("Claude\n", "a report", "size: briefly", TEXT, "Reader's language: en"):
        assert words in sent(scripted)


@pytest.mark.asyncio
async def test_stopping_a_critique_closes_the_request() -> None:
    """Stop ends the cost as well."""
    scripted = model(Says([found("briefly"), VERDICT]))
    parts = Led(scripted).critique(TEXT, (), ASKER)
    await anext(parts)
    await parts.aclose()
    assert scripted.open == 0
