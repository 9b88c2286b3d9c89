"""Every button that anybody can meet on Discord, pressed, against the real program."""

import pytest

from tests.doubles.answers import FAILED, KEY, OTHER_KEY, POEM, TABLE, code_in
from tests.doubles.discord_person import Act, Message, Person
from tests.doubles.scene import Scene, answered, filled, only
from tests.doubles.script import cut
from tests.doubles.walk import AT_HOME, Kind, action, actions, kind, walk

pytestmark = pytest.mark.asyncio(loop_scope="module")
TYPED = {"help.meant", "help.goal"}
"""Actions of an answer to a mistyped verb; a platform with native commands never sends one."""


async def pressed(scene: Scene, seen: set[Kind], *starts: Act) -> None:
    """Press every kind of button that was not `seen` yet, on the answers given and on all that come of them."""

    async def press(message: Message, label: str, token: str) -> list[Message]:
        return (await settled(scene, await scene.press(message, token=token), label, seen)).messages

    await walk([message for act in starts for message in act.messages], seen, press)


async def settled(scene: Scene, act: Act, label: str, seen: set[Kind], by: Person | None = None) -> Act:
    """Fill in the form where one came; hold the answer to being of use, and to the presser alone."""
    if act.kind == "modal":
        seen.add((action(act.modal.custom_id), "form"))
        act = await scene.submit(act, filled(act.modal), by=by)
    assert act.messages, label
    assert act.ephemeral, label
    assert FAILED not in act.text, f"{label}: {act.text}"
    return act


async def test_every_button_can_be_pressed(scene: Scene) -> None:
    """Whatever button stands anywhere, pressing it answers the presser, and no one else, with something of use."""
    nothing = [await scene.slash("last"), await scene.slash("undo"), await scene.slash("find")]
    vague = await scene.slash("draft", goal="tickets")
    many = await scene.slash("critique", text="Write several good, nice words on the {{tickets}} of a short day.")
    await scene.saved("poem")
    seen: set[Kind] = set()
    await run_by(scene, seen)
    await known_by(scene, seen)
    await pressed(scene, seen, *nothing, vague, many)
    minor = await scene.slash("critique", text="Write a table about {{topic}}. Let's think step by step.")
    await pressed(scene, seen, minor, await scene.slash("last"), await scene.slash("share"))
    await settled(scene, await scene.slash("edit", text="@poem"), "the form of a saved prompt", seen)
    await scene.slash("edit", text=f"Call the service with {KEY} and print a list.")
    await pressed(scene, seen, await scene.slash("critique"))
    await pressed(scene, seen, await scene.slash("refine", name="poem", instruction="shorter, and teach me"))
    await overtaken_by(scene, seen)
    await brought_by(scene, seen)
    await shared_by(scene, seen)
    await sent_by(scene, seen)
    await proposed_by(scene, seen)
    await administered_by(scene, seen)
    await joined_by(scene, seen)
    await joined_places(scene, seen)
    assert actions() - TYPED - AT_HOME - {done for done, _ in seen} == set()


async def run_by(scene: Scene, seen: set[Kind]) -> None:
    """Press what stands on a prompt with a key in it that was to be run, and fill in what two versions ask for."""
    await scene.saved("keyed", "Call the service and print a list of {{things}}.")
    keyed = f"Call the service with {OTHER_KEY} and print a table of {{{{things}}}}."
    await scene.press(await scene.slash("import", file=("keyed.md", keyed.encode())), "Import 1 prompt")
    for stopped in [await scene.slash(verb, name="keyed", values="things=poems") for verb in ("run", "compare")]:
        answer = await pressing(scene, seen, stopped, "Not a secret")
        await pressing(scene, seen, answer, "I like this answer")
        bad = await pressing(scene, seen, answer, "I do not like it")
        await pressing(scene, seen, bad, "Say what was wrong")
    await settled(scene, await scene.slash("run", name="keyed"), "the form of a prompt", seen)
    await settled(scene, await scene.slash("compare", name="keyed"), "the form of two versions", seen)
    await pressing(scene, seen, await scene.slash("show", name="keyed"), "What was said")


async def pressing(scene: Scene, seen: set[Kind], act: Act, label: str) -> Act:
    """Press the first button of that label."""
    places = [(message, token) for message in act.messages for name, token in message.pressable if name == label]
    message, token = places[0]
    seen.add(kind(label, token))
    return await settled(scene, await scene.press(message, token=token), label, seen)


async def known_by(scene: Scene, seen: set[Kind]) -> None:
    """Press what stands on a saved prompt that is shown, while it is there."""
    await scene.saved("limerick")
    shown = await scene.slash("show", name="limerick")
    for label in ("History", "Name and tags"):
        token = dict(only(shown).pressable)[label]
        seen.add(kind(label, token))
        await settled(scene, await scene.press(shown, token=token), label, seen)


async def overtaken_by(scene: Scene, seen: set[Kind]) -> None:
    """Press what stands on the question what becomes of a text over whose version another was saved."""
    await scene.working(name="ode")
    await scene.slash("edit", text="Write a song.")
    await scene.saved("ode", "Write an ode.")
    await pressed(scene, seen, await scene.slash("save", name="ode"), await scene.slash("history", name="ode"))


async def brought_by(scene: Scene, seen: set[Kind]) -> None:
    """Press what stands on a question about prompts that would come in over others."""
    await scene.saved("poem", "Another poem.")
    await pressed(scene, seen, await scene.slash("import", file=("poems.csv", TABLE)))


async def shared_by(scene: Scene, seen: set[Kind]) -> None:
    """Press what stands on a prompt that everyone sees, and take out of one what belongs to one person."""
    await scene.slash("import", file=("mailed.md", b"Write to bob.miller@firm-ltd.de."))
    await pressing(scene, seen, await scene.slash("show", name="mailed"), "Work on it")
    await pressing(scene, seen, await scene.slash("share", to="here"), "Take it out")
    await scene.saved("a poem")
    act = await scene.slash("share", name="a poem", to="here")
    await act.until(lambda: bool(scene.public()), "the shared prompt")
    for label, token in scene.public()[-1].pressable:
        seen.add(kind(label, token))
        await settled(scene, await scene.press(scene.public()[-1], label), label, seen)


async def administered_by(scene: Scene, seen: set[Kind]) -> None:
    """Press what stands on the answers to who manages the server, where two members are called the same."""
    await scene.slash("help", by=scene.discord.person("Ana"))
    await scene.teams("rhyme")

    async def press(message: Message, label: str, token: str) -> list[Message]:
        act = await scene.press(message, token=token, by=scene.boss)
        return (await settled(scene, act, label, seen)).messages

    asked = await scene.admin("transfer", name="rhyme", person="Ana")
    await walk([*asked.messages, *(await scene.admin("roles")).messages], seen, press)


async def proposed_by(scene: Scene, seen: set[Kind]) -> None:
    """Press what stands on a question whether to propose, on what was proposed, and on what waits for a word."""

    async def by_ben(message: Message, label: str, token: str) -> list[Message]:
        act = await scene.press(message, token=token, by=scene.ben)
        return (await settled(scene, act, label, seen, scene.ben)).messages

    await scene.teams("hymn")
    asked = await scene.slash("save", name="hymn", text="Write a hymn.", by=scene.ben)
    propose, copy = only(asked).pressable
    made = await by_ben(only(asked), *propose)
    seen.add(kind(*propose))
    await walk(made, seen, by_ben)
    await by_ben(only(asked), *propose)
    await rejected_by(scene, seen)
    await by_ben(only(asked), *propose)
    await pressed(scene, seen, await scene.slash("review", name="hymn"))
    await by_ben(only(asked), *copy)
    seen.add(kind(*copy))


async def joined_by(scene: Scene, seen: set[Kind]) -> None:
    """Press what stands on the answers to somebody with two accounts, who goes in the end."""
    one, other = scene.discord.person("Eve"), scene.discord.person("eve_too")
    code = code_in((await scene.slash("me", what="link", by=one)).text)
    await scene.press(await scene.slash("me", what="link", value=code, by=other), "Join", by=other)
    question = await scene.press(await scene.slash("me", by=other), "Separate this account", by=other)
    assert "begins with nothing" in (await scene.press(question, "Separate", by=other)).text
    seen |= {("me.join", "Join"), ("me.unlink", "Separate this account"), ("me.part", "Separate")}

    async def press(message: Message, label: str, token: str) -> list[Message]:
        return (await settled(scene, await scene.press(message, token=token, by=one), label, seen)).messages

    await walk((await scene.slash("me", by=one)).messages, seen, press)


async def joined_places(scene: Scene, seen: set[Kind]) -> None:
    """Press what joins two servers, and what parts them again."""
    there = scene.discord.guild("Another server").channel("general")
    code = code_in((await scene.admin("link")).text)
    for options, label, action_name in (({"code": code}, "Join", "join"), ({"off": "yes"}, "Leave", "leave")):
        asked = await answered(await scene.boss.slash(there, "prompt-admin link", **options))
        assert FAILED not in (await scene.press(asked, label, by=scene.boss)).text
        seen.add((f"admin-link.{action_name}", label))


async def rejected_by(scene: Scene, seen: set[Kind]) -> None:
    """Reject what was proposed: of two words on it, the second would come too late."""
    shown = await scene.press(await scene.slash("review", name="hymn"), "Look at it")
    token = dict(only(shown).pressable)["Reject"]
    seen.add(kind("Reject", token))
    await settled(scene, await scene.press(shown, token=token), "Reject", seen)


async def sent_by(scene: Scene, seen: set[Kind]) -> None:
    """Press what is offered for a file that came without a word."""
    poem = f"---\nname: a poem from afar\n---\n{POEM}\n".encode()
    said = await scene.ana.say(scene.ana.dm(), files=[("poem.md", poem)])
    await said.settled(contains="What do you want to do with poem.md?")
    (asked,) = said.messages
    for label, token in asked.pressable:
        seen.add(kind(label, token))
        act = await scene.press(asked, label)
        if act.kind == "modal":
            act = await scene.submit(act, filled(act.modal))
        assert act.messages, label
        assert FAILED not in act.text, f"{label}: {act.text}"


async def test_many_hits_come_page_by_page(scene: Scene) -> None:
    """Ten prompts stand on a page, the next ones are a press away, and each of them can be shown."""
    for number in range(11):
        await scene.saved(f"poem {number}")
    act = await scene.slash("find", words="poem")
    assert act.messages[0].buttons == [*["Show"] * 10, "Next"]
    rest = await scene.press(act, "Next")
    assert rest.messages[0].buttons == ["Show"]
    shown = await scene.press(rest, "Show")
    assert POEM in shown.text


@pytest.mark.parametrize(
    ("label", "shown"),
    [("Mask and go on", "### Call the service"), ("Not a secret", "### Call the service"), ("Cancel", "")],
)
async def test_a_key_stops_before_it_is_sent(label: str, shown: str, scene: Scene) -> None:
    """A text with a key in it is held back; the person says what becomes of it, and the key is never shown."""
    asked = len(scene.model.messages)
    act = await scene.slash("draft", goal=f"a prompt that calls the service of our team every day with the key {KEY}")
    assert KEY not in act.text
    assert act.messages[0].buttons == ["Mask and go on", "Not a secret", "Cancel"]
    assert len(scene.model.messages) == asked
    done = await scene.press(act, label)
    assert FAILED not in done.text
    assert shown in done.text
    assert (KEY in str(scene.model.messages[asked:])) == (label == "Not a secret")


async def test_a_key_stops_before_all_see_it(scene: Scene) -> None:
    """A prompt with a key is not shown to all before the person said that it is none; then it is posted."""
    key = f"{KEY[:-1]}9"
    await scene.slash("import", file=("shown-key.md", f"Call it with {key}.".encode()))
    before = len(scene.public())
    act = await scene.slash("share", name="shown-key", to="here")
    assert act.messages[0].buttons == ["Work on it", "Share it anyway, it is not a secret"]
    assert len(scene.public()) == before
    shared = await scene.press(act, "Share it anyway, it is not a secret")
    await shared.until(lambda: len(scene.public()) > before, "the shared prompt")
    assert key in scene.public()[-1].text


@pytest.mark.parametrize("label", ["Mask it and save", "Save it anyway, it is not a secret"])
async def test_a_key_stops_before_it_is_saved(label: str, scene: Scene) -> None:
    """A prompt with a key in it is not kept before the person said what becomes of the key."""
    act = await scene.slash("save", name=f"keyed-{label[:4].lower()}", text=f"Call it with {KEY}.")
    assert "Line 1 looks like" in act.text
    assert KEY not in act.text
    assert act.messages[0].buttons == ["Mask it and save", "Save it anyway, it is not a secret"]
    done = await scene.press(act, label)
    assert "Saved as keyed-" in done.text
    shown = await scene.slash("show", name=f"keyed-{label[:4].lower()}")
    assert (KEY in shown.text) == label.startswith("Save")


@pytest.mark.parametrize("label", ["Retry", "Do it by rules, without a model"])
async def test_a_model_that_fails_leaves_a_way_on(label: str, scene: Scene) -> None:
    """When the model breaks off, what was asked can be asked again, or done without it."""
    scene.model.script(cut('{"items":['))
    act = await scene.slash("critique", text=POEM)
    assert FAILED in act.text
    assert "What you wrote is kept." in act.text
    again = await scene.press(act, label)
    assert FAILED not in again.text
    assert "Please write a very nice poem about" in again.text
