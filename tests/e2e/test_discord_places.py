"""Where people meet the bot on Discord, and what each of them sees there, against the real program."""

from collections.abc import Awaitable, Callable

import pytest

from bot.commands import load
from tests.doubles.answers import FAILED, GOAL, POEM
from tests.doubles.discord_person import Act, Message
from tests.doubles.scene import Scene
from tests.doubles.script import hang

pytestmark = pytest.mark.asyncio(loop_scope="module")
ENTRIES = ("Critique this prompt", "Refine this prompt", "Save as snippet")


# --- what somebody points at -----------------------------------------------------------------------------------------


async def block(scene: Scene) -> Message:
    """Have Ben write a prompt in a code block, with words around it."""
    return await scene.ben.say(scene.channel, f"What about this one?\n```\n{POEM}\n```\nI am not sure.")


async def card(scene: Scene) -> Message:
    """Give a card of the bot."""
    return (await scene.working()).messages[0]


async def file(scene: Scene) -> Message:
    """Have Ben attach a prompt."""
    return await scene.ben.say(scene.channel, "here", files=[("prompt.md", POEM.encode())])


async def pointed(scene: Scene, message: Message, entry: str) -> Act:
    """Choose an entry of the menu of a message, and fill in its form where it has one."""
    act = await scene.point(message, entry)
    if act.kind == "modal":
        fields = {"instruction": "shorter"} if "instruction" in act.modal.fields else {"name": "pointed"}
        act = await scene.submit(act, fields)
    return act


@pytest.mark.parametrize("source", [block, card, file])
async def test_a_prompt_in_a_message_can_be_pointed_at(
    source: Callable[[Scene], Awaitable[Message]], scene: Scene
) -> None:
    """Critique, refine and save take the prompt that a message holds: in a block, on a card, in a file."""
    message = await source(scene)
    critique, refined, saved = [await pointed(scene, message, entry) for entry in ENTRIES]
    assert "“nice”" in critique.text
    assert "~~Please~~ write" in refined.text
    assert "Saved as pointed" in saved.text
    assert all(act.ephemeral for act in (critique, refined, saved))
    assert POEM in (await scene.slash("show", name="pointed")).text


async def test_a_message_without_a_prompt_says_so(scene: Scene) -> None:
    """Whoever points at an answer that holds no prompt reads what to point at."""
    act = await scene.slash("help")
    pointed_at = await scene.point(act.messages[0], ENTRIES[0])
    assert "I see no prompt in that message." in pointed_at.text


# --- places ----------------------------------------------------------------------------------------------------------


async def test_plain_words_in_a_direct_message_draft_and_then_refine(scene: Scene) -> None:
    """In a direct message the first words are a goal, the next ones what should change; each gets one reply."""
    said = await scene.ana.say(scene.ana.dm(), GOAL)
    await said.settled(contains="The goal:")
    (drafted,) = said.messages
    assert drafted.reference == said
    more = await scene.ana.say(scene.ana.dm(), "shorter")
    await more.settled(contains="You asked for: shorter.")
    (refined,) = more.messages
    assert "v2" in refined.text.splitlines()[0]
    assert not refined.ephemeral
    act = await scene.slash("undo", at=scene.ana.dm())
    assert not act.ephemeral, "nobody else is there"
    assert "Back from v2" in act.text


async def test_a_conversation_in_a_channel(scene: Scene) -> None:
    """A mention in a channel begins a prompt for all to see, and whoever replies goes on with it, with what the model
    was told of what was said; what the library has for the asker alone is not shown to the others.
    """
    said = await scene.ana.say(scene.channel, f"{scene.discord.mention} {GOAL}")
    await said.settled(contains="The goal:")
    (drafted,) = said.messages
    assert drafted.reference == said
    more = await scene.ben.say(scene.channel, "shorter", to=drafted)
    await more.settled(contains="You asked for: shorter.")
    told = next(str(body) for body in reversed(scene.model.messages) if "<message-" in str(body))
    assert f"Ana: {GOAL}" in told
    assert "Ben:\\nshorter" in told
    asked = await scene.ana.say(scene.channel, f"{scene.discord.mention} /last")
    await asked.settled(contains="The answer to this is for you alone")
    shown = await scene.press(asked.messages[-1], "Show me")
    assert shown.ephemeral


async def test_commands_in_a_thread_are_answered_to_one_person(scene: Scene) -> None:
    """In a thread, too, only the asker sees the answer; what is shared stands in the thread and nowhere else."""
    thread = scene.channel.thread("Prompt of the week")
    drafted = await scene.slash("draft", at=thread, goal=GOAL)
    assert drafted.ephemeral
    assert scene.public(thread) == []
    shared = await scene.slash("share", at=thread, to="here")
    await shared.until(lambda: len(scene.public(thread)) == 1, "the shared prompt")
    assert scene.public() == []
    copied = await scene.press(scene.public(thread)[0], "Copy", by=scene.ben)
    assert copied.ephemeral
    assert "The goal:" in copied.messages[0].content


async def test_stop_ends_what_is_written(scene: Scene) -> None:
    """Stop ends the answer at once; what stands there says so and has no Stop button."""
    await scene.working()
    scene.model.script(hang("Write a poem"))
    act = await scene.ana.slash(scene.channel, "prompt refine", instruction="shorter")
    await act.shows("Write a p")
    await scene.ana.press(act.messages[0], "Stop")
    await act.settled(contains="Stopped.")
    assert act.messages[-1].buttons == []


async def test_a_person_takes_the_bot_along(scene: Scene) -> None:
    """Where the bot is no member, people reach their own library, in at most six messages, and no team's."""
    elsewhere = scene.discord.guild(f"Not {scene.guild.name}", member=False).channel("general")
    await scene.saved("mine")
    await scene.slash("save", by=scene.ben, name="of the team", text="Sort the list.")
    await scene.slash("share", by=scene.ben, name="of the team", to="team")
    assert "of the team" in (await scene.slash("find")).text
    found = await scene.slash("find", at=elsewhere)
    assert "mine" in found.text
    assert "of the team" not in found.text
    refused = await scene.slash("share", at=elsewhere, name="mine", to="team")
    assert "You have no team here to share with." in refused.text
    assert found.ephemeral
    assert refused.ephemeral


@pytest.mark.parametrize("member", [True, False])
async def test_a_very_long_answer_is_a_few_messages_and_a_file(member: bool, scene: Scene) -> None:  # noqa: FBT001 - a case
    """However long a difference is, it comes in five messages at most, the rest is a file in the last of them."""
    place = scene.discord.guild(f"Also {scene.guild.name}", member=member).channel("general")
    before = "".join(f"Line {number}: please write a very nice thing about it.\n" for number in range(1500))
    after = before.replace("nice", "good")
    await scene.slash("save", name="long", file=("long.md", before.encode()))
    await scene.press(await scene.slash("show", name="long", at=place), "Work on it")
    act = await scene.submit(await scene.slash("edit", at=place), files=[("long.md", after.encode())])
    await act.until(lambda: "Copy" in act.messages[-1].buttons, "the buttons at the end")
    assert len(act.all_messages) == 5
    assert all(one.ephemeral for one in act.messages)
    rest = act.messages[-1].files["answer.md"].decode()
    assert "Line 1499: please write a very ~~nice~~**good** thing about it." in rest
    copied = await scene.press(act, "Copy")
    assert list(copied.messages[0].files.values()) == [after.encode()]


async def test_in_a_group_each_has_the_own_library(scene: Scene) -> None:
    """In a group of friends the answers are each person's own; what is shared there, all of them see."""
    group = scene.discord.private(scene.ana, scene.ben, name="Friends")
    act = await scene.slash("save", at=group, name="mine", text=POEM)
    assert act.ephemeral
    assert "Nothing is saved yet." in (await scene.slash("find", at=group, by=scene.ben)).text
    shared = await scene.slash("share", at=group, name="mine", to="here")
    await shared.until(lambda: len(scene.public(group)) == 1, "the shared prompt")
    copied = await scene.press(scene.public(group)[0], "Copy", by=scene.ben)
    assert copied.messages[0].content == POEM
    assert copied.ephemeral


# --- two people ------------------------------------------------------------------------------------------------------


async def test_what_is_private_is_seen_by_nobody_else(scene: Scene) -> None:
    """What one person keeps, another neither finds, shows, completes, deletes nor reaches with a button's id."""
    saved = await scene.saved("secret plan")
    for command in ("show", "delete", "share"):
        act = await scene.slash(command, by=scene.ben, name="secret plan")
        assert "There is no prompt called secret plan." in act.text
        assert POEM not in act.text
    assert "Nothing is saved yet." in (await scene.slash("find", by=scene.ben)).text
    assert await scene.ben.type(scene.channel, "prompt show", name="sec") == []
    mine = await scene.slash("save", by=scene.ben, name="mine", text="Sort it.")
    own = next(one for one in _walk(mine.messages[0].components) if one.get("label") == "Share")
    for _, token in saved.messages[0].pressable:
        own["custom_id"] = token
        forged = await scene.press(mine.messages[0], by=scene.ben, token=token)
        assert "That prompt is no longer there." in forged.text
        assert POEM not in forged.text


async def test_another_refines_a_copy_of_what_was_shared(scene: Scene) -> None:
    """Whoever makes a shared prompt one's own works on a copy; the sharer's stays as it is."""
    await scene.working()
    shared = await scene.slash("share", to="here")
    await shared.until(lambda: len(scene.public()) == 1, "the shared prompt")
    mine = await scene.press(scene.public()[0], "Make it mine", by=scene.ben)
    form = await scene.press(mine, "Refine", by=scene.ben)
    refined = await scene.submit(form, by=scene.ben, instruction="shorter")
    assert "poem, v2" in refined.text
    assert refined.ephemeral
    assert f"```\n{POEM}\n```" in (await scene.slash("last")).text


async def test_a_prompt_of_the_team_is_found_and_kept_by_its_owner(scene: Scene) -> None:
    """What is shared with the team others find, open and refine as a copy; only its owner deletes it."""
    await scene.saved("poem")
    act = await scene.slash("share", name="poem", to="team")
    assert "Everybody in the team finds poem now." in act.text
    assert scene.public() == []
    assert [one.value for one in await scene.ben.type(scene.channel, "prompt show", name="po")] == ["poem"]
    shown = await scene.slash("show", by=scene.ben, name="poem")
    refused = await scene.slash("delete", by=scene.ben, name="poem")
    assert FAILED in refused.text
    opened = await scene.press(shown, "Work on it", by=scene.ben)
    assert POEM in opened.text
    assert POEM in (await scene.slash("show", name="poem")).text


# --- French ----------------------------------------------------------------------------------------------------------


async def test_commands_have_french_names(scene: Scene) -> None:
    """Somebody whose Discord is French finds every command, option and menu entry under a French name."""
    groups = [one for one in scene.discord.commands if one["name"].startswith("prompt")]
    for command, told in zip(load(), [one for group in groups for one in group["options"]], strict=True):
        assert told["name_localizations"]["fr"] == command.names["fr"][0]
        assert told["description_localizations"]["fr"] != told["description"]
        assert all("fr" in option["name_localizations"] for option in told.get("options", []))
    entries = [one["name_localizations"]["fr"] for one in scene.discord.commands if one["type"] == 3]
    assert entries == ["Critiquer ce prompt", "Améliorer ce prompt", "Enregistrer ce prompt"]


async def test_answers_are_french_for_who_reads_french(scene: Scene) -> None:
    """Cards, buttons, forms and errors are in the reader's language."""
    zoe = scene.discord.person("Zoé", locale="fr")
    card = await scene.slash("help", by=zoe)
    assert "### Ce que je sais faire" in card.text
    saved = await scene.slash("save", by=zoe, name="poème", text="Écris un poème sur {{sujet}}.")
    assert saved.messages[0].buttons == ["Utiliser", "Lancer", "Travailler dessus", "Partager", "Supprimer"]
    opened = await scene.press(saved, "Travailler dessus", by=zoe)
    assert "**Ce que vous remplissez**\n**{{sujet}}**" in opened.text
    form = await scene.press(opened, "Améliorer", by=zoe)
    assert form.modal.labels == ["Ce qui doit changer"]
    missing = await scene.slash("show", by=zoe, name="rien")
    assert "Il n’y a pas de prompt nommé rien." in missing.text


def _walk(components: list[dict[str, object]]) -> list[dict[str, object]]:
    found = []
    for one in components:
        inner = one.get("components") or []
        assert isinstance(inner, list)
        found += [one, *_walk(inner)]
    return found
