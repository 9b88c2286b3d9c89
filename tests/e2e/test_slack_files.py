"""Prompts as files on Slack, in and out, byte for byte; files that cannot be used; forms of several pages."""

import pytest

from bot.library.exchange.reading import read
from bot.library.exchange.values import Entry, File
from tests.doubles.answers import IMAGE, LONG, LONGEST, POEM
from tests.doubles.slack_scene import Scene, file, filled, only
from tests.exchange.libraries import zipped

pytestmark = pytest.mark.asyncio(loop_scope="module")
TEXTS = pytest.mark.parametrize("text", [LONG, LONGEST], ids=["9,112 characters", "100,000 characters"])


@TEXTS
async def test_a_long_prompt_given_as_a_file_comes_back_byte_for_byte(text: str, on_slack: Scene) -> None:
    """A file is criticised and refined; undone, it is what was given, and after a reload of the client every byte of it
    is reopened where it was worked on, and from the Home tab.
    """
    ana, given = on_slack.ana, text.encode()
    said = await ana.say(on_slack.channel, files=[("long.md", given)])
    remarks = await on_slack.point(said, "Critique this prompt")
    refined = await on_slack.press(remarks, "Put it between tags")
    assert "<tickets>{{tickets}}</tickets>" in refined.answers
    assert "long.md, v2" in refined.answers
    assert await file(await on_slack.slash("undo"), "prompt.md") == given
    ana.reloads()
    assert ana.sees(on_slack.channel) == [said]
    assert await file(await on_slack.slash("last"), "prompt.md") == given
    assert await file(await on_slack.press(await ana.opens_home("long.md"), "Go on"), "prompt.md") == given


@TEXTS
async def test_a_file_in_a_form_is_the_text(text: str, on_slack: Scene) -> None:
    """Whoever edits by hand, or opens the box, may send a file in place of the text, and every byte of it is kept."""
    await on_slack.working()
    act = await on_slack.submit(await on_slack.slash("edit"), files=[("long.md", text.encode())])
    await act.until(lambda: any("Copy" in one.buttons for one in act.messages), "the buttons")
    assert await file(await on_slack.press(act, "Copy"), "prompt.md") == text.encode()
    box = (await on_slack.slash()).modal
    on_slack.ana.fill(box, files=[("other.md", text.encode())])
    boxed = await on_slack.press(box, "Critique")
    await boxed.settled(contains="other.md, v1")
    assert await file(await on_slack.slash("last"), "prompt.md") == text.encode()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"x" * 100_001, "The file long.md is too long: 100,001 characters, and 100,000 is the most."),
        (b"\xff\xfe\x00a", "The file long.md is no text in UTF-8."),
        (b"", "The file long.md is empty."),
    ],
    ids=["too long", "no UTF-8", "empty"],
)
async def test_a_file_that_cannot_be_used_is_refused(content: bytes, said: str, on_slack: Scene) -> None:
    """The answer says what is wrong with the file and that nothing was changed, once each, and nothing is kept."""
    await on_slack.working()
    form = await on_slack.slash("edit")
    in_form = await on_slack.submit(form, files=[("long.md", content)])
    pointed = await on_slack.point(
        await on_slack.ben.say(on_slack.channel, files=[("long.md", content)]), "Critique this prompt"
    )
    for act in (in_form, pointed):
        assert said in act.answers
        assert act.answers.count("Nothing was") == 1
        assert only(act).ephemeral
    told = await on_slack.ana.say(on_slack.ana.dm(), "/critique", files=[("long.md", content)])
    await told.settled(contains=said)
    assert POEM in (await on_slack.slash("last")).answers


async def test_an_image_is_something_to_draft_from(on_slack: Scene) -> None:
    """Who sends an image gets a prompt for such ones; the model is shown the image itself."""
    asked = len(on_slack.model.messages)
    said = await on_slack.ana.say(on_slack.ana.dm(), "/draft", files=[("chart.png", IMAGE)])
    await said.settled(contains="{{topic}}")
    assert '"image/png"' in str(on_slack.model.messages[asked:]).replace("'", '"')


async def test_questions_come_in_a_form_of_two_pages(on_slack: Scene) -> None:
    """A question is answered from a list; "Something else…" is asked for on a further page; all answers count."""
    asked = await on_slack.slash("draft tickets")
    assert only(asked).buttons == ["Draft now", "Answer"]
    form = await on_slack.press(asked, "Answer")
    first, second = form.modal.fields.values()
    options = [one["text"]["text"] for one in first["options"]]
    assert options == ["The team", "Customers", "Management", "Something else…"]
    turned = await on_slack.submit(form, {first["action_id"]: options[-1], second["action_id"]: "One page"})
    (field,) = filled(turned.modal)
    act = await on_slack.submit(turned, {field: "our lawyers"})
    assert "- our lawyers\n- One page" in act.answers
    assert "Assumed: The team" not in act.answers


async def test_many_variables_are_filled_in_at_once(on_slack: Scene) -> None:
    """A shared prompt with seven variables asks for all of them; the filled-in text is for the presser alone."""
    names = [f"part{number}" for number in range(7)]
    await on_slack.saved("letter", "Write: " + " ".join(f"{{{{{name}}}}}" for name in names))
    shared = await on_slack.slash("share letter to=here")
    await shared.until(lambda: bool(on_slack.public()), "the shared prompt")
    form = await on_slack.press(on_slack.public()[0], "Use it", by=on_slack.ben)
    act = await on_slack.submit(form, {name: name.upper() for name in names}, by=on_slack.ben)
    assert "Filled in. Only you see this.\nWrite: PART0 PART1 PART2 PART3 PART4 PART5 PART6" in act.answers
    assert all(one.ephemeral for one in act.messages if one not in on_slack.public())


async def test_a_packed_library_comes_in_byte_for_byte(on_slack: Scene) -> None:
    """A ZIP with a word, or without one and by its button, brings its prompts in with every byte they have."""
    exact = "Write\x0c a {{poem}}.\r\n\ufeff"
    packed = zipped(("poem.md", f"---\nname: poem\n---\n{exact}\n".encode()), ("song.txt", b"Write a song."))
    dropped = await on_slack.ana.say(on_slack.ana.dm(), files=[("all.zip", packed)])
    await dropped.settled(contains="What do you want to do with all.zip?")
    assert dropped.messages[0].buttons == ["Import"]
    await (await on_slack.press(dropped.messages[0], "Import")).settled(contains="2 prompts came into your library.")
    told = await on_slack.ana.say(on_slack.ana.dm(), "/import", files=[("all.zip", packed)])
    await told.settled(contains="Everything is there already")
    out = await on_slack.slash("export poem format=text")
    entries = [one for one in read([File("poem.txt", await file(out, "poem.txt"))]) if isinstance(one, Entry)]
    assert [entry.newest.text for entry in entries] == [exact]
