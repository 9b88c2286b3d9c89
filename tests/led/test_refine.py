"""A refinement led by a model."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import (
    Change,
    Defect,
    Finding,
    Fix,
    Order,
    Origin,
    PersonId,
    Piece,
    Refined,
    SessionId,
    Severity,
    Usage,
    Variable,
    Version,
    VersionId,
)
from bot.engineer.answer import Notes
from bot.engineer.led import Led
from bot.engineer.led.survival import Survival
from bot.engineer.led.write import Written
from bot.errors import ModelCut, Refused
from bot.library.templates import variables
from tests.doubles.model import Says, ScriptedModel
from tests.led.script import ASKER, model, sent

TEXT = "You are an expert.\n\n<tickets>\n{{tickets}}\n</tickets>\n\nSummarise them for {{team}}."
VERSION = Version(
    id=VersionId("v"),
    session=SessionId("s"),
    number=1,
    at=datetime(2026, 1, 1, tzinfo=UTC),
    text=TEXT,
    origin=Origin.DRAFTED,
    author=PersonId("p"),
    parent=None,
    why="a weekly report",
    target="claude",
    variables=(Variable("tickets", "one a line"),),
)
SHORTER = TEXT.removeprefix("You are an expert.\n\n")
NOTES = "\n<notes-@@>\nchanged: The persona is gone. | You asked for shorter.\n</notes-@@>"


def finding(quote: str, *fixes: Fix) -> Finding:
    """Make a finding on the first place of `quote`."""
    start = TEXT.index(quote)
    return Finding(
        id="1",
        defect=Defect.OBSOLETE,
        severity=Severity.MINOR,
        quote=quote,
        start=start,
        end=start + len(quote),
        why="It does nothing.",
        fixes=fixes,
    )


async def refine(scripted: ScriptedModel, order: Order, version: Version = VERSION) -> tuple[str, Refined]:
    """Give what was streamed, and the result."""
    parts = [part async for part in Led(scripted).refine(version, order, ASKER)]
    refined = parts.pop()
    assert isinstance(refined, Refined)
    return "".join(part.text for part in parts if isinstance(part, Piece)), refined


@pytest.mark.asyncio
async def test_an_instruction_gives_a_new_text_with_what_changed_and_why() -> None:
    """The person sees the text as it is written, then each change with its reason."""
    scripted = model(Says(SHORTER + NOTES))
    shown, refined = await refine(scripted, Order(instruction="shorter"))
    assert shown == refined.text == SHORTER
    assert refined.changes == (Change("The persona is gone.", "You asked for shorter."),)
    assert refined.variables == (Variable("tickets", "one a line"), Variable("team"))
    assert refined.caution == ""
    for words in (TEXT, "shorter", "{{tickets}}\n{{team}}", "a weekly report", "Claude\n"):
        assert words in sent(scripted)


@pytest.mark.asyncio
async def test_the_target_of_the_order_comes_before_the_one_of_the_version() -> None:
    """For GPT, from now on."""
    scripted = model(Says(SHORTER + NOTES))
    await refine(scripted, Order(instruction="for GPT", target="gpt"))
    assert "GPT\n" in sent(scripted)
    assert "<target-" in sent(scripted)
    assert "Claude\n" not in sent(scripted)


@pytest.mark.asyncio
async def test_chosen_repairs_are_applied_without_the_model() -> None:
    """Nothing is sent, nothing else changes, and each change has its reason."""
    scripted = model()
    gone, other = finding("You are an expert.", Fix("")), finding("Summarise them", Fix("Sum them up"))
    shown, refined = await refine(scripted, Order(findings=(gone, other)))
    assert not scripted.asks
    assert shown == refined.text == SHORTER.replace("Summarise them", "Sum them up")
    assert [change.why for change in refined.changes] == ["It does nothing."] * 2
    assert refined.changes[0].what == "“You are an expert.” was taken out."
    assert refined.usage is None


@pytest.mark.asyncio
async def test_what_was_missing_is_added_at_its_place() -> None:
    """The change says what was added."""
    gap = replace(finding("", Fix("\n\nAt most 80 words.")), start=len(TEXT), end=len(TEXT))
    _, refined = await refine(model(), Order(findings=(gap,)))
    assert refined.text == TEXT + "\n\nAt most 80 words."
    assert refined.changes == (Change("Added: “At most 80 words.”", "It does nothing."),)


@pytest.mark.asyncio
async def test_what_code_cannot_apply_is_left_to_the_model() -> None:
    """A finding with two sides goes to the model together with the text that is repaired so far."""
    gone, both = finding("You are an expert.", Fix("")), finding("Summarise them", Fix("a"), Fix("b"))
    answer = "<tickets>\n{{tickets}}\n</tickets>\n\nSum up for {{team}}.\n<notes-@@>\nchanged: a | b\n</notes-@@>"
    scripted = model(Says(answer))
    _, refined = await refine(scripted, Order(findings=(gone, both)))
    assert "You are an expert" not in sent(scripted)
    assert "offered: Summarise them -> a" in sent(scripted)
    assert refined.changes == (Change("“You are an expert.” was taken out.", "It does nothing."), Change("a", "b"))


@pytest.mark.asyncio
async def test_when_nothing_needs_changing_the_prompt_stays_and_the_reason_is_said() -> None:
    """No new text, no change, and why."""
    shown, refined = await refine(
        model(Says("<notes-@@>\nunchanged: It is short already.\n</notes-@@>")), Order(instruction="shorter")
    )
    assert shown == ""
    assert (refined.text, refined.changes, refined.caution) == (TEXT, (), "It is short already.")


@pytest.mark.asyncio
async def test_the_same_text_again_counts_as_unchanged() -> None:
    """A change that is none is not claimed, and the text is kept to the last character."""
    version = replace(VERSION, text=TEXT + "\n")
    _, refined = await refine(model(Says(TEXT)), Order(instruction="shorter"), version)
    assert (refined.text, refined.changes) == (TEXT + "\n", ())
    assert refined.caution == "Nothing in the prompt needed changing for this."


@pytest.mark.asyncio
async def test_a_rewording_can_be_had_anyway() -> None:
    """Pressing the button tells the model so."""
    scripted = model(Says(SHORTER + NOTES))
    await refine(scripted, Order(anyway=True))
    assert "Reword it even if nothing needs changing." in sent(scripted)


@pytest.mark.asyncio
async def test_a_change_without_reasons_is_said_to_have_none() -> None:
    """The instruction stands as the reason, and the person is told to look."""
    _, refined = await refine(model(Says(SHORTER)), Order(instruction="shorter"))
    assert refined.changes == (Change("Reworded as you asked.", "shorter"),)
    assert refined.caution.startswith("The model gave no reasons")


@pytest.mark.asyncio
async def test_a_lost_variable_is_asked_for_once_more() -> None:
    """The person gets the second text, with every variable, and pays for both."""
    lost = SHORTER.replace("{{team}}", "the team") + NOTES
    scripted = model(Says(lost), Says(SHORTER + NOTES))
    _, refined = await refine(scripted, Order(instruction="shorter"))
    assert refined.text == SHORTER
    assert refined.usage
    assert refined.usage.calls == 2
    assert [turn.role for turn in scripted.asks[1].turns] == ["user", "assistant", "user"]
    assert "{{team}}" in sent(scripted)
    assert "{{tickets}}" not in sent(scripted)


@pytest.mark.asyncio
async def test_a_variable_that_is_lost_twice_leaves_the_prompt_as_it_was() -> None:
    """Nothing is kept, and the person learns which variable it was."""
    lost = Says(SHORTER.replace("{{team}}", "the team") + NOTES)
    with pytest.raises(Refused, match=r"left out \{\{team\}\} twice"):
        await refine(model(lost, lost), Order(instruction="shorter"))


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "instruction", ["remove the team variable", "rename {{team}} to group", "no placeholders at the end please"]
)
async def test_a_variable_goes_when_it_was_asked_for(instruction: str) -> None:
    """The instruction speaks of it, and the model says that it removed it."""
    text = (
        SHORTER.replace("{{team}}", "us") + "\n<notes-@@>\nremoved: {{team}} | asked for\nchanged: a | b\n</notes-@@>"
    )
    _, refined = await refine(model(Says(text)), Order(instruction=instruction))
    assert [variable.name for variable in refined.variables] == ["tickets"]


@pytest.mark.asyncio
async def test_a_variable_does_not_go_by_mistake_because_the_instruction_names_it() -> None:
    """Speaking of a variable is no leave to drop it."""
    lost = Says(SHORTER.replace("{{team}}", "us") + NOTES)
    scripted = model(lost, Says(SHORTER + NOTES))
    _, refined = await refine(scripted, Order(instruction="put the team first"))
    assert "{{team}}" in refined.text


@pytest.mark.asyncio
@pytest.mark.parametrize("stop", ["length", "end"])
async def test_an_answer_without_prompt_and_reason_is_none(stop: str) -> None:
    """An empty answer changes nothing and says so."""
    with pytest.raises(ModelCut):
        await refine(model(Says(" ", reason=stop)), Order(instruction="shorter"))


@pytest.mark.asyncio
async def test_a_long_prompt_gets_room_for_its_answer() -> None:
    """A prompt of 40,000 characters can be written again whole."""
    text = TEXT + "x" * 40_000
    scripted = model(Says(text + "y" + NOTES))
    await refine(scripted, Order(instruction="y"), replace(VERSION, text=text))
    assert scripted.asks[0].max_tokens > 20_000


NAMES = st.lists(st.sampled_from(["a", "b b", "c_d", "é", "x.y"]), unique=True)


@given(NAMES, NAMES, st.booleans())
def test_no_variable_is_lost_without_notice(before: list[str], after: list[str], include: bool) -> None:  # noqa: FBT001 - drawn
    """Whatever a model leaves out is found, includes as well, unless it was told to."""
    text = " ".join(f"{{{{{name}}}}}" for name in before) + (" {{> part}}" if include else "")
    written = Written("x " + " ".join(f"{{{{ {name} }}}}" for name in after), "", Notes(removed=("a",)), Usage())
    lost = Survival(text, Order(instruction="shorter")).lost(written)
    assert set(lost) == {f"{{{{{name}}}}}" for name in set(before) - set(after)} | (
        {"{{> part}}"} if include else set()
    )
    assert set(variables(written.text)) == set(after)
