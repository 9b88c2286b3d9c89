"""Where people meet the bot on Slack, and what each of them sees there, against the real program: over HTTP, with all
that an operator may add.
"""

from collections.abc import Awaitable, Callable

import pytest

from bot.commands import load
from bot.dialogue.command import Pointed
from tests.doubles.answers import FAILED, GOAL, POEM, SHARED
from tests.doubles.script import hang
from tests.doubles.slack_blocks import active
from tests.doubles.slack_person import Act, Message
from tests.doubles.slack_scene import Scene, file, only, standing
from tests.e2e.conftest import HTTP

pytestmark = [
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.parametrize("slack_house", [HTTP], indirect=True, scope="module"),
]
CRITIQUE, REFINE, SAVE = (command.pointed_label for command in load() if command.pointed is Pointed.MESSAGE)


# --- what somebody points at -----------------------------------------------------------------------------------------


async def card(scene: Scene) -> Message:
    """Give a card of the bot that everyone sees."""
    await scene.saved("poem")
    await scene.slash("share poem to=here")
    await scene.slack.state.until(lambda: bool(scene.public()))
    return scene.public()[0]


async def words(scene: Scene) -> Message:
    """Have Ben write a prompt as it is."""
    return await scene.ben.say(scene.channel, POEM)


async def attached(scene: Scene) -> Message:
    """Have Ben attach a prompt."""
    return await scene.ben.say(scene.channel, "here", files=[("prompt.md", POEM.encode())])


async def pointed(scene: Scene, message: Message, entry: str) -> Act:
    """Choose an entry of the menu of a message, and fill in its form where it has one."""
    act = await scene.point(message, entry)
    if act.begun.opened is not None:
        fields = {"instruction": "shorter"} if "instruction" in act.modal.fields else {"name": "pointed"}
        act = await scene.submit(act, fields)
    return act


@pytest.mark.parametrize("source", [card, words, attached])
async def test_a_prompt_in_a_message_can_be_pointed_at(
    source: Callable[[Scene], Awaitable[Message]], on_slack: Scene
) -> None:
    """Critique, refine and save take the prompt that a message holds: on a card, in its words, in a file."""
    message = await source(on_slack)
    critique, refined, saved = [await pointed(on_slack, message, entry) for entry in (CRITIQUE, REFINE, SAVE)]
    assert "“nice”" in critique.answers
    assert "You asked for: shorter." in refined.answers
    assert "Saved as pointed" in saved.answers
    assert POEM in (await on_slack.slash("show pointed")).answers
    assert len(on_slack.ben.sees(on_slack.channel)) == 1


async def test_a_message_without_a_prompt_says_so(on_slack: Scene) -> None:
    """Whoever points at an answer that holds no prompt reads what to point at."""
    said = await on_slack.ana.say(on_slack.ana.dm(), "/help")
    await said.settled(contains="What I can do")
    act = await on_slack.point(said.messages[0], CRITIQUE)
    assert "I see no prompt in that message." in act.answers


# --- places ----------------------------------------------------------------------------------------------------------


async def test_plain_words_in_a_direct_message_draft_and_then_refine(on_slack: Scene) -> None:
    """In a direct message the first words are a goal, the next ones what should change; each gets one reply."""
    ana, direct = on_slack.ana, on_slack.ana.dm()
    said = await ana.say(direct, GOAL)
    await said.settled(contains="The goal:")
    assert len(said.messages) == 1
    more = await ana.say(direct, "shorter")
    await more.settled(contains="You asked for: shorter.")
    (refined,) = more.messages
    assert "v2" in refined.text.splitlines()[0]
    act = await on_slack.slash("undo", at=direct)
    assert "Back from v2" in act.answers
    assert not only(act).ephemeral, "nobody else is there"


async def test_a_mention_is_answered_in_its_thread_where_all_can_go_on(on_slack: Scene) -> None:
    """Who calls the bot in a channel is answered in that thread, for all to see; Ben, who presses there, is answered
    alone; what he says in the thread, with a mention or without one, goes on with the same prompt.
    """
    ana, ben, mention = on_slack.ana, on_slack.ben, on_slack.slack.mention
    said = await ana.say(on_slack.channel, f"{mention} {GOAL}")
    await said.settled(contains="The goal:")
    (answer,) = said.messages
    assert (answer.thread, answer.ephemeral) == (said.ts, False)
    form = await on_slack.press(answer, "Refine", by=ben)
    refined = await on_slack.submit(form, by=ben, instruction="shorter")
    assert "You asked for: shorter." in refined.answers
    assert {(one.thread, one.ephemeral) for one in refined.messages} == {(said.ts, True)}
    for words in (f"{mention} brief", "friendly"):
        more = await ben.say(on_slack.channel, words, thread=said)
        await more.settled(contains=f"You asked for: {words.removeprefix(mention).strip()}.")
        assert {(one.thread, one.ephemeral) for one in more.messages} == {(said.ts, False)}
    assert [one for one in on_slack.public() if one.thread is None] == []


async def test_a_message_in_a_channel_that_is_not_for_the_bot_is_left_alone(on_slack: Scene) -> None:
    """People who talk to each other are not answered."""
    said = await on_slack.ben.say(on_slack.channel, "shall we have lunch?")
    await on_slack.slash("help")
    assert on_slack.ben.sees(on_slack.channel) == [said]


@pytest.mark.parametrize("direct", [False, True])
async def test_stop_ends_what_is_written(direct: bool, on_slack: Scene) -> None:  # noqa: FBT001 - a case
    """Stop ends the answer at once; what stands there says so and has no Stop button."""
    await on_slack.working()
    on_slack.model.script(hang("Write a poem"))
    where = on_slack.ana.dm() if direct else on_slack.channel
    act = await on_slack.ana.slash(where, "/prompt", "refine @poem shorter")
    await act.until(lambda: any("Stop" in one.buttons for one in act.messages), "a Stop button")
    await on_slack.ana.press(act.messages[0], "Stop")
    await act.settled(contains="Stopped.")
    assert only(act).buttons == []


async def test_slacks_own_button_stops_what_is_written(on_slack: Scene) -> None:
    """While the bot writes, Slack itself says so and has a button that stops it; what stands there says so."""
    await on_slack.saved("poem")
    on_slack.model.script(hang("Write a poem"))
    said = await on_slack.ana.say(on_slack.ana.dm(), "/refine @poem shorter")
    await said.shows("Write a p")
    await said.until(lambda: on_slack.slack.state.sessions.get((said.channel.id, said.ts)) == "processing")
    await on_slack.ana.stop(said)
    await said.settled(contains="Stopped.")
    assert only(said).buttons == []


async def test_where_the_bot_is_no_member(on_slack: Scene) -> None:
    """In a channel that nobody invited the bot to, commands work all the same, and what is shared is shown to all."""
    elsewhere = on_slack.slack.channel(f"not {on_slack.channel.name}", member=False)
    await on_slack.saved("mine")
    assert "mine" in (await on_slack.slash("find", at=elsewhere)).answers
    act = await on_slack.slash("share mine to=here", at=elsewhere)
    await act.settled(contains="Everyone here sees it now.")
    (shared,) = on_slack.public(elsewhere)
    assert shared.buttons == SHARED
    copied = await on_slack.press(shared, "Copy", by=on_slack.ben)
    assert POEM in copied.answers
    assert only(copied).ephemeral


async def test_a_very_long_answer_is_a_few_messages_and_a_file(on_slack: Scene) -> None:
    """However long a difference is, it comes in three private messages at most; the last of them says that the rest is
    a file in the direct messages, and has all buttons.
    """
    before = "".join(f"Line {number}: please write a very nice thing about it.\n" for number in range(1500))
    after = before.replace("nice", "good")
    said = await on_slack.ana.say(on_slack.channel, files=[("long.md", before.encode())])
    kept = await pointed(on_slack, said, SAVE)
    assert await file(await on_slack.press(kept, "Work on it"), "prompt.md") == before.encode()
    act = await on_slack.submit(await on_slack.slash("edit"), files=[("long.md", after.encode())])
    assert "Line 1499: please write a very ~~nice~~**good** thing about it." in (await file(act, "answer.md")).decode()
    told = [one for one in standing(act) if one.ephemeral]
    assert len(told) == 3
    assert "The rest is in the file answer.md." in told[-1].text
    assert "is in your direct messages" in told[-1].text
    assert await file(await on_slack.press(told[-1], "Copy"), "prompt.md") == after.encode()


# --- two people ------------------------------------------------------------------------------------------------------
async def test_what_is_private_is_seen_by_nobody_else(on_slack: Scene) -> None:
    """What one person keeps, another neither finds, shows, deletes, shares nor reaches with a button's id."""
    saved = await on_slack.saved("secret plan")
    for verb in ("show", "delete", "share"):
        act = await on_slack.slash(f"{verb} secret plan", by=on_slack.ben)
        assert "There is no prompt called secret plan." in act.answers
        assert POEM not in act.answers
    assert "secret plan" not in (await on_slack.slash("find secret", by=on_slack.ben)).answers.replace(
        "for: secret", ""
    )
    mine = only(await on_slack.slash("save mine Sort it.", by=on_slack.ben))
    for _, token in only(saved).pressable:
        forge(mine, "Share", token)
        forged = await on_slack.press(mine, by=on_slack.ben, token=token)
        assert "That prompt is no longer there." in forged.answers
        assert POEM not in forged.answers


def forge(message: Message, label: str, token: str) -> None:
    """Put another id on a button, as somebody would who speaks to Slack by other means than its program."""
    for one in active(message.blocks):
        if one.element.get("text", {}).get("text") == label:
            one.element["action_id"] = token


async def test_another_refines_a_copy_of_what_was_shared(on_slack: Scene) -> None:
    """Whoever makes a shared prompt one's own works on a copy; the sharer's stays as it is."""
    await on_slack.working()
    shared = await on_slack.slash("share to=here")
    await shared.until(lambda: len(on_slack.public()) == 1, "the shared prompt")
    mine = await on_slack.press(on_slack.public()[0], "Make it mine", by=on_slack.ben)
    form = await on_slack.press(mine, "Refine", by=on_slack.ben)
    refined = await on_slack.submit(form, by=on_slack.ben, instruction="shorter")
    assert "poem, v2" in refined.answers
    assert only(refined).ephemeral
    assert POEM in (await on_slack.slash("last")).answers


async def test_a_prompt_of_the_team_is_found_and_kept_by_its_owner(on_slack: Scene) -> None:
    """What is shared with the team others find, on the Home tab too, and make their own; only its owner deletes it."""
    name = f"poem of {on_slack.channel.name}"
    await on_slack.saved(name)
    act = await on_slack.slash(f'share "{name}" to=team')
    assert f"Everybody in the team finds {name} now." in act.answers
    assert on_slack.public() == []
    assert name in (await on_slack.ben.opens_home(name)).text
    shown = await on_slack.slash(f"show {name}", by=on_slack.ben)
    assert FAILED in (await on_slack.slash(f"delete {name}", by=on_slack.ben)).answers
    opened = await on_slack.press(shown, "Work on it", by=on_slack.ben)
    assert POEM in opened.answers
    assert "is deleted" in (await on_slack.press(await on_slack.slash(f"delete {name}"), "Delete")).answers


# --- French ----------------------------------------------------------------------------------------------------------


async def test_answers_are_french_for_who_reads_french(on_slack: Scene) -> None:
    """Cards, buttons, forms, the Home tab and errors are in the reader's language, and French verbs are understood."""
    zoe = on_slack.slack.person("Zoé", locale="fr-FR")
    assert "Ce que je sais faire" in (await on_slack.slash("aide", by=zoe)).answers
    saved = await on_slack.slash("enregistrer poème Écris un poème sur {{sujet}}.", by=zoe)
    assert only(saved).buttons == ["Utiliser", "Lancer", "Travailler dessus", "Partager", "Supprimer"]
    opened = await on_slack.press(saved, "Travailler dessus", by=zoe)
    assert "Ce que vous remplissez\n{{sujet}}" in opened.answers
    form = await on_slack.press(opened, "Améliorer", by=zoe)
    assert form.modal.labels == ["Ce qui doit changer"]
    assert "poème" in (await zoe.opens_home("Continuer")).text
    assert "Il n’y a pas de prompt nommé rien." in (await on_slack.slash("montrer rien", by=zoe)).answers
