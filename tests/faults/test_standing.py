"""What somebody may not do in a team they may not do by forgetting, joining, separating or importing either."""

from dataclasses import replace
from pathlib import Path

import pytest

from bot.dialogue.inbound import Material, Parcel, Whence
from bot.domain import Account, Label, Place, Snippet, Status
from bot.library.exchange.as_json import FORMAT as JSON
from bot.library.exchange.values import Edition, Entry
from tests.commands.test_me import code_in
from tests.commands.test_review import ANA, BEN, BOSS, EVE, presses, says, team
from tests.doubles.house import HERE, Answer, House

pytestmark = pytest.mark.asyncio
ELSEWHERE = replace(HERE, account=Account("club", "", "9"), name="Nine", place=None, channel="dm-9")
CLUB = replace(HERE, place=Place("club", "g1", "Club"), manages=True)
BEA = replace(CLUB, account=Account("club", "", "1"), name="Bea", channel="dm-bea")
CY = replace(CLUB, account=Account("third", "", "1"), name="Cy", place=Place("third", "g3", "Third"), channel="dm-cy")


async def confirms(home: House, whence: Whence, line: str, button: str) -> Answer:
    """Let somebody type a line and press a button of what is asked."""
    return await presses(home, whence, (await says(home, whence, line)).button(button).token)


async def linked(home: House, one: Whence, other: Whence, verb: str = "me link") -> Answer:
    """Join two accounts, or two places."""
    code = code_in(await says(home, one, verb))
    return await confirms(home, other, f"{verb} {code}", "Join")


async def adds(home: House, whence: Whence) -> bool:
    """Tell whether somebody gets a prompt into the team's library."""
    return (await says(home, whence, "save mine Mine.", "share mine to=team")).done.status is Status.DONE


async def test_fault_78_who_was_shut_out_and_forgotten_keeps_what_they_make_then(tmp_path: Path) -> None:
    """Somebody who was taken out of the team and had themselves forgotten comes back: what they save stays, whatever is
    tidied up every hour, and they are still out of the team.
    """
    async with team(tmp_path) as home:
        await says(home, BOSS, "admin roles Ben none")
        await confirms(home, BEN, "me forget", "Forget me")
        assert (await says(home, BEN, "save poem New words.")).done.status is Status.DONE
        for _ in range(2):
            home.clock.advance(60 * 60)
            await home.app.services.store.prune(home.clock.now())
        assert "New words." in (await says(home, BEN, "show poem")).text
        assert (await says(home, BEN, "show notes")).done.status is Status.REFUSED


async def test_fault_70_a_viewer_stays_one_when_forgotten(tmp_path: Path) -> None:
    """Who only reads in the team does so still when they come back after they were forgotten."""
    async with team(tmp_path) as home:
        await says(home, BOSS, "admin roles Ben viewer")
        asked = await says(home, BEN, "me forget")
        assert "only read there" in asked.text
        await presses(home, BEN, asked.button("Forget me").token)
        assert not await adds(home, BEN)


@pytest.mark.parametrize("first", ["Ben", "Fresh"])
async def test_fault_70_a_viewer_stays_one_when_joined(first: str, tmp_path: Path) -> None:
    """Joining a fresh account of the same place makes no more of a viewer, whichever of the two gave the code."""
    async with team(tmp_path) as home:
        await says(home, BOSS, "admin roles Ben viewer")
        fresh = replace(BEN, account=Account("chat", "acme", "fresh"), name="Fresh", channel="dm-fresh")
        assert await adds(home, fresh)
        await linked(home, *((BEN, fresh) if first == BEN.name else (fresh, BEN)))
        assert not await adds(home, BEN)
        assert not await adds(home, fresh)


async def test_fault_70_a_viewer_stays_one_when_separated(tmp_path: Path) -> None:
    """Nor does joining another account and separating from it make more of a viewer."""
    async with team(tmp_path) as home:
        await says(home, BOSS, "admin roles Ben viewer")
        await linked(home, ELSEWHERE, BEN)
        assert not await adds(home, BEN)
        await confirms(home, BEN, "me unlink", "Separate")
        assert not await adds(home, BEN)


async def test_fault_70_an_import_sets_no_protected_label(tmp_path: Path) -> None:
    """What nobody sets alone, no file sets: not on a prompt that is there, nor on a new one; it is told, and other
    labels are set. In one's own library all are.
    """
    async with team(tmp_path) as home:
        await says(home, BOSS, "admin protect staging")
        there = Edition(text="Write {{what}} shortly."), Edition(text="Write {{what}} very shortly.")
        labels = {"staging": 1, "stable": 1}
        entries = (
            Entry(name="notes", versions=there, labels=labels),
            Entry(name="new", versions=(Edition(text="New."),), labels=labels),
        )
        home.whence = ANA
        asked = await home.type("import to=team", material=parcel(*entries))
        told = await home.press(asked.button("Import all 2").token)
        assert told.text.count("or are protected: staging") == 2
        for name in ("notes", "new"):
            assert [one.name for one in await labels_of(home, name)] == ["production", "stable"][name == "new" :]
        await home.type("import", material=parcel(replace(entries[1], name="mine")))
        assert {one.name for one in await labels_of(home, "mine")} == {"staging", "stable"}


def parcel(*entries: Entry) -> Material:
    """Give a file with prompts."""
    (file,) = JSON.write(entries)
    return Material(parcels=(Parcel(file.path, file.content),))


async def labels_of(home: House, name: str) -> tuple[Label, ...]:
    """Give the labels of what a name means to Ana."""
    saved = (await says(home, ANA, f"show {name}")).done.data
    assert isinstance(saved, Snippet)
    return saved.labels


async def test_fault_70_a_role_by_group_counts_in_a_direct_message(tmp_path: Path) -> None:
    """A member of a group that only reads does only that where no place tells of the group; what an administrator gives
    to the group afterwards counts there too, and that somebody manages the place does not.
    """
    async with team(tmp_path) as home:
        await says(home, BOSS, "admin roles <@&g1|Interns> viewer")
        await says(home, replace(BEN, groups=("g0", "g1")), "help")
        alone = replace(BEN, place=None)
        await says(home, alone, "me team Acme")
        assert not await adds(home, alone)
        await says(home, BOSS, "admin roles <@&g1|Interns> editor")
        assert await adds(home, alone)
        direct = replace(BOSS, place=None)
        await says(home, direct, "me team Acme")
        assert (await says(home, direct, "admin roles")).done.status is Status.REFUSED


@pytest.mark.parametrize("taken", ["Eve viewer", "<@&g1|Leads> editor"])
async def test_fault_70_a_code_ends_with_the_role_of_who_made_it(taken: str, tmp_path: Path) -> None:
    """Who administered the team, by their own role or their group's, made a code, and no longer does:
    the code joins nothing, whether it was looked at before or not. One of who manages the place is good.
    """
    async with team(tmp_path) as home:
        eve = replace(EVE, groups=("g1",))
        await says(home, BOSS, "admin roles Eve default", f"admin roles {taken.rpartition(' ')[0]} administrator")
        code = code_in(await says(home, eve, "admin link"))
        asked = await says(home, BEA, f"admin link {code}")
        await says(home, BOSS, f"admin roles {taken}")
        refused = [await presses(home, BEA, asked.button("Join").token), await says(home, BEA, f"admin link {code}")]
        assert {answer.failure.sentence for answer in refused} == {
            "This code is wrong, was used already, or is older than ten minutes. Nothing was changed."
        }
        assert (await says(home, BEA, "show notes")).done.status is Status.REFUSED
        assert "Joined." in (await linked(home, BOSS, BEA, "admin link")).text


async def test_fault_72_a_second_person_who_looked_joins_nothing(tmp_path: Path) -> None:
    """Of two who look at one code only the first is joined; the other hears that it is used, and no names. The first
    hears the same again, whichever of the two accounts or places presses.
    """
    async with team(tmp_path) as home:
        other = replace(ELSEWHERE, account=Account("club", "", "10"), name="Ten", channel="dm-10")
        for verb, maker, first, second in (("me", ANA, ELSEWHERE, other), ("admin", BOSS, BEA, CY)):
            code = code_in(await says(home, maker, f"{verb} link"))
            token, late = [
                (await says(home, whence, f"{verb} link {code}")).button("Join").token for whence in (first, second)
            ]
            joined = await presses(home, first, token)
            refused = await presses(home, second, late)
            assert "was used already" in refused.failure.sentence
            assert maker.name not in refused.text
            assert (await presses(home, first, token)).card == joined.card


async def test_fault_70_an_old_button_tells_nothing_of_what_was_lost(tmp_path: Path) -> None:
    """Who was to choose between two texts and left the team hears the same whether the prompt has another name now or
    is deleted, and no new name.
    """
    async with team(tmp_path) as home:
        opened = await says(home, ANA, "show notes@1")
        await presses(home, ANA, opened.button("Work on it").token)
        await says(home, ANA, "edit Third words.")
        over = (await says(home, ANA, "save notes")).button("Save mine as version 3").token
        await says(home, BOSS, "admin roles Ana none", "admin claim notes", "edit notes rename=secret-plan")
        renamed = await presses(home, ANA, over)
        await confirms(home, BOSS, "delete secret-plan", "Delete")
        deleted = await presses(home, ANA, over)
        assert renamed.failure.sentence == deleted.failure.sentence == "notes is no longer there. Nothing was saved."
        assert "secret-plan" not in renamed.text


DEE = replace(HERE, account=Account("chat", "acme", "dee"), name="Dee", channel="dm-dee", groups=("7",))
FAY = replace(HERE, account=Account("chat", "acme", "fay"), name="Fay", channel="dm-fay", groups=("7",))


async def test_fault_70_reviewers_by_group_are_reviewers(tmp_path: Path) -> None:
    """Who reviews by a group of the place is told of proposals, decides in direct messages too, and cannot approve
    their own as long as another one is there.
    """
    async with team(tmp_path) as home:
        await says(home, BOSS, "admin roles <@&7|Reviewers> reviewer", "admin roles Eve editor")
        await says(home, BOSS, "admin protect production")
        await says(home, DEE, "help")
        await says(home, FAY, "help")
        asked = await says(home, DEE, "label notes@2 production")
        made = await presses(home, DEE, asked.button("Propose it").token, why="better")
        assert "1 message went out" in made.text
        shown = await says(home, DEE, "review")
        approve = (await presses(home, DEE, shown.button("Look at it").token)).button("Approve").token
        refused = await presses(home, DEE, approve)
        assert refused.failure.sentence == "Nobody approves what they propose themselves. Nothing was changed."
        owner = await presses(home, ANA, approve)
        assert "is protected: a reviewer decides on it, not its owner" in owner.failure.sentence
        directly = replace(FAY, place=None, groups=())
        assert "is production now" in (await presses(home, directly, approve)).text


async def test_fault_70_a_viewer_by_group_decides_nothing_directly(tmp_path: Path) -> None:
    """An owner who only reads by a group approves nothing, in the place or directly; a reviewer still can."""
    async with team(tmp_path) as home:
        await says(home, BOSS, "admin roles <@&9|Interns> viewer")
        intern = replace(ANA, groups=("9",))
        await says(home, intern, "help")
        asked = await says(home, EVE, "save notes Another text.")
        await presses(home, EVE, asked.button("Propose it").token, why="better")
        shown = await says(home, EVE, "review")
        approve = (await presses(home, EVE, shown.button("Look at it").token)).button("Approve").token
        for whence in (intern, replace(intern, place=None, groups=())):
            assert (await presses(home, whence, approve)).done.status is Status.REFUSED
        assert "is production now" in (await presses(home, EVE, approve)).text
