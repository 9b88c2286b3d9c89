"""Plain words without a model that name a saved prompt, by words that could be any others."""

from dataclasses import replace
from pathlib import Path

import pytest

from bot.dialogue.inbound import Spot
from bot.domain import Status
from tests.doubles.house import Answer, House, house

pytestmark = pytest.mark.asyncio
TEXT = "Sum up {{changes}}."


async def saved(home: House) -> None:
    """Save some, one of them with another name, and one that reads as other words."""
    for name in ("notes", "support/triage", "ticket summary", "it-support"):
        await home.call("save", name=name, text=TEXT)
    await home.call("edit", name="notes", alias="journal")


@pytest.mark.parametrize("working", [True, False])
async def test_a_prompt_is_found_by_its_name_alone(tmp_path: Path, *, working: bool) -> None:
    """Whoever names what is saved sees it, in both languages, whether or not something is open; the other name of it, a
    name of several words, a typing error in the verb and a version will do.
    """
    async with house(tmp_path) as home:
        await saved(home)
        if working:
            await home.say("a prompt for tickets")
        asked = list(home.engineer.asked)
        for words, name in (
            ("show me notes", "notes"),
            ("Could you show me the notes prompt, please?", "notes"),
            ("shwo me Notes", "notes"),
            ("open support/triage", "support/triage"),
            ("open journal", "notes"),
            ("show me the ticket summary", "ticket summary"),
            ("show notes@1", "notes"),
            ("montre-moi notes", "notes"),
            ("Vous pouvez ouvrir support/triage ?", "support/triage"),
            ("ouvre le prompt ticket summary stp", "ticket summary"),
        ):
            assert repr((await home.say(words)).card).startswith(f"Card(slot='snippet', title='{name}"), words
        for words in ("use notes", "use ticket summary again", "utilise notes", "remplis ticket summary svp"):
            assert "changes" in repr((await home.say(words)).card), words
        assert home.engineer.asked == asked


async def test_what_would_change_something_waits_for_a_press(tmp_path: Path) -> None:
    """To delete or share what is named shows which one, with a button, and nothing is done before the press."""
    async with house(tmp_path) as home:
        await saved(home)
        for words, label in (
            ("delete notes", "Delete"),
            ("remove it-support", "Delete"),
            ("supprime notes", "Delete"),
            ("share ticket summary with the team", "Share"),
            ("partage notes avec l'équipe", "Share"),
        ):
            answer = await home.say(words)
            assert answer.done.status is Status.ASKING, words
            assert "Nothing is done until you press the button." in answer.text, words
            assert answer.button(label).token
        assert await names(home) == ["it-support", "notes", "support/triage", "ticket summary"]
        await home.press((await home.say("delete ticket summary")).button("Delete").token)
        assert "ticket summary" in (await names(home)), "it is asked once more"


async def test_other_words_are_no_names(tmp_path: Path) -> None:
    """What names nothing that is saved stays an order or a goal, as before."""
    async with house(tmp_path) as home:
        await saved(home)
        await home.say("use bullet points")
        assert home.engineer.asked[-1] == "draft use bullet points"
        await home.say("a prompt for tickets")
        for words in ("show empathy", "use notes of the meeting", "delete the last sentence", "open with a greeting"):
            answer = await home.say(words)
            assert home.engineer.orders[-1].instruction == words
            assert not any(button.label == "Delete" for button in answer.buttons)


async def test_in_a_thread_nothing_of_ones_own_is_criticised_before_others(tmp_path: Path) -> None:
    """A critique that all would read is not of a prompt that only the asker sees: there its name is words as others."""
    async with house(tmp_path) as home:
        await home.call("save", name="diary", text="Canary.")
        home.whence = replace(home.whence, spot=Spot.THREAD, channel="general", thread="1")
        answer = await home.say("critique diary")
        assert "anary" not in answer.text
        assert "anary" not in repr(home.engineer.asked)
        assert "Canary" in (await home.say("show diary")).text, "that answer is the asker's alone"


async def names(home: House) -> list[str]:
    """Give what is saved."""
    found: Answer = await home.call("find")
    return sorted(hit.name for hit in found.done.data)  # type: ignore[attr-defined]


async def test_a_change_to_a_saved_prompt_is_told_without_its_name(tmp_path: Path) -> None:
    """The name is left out of the instruction where it stands, in its quotes, and nowhere else."""
    async with house(tmp_path) as home:
        await home.call("save", name="ten", text=TEXT)
        for words, order in (
            ("tighten ten", "tighten"),
            ('please shorten "ten" a bit', "shorten a bit"),
            ("make ten much shorter", "make much shorter"),
        ):
            await home.say(words)
            assert home.engineer.orders[-1].instruction == order
