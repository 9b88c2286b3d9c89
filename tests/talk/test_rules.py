"""Plain words without a model: what is answered, and what the buttons then do."""

from pathlib import Path

import pytest

from bot.dialogue.inbound import Say
from bot.domain import Status
from bot.errors import ModelUnavailable
from tests.doubles.house import House, house

pytestmark = pytest.mark.asyncio


async def names(home: House) -> str:
    """Give what is saved, as it is listed."""
    return (await home.type("find")).text


@pytest.mark.parametrize(
    ("said", "answered"),
    [
        ("thanks!", "You are welcome."),
        ("bonjour", "Hello. Say what you need a prompt for"),
        ("ok great", "Good. Say what should change"),
    ],
)
async def test_chatter_drafts_nothing(tmp_path: Path, said: str, answered: str) -> None:
    """A word of thanks gets a short answer, and the prompt stays as it is."""
    async with house(tmp_path) as home:
        await home.say("a prompt for tickets")
        asked = list(home.engineer.asked)
        answer = await home.say(said)
        assert answered in answer.text
        assert home.engineer.asked == asked


async def test_saving_waits_for_a_press(tmp_path: Path) -> None:
    """Asked to save in plain words, it shows under which name, and the press does it."""
    async with house(tmp_path) as home:
        await home.say("a prompt for tickets")
        answer = await home.say("save that as ticket-report please")
        assert "Nothing is done until you press the button." in answer.text
        assert "ticket-report" not in await names(home)
        await home.press(answer.button("Save").token)
        assert "ticket-report" in await names(home)


async def test_without_anything_to_save_it_says_so(tmp_path: Path) -> None:
    """Where nothing is open, there is no button that could do nothing."""
    async with house(tmp_path) as home:
        answer = await home.say("save that as ticket-report")
        assert answer.failure.sentence == "Nothing is open here yet."


async def test_a_change_to_nothing_is_no_goal(tmp_path: Path) -> None:
    """Whoever says "shorter" with nothing open is asked for a prompt, and none is drafted."""
    async with house(tmp_path) as home:
        answer = await home.say("shorter")
        assert "Nothing is open here yet." in answer.text
        assert home.engineer.asked == []


async def test_what_is_not_understood_is_asked(tmp_path: Path) -> None:
    """A question that no rule knows changes nothing by itself; each button does what it says with the same words."""
    async with house(tmp_path) as home:
        await home.say("a prompt for tickets")
        answer = await home.say("what about a table?")
        assert answer.done.status is Status.ASKING
        assert "I did not understand what to do with: what about a table?" in answer.text
        assert [button.label for button in answer.buttons] == ["Critique", "Change the prompt so", "Draft it", "Help"]
        await home.press(answer.button("Change the prompt so").token)
        assert home.engineer.orders[-1].instruction == "what about a table?"
        await home.press(answer.button("Draft it").token)
        assert home.engineer.asked[-1] == "draft what about a table?"


async def test_what_is_not_understood_of_a_code_block_is_asked_about_that(tmp_path: Path) -> None:
    """Where a prompt came in a code block, no button is about another one that is open."""
    async with house(tmp_path) as home:
        await home.say("a prompt for tickets")
        asked = await home.say("why is it so long?\n```\nWrite a song.\n```")
        assert [button.label for button in asked.buttons] == ["Critique", "Draft it", "Help"]
        await home.press(asked.button("Critique").token)
        assert home.engineer.asked[-1] == "critique Write a song."
        asked = await home.say("share it some time\n```\nWrite a song.\n```")
        assert [button.label for button in asked.buttons] == ["Draft it", "Help"]


async def test_a_code_block_is_what_is_meant(tmp_path: Path) -> None:
    """A prompt in a code block is criticised or changed as it stands, whatever else is open."""
    async with house(tmp_path) as home:
        await home.say("a prompt for tickets")
        await home.say("what is wrong with this?\n```\nWrite a poem.\n```")
        assert home.engineer.asked[-1] == "critique Write a poem."
        await home.say("make this shorter\n```\nWrite a song.\n```")
        assert home.engineer.asked[-1] == "refine Write a song."
        assert "What do you want to do with" in (await home.say("```\nWrite a tale.\n```")).text


async def test_the_same_words_can_be_tried_again(tmp_path: Path) -> None:
    """What failed because the model was away is done by Retry, on the prompt that was meant."""
    async with house(tmp_path) as home:
        await home.say("a prompt for tickets")
        home.engineer.error = ModelUnavailable("The model is busy.")
        failed = await home.say("could you make it shorter?")
        home.engineer.error = None
        assert (await home.press(failed.button("Retry").token)).done.status is Status.DONE


async def test_a_message_delivered_twice_is_answered_once(tmp_path: Path) -> None:
    """A platform that delivers plain words twice gets the same card again, with the same button."""
    async with house(tmp_path) as home:
        await home.say("a prompt for tickets")
        said = Say(whence=home.at("twice"), text="save that as tickets")
        first, second = await home.send(said), await home.send(said)
        assert second.done.repeated
        assert second.button("Save").token == first.button("Save").token


async def test_of_two_requests_the_first_is_done_and_the_other_is_named(tmp_path: Path) -> None:
    """Whoever asks for two things at once gets the first, done or as a card, and is told word for word what is left."""
    async with house(tmp_path) as home:
        await home.say("a prompt for tickets")
        answer = await home.say("save that as ticket-report and share it with the team")
        assert "say it next: share it with the team" in answer.text
        assert [button.label for button in answer.buttons] == ["Save"]
        await home.press(answer.button("Save").token)
        assert (await home.say("share it with the team")).button("Share").token
        answer = await home.say("Make it shorter, then save it as short and share it")
        assert home.engineer.orders[-1].instruction == "Make it shorter"
        assert "say it next: save it as short and share it" in answer.text
        await home.say("make it shorter and friendlier")
        assert home.engineer.orders[-1].instruction == "make it shorter and friendlier"


async def test_it_goes_back_to_a_version_by_its_number(tmp_path: Path) -> None:
    """The first version comes back as a new one; one that there never was is told, and so is that nothing is open."""
    async with house(tmp_path) as home:
        assert "Nothing is open here yet." in (await home.say("go back to the first version")).text
        await home.say("a prompt for tickets")
        for text in ("Two {{tickets}}.", "Three {{tickets}}."):
            home.engineer.refined = text
            await home.say("shorter")
        assert "back to v1" in (await home.say("go back to the first version")).text
        assert "back to v2" in (await home.say("reviens à la version 2")).text
        assert "Two {{tickets}}." in (await home.type("last")).text
        answer = await home.say("go back to version 9")
        assert answer.failure.sentence == "Tickets has no version 9: its newest is 5. Nothing was changed."


async def test_what_no_prompt_is_called_is_said_before_a_button(tmp_path: Path) -> None:
    """To delete, share or rename what there is not brings no button that could only fail."""
    async with house(tmp_path) as home:
        for words in ("delete old-mail", "share old-mail with the team", "rename old-mail to farewell"):
            answer = await home.say(words)
            assert answer.failure.sentence == "There is no prompt called old-mail."
            assert answer.buttons == []


async def test_a_new_name_for_what_is_not_saved(tmp_path: Path) -> None:
    """A prompt that is not saved has no name to change: the press says so, and how it gets that name."""
    async with house(tmp_path) as home:
        await home.say("a prompt for tickets")
        answer = await home.press((await home.say("rename it to weekly")).button("Do it").token)
        assert "is not saved yet" in answer.failure.sentence
        assert answer.failure.advice == "Keep it under a name first: /save weekly"
        await home.type("save daily")
        await home.press((await home.say("rename it to weekly")).button("Do it").token)
        assert "weekly" in await names(home)
