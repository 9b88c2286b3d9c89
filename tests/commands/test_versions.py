"""Going between the versions of a prompt."""

from pathlib import Path

import pytest

from bot.dialogue.events import Card, Diff, Prompt
from bot.dialogue.form import Form
from bot.dialogue.inbound import Press
from bot.domain import Snippet, Status, Version
from tests.doubles.engineer import TEXT
from tests.doubles.house import Answer, House, house

pytestmark = pytest.mark.asyncio


def prompt(answer: Answer) -> str:
    """Give the prompt that a card shows."""
    assert isinstance(answer.card, Card)
    (part,) = [part for part in answer.card.parts if isinstance(part, Prompt)]
    return part.text


async def again(home: House, button: str) -> Form:
    """Press what opens the form to start over."""
    form = await home.app.prepare(Press(whence=home.at(), token=button))
    assert isinstance(form, Form)
    return form


async def test_what_keep_shows_is_what_is_saved(tmp_path: Path) -> None:
    """After Undo, Keep on the undone difference goes on with that text: it is what Save keeps."""
    async with house(tmp_path) as home:
        await home.type("draft a prompt for tickets")
        refined = await home.type("refine shorter")
        await home.press(refined.button("Undo").token)
        kept = await home.press(refined.button("Keep").token)
        assert isinstance(kept.done.data, Version)
        assert kept.done.data.number == 3
        saved = await home.type("save tickets")
        assert isinstance(saved.done.data, Snippet)
        assert saved.done.data.newest.text == prompt(kept) != TEXT


async def test_keep_makes_no_version_where_none_is_needed(tmp_path: Path) -> None:
    """Keep on what is the latest, pressed twice, changes nothing."""
    async with house(tmp_path) as home:
        await home.type("draft a prompt for tickets")
        refined = await home.type("refine shorter")
        for _ in range(2):
            kept = await home.press(refined.button("Keep").token)
            assert isinstance(kept.done.data, Version)
            assert kept.done.data.number == 2


async def test_keep_goes_on_with_that_prompt(tmp_path: Path) -> None:
    """Keep on an older conversation's card makes that prompt the one that is worked on."""
    async with house(tmp_path) as home:
        await home.type("draft the first thing")
        refined = await home.type("refine shorter")
        await home.type("draft the second thing")
        await home.press(refined.button("Keep").token)
        answer = await home.type("refine other")
        assert answer.done.data == refined.done.data


async def test_start_over_offers_the_goal_of_the_draft(tmp_path: Path) -> None:
    """However often it was refined or edited, the goal to start from is the one it was drafted from."""
    async with house(tmp_path) as home:
        drafted = await home.type("draft a prompt for tickets for=gpt")
        await home.type("refine shorter for=claude")
        edited = await home.type("edit Something by hand.")
        assert isinstance(edited.card, Diff)
        whole = await home.press(edited.button("Keep").token)
        cards = (drafted, whole, await home.type("last"), await home.type("undo"))
        forms = [await again(home, card.button("Start over").token) for card in cards]
        assert {form.fields[0].default for form in forms} == {"a prompt for tickets"}
        await home.submit(forms[1].token, {"goal": "a prompt for tickets"})
        assert home.engineer.briefs[-1].goal.target == "gpt"


async def test_what_was_not_drafted_cannot_be_started_over(tmp_path: Path) -> None:
    """A pasted or opened prompt has no goal, so there is no button for it; an old button asks for the goal."""
    async with house(tmp_path) as home:
        await home.type("save tickets Summarise {{tickets}}.")
        shown = await home.type("show tickets")
        opened = await home.press(shown.button("Work on it").token)
        assert "Start over" not in [button.label for button in opened.buttons]
        assert isinstance(opened.done.data, Version)
        form = await again(home, f"1draft.again:{opened.done.data.id}")
        assert form.fields[0].default == ""


async def test_any_earlier_version_can_be_compared(tmp_path: Path) -> None:
    """With more versions than a list holds, the number of any can be typed; one that is not there is told."""
    async with house(tmp_path) as home:
        await home.type("draft a prompt for tickets")
        edited = [await home.type(f"edit Version {number}.") for number in range(2, 29)]
        form = await home.app.prepare(Press(whence=home.at(), token=edited[-1].button("Compare").token))
        assert isinstance(form, Form)
        (field,) = form.fields
        assert (len(field.options), field.options[0], field.options[-1], field.free) == (25, "v27", "v3", True)
        assert field.hint
        compared = await home.submit(form.token, {"with": " V2 "})
        assert isinstance(compared.card, Diff)
        assert compared.card.title == "From v2 to v28"
        wrong = await home.submit(form.token, {"with": "v99"})
        assert wrong.done.status is Status.REFUSED
        assert "v99" in wrong.failure.sentence
