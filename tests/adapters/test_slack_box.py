"""The box that `/prompt` alone opens takes a goal or a prompt, and loses neither."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast
from unittest.mock import AsyncMock

import pytest

from adapters.attached import PENDING
from adapters.slack.address import Origin
from adapters.slack.box import BOX, box, boxed, taken, typed_in
from adapters.slack.forms import Forms
from adapters.slack.listen import Heard
from adapters.slack.pages import Again
from adapters.slack.people import People
from adapters.slack.sending import Api
from bot.dialogue.form import Form
from bot.dialogue.inbound import Invoke
from bot.errors import Usage
from bot.words import Words
from tests.doubles.on_slack import COMMAND, serving
from tests.doubles.slack import SlackDouble
from tests.doubles.slack_forms import kept, notes, press, send, taken_by_slack
from tests.doubles.slack_payloads import Payloads

pytestmark = pytest.mark.asyncio
HERE = Origin(channel="C1", hook="https://hooks.slack.com/x")


def boxful(home: Payloads, action: str = "", **given: Any) -> Heard | Again:  # noqa: ANN401 - a text, files
    """Fill in the box, and send it or press one of its buttons."""
    opened = home.shown(taken_by_slack(box(Words(), HERE)))
    found = {"~text": given.get("text", ""), "~file:~text": given.get("files", [])}
    if not action:
        return boxed(home.submit(opened, found), home.known(), home.app, home.files)
    home.calls.fill(home.ana.user, opened, found)
    return boxed(home.press(opened, f"{BOX}:{action}"), home.known(), home.app, home.files)


def call(heard: Heard | Again) -> Invoke:
    """Give the command that came of it."""
    assert isinstance(heard, Heard)
    assert isinstance(heard.inbound, Invoke)
    return heard.inbound


async def test_the_box_drafts_what_was_described() -> None:
    """What stands in the box is a goal for Draft, a file in it too; the answer comes where `/prompt` was typed."""
    home = Payloads()
    found = call(boxful(home, text="a haiku <b>\nabout rain"))
    assert (found.command, found.values, found.whence.channel) == ("draft", {"goal": "a haiku <b>\nabout rain"}, "C1")
    assert call(boxful(home, files=[("a.md", b"x")])).values == {"goal": PENDING}


@pytest.mark.parametrize("verb", ["critique", "refine"])
async def test_the_box_works_on_a_prompt_that_was_pasted(tmp_path: Path, verb: str) -> None:
    """What stands in the box, or in its file, is the prompt for Critique and Refine."""
    home = Payloads()
    found = call(boxful(home, verb, text="Write a haiku."))
    assert (found.command, [one.text for one in found.material.files]) == (verb, ["Write a haiku."])
    assert [one.name for one in call(boxful(home, verb, files=[("a.md", b"x")])).material.files] == ["a.md"]
    with pytest.raises(Usage, match="a text and a file"):
        boxful(home, verb, text="Write.", files=[("a.md", b"x")])
    async with kept(tmp_path) as (_, forms, core):
        asked = await core.app.prepare(found)
        heard = Heard(found)
        if isinstance(asked, Form):
            then = await send(forms, home, await forms.open(asked, heard), {"instruction": "shorter"})
            assert isinstance(then, Heard)
            heard = then
        answer = await core.send(await heard.fetched())
        assert "haiku" in answer.text + repr(core.engineer.asked)


async def test_an_empty_box_says_what_it_is_for() -> None:
    """Nothing in it is no call: the box says what it wants, at its field or above it."""
    home = Payloads()
    sent, press_ = boxful(home), boxful(home, "critique", text=" ")
    said = "Write here what the prompt should do, or paste one."
    assert isinstance(sent, Again)
    assert isinstance(press_, Again)
    assert sent.ack == {"response_action": "errors", "errors": {"~text": said}}
    assert press_.view is not None
    assert notes(taken_by_slack(press_.view))[0] == said


async def test_the_box_is_replaced_when_a_button_was_pressed() -> None:
    """Slack leaves a modal open after a press, so that it says where the answer comes."""
    for direct, where in ((False, "where you typed the command"), (True, "in your direct messages with me")):
        said = f"I am on it. You can close this: the answer comes {where}."
        assert notes(taken_by_slack(taken(Words(), direct=direct))) == [said]


async def test_what_was_typed_into_the_box_stands_there_again(tmp_path: Path) -> None:
    """Who closes the box by mistake finds the text in it the next time."""
    async with kept(tmp_path) as (home, forms, _):
        opened = home.shown(box(Words(), HERE))
        assert await forms.closed(home.close(opened, {"~text": "a haiku"}), home.known(), home.app)
        text = typed_in(await forms.left(press(home).inbound.whence.account, BOX))
        again = home.shown(taken_by_slack(box(Words(), HERE, text)))
        assert call(boxed(home.submit(again), home.known(), home.app, home.files)).values == {"goal": "a haiku"}


async def test_what_was_sent_is_not_kept_in_memory(tmp_path: Path) -> None:
    """A form that Slack delivers again closes as before; what somebody wrote in it is not held on to for that."""
    async with kept(tmp_path) as (home, _, core):
        people = SimpleNamespace(remembered=AsyncMock(return_value=home.known()))
        forms = Forms(core.app, cast("Api", None), cast("People", people), home.app, home.files)
        body = home.submit(home.shown(box(Words(), HERE)), {"~text": "a haiku"})
        assert isinstance(await forms.sent(body, "1"), Heard)
        assert await forms.sent(body, "1") == {}
        assert "haiku" not in repr(forms._taken)


# --- the box in use --------------------------------------------------------------------------------------------------


def typed(text: str) -> dict[str, Any]:
    """Give what is typed into the box."""
    return {"~text": text}


async def test_a_double_click_is_one_call(tmp_path: Path) -> None:
    """Who clicks Critique twice gets one answer, and pays for one."""
    async with SlackDouble() as slack, serving(slack, tmp_path) as home:
        channel, ana = slack.channel("general"), slack.person("Ana")
        form = await (await ana.slash(channel, COMMAND)).opened()
        ana.fill(form, **typed("Summarise it all"))
        first, second = await ana.press(form, label="Critique"), await ana.press(form, label="Critique")
        await second.acknowledged()
        await first.settled(contains="two ways")
        await second.settled()
        assert [one.split()[0] for one in home.engineer.asked] == ["critique"]


async def test_what_was_typed_is_kept_where_the_call_is_refused(tmp_path: Path) -> None:
    """A file that cannot be read is told after the box has closed: the text stands in the box the next time."""
    async with SlackDouble() as slack, serving(slack, tmp_path) as home:
        channel, ana = slack.channel("general"), slack.person("Ana")
        form = await (await ana.slash(channel, COMMAND)).opened()
        sent = await ana.submit(form, files=[("a.md", b"\xff\x00\xfe")], **typed("a weekly report"))
        await sent.settled(contains="a.md")
        again = await (await ana.slash(channel, COMMAND)).opened()
        await (await ana.submit(again)).settled(contains="Summarise")
        assert home.engineer.asked[-1] == "draft a weekly report"


async def test_refine_asks_what_should_change_in_place_of_the_box(tmp_path: Path) -> None:
    """Nothing says that work has begun before it has; who closes the question finds the pasted prompt in the box, and
    after an answer it is gone from there.
    """
    async with SlackDouble() as slack, serving(slack, tmp_path) as home:
        channel, ana = slack.channel("general"), slack.person("Ana")
        form = await (await ana.slash(channel, COMMAND)).opened()
        ana.fill(form, **typed("Summarise it all"))
        pressed = await ana.press(form, label="Refine")
        await pressed.until(lambda: "instruction" in form.fields, "the question in the box's place")
        assert not any("I am on it" in str(one) for one in form.view.history)
        await ana.close(form)
        again = await (await ana.slash(channel, COMMAND)).opened()
        pressed = await ana.press(again, label="Refine")
        await pressed.until(lambda: "instruction" in again.fields, "the question in the box's place")
        instruction: dict[str, Any] = {"instruction": "shorter"}
        await (await ana.submit(again, **instruction)).settled(contains="Condense")
        assert home.engineer.asked[-1] == "refine Summarise it all"
        empty = await (await ana.slash(channel, COMMAND)).opened()
        assert "initial_value" not in empty.fields["~text"]
        assert slack.refused == []
