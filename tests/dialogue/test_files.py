"""Files that come without a word: nothing is guessed, and nothing is lost."""

from dataclasses import replace
from pathlib import Path

import pytest

from bot.dialogue.dispatch import Defer
from bot.dialogue.events import AskForm, Card, Choices, Diff, Line, Prompt
from bot.dialogue.form import Form
from bot.dialogue.inbound import Attached, Material, Press, Say, Spot
from bot.domain import Account, Image, Snippet, Status, Version
from tests.doubles.engineer import ScriptedEngineer
from tests.doubles.house import Answer, House, house

pytestmark = pytest.mark.asyncio
TEXT = "Sort {{mails}} by urgency.\nName the three worst."
FILE = Attached("mails.md", TEXT)
IMAGE = Image("a.png", "image/png", b"\x89PNG")
LABELS = ["Critique", "Refine", "Save", "Work on it", "Draft from it as an example"]


async def sent(home: House, *files: Attached, images: tuple[Image, ...] = (), text: str = "") -> Answer:
    """Send files as a message."""
    inbound = Say(whence=home.at(), text=text, material=Material(files=files, images=images))
    assert isinstance(await home.app.prepare(inbound), Defer)
    return await home.send(inbound)


@pytest.mark.parametrize("spot", [Spot.DIRECT, Spot.TERMINAL, Spot.THREAD])
@pytest.mark.parametrize("working", [True, False])
@pytest.mark.parametrize("text", ["", " \n"])
async def test_a_file_without_words_is_asked_about(spot: Spot, text: str, tmp_path: Path, *, working: bool) -> None:
    """Whatever is open, the file is named, and all that can be done with it is offered; no model is asked yet."""
    async with house(tmp_path) as home:
        home.whence = replace(home.whence, spot=spot)
        if working:
            await home.type("draft a prompt for tickets")
        asked = list(home.engineer.asked)
        answer = await sent(home, FILE, text=text)
        assert isinstance(answer.card, Choices)
        assert answer.card.question == "What do you want to do with mails.md?"
        assert [button.label for button in answer.buttons] == LABELS
        assert answer.done.status is Status.ASKING
        assert home.engineer.asked == asked


async def test_the_file_is_worked_on_as_it_is(tmp_path: Path) -> None:
    """Work on it shows the exact text under the file's name, and what is said next changes that."""
    async with house(tmp_path) as home:
        await home.type("draft a prompt for tickets")
        opened = await home.press((await sent(home, FILE)).button("Work on it").token)
        assert isinstance(opened.card, Card)
        assert opened.card.title == "mails.md, v1"
        assert Prompt(TEXT) in opened.card.parts
        home.engineer.refined = "Sort {{mails}}."
        changed = await home.say("shorter, please")
        assert isinstance(changed.card, Diff)
        assert changed.card.title == "mails.md, v2"


async def test_the_file_is_critiqued(tmp_path: Path) -> None:
    """A critique reads the file, not what was open before."""
    async with house(tmp_path) as home:
        await home.type("draft a prompt for tickets")
        answer = await home.press((await sent(home, FILE)).button("Critique").token)
        assert isinstance(answer.card, Card)
        assert "mails.md" in answer.card.title
        assert answer.done.status is Status.DONE


async def test_the_file_is_refined_as_said(tmp_path: Path) -> None:
    """Refine asks what should change, in a form or by a button that opens it, and changes the file's text."""
    async with house(tmp_path) as home:
        refine = (await sent(home, FILE)).button("Refine").token
        form = await home.app.prepare(Press(whence=home.at(), token=refine))
        assert isinstance(form, Form)
        without_form = await home.press(refine)
        assert isinstance(without_form.card, AskForm)
        assert await home.app.prepare(Press(whence=home.at(), token=without_form.card.open.token)) == form
        home.engineer.refined = "Sort {{mails}}."
        answer = await home.submit(form.token, {"instruction": "shorter"})
        assert isinstance(answer.card, Diff)
        assert answer.card.title == "mails.md, v2"
        assert home.engineer.orders[-1].instruction == "shorter"


async def test_the_file_is_saved_under_a_name(tmp_path: Path) -> None:
    """Save asks for a name and keeps the exact text; what is open stays open."""
    async with house(tmp_path) as home:
        drafted = await home.type("draft a prompt for tickets")
        save = (await sent(home, FILE)).button("Save").token
        form = await home.app.prepare(Press(whence=home.at(), token=save))
        assert isinstance(form, Form)
        kept = await home.submit(form.token, {"name": "mails"})
        assert isinstance(kept.done.data, Snippet)
        assert kept.done.data.newest.text == TEXT
        assert isinstance(drafted.done.data, Version)
        last = (await home.type("last")).done.data
        assert isinstance(last, Version)
        assert last.id == drafted.done.data.id


async def test_a_prompt_is_drafted_from_the_file(tmp_path: Path) -> None:
    """Draft from it finds the prompt behind all that was sent."""
    async with house(tmp_path) as home:
        asked = await sent(home, FILE, Attached("more.md", "More."), images=(IMAGE,))
        answer = await home.press(asked.button("Draft from it as an example").token)
        assert answer.done.status is Status.DONE
        goal = home.engineer.briefs[-1].goal
        assert (goal.text, goal.examples, goal.images) == ("", (TEXT, "More."), (IMAGE,))


async def test_several_files_are_named_and_none_is_passed_over_in_silence(tmp_path: Path) -> None:
    """Of several files it is said which of them a button means."""
    async with house(tmp_path) as home:
        answer = await sent(home, FILE, Attached("more.md", "More."))
        assert isinstance(answer.card, Choices)
        assert answer.card.question == "What do you want to do with these 2 files?"
        assert [part.text for part in answer.card.parts if isinstance(part, Line)] == [
            "mails.md, more.md",
            "An example can be all of them; all else is done with mails.md alone.",
        ]
        opened = await home.press(answer.button("Work on it").token)
        assert isinstance(opened.card, Card)
        assert opened.card.title == "mails.md, v1"


@pytest.mark.parametrize("working", [True, False])
async def test_images_without_words_are_drafted_from(tmp_path: Path, *, working: bool) -> None:
    """A picture alone is one whose prompt is wanted, whatever is open."""
    async with house(tmp_path) as home:
        if working:
            await home.type("draft a prompt for tickets")
        answer = await sent(home, images=(IMAGE,))
        assert answer.done.status is Status.DONE
        assert home.engineer.briefs[-1].goal.images == (IMAGE,)


async def test_rules_offer_what_they_can_do(tmp_path: Path) -> None:
    """Where nothing can find the prompt behind an example, that is not offered."""
    from bot.engineer.guided.engineer import Guided  # noqa: PLC0415

    class Rules(ScriptedEngineer):
        abilities = Guided().abilities

    async with house(tmp_path, engineer=Rules()) as home:
        assert [button.label for button in (await sent(home, FILE)).buttons] == LABELS[:-1]


async def test_another_cannot_press_for_my_file(tmp_path: Path) -> None:
    """The file is for whoever sent it; another who has the button sees no word of it."""
    async with house(tmp_path) as home:
        tokens = [button.token for button in (await sent(home, FILE)).buttons]
        home.whence = replace(home.whence, account=Account("chat", "acme", "ben"), name="Ben")
        for pressed in tokens:
            answer = await home.press(pressed)
            assert answer.done.status is Status.REFUSED
            assert "urgency" not in answer.text


async def test_a_forged_button_without_a_file_is_refused(tmp_path: Path) -> None:
    """A button that nobody was given says that nothing is there, and is no mistake of the program."""
    async with house(tmp_path) as home:
        for forged in ("1help.files:x", "1help.open:x", "1help.refine:x"):
            assert (await home.press(forged)).done.status is Status.REFUSED


async def test_its_buttons_survive_a_restart(tmp_path: Path) -> None:
    """The file is kept with the buttons, not in memory."""
    async with house(tmp_path) as home:
        opened = (await sent(home, FILE)).button("Work on it").token
    async with house(tmp_path, boot="later") as later:
        answer = await later.press(opened, event="after")
        assert isinstance(answer.card, Card)
        assert Prompt(TEXT) in answer.card.parts
