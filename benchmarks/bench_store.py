"""The store against bare aiosqlite, side by side in one run: get, complete, list, search and save, at 10,000 and
100,000 saved prompts, one caller. `--quick` for 10,000 only, `--rows 1000000` for any other number (that one takes
about 4 GB in the folder for temporary files).

A search is for two words that together stand in less than a hundredth of the texts; the commonest words, and two
letters that a name begins with, are told apart.

The floor is the least statements that would do, through aiosqlite, on the same file: no write key, no lock between
processes, no checks, no excerpts, no values made of rows, and it completes the beginnings of names alone. Both take
turns, so that a busy machine slows both.
"""

import asyncio
import random
import sqlite3
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from functools import partial
from itertools import accumulate, count, product
from pathlib import Path
from statistics import median, quantiles

import aiosqlite

from bot.clock import SystemClock
from bot.domain import PersonId, Scope, ScopeKind, WriteKey
from bot.library.names import key
from data.connections import transact
from data.snippets import Saving, save
from data.store import SqliteStore, open_store

ROUNDS = 300
TEAMS = 50
STEP = 10_000
"""Rows of a transaction that fills the library."""
CHANCE = random.Random(1)  # noqa: S311 - chance, no secret
ANN = PersonId("ann")
SYLLABLES = [first + second for first in "bdfgklmn" for second in "aeiou"]
WORDS = ["".join(parts) for parts in product(SYLLABLES, SYLLABLES, SYLLABLES[:10])]
WEIGHTS = list(accumulate(1 / (rank + 2) for rank in range(len(WORDS))))
"""The n-th word is met about 1/n as often as the first, as in real text."""

Step = Callable[[int], Awaitable[object]]


def team(number: int) -> Scope:
    """Give the scope of a team."""
    return Scope(ScopeKind.TEAM, f"team {number % TEAMS}")


def text() -> str:
    """Give a text as long as prompts are, about 1,500 characters."""
    return " ".join(CHANCE.choices(WORDS, cum_weights=WEIGHTS, k=200))


def name(number: int) -> str:
    """Give the name of a prompt."""
    return f"{WORDS[number % len(WORDS)]} {WORDS[number // 7 % len(WORDS)]} {number}"


def fill(path: Path, total: int) -> None:
    """Save so many prompts, as the store does, in few transactions."""
    connection = sqlite3.connect(path, isolation_level=None)
    for number in range(TEAMS):
        transact(connection, partial(save, new=_new(number)))
    for first in range(TEAMS, total, STEP):
        transact(connection, partial(_some, first=first, behind=min(first + STEP, total)))
    transact(connection, _index)
    connection.close()


def _new(number: int) -> Saving:
    return Saving(scope=team(number), name=name(number), text=text(), author=ANN, why="", about="", expected=0, at=0)


def _some(connection: sqlite3.Connection, first: int, behind: int) -> None:
    """Put rows in as `save` leaves them, many at a time and without the indexes."""
    numbers = range(first, behind)
    connection.executemany(
        "INSERT INTO snippets (row, id, scope, name, key, about, owner, created, head)"
        " VALUES (?, ?, ?, ?, ?, '', ?, 0, ?)",
        [(n + 1, f"{n:020}", row(n), name(n), key(name(n)), ANN, n + 1) for n in numbers],
    )
    connection.executemany(
        "INSERT INTO snippet_versions (row, snippet, number, text, author, why, at) VALUES (?, ?, 1, ?, ?, '', 0)",
        [(n + 1, n + 1, text(), ANN) for n in numbers],
    )


def _index(connection: sqlite3.Connection) -> None:
    connection.execute("INSERT INTO search (search) VALUES ('rebuild')")
    connection.execute("INSERT INTO names (names) VALUES ('rebuild')")


@dataclass(frozen=True)
class Floor:
    """Bare aiosqlite: one connection that reads, one that writes."""

    reader: aiosqlite.Connection
    writer: aiosqlite.Connection

    async def rows(self, sql: str, *values: object) -> object:
        """Run a question and take what comes."""
        async with self.reader.execute(sql, values) as cursor:
            return await cursor.fetchall()

    async def save(self, row: int, body: str) -> None:
        """Add a version and bring the index up to date."""
        source = "row, scope, name, about, body FROM search_source WHERE row = ?"
        await self.writer.execute("BEGIN IMMEDIATE")
        await self.writer.execute(
            f"INSERT INTO search (search, rowid, scope, name, about, body) SELECT 'delete', {source}", (row,)
        )
        cursor = await self.writer.execute(
            "INSERT INTO snippet_versions (snippet, number, text, author, why, at)"
            " SELECT ?, max(number) + 1, ?, 'ann', '', 0 FROM snippet_versions WHERE snippet = ?",
            (row, body, row),
        )
        await self.writer.execute("UPDATE snippets SET head = ? WHERE row = ?", (cursor.lastrowid, row))
        await self.writer.execute(f"INSERT INTO search (rowid, scope, name, about, body) SELECT {source}", (row,))
        await self.writer.execute("COMMIT")


async def connected(path: Path) -> aiosqlite.Connection:
    """Open a connection as durable as the store's."""
    connection = await aiosqlite.connect(path, isolation_level=None)
    await connection.execute("PRAGMA synchronous = FULL")
    return connection


HEAD = "SELECT s.id, s.name, s.about, v.number, v.at FROM snippets s JOIN snippet_versions v ON v.row = s.head WHERE "
GET = HEAD + "s.scope = ? AND s.deleted IS NULL AND s.key = ?"
COMPLETE = HEAD + "s.scope = ? AND s.deleted IS NULL AND s.key >= ? AND s.key < ? ORDER BY s.key LIMIT 25"
LIST = HEAD + "s.scope = ? AND s.deleted IS NULL ORDER BY s.head DESC LIMIT 25"
SEARCH = (
    "SELECT s.id, s.name, s.about FROM (SELECT rowid, rank FROM search WHERE search MATCH ? ORDER BY rank LIMIT 10)"
    " AS f JOIN snippets s ON s.row = f.rowid"
)


def steps(store: SqliteStore, floor: Floor) -> dict[str, tuple[Step, Step]]:
    """Give each operation twice, ours and the floor's; each takes the number of a prompt."""
    find, complete, rows = store.library.find, store.library.complete, floor.rows
    writes = count()

    def saves(number: int) -> Awaitable[object]:
        write = WriteKey(f"write {next(writes)}")
        return store.library.save(team(number), name(number), text(), author=ANN, why="", write=write)

    def match(number: int) -> str:
        return f'scope : "s{row(number)}" AND {{name about body}} : ("{word(number)}"* "{word(number + 5)}"*)'

    return {
        "get": (lambda n: store.library.get([team(n)], name(n)), lambda n: rows(GET, row(n), name(n))),
        "complete 25": (
            lambda n: complete([team(n)], word(n)[:4], limit=25),
            lambda n: rows(COMPLETE, row(n), word(n)[:4], word(n)[:4] + "\U0010ffff"),
        ),
        "complete, 2 letters": (
            lambda n: complete([team(n)], word(n)[:2], limit=25),
            lambda n: rows(COMPLETE, row(n), word(n)[:2], word(n)[:2] + "\U0010ffff"),
        ),
        "complete, 1 letter": (
            lambda n: complete([team(n)], word(n)[:1], limit=25),
            lambda n: rows(COMPLETE, row(n), word(n)[:1], word(n)[:1] + "\U0010ffff"),
        ),
        "complete, nothing": (lambda n: complete([team(n)], "", limit=25), lambda n: rows(LIST, row(n))),
        "list 25": (lambda n: find([team(n)], "", limit=25), lambda n: rows(LIST, row(n))),
        "search 10": (
            lambda n: find([team(n)], f"{word(n)} {word(n + 5)}", limit=10),
            lambda n: rows(SEARCH, match(n)),
        ),
        "common words": (
            lambda n: find([team(n)], f"{WORDS[n % 3]} {WORDS[3 + n % 3]}", limit=10),
            lambda n: rows(SEARCH, f'scope : "s{row(n)}" AND body : ("{WORDS[n % 3]}"* "{WORDS[3 + n % 3]}"*)'),
        ),
        "save": (saves, lambda n: floor.save(n + 1, text())),
    }


def row(number: int) -> int:
    """Give the row of the scope of a prompt."""
    return number % TEAMS + 1


def word(number: int) -> str:
    """Give a word."""
    return WORDS[number % len(WORDS)]


async def timed(work: Awaitable[object]) -> float:
    """Give the milliseconds that some work takes."""
    started = time.perf_counter()
    await work
    return (time.perf_counter() - started) * 1000


async def measure(total: int, folder: Path) -> None:
    """Fill a library and print a line for each operation."""
    path = folder / f"{total}.db"
    store = await open_store(path, clock=SystemClock(), secret=None, key_file=folder / "key")
    await asyncio.to_thread(fill, path, total)
    async with AsyncExitStack() as stack:
        stack.push_async_callback(store.aclose)
        connections = [await connected(path) for _ in range(2)]
        for connection in connections:
            stack.push_async_callback(connection.close)
        for operation, (ours, floors) in steps(store, Floor(*connections)).items():
            times: tuple[list[float], list[float]] = ([], [])
            for _ in range(ROUNDS):
                number = CHANCE.randrange(total)
                for taken, step in zip(times, (ours, floors), strict=True):
                    taken.append(await timed(step(number)))
            print(line(total, operation, *times))
    opened = await timed(reopened(path, folder))
    print(f"{total:>7}  {'open, close':19} {opened:8.1f} ms, {path.stat().st_size / 1e6:.0f} MB")


async def reopened(path: Path, folder: Path) -> None:
    """Open and close the library, as a shell command does."""
    await (await open_store(path, clock=SystemClock(), secret=None, key_file=folder / "key")).aclose()


def line(total: int, operation: str, ours: list[float], floors: list[float]) -> str:
    """Give medians, ninety-ninth percentiles and the ratio of the medians."""
    figures = [figure for times in (ours, floors) for figure in (median(times), quantiles(times, n=100)[98])]
    ratio = figures[0] / figures[2]
    return "{:>7}  {:19} {:8.3f} / {:7.3f} ms   floor {:8.3f} / {:7.3f} ms   x{:.2f}".format(
        total, operation, *figures, ratio
    )


async def main() -> None:
    """Run it."""
    print("saved    operation                p50 /     p99             p50 /     p99")
    with tempfile.TemporaryDirectory() as folder:
        for total in totals(sys.argv):
            await measure(total, Path(folder))


def totals(given: list[str]) -> tuple[int, ...]:
    """Give how many prompts to measure with."""
    if "--rows" in given:
        return (int(given[given.index("--rows") + 1]),)
    return (10_000,) if "--quick" in given else (10_000, 100_000)


if __name__ == "__main__":
    asyncio.run(main())
