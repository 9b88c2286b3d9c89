"""Every button that anybody can meet on Slack, pressed, against the real program."""

import pytest

from tests.doubles.answers import FAILED, KEY, OTHER_KEY, POEM, TABLE, code_in
from tests.doubles.script import cut
from tests.doubles.slack_person import Act, Message, Modal, Person
from tests.doubles.slack_scene import Scene, file, filled, only, standing
from tests.doubles.walk import TWO_PLACES, Kind, action, actions, kind, walk

pytestmark = pytest.mark.asyncio(loop_scope="module")
SHARING = {"Show it here"}
"""Buttons that show something to everyone, which the presser is told."""


async def pressed(scene: Scene, seen: set[Kind], *starts: Act) -> None:
    """Press every kind of button that was not `seen` yet, on the answers given and on all that come of them."""

    async def press(message: Message, label: str, token: str) -> list[Message]:
        return standing(await settled(scene, await scene.press(message, token=token), label, seen))

    await walk([message for act in starts for message in standing(act)], seen, press)


async def settled(scene: Scene, act: Act, label: str, seen: set[Kind], by: Person | None = None) -> Act:
    """Fill in the forms that came; hold the answer to being of use, and to the presser alone."""
    while act.begun.opened is not None:
        seen.add((action(act.modal.callback_id), "form"))
        act = await scene.submit(act, filled(act.modal), by=by)
    assert act.messages, label
    await act.until(lambda: any(one.ephemeral for one in act.messages), f"what only the presser sees of {label}")
    assert label in SHARING or all(one.ephemeral for one in here(scene, act)), label
    assert FAILED not in act.answers, f"{label}: {act.answers}"
    return act


def here(scene: Scene, act: Act) -> list[Message]:
    """Give what came where it was asked for: the owner of a prompt is told of proposals directly, sooner or later."""
    return [one for one in act.messages if one.channel is scene.channel]


async def test_every_button_can_be_pressed(on_slack: Scene) -> None:
    """Whatever button stands anywhere, pressing it answers the presser, and no one else, with something of use."""
    nothing = [await on_slack.slash(line) for line in ("last", "undo", "sahve it", "find")]
    vague = await on_slack.slash("draft tickets")
    many = await on_slack.slash("critique Write several good, nice words on the {{tickets}} of a short day.")
    await on_slack.saved("poem")
    seen: set[Kind] = set()
    await run_by(on_slack, seen)
    await known_by(on_slack, seen)
    await pressed(on_slack, seen, *nothing, vague, many)
    minor = await on_slack.slash("critique Write a table about {{topic}}. Let's think step by step.")
    await pressed(on_slack, seen, minor, await on_slack.slash("last"), await on_slack.slash("share"))
    await settled(on_slack, await on_slack.slash("edit @poem"), "the form of a saved prompt", seen)
    await on_slack.slash(f"edit Call the service with {KEY} and print a list.")
    await pressed(on_slack, seen, await on_slack.slash("critique"))
    await pressed(on_slack, seen, await on_slack.slash("refine @poem shorter, and teach me"))
    await overtaken_by(on_slack, seen)
    await brought_by(on_slack, seen)
    await shared_by(on_slack, seen)
    await sent_by(on_slack, seen)
    await at_home(on_slack, seen)
    await proposed_by(on_slack, seen)
    await administered_by(on_slack, seen)
    await joined_by(on_slack, seen)
    assert actions() - TWO_PLACES - {done for done, _ in seen} == set()


async def known_by(scene: Scene, seen: set[Kind]) -> None:
    """Press what stands on a saved prompt that is shown, while it is there."""
    await scene.saved("limerick")
    shown = await scene.slash("show limerick")
    for label in ("History", "Name and tags"):
        token = dict(only(shown).pressable)[label]
        seen.add(kind(label, token))
        await settled(scene, await scene.press(shown, token=token), label, seen)


async def overtaken_by(scene: Scene, seen: set[Kind]) -> None:
    """Press what stands on the question what becomes of a text over whose version another was saved."""
    await scene.working(name="ode")
    await scene.slash("edit Write a song.")
    await scene.saved("ode", "Write an ode.")
    await pressed(scene, seen, await scene.slash("save ode"), await scene.slash("history ode"))


async def run_by(scene: Scene, seen: set[Kind]) -> None:
    """Press what stands on a prompt with a key in it that was to be run, and fill in what two versions ask for."""
    await scene.saved("keyed", "Call the service and print a list of {{things}}.")
    keyed = f"Call the service with {OTHER_KEY} and print a table of {{{{things}}}}."
    asked = await scene.submit(await scene.slash("import"), files=[("keyed.md", keyed.encode())])
    await asked.settled(contains="Import it over that?")
    await scene.press(asked, "Import 1 prompt")
    for stopped in [await scene.slash(f"{verb} keyed things=poems") for verb in ("run", "compare")]:
        answer = await pressing(scene, seen, stopped, "Not a secret")
        await pressing(scene, seen, answer, "I like this answer")
        bad = await pressing(scene, seen, answer, "I do not like it")
        await pressing(scene, seen, bad, "Say what was wrong")
    await settled(scene, await scene.slash("run keyed"), "the form of a prompt", seen)
    await settled(scene, await scene.slash("compare keyed"), "the form of two versions", seen)
    await pressing(scene, seen, await scene.slash("show keyed"), "What was said")


async def pressing(scene: Scene, seen: set[Kind], act: Act, label: str) -> Act:
    """Press the first button of that label."""
    places = [(message, token) for message in standing(act) for name, token in message.pressable if name == label]
    message, token = places[0]
    seen.add(kind(label, token))
    return await settled(scene, await scene.press(message, token=token), label, seen)


async def brought_by(scene: Scene, seen: set[Kind]) -> None:
    """Press what stands on a question about prompts that would come in over others."""
    await scene.saved("poem", "Another poem.")
    asked = await scene.submit(await scene.slash("import"), files=[("poems.csv", TABLE)])
    await asked.settled(contains="Import it over that?")
    await pressed(scene, seen, asked)


async def shared_by(scene: Scene, seen: set[Kind]) -> None:
    """Press what stands on a prompt that everyone sees, and take out of one what belongs to one person."""
    file = ("mailed.md", b"Write to bob.miller@firm-ltd.de.")
    await scene.submit(await scene.slash("import"), files=[file])
    await pressing(scene, seen, await scene.slash("show mailed"), "Work on it")
    await pressing(scene, seen, await scene.slash("share to=here"), "Take it out")
    await scene.saved("a poem")
    act = await scene.slash('share "a poem" to=here')
    await act.until(lambda: bool(scene.public()), "the shared prompt")
    for label, token in scene.public()[-1].pressable:
        seen.add(kind(label, token))
        await settled(scene, await scene.press(scene.public()[-1], label), label, seen)


async def proposed_by(scene: Scene, seen: set[Kind]) -> None:
    """Press what stands on a question whether to propose, on what was proposed, and on what waits for a word."""

    async def by_ben(message: Message, label: str, token: str) -> list[Message]:
        act = await scene.press(message, token=token, by=scene.ben)
        return standing(await settled(scene, act, label, seen, scene.ben))

    name = f"hymn-{scene.channel.name}"
    await scene.slash(f"save {name} Write a verse.")
    await scene.slash(f"share {name} to=team")
    (asked,) = standing(await scene.slash(f"save {name} Write a hymn.", by=scene.ben))
    propose, copy = asked.pressable
    made = await by_ben(asked, *propose)
    seen.add(kind(*propose))
    await walk(made, seen, by_ben)
    await by_ben(asked, *propose)
    await rejected_by(scene, seen, name)
    await by_ben(asked, *propose)
    await pressed(scene, seen, await waiting(scene, name))
    await by_ben(asked, *copy)
    seen.add(kind(*copy))


async def waiting(scene: Scene, name: str) -> Act:
    """List what waits for a word on a prompt; the owner is told of it in a direct message as well."""
    act = await scene.slash(f"review {name}")
    await act.settled(contains="Waiting for a word")
    return act


async def rejected_by(scene: Scene, seen: set[Kind], name: str) -> None:
    """Reject what was proposed: of two words on it, the second would come too late."""
    shown = await scene.press(await waiting(scene, name), "Look at it")
    await shown.until(lambda: any("Reject" in one.buttons for one in here(scene, shown)), "what was proposed")
    message = next(one for one in here(scene, shown) if "Reject" in one.buttons)
    token = dict(message.pressable)["Reject"]
    seen.add(kind("Reject", token))
    await settled(scene, await scene.press(message, token=token), "Reject", seen)


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


async def administered_by(scene: Scene, seen: set[Kind]) -> None:
    """Press what stands on the answers to who manages the workspace, where two members are called the same."""
    await scene.slash("help", by=scene.slack.person("Ana"))
    name = await scene.teams()

    async def press(message: Message, label: str, token: str) -> list[Message]:
        act = await scene.press(message, token=token, by=scene.boss)
        return standing(await settled(scene, act, label, seen))

    asked = standing(await scene.admin(f"transfer {name} Ana"))
    await walk([*asked, *standing(await scene.admin("roles"))], seen, press)


async def joined_by(scene: Scene, seen: set[Kind]) -> None:
    """Press what stands on the answers to somebody with two accounts, who goes in the end."""
    one, other = scene.slack.person("Eve"), scene.slack.person("eve_too")
    code = code_in((await scene.slash("me link", by=one)).answers)
    await scene.press(await scene.slash(f"me link {code}", by=other), "Join", by=other)
    question = await scene.press(await scene.slash("me", by=other), "Separate this account", by=other)
    assert "begins with nothing" in (await scene.press(question, "Separate", by=other)).answers
    seen |= {("me.join", "Join"), ("me.unlink", "Separate this account"), ("me.part", "Separate")}

    async def press(message: Message, label: str, token: str) -> list[Message]:
        act = await scene.press(message, token=token, by=one)
        if action(token) == "me.export":
            await file(act, "about-me-1.zip")
            return []
        return standing(await settled(scene, act, label, seen))

    await walk(standing(await scene.slash("me", by=one)), seen, press)


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


async def test_a_key_stops_before_all_see_it(on_slack: Scene) -> None:
    """A prompt with a key is not shown to all before the person said that it is none; then it is posted."""
    key = f"{KEY[:-1]}9"
    await on_slack.submit(await on_slack.slash("import"), files=[("shown-key.md", f"Call it with {key}.".encode())])
    before = len(on_slack.public())
    act = await on_slack.slash("share shown-key to=here")
    assert only(act).buttons == ["Work on it", "Share it anyway, it is not a secret"]
    assert len(on_slack.public()) == before
    shared = await on_slack.press(act, "Share it anyway, it is not a secret")
    await shared.until(lambda: len(on_slack.public()) > before, "the shared prompt")
    assert key in on_slack.public()[-1].text


@pytest.mark.parametrize("label", ["Mask it and save", "Save it anyway, it is not a secret"])
async def test_a_key_stops_before_it_is_saved(label: str, on_slack: Scene) -> None:
    """A prompt with a key in it is not kept before the person said what becomes of the key."""
    name = f"keyed-{label[:4].lower()}"
    act = await on_slack.slash(f"save {name} Call it with {KEY}.")
    assert "Line 1 looks like" in act.answers
    assert KEY not in act.answers
    assert only(act).buttons == ["Mask it and save", "Save it anyway, it is not a secret"]
    done = await on_slack.press(act, label)
    assert "Saved as keyed-" in done.answers
    shown = await on_slack.slash(f"show {name}")
    assert (KEY in shown.answers) == label.startswith("Save")


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
