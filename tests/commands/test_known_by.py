"""What saved prompts are known by: other names, tags, folders; and how they are found by these."""

from pathlib import Path

import pytest

from bot.dialogue.events import Card
from bot.dialogue.form import Form
from bot.dialogue.inbound import Press
from bot.domain import Snippet, Status
from tests.doubles.house import Answer, House, house

pytestmark = pytest.mark.asyncio


async def saved(home: House, name: str, text: str = "some words") -> Snippet:
    """Keep a prompt."""
    answer = await home.call("save", name=name, text=text)
    assert isinstance(answer.done.data, Snippet)
    return answer.done.data


def found(answer: Answer) -> list[str]:
    """Give the names of what was found."""
    assert isinstance(answer.done.data, tuple)
    return [hit.name for hit in answer.done.data]


async def test_a_prompt_gets_another_name_and_is_found_by_the_old(tmp_path: Path) -> None:
    """A rename says that the old name still works, and it does; the text and its versions are as they were."""
    async with house(tmp_path) as home:
        await saved(home, "my tickets")
        renamed = await home.type('edit @"my tickets" rename=summary tags="release, git" about="Says it shortly"')
        assert isinstance(renamed.done.data, Snippet)
        snippet = renamed.done.data
        assert (snippet.name, snippet.aliases, snippet.tags) == ("summary", ("my tickets",), ("release", "git"))
        assert (snippet.about, snippet.newest.number) == ("Says it shortly", 1)
        assert "It is called summary now; my tickets still finds it." in renamed.text
        assert "my tickets" in (await home.type("show my tickets")).text
        assert "version 2" in (await home.call("save", name="My Tickets", text="more words")).text


async def test_other_names_come_and_go(tmp_path: Path) -> None:
    """alias= adds a name and, said again, takes it away; tags=none takes all tags away; the rest stays."""
    async with house(tmp_path) as home:
        await saved(home, "tickets")
        await home.type("edit tickets alias=t tags=a,b")
        assert "Ticket" not in (await home.type("show t")).text
        both = (await home.type("edit @t alias=T tags=none")).done.data
        assert isinstance(both, Snippet)
        assert (both.aliases, both.tags) == ((), ())


async def test_what_is_said_of_a_prompt_is_changed_in_a_form(tmp_path: Path) -> None:
    """The form shows what there is; what is emptied there is empty, and a name that is taken changes nothing."""
    async with house(tmp_path) as home:
        await saved(home, "mails")
        await saved(home, "tickets")
        shown = await home.type("edit @tickets tags=a,b alias=t about=old")
        button = shown.button("Name and tags")
        form = await home.app.prepare(Press(whence=home.at(), token=button.token))
        assert isinstance(form, Form)
        assert [field.default for field in form.fields] == ["tickets", "old", "a, b", "t"]
        refused = await home.submit(form.token, {"rename": "Mails", "tags": "lost"})
        assert "There is a prompt called Mails already." in refused.failure.sentence
        done = (await home.submit(form.token, {"rename": "tickets", "tags": "b"})).done.data
        assert isinstance(done, Snippet)
        assert (done.name, done.about, done.tags, done.aliases) == ("tickets", "", ("b",), ())


async def test_what_is_worked_on_is_what_is_meant(tmp_path: Path) -> None:
    """Without a name the options mean the saved prompt that is worked on; without one they ask which."""
    async with house(tmp_path) as home:
        assert "Of which saved prompt?" in (await home.type("edit tags=a")).failure.sentence
        await saved(home, "tickets")
        await home.type("edit @tickets other words")
        done = (await home.type("edit tags=a")).done.data
        assert isinstance(done, Snippet)
        assert (done.tags, done.newest.number) == (("a",), 1)
        both = await home.type("edit @tickets a new text tags=b")
        assert both.done.status is Status.REFUSED


async def test_a_name_that_looks_like_another_is_warned_of(tmp_path: Path) -> None:
    """A new name that the eye takes for another prompt's is told, and a slip in a name is met with the right one."""
    async with house(tmp_path) as home:
        await saved(home, "ticket summary")
        await saved(home, "other")
        looks = await home.call("edit", name="other", rename="tіcket summary")  # noqa: RUF001 - a look-alike i
        assert "Its name looks like that of another prompt, ticket summary" in looks.text
        assert (await home.type("show tiket sumary")).failure.advice.startswith("Did you mean ticket summary")


async def test_what_is_found_can_be_narrowed(tmp_path: Path) -> None:
    """Tags, labels, authors, targets and folders narrow, typed among the words or as options, over all pages."""
    async with house(tmp_path) as home:
        for number in range(12):
            await saved(home, f"team/one {number}")
            await home.type(f'edit @"team/one {number}" tags=release')
        await saved(home, "alone", "tag of a label: words")
        await home.type("label alone production")
        first = await home.type("find some tag:release")
        second = await home.press(first.button("Next").token)
        assert len({*found(first), *found(second)}) == 12
        option = await home.type("find some tag=release folder=team")
        assert len(found(option)) == 10
        for line, names in (
            ("find label:production", ["alone"]),
            ("find words label=production author=ann", ["alone"]),
            ("find author:ben", []),
            ("find label=staging", []),
            ("find target:claude", []),
            ("find tag:", ["alone"]),
            ("find label: words", ["alone"]),
        ):
            assert found(await home.type(line)) == names, line
        listed = await home.type("find team/")
        assert found(listed)[:2] == ["team/one 0", "team/one 1"]
        assert isinstance(listed.card, Card)
        assert listed.card.title == "Found for: team/"
        assert "yours, production v1" in (await home.type("find label:production")).text


async def test_what_is_used_is_found_first(tmp_path: Path) -> None:
    """Of prompts that the words fit alike, the one that people use stands first."""
    async with house(tmp_path) as home:
        used = await saved(home, "one", "same words")
        await saved(home, "two", "same words")
        assert found(await home.type("find same")) == ["two", "one"]
        for _ in range(3):
            await home.press(f"1use:{used.id}")
        assert found(await home.type("find same")) == ["one", "two"]


async def test_what_the_team_has_already_is_told(tmp_path: Path) -> None:
    """Sharing takes other names along, and says which of them another prompt has there, and what the team uses."""
    async with house(tmp_path) as home:
        await saved(home, "t", "the team's")
        await home.type("share t to=team")
        await saved(home, "tickets")
        await saved(home, "tickets", "better words")
        await home.type("label tickets@1 production")
        await home.type("edit tickets alias=short")
        await home.type("edit tickets alias=t")
        shared = await home.type("share tickets to=team")
        assert (
            "The team uses v1, production. It is no longer found as t: another prompt has that name there."
            in shared.text
        )
        assert isinstance(shared.done.data, Snippet)
        assert "tickets" in (await home.type("show short")).text
