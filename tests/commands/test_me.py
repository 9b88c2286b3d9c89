"""What concerns only you: accounts that become one person, what was chosen, what is kept."""

import asyncio
import io
import json
import zipfile
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
import pytest_asyncio

from bot.dialogue.action import token
from bot.dialogue.events import Attachment, Card, Prompt
from bot.dialogue.inbound import Spot, Whence
from bot.domain import Account, Place, Status, WriteKey
from tests.doubles.house import HERE, Answer, House, house, in_channel

pytestmark = pytest.mark.asyncio
ELSEWHERE = replace(
    HERE, account=Account("club", "", "7"), name="ann_h", place=Place("club", "g1", "The club"), channel="dm-7"
)
STRANGER = replace(HERE, account=Account("club", "", "666"), name="Mallory", place=None, channel="dm-666")


@pytest_asyncio.fixture
async def home(tmp_path: Path) -> AsyncIterator[House]:
    """Give the core, in which Ann talks."""
    async with house(tmp_path) as home:
        yield home


def code_in(answer: Answer) -> str:
    """Give the code that an answer shows."""
    card = answer.card
    assert isinstance(card, Card)
    (line,) = [part.text for part in card.parts if isinstance(part, Prompt)]
    typed, _, code = line.rpartition(" link ")
    assert typed in {"/prompt me", "/prompt admin"}
    return code


def title(answer: Answer) -> str:
    """Give the title of the card that an answer shows."""
    card = answer.card
    assert isinstance(card, Card)
    return card.title


async def by(home: House, whence: Whence, line: str) -> Answer:
    """Have somebody type a line."""
    home.whence = whence
    return await home.type(line)


async def joined(home: House) -> Answer:
    """Join the account in the club with Ann's."""
    code = code_in(await by(home, HERE, "me link"))
    return await home.press((await by(home, ELSEWHERE, f"me link {code}")).button("Join").token)


async def names(home: House, whence: Whence) -> set[str]:
    """Give the names of what somebody finds."""
    found = (await by(home, whence, "find")).done.data
    assert isinstance(found, tuple)
    return {hit.name for hit in found}


async def test_two_accounts_become_one_person(home: House) -> None:
    """Who gets a code in one account and types it in the other sees what will happen, and then has everything in both;
    of two prompts with one name neither is lost.
    """
    await by(home, HERE, "save poem Write a poem.")
    await by(home, ELSEWHERE, "save poem Write a song.")
    await home.type("save list Sort it.")
    code = code_in(await by(home, HERE, "me link"))
    asked = await by(home, ELSEWHERE, f"me link {code.lower().replace('-', ' ')}")
    assert asked.done.status is Status.ASKING
    for said in ("Ann (chat)", "1 private prompt'", "ann_h (club)", "2 private prompts", "club/poem"):
        assert said in asked.text
    assert await names(home, ELSEWHERE) == {"poem", "list"}, "nothing is joined before it is pressed"
    done = await home.press(asked.button("Join").token)
    assert "Joined." in done.text
    assert "club/poem" in done.text
    for whence in (HERE, ELSEWHERE):
        assert await names(home, whence) == {"poem", "list", "club/poem"}
    assert "Write a song." in (await by(home, HERE, "show club/poem")).text
    again = await by(home, ELSEWHERE, "me")
    assert "Ann (chat), ann_h (club)" in again.text


async def test_what_was_begun_in_one_account_goes_on_in_the_other(home: House) -> None:
    """After joining, the other account's last work is there; its buttons still do their work, and so does Join."""
    await by(home, ELSEWHERE, "draft a prompt for tickets")
    card = await home.type("last")
    code = code_in(await by(home, HERE, "me link"))
    question = await by(home, ELSEWHERE, f"me link {code}")
    await home.press(question.button("Join").token)
    assert "Joined." in (await home.press(question.button("Join").token)).text, "a second press says the same"
    assert title(await by(home, HERE, "last")) == title(card)
    assert (await home.press(card.button("Details").token)).done.status is Status.DONE


async def test_a_code_is_used_once_and_soon(home: House) -> None:
    """A code that was used, is too old, was replaced by another, or was made up gets the same sentence."""
    used = code_in(await by(home, HERE, "me link"))
    await home.press((await by(home, ELSEWHERE, f"me link {used}")).button("Join").token)
    replaced = code_in(await by(home, HERE, "me link"))
    late = code_in(await by(home, HERE, "me link"))
    home.clock.advance(10 * 60)
    said = {
        (await by(home, STRANGER, f"me link {code}")).failure.sentence for code in (used, replaced, late, "AAAA-2222")
    }
    assert said == {"This code is wrong, was used already, or is older than ten minutes. Nothing was changed."}


async def test_a_join_that_was_shown_and_is_over_does_nothing(home: House) -> None:
    """Who presses Join when the code is over is told; the accounts stay two."""
    code = code_in(await by(home, HERE, "me link"))
    question = await by(home, ELSEWHERE, f"me link {code}")
    home.clock.advance(11 * 60)
    assert (await home.press(question.button("Join").token)).done.status is Status.REFUSED
    assert "ann_h (club)" not in (await by(home, HERE, "me")).text


async def test_codes_are_not_guessed(home: House) -> None:
    """After five wrong codes within an hour not even the right one is taken; an hour later it is."""
    for number in range(2, 7):
        await by(home, STRANGER, f"me link AAAA-222{number}")
    code = code_in(await by(home, HERE, "me link"))
    refused = await by(home, STRANGER, f"me link {code}")
    assert "You gave 5 wrong codes" in refused.failure.sentence
    home.clock.advance(3600)
    code = code_in(await by(home, HERE, "me link"))
    assert (await by(home, STRANGER, f"me link {code}")).done.status is Status.ASKING


async def test_a_code_is_of_no_use_where_it_was_made(home: House) -> None:
    """One's own code is refused with a word, costs no try, and stays good; so it is for an account that is joined."""
    await joined(home)
    code = code_in(await by(home, HERE, "me link"))
    for _ in range(6):
        assert "from this account" in (await by(home, HERE, f"me link {code}")).failure.sentence
        assert "from this account" in (await by(home, ELSEWHERE, f"me link {code}")).failure.sentence


async def test_nobody_else_presses_join(home: House) -> None:
    """Whoever gets hold of the button of another person's question joins nothing."""
    code = code_in(await by(home, HERE, "me link"))
    pressed = (await by(home, ELSEWHERE, f"me link {code}")).button("Join").token
    home.whence = STRANGER
    assert (await home.press(pressed)).failure.sentence == "That is no longer there."
    assert "Ann (chat)" not in (await home.type("me")).text


@pytest.mark.parametrize("say", ["/me link {code}", "me link {code}", "Here it is: {code}!"])
async def test_a_code_that_others_read_is_useless(say: str, home: House) -> None:
    """A code that somebody posts in a thread is refused and void, however it stands there; no model sees it."""
    code = code_in(await by(home, HERE, "me link"))
    home.whence = replace(ELSEWHERE, spot=Spot.THREAD, channel="general", thread="1")
    line = say.format(code=code)
    answer = await (home.type(line[1:]) if line.startswith("/") else home.say(line))
    assert "made that code useless" in answer.failure.sentence
    assert home.engineer.asked == []
    assert (await by(home, ELSEWHERE, f"me link {code}")).done.status is Status.REFUSED


async def test_a_code_can_be_said_plainly(home: House) -> None:
    """Whoever pastes nothing but the code into a direct message, or the command in plain words, is asked as well, and
    no model drafts anything from it.
    """
    code = code_in(await by(home, HERE, "me link"))
    home.whence = ELSEWHERE
    for text in (code, f"me link {code.lower()}", f"/prompt me link {code}"):
        assert "Join" in [button.label for button in (await home.say(text)).buttons]
    assert home.engineer.asked == []
    assert (await home.say("AAAA-2222")).done.status is Status.REFUSED


async def test_a_code_is_shown_once_and_kept_nowhere(home: House, tmp_path: Path) -> None:
    """A second delivery of the same event shows no code, and none stands in the database."""
    home.whence = HERE
    code = code_in(await home.type("me link", event="the-same"))
    again = await home.type("me link", event="the-same")
    assert again.done.repeated
    assert code not in again.text
    kept = await asyncio.to_thread(contents, tmp_path)
    assert kept
    assert code.encode() not in kept
    assert code.replace("-", "").encode() not in kept


def contents(folder: Path) -> bytes:
    """Give all that stands in the database's files."""
    return b"".join(file.read_bytes() for file in sorted(folder.glob("prompteur.db*")))


async def test_names_are_text(home: House) -> None:
    """A name that would be mark-up, a line or a format is shown as it is, on one line."""
    evil = replace(ELSEWHERE, name="<!channel> {stays} @everyone\nJoined. %s")
    code = code_in(await by(home, HERE, "me link"))
    asked = await by(home, evil, f"me link {code}")
    assert "<!channel> {stays} @everyone Joined. %s (club)" in asked.text
    assert "<!channel> {stays} @everyone Joined. %s (club)" in (await home.press(asked.button("Join").token)).text


async def test_an_account_can_be_separated_again(home: House) -> None:
    """An account that leaves begins with nothing, finds nothing of what it worked on, and takes nothing along."""
    await by(home, ELSEWHERE, "save song Write a song.")
    await home.type("draft a prompt for tickets")
    await joined(home)
    question = await by(home, ELSEWHERE, "me unlink")
    assert "Ann (chat)" in question.text
    for _ in range(2):
        assert "begins with nothing" in (await home.press(question.button("Separate").token)).text
    assert await names(home, ELSEWHERE) == set()
    assert "Nothing is open here yet." in (await home.type("critique")).text
    assert "not worked on a prompt" in (await home.type("last")).text
    assert await names(home, HERE) == {"song"}
    assert "joined with no other" in (await by(home, HERE, "me unlink")).failure.sentence


async def test_an_old_question_separates_nothing(home: House) -> None:
    """Who was joined anew after the question is told that nothing was changed, and stays joined."""
    await joined(home)
    old = (await by(home, ELSEWHERE, "me unlink")).button("Separate").token
    await home.press(old)
    code = code_in(await by(home, ELSEWHERE, "me link"))
    await home.press((await by(home, HERE, f"me link {code}")).button("Join").token)
    late = await home.press(old)
    assert late.failure.sentence == "This account was joined anew since. Nothing was changed."


async def test_the_language_that_was_chosen_counts(home: House) -> None:
    """What only the person sees is in their language, forms and home screen as well; what others read is not; "auto"
    takes it back.
    """
    assert "Français" in (await home.type("me language fr")).text
    assert "Ce que je sais faire" in (await home.type("help")).text
    assert "Continuer" in repr(await home.app.home(home.at()))
    assert (await home.type("me language tlh")).done.status is Status.REFUSED
    await home.type("save poem Write a poem about {{topic}}.")
    in_channel(home)
    shared = await home.type("share poem to=here")
    (public,) = [event for event in shared.events if isinstance(event, Card) and event.public]
    assert "Make it mine" in [button.label for button in public.buttons]
    await home.type("me language auto")
    assert "What I can do" in (await home.type("help")).text


async def test_a_language_can_be_chosen_by_a_button(home: House) -> None:
    """Without a language, each that there is has a button."""
    asked = await home.type("me language")
    assert asked.done.status is Status.ASKING
    await home.press(asked.button("Français").token)
    assert "Ce que je sais faire" in (await home.type("help")).text


async def test_a_team_counts_in_direct_messages(home: House) -> None:
    """Where there is no place, the team that was chosen has its library; another's cannot be chosen."""
    alone = replace(HERE, place=None)
    await by(home, HERE, "save poem Write a poem.")
    await home.type("share poem to=team")
    assert "Acme" in (await by(home, alone, "me team")).text
    assert await names(home, alone) == set()
    assert "Acme" in (await home.type("me team acme")).text
    assert await names(home, alone) == {"poem"}
    await home.type("me team none")
    assert await names(home, alone) == set()
    assert "no team called Acme" in (await by(home, STRANGER, "me team Acme")).failure.sentence
    assert (await home.press((await by(home, alone, "me team")).button("Acme").token)).done.status is Status.DONE
    assert await names(home, alone) == {"poem"}


def opened(answer: Answer) -> dict[str, str]:
    """Give the files in what was exported."""
    found: dict[str, str] = {}
    for event in answer.events:
        if isinstance(event, Attachment):
            with zipfile.ZipFile(io.BytesIO(event.content)) as archive:
                found |= {name: archive.read(name).decode() for name in archive.namelist()}
    return found


async def test_all_that_is_kept_can_be_taken_along(home: House) -> None:
    """An export holds one's prompts, work, settings, calls and accounts, and nothing of another person."""
    await by(home, STRANGER, "save secret The stranger's.")
    await by(home, HERE, "save poem Write a poem.")
    await home.type("save poem Write a long poem.")
    await home.type("draft a prompt for tickets")
    await home.type("me language en")
    answer = await home.type("me export")
    files = opened(answer)
    prompts = json.loads(files["prompts/1.json"])["prompts"]
    assert [[version["text"] for version in one["versions"]] for one in prompts] == [
        ["Write a poem.", "Write a long poem."]
    ]
    assert json.loads(files["accounts-1.jsonl"])["name"] == "Ann"
    assert '"fr"' not in files["preferences-1.jsonl"]
    assert "tickets" in files["versions-1.jsonl"]
    assert "me export" in files["calls-1.jsonl"] or "export" in files["calls-1.jsonl"]
    assert "stranger" not in "".join(files.values())


async def test_a_large_export_comes_in_parts(home: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is too much for one file comes in several, and nothing is missing."""
    monkeypatch.setattr("bot.commands._me_kept.FULL", 2_000)
    monkeypatch.setattr("bot.commands._me_kept.PROMPTS", 2)
    await home.type("draft a prompt for tickets")
    for number in range(9):
        await home.type(f"save poem-{number} Write number {number}.")
    answer = await home.type("me export")
    parts = [event for event in answer.events if isinstance(event, Attachment)]
    assert len(parts) > 1
    assert [part.name for part in parts] == [f"about-me-{number}.zip" for number in range(1, len(parts) + 1)]
    assert all(f"Write number {number}." in "".join(opened(answer).values()) for number in range(9))


async def test_somebody_is_forgotten(home: House) -> None:
    """After a question and a press, nothing of a person is left but what they gave to the team, which nobody owns."""
    await home.type("save diary Only for canary eyes.")
    await home.type("save poem Write a poem.")
    await home.type("share poem to=team")
    await home.type("draft something for the canary")
    question = await home.type("me forget")
    assert question.done.status is Status.ASKING
    assert await names(home, HERE) == {"diary", "poem"}
    gone = await home.press(question.button("Forget me").token)
    assert title(gone) == "You are forgotten."
    assert gone.done.status is Status.DONE
    assert await names(home, HERE) == {"poem"}
    assert "by someone who left" in (await home.type("show poem")).text
    assert "not worked on a prompt" in (await home.type("last")).text
    refused = await home.type("save poem Write another. ")
    assert "poem" in refused.text
    assert (await home.press(question.button("Forget me").token)).done.status is Status.REFUSED


async def test_the_question_whether_to_forget_is_over_soon(home: House) -> None:
    """A question that lies about for long, or was another's, forgets nobody."""
    await home.type("save diary Mine.")
    question = await home.type("me forget")
    home.whence = STRANGER
    assert (await home.press(question.button("Forget me").token)).done.status is Status.REFUSED
    home.whence = HERE
    home.clock.advance(11 * 60)
    assert (await home.press(question.button("Forget me").token)).done.status is Status.REFUSED
    assert (await home.press(token("me.erase", "nothing"))).done.status is Status.REFUSED
    assert await names(home, HERE) == {"diary"}


async def test_what_was_under_way_comes_home(home: House) -> None:
    """A prompt that was being drafted while the accounts were joined belongs to the person in the end."""
    store = home.app.services.store
    await by(home, ELSEWHERE, "help")
    before = await store.people.actor(ELSEWHERE.account, ELSEWHERE.name, ELSEWHERE.place, manages=False)
    await joined(home)
    await store.sessions.begin("late", before.person, "late work", WriteKey("late"))
    after = await store.people.actor(ELSEWHERE.account, ELSEWHERE.name, ELSEWHERE.place, manages=False)
    await store.prune(home.clock.now())
    session = await store.sessions.current("late", since=None)
    assert session is not None
    assert session.owner == after.person
    assert before.person != after.person
