"""Keeping a prompt, finding it again and passing it on."""

from dataclasses import replace
from pathlib import Path

import pytest

from bot.dialogue.dispatch import Defer
from bot.dialogue.events import Card, Choices, Prompt
from bot.dialogue.form import Form
from bot.dialogue.inbound import Complete, Invoke, Press
from bot.domain import Account, Hit, Place, ScopeKind, Snippet, Status
from tests.doubles.engineer import TEXT
from tests.doubles.house import House, house, in_channel

pytestmark = pytest.mark.asyncio


def ben(home: House) -> None:
    """Let a colleague of the same place speak."""
    home.whence = replace(home.whence, account=Account("chat", "acme", "ben"), name="Ben", channel="dm-ben")


async def saved(home: House, name: str = "tickets") -> Snippet:
    """Keep a prompt."""
    await home.type("draft a prompt for tickets")
    answer = await home.type(f"save {name}")
    assert isinstance(answer.done.data, Snippet)
    return answer.done.data


async def test_what_was_saved_is_found_by_its_words_and_is_the_same(tmp_path: Path) -> None:
    """A saved prompt is found by a word in it, and shows character by character what was saved."""
    async with house(tmp_path) as home:
        await saved(home)
        found = await home.type("find weekly report")
        assert isinstance(found.done.data, tuple)
        assert [type(hit) for hit in found.done.data] == [Hit]
        shown = await home.press(found.button("Show").token)
        assert isinstance(shown.card, Card)
        assert Prompt(TEXT, "tickets.md") in shown.card.parts


async def test_saving_again_makes_a_version_and_keeps_the_old(tmp_path: Path) -> None:
    """The same name again is version 2; version 1 is still there; the same text again changes nothing."""
    async with house(tmp_path) as home:
        await saved(home)
        await home.type("refine shorter")
        second = await home.type("save Tickets")
        assert isinstance(second.done.data, Snippet)
        assert second.done.data.newest.number == 2
        assert TEXT in (await home.type("show tickets@1")).text.replace("\\n", "\n")
        third = await home.type("save tickets")
        assert isinstance(third.done.data, Snippet)
        assert third.done.data.newest.number == 2
        assert "already" in third.text


async def test_a_missing_name_opens_a_form_and_keeps_the_text(tmp_path: Path) -> None:
    """Save without a name asks for it; the text that came along is saved under the name given then."""
    async with house(tmp_path) as home:
        drafted = await home.type("draft a prompt for tickets")
        form = await home.app.prepare(Press(whence=home.at(), token=drafted.button("Save").token))
        assert isinstance(form, Form)
        done = await home.submit(form.token, {"name": "tickets"})
        assert isinstance(done.done.data, Snippet)
        assert done.done.data.newest.text == TEXT
        form = await home.app.prepare(Invoke(whence=home.at(), command="save", values={"text": "Mine."}))
        assert isinstance(form, Form)
        done = await home.submit(form.token, {"name": "other"})
        assert isinstance(done.done.data, Snippet)
        assert done.done.data.newest.text == "Mine."


async def test_a_bad_name_is_refused_and_nothing_is_lost(tmp_path: Path) -> None:
    """A name that cannot be is refused with the reason, and the prompt is still open."""
    async with house(tmp_path) as home:
        await home.type("draft a prompt for tickets")
        refused = await home.type(f"save {'x' * 81}")
        assert refused.done.status is Status.REFUSED
        assert (await home.type("save fine")).done.status is Status.DONE


async def test_only_i_see_what_i_saved_until_i_share_it(tmp_path: Path) -> None:
    """A colleague does not find, show or complete my prompt; after share to=team they do."""
    async with house(tmp_path) as home:
        mine = await saved(home)
        ann = home.whence
        ben(home)
        assert (await home.type("find tickets")).done.data == ()
        assert "no prompt called tickets" in (await home.type("show tickets")).failure.sentence
        assert (await home.press(f"1show:{mine.id}")).done.status is Status.REFUSED
        wanted = Complete(whence=home.at(), command="show", argument="name", prefix="tic")
        assert await home.app.complete(wanted) == ()
        home.whence = ann
        shared = await home.type("share tickets to=team")
        assert isinstance(shared.done.data, Snippet)
        ben(home)
        shown = await home.type("show tickets")
        assert isinstance(shown.done.data, Snippet)
        assert shown.done.data.scope.kind is ScopeKind.TEAM
        assert [one.value for one in await home.app.complete(replace(wanted, whence=home.at()))] == ["tickets"]


async def test_a_shared_card_is_for_all_who_are_here_and_nobody_else(tmp_path: Path) -> None:
    """Shown here, anyone in the place may copy it or make it theirs; a stranger with the token may not."""
    async with house(tmp_path) as home:
        in_channel(home)
        await saved(home)
        card = (await home.type("share tickets to=here")).card
        assert isinstance(card, Card)
        assert card.public
        use, copy, mine = card.buttons
        assert use.label == "Use it"
        ben(home)
        in_channel(home)
        assert isinstance(await home.app.prepare(Press(whence=home.at(), token=copy.token)), Defer)
        copied = await home.press(copy.token)
        assert isinstance(copied.card, Card)
        assert copied.card.parts == (Prompt(TEXT),)
        assert not copied.card.public
        assert (await home.press(mine.token)).done.status is Status.DONE
        assert (await home.type("save my-copy")).done.status is Status.DONE
        home.whence = replace(
            home.whence, account=Account("chat", "other", "eve"), place=Place("chat", "other", "Other")
        )
        assert (await home.press(copy.token)).done.status is Status.REFUSED


async def test_share_asks_where(tmp_path: Path) -> None:
    """Without a place to share to, the person is asked, and each press does it."""
    async with house(tmp_path) as home:
        in_channel(home)
        await saved(home)
        asked = await home.type("share tickets")
        assert isinstance(asked.card, Choices)
        assert [button.label for button in asked.card.buttons] == ["Into the team's library", "Show it here"]
        for button in asked.card.buttons:
            assert (await home.press(button.token)).done.status is Status.DONE


async def test_a_team_prompt_is_changed_by_its_owner_alone(tmp_path: Path) -> None:
    """A colleague may read and copy what I shared, and may not delete it, also not by a forged button."""
    async with house(tmp_path) as home:
        mine = await saved(home)
        await home.type("share tickets to=team")
        ben(home)
        assert (await home.type("delete tickets")).done.status is Status.REFUSED
        assert (await home.press(f"1delete.sure:{mine.id}")).done.status is Status.REFUSED
        assert (await home.type("show tickets")).done.status is Status.DONE


async def test_delete_asks_and_can_be_undone(tmp_path: Path) -> None:
    """Delete asks first, tells that it can be undone, and one press brings all versions back."""
    async with house(tmp_path) as home:
        await saved(home)
        asked = await home.type("delete tickets")
        assert (await home.type("show tickets")).done.status is Status.DONE
        gone = await home.press(asked.button("Delete").token)
        assert (await home.type("show tickets")).done.status is Status.REFUSED
        assert (await home.type("find tickets")).done.data == ()
        back = await home.press(gone.button("Bring it back").token)
        assert isinstance(back.done.data, Snippet)
        assert (await home.type("find tickets")).done.data != ()


async def test_many_are_paged(tmp_path: Path) -> None:
    """Ten are shown at a time, and Next shows the following ones, none twice."""
    async with house(tmp_path) as home:
        for number in range(13):
            await home.type(f"save prompt-{number:02} Summarise thing {number}.")
        first = await home.type("find summarise")
        second = await home.press(first.button("Next").token)
        names = [hit.name for answer in (first, second) for hit in answer.done.data]  # type: ignore[attr-defined]
        assert len(names) == len(set(names)) == 13


async def test_a_misspelt_name_is_asked_about(tmp_path: Path) -> None:
    """A name that nearly exists is answered with the one that does."""
    async with house(tmp_path) as home:
        await saved(home, "release-notes")
        assert "release-notes" in (await home.type("show relase-notes")).failure.advice


async def test_a_saved_prompt_can_be_worked_on(tmp_path: Path) -> None:
    """@name opens a saved prompt for critique and refinement, a version of it by name@1."""
    async with house(tmp_path) as home:
        await saved(home)
        home.whence = replace(home.whence, channel="elsewhere")
        assert (await home.type("critique @tickets")).done.status is Status.DONE
        refined = await home.type("refine @tickets@1 shorter")
        assert refined.done.status is Status.DONE
        wrong = await home.type("critique @tickets@9")
        assert "no version 9" in wrong.failure.sentence


async def test_a_long_description_is_shown_in_short_while_typing(tmp_path: Path) -> None:
    """A completion holds a hundred characters; a longer description ends in an ellipsis, never in the middle unsaid."""
    async with house(tmp_path) as home:
        await home.type(f'save notes Write them. about="{"long " * 30}"')
        wanted = Complete(whence=home.at(), command="show", argument="name", prefix="no")
        (one,) = await home.app.complete(wanted)
        assert one.about.endswith("…")
        assert len(one.about) <= 100


async def test_what_was_shared_is_filled_in_by_a_form_for_the_presser_alone(tmp_path: Path) -> None:
    """Use it asks for what the shared prompt needs, and gives the filled text without changing what was shared."""
    async with house(tmp_path) as home:
        in_channel(home)
        await home.call("save", name="hello", text="Greet {{who}} and {{whom else}}. Literally: {{who}}.")
        card = await home.type("share hello to=here")
        ben(home)
        use = card.button("Use it").token
        form = await home.app.prepare(Press(whence=home.at(), token=use))
        assert isinstance(form, Form)
        assert [field.name for field in form.fields] == ["who", "whom else"]
        filled = await home.submit(form.token, {"who": "{{whom else}}", "whom else": "Ann"})
        assert isinstance(filled.card, Card)
        assert filled.card.parts == (Prompt("Greet {{whom else}} and Ann. Literally: {{whom else}}."),)
        assert not filled.card.public


async def test_a_shared_prompt_without_blanks_is_copied_not_filled_in(tmp_path: Path) -> None:
    """Where there is nothing to fill in, Use it is not offered."""
    async with house(tmp_path) as home:
        in_channel(home)
        await home.call("save", name="hello", text="Greet the reader.")
        shared = await home.type("share hello to=here")
        assert [button.label for button in shared.buttons] == ["Copy", "Make it mine"]


async def test_what_i_shared_with_the_team_gets_its_next_version_there(tmp_path: Path) -> None:
    """Saving again under the name of my prompt in the team's library makes its version 2, and no second prompt."""
    async with house(tmp_path) as home:
        await saved(home)
        await home.type("share tickets to=team")
        again = await home.call("save", name="tickets", text="Sort {{tickets}}.")
        assert isinstance(again.done.data, Snippet)
        assert again.done.data.newest.number == 2
        assert again.done.data.scope.kind is ScopeKind.TEAM
        assert "Everybody in the team finds it" in again.text
