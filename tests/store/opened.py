"""How tests open a store on a real file, and the people in them."""

import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from bot.domain import PersonId, Scope, ScopeKind, WriteKey
from data.maintenance import SqliteMaintenance
from data.store import SqliteStore, open_store
from tests.doubles.clock import FakeClock

ANN, BOB = PersonId("ann"), PersonId("bob")
ANNS, BOBS = Scope(ScopeKind.PERSON, ANN), Scope(ScopeKind.PERSON, BOB)
TEAM = Scope(ScopeKind.TEAM, "team")


def key(number: object) -> WriteKey:
    """Give the write key of a number."""
    return WriteKey(f"write-{number}")


@asynccontextmanager
async def opened(
    path: Path,
    *,
    clock: FakeClock | None = None,
    serve: bool = False,
    factory: type[sqlite3.Connection] = sqlite3.Connection,
) -> AsyncIterator[SqliteStore]:
    """Open a store at `path` and close it in the end."""
    store = await open_store(
        path, clock=clock or FakeClock(), secret=None, key_file=path.with_name("key"), serve=serve, factory=factory
    )
    try:
        yield store
    finally:
        await store.aclose()


async def problems(path: Path) -> tuple[str, ...]:
    """Give what is wrong with a file."""
    return await SqliteMaintenance(path, FakeClock()).check()
