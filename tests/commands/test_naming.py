"""Which prompt a command is about: named, pasted, or the one under work."""

from pathlib import Path

import pytest

from bot.dialogue.dispatch import Defer
from bot.dialogue.events import AskForm, Card, Choices, Diff, Prompt
from bot.dialogue.form import Form
from bot.dialogue.inbound import Invoke, Press
from bot.domain import Snippet, Status, Version
from tests.doubles.engineer import TEXT
from tests.doubles.house import House, house, in_channel

pytestmark = pytest.mark.asyncio


async def saved(home: House, name: str = "tickets") -> Snippet:
    """Keep a prompt."""
    await home.type("draft a prompt for tickets")
    answer = await home.type(f'save "{name}"')
    assert isinstance(answer.done.data, Snippet)
    return answer.done.data


async def elsewhere(home: House) -> None:
    """Work on something else."""
    await home.type("critique Something else about {{x}}.")


@pytest.mark.parametrize("text", ["@assistant: do this for me", "@all read this", "@tickets\nis a name"])
async def test_a_text_may_begin_with_an_at_sign(text: str, tmp_path: Path) -> None:
    """Only a name behind "@", and nothing else, means a saved prompt; anything else is the text."""
    async with house(tmp_path) as home:
        await saved(home)
        await home.type(f"critique {text}")
        assert home.engineer.asked[-1] == f"critique {text}"
        kept = await home.type(f"save mine {text}")
        assert isinstance(kept.done.data, Snippet)
        assert kept.done.data.newest.text == text


@pytest.mark.parametrize("name", ['@"my tickets"', '@"my tickets"@1', "@“my tickets”"])
async def test_a_name_with_spaces_stands_in_quotes(name: str, tmp_path: Path) -> None:
    """A saved prompt with spaces in its name can be criticised, refined, shown and saved under another."""
    async with house(tmp_path) as home:
        await saved(home, "my tickets")
        await home.type(f"critique {name}")
        assert home.engineer.asked[-1] == f"critique {TEXT}"
        for line in (f"refine {name} shorter", f"show {name}", f"save copy {name}", "show my tickets"):
            assert (await home.type(line)).done.status is Status.DONE


async def test_a_version_behind_quotes_is_that_version(tmp_path: Path) -> None:
    """Show "my name"@1 shows version 1 and not the newest."""
    async with house(tmp_path) as home:
        await saved(home, "my tickets")
        await home.type("save “my tickets” Something newer.")
        shown = await home.type('show "my tickets"@1')
        assert isinstance(shown.card, Card)
        assert any(isinstance(part, Prompt) and part.text == TEXT for part in shown.card.parts)


@pytest.mark.parametrize("line", ["edit tickets", "edit @tickets", "edit Tickets", "edit @tickets@1"])
async def test_edit_with_a_name_opens_that_prompt(line: str, tmp_path: Path) -> None:
    """The form holds the saved text; what comes back is a version of it, and the other prompt is untouched."""
    async with house(tmp_path) as home:
        await saved(home)
        await elsewhere(home)
        form = await home.app.prepare(Invoke(whence=home.at(), line=line))
        assert isinstance(form, Form)
        assert form.fields[0].default == TEXT
        edited = await home.submit(form.token, {"text": "tickets"})
        assert isinstance(edited.card, Diff)
        assert isinstance(edited.done.data, Version)
        assert (edited.done.data.text, edited.done.data.number) == ("tickets", 2)
        assert edited.card.title == "tickets, v2"


async def test_edit_by_name_gives_the_file_where_there_is_no_form(tmp_path: Path) -> None:
    """The name of a saved prompt never takes the place of the current one."""
    async with house(tmp_path) as home:
        await saved(home)
        await elsewhere(home)
        answer = await home.type("edit tickets")
        assert TEXT.encode() in [getattr(event, "content", b"") for event in answer.events]


async def test_edit_with_a_text_is_that_text(tmp_path: Path) -> None:
    """A line that names no prompt is the new text, as it was typed."""
    async with house(tmp_path) as home:
        await saved(home)
        answer = await home.type("edit tickets are all that counts")
        assert isinstance(answer.done.data, Version)
        assert answer.done.data.text == "tickets are all that counts"


async def test_share_without_a_name_shows_the_current_prompt(tmp_path: Path) -> None:
    """What is worked on is shown to all who are here, to be copied or taken."""
    async with house(tmp_path) as home:
        in_channel(home)
        await home.type("draft a prompt for tickets")
        shared = await home.type("share to=here")
        assert isinstance(shared.card, Card)
        assert shared.card.public
        copied = await home.press(shared.button("Copy").token)
        assert isinstance(copied.card, Card)
        assert copied.card.parts == (Prompt(TEXT),)


async def test_what_was_just_saved_is_shared_with_the_team(tmp_path: Path) -> None:
    """Whoever saved what they work on shares it with the team by saying so; once it was changed, it has to be saved
    first.
    """
    async with house(tmp_path) as home:
        await home.type("draft a prompt for tickets")
        assert "under a name first" in (await home.call("share", to="team")).text
        await home.type("save kept")
        assert "Everybody in the team finds kept now." in (await home.call("share", to="team")).text
        await home.type("refine shorter")
        assert "under a name first" in (await home.call("share", to="team")).text


async def test_share_without_anything_asks_where(tmp_path: Path) -> None:
    """The current prompt can be shown here; for the team it is saved first; with nothing open it says so."""
    async with house(tmp_path) as home:
        in_channel(home)
        assert "Nothing is open" in (await home.type("share")).text
        await home.type("draft a prompt for tickets")
        asked = await home.type("share")
        assert isinstance(asked.card, Choices)
        shared = await home.press(asked.button("Show it here").token)
        assert isinstance(shared.card, Card)
        assert shared.card.public
        team = await home.type("share to=team")
        assert team.done.status is Status.ASKING
        form = await home.app.prepare(Press(whence=home.at(), token=team.button("Save").token))
        assert isinstance(form, Form)
        assert isinstance((await home.submit(form.token, {"name": "tickets"})).done.data, Snippet)


async def test_a_family_is_enough_to_refine(tmp_path: Path) -> None:
    """Refine for=gpt needs no other words."""
    async with house(tmp_path) as home:
        await home.type("draft a prompt for tickets")
        inbound = Invoke(whence=home.at(), line="refine for=gpt")
        assert isinstance(await home.app.prepare(inbound), Defer)
        assert (await home.send(inbound)).done.status is Status.DONE
        order = home.engineer.orders[-1]
        assert (order.instruction, order.target) == ("for GPT", "gpt")


@pytest.mark.parametrize(
    ("instruction", "target"),
    [
        ("for GPT", "gpt"),
        ("make it for Claude", "claude"),
        ("shorter, for claude-4.5, and in French", "claude"),
        ("for Llama 3.1.", "open"),
        ("pour Claude et plus court", "claude"),
        ("write alt text for images", ""),
        ("explain it for command line users", ""),
        ("better for my team", ""),
    ],
)
async def test_a_family_in_the_words_is_what_it_is_for(instruction: str, target: str, tmp_path: Path) -> None:
    """Whoever says "for Claude" gets a prompt for Claude; other words behind "for" are no family."""
    async with house(tmp_path) as home:
        await home.type("draft a prompt for tickets")
        await home.type(f"refine {instruction}")
        assert home.engineer.orders[-1].target == target
        assert home.engineer.orders[-1].instruction == instruction


async def test_refine_asks_what_should_change(tmp_path: Path) -> None:
    """Without an instruction and a family there is a form, also where it cannot come first."""
    async with house(tmp_path) as home:
        await saved(home)
        card = (await home.type("refine @tickets")).card
        assert isinstance(card, AskForm)
        refined = await home.submit(card.form.token, {"instruction": "shorter"})
        assert isinstance(refined.card, Diff)
        assert refined.card.title == "tickets, v2"


@pytest.mark.parametrize("line", ["1save:nope", "1refine:nope"])
async def test_a_button_for_what_is_gone_opens_no_form(line: str, tmp_path: Path) -> None:
    """Nobody fills in a form for a version that is not there."""
    async with house(tmp_path) as home:
        assert isinstance(await home.app.prepare(Press(whence=home.at(), token=line)), Defer)
        assert "no longer there" in (await home.press(line)).failure.sentence


async def test_a_name_that_looks_like_another_is_told(tmp_path: Path) -> None:
    """A letter of another alphabet that cannot be told by eye is told in words; the same name again is not."""
    async with house(tmp_path) as home:
        await saved(home)
        assert "looks like" not in (await home.type("save Tickets Another text.")).text
        assert "looks like" in (await home.type("save ti\u0441kets Yet another.")).text
        assert "looks like" not in (await home.type("save tickets-2 A third.")).text
