"""How long real prompts take to come in and to go out again, in each format, and whether they come back as they were.

    python benchmarks/exchange_on_corpus.py PROMPTS.jsonl

Each line of the file is a JSON object with a field `prompt`, and `title` where it has one. The prompts are written in
each format, imported through the whole core into a new library on disk (with everything that an import looks at), a
second time, and exported. Beside it stands the floor: the same rows through the bare driver in one transaction.
"""

import argparse
import asyncio
import json
import sqlite3
import sys
import tempfile
import time
import uuid
from contextlib import closing
from pathlib import Path

from adapters.local import whence
from bot.app import build
from bot.commands._import_plan import Imported
from bot.dialogue.dispatch import App
from bot.dialogue.events import Attachment, Done, Event, Progress
from bot.dialogue.inbound import Invoke, Material, Parcel
from bot.library.exchange.archive import packed
from bot.library.exchange.as_csv import FORMAT as CSV
from bot.library.exchange.formats import formats
from bot.library.exchange.reading import read
from bot.library.exchange.values import Edition, Entry, File, Format
from bot.settings import Settings

SECONDS = 5.0
"""What an import may take."""


def prompts(path: Path) -> tuple[Entry, ...]:
    """Give the prompts of the file that can be kept, with names made of their titles as an import makes them."""
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    given = (
        Entry(name=str(line.get("title") or f"prompt {number}"), versions=(Edition(text=line["prompt"]),))
        for number, line in enumerate(lines, start=1)
    )
    table = [File("prompts.csv", file.content) for file in CSV.write(given)]
    return tuple(one for one in read(table) if isinstance(one, Entry))


async def answered(
    app: App, command: str, material: Material | None = None, **values: str
) -> tuple[list[Event], float]:
    """Call a command as the shell does; give what came back, and in how many seconds."""
    begun = time.perf_counter()
    inbound = Invoke(
        whence=whence(uuid.uuid4().hex, "en"), command=command, values=values, material=material or Material()
    )
    events = [event async for event in await app.start(inbound)]
    return events, time.perf_counter() - begun


def came(events: list[Event]) -> Imported:
    """Give what an import came to."""
    (done,) = (event for event in events if isinstance(event, Done))
    if not isinstance(done.data, Imported):
        sys.exit(f"the import failed: {events}")
    return done.data


async def measure(kind: Format, wanted: tuple[Entry, ...]) -> None:
    """Import, import again, export, and compare."""
    files = list(kind.write(wanted))
    parcels = [Parcel(file.path, file.content) for file in files]
    if len(files) > 1:
        parcels = [Parcel("prompts.zip", packed(files))]
    with tempfile.TemporaryDirectory() as folder:
        app = await build(Settings(data_dir=Path(folder), model="guided"))
        try:
            material = Material(parcels=tuple(parcels))
            first, seconds = await answered(app, "import", material)
            again, once_more = await answered(app, "import", material)
            out, leaving = await answered(app, "export", format=kind.name)
        finally:
            await app.aclose()
    (file,) = (event for event in out if isinstance(event, Attachment))
    back = {entry.name: entry for entry in read([File(file.name, file.content)]) if isinstance(entry, Entry)}
    same = sum(entry.name in back and back[entry.name].newest.text == entry.newest.text for entry in wanted)
    done, told = came(first), sum(isinstance(event, Progress) for event in first)
    print(
        f"{kind.name:9} {sum(len(parcel.content) for parcel in parcels):>10,} bytes"
        f"  in {seconds:5.2f} s ({done.new} new, {done.refused} refused, {told} words on the way)"
        f"  again {once_more:5.2f} s ({came(again).same} same)"
        f"  out {leaving:5.2f} s  {same} of {len(wanted)} the same under their names"
        f"{'' if seconds < SECONDS else '  TOO SLOW'}"
    )


def floor(wanted: tuple[Entry, ...]) -> float:
    """Give how long the bare driver takes for the same rows with a full-text index."""
    with tempfile.TemporaryDirectory() as folder, closing(sqlite3.connect(Path(folder) / "floor.db")) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("CREATE TABLE prompts (row INTEGER PRIMARY KEY, name TEXT UNIQUE, text TEXT)")
        connection.execute("CREATE VIRTUAL TABLE search USING fts5 (name, text)")
        begun = time.perf_counter()
        with connection:
            rows = [(entry.name, entry.newest.text) for entry in wanted]
            connection.executemany("INSERT INTO prompts (name, text) VALUES (?, ?)", rows)
            connection.executemany("INSERT INTO search (name, text) VALUES (?, ?)", rows)
        return time.perf_counter() - begun


async def main() -> None:
    """Measure each format."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path)
    wanted = prompts(parser.parse_args().file)
    print(f"{len(wanted)} prompts of {sum(len(entry.newest.text) for entry in wanted):,} characters")
    print(f"{'floor':9} {'':>16}  in {floor(wanted):5.2f} s")
    for kind in formats():
        await measure(kind, wanted)


if __name__ == "__main__":
    asyncio.run(main())
