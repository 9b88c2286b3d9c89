"""What comes into a library goes out of it as it came in, and coming in twice changes nothing."""

import asyncio
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings

from bot.commands._import_plan import Imported
from bot.dialogue.events import Attachment
from bot.dialogue.inbound import Material, Parcel
from bot.library.exchange.as_json import FORMAT as JSON
from bot.library.exchange.reading import read
from bot.library.exchange.values import Edition, Entry, File
from bot.library.names import key, tidied
from tests.doubles.house import House, house
from tests.exchange.libraries import libraries

Library = tuple[Entry, ...]


async def brought(home: House, library: Library) -> Imported:
    """Bring a library in."""
    (file,) = JSON.write(library)
    answer = await home.type("import", material=Material(parcels=(Parcel(file.path, file.content),)))
    assert isinstance(answer.done.data, Imported), answer.events
    return answer.done.data


async def taken(home: House) -> Library:
    """Take it out again."""
    answer = await home.type("export format=json")
    files = [File(event.name, event.content) for event in answer.events if isinstance(event, Attachment)]
    return tuple(one for one in read(files) if isinstance(one, Entry))


async def through(library: Library) -> tuple[Library, Imported]:
    """Bring a library in and take it out; bring in the same once more."""
    with TemporaryDirectory() as folder:
        async with house(Path(folder)) as home:
            await brought(home, library)
            return await taken(home), await brought(home, library)


def held(library: Library) -> Library:
    """Give a library as it is kept: of a name that two prompts want as another one, the first has it, and no prompt
    has another's name. Who saved a version is known where the file does not say.
    """
    taken = {key(entry.name) for entry in library}
    kept: list[Entry] = []
    for entry in library:
        aliases = {key(name): name for name in entry.aliases if key(name) not in taken}
        taken |= aliases.keys()
        kept.append(replace(entry, tags=tidied(entry.tags), aliases=tuple(aliases.values())))
    return tuple(kept)


def _unsigned(library: Library) -> list[Entry]:
    """Leave out who wrote it and when, and the order of names."""
    editions = [tuple(replace(one, author="", at=None) for one in entry.versions) for entry in library]
    unsigned = [replace(entry, versions=versions) for entry, versions in zip(library, editions, strict=True)]
    return sorted(unsigned, key=lambda entry: key(entry.name))


@given(library=libraries)
@settings(max_examples=20, deadline=None)
def test_a_library_goes_out_as_it_came_in(library: Library) -> None:
    """Whoever moves to another installation has every text there with its tags, other names and labels, and nothing
    changes when the same file is brought in again.
    """
    came, again = asyncio.run(through(library))
    assert _unsigned(came) == _unsigned(held(library))
    assert (again.came, again.same) == (0, len(library))


def test_what_is_there_is_added_to_and_nothing_is_moved() -> None:
    """Tags and names of a file come to those that are there; a label that points elsewhere stays, and it is told."""

    async def run() -> tuple[Library, list[str]]:
        first = Entry(name="a", versions=(Edition(text="one"),), tags=("x",), labels={"production": 1})
        other = Entry(name="b", versions=(Edition(text="b"),), aliases=("taken",))
        texts = (Edition(text="one"), Edition(text="two"))
        more = replace(first, versions=texts, tags=("y",), aliases=("c", "taken"), labels={"production": 2, "new": 2})
        old = Entry(name="taken", versions=(Edition(text="of old"),))
        with TemporaryDirectory() as folder:
            async with house(Path(folder)) as home:
                await brought(home, (first, other))
                (file,) = JSON.write((more, old))
                asked = await home.type("import", material=Material(parcels=(Parcel(file.path, file.content),)))
                done = await home.press(asked.button("Import 1 prompt").token)
                assert isinstance(done.done.data, Imported)
                said = [remark.message.format(**remark.values) for remark in done.done.data.remarks]
                return await taken(home), said

    library, said = asyncio.run(run())
    (first, _) = _unsigned(library)
    assert (first.tags, first.aliases, first.labels) == (("x", "y"), ("c",), {"production": 1, "new": 2})
    assert said == [
        "It is not found as taken here: another prompt has that name.",
        "That is another name of b here, which has another text. It stays as it is.",
        "These labels were not taken over, as they point elsewhere here or are protected: production.",
    ]
