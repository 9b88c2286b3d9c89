"""What administrators see and decide, and what others are told."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from bot.commands import load
from bot.dialogue.dispatch import Defer
from bot.dialogue.events import Card, Choices
from bot.dialogue.form import Form
from bot.dialogue.inbound import Complete, Invoke, Press, Say, Spot, Whence
from bot.domain import Account, Status
from tests.doubles.house import HERE, Answer, House, house

pytestmark = pytest.mark.asyncio
BOSS = replace(HERE, account=Account("chat", "acme", "boss"), name="Boss", manages=True)
ANA = replace(HERE, account=Account("chat", "acme", "ana"), name="Ana Maria", channel="dm-ana")
BEN = replace(HERE, account=Account("chat", "acme", "ben"), name="Ben", channel="dm-ben")
ADMIN = [command for command in load() if command.family == "admin"]


@asynccontextmanager
async def team(tmp_path: Path) -> AsyncIterator[House]:
    """Give a team in which Ana has shared a prompt, Ben has said hello, and the boss speaks."""
    async with house(tmp_path) as home:
        await says(home, ANA, "save notes Write notes.", "share notes to=team")
        await says(home, BEN, "help")
        home.whence = BOSS
        yield home


async def says(home: House, whence: Whence, *lines: str) -> Answer:
    """Let somebody type lines; give the last answer."""
    before, home.whence = home.whence, whence
    answers = [await home.type(line) for line in lines]
    home.whence = before
    return answers[-1]


def title(answer: Answer) -> str:
    """Give the title of the card, or the question."""
    card = answer.card
    assert isinstance(card, Card | Choices)
    return card.title if isinstance(card, Card) else card.question


# --- the family ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", ADMIN, ids=lambda command: command.id)
async def test_others_than_administrators_are_refused(command: str, tmp_path: Path) -> None:
    """An editor is told plainly that it is for administrators, before any form opens; help says the same."""
    async with team(tmp_path) as home:
        home.whence = BEN
        inbound = Invoke(whence=home.at(), command=command.id)  # type: ignore[attr-defined]  # a command with its id
        assert await home.app.prepare(inbound) == Defer(shared=False)
        for answer in (await home.send(inbound), await home.type("help admin"), await home.type("admin")):
            assert answer.failure.sentence.startswith("Only an administrator of the team may do that.")


async def test_help_lists_the_family_for_administrators_alone(tmp_path: Path) -> None:
    """Who may use it sees it in the list of commands and by itself; others see no line of it."""
    async with team(tmp_path) as home:
        for line in ("help", "help admin", "admin"):
            text = (await home.type(line)).text
            assert all(command.help in text for command in ADMIN)
        text = (await says(home, BEN, "help")).text
        assert not any(command.help in text for command in ADMIN)


async def test_a_wrong_verb_of_the_family_is_asked_about(tmp_path: Path) -> None:
    """Nearly a verb asks which was meant; what comes near to none may still be a goal."""
    async with team(tmp_path) as home:
        asked = await home.type("admin rols ben viewer")
        assert [button.label for button in asked.buttons] == ["admin roles", "Draft it"]
        assert title(await home.press(asked.button("admin roles").token)) == "Ben: viewer."
        goal = await home.type("admin handbook for new colleagues")
        assert [button.label for button in goal.buttons] == ["Draft it"]
        await home.press(goal.button("Draft it").token)
        assert home.engineer.asked[-1] == "draft admin handbook for new colleagues"


async def test_a_direct_message_administers_nothing(tmp_path: Path) -> None:
    """Who manages a place but speaks where there is none is told that there is no team."""
    async with team(tmp_path) as home:
        answer = await says(home, replace(BOSS, place=None), "admin roles")
        assert answer.failure.sentence.startswith("Only an administrator of the team")


async def test_the_shared_one_of_two_of_a_name_is_claimed(tmp_path: Path) -> None:
    """An administrator who has a prompt of the same name for themselves claims and transfers the team's."""
    async with team(tmp_path) as home:
        await home.type("save other Mine.")
        asked = await home.type("save notes Mine.")
        await home.press(asked.button("Keep a copy of my own").token)
        assert title(await home.type("admin claim notes why=handover")) == "notes"
        assert "Write notes." in (await says(home, BEN, "show notes")).text
        await home.type("admin transfer notes Ben")
        refused = await home.type("admin claim other why=handover")
        assert "saved for you alone" in refused.failure.sentence


# --- roles -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("person", ["Ana Maria", "ana maria", '"Ana Maria"', "@Ana Maria", "ana", "<@ana>", "<@!ana>"])
async def test_a_person_is_named_in_any_way(person: str, tmp_path: Path) -> None:
    """By the whole name, a part of it, in quotes or by a mention, with the role behind it."""
    async with team(tmp_path) as home:
        assert title(await home.type(f"admin roles {person} Reviewer")) == "Ana Maria: reviewer."
        chosen = await home.type(f"admin roles {person}")
        assert title(chosen) == "Ana Maria is: reviewer. Which role instead?"
        assert title(await home.press(chosen.button("as everyone").token)) == "Ana Maria: editor, as everyone."


async def test_of_two_with_one_name_it_is_asked_which(tmp_path: Path) -> None:
    """Two people who are called the same are told apart by their accounts; pressing one gives the role."""
    async with team(tmp_path) as home:
        await says(home, replace(BEN, account=Account("chat", "acme", "ben2")), "help")
        asked = await home.type("admin roles Ben viewer")
        assert asked.done.status is Status.ASKING
        assert "chat: ben2" in asked.text
        assert title(await home.press(asked.buttons[1].token)) == "Ben: viewer."
        assert (await home.type("admin roles nobody viewer")).failure.sentence.startswith("There is nobody called")


async def test_a_group_and_everyone_get_roles(tmp_path: Path) -> None:
    """Everyone without a role of their own has the team's; the people of a group have the group's."""
    async with team(tmp_path) as home:
        await home.type("admin roles everyone viewer")
        refused = await says(home, BEN, "save mine Write.", "share mine to=team")
        assert refused.failure.sentence.startswith("You may read and use the team's prompts")
        await home.type("admin roles <@&77|Prompt Reviewers> reviewer")
        page = await home.type("admin roles")
        assert "Prompt Reviewers" in page.text
        shared = await says(home, replace(BEN, groups=("77",)), "share mine to=team")
        assert shared.done.status is Status.DONE
        assert (await home.type("admin roles everyone administrator")).done.status is Status.REFUSED
        await home.type("admin roles <@&77> none")
        assert (await says(home, replace(BEN, groups=("77",)), "delete mine")).done.status is Status.REFUSED


async def test_the_last_administrator_stays_where_nobody_manages_the_place(tmp_path: Path) -> None:
    """Who was made administrator cannot leave the team without one; where the platform has one, they can."""
    async with team(tmp_path) as home:
        await home.type("admin roles ben administrator")
        refused = await says(home, BEN, "admin roles ben editor")
        assert refused.failure.sentence.startswith("Ben is the team's last administrator.")
        assert title(await says(home, BEN, "admin roles ana administrator")) == "Ana Maria: administrator."
        assert title(await says(home, BEN, "admin roles ben editor")) == "Ben: editor."
        assert title(await home.type("admin roles ana editor")) == "Ana Maria: editor."


async def test_members_are_completed_for_administrators_alone(tmp_path: Path) -> None:
    """While a name is typed, members are offered to those who may give roles, and to nobody else."""
    async with team(tmp_path) as home:

        async def offered(whence: Whence, prefix: str) -> list[str]:
            wanted = Complete(whence=whence, command="admin-roles", argument="person", prefix=prefix)
            return [one.value for one in await home.app.complete(wanted)]

        assert await offered(BOSS, "@an") == ["Ana Maria"]
        assert await offered(BOSS, "") == ["Ana Maria", "Ben", "Boss"]
        assert await offered(BEN, "") == []


async def test_pages_go_on(tmp_path: Path) -> None:
    """Ten members are on a page, and Next shows the others."""
    async with team(tmp_path) as home:
        for number in range(10):
            await says(home, replace(BEN, account=Account("chat", "acme", f"p{number}"), name=f"P{number}"), "help")
        first = await home.type("admin roles")
        second = await home.press(first.button("Next").token)
        names = [item.title for answer in (first, second) for item in answer.card.parts[0].items]  # type: ignore[union-attr]
        assert names == ["Ana Maria", "Ben", "Boss", *(f"P{number}" for number in range(10))]


# --- whose a prompt is -----------------------------------------------------------------------------------------------


async def test_a_prompt_is_transferred(tmp_path: Path) -> None:
    """The new owner may change it, the old one no longer; what is nobody else's cannot be given away."""
    async with team(tmp_path) as home:
        assert "notes belongs to Ben now." in (await home.type("admin transfer notes Ben")).text
        await says(home, BEN, "save notes Write better notes.")
        assert "version 2 of 2, by Ben" in (await says(home, ANA, "show notes")).text
        assert (await says(home, ANA, "delete notes")).done.status is Status.REFUSED
        await home.type("save mine Write.")
        assert "for you alone" in (await home.type("admin transfer mine Ben")).failure.sentence
        await home.type("admin roles Ben none")
        assert "no longer in the team" in (await home.type("admin transfer notes Ben")).failure.sentence


async def test_a_prompt_is_claimed(tmp_path: Path) -> None:
    """With a reason while its owner is there, without one when they have left; both are told in the log."""
    async with team(tmp_path) as home:
        asked = await home.type("admin claim notes")
        assert "say why you claim it" in asked.text
        assert isinstance(await home.app.prepare(Press(whence=home.at(), token=asked.buttons[0].token)), Form)
        assert "notes is yours now." in (await home.type('admin claim notes why="parental leave"')).text
        assert (await home.type("admin claim notes")).failure.sentence.startswith("notes is yours already.")
        await home.type("admin transfer notes Ben")
        await home.type("admin roles Ben none")
        assert "notes is yours now." in (await home.type("admin claim notes")).text
        log = (await home.type("admin audit")).text
        for line in (
            "Boss claimed notes from Ben: its owner had left",
            "Boss gave Ben the role: no longer in the team",
            "Boss transferred notes from Boss to Ben",
            "Boss claimed notes from Ana Maria: parental leave",
            "Ana Maria shared notes with the team",
        ):
            assert line in log
        assert "Write notes." not in log


async def test_a_prompt_of_somebody_who_was_forgotten_is_claimed(tmp_path: Path) -> None:
    """What nobody owns any more is claimed without a reason; then it is changed as one's own."""
    async with team(tmp_path) as home:
        home.whence = ANA
        await home.press((await home.type("me forget")).button("Forget me").token)
        home.whence = BOSS
        assert "by someone who left" in (await home.type("show notes")).text
        assert "notes is yours now." in (await home.type("admin claim notes")).text
        assert (await home.type("save notes Write other notes.")).done.status is Status.DONE
        assert "Boss claimed notes from somebody who is no longer" in (await home.type("admin audit")).text


async def test_what_was_deleted_is_brought_back(tmp_path: Path) -> None:
    """An administrator deletes a colleague's prompt, sees it among the deleted, and brings it back; so does its owner
    by the button of their own.
    """
    async with team(tmp_path) as home:
        for _ in range(2):
            sure = (await home.type("delete notes")).button("Delete").token
            told = await home.press(sure)
            assert title(told) == "notes is deleted. It can be brought back for 30 days."
            listed = await home.type("admin deleted")
            assert "of Ana Maria; deleted by Boss on" in listed.text
            home.whence = ANA if home.whence == BOSS else BOSS
            back = await home.press(listed.button("Bring it back").token)
            assert title(back) == "notes"
            home.whence = BOSS
        assert "There is nothing to bring back." in (await home.type("admin deleted")).text


async def test_fault_70_old_buttons_give_no_more_than_one_may_now(tmp_path: Path) -> None:
    """Buttons that somebody was shown as an administrator are refused once they are none, and once they are out."""
    async with team(tmp_path) as home:
        await home.type("admin roles Ben administrator")
        home.whence = BEN
        shown = [(await home.type("delete notes")).button("Delete").token]
        shown += [one.token for one in (await home.type("admin roles ana")).buttons]
        home.whence = BOSS
        for role in ("editor", "none"):
            await home.type(f"admin roles Ben {role}")
            home.whence = BEN
            for pressed in shown:
                assert (await home.press(pressed)).done.status is Status.REFUSED
            home.whence = BOSS
        assert (await home.type("show notes")).done.status is Status.DONE
        assert (await home.type("admin roles ana")).text.count("as everyone") == 1


async def test_fault_70_who_was_taken_out_reaches_nothing(tmp_path: Path) -> None:
    """For who is out, the team's prompts are not there, their own of the team's too; their own alone stay."""
    async with team(tmp_path) as home:
        await says(home, ANA, "save mine Write.")
        await home.type("admin roles ana none")
        for line in ("show notes", "delete notes", "share notes to=here"):
            assert (await says(home, ANA, line)).failure.sentence == "There is no prompt called notes."
        assert (await says(home, ANA, "show mine")).done.status is Status.DONE
        assert "no team here" in (await says(home, ANA, "share mine to=team")).failure.sentence


# --- quiet, retention, the log ---------------------------------------------------------------------------------------


async def test_in_a_quiet_channel_nothing_is_shown_to_all(tmp_path: Path) -> None:
    """A mention in one of its threads is answered to one person alone, and nothing can be shared there."""
    async with team(tmp_path) as home:
        thread = replace(BEN, spot=Spot.THREAD, channel="general", thread="t")

        async def seen_by_all(whence: Whence = thread) -> bool:
            home.whence = whence
            asked = await home.app.prepare(Say(whence=home.at(), text="draft a poem"))
            home.whence = BOSS
            assert isinstance(asked, Defer)
            return asked.shared

        assert await seen_by_all()
        assert (await home.type("admin quiet on")).failure.sentence.startswith("Nobody else reads along here.")
        channel = replace(BOSS, spot=Spot.CHANNEL, channel="general")
        assert title(await says(home, channel, "admin quiet on")) == "This channel is quiet."
        assert not await seen_by_all()
        assert await seen_by_all(replace(thread, channel="other"))
        for line in ("share notes to=here", "share to=here"):
            await says(home, replace(ANA, spot=Spot.CHANNEL, channel="general"), "draft a poem")
            refused = await says(home, replace(ANA, spot=Spot.CHANNEL, channel="general"), line)
            assert refused.failure.sentence.startswith("This channel is quiet")
        asked = await says(home, replace(ANA, spot=Spot.CHANNEL, channel="general"), "share notes")
        assert asked.buttons == []
        assert title(await says(home, channel, "admin quiet off")) == "This channel is not quiet."
        assert await seen_by_all()


async def test_an_answer_to_all_that_was_promised_holds_nothing_private(tmp_path: Path) -> None:
    """Where a channel becomes quiet between the acknowledgement and the answer, the answer is still made for all."""
    async with team(tmp_path) as home:
        await says(home, BEN, "save secret Write.")
        home.whence = replace(BEN, spot=Spot.THREAD, channel="general", thread="t")
        inbound = Invoke(whence=home.at(), line="critique @secret")
        assert await home.app.prepare(inbound) == Defer(shared=True)
        await says(home, replace(BOSS, spot=Spot.CHANNEL, channel="general"), "admin quiet on")
        assert (await home.send(inbound)).failure.sentence == "There is no prompt called secret."
        assert (await home.type("critique @secret")).done.status is Status.DONE


async def test_how_long_things_are_kept(tmp_path: Path) -> None:
    """A number of days is taken within its bounds and told when something is deleted; nothing is set by halves."""
    async with team(tmp_path) as home:
        for wrong in ("deleted=0", "deleted=366", "deleted=soon", "deleted=60 usage=3", "audit=99999999999999999999"):
            assert (await home.type(f"admin retention {wrong}")).done.status is Status.REFUSED
        assert "30 days" in (await home.type("admin retention")).text
        assert "60 days" in (await home.type("admin retention deleted=60")).text
        told = await home.press((await home.type("delete notes")).button("Delete").token)
        assert title(told) == "notes is deleted. It can be brought back for 60 days."
        assert (
            "Boss set how long is kept, deleted prompts of the team: 60 days" in (await home.type("admin audit")).text
        )


async def test_the_log_is_told_in_the_readers_language(tmp_path: Path) -> None:
    """What was done in English is read in French, a page at a time."""
    async with team(tmp_path) as home:
        for number in range(16):
            await home.type(f"admin roles ben {'viewer' if number % 2 else 'editor'}")
        home.whence = replace(BOSS, locale="fr")
        first = await home.type("admin journal")
        assert "Boss a donné à Ben le rôle" in first.text
        rest = await home.press(first.buttons[-1].token)
        assert "Ana Maria a partagé notes" in rest.text


async def test_a_role_that_is_none_is_told(tmp_path: Path) -> None:
    """A word that is no role is named as such, not taken for somebody's name."""
    async with team(tmp_path) as home:
        refused = (await home.type("admin roles everyone king")).failure
        assert refused.sentence == "There is no role king. Nothing was changed."
        assert "viewer" in refused.advice
