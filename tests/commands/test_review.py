"""Changes of what is another's: proposed with a reason, decided by others, told to all whom it concerns."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from bot.dialogue.events import Card, Delta, Items, Line
from bot.dialogue.form import Form
from bot.dialogue.inbound import Press, Spot, Whence
from bot.domain import Account, Status
from tests.doubles.house import HERE, Answer, House, house

pytestmark = pytest.mark.asyncio
BOSS = replace(HERE, account=Account("chat", "acme", "boss"), name="Boss", manages=True, channel="dm-boss")
ANA = replace(HERE, account=Account("chat", "acme", "ana"), name="Ana", channel="dm-ana")
BEN = replace(HERE, account=Account("chat", "acme", "ben"), name="Ben", channel="dm-ben")
EVE = replace(HERE, account=Account("chat", "acme", "eve"), name="Eve", channel="dm-eve")
FOREIGN = replace(HERE, account=Account("chat", "other", "zoe"), name="Zoe", place=replace(HERE.place, tenant="other"))  # type: ignore[type-var]  # a place is there


@asynccontextmanager
async def team(tmp_path: Path) -> AsyncIterator[House]:
    """Give a team in which Ana has shared a prompt with two versions, the first of which is production, Eve is a
    reviewer, and Ben has said hello.
    """
    async with house(tmp_path) as home:
        await says(home, ANA, "save notes Write {{what}} shortly.", "share notes to=team", "label notes@1 production")
        await says(home, ANA, "save notes Write {{what}} very shortly.")
        await says(home, BEN, "help")
        await says(home, EVE, "help")
        await says(home, BOSS, "admin roles Eve reviewer")
        home.whence = BEN
        yield home


async def says(home: House, whence: Whence, *lines: str) -> Answer:
    """Let somebody type lines; give the last answer."""
    before, home.whence = home.whence, whence
    answers = [await home.type(line) for line in lines]
    home.whence = before
    return answers[-1]


async def presses(home: House, whence: Whence, token: str, **values: str) -> Answer:
    """Let somebody press a button, and answer the form where one opens."""
    before, home.whence = home.whence, whence
    form = await home.app.prepare(Press(whence=home.at(), token=token))
    answer = await (home.submit(form.token, values) if isinstance(form, Form) else home.press(token))
    home.whence = before
    return answer


async def proposed(
    home: House, text: str = "Write {{what}} shortly, in {{language}}.", why: str = "languages"
) -> Answer:
    """Let Ben propose a text."""
    asked = await says(home, BEN, f"save notes {text}")
    return await presses(home, BEN, asked.button("Propose it").token, why=why)


async def told(home: House) -> dict[str, Card]:
    """Take what is to be told: the card of each person."""
    due = await home.app.notices.due("chat")
    cards = {one.to.user or one.to.channel: await home.app.notices.card(one, HERE.words) for one in due}
    for one in due:
        await home.app.notices.shown(one, b"there")
    return {whom: card for whom, card in cards.items() if card}


def labels(card: Card) -> list[str]:
    """Give the labels of the buttons of a card."""
    return [button.label for button in card.buttons]


def token(card: Card, label: str) -> str:
    """Give the token of a button."""
    return next(button.token for button in card.buttons if button.label == label)


def lines(card: Card) -> list[str]:
    """Give the sentences of a card."""
    return [part.text for part in card.parts if isinstance(part, Line)]


async def shown(home: House, name: str = "notes") -> str:
    """Give what the prompt reads where nobody says which version."""
    return (await says(home, ANA, f"show {name}")).text


async def test_saving_over_anothers_prompt_is_proposed(tmp_path: Path) -> None:
    """Who saves over a colleague's prompt is asked; proposed with a reason, owner and reviewers see the difference, the
    reason, and what becomes of what is filled in; nothing has changed yet.
    """
    async with team(tmp_path) as home:
        asked = await home.type("save notes Write {{what}} shortly, in {{language}}.")
        assert asked.done.status is Status.ASKING
        assert "notes belongs to Ana. Propose yours as its version 3?" in asked.text
        made = await presses(home, BEN, asked.button("Propose it").token, why="stop the nitpicking")
        assert isinstance(made.card, Card)
        assert made.card.title == "notes · v3 → production?"
        assert lines(made.card)[0] == "It waits for a word; 2 messages went out."
        cards = await told(home)
        assert sorted(cards) == ["ana", "eve"]
        card = cards["eve"]
        assert card.title == "notes · v3 → production?"
        assert lines(card)[0] == "Ben proposes it: stop the nitpicking"
        assert "Kept: {{what}}. New: {{language}}." in lines(card)
        assert any(isinstance(part, Delta) for part in card.parts)
        assert labels(card) == ["Approve", "Reply", "Reject", "Whole difference"]
        assert "in {{language}}" not in await shown(home)
        assert "in {{language}}" not in (await says(home, ANA, "show notes@newest")).text


async def test_a_reviewer_approves_and_all_see_it(tmp_path: Path) -> None:
    """What a reviewer approves is the newest version and production, by who proposed it; the messages that stand say
    so, who proposed it is told, and one press goes back.
    """
    async with team(tmp_path) as home:
        await proposed(home)
        card = (await told(home))["eve"]
        done = await presses(home, EVE, token(card, "Approve"))
        assert isinstance(done.card, Card)
        assert done.card.title == "notes · v3 is production now"
        assert "in {{language}}" in await shown(home)
        assert "Ben" in (await says(home, ANA, "history notes")).text
        cards = await told(home)
        assert sorted(cards) == ["ana", "ben", "eve"]
        assert {one.title for one in cards.values()} == {"notes · v3 is production now"}
        assert lines(cards["ben"])[0].startswith("Approved by Eve, 20")
        back = await presses(home, EVE, token(cards["eve"], "Back to v1"))
        assert "By now it is v1 (production)." in back.text
        assert "Write {{what}} shortly." in await shown(home)
        assert labels((await told(home))["ana"]) == []


async def test_what_is_rejected_says_why(tmp_path: Path) -> None:
    """Who proposed it reads the reason; the prompt stays as it was, and nothing waits any more."""
    async with team(tmp_path) as home:
        await proposed(home)
        card = (await told(home))["ana"]
        await presses(home, ANA, token(card, "Reject"), text="we write in English only")
        assert lines((await told(home))["ben"])[0].endswith(": we write in English only")
        assert "language" not in await shown(home)
        assert "Nothing waits." in (await says(home, EVE, "review")).text


async def test_people_talk_about_it(tmp_path: Path) -> None:
    """A reply is read by who proposed it and by all who decide, in the messages that stand already."""
    async with team(tmp_path) as home:
        await proposed(home)
        card = (await told(home))["eve"]
        await presses(home, EVE, token(card, "Reply"), text="which languages?")
        cards = await told(home)
        assert sorted(cards) == ["ana", "ben", "eve"]
        await presses(home, BEN, token(cards["ben"], "Reply"), text="French")
        cards = await told(home)
        assert lines(cards["eve"])[-2:] == ["Eve: which languages?", "Ben: French"]


@pytest.mark.parametrize("action", ["Approve", "Reject"])
async def test_others_cannot_decide(action: str, tmp_path: Path) -> None:
    """Who proposed it, an editor whom it does not concern, and people of other teams change nothing by its buttons;
    outside the team it is not even there.
    """
    async with team(tmp_path) as home:
        await proposed(home)
        card = (await told(home))["eve"]
        fay = replace(HERE, account=Account("chat", "acme", "fay"), name="Fay")
        for whence in (BEN, fay):
            assert (await presses(home, whence, token(card, action), text="no")).done.status is Status.REFUSED
        outside = await presses(home, FOREIGN, token(card, action), text="no")
        assert outside.failure.sentence == "That proposal is no longer there."
        assert "Write" not in outside.text
        assert "language" not in await shown(home)
        assert "notes · v3" in (await says(home, EVE, "review")).text


async def test_nobody_approves_their_own_unless_nobody_else_can(tmp_path: Path) -> None:
    """A reviewer's own proposal waits for another; where they are the only one, it does not."""
    async with team(tmp_path) as home:
        await says(home, BEN, "help")
        await says(home, BOSS, "admin protect production", "admin roles Ben reviewer")
        asked = await says(home, EVE, "label notes@2 production")
        assert "production is protected" in asked.text
        await presses(home, EVE, asked.button("Propose it").token, why="better")
        review = await says(home, EVE, "review")
        card = (await presses(home, EVE, review.button("Look at it").token)).card
        assert isinstance(card, Card)
        refused = await presses(home, EVE, token(card, "Approve"))
        assert refused.failure.sentence == "Nobody approves what they propose themselves. Nothing was changed."
        await says(home, BOSS, "admin roles Ben editor")
        assert "notes · v2 is production now" in (await presses(home, EVE, token(card, "Approve"))).text


async def test_a_protected_label_is_moved_by_a_proposal(tmp_path: Path) -> None:
    """Even the owner proposes it, and cannot approve it: a reviewer does."""
    async with team(tmp_path) as home:
        await says(home, BOSS, "admin protect production")
        asked = await says(home, ANA, "label notes@2 production")
        await presses(home, ANA, asked.button("Propose it").token, why="shorter")
        cards = await told(home)
        assert sorted(cards) == ["eve"]
        assert (await presses(home, ANA, token(cards["eve"], "Approve"))).done.status is Status.REFUSED
        done = await presses(home, EVE, token(cards["eve"], "Approve"))
        assert "notes · v2 is production" in done.text
        assert "very shortly" in await shown(home)


async def test_what_moved_meanwhile_is_shown_first(tmp_path: Path) -> None:
    """Where production moved after the message was shown, Approve shows what would change now, and then it counts."""
    async with team(tmp_path) as home:
        await proposed(home)
        card = (await told(home))["eve"]
        await says(home, ANA, "label notes@2 production")
        asked = await presses(home, EVE, token(card, "Approve"))
        assert asked.done.status is Status.ASKING
        assert "Meanwhile it is v2 (production), before v1. This is what would change now." in asked.text
        assert "language" not in await shown(home)
        assert isinstance(asked.card, Card)
        assert "is production" in (await presses(home, EVE, token(asked.card, "Approve"))).text
        assert "language" in await shown(home)


async def test_two_proposals_stand_side_by_side(tmp_path: Path) -> None:
    """Each names the other; approving one leaves the other, which then says that production moved."""
    async with team(tmp_path) as home:
        await proposed(home)
        fay = replace(HERE, account=Account("chat", "acme", "fay"), name="Fay")
        asked = await says(home, fay, "save notes Write a poem on {{what}}.")
        await presses(home, fay, asked.button("Propose it").token, why="poems")
        review = await says(home, EVE, "review")
        assert review.text.count("notes · v3 → production?") == 2
        first, second = [button.token for button in review.buttons if button.label == "Look at it"]
        card = (await presses(home, EVE, first)).card
        assert isinstance(card, Card)
        assert any(isinstance(part, Items) for part in card.parts)
        await presses(home, EVE, token(card, "Approve"))
        other = (await presses(home, EVE, second)).card
        assert isinstance(other, Card)
        assert other.title == "notes · v4 → production?"
        assert "Meanwhile it is v3 (production)" in " ".join(lines(other))


async def test_a_double_click_decides_once(tmp_path: Path) -> None:
    """Two presses at once, of two people even, make one version; the other is told that it was decided."""
    async with team(tmp_path) as home:
        await proposed(home)
        card = (await told(home))["eve"]
        press = [Press(whence=replace(one, event=home.at().event), token=token(card, "Approve")) for one in (EVE, ANA)]
        both = await asyncio.gather(*(home.send(one) for one in press))
        assert sorted(one.done.status for one in both) == [Status.DONE, Status.REFUSED]
        assert "version 3 of 3" in (await says(home, ANA, "show notes@newest")).text


async def test_who_proposed_it_can_withdraw(tmp_path: Path) -> None:
    """Withdrawn, it waits no more, and the messages say so; nobody else can withdraw it."""
    async with team(tmp_path) as home:
        made = await proposed(home)
        await told(home)
        withdraw = made.button("Withdraw").token
        assert (await presses(home, EVE, withdraw)).done.status is Status.REFUSED
        await presses(home, BEN, withdraw)
        assert (await told(home))["eve"].title == "notes · another production: withdrawn"


async def test_a_copy_of_ones_own_is_kept_instead(tmp_path: Path) -> None:
    """Who would rather not propose keeps the text under the same name, for themselves alone."""
    async with team(tmp_path) as home:
        asked = await home.type("save notes My own words.")
        await home.press(asked.button("Keep a copy of my own").token)
        assert "My own words." in (await home.type("show notes")).text
        assert "My own words." not in await shown(home)


async def test_what_was_said_with_the_text_is_not_lost(tmp_path: Path) -> None:
    """A reason that was given stands in the form; a description goes along with a copy, and it is said where it does
    not.
    """
    async with team(tmp_path) as home:
        asked = await home.call("save", name="notes", text="My own.", about="For me", why="shorter")
        assert "the description goes along only with your own copy" in asked.text
        form = await home.app.prepare(Press(whence=home.at(), token=asked.button("Propose it").token))
        assert isinstance(form, Form)
        assert form.fields[0].default == "shorter"
        await home.press(asked.button("Keep a copy of my own").token)
        assert "For me" in (await home.type("show notes")).text
        assert "shorter" in (await home.type("history notes")).text


async def test_a_channel_can_have_them_all(tmp_path: Path) -> None:
    """An administrator chooses the channel in which proposals stand, and goes back to direct messages."""
    async with team(tmp_path) as home:
        await says(home, replace(BOSS, spot=Spot.CHANNEL, channel="reviews"), "admin reviews here")
        await proposed(home)
        assert list(await told(home)) == ["reviews"]
        await says(home, BOSS, "admin reviews direct")
        await proposed(home, "Another text.")
        assert sorted(await told(home)) == ["ana", "eve"]


async def test_a_long_difference_has_a_button(tmp_path: Path) -> None:
    """A difference that would fill the message is left to a button, which shows it whole."""
    async with team(tmp_path) as home:
        await proposed(home, "word " * 1000)
        card = (await told(home))["eve"]
        assert not any(isinstance(part, Delta) for part in card.parts)
        assert "word " * 999 in (await presses(home, EVE, token(card, "Whole difference"))).text


async def test_the_home_screen_shows_what_waits(tmp_path: Path) -> None:
    """Who decides sees what waits on the home screen; who does not sees nothing of it."""
    async with team(tmp_path) as home:
        await proposed(home)
        assert "notes · v3 → production?" in repr(await home.app.home(EVE))
        assert "notes · v3 → production?" not in repr(await home.app.home(BEN))


async def test_the_log_says_who_did_what(tmp_path: Path) -> None:
    """Proposals, decisions, labels and protection are in the team's log, without any text of a prompt."""
    async with team(tmp_path) as home:
        await says(home, BOSS, "admin protect staging")
        await proposed(home, why="because secret")
        await presses(home, EVE, token((await told(home))["eve"], "Approve"))
        log = (await says(home, BOSS, "admin audit")).text
        for sentence in (
            "Ben proposed a change of notes",
            "Eve approved what Ben proposed for notes",
            "Ana set the label production of notes to version 1",
            "Boss set the protection of the label staging to on",
        ):
            assert sentence in log
        assert "because" not in log


async def test_what_includes_it_is_counted_for_who_decides(tmp_path: Path) -> None:
    """A proposal says how many prompts of the team include what it changes, and nothing of what is somebody's alone."""
    async with team(tmp_path) as home:
        await says(home, EVE, "save mine {{> notes}} Eve's.")
        assert "include" not in (await proposed(home)).text
        for name in ("one", "two"):
            await says(home, ANA, f"save {name} {{{{> notes}}}} Go.", f"share {name} to=team")
            listed = await says(home, EVE, "review notes")
            shown = await presses(home, EVE, listed.button("Look at it").token)
            said = "1 prompt of the team includes it." if name == "one" else "2 prompts of the team include it."
            assert said in shown.text


async def test_the_log_tells_what_changed_and_nothing_else(tmp_path: Path) -> None:
    """A label that is set as it was, or taken away where it was not, and a channel chosen twice are no acts."""
    async with team(tmp_path) as home:
        before = (await says(home, BOSS, "admin audit")).text.count("UTC")
        await says(home, ANA, "label notes@1 production", "label notes never off=yes")
        await says(home, BOSS, "admin reviews direct")
        assert (await says(home, BOSS, "admin audit")).text.count("UTC") == before
        await says(home, ANA, "label notes production off=yes")
        assert "Ana took the label production of notes away" in (await says(home, BOSS, "admin audit")).text


async def test_a_state_without_a_label_is_asked_about(tmp_path: Path) -> None:
    """Whoever says "off" and no label is told that the label is missing."""
    async with team(tmp_path) as home:
        assert "Which label?" in (await says(home, BOSS, "admin protect state=off")).failure.sentence
