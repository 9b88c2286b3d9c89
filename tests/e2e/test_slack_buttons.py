"""Every button that anybody can meet on Slack, pressed, against the real program."""

import pytest

from tests.doubles.answers import FAILED, KEY, POEM, TABLE
from tests.doubles.script import cut
from tests.doubles.slack_person import Act, Message, Modal
from tests.doubles.slack_scene import Scene, filled, only, standing
from tests.doubles.walk import Kind, action, actions, kind, walk

pytestmark = pytest.mark.asyncio(loop_scope="module")
SHARING = {"Show it here"}
"""Buttons that show something to everyone, which the presser is told."""


async def pressed(scene: Scene, seen: set[Kind], *starts: Act) -> None:
    """Press every kind of button that was not `seen` yet, on the answers given and on all that come of them."""

    async def press(message: Message, label: str, token: str) -> list[Message]:
        return standing(await settled(scene, await scene.press(message, token=token), label, seen))

    await walk([message for act in starts for message in standing(act)], seen, press)


async def settled(scene: Scene, act: Act, label: str, seen: set[Kind]) -> Act:
    """Fill in the forms that came; hold the answer to being of use, and to the presser alone."""
    while act.begun.opened is not None:
        seen.add((action(act.modal.callback_id), "form"))
        act = await scene.submit(act, filled(act.modal))
    assert act.messages, label
    await act.until(lambda: any(one.ephemeral for one in act.messages), f"what only the presser sees of {label}")
    assert label in SHARING or all(one.ephemeral for one in act.messages), label
    assert FAILED not in act.answers, f"{label}: {act.answers}"
    return act


async def test_every_button_can_be_pressed(on_slack: Scene) -> None:
    """Whatever button stands anywhere, pressing it answers the presser, and no one else, with something of use."""
    nothing = [await on_slack.slash(line) for line in ("last", "undo", "sahve it", "find")]
    vague = await on_slack.slash("draft tickets")
    many = await on_slack.slash("critique Write several good, nice words on the {{tickets}} of a short day.")
    await on_slack.saved("poem")
    seen: set[Kind] = set()
    await pressed(on_slack, seen, *nothing, vague, many)
    minor = await on_slack.slash("critique Write a table about {{topic}}. Let's think step by step.")
    await pressed(on_slack, seen, minor, await on_slack.slash("last"), await on_slack.slash("share"))
    await settled(on_slack, await on_slack.slash("edit @poem"), "the form of a saved prompt", seen)
    await on_slack.slash(f"edit Call the service with {KEY} and print a list.")
    await pressed(on_slack, seen, await on_slack.slash("critique"))
    await pressed(on_slack, seen, await on_slack.slash("refine @poem shorter, and teach me"))
    await brought_by(on_slack, seen)
    await shared_by(on_slack, seen)
    await sent_by(on_slack, seen)
    await at_home(on_slack, seen)
    assert actions() - {done for done, _ in seen} == set()


async def brought_by(scene: Scene, seen: set[Kind]) -> None:
    """Press what stands on a question about prompts that would come in over others."""
    await scene.saved("poem", "Another poem.")
    asked = await scene.submit(await scene.slash("import"), files=[("poems.csv", TABLE)])
    await asked.settled(contains="Import it over that?")
    await pressed(scene, seen, asked)


async def shared_by(scene: Scene, seen: set[Kind]) -> None:
    """Press what stands on a prompt that everyone sees."""
    await scene.saved("a poem")
    act = await scene.slash('share "a poem" to=here')
    await act.until(lambda: bool(scene.public()), "the shared prompt")
    for label, token in scene.public()[-1].pressable:
        seen.add(kind(label, token))
        await settled(scene, await scene.press(scene.public()[-1], label), label, seen)


async def sent_by(scene: Scene, seen: set[Kind]) -> None:
    """Press what is offered for a file that came without a word."""
    poem = f"---\nname: a poem from afar\n---\n{POEM}\n".encode()
    said = await scene.ana.say(scene.ana.dm(), files=[("poem.md", poem)])
    await said.settled(contains="What do you want to do with poem.md?")
    (asked,) = said.messages
    for label, token in asked.pressable:
        seen.add(kind(label, token))
        act = await scene.press(asked, label)
        if act.begun.opened is not None:
            act = await scene.submit(act, filled(act.modal))
        assert act.messages, label
        assert FAILED not in act.answers, f"{label}: {act.answers}"


async def at_home(scene: Scene, seen: set[Kind]) -> None:
    """Press what stands on the Home tab where there is more of everything than it shows; it is answered in the direct
    messages.
    """
    ben = scene.ben  # whose direct messages nobody else's answers fill: they take one a second
    for number in range(12):
        await scene.slash(f"save list{number} Sort {{{{list}}}} by date.", by=ben)
        if number % 2:
            await scene.slash(f"share list{number} to=team", by=ben)

    async def press(place: Modal, label: str, token: str) -> list[Modal]:
        act = await scene.press(place, token=token, by=ben)
        while act.begun.opened is not None:
            act = await scene.submit(act, filled(act.modal), by=ben)
        assert FAILED not in act.answers, f"{label}: {act.answers}"
        assert {message.channel for message in act.messages} == {ben.dm()}, label
        return []

    await walk([await ben.opens_home("list11")], seen, press)


async def test_many_hits_come_page_by_page(on_slack: Scene) -> None:
    """Ten prompts stand on a page, the next ones are a press away, and each of them can be shown."""
    for number in range(11):
        await on_slack.saved(f"poem {number}")
    act = await on_slack.slash("find poem")
    assert only(act).buttons == [*["Show"] * 10, "Next"]
    rest = await on_slack.press(act, "Next")
    assert only(rest).buttons == ["Show"]
    assert POEM in (await on_slack.press(rest, "Show")).answers


@pytest.mark.parametrize(
    ("label", "shown"),
    [("Mask and go on", "Call the service"), ("Not a secret", "Call the service"), ("Cancel", "")],
)
async def test_a_key_stops_before_it_is_sent(label: str, shown: str, on_slack: Scene) -> None:
    """A text with a key in it is held back; the person says what becomes of it, and the key is never shown."""
    asked = len(on_slack.model.messages)
    act = await on_slack.slash(f"draft a prompt that calls the service of our team every day with the key {KEY}")
    assert KEY not in act.answers
    assert only(act).buttons == ["Mask and go on", "Not a secret", "Cancel"]
    assert len(on_slack.model.messages) == asked
    done = await on_slack.press(act, label)
    assert FAILED not in done.answers
    assert shown in done.answers
    assert (KEY in str(on_slack.model.messages[asked:])) == (label == "Not a secret")


@pytest.mark.parametrize("label", ["Retry", "Do it by rules, without a model"])
async def test_a_model_that_fails_leaves_a_way_on(label: str, on_slack: Scene) -> None:
    """When the model breaks off, what was asked can be asked again, or done without it."""
    on_slack.model.script(cut('{"items":['))
    act = await on_slack.slash(f"critique {POEM}")
    assert FAILED in act.answers
    assert "What you wrote is kept." in act.answers
    again = await on_slack.press(act, label)
    assert FAILED not in again.answers
    assert "Please write a very nice poem about" in again.answers
