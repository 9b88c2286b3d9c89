"""Prompts as files on Discord, in and out, byte for byte; files that cannot be used; forms of several pages."""

import pytest

from bot.library.exchange.reading import read
from bot.library.exchange.values import Entry, File
from tests.doubles.answers import IMAGE, LONG, LONGEST
from tests.doubles.discord_person import Act
from tests.doubles.scene import Scene
from tests.exchange.libraries import zipped

pytestmark = pytest.mark.asyncio(loop_scope="module")


def only_file(act: Act) -> bytes:
    """Give the content of the only file of an answer."""
    (content,) = [content for message in act.messages for content in message.files.values()]
    return content


@pytest.mark.parametrize("text", [LONG, LONGEST], ids=["9,112 characters", "100,000 characters"])
async def test_a_long_prompt_comes_back_byte_for_byte(text: str, scene: Scene) -> None:
    """A prompt saved as a file is shown and copied as a file that has every byte of it."""
    saved = await scene.slash("save", name="long", file=("long.md", text.encode()))
    assert "Saved as long, version 1." in saved.text
    shown = await scene.slash("show", name="long")
    assert only_file(shown) == text.encode()
    assert "The whole text is in the file long.md." in shown.text
    copied = await scene.press(await scene.press(shown, "Work on it"), "Copy")
    assert only_file(copied) == text.encode()


@pytest.mark.parametrize("text", [LONG, LONGEST], ids=["9,112 characters", "100,000 characters"])
async def test_a_file_in_a_form_is_the_text(text: str, scene: Scene) -> None:
    """Whoever edits by hand may send a file in place of the box, and every byte of it is kept."""
    await scene.working()
    form = await scene.slash("edit")
    act = await scene.submit(form, files=[("long.md", text.encode())])
    await act.until(lambda: "Copy" in act.messages[-1].buttons, "the buttons")
    copied = await scene.press(act, "Copy")
    assert only_file(copied) == text.encode()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"x" * 100_001, "The file long.md is too long: 100,001 characters, and 100,000 is the most."),
        (b"\xff\xfe\x00a", "The file long.md is no text in UTF-8."),
        (b"", "The file long.md is empty."),
    ],
    ids=["too long", "no UTF-8", "empty"],
)
async def test_a_file_that_cannot_be_used_is_refused(content: bytes, said: str, scene: Scene) -> None:
    """The answer says what is wrong with the file and that nothing was changed, once each, and nothing is kept."""
    act = await scene.slash("save", name="long", file=("long.md", content))
    assert said in act.text
    assert act.text.count("Nothing was") == 1
    assert act.ephemeral
    assert "Nothing is saved yet." in (await scene.slash("find")).text
    await scene.working()
    form = await scene.slash("edit")
    assert said in (await scene.submit(form, files=[("long.md", content)])).text


async def test_an_image_is_something_to_draft_from(scene: Scene) -> None:
    """Who gives an image gets a prompt for such ones; the model is shown the image itself."""
    asked = len(scene.model.messages)
    act = await scene.slash("draft", file=("chart.png", IMAGE))
    assert "{{topic}}" in act.text
    assert '"image/png"' in str(scene.model.messages[asked:]).replace("'", '"')


async def test_questions_come_in_a_form_of_two_pages(scene: Scene) -> None:
    """A question is answered from a list; "Something else…" is asked for on a further page; all answers count."""
    asked = await scene.slash("draft", goal="tickets")
    assert asked.messages[0].buttons == ["Draft now", "Answer"]
    form = await scene.press(asked, "Answer")
    first, second = form.modal.fields.values()
    assert [one["label"] for one in first["options"]] == ["The team", "Customers", "Management", "Something else…"]
    answers = {first["custom_id"]: first["options"][-1]["value"], second["custom_id"]: "One page"}
    turned = await scene.submit(form, answers)
    assert turned.text == "Page 2 of 2 comes next."
    assert turned.ephemeral
    page = await scene.press(turned, "Go on")
    (field,) = page.modal.fields
    act = await scene.submit(page, {field: "our lawyers"})
    assert "- our lawyers\n- One page" in act.text
    assert "Assumed: The team" not in act.text


async def test_many_variables_are_filled_in_page_by_page(scene: Scene) -> None:
    """A shared prompt with seven variables asks for five, then for two; the filled-in text is for the presser alone."""
    names = [f"part{number}" for number in range(7)]
    await scene.saved("letter", "Write: " + " ".join(f"{{{{{name}}}}}" for name in names))
    shared = await scene.slash("share", name="letter", to="here")
    await shared.until(lambda: bool(scene.public()), "the shared prompt")
    form = await scene.press(scene.public()[0], "Use it", by=scene.ben)
    turned = await scene.submit(form, {name: name.upper() for name in form.modal.fields}, by=scene.ben)
    page = await scene.press(turned, "Go on", by=scene.ben)
    rest = {name: name.upper() for name in page.modal.fields if not name.startswith("~")}
    act = await scene.submit(page, rest, by=scene.ben)
    assert act.text == "### Filled in. Only you see this.\n```\nWrite: PART0 PART1 PART2 PART3 PART4 PART5 PART6\n```"
    assert act.ephemeral


async def test_a_packed_library_comes_in_byte_for_byte(scene: Scene) -> None:
    """A ZIP with a word, or without one and by its button, brings its prompts in with every byte they have."""
    exact = "Write\x0c a {{poem}}.\r\n\ufeff"
    packed = zipped(("poem.md", f"---\nname: poem\n---\n{exact}\n".encode()), ("song.txt", b"Write a song."))
    dropped = await scene.ana.say(scene.ana.dm(), files=[("all.zip", packed)])
    await dropped.settled(contains="What do you want to do with all.zip?")
    assert dropped.messages[0].buttons == ["Import"]
    await (await scene.press(dropped.messages[0], "Import")).settled(contains="2 prompts came into your library.")
    told = await scene.ana.say(scene.ana.dm(), "/import", files=[("all.zip", packed)])
    await told.settled(contains="Everything is there already")
    out = await scene.slash("export", name="poem", format="text")
    entries = [one for one in read([File("poem.txt", only_file(out))]) if isinstance(one, Entry)]
    assert [entry.newest.text for entry in entries] == [exact]
