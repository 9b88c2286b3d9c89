"""A draft led by a model."""

from dataclasses import replace

import pytest

from bot.domain import Answer, Brief, Drafted, Goal, Image, Piece, Variable
from bot.engineer.led import Led
from bot.engineer.led.write import check
from bot.errors import ModelCut, Refused
from tests.doubles.model import TRAITS, Says, ScriptedModel
from tests.led.script import ASKER, model, sent

GOAL = Goal(text="summarise support tickets for a weekly report")
TEXT = "<tickets>\n{{tickets}}\n</tickets>\n\nSummarise the tickets for {{team}}."
NOTES = (
    "\n<notes-@@>\nvariable: tickets | one a line\nvariable: gone | not in it\nassumed: Readers know.\n</notes-@@>\n"
)


async def draft(scripted: ScriptedModel, brief: Brief) -> tuple[str, Drafted]:
    """Give what was streamed, and the result."""
    pieces: list[str] = []
    result: Drafted | None = None
    async for part in Led(scripted).draft(brief, ASKER):
        if isinstance(part, Piece):
            pieces.append(part.text)
        else:
            result = part
    assert result
    return "".join(pieces), result


@pytest.mark.asyncio
async def test_the_draft_is_what_was_streamed() -> None:
    """The person sees the prompt as it is written, then the same prompt with its variables and assumptions."""
    shown, drafted = await draft(model(Says(TEXT + NOTES)), Brief(goal=GOAL))
    assert shown == drafted.text == TEXT
    assert drafted.variables == (Variable("tickets", "one a line"), Variable("team"))
    assert drafted.assumptions == ("Readers know.",)
    assert drafted.usage
    assert drafted.usage.calls == 1


@pytest.mark.asyncio
async def test_a_draft_without_notes_still_has_its_variables() -> None:
    """A model that forgets the notes costs the words on each variable, nothing else."""
    shown, drafted = await draft(model(Says(f"  {TEXT}\n\n")), Brief(goal=GOAL))
    assert shown == drafted.text == TEXT
    assert [variable.name for variable in drafted.variables] == ["tickets", "team"]


@pytest.mark.asyncio
async def test_what_the_person_decided_is_sent_and_what_was_skipped_stays_visible() -> None:
    """Answers, wishes and the target's facts reach the model; assumptions come back on the card."""
    scripted = model(Says(TEXT + NOTES))
    goal = Goal(text="Résume les tickets", target="gpt", language="German", tone="friendly")
    answers = (Answer("1", "Who reads it?", "Engineers"),)
    _, drafted = await draft(scripted, Brief(goal=goal, answers=answers, assumptions=("Weekly.", "Readers know.")))
    assert drafted.assumptions == ("Weekly.", "Readers know.")
    for words in ("Résume", "language: German", "tone: friendly", "Who reads it?", "Engineers", "Weekly.", "GPT\n"):
        assert words in sent(scripted)
    assert "Task: draft" in sent(scripted)


@pytest.mark.asyncio
async def test_a_target_that_is_not_known_is_named_as_it_was() -> None:
    """The model may know what we have no facts on."""
    scripted = model(Says(TEXT))
    await draft(scripted, Brief(goal=Goal(text="x", target="zzz-9")))
    assert "\nzzz-9\n" in sent(scripted)


@pytest.mark.asyncio
async def test_the_prompt_behind_outputs_is_asked_for_in_its_own_way() -> None:
    """Example outputs ask for the prompt that leads to them."""
    scripted = model(Says(TEXT))
    await draft(scripted, Brief(goal=Goal(text="", examples=("One output.", "Another."))))
    assert "Task: reverse" in sent(scripted)
    assert sent(scripted).count("<example-") == 2
    assert "<goal-" not in sent(scripted)


@pytest.mark.asyncio
async def test_an_image_is_sent_to_a_model_that_sees() -> None:
    """The prompt behind a picture."""
    image = Image("a.png", "image/png", b"x")
    scripted = model(Says(TEXT))
    await draft(scripted, Brief(goal=Goal(text="like this", images=(image,))))
    assert scripted.asks[0].turns[0].images == (image,)


@pytest.mark.asyncio
async def test_an_image_for_a_model_that_does_not_see_is_refused_before_it_is_asked() -> None:
    """The person is told which model cannot see, and what to do."""
    scripted = ScriptedModel(traits=replace(TRAITS, images=False))
    with pytest.raises(Refused, match="Scripted cannot see"):
        await draft(scripted, Brief(goal=Goal(text="", images=(Image("a.png", "image/png", b"x"),))))
    assert not scripted.asks


async def until_error(scripted: ScriptedModel, error: type[Exception]) -> str:
    """Give what was streamed before `error`."""
    shown: list[str] = []

    async def read() -> None:
        async for part in Led(scripted).draft(Brief(goal=GOAL), ASKER):
            assert isinstance(part, Piece)
            shown.append(part.text)

    with pytest.raises(error):
        await read()
    return "".join(shown)


@pytest.mark.asyncio
async def test_a_draft_that_reached_the_limit_is_shown_and_said_to_be_unfinished() -> None:
    """What was written stays in sight; nothing claims to be finished."""
    assert await until_error(model(Says(TEXT[:30], reason="length")), ModelCut) == TEXT[:30].rstrip()


@pytest.mark.asyncio
@pytest.mark.parametrize(("came", "shown"), [(f"{TEXT}\n<notes-", TEXT), (f"{TEXT} -", f"{TEXT} -")])
async def test_a_draft_whose_stream_was_cut_shows_all_that_had_come(came: str, shown: str) -> None:
    """The last signs that were held back are shown too, but no part of the tag."""
    assert await until_error(model(Says(came, then=ModelCut("cut"))), ModelCut) == shown


def test_an_answer_without_an_end_is_no_finished_one() -> None:
    """Without a word on how it ended, it counts as cut."""
    with pytest.raises(ModelCut):
        check(None, ASKER)


@pytest.mark.asyncio
async def test_a_model_that_declines_is_said_to_decline() -> None:
    """The person can put it in other words; nobody has to repair anything."""
    await until_error(model(Says("I", reason="refusal")), Refused)


@pytest.mark.asyncio
async def test_an_empty_answer_is_no_draft() -> None:
    """Nothing is shown as a prompt."""
    assert await until_error(model(Says("  \n")), ModelCut) == ""


@pytest.mark.asyncio
async def test_notes_that_reached_the_limit_leave_the_draft_whole() -> None:
    """The prompt stood before them; the note that was cut is left out."""
    text = f"{TEXT}\n<notes-@@>\nvariable: tickets | one a line\nassumed: Read"
    _, drafted = await draft(model(Says(text, reason="length")), Brief(goal=GOAL))
    assert drafted.text == TEXT
    assert drafted.variables[0].about == "one a line"
    assert drafted.assumptions == ()


@pytest.mark.asyncio
async def test_stopping_a_draft_closes_the_request() -> None:
    """Stop ends the cost as well."""
    scripted = model(Says(TEXT))
    parts = Led(scripted).draft(Brief(goal=GOAL), ASKER)
    await anext(parts)
    await parts.aclose()
    assert scripted.open == 0


def test_what_the_engineer_can_do_depends_on_its_model() -> None:
    """A command asks whether images are seen, never which model it is."""
    blind = Led(ScriptedModel(traits=replace(TRAITS, images=False))).abilities
    assert (blind.critique, blind.rewrite, blind.reverse, blind.images) == (True, True, True, False)
    assert Led(ScriptedModel()).abilities.images
    assert blind.model
    assert blind.model.name == "Scripted"
