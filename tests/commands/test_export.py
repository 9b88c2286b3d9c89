"""export: what a person gets who takes prompts along, and what they are told is not in it."""

import io
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from bot.commands._import_plan import Imported
from bot.dialogue.events import Attachment, Card, Facts
from bot.dialogue.inbound import Invoke, Material, Parcel
from bot.domain import Account, Status
from bot.library.exchange.formats import formats
from bot.library.exchange.reading import read
from bot.library.exchange.values import Entry, File
from tests.doubles.house import Answer, House, house

pytestmark = pytest.mark.asyncio


async def kept(home: House) -> None:
    """Keep some prompts, one of them with two versions and one in a folder."""
    await home.call("save", name="tickets", text="Sort {{tickets}}.", about="For Mondays")
    await home.call("save", name="tickets", text="Sort {{tickets}} by date.\n", why="order")
    await home.call("save", name="mails/answer", text="Answer.")
    await home.call("save", name="mails/sort", text="=1+1")


def file_of(answer: Answer) -> Attachment:
    """Give the file."""
    (file,) = (event for event in answer.events if isinstance(event, Attachment))
    return file


def entries(file: Attachment) -> dict[str, Entry]:
    """Give what a file holds."""
    found = (one for one in read([File(file.name, file.content)]) if isinstance(one, Entry))
    return {entry.name: entry for entry in found}


async def test_everything_goes_along_by_itself(tmp_path: Path) -> None:
    """Without a word more, I get all my prompts as one file that holds every version, with who, when and why."""
    async with house(tmp_path) as home:
        await kept(home)
        answer = await home.type("export")
        file = file_of(answer)
        assert (file.name, file.media_type, file.keep) == ("prompts.json", "application/json", True)
        found = entries(file)
        assert sorted(found) == ["mails/answer", "mails/sort", "tickets"]
        first, second = found["tickets"].versions
        assert (first.text, second.text) == ("Sort {{tickets}}.", "Sort {{tickets}} by date.\n")
        assert (second.author, second.why, second.at) == ("Ann", "order", home.clock.now())
        assert found["tickets"].about == "For Mondays"
        assert isinstance(answer.card, Card)
        assert (answer.card.title, answer.card.parts) == ("3 prompts as json.", ())
        assert answer.events.index(file) < answer.events.index(answer.card)


@pytest.mark.parametrize("kind", [kind.name for kind in formats()])
async def test_what_was_exported_comes_in_elsewhere(kind: str, tmp_path: Path) -> None:
    """Each format brings every newest text to another's library, byte for byte; there, again, nothing changes."""
    async with house(tmp_path) as home:
        await kept(home)
        exported = file_of(await home.type(f"export format={kind}"))
        home.whence = replace(home.whence, account=Account("chat", "acme", "ben"), name="Ben")
        parcel = Parcel(exported.name, exported.content)

        async def again() -> Imported:
            inbound = Invoke(whence=home.at(), command="import", material=Material(parcels=(parcel,)))
            data = (await home.send(inbound)).done.data
            assert isinstance(data, Imported)
            return data

        assert (await again()).new == 3
        assert (await again()).same == 3
        texts = {name: entry.newest.text for name, entry in entries(file_of(await home.type("export"))).items()}
        assert texts == {"tickets": "Sort {{tickets}} by date.\n", "mails/answer": "Answer.", "mails/sort": "=1+1"}


async def test_a_library_moves_house_with_its_history(tmp_path: Path) -> None:
    """What another library exported as json is, once it is here, exported just so again."""
    async with house(tmp_path) as home:
        await kept(home)
        first = file_of(await home.type("export"))
        home.whence = replace(home.whence, account=Account("chat", "other", "ben"), name="Ben", place=None)
        parcel = Parcel(first.name, first.content)
        await home.send(Invoke(whence=home.at(), command="import", material=Material(parcels=(parcel,))))
        assert file_of(await home.type("export")).content == first.content


async def test_several_files_come_packed_and_one_does_not(tmp_path: Path) -> None:
    """Markdown of one prompt is that file; of several it is a ZIP with a file each, the same bytes each time."""
    async with house(tmp_path) as home:
        await kept(home)
        one = file_of(await home.type("export mails/answer format=markdown"))
        assert (one.name, one.media_type) == ("mails-answer.md", "text/markdown")
        assert one.content == b"---\nname: mails/answer\n---\nAnswer.\n"
        several = file_of(await home.type("export format=markdown"))
        assert (several.name, several.media_type) == ("prompts.zip", "application/zip")
        with zipfile.ZipFile(io.BytesIO(several.content)) as archive:
            assert archive.namelist() == ["mails/answer.md", "mails/sort.md", "tickets.md"]
        assert file_of(await home.type("export format=markdown")).content == several.content


async def test_what_a_format_does_not_hold_is_told(tmp_path: Path) -> None:
    """A table says whose history and description it leaves out, and which texts a spreadsheet may reckon."""
    async with house(tmp_path) as home:
        await kept(home)
        answer = await home.type("export format=csv")
        assert isinstance(answer.card, Card)
        (facts,) = (part for part in answer.card.parts if isinstance(part, Facts))
        assert dict(facts.rows)["Earlier versions"] == "of 1 prompt: tickets"
        assert dict(facts.rows)["Descriptions"] == "of 1 prompt: tickets"
        assert "Tags" not in dict(facts.rows)
        assert "A spreadsheet may take these for formulas and reckon them out: mails/sort." in answer.text


async def test_names_and_folders_are_what_is_taken(tmp_path: Path) -> None:
    """Prompts can be named apart by commas, a folder stands for all in it, and what is not there is said."""
    async with house(tmp_path) as home:
        await kept(home)
        for line, wanted in (
            ("tickets, mails/sort", ["mails/sort", "tickets"]),
            ("mails", ["mails/answer", "mails/sort"]),
            ("mails/", ["mails/answer", "mails/sort"]),
            ("@tickets", ["tickets"]),
        ):
            assert sorted(entries(file_of(await home.type(f"export {line}")))) == wanted
        assert (await home.type("export ticket")).failure.advice == "Did you mean tickets?"
        assert "no prompt in a folder nothing/" in (await home.type("export nothing/")).failure.sentence
        assert "with all its versions" in (await home.type("export tickets@1")).failure.sentence


async def test_an_empty_library_has_nothing_to_export(tmp_path: Path) -> None:
    """Whoever has nothing is told how to get something."""
    async with house(tmp_path) as home:
        answer = await home.type("export")
        assert "nothing to export yet" in answer.text
        assert answer.done.status is Status.DONE


async def test_the_team_and_i_can_be_told_apart(tmp_path: Path) -> None:
    """Mine and the team's go along together, or either alone; where names clash, mine counts and it is said."""
    async with house(tmp_path) as home:
        await home.call("save", name="tickets", text="The team's.")
        await home.type("share tickets to=team")
        home.whence = replace(home.whence, account=Account("chat", "acme", "ben"), name="Ben")
        asked = await home.call("save", name="tickets", text="Ben's.")
        await home.press(asked.button("Keep a copy of my own").token)
        both = await home.type("export")
        assert entries(file_of(both))["tickets"].newest.text == "Ben's."
        assert "prompts of yours have the same names: tickets" in both.text
        team = entries(file_of(await home.type("export from=team")))
        assert team["tickets"].newest.text == "The team's."
        assert entries(file_of(await home.type("export from=me")))["tickets"].newest.text == "Ben's."


async def test_nobody_exports_what_is_not_theirs_to_see(tmp_path: Path) -> None:
    """Another person's prompts are in no export, and asking for them by name says no more than that there are none."""
    async with house(tmp_path) as home:
        await home.call("save", name="canary", text="canary text")
        home.whence = replace(home.whence, account=Account("chat", "acme", "ben"), name="Ben")
        for line in ("export", "export canary", "export from=me", "export from=team", "export can", "export canary/"):
            answer = await home.type(line)
            assert "canary text" not in answer.text
            assert not [event for event in answer.events if isinstance(event, Attachment)]


async def test_a_large_file_comes_packed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What no chat would take as it is comes as a ZIP with the one file in it."""
    monkeypatch.setattr("bot.commands.export.LOOSE", 100)
    async with house(tmp_path) as home:
        await kept(home)
        file = file_of(await home.type("export"))
        assert (file.name, file.media_type) == ("prompts.json.zip", "application/zip")
        assert len(entries(file)) == 3
