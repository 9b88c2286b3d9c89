"""Sharing where others are, once, and where nobody is."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from bot.dialogue.events import Card, Choices, Event, Facts, Line
from bot.dialogue.inbound import Spot
from bot.domain import Account, Status
from bot.words import Notation
from tests.doubles.engineer import TEXT
from tests.doubles.house import Answer, House, house, in_channel

pytestmark = pytest.mark.asyncio
ALONE = pytest.mark.parametrize("spot", [Spot.DIRECT, Spot.TERMINAL])


def public(*answers: Answer) -> list[Event]:
    """Give what was posted for everyone."""
    return [event for answer in answers for event in answer.events if isinstance(event, Card) and event.public]


async def offered(home: House, line: str = "share tickets") -> str:
    """Keep a prompt in a channel and ask to share it; give the button that shows it there."""
    in_channel(home)
    await home.type("draft a prompt for tickets")
    await home.type("save tickets")
    return (await home.type(line)).button("Show it here").token


@pytest.mark.parametrize("line", ["share tickets", "share"])
async def test_a_double_click_posts_once(line: str, tmp_path: Path) -> None:
    """The second press of a double click is told that it stands there, and nothing is posted for everyone again."""
    async with house(tmp_path) as home:
        show = await offered(home, line)
        first, second = await asyncio.gather(home.press(show), home.press(show))
        assert len(public(first, second)) == 1
        other = first if public(second) else second
        assert isinstance(other.card, Card)
        assert other.card.title == "It stands here already."
        assert other.done.status is Status.DONE
        home.clock.advance(59)
        assert not public(await home.press(show))


@pytest.mark.parametrize("line", ["share tickets", "share"])
async def test_the_same_is_shown_again_on_purpose(line: str, tmp_path: Path) -> None:
    """A minute later, elsewhere, by another, or by a typed command it is no double click; each click is held anew."""
    async with house(tmp_path) as home:
        show = await offered(home, line)
        assert public(await home.press(show))
        for _ in range(3):
            home.clock.advance(61)
            assert public(await home.press(show))
            assert not public(await home.press(show))
        assert public(await home.type(f"{line} to=here"))
        home.whence = replace(home.whence, channel="elsewhere")
        assert public(await home.press(show))


async def test_what_a_colleague_shows_is_not_held_for_my_double_click(tmp_path: Path) -> None:
    """Two people may show the same prompt of the team in the same minute."""
    async with house(tmp_path) as home:
        show = await offered(home)
        await home.type("share tickets to=team")
        assert public(await home.press(show))
        home.whence = replace(home.whence, account=Account("chat", "acme", "boss"), name="Boss", manages=True)
        assert public(await home.press(show))


async def test_a_new_version_is_another_thing(tmp_path: Path) -> None:
    """What was saved anew since the last press is shown at once."""
    async with house(tmp_path) as home:
        show = await offered(home)
        assert public(await home.press(show))
        await home.call("save", name="tickets", text="Sort {{tickets}}.")
        assert public(await home.press(show))


@ALONE
async def test_where_nobody_else_is_nothing_is_shown(spot: Spot, tmp_path: Path) -> None:
    """In a direct message and at a terminal "here" is oneself: it is not offered, and said when it is typed."""
    async with house(tmp_path) as home:
        show = await offered(home)
        current = (await home.type("share")).button("Show it here").token
        home.whence = replace(home.whence, spot=spot, channel="alone")
        await home.type("draft a prompt for tickets")
        asked = await home.type("share tickets")
        assert [button.label for button in asked.buttons] == ["Into the team's library"]
        assert [button.label for button in (await home.type("share")).buttons] == ["Save"]
        for answer in (
            await home.type("share tickets to=here"),
            await home.type("share to=here"),
            await home.press(show),
            await home.press(current),
        ):
            assert answer.done.status is Status.REFUSED
            assert answer.failure.sentence == "Only you are here: there is nobody to show it to."
            assert "to=team" in answer.failure.advice
            assert not public(answer)


async def test_alone_and_without_a_team_it_says_where_sharing_works(tmp_path: Path) -> None:
    """Where neither a team nor anybody else is, Share says so rather than ask with nothing to press."""
    async with house(tmp_path) as home:
        home.whence = replace(home.whence, place=None, typed="/prompt ", notation=Notation.NATIVE)
        await home.call("save", name="mine", text=TEXT)
        said = await home.call("share", name="mine")
        assert said.done.status is Status.DONE
        assert said.buttons == []
        assert "Only you are here" in said.text
        assert "In a channel, /prompt share shows it to all who are there." in said.text


async def test_what_the_team_has_already_is_not_offered_to_it_again(tmp_path: Path) -> None:
    """In a direct message nothing is left to do with a prompt of the team's library."""
    async with house(tmp_path) as home:
        await home.call("save", name="mine", text=TEXT)
        await home.type("share mine to=team")
        said = await home.type("share mine")
        assert said.buttons == []
        assert "In a channel, /share shows it to all who are there." in said.text


@pytest.mark.parametrize(("count", "rest"), [(8, None), (9, "and 1 more"), (30, "and 22 more")])
async def test_a_public_card_is_no_wall_of_variables(count: int, rest: str | None, tmp_path: Path) -> None:
    """Of many variables the first eight are named, and how many follow; the form asks for all of them."""
    async with house(tmp_path) as home:
        in_channel(home)
        text = " ".join(f"{{{{part {number}}}}}" for number in range(count))
        await home.call("save", name="long", text=text)
        answer = await home.type("share long to=here")
        assert isinstance(answer.card, Card)
        (facts,) = [part for part in answer.card.parts if isinstance(part, Facts)]
        assert [name for name, _ in facts.rows] == [f"{{{{part {number}}}}}" for number in range(8)]
        assert [part.text for part in answer.card.parts if isinstance(part, Line)] == ([rest] if rest else [])


async def test_share_still_asks_where_in_a_channel(tmp_path: Path) -> None:
    """Where others are, both the team and the channel are offered."""
    async with house(tmp_path) as home:
        await offered(home)
        asked = await home.type("share tickets")
        assert isinstance(asked.card, Choices)
        assert [button.label for button in asked.card.buttons] == ["Into the team's library", "Show it here"]
