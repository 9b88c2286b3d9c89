"""Prompts to begin with: what somebody sees who has none yet, and that nobody has to take them."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from bot.dialogue.events import Card, Choices, Facts, Items, Prompt
from bot.dialogue.form import Form
from bot.dialogue.inbound import Press
from bot.domain import Snippet, Status
from bot.engineer.checks.run import check, habits
from bot.engineer.targets import load_targets
from bot.library.exchange.as_markdown import FORMAT
from bot.library.exchange.values import Entry
from bot.library.templates import variables
from bot.words import Words
from data import starter
from tests.doubles.house import Answer, House, house

ALL = starter.load()
OFFER = "Look at 25 prompts to begin with"
each = pytest.mark.parametrize("entry", ALL, ids=lambda entry: entry.name)


def said(entry: Entry) -> dict[str, object]:
    """Give what the front matter says of the variables."""
    head = entry.newest.text.removeprefix("---\n").partition("\n---\n")[0]
    found: dict[str, object] = yaml.safe_load(head)["variables"]
    return found


def body(entry: Entry) -> str:
    """Give what a model gets."""
    return entry.newest.text.partition("\n---\n")[2]


def test_there_are_twenty_five() -> None:
    """The offer keeps its word, and every prompt is told from the others by name and description."""
    assert len(ALL) == len({entry.name for entry in ALL}) == len({entry.about for entry in ALL}) == 25


@each
def test_each_is_as_good_as_we_ask_of_others(entry: Entry) -> None:
    """Our own critique finds nothing in it, by checks and by habits, with what stands on top and without."""
    for text in (entry.newest.text, body(entry)):
        assert [(one.rule, one.quote) for one in (*check(text, Words()), *habits(text, Words()))] == []


@each
def test_each_says_what_it_is_for_and_what_goes_in(entry: Entry) -> None:
    """Whoever looks at it reads what it does, for which models, what goes into each variable, and nothing else."""
    assert 20 <= len(entry.about) <= 100
    assert entry.newest.target in load_targets()
    assert entry.tags
    assert list(said(entry)) == list(dict.fromkeys(said(entry)))
    assert set(said(entry)) == set(variables(body(entry)))
    for what in said(entry).values():
        assert isinstance(what, list) or (isinstance(what, dict) and what["description"])


@each
def test_each_shows_where_outside_text_begins_and_ends(entry: Entry) -> None:
    """A long text that is put in stands between tags of its own name, before what is to be done with it."""
    for name, what in said(entry).items():
        if isinstance(what, dict) and what.get("type") == "long text":
            assert f"<{name}>\n{{{{{name}}}}}\n</{name}>\n\n" in body(entry)
            assert len(re.findall(rf"\{{\{{{name}\}}\}}", body(entry))) == 1


@each
def test_each_is_the_file_that_an_export_gives(entry: Entry) -> None:
    """The files are in the very form in which a library is exported, so that whoever reads one has read all."""
    (file,) = FORMAT.write([entry])
    (path,) = starter.FOLDER.glob(f"*-{entry.name}.md")
    assert path.read_bytes() == file.content


def test_a_broken_file_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever adds a file that no import would take is told which, and why."""
    (tmp_path / "bad.md").write_text("---\nname: x\nmodel: y\n---\ntext\n")
    monkeypatch.setattr(starter, "FOLDER", tmp_path)
    with pytest.raises(starter.BadStarterFileError, match=r"bad\.md: .*model"):
        starter.load.__wrapped__()


# --- as a person meets them ------------------------------------------------------------------------------------------


async def pressed(home: House, answer: Answer, label: str) -> Answer:
    """Press a button; where a form comes, it is not filled in yet."""
    return await home.press(answer.button(label).token)


async def offered(home: House) -> Answer:
    """Look at all of them, as the offer of an empty library leads there."""
    empty = await home.type("find")
    assert [button.label for button in empty.buttons] == [OFFER]
    return await pressed(home, empty, OFFER)


def parts(answer: Answer, kind: type) -> list[object]:
    """Give parts of the last card."""
    assert isinstance(answer.card, Card | Choices)
    return [part for part in answer.card.parts if isinstance(part, kind)]


@pytest.mark.asyncio
async def test_an_empty_library_offers_them_and_a_full_one_does_not(tmp_path: Path) -> None:
    """As long as nothing is saved they are a press away; afterwards nobody is reminded of them."""
    async with house(tmp_path) as home:
        listed = await offered(home)
        (facts,) = parts(listed, Facts)
        assert isinstance(facts, Facts)
        assert facts.rows == tuple((entry.name, entry.about) for entry in ALL)
        assert [button.label for button in listed.buttons] == [*(entry.name for entry in ALL), "Keep all of them"]
        (section,) = await home.app.beginning(home.at())
        assert [button.label for button in section.buttons] == [OFFER]
        await home.call("save", name="tickets", text="Sort.")
        assert [button.label for button in (await home.type("find")).buttons] == ["Show"]
        assert await home.app.beginning(home.at()) == ()


@pytest.mark.asyncio
async def test_one_is_used_without_being_kept(tmp_path: Path) -> None:
    """A prompt is shown with what goes in, asked for in a form, and given filled in; my library is still empty."""
    async with house(tmp_path) as home:
        shown = await pressed(home, await offered(home), "translation")
        (prompt,) = parts(shown, Prompt)
        assert isinstance(prompt, Prompt)
        assert prompt.text.startswith("<text>\n{{text}}\n</text>")
        assert "The text to translate" in shown.text
        form = await home.app.prepare(Press(whence=home.at(), token=shown.button("Use it").token))
        assert isinstance(form, Form)
        fields = {field.name: field for field in form.fields}
        assert list(fields) == ["text", "glossary", "language", "readers"]
        assert (fields["glossary"].required, fields["language"].default) == (False, "French (France)")
        used = await home.submit(form.token, {"text": "Good morning {{name}}", "language": "Latin", "readers": "monks"})
        (filled,) = parts(used, Prompt)
        assert isinstance(filled, Prompt)
        assert "<text>\nGood morning {{name}}\n</text>" in filled.text
        assert "Translate <text> into Latin. Readers: monks." in filled.text
        assert "variables:" not in filled.text
        assert "Nothing is saved yet" in (await home.type("find")).text
        kept = await pressed(home, used, "Keep it")
        assert isinstance(kept.done.data, Snippet)
        assert kept.done.data.newest.target == "claude"


@pytest.mark.asyncio
async def test_one_is_kept_by_a_press_and_once(tmp_path: Path) -> None:
    """Kept, it is a prompt of mine like any other; kept again nothing changes, and what I made of it stays."""
    async with house(tmp_path) as home:
        shown = await pressed(home, await offered(home), "retro")
        for note in ("It is yours now.", "It is in your library already."):
            kept = await pressed(home, shown, "Keep it")
            assert note in kept.text
            assert isinstance(kept.done.data, Snippet)
            assert kept.done.data.newest.number == 1
        await home.call("save", name="retro", text="My own.")
        mine = await pressed(home, shown, "Keep it")
        assert "You have another prompt of this name" in mine.text
        assert isinstance(mine.done.data, Snippet)
        assert mine.done.data.newest.text == "My own."


@pytest.mark.asyncio
async def test_all_are_kept_by_one_press(tmp_path: Path) -> None:
    """All come into my library at once, but those whose names I have used; a second press changes nothing."""
    async with house(tmp_path) as home:
        listed = await offered(home)
        await home.call("save", name="FAQ", text="My own.")
        first = await pressed(home, listed, "Keep all of them")
        assert isinstance(first.card, Card)
        assert first.card.title == "24 prompts are yours now. Only you see them."
        assert "1 was left out: you have a prompt of its name." in first.text
        again = await pressed(home, listed, "Keep all of them")
        assert "nothing was changed" in again.text
        assert (await home.type("find review")).text.count("mark='yours'") > 1


@pytest.mark.asyncio
async def test_one_is_worked_on(tmp_path: Path) -> None:
    """What comes with the program can be refined at once, as a prompt of mine."""
    async with house(tmp_path) as home:
        shown = await pressed(home, await offered(home), "job-ad")
        work = await pressed(home, shown, "Work on it")
        assert isinstance(work.card, Card)
        assert work.card.title == "job-ad, v1"


@pytest.mark.asyncio
async def test_they_are_found_and_shown_by_name(tmp_path: Path) -> None:
    """Words that nothing of mine has find them, marked as what they are; a name shows one, until I have such one."""
    async with house(tmp_path) as home:
        found = await home.type("find customer call")
        (items,) = parts(found, Items)
        assert isinstance(items, Items)
        assert [(item.mark, item.title) for item in items.items] == [("to begin with", "call-prep")]
        assert "Prepares a call" in (await home.press(found.button("Show").token)).text
        shown = await home.type("show Code-Review")
        assert isinstance(shown.done.data, Entry)
        await home.call("save", name="code-review", text="My own.")
        assert isinstance((await home.type("show code-review")).done.data, Snippet)
        for words in ("xylophone", "x", "ode-rev", "code xylophone", "?!"):
            assert parts(await home.type(f"find {words}"), Items) == [], words


@pytest.mark.asyncio
async def test_a_button_of_one_that_is_gone_says_so(tmp_path: Path) -> None:
    """A prompt that a newer program no longer has is missed with a sentence."""
    async with house(tmp_path) as home:
        for action in ("starter", "keep", "open"):
            answer = await home.press(f"1find.{action}:gone")
            assert answer.done.status is Status.REFUSED
            assert "no longer comes with the program" in answer.failure.sentence
        assert "no longer comes with the program" in (await home.press("1use:s~gone")).failure.sentence


@pytest.mark.asyncio
async def test_a_program_without_them_offers_nothing(tmp_path: Path) -> None:
    """Where none came along, an empty library is just empty."""
    async with house(tmp_path) as home:
        home.app.services = replace(home.app.services, starter=tuple)
        assert await home.app.beginning(home.at()) == ()
