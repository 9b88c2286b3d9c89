"""Every command on Slack as somebody types it in a channel, answered by the real program: through Socket Mode, and the
same over HTTP.
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import pytest

from bot.commands import load
from bot.dialogue.command import Command, Kind, Permission, Pointed
from tests.doubles.answers import (
    ANSWERED,
    CHANGED,
    DRAFTED,
    FAILED,
    GOAL,
    ME,
    POEM,
    REMARKS,
    SAVED,
    SHARED,
    STORED,
    TABLE,
    THUMBS,
    VERSION,
    code_in,
    stands,
)
from tests.doubles.slack_scene import Scene, file, only, standing
from tests.e2e.conftest import HTTP

pytestmark = [
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.parametrize("slack_house", ["socket", HTTP], indirect=True, scope="module"),
]
Scenario = Callable[[Scene], Awaitable[None]]
VERSIONS = ["Show", "What changed", "Show", "Restore"]
"""Labels of the buttons beside two versions."""
LOOKUP = "~look:show:name"
"""The menu on the Home tab in which a prompt is looked up by its name."""


async def draft(scene: Scene) -> None:
    """See a prompt in a block, with its variables below it."""
    act = await scene.slash(f"draft {GOAL}")
    stands(only(act), "Turn the notes of a meeting", "The goal:", "What you fill in", buttons=DRAFTED)


async def critique(scene: Scene) -> None:
    """See remarks that quote the prompt, each with its own buttons."""
    act = await scene.slash(f"critique {POEM}")
    stands(only(act), "Usable:", "“nice”", "Instead: friendly", buttons=REMARKS)


async def refine(scene: Scene) -> None:
    """See the difference, and why."""
    await scene.working()
    act = await scene.slash("refine shorter")
    stands(only(act), "poem, v2", "Please", "You asked for: shorter.", buttons=[*CHANGED, *THUMBS])


async def edit(scene: Scene) -> None:
    """See what was changed by hand."""
    await scene.working()
    act = await scene.slash("edit Please write a very nice song about {{topic}}.")
    stands(only(act), "poem, v2", "poem", "song", buttons=CHANGED)


async def undo(scene: Scene) -> None:
    """See the version before again."""
    await scene.working()
    await scene.slash("edit Write a song.")
    act = await scene.slash("undo")
    stands(only(act), "poem, v1", POEM, "Back from v2, which is kept.", buttons=VERSION)


async def last(scene: Scene) -> None:
    """See what was worked on, and what came before it."""
    await scene.working()
    await scene.working("Sort {{list}} by date.", "sort")
    act = await scene.slash("last")
    stands(only(act), "sort, v1", "Sort {{list}} by date.", "Before that:", buttons=[*VERSION, "poem"])


async def save(scene: Scene) -> None:
    """See that it is kept, and who sees it."""
    act = await scene.slash(f'save poem {POEM} about="Poems for cards"')
    stands(only(act), "poem", "Saved as poem, version 1. Only you see it", buttons=SAVED)


async def show(scene: Scene) -> None:
    """See the saved prompt, whole."""
    await scene.saved("poem", about="Poems for cards")
    act = await scene.slash("show poem")
    stands(only(act), "poem", "Poems for cards", POEM, "version 1 of 1, by Ana", buttons=STORED)


async def history(scene: Scene) -> None:
    """See who saved which version when and why, the newest first."""
    await scene.saved("poem")
    await scene.slash("save poem Write a song. why=shorter")
    act = await scene.slash("history poem")
    stands(only(act), "poem: 2 versions", "v2", "shorter · Ana", "v1", buttons=VERSIONS)


async def diff(scene: Scene) -> None:
    """See what changed from one version to another, word by word."""
    await scene.saved("poem")
    await scene.saved("poem", "Please write a very nice song about {{topic}}.")
    act = await scene.slash("diff poem@1 2")
    stands(only(act), "poem: from v1 to v2", "poem", "song", buttons=["Restore v1"])


async def restore(scene: Scene) -> None:
    """See the old text as the newest version."""
    await scene.saved("poem")
    await scene.saved("poem", "Write a song.")
    act = await scene.slash("restore poem@1")
    stands(only(act), "poem", POEM, "Version 3 has the text of version 1.", buttons=STORED)


async def label(scene: Scene) -> None:
    """See which version a label points at."""
    await scene.saved("poem")
    act = await scene.slash("label poem@1 production")
    stands(only(act), "poem", "production v1", "production points at version 1 now.", buttons=STORED)


async def review(scene: Scene) -> None:
    """See what a colleague proposes."""
    name = await scene.proposed()
    act = await scene.slash(f"review {name}")
    await act.settled(contains="Waiting for a word")
    assert f"{name} · v2 → newest version?" in act.answers
    assert "Ben: for Paris" in act.answers


async def find(scene: Scene) -> None:
    """See hits, each of which can be shown."""
    await scene.saved("poem", about="Poems for cards")
    act = await scene.slash("find cards")
    stands(only(act), "Found for: cards", "yours: poem", "Poems for cards", buttons=["Show"])


async def use(scene: Scene) -> None:
    """See the prompt filled in, to be copied."""
    await scene.saved("poem")
    act = await scene.slash("use poem topic=rain")
    stands(
        only(act),
        "Filled in. Only you see this.",
        POEM.replace("{{topic}}", "rain"),
        "poem v1, the newest",
        buttons=["Fill in again"],
    )


async def run(scene: Scene) -> None:
    """See what the model answers, and what it took."""
    await scene.saved("poem")
    act = await scene.slash("run poem topic=rain")
    stands(
        only(act),
        "The answer to poem v1",
        "Here is what I make of it: very nice poem about.",
        "claude-sonnet-5:",
        buttons=ANSWERED,
    )


async def compare(scene: Scene) -> None:
    """See what the model answers to two versions."""
    await scene.saved("poem", "Please sing about {{topic}}.")
    await scene.saved("poem")
    act = await scene.slash("compare poem topic=rain")
    stands(
        only(act),
        "The answer to poem v1",
        "Here is what I make of it: sing about rain.",
        "The answer to poem v2",
        "Here is what I make of it: very nice poem about.",
        buttons=ANSWERED * 2,
    )


async def share(scene: Scene) -> None:
    """See that everyone in the channel sees it, once."""
    await scene.saved("poem")
    act = await scene.slash("share poem to=here")
    await act.settled(contains="Everyone here sees it now.")
    (told,) = [message for message in standing(act) if message.ephemeral]
    assert (told.text, told.buttons) == ("Everyone here sees it now.", [])
    (shared,) = scene.public()
    assert "poem · shared by Ana" in shared.text
    assert POEM in shared.text
    assert shared.buttons == SHARED


async def delete(scene: Scene) -> None:
    """See a question before anything is deleted."""
    await scene.saved("poem")
    act = await scene.slash("delete poem")
    stands(only(act), "Delete poem with its one version?", buttons=["Delete"])


async def import_(scene: Scene) -> None:
    """Send a file in a form, and see what came in."""
    act = await scene.submit(await scene.slash("import"), files=[("poems.csv", TABLE)])
    await act.settled(contains="2 prompts came into your library.")
    assert [one.buttons for one in standing(act) if "came into your library" in one.text] == [["Show them"]]


async def export(scene: Scene) -> None:
    """Get a file in the direct messages, and see what is not in it."""
    await scene.saved("poem", about="Poems for cards")
    act = await scene.slash("export poem format=markdown")
    head = "---\nname: poem\ndescription: Poems for cards\n---\n"
    assert await file(act, "poem.md") == f"{head}{POEM}\n".encode()
    await act.settled(contains="Who wrote it, when and why")


async def help_(scene: Scene) -> None:
    """See every command."""
    act = await scene.slash("help")
    stands(only(act), "What I can do", *(f"{one.verb}:" for one in load() if not one.prefix), buttons=[])


async def me(scene: Scene) -> None:
    """See who one is, and what the model took."""
    await scene.slash(f"critique {POEM}")
    act = await scene.slash("me")
    stands(only(act), "Ana", "Ana (slack)", "Used in the last 24 hours", "claude-sonnet-5", buttons=ME)
    act = await scene.slash("me usage")
    stands(only(act), "Used in the last 24 hours", "claude-sonnet-5", "critique:", buttons=[])


async def roles(scene: Scene) -> None:
    """See who has which role, and give one."""
    await scene.slash("help", by=scene.boss)
    name = scene.boss.user.name
    stands(only(await scene.admin(f"roles {name} reviewer")), f"{name}: reviewer.", buttons=[])
    act = await scene.admin("roles")
    assert "Roles in the team" in act.answers
    assert "Change" in only(act).buttons


async def transfer(scene: Scene) -> None:
    """See whose it is now."""
    poem, name = await scene.teams(), scene.boss.user.name
    await scene.slash("help", by=scene.boss)
    stands(only(await scene.admin(f"transfer {poem} @{name}")), f"{poem} belongs to {name} now.", buttons=STORED)


async def claim(scene: Scene) -> None:
    """See that it is one's own now."""
    poem = await scene.teams()
    stands(only(await scene.admin(f"claim {poem} why=handover")), f"{poem} is yours now.", buttons=STORED)


async def deleted(scene: Scene) -> None:
    """See what can be brought back."""
    poem = await scene.teams()
    await scene.press(await scene.slash(f"delete {poem}"), "Delete")
    act = await scene.admin("deleted")
    assert f"{poem}" in act.answers
    assert "of Ana; deleted by Ana" in act.answers
    assert "Bring it back" in only(act).buttons


async def quiet(scene: Scene) -> None:
    """See that nothing can be shown to all in this channel any more."""
    await scene.saved("poem")
    stands(only(await scene.admin("quiet on")), "This channel is quiet.", buttons=[])
    assert "This channel is quiet" in (await scene.slash("share poem to=here")).answers


async def protect(scene: Scene) -> None:
    """See which labels nobody moves alone."""
    stands(only(await scene.admin("protect careful")), "Protected labels: careful", buttons=[])


async def reviews(scene: Scene) -> None:
    """See where proposals are shown."""
    stands(only(await scene.admin("reviews direct")), "Proposals are shown in direct messages.", buttons=[])


async def retention(scene: Scene) -> None:
    """See for how long things are kept."""
    act = await scene.admin("retention deleted=60")
    stands(only(act), "How long things are kept", "60 days", "400 days", buttons=[])


async def audit(scene: Scene) -> None:
    """See who did what."""
    poem = await scene.teams()
    assert f"Ana shared {poem} with the team" in (await scene.admin("audit")).answers


async def link(scene: Scene) -> None:
    """Get a code that joins another place."""
    act = await scene.admin("link")
    stands(only(act), "Join another place with this team", "/prompt admin link", code_in(act.answers), buttons=[])


SCENARIOS: Mapping[str, Scenario] = {
    "draft": draft,
    "critique": critique,
    "refine": refine,
    "edit": edit,
    "undo": undo,
    "last": last,
    "save": save,
    "show": show,
    "history": history,
    "diff": diff,
    "restore": restore,
    "label": label,
    "review": review,
    "find": find,
    "use": use,
    "run": run,
    "compare": compare,
    "share": share,
    "delete": delete,
    "import": import_,
    "export": export,
    "help": help_,
    "me": me,
    "admin-roles": roles,
    "admin-link": link,
    "admin-transfer": transfer,
    "admin-claim": claim,
    "admin-deleted": deleted,
    "admin-quiet": quiet,
    "admin-protect": protect,
    "admin-reviews": reviews,
    "admin-retention": retention,
    "admin-audit": audit,
}


@pytest.mark.parametrize("command", [command.id for command in load()])
async def test_every_command_is_answered_to_the_one_who_typed_it(command: str, on_slack: Scene) -> None:
    """A command in a channel is answered at once and privately, with the right words and buttons."""
    assert command in SCENARIOS, f"add what somebody sees who types /prompt {command}"
    await SCENARIOS[command](on_slack)
    assert [one for person in (on_slack.ana, on_slack.boss) for one in person.sees(on_slack.channel)]
    assert len(on_slack.public()) == (command == "share")


FILES: Mapping[str, tuple[tuple[str, bytes], ...]] = {"import": (("poems.csv", TABLE),)}
"""Files that somebody puts into the form of a command."""
ASKED: Mapping[str, tuple[Mapping[str, str], str]] = {
    "import": ({}, "Import it over that?"),
    "draft": ({"goal": "a prompt that sorts a long list of names by their length"}, "Sort a long list"),
    "refine": ({"instruction": "shorter"}, "You asked for: shorter."),
    "edit": ({"text": "Write a song.\n\nKeep it short."}, "poem, v2"),
    "save": ({"name": "other"}, "Saved as other, version 1."),
    "show": ({"name": "poem"}, POEM),
    "history": ({"name": "poem"}, "poem: 1 version"),
    "diff": ({"name": "poem"}, "the first version of poem"),
    "restore": ({"name": "poem"}, "poem has only one version"),
    "label": ({"name": "poem", "label": "production"}, "production points at version 1 now."),
    "delete": ({"name": "poem"}, "Delete poem with its one version?"),
    "use": ({"name": "poem"}, "Filled in. Only you see this."),
    "run": ({"name": "poem"}, "The answer to poem v1"),
    "compare": ({"name": "poem"}, "The answer to poem v2"),
    "admin-transfer": ({"name": "{shared}", "person": "{boss}"}, "belongs to {boss} now."),
    "admin-claim": ({"name": "{shared}", "why": "handover"}, "{shared} is yours now."),
}
"""Commands that ask in a form for what is missing: what somebody writes there, and what comes of it."""


def _named(text: str, known: Mapping[str, str]) -> str:
    """Give a text with the names that only the scene knows."""
    for name, value in known.items():
        text = text.replace(f"{{{name}}}", value)
    return text


@pytest.mark.parametrize("command", list(load()), ids=lambda command: command.id)
async def test_a_form_asks_for_what_is_missing(command: Command, on_slack: Scene) -> None:
    """A verb alone is enough where something is worked on; where it is not, a form asks for the rest, and what is
    written there is taken as if it had been typed.
    """
    by, known = on_slack.ana, dict[str, str]()
    if command.permission is Permission.ADMINISTRATOR:
        by, known = on_slack.boss, {"shared": await on_slack.teams(), "boss": on_slack.boss.user.name}
    await on_slack.working()
    if command.id in TWICE:
        await on_slack.saved("poem", f"{POEM} Keep it short.")
    act = await on_slack.slash(f"{command.prefix}{command.verb}", by=by)
    if command.id in ASKED:
        fields, shown = ASKED[command.id]
        assert act.begun.opened, f"/prompt {command.id} asks for nothing"
        for answers in (fields, {**fields, **FILLED.get(command.id, {})}):
            given = {name: _named(value, known) for name, value in answers.items() if name in act.modal.fields}
            act = await on_slack.submit(act, given, by=by, files=FILES.get(command.id, ()))
            if not act.begun.opened:
                break
        await act.settled(contains=_named(shown, known))
    assert act.begun.opened is None, f"add what somebody writes into the form of /prompt {command.id}"
    assert FAILED not in act.answers
    assert on_slack.public() == []


TWICE = {"compare"}
"""Commands that need a second version."""
FILLED: Mapping[str, Mapping[str, str]] = {name: {"topic": "rain"} for name in ("use", "run", "compare")}
"""Commands that ask in a second form for what goes into the prompt that was named, and what somebody writes there."""
NAMED = [
    (command.id, argument.name)
    for command in load()
    for argument in command.arguments
    if argument.kind is Kind.SNIPPET and argument.required and command.permission is Permission.ANYONE
]
"""Commands that cannot do without the name of a saved prompt, and the argument that takes it."""


BESIDE: Mapping[str, Mapping[str, str]] = {"label": {"label": "production"}}
"""What else somebody writes into the form of a command that takes the name of a saved prompt."""


@pytest.mark.parametrize(("command", "field"), [*NAMED, ("", LOOKUP)], ids=[*(name for name, _ in NAMED), "home"])
async def test_names_are_offered_while_they_are_typed(command: str, field: str, on_slack: Scene) -> None:
    """Whoever begins a name, in a form or on the Home tab, is offered one's own prompts and nobody else's; what was
    offered works as it stands there.
    """
    ana, ben, chosen = on_slack.ana, on_slack.ben, dict[str, Any]({field: "poem", **BESIDE.get(command, {})})
    for text in (POEM, "Sing about {{topic}}."):
        await on_slack.saved("poem", text)
    await on_slack.slash("save mine Sort it.", by=ben)
    place, other = await on_slack.asking(command, by=ana), await on_slack.asking(command, by=ben)
    assert [one.value for one in await ana.type(place, field, "po")] == ["poem", "po"], "or what is typed"
    assert [one.value for one in await ben.type(other, field, "po")] == ["po"]
    act = await (ana.submit(place, **chosen) if command else ana.choose(place, "poem", menu=field))
    if command in FILLED:
        await act.until(lambda: bool(act.begun.opened), "what is asked about the prompt")
        act = await on_slack.submit(act, FILLED[command])
    await act.settled(contains="poem")
    assert FAILED not in act.answers


# --- entries of menus ------------------------------------------------------------------------------------------------

POINTED: Mapping[str, tuple[Mapping[str, str], str]] = {
    "critique": ({}, "“nice”"),
    "refine": ({"instruction": "shorter"}, "You asked for: shorter."),
    "save": ({"name": "pointed"}, "Saved as pointed, version 1."),
}
"""Commands that a message can be pointed at: what somebody writes into the form, and what comes of it."""


def entries() -> list[Command]:
    """Give the commands with an entry in the menu of a message."""
    return [command for command in load() if command.pointed is Pointed.MESSAGE]


@pytest.mark.parametrize("command", entries(), ids=lambda command: command.id)
async def test_every_entry_of_a_message_works_on_its_prompt(command: Command, on_slack: Scene) -> None:
    """Whoever points at somebody's message gets what the entry says, of the prompt in it, and nobody else sees it."""
    assert command.id in POINTED, f"add what somebody sees who chooses {command.pointed_label}"
    fields, shown = POINTED[command.id]
    said = await on_slack.ben.say(on_slack.channel, f"What about this one?\n```\n{POEM}\n```\nI am not sure.")
    act = await on_slack.point(said, command.pointed_label)
    if fields:
        act = await on_slack.submit(act, fields)
    assert shown in act.answers
    assert on_slack.ben.sees(on_slack.channel) == [said]


BOXED = [
    ("Draft", GOAL, "Turn the notes of a meeting"),
    ("Critique", POEM, "“nice”"),
    ("Refine", POEM, "You asked for: shorter."),
]
"""What stands on a button of the box, what is written into the box, and what comes of it."""


@pytest.mark.parametrize("entry", ["", "New prompt"], ids=["command", "entry"])
@pytest.mark.parametrize(("label", "text", "shown"), BOXED, ids=[label for label, _, _ in BOXED])
async def test_the_box_takes_a_goal_or_a_prompt(label: str, text: str, shown: str, entry: str, on_slack: Scene) -> None:
    """The command alone, and an entry everywhere in Slack, open a box; its three buttons do with its text what
    they say. The answer comes where the command was typed, or in the direct messages.
    """
    opened = await (on_slack.entry(entry) if entry else on_slack.slash())
    box = opened.modal
    assert [box.send, *box.buttons] == [label for label, _, _ in BOXED]
    on_slack.write(box, "~text", text)
    if label == "Refine":
        pressed = await on_slack.ana.press(box, label)
        await pressed.until(lambda: "instruction" in box.fields, "the question in the box's place")
        act = await on_slack.ana.submit(box, instruction="shorter")
    else:
        act = await (on_slack.submit(opened) if label == box.send else on_slack.press(box, label))
    await act.settled(contains=shown)
    assert {message.channel for message in act.messages} == {on_slack.ana.dm() if entry else on_slack.channel}
    assert on_slack.public() == []


# --- forms -----------------------------------------------------------------------------------------------------------


async def test_what_is_wrong_is_said_at_its_field(on_slack: Scene) -> None:
    """A form that cannot be taken says why where it is wrong, and stays open with all that was written into it."""
    await on_slack.working()
    form = await on_slack.slash("edit")
    blank = await on_slack.submit(form, text="   ")
    assert blank.errors == {"text": "Something has to stand here, or a file has to be attached."}
    large = await on_slack.submit(form, text="Write a song.", files=[("long.md", b"x" * 500_000)])
    assert "The file long.md is too large" in large.errors["text"]
    assert form.modal.values["text"]["value"] == "Write a song."
    on_slack.ana.fill(form.modal, **{"~must:text": []})
    assert "poem, v2" in (await on_slack.submit(form)).answers


async def test_nothing_is_lost_when_a_form_is_closed(on_slack: Scene) -> None:
    """What somebody had written into a form or the box before closing it stands there when it is opened again."""
    await on_slack.working()
    for verb, field in (("edit", "text"), ("save", "name"), ("", "~text")):
        form = await on_slack.slash(verb)
        on_slack.write(form.modal, field, f"a line for {verb}")
        closed = await on_slack.ana.close(form.modal)
        assert closed is not None
        await closed.acknowledged()
        again = await on_slack.slash(verb)
        assert f"a line for {verb}" in str(again.modal.values[field])
        await on_slack.ana.close(again.modal)
