"""The versions of a saved prompt: looked through, compared, gone back to, labelled; and two people at one version."""

from dataclasses import replace
from pathlib import Path

import pytest

from bot.dialogue.events import Card, Diff, Items, Prompt
from bot.dialogue.form import Form
from bot.dialogue.inbound import Complete, Press
from bot.domain import Account, Snippet, SnippetVersion, Status, Version
from tests.doubles.house import Answer, House, house, in_channel

pytestmark = pytest.mark.asyncio


async def saved(home: House, *texts: str, name: str = "tickets") -> Snippet:
    """Keep a prompt with these versions."""
    answer = None
    for text in texts:
        answer = await home.call("save", name=name, text=text, why=f"because of {text}")
    assert answer is not None
    assert isinstance(answer.done.data, Snippet)
    return answer.done.data


def prompt(answer: Answer) -> str:
    """Give the prompt that a card shows."""
    cards = [event for event in answer.events if isinstance(event, Card)]
    (part,) = [part for card in cards for part in card.parts if isinstance(part, Prompt)]
    return part.text


def versions(answer: Answer) -> tuple[SnippetVersion, ...]:
    """Give the versions that an answer is about."""
    found = answer.card.data
    assert isinstance(found, tuple), answer.events
    assert all(isinstance(one, SnippetVersion) for one in found)
    return found


def compared(answer: Answer) -> tuple[int, int]:
    """Give the numbers of the versions that a difference is between."""
    before, after = versions(answer)
    assert isinstance(answer.card, Diff)
    old = "".join(one.text for one in answer.card.delta.stretches if one.sign in "=-")
    new = "".join(one.text for one in answer.card.delta.stretches if one.sign in "=+")
    assert (old, new) == (before.text, after.text)
    return before.number, after.number


async def test_history_tells_who_when_and_why(tmp_path: Path) -> None:
    """The newest version stands first with its reason and its labels; older ones follow page by page."""
    async with house(tmp_path) as home:
        await saved(home, *(f"text {number}" for number in range(1, 8)))
        await home.type("label tickets@7 production")
        first = await home.type("history tickets")
        assert isinstance(first.card, Card)
        (items,) = [part for part in first.card.parts if isinstance(part, Items)]
        assert [item.title for item in items.items] == ["v7", "v6", "v5", "v4", "v3"]
        assert items.items[0].mark == "production"
        assert "because of text 7 · Ann" in items.items[0].body
        rest = await home.press(first.button("Earlier ones").token)
        assert [one.number for one in versions(rest)] == [2, 1]
        assert "Earlier ones" not in [button.label for button in rest.buttons]
        assert [one.number for one in versions(await home.type("history tickets@3"))] == [3, 2, 1]
        show, changed, restore = (rest.button(label) for label in ("Show", "What changed", "Restore"))
        assert prompt(await home.press(show.token)) == "text 2"
        assert compared(await home.press(changed.token)) == (1, 2)
        assert prompt(await home.press(restore.token)) == "text 2"


@pytest.mark.parametrize(
    ("typed", "numbers"),
    [
        ("my tickets", (3, 4)),
        ('"my tickets"', (3, 4)),
        ("my tickets@2", (2, 4)),
        ("my tickets@staging", (2, 4)),
        ("my tickets@4", (3, 4)),
        ("my tickets@1 my tickets@3", (1, 3)),
        ("my tickets@1 3", (1, 3)),
        ("my tickets@v1 staging", (1, 2)),
        ('"my tickets"@3 @"my tickets"@newest', (3, 4)),
        ("@my tickets@3 1", (3, 1)),
    ],
)
async def test_any_two_versions_are_compared(typed: str, numbers: tuple[int, int], tmp_path: Path) -> None:
    """Versions are named by number or label, the second one may be named alone, and quotes are not needed."""
    async with house(tmp_path) as home:
        await saved(home, "one", "two", "three", "four", name="my tickets")
        await home.call("label", name="my tickets@2", label="staging")
        assert compared(await home.type(f"diff {typed}")) == numbers


async def test_two_prompts_are_compared_and_what_is_missing_is_told(tmp_path: Path) -> None:
    """Any two prompts can be held against each other; a version that is not there is named."""
    async with house(tmp_path) as home:
        await saved(home, "one")
        await saved(home, "two", name="mails")
        assert compared(await home.type("diff tickets mails")) == (1, 1)
        assert "nothing to compare" in (await home.type("diff tickets")).text
        for line, said in (
            ("diff tickets@3", "tickets has no version 3; the newest is 1."),
            ("diff tickets@1 4", "tickets has no version 4; the newest is 1."),
            ("diff tickets@1 staging", "tickets has no version labelled staging."),
            ("diff tickets@staging", "tickets has no version labelled staging."),
            ("diff nothing@1 2", "There is no prompt called nothing."),
            ("show tickets@!", "'!' is no version: a version is a number from 1 on, or a label."),
        ):
            assert (await home.type(line)).failure.sentence == said


async def test_what_is_wrong_with_a_label_or_a_name_is_said_plainly(tmp_path: Path) -> None:
    """A label of two words is no label, whatever stands before it; a prompt that is not there is what is missing."""
    async with house(tmp_path) as home:
        await saved(home, "one", "two", name="ode")
        await saved(home, "one", name="my ode")
        for line, said in (
            ('label ode@2 "Pro duction"', "'Pro duction' can be no label. Nothing was changed."),
            ('label ode "Pro duction"', "'Pro duction' can be no label. Nothing was changed."),
            ("label my ode pro duction", "There is no prompt called my ode pro."),
            ("label nix@2 production", "There is no prompt called nix."),
            ("edit nix rename=a", "There is no prompt called nix."),
            ("edit @nix about=a", "There is no prompt called nix."),
        ):
            assert (await home.type(line)).failure.sentence == said
        assert "production points at version 1 now" in (await home.type("label my ode production")).text
        assert "It is called a now" in (await home.type("edit my ode rename=a")).text


async def test_an_old_version_comes_back_as_a_new_one(tmp_path: Path) -> None:
    """Restore adds a version with the old text and says why; what is like the newest adds none."""
    async with house(tmp_path) as home:
        await saved(home, "one", "two", "three")
        back = await home.type("restore tickets@1")
        assert prompt(back) == "one"
        found = await home.type("history tickets")
        assert "back to v1" in found.text
        assert [one.number for one in versions(found)] == [4, 3, 2, 1]
        assert prompt(await home.type("revert tickets")) == "three"
        again = await home.type("restore tickets@3")
        assert "nothing was changed" in again.text
        await saved(home, "alone", name="mails")
        assert "has only one version; nothing was changed" in (await home.type("restore mails")).text


async def test_a_deleted_prompt_of_mine_comes_back_by_its_name(tmp_path: Path) -> None:
    """What I deleted is there again; what somebody else deleted stays as unknown as what never was."""
    async with house(tmp_path) as home:
        await saved(home, "one")
        await home.press((await home.type("delete tickets")).button("Delete").token)
        home.whence = replace(home.whence, account=Account("chat", "acme", "ben"), name="Ben")
        assert (await home.type("restore tickets")).failure.sentence == "There is no prompt called tickets."
        home.whence = replace(home.whence, account=Account("chat", "acme", "ann"), name="Ann")
        back = await home.type("restore Tickets")
        assert prompt(back) == "one"
        assert "tickets was deleted, and is back." in back.text
        assert (await home.type("restore nothing")).failure.sentence == "There is no prompt called nothing."


async def test_the_version_labelled_production_is_used(tmp_path: Path) -> None:
    """Showing, sharing and using take production and say so; working on it takes the newest; each can be named."""
    async with house(tmp_path) as home:
        await saved(home, "one", "two")
        shown = await home.type("label tickets@1 Production")
        assert "production points at version 1 now. It is used where nobody says which version." in shown.text
        assert prompt(await home.type("show tickets")) == "one"
        assert "version 1 of 2 (production)" in (await home.type("show tickets")).text
        for mark, text in (("production", "one"), ("newest", "two"), ("v2", "two"), ("2", "two")):
            assert prompt(await home.type(f"show tickets@{mark}")) == text
        for line, began in (("refine @tickets shorter", "tickets@2"), ("refine @tickets@production x", "tickets@1")):
            refined = (await home.type(line)).done.data
            assert isinstance(refined, Version)
            first, *_ = await home.app.services.store.sessions.versions(refined.session)
            assert first.why == began
        assert "production v1" in (await home.type("find tickets")).text
        saved_again = await home.call("save", name="tickets", text="three")
        assert "production still points at version 1" in saved_again.text
        in_channel(home)
        public = await home.type("share tickets to=here")
        assert "v1, production" in public.text
        assert prompt(public) == "one"


async def test_a_label_moves_and_goes(tmp_path: Path) -> None:
    """A label set again says where it was; taken away, the newest is used again. What can be no label is refused."""
    async with house(tmp_path) as home:
        await saved(home, "one", "two", name="my tickets")
        await home.type("label my tickets@1 production")
        moved = await home.type('label "my tickets"@2 production')
        assert "production points at version 2 now, before at 1." in moved.text
        assert "already" in (await home.type("label my tickets production")).text
        gone = await home.type("label my tickets production off=yes")
        assert "The label production is gone; it pointed at version 2." in gone.text
        assert "There was no label production" in (await home.type("label my tickets production off=yes")).text
        for wrong in ("7", "v7", "newest", "a/b"):
            assert (await home.type(f"label my tickets {wrong}")).done.status is Status.REFUSED
        form = await home.app.prepare(Press(whence=home.at(), token="1label:"))
        assert isinstance(form, Form)


async def test_versions_are_offered_behind_the_at(tmp_path: Path) -> None:
    """Behind a name and "@" labels and numbers of that prompt are offered, and of nobody else's."""
    async with house(tmp_path) as home:
        await saved(home, *(f"text {number}" for number in range(12)))
        await home.type("label tickets@3 production")

        async def offered(prefix: str) -> list[str]:
            wanted = Complete(whence=home.at(), command="show", argument="name", prefix=prefix)
            return [one.value.removeprefix("tickets@") for one in await home.app.complete(wanted)]

        assert (await offered("tickets@"))[:3] == ["production", "12", "11"]
        assert await offered("@Tickets@P") == ["production"]
        assert await offered("tickets@v1") == await offered("tickets@1") == ["12", "11", "10", "1"]
        assert await offered("nothing@") == []
        home.whence = replace(home.whence, account=Account("chat", "acme", "ben"), name="Ben")
        assert await offered("tickets@") == []


# --- two people, one version ------------------------------------------------------------------------------------------


async def opened(home: House) -> str:
    """Open a prompt, let another device save over it meanwhile, and change it; give the button to save it."""
    await saved(home, "one", "two")
    work = await home.type("edit @tickets mine")
    await home.call("save", name="tickets", text="theirs")
    return work.button("Save").token


async def test_fault_71_who_comes_second_sees_the_difference_and_chooses(tmp_path: Path) -> None:
    """Saving what began with a version that is no longer the newest shows what differs; each choice keeps both."""
    async with house(tmp_path) as home:
        await opened(home)
        asked = await home.type("save tickets")
        assert asked.done.status is Status.ASKING
        assert isinstance(asked.card, Diff)
        assert asked.card.title == "tickets has changed: version 3 is there, and yours began with version 2."
        assert prompt(await home.type("show tickets")) == "theirs"
        dropped = await home.press(asked.button("Do not save mine").token)
        assert "tickets stays as it is." in dropped.text
        assert prompt(await home.type("last")) == "mine"
        form = await home.app.prepare(Press(whence=home.at(), token=asked.button("Under another name").token))
        assert isinstance(form, Form)
        other = await home.submit(form.token, {"name": "mine"})
        assert isinstance(other.done.data, Snippet)
        assert (other.done.data.name, other.done.data.newest.text) == ("mine", "mine")
        await home.press(asked.button("Save mine as version 4").token)
        found = await home.type("history tickets")
        assert [one.text for one in versions(found)] == ["mine", "theirs", "two", "one"]


async def test_fault_71_a_choice_that_was_overtaken_asks_again(tmp_path: Path) -> None:
    """Who answers after yet another version was saved sees the new difference first."""
    async with house(tmp_path) as home:
        await opened(home)
        asked = await home.type("save tickets")
        await home.call("save", name="tickets", text="theirs again")
        again = await home.press(asked.button("Save mine as version 4").token)
        assert again.done.status is Status.ASKING
        done = await home.press(again.button("Save mine as version 5").token)
        assert "Saved as tickets, version 5." in done.text


async def test_fault_71_a_form_left_open_is_no_way_around(tmp_path: Path) -> None:
    """A form that stood open while somebody saved leads to the question as well."""
    async with house(tmp_path) as home:
        found = await saved(home, "one")
        form = await home.app.prepare(Press(whence=home.at(), token=f"1edit.saved:{found.id}.1"))
        assert isinstance(form, Form)
        await home.call("save", name="tickets", text="theirs")
        edited = await home.submit(form.token, {"text": "mine"})
        save = await home.app.prepare(Press(whence=home.at(), token=edited.button("Save").token))
        assert isinstance(save, Form)
        assert (await home.submit(save.token, {"name": "tickets"})).done.status is Status.ASKING


async def test_fault_71_the_same_text_twice_is_saved_once(tmp_path: Path) -> None:
    """Where both wrote the same, there is nothing to choose; work goes on from there."""
    async with house(tmp_path) as home:
        await opened(home)
        await home.call("save", name="tickets", text="mine")
        assert "saved like this already" in (await home.type("save tickets")).text
        await home.type("edit more")
        assert "version 5" in (await home.type("save tickets")).text


async def test_fault_71_saving_on_and_on_asks_nothing(tmp_path: Path) -> None:
    """Whoever alone works on a prompt saves version after version, and is not asked."""
    async with house(tmp_path) as home:
        await saved(home, "one")
        for number, text in enumerate(("two", "three", "four"), start=2):
            await home.type(f"edit @tickets {text}" if number == 2 else f"edit {text}")
            assert f"version {number}" in (await home.type("save tickets")).text


async def test_fault_71_two_people_of_a_team(tmp_path: Path) -> None:
    """Whoever saves over what a colleague has changed since may propose it, and nobody's text is lost."""
    async with house(tmp_path) as home:
        await saved(home, "one")
        await home.type("share tickets to=team")
        ann = home.whence
        home.whence = replace(ann, account=Account("chat", "acme", "ben"), name="Ben", channel="dm-ben", manages=True)
        await home.type("edit @tickets bens")
        ben, home.whence = home.whence, ann
        await home.call("save", name="tickets", text="anns")
        home.whence = ben
        asked = await home.type("save tickets")
        assert "tickets belongs to Ann. Propose yours as its version 3?" in asked.text
        await home.submit(asked.button("Propose it").token, {"why": "better"})
        assert "anns" in (await home.type("show tickets@newest")).text
        waits = (await home.type("review")).button("Look at it").token
        assert "bens" in (await home.press(waits)).text


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ("diff mail note@1", "From mail@1 to note@1"),
        ("diff mail note", "From mail@1 to note@1"),
        ("diff big mail@1 note@1", "From big mail@1 to note@1"),
        ("diff big mail@1 2", "big mail: from v1"),
        ("diff big mail@1 newest", "big mail: from v1"),
    ],
)
async def test_two_prompts_are_named_without_quotes(line: str, title: str, tmp_path: Path) -> None:
    """A version ends a name of several words, and is the second name's where nothing else is left for that one."""
    async with house(tmp_path) as home:
        for name, text in (("mail", "a"), ("note", "b"), ("big mail", "c"), ("big mail", "d")):
            await home.call("save", name=name, text=text)
        answer = await home.type(line)
        assert title in answer.text


async def test_a_description_alone_is_kept(tmp_path: Path) -> None:
    """Saving the same text with another description makes no version and takes the description."""
    async with house(tmp_path) as home:
        await home.call("save", name="mail", text="a")
        answer = await home.call("save", name="mail", text="a", about="For letters")
        assert "the description is new" in answer.text
        shown = (await home.type("show mail")).text
        assert "For letters" in shown
        assert "version 1 of 1" in shown
