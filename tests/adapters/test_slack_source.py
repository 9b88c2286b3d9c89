"""What a message shortcut points at in Slack: the prompt of a message, whoever wrote it and however."""

from pathlib import Path
from typing import Any

import pytest

from adapters.attached import PENDING
from adapters.slack.listen import Heard, pointed, submitted
from adapters.slack.markup import fenced, plain, rich, run, section
from bot.commands import load
from bot.dialogue.dispatch import Defer
from bot.dialogue.form import Form
from bot.dialogue.inbound import Invoke
from bot.errors import Usage
from tests.doubles.house import house
from tests.doubles.slack_payloads import Payloads
from tests.doubles.slack_values import escape

pytestmark = pytest.mark.asyncio


def point(home: Payloads, verb: str = "refine", **message: Any) -> Heard:  # noqa: ANN401 - how it looks
    """Point a command at a message."""
    return pointed(home.point(home.post(**message), verb), home.known(), home.app, home.files)


def texts(heard: Heard) -> list[tuple[str, str]]:
    """Give what a pointed message comes to."""
    assert isinstance(heard.inbound, Invoke)
    return [(one.name, one.text) for one in heard.inbound.material.files]


async def test_all_words_of_a_message_are_the_prompt() -> None:
    """Pointing at a message without a code block takes all of it."""
    assert texts(point(Payloads(), text="Write <b>a</b> haiku.\nNow.")) == [
        ("Write <b>a</b> haiku. Now.", "Write <b>a</b> haiku.\nNow.")
    ]


@pytest.mark.parametrize("own", [True, False])
async def test_the_only_code_block_is_the_prompt(own: bool) -> None:  # noqa: FBT001 - a table
    """Pointing at a message with one code block takes the block alone, whoever wrote it."""
    blocks = (rich(section(run("Look at mine:"))), fenced("Summarise {{tickets}}.\n```\nNow."))
    assert texts(point(Payloads(), own=own, blocks=blocks)) == [
        ("Summarise {{tickets}}. ``` Now.", "Summarise {{tickets}}.\n```\nNow.")
    ]


@pytest.mark.parametrize("own", [True, False])
async def test_the_only_text_file_is_the_prompt(own: bool) -> None:  # noqa: FBT001 - a table
    """Pointing at a message with a file takes the file; a long prompt of ours stands in one."""
    heard = point(Payloads(), own=own, text="It begins: Write", files=[("prompt.md", b"Write."), ("b.png", b"x")])
    assert texts(heard) == [("prompt.md", PENDING)]
    fetched = await heard.fetched()
    assert isinstance(fetched, Invoke)
    assert [one.text for one in fetched.material.files] == ["Write."]


async def test_what_was_forwarded_is_the_prompt() -> None:
    """Pointing at a forwarded message takes what was forwarded."""
    forwarded = {"is_share": True, "text": "Write &lt;b&gt;.", "ts": "1.1"}
    assert texts(point(Payloads(), attachments=(forwarded,))) == [("Write <b>.", "Write <b>.")]


async def test_a_message_without_a_prompt_is_refused_in_words() -> None:
    """Pointing at a picture, or at a card about a prompt, says that there is none in it."""
    cards = ({"own": True, "text": "Deleted."}, {"files": [("b.png", b"x")]}, {"text": " "})
    for message in cards:
        with pytest.raises(Usage, match="I see no prompt in that message"):
            point(Payloads(), **message)


async def test_two_files_are_not_guessed_at() -> None:
    """Pointing at a message with two texts asks which one is meant."""
    with pytest.raises(Usage, match="has 2 files"):
        point(Payloads(), files=[("a.md", b"a"), ("b.md", b"b")])


async def test_another_apps_card_is_its_words() -> None:
    """Pointing at another app's message takes the words on it."""
    blocks = (
        {"type": "header", "block_id": "h", "text": plain("Write & sing")},
        {"type": "section", "block_id": "s", "text": {"type": "mrkdwn", "text": "a poem"}},
        {"type": "divider", "block_id": "d"},
        {"type": "markdown", "block_id": "m", "text": "**now**"},
        {"type": "context", "block_id": "c", "elements": [plain("for"), {"type": "image"}, plain("Ana")]},
    )
    assert texts(point(Payloads(), blocks=blocks)) == [
        ("Write & sing a poem **now** for Ana", "Write & sing\na poem\n**now**\nfor Ana")
    ]


@pytest.mark.parametrize("verb", [command.verb for command in load() if command.pointed_label])
async def test_every_command_takes_what_was_pointed_at(tmp_path: Path, verb: str) -> None:
    """Whatever was open before, a command that was pointed at a message works on that message."""
    async with house(tmp_path) as core:
        await core.type("critique Something else that is open.")
        home = Payloads()
        heard = point(home, verb, text="Write a haiku about rain.")
        asked = await core.app.prepare(heard.inbound)
        inbound = await heard.fetched()
        assert isinstance(inbound, Invoke)
        if isinstance(asked, Form):
            (field,) = asked.fields
            body = {**home.shortcut(), "type": "view_submission"}
            again = submitted(
                body, home.known(), home.app, asked.token, {field.name: "shorter"}, texts=inbound.material.files
            )
            answer = await core.send(again.inbound)
        else:
            assert asked == Defer(shared=False)
            answer = await core.send(inbound)
        assert "Something else" not in answer.text
        assert "haiku" in answer.text + repr(core.engineer.asked)


@pytest.mark.parametrize("sent", [str, escape])
async def test_tags_in_a_message_that_was_pointed_at_stay_tags(sent: Any) -> None:  # noqa: ANN401 - a way to send
    """Whether Slack escapes a message that a shortcut sends along or not, the prompt in it is as it was written."""
    text = "Put it into <answer> tags & stop."
    for blocks in ((fenced(sent(text)),), (rich(section(run(sent(text)))),)):
        assert [found for _, found in texts(point(Payloads(), blocks=blocks))] == [text]
