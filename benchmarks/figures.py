"""What `bench_discord.py` and `bench_slack.py` have in common: taking turns, what counts of times, a filled library.

For one caller the best of a few blocks counts, for both bots, since a busy computer only ever adds.
"""

import random
import sqlite3
import statistics
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path

from benchmarks.bench_store import name, text
from bot.clock import SystemClock
from bot.domain import Account, PersonId, Place, Scope, ScopeKind
from data.connections import transact
from data.snippets import Saving, save
from data.store import open_store

BLOCKS, ROUNDS = 4, 25
SAVED = 10_000
PEOPLE, BURSTS = 50, 3
CHANCE = random.Random(1)  # noqa: S311 - chance, no secret

Times = dict[str, list[list[float]]]
"""Blocks of ms, by what was done."""


async def in_blocks(one_round: Callable[[], Awaitable[dict[str, float]]]) -> Times:
    """Do a round again and again."""
    times: Times = {}
    for _ in range(BLOCKS):
        block: dict[str, list[float]] = {}
        for _ in range(ROUNDS):
            for what, took in (await one_round()).items():
                block.setdefault(what, []).append(took)
        for what, taken in block.items():
            times.setdefault(what, []).append(taken)
    return times


def best(blocks: list[list[float]]) -> float:
    """Give the least of the blocks' medians."""
    return min(statistics.median(block) for block in blocks)


def best_quantile(blocks: list[list[float]]) -> float:
    """Give the least of the blocks' ninety-ninth percentiles."""
    return min(quantile(block) for block in blocks)


def quantile(times: list[float]) -> float:
    """Give the ninety-ninth percentile."""
    return statistics.quantiles(times, n=100, method="inclusive")[98]


async def fill(folder: Path, account: Account, called: str, place: Place) -> None:
    """Save prompts for the team of a place; `account` is their author, `called` so."""
    path = folder / "prompteur.db"
    store = await open_store(path, clock=SystemClock(), secret=None, key_file=folder / "secret.key")
    actor = await store.people.actor(account, called, place, manages=False)
    await store.aclose()
    assert actor.team is not None  # noqa: S101 - there is a place
    scope = Scope(ScopeKind.TEAM, actor.team)
    connection = sqlite3.connect(path, isolation_level=None)
    for first in range(0, SAVED, 1000):
        transact(connection, partial(_save, scope=scope, author=actor.person, first=first))
    connection.close()


def _save(connection: sqlite3.Connection, scope: Scope, author: PersonId, first: int) -> None:
    for number in range(first, first + 1000):
        new = Saving(scope=scope, name=name(number), text=text(), author=author, why="", about="", expected=0, at=0)
        save(connection, new)
