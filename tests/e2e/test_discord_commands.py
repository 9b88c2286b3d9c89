"""Every command on Discord as somebody in a server's channel types it, answered by the real program."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import pytest

from bot.commands import load
from tests.doubles.answers import (
    ANSWERED,
    CHANGED,
    DRAFTED,
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
from tests.doubles.scene import Scene, only

pytestmark = pytest.mark.asyncio(loop_scope="module")
FORM = 9
Scenario = Callable[[Scene], Awaitable[None]]
VERSIONS = ["Show", "What changed", "Show", "Restore"]
"""Labels of the buttons beside two versions."""


async def draft(scene: Scene) -> None:
    """See a prompt in a block, with its variables below it."""
    act = await scene.slash("draft", goal=GOAL)
    stands(
        only(act), "### Turn the notes of a meeting", "```\n", "The goal:", "\n```", "What you fill in", buttons=DRAFTED
    )


async def critique(scene: Scene) -> None:
    """See remarks that quote the prompt, each with its own buttons."""
    act = await scene.slash("critique", text=POEM)
    stands(only(act), "### Usable:", "> “nice”", "Instead: friendly", buttons=REMARKS)


async def refine(scene: Scene) -> None:
    """See the difference, and why."""
    await scene.working()
    act = await scene.slash("refine", instruction="shorter")
    stands(only(act), "### poem, v2", "~~Please", "You asked for: shorter.", buttons=[*CHANGED, *THUMBS])


async def edit(scene: Scene) -> None:
    """See what was changed by hand."""
    await scene.working()
    act = await scene.slash("edit", text="Please write a very nice song about {{topic}}.")
    stands(only(act), "### poem, v2", "~~poem~~**song**", buttons=CHANGED)


async def undo(scene: Scene) -> None:
    """See the version before again."""
    await scene.working()
    await scene.slash("edit", text="Write a song.")
    act = await scene.slash("undo")
    stands(only(act), "### poem, v1", f"```\n{POEM}\n```", "Back from v2, which is kept.", buttons=VERSION)


async def last(scene: Scene) -> None:
    """See what was worked on, and what came before it."""
    await scene.working()
    await scene.working("Sort {{list}} by date.", "sort")
    act = await scene.slash("last")
    stands(only(act), "### sort, v1", "Sort {{list}} by date.", "### Before that:", buttons=[*VERSION, "poem"])


async def save(scene: Scene) -> None:
    """See that it is kept, and who sees it."""
    act = await scene.slash("save", name="poem", text=POEM, about="Poems for cards")
    stands(only(act), "### poem", "Saved as poem, version 1. Only you see it", buttons=SAVED)


async def show(scene: Scene) -> None:
    """See the saved prompt, whole."""
    await scene.saved("poem", about="Poems for cards")
    act = await scene.slash("show", name="poem")
    stands(only(act), "### poem", "Poems for cards", f"```\n{POEM}\n```", "version 1 of 1, by Ana", buttons=STORED)


async def history(scene: Scene) -> None:
    """See who saved which version when and why, the newest first."""
    await scene.saved("poem")
    await scene.slash("save", name="poem", text="Write a song.", why="shorter")
    act = await scene.slash("history", name="poem")
    stands(only(act), "### poem: 2 versions", "v2", "shorter · Ana", "v1", buttons=VERSIONS)


async def diff(scene: Scene) -> None:
    """See what changed from one version to another, word by word."""
    await scene.saved("poem")
    await scene.saved("poem", "Please write a very nice song about {{topic}}.")
    second: dict[str, Any] = {"with": "2"}
    act = await scene.slash("diff", name="poem@1", **second)
    stands(only(act), "### poem: from v1 to v2", "~~poem~~**song**", buttons=["Restore v1"])


async def restore(scene: Scene) -> None:
    """See the old text as the newest version."""
    await scene.saved("poem")
    await scene.saved("poem", "Write a song.")
    act = await scene.slash("restore", name="poem@1")
    stands(only(act), "### poem", f"```\n{POEM}\n```", "Version 3 has the text of version 1.", buttons=STORED)


async def label(scene: Scene) -> None:
    """See which version a label points at."""
    await scene.saved("poem")
    act = await scene.slash("label", name="poem@1", label="production")
    stands(only(act), "### poem", "production v1", "production points at version 1 now.", buttons=STORED)


async def review(scene: Scene) -> None:
    """See what a colleague proposes."""
    await scene.proposed("poem")
    act = await scene.slash("review")
    stands(only(act), "### Waiting for a word", "poem · v2 → newest version?", "Ben: for Paris", buttons=["Look at it"])


async def find(scene: Scene) -> None:
    """See hits, each of which can be shown."""
    await scene.saved("poem", about="Poems for cards")
    act = await scene.slash("find", words="cards")
    stands(only(act), "### Found for: cards", "yours: poem", "Poems for cards", buttons=["Show"])


async def use(scene: Scene) -> None:
    """See the prompt filled in, to be copied."""
    await scene.saved("poem")
    act = await scene.slash("use", name="poem", values="topic=rain")
    stands(
        only(act),
        "### Filled in. Only you see this.",
        POEM.replace("{{topic}}", "rain"),
        "poem v1, the newest",
        buttons=["Fill in again"],
    )


async def run(scene: Scene) -> None:
    """See what the model answers, and what it took."""
    await scene.saved("poem")
    act = await scene.slash("run", name="poem", values="topic=rain")
    stands(
        only(act),
        "### The answer to poem v1",
        "Here is what I make of it: very nice poem about.",
        "claude-sonnet-5:",
        buttons=ANSWERED,
    )


async def compare(scene: Scene) -> None:
    """See what the model answers to two versions."""
    await scene.saved("poem", "Please sing about {{topic}}.")
    await scene.saved("poem")
    act = await scene.slash("compare", name="poem", values="topic=rain")
    stands(
        only(act),
        "### The answer to poem v1",
        "Here is what I make of it: sing about rain.",
        "### The answer to poem v2",
        "Here is what I make of it: very nice poem about.",
        buttons=ANSWERED * 2,
    )


async def share(scene: Scene) -> None:
    """See that everyone in the channel sees it, once."""
    await scene.saved("poem")
    act = await scene.slash("share", name="poem", to="here")
    await act.settled(contains="Everyone here sees it now.")
    told, _ = act.messages
    assert (told.text, told.buttons) == ("Everyone here sees it now.", [])
    (shared,) = scene.public()
    assert "### poem · shared by Ana" in shared.text
    assert f"```\n{POEM}\n```" in shared.text
    assert shared.buttons == SHARED


async def delete(scene: Scene) -> None:
    """See a question before anything is deleted."""
    await scene.saved("poem")
    act = await scene.slash("delete", name="poem")
    stands(only(act), "### Delete poem with its one version?", buttons=["Delete"])


async def import_(scene: Scene) -> None:
    """See what came in."""
    act = await scene.slash("import", file=("poems.csv", TABLE))
    stands(only(act), "### 2 prompts came into your library.", "**New:** 2", buttons=["Show them"])


async def export(scene: Scene) -> None:
    """Get a file, and see what is not in it."""
    await scene.saved("poem", about="Poems for cards")
    act = await scene.slash("export", name="poem", format="markdown")
    head = "---\nname: poem\ndescription: Poems for cards\n---\n"
    assert [one.files for one in act.messages if one.files] == [{"poem.md": f"{head}{POEM}\n".encode()}]
    assert "### 1 prompt as markdown." in act.text
    assert "**Who wrote it, when and why:** of 1 prompt: poem" in act.text


async def help_(scene: Scene) -> None:
    """See every command."""
    act = await scene.slash("help")
    stands(only(act), "### What I can do", *(f"**{one.verb}:**" for one in load() if not one.prefix), buttons=[])


async def me(scene: Scene) -> None:
    """See who one is, and what the model took."""
    await scene.slash("critique", text=POEM)
    act = await scene.slash("me")
    stands(only(act), "### Ana", "Ana (discord)", "Used in the last 24 hours", "claude-sonnet-5", buttons=ME)
    act = await scene.slash("me", what="usage")
    stands(only(act), "### Used in the last 24 hours", "claude-sonnet-5", "**critique:**", buttons=[])


async def roles(scene: Scene) -> None:
    """See who has which role, and give one."""
    await scene.slash("help")
    act = await scene.admin("roles", person="Ana", role="reviewer")
    stands(only(act), "### Ana: reviewer.", buttons=[])
    act = await scene.admin("roles")
    stands(only(act), "### Roles in the team", "reviewer: Ana", "everyone else", buttons=["Change", "Change"])


async def transfer(scene: Scene) -> None:
    """See whose it is now."""
    await scene.teams("poem")
    act = await scene.admin("transfer", name="poem", person=f"<@{scene.boss.user.id}>")
    stands(only(act), "### poem", f"poem belongs to {scene.boss.user.name} now.", buttons=STORED)


async def claim(scene: Scene) -> None:
    """See that it is one's own now."""
    await scene.teams("poem")
    act = await scene.admin("claim", name="poem", why="handover")
    stands(only(act), "### poem", "poem is yours now.", buttons=STORED)


async def deleted(scene: Scene) -> None:
    """See what can be brought back."""
    await scene.teams("poem")
    await scene.press(await scene.slash("delete", name="poem"), "Delete")
    act = await scene.admin("deleted")
    stands(only(act), "### Deleted prompts", "poem", "of Ana; deleted by Ana", buttons=["Bring it back"])


async def quiet(scene: Scene) -> None:
    """See that nothing can be shown to all in this channel any more."""
    await scene.saved("poem")
    stands(only(await scene.admin("quiet", state="on")), "### This channel is quiet.", buttons=[])
    assert "This channel is quiet" in (await scene.slash("share", name="poem", to="here")).text


async def protect(scene: Scene) -> None:
    """See which labels nobody moves alone."""
    stands(only(await scene.admin("protect", label="production")), "### Protected labels: production", buttons=[])


async def reviews(scene: Scene) -> None:
    """See where proposals are shown."""
    act = await scene.admin("reviews", where="direct")
    stands(only(act), "### Proposals are shown in direct messages.", buttons=[])


async def retention(scene: Scene) -> None:
    """See for how long things are kept."""
    act = await scene.admin("retention", deleted="60")
    stands(only(act), "### How long things are kept", "60 days", "400 days", buttons=[])


async def audit(scene: Scene) -> None:
    """See who did what."""
    await scene.teams("poem")
    stands(only(await scene.admin("audit")), "### Who did what", "Ana shared poem with the team", buttons=[])


async def link(scene: Scene) -> None:
    """Get a code that joins another place."""
    act = await scene.admin("link")
    stands(only(act), "### Join another place with this team", "/prompt admin link", code_in(act.text), buttons=[])


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
async def test_every_command_is_answered_to_the_one_who_typed_it(command: str, scene: Scene) -> None:
    """A command in a channel is answered at once and privately, with the right words and buttons."""
    assert command in SCENARIOS, f"add what somebody sees who types /prompt {command}"
    await SCENARIOS[command](scene)
    acts = scene.discord.state.interactions.values()
    answers = [act for act in acts if act.channel is scene.channel and act.answer != FORM]
    assert answers
    assert {act.answer for act in answers} == {5}, "thinking"
    assert all(act.original and act.original.ephemeral for act in answers)
    assert len(scene.public()) == (command == "share")


async def test_an_answer_that_is_whole_at_once_is_shown_once(scene: Scene) -> None:
    """Where nothing is waited for, no Stop button comes and goes."""
    act = await scene.slash("help")
    (message,) = act.messages
    assert len(message.history) == 2, "thinking, then the answer"


@pytest.mark.parametrize(
    ("command", "options", "field", "answer", "shown"),
    [
        ("draft", {}, "goal", "a prompt that sorts a long list of names by their length", "### Sort a long list"),
        ("save", {"text": POEM}, "name", "poem", "Saved as poem, version 1."),
        ("refine", {}, "instruction", "shorter", "You asked for: shorter."),
        ("edit", {}, "text", "Write a song.\n\nKeep it short.", "### poem, v2"),
    ],
)
async def test_a_form_asks_for_what_is_missing(
    command: str, options: dict[str, Any], field: str, answer: str, shown: str, scene: Scene
) -> None:
    """A command without what it needs opens a form; what is written there is taken as if it had been typed."""
    if command in {"refine", "edit"}:
        await scene.working()
    act = await scene.slash(command, **options)
    assert act.kind == "modal"
    assert field in act.modal.fields
    sent = await scene.submit(act, {field: answer})
    assert shown in sent.text
    assert sent.ephemeral
    assert scene.public() == []


@pytest.mark.parametrize(
    ("command", "option", "typed", "offered"),
    [
        ("show", "name", "po", "poem"),
        ("show", "name", "@po", "poem"),
        ("delete", "name", "", "poem"),
        ("share", "name", "p", "poem"),
        ("refine", "name", "p", "poem"),
        ("critique", "text", "@po", "@poem"),
    ],
)
async def test_names_are_offered_while_they_are_typed(
    command: str, option: str, typed: str, offered: str, scene: Scene
) -> None:
    """Whoever begins a name is offered one's own prompts; what was offered works as it stands there."""
    await scene.saved("poem")
    found = await scene.ana.type(scene.channel, f"prompt {command}", **{option: typed})
    assert [choice.value for choice in found] == [offered]
    assert await scene.ben.type(scene.channel, f"prompt {command}", **{option: typed}) == []
    options: dict[str, Any] = {option: found[0].value}
    options |= {"instruction": "shorter"} if command == "refine" else {}
    act = await scene.slash(command, **options)
    assert "This did not work." not in act.text
    assert "poem" in act.text


async def test_members_are_offered_while_they_are_typed(scene: Scene) -> None:
    """Who manages the server is offered the team's members, and gives a server's role by its mention. Discord offers
    the command to nobody else.
    """
    await scene.slash("help")
    found = await scene.boss.type(scene.channel, "prompt-admin roles", person="an")
    assert [choice.value for choice in found] == ["Ana"]
    act = await scene.admin("roles", person="<@&77>", role="reviewer")
    assert "reviewer" in act.text
