"""Forms as people send them: with blanks, with files that cannot be read, in several pages. Nothing typed is lost."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from adapters.discord.drafts import NAMESPACE
from tests.doubles.discord import DiscordDouble
from tests.doubles.discord_person import Act, Person
from tests.doubles.discord_state import Channel
from tests.doubles.house import House
from tests.doubles.on_discord import keep_addresses, serving

pytestmark = pytest.mark.asyncio
BAD = ("a.txt", b"\xff\xfe\x00a")
GOOD = ("a.txt", b"Write about {{topic}}, from a file.")
MANY = "Write: " + " ".join(f"{{{{part{number}}}}}" for number in range(6))


@pytest.fixture(autouse=True)
def _addresses(monkeypatch: pytest.MonkeyPatch) -> None:
    keep_addresses(monkeypatch)


@asynccontextmanager
async def ana_alone(tmp_path: Path) -> AsyncIterator[tuple[House, Channel, Person]]:
    """Have Ana in a channel, where Discord refuses nothing that it is sent."""
    async with DiscordDouble() as discord, serving(discord, tmp_path) as home:
        yield home, discord.guild("Acme").channel("general"), discord.person("Ana")
        assert discord.refused == []
        assert discord.errors == []


async def opened(person: Person, message: Act, label: str) -> Act:
    """Press the button that opens a form."""
    act = await person.press(message.messages[0], label)
    await act.acknowledged()
    assert act.kind == "modal"
    return act


async def pasting(person: Person, channel: Channel) -> Act:
    """Open the form that a prompt to look at is pasted into, with room for a file."""
    act = await person.slash(channel, "prompt critique")
    await act.settled(contains="prompt")
    return await opened(person, act, "Paste a prompt")


# --- blanks ----------------------------------------------------------------------------------------------------------


async def test_what_a_form_lacks_is_asked_for_on_a_card(tmp_path: Path) -> None:
    """Who sends a form with nothing but blanks in it is asked again on a card, and all else given before counts."""
    async with ana_alone(tmp_path) as (_, channel, ana):
        act = await ana.slash(channel, "prompt save", text="Hello {{name}}", about="Greetings")
        await act.acknowledged()
        blank = await ana.submit(act.modal, name="   ")
        await blank.settled()
        form = await opened(ana, blank, "Fill in")
        saved = await ana.submit(form.modal, name="hello")
        await saved.settled(contains="Saved as hello")
        shown = await ana.slash(channel, "prompt show", name="hello")
        await shown.settled(contains="Greetings")
        assert "Hello {{name}}" in shown.text


async def test_a_blank_beside_a_way_to_attach_is_asked_again(tmp_path: Path) -> None:
    """Who neither types nor attaches anything reads what is needed, and the form comes again."""
    async with ana_alone(tmp_path) as (_, channel, ana):
        form = await pasting(ana, channel)
        blank = await ana.submit(form.modal, text=" \n")
        await blank.settled(contains="Still needed:")
        assert "Page" not in blank.text
        again = await opened(ana, blank, "Go on")
        done = await ana.submit(again.modal, text="Write about {{topic}}.")
        await done.settled(contains="{{topic}}")


# --- files -----------------------------------------------------------------------------------------------------------


async def test_a_file_that_cannot_be_read_costs_nothing_that_was_typed(tmp_path: Path) -> None:
    """Who sends a form with a file of no text gets the form again as it was filled in, and no message is left over."""
    async with ana_alone(tmp_path) as (home, channel, ana):
        await (await ana.slash(channel, "prompt save", name="six", text=MANY)).settled(contains="Saved as six")
        await (await ana.slash(channel, "prompt share", name="six", to="here")).settled(contains="Everyone")
        (public,) = [one for one in channel.stored if not one.ephemeral]
        card = next(one for one in ana.sees(channel) if one.id == public.id)
        form = await ana.press(card, "Use it")
        await form.acknowledged()
        first: dict[str, Any] = {f"part{number}": f"typed {number}" for number in range(5)}
        turned = await ana.submit(form.modal, **first)
        await turned.settled(contains="Page 2 of 2")
        second = await opened(ana, turned, "Go on")
        wrong = await ana.submit(second.modal, files=[BAD])
        await wrong.settled(contains="no text in UTF-8")
        assert "What you typed is kept: Go on shows it again." in wrong.text
        assert turned.messages == []
        again = await opened(ana, wrong, "Go on")
        done = await ana.submit(again.modal, part5="typed 5")
        await done.settled(contains="Write: typed 0 typed 1 typed 2 typed 3 typed 4 typed 5")
        assert wrong.messages == []
        assert await home.app.vault.keys(NAMESPACE) == ()


@pytest.mark.parametrize(("file", "says"), [(("a.txt", b"x" * 400_001), "too large"), (GOOD, "only one of them")])
async def test_a_form_of_one_page_comes_again_as_it_was_typed(
    tmp_path: Path, file: tuple[str, bytes], says: str
) -> None:
    """Who types a text and attaches a file as well is told that one is too many, and finds the text in the form."""
    async with ana_alone(tmp_path) as (_, channel, ana):
        form = await pasting(ana, channel)
        both = await ana.submit(form.modal, text="Typed about {{topic}}.", files=[file])
        await both.settled(contains=says)
        again = await opened(ana, both, "Go on")
        assert again.modal.fields["text"]["value"] == "Typed about {{topic}}."
        still = await ana.submit(again.modal, files=[GOOD])
        await still.settled(contains="only one of them")
        last = await opened(ana, still, "Go on")
        done = await ana.submit(last.modal)
        await done.settled(contains="Typed about")
        assert "from a file" not in done.text


async def test_a_file_takes_the_place_of_what_nobody_typed(tmp_path: Path) -> None:
    """Who attaches a changed prompt beside the old one, as the form showed it, changes the prompt."""
    async with ana_alone(tmp_path) as (_, channel, ana):
        await (await ana.slash(channel, "prompt draft", goal="a weekly report")).settled(contains="Summarise")
        form = await ana.slash(channel, "prompt edit")
        await form.acknowledged()
        done = await ana.submit(form.modal, files=[GOOD])
        await done.settled(contains="from a file")


async def test_an_answer_that_needs_a_file_stands_before_it_is_there(tmp_path: Path) -> None:
    """Where something has to be fetched first, the answer says at once that it is being worked on."""
    async with ana_alone(tmp_path) as (_, channel, ana):
        act = await ana.slash(channel, "prompt critique", file=GOOD)
        await act.settled(contains="a.txt")
        assert act.messages[0].history[1].text == "Working…"
