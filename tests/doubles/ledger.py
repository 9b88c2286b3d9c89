"""A ledger in memory, which can be made to fail or to wait."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from bot.domain import CallId, PersonId, TeamId, Usage
from bot.errors import StoreBusy
from bot.ports import Clock


@dataclass(frozen=True, slots=True)
class Entry:
    """One recorded charge."""

    at: datetime
    person: PersonId
    team: TeamId | None
    call: CallId
    purpose: str
    usage: Usage


@dataclass(slots=True)
class MemoryLedger:
    """`bot.ports.Ledger` in memory. `busy`: nothing can be written; `readings` counts the sums that were asked for."""

    clock: Clock
    entries: list[Entry] = field(default_factory=list)
    busy: bool = False
    readings: int = 0
    fingerprints: dict[PersonId, set[str]] = field(default_factory=dict)

    async def charge(self, person: PersonId, team: TeamId | None, call: CallId, purpose: str, usage: Usage) -> None:
        """Record usage."""
        await asyncio.sleep(0)
        if self.busy:
            raise StoreBusy("The database is busy.")
        self.entries.append(Entry(self.clock.now(), person, team, call, purpose, usage))

    async def spent(
        self, since: datetime, *, person: PersonId | None = None, team: TeamId | None = None
    ) -> tuple[Usage, datetime | None]:
        """Sum the usage since a time."""
        self.readings += 1
        await asyncio.sleep(0)
        chosen = [
            entry
            for entry in self.entries
            if entry.at >= since and (person is None or entry.person == person) and (team is None or entry.team == team)
        ]
        total = sum((entry.usage for entry in chosen), start=Usage())
        return total, min((entry.at for entry in chosen), default=None)

    async def by_purpose(self, since: datetime, person: PersonId) -> Mapping[str, Usage]:
        """Sum a person's usage by purpose."""
        sums: dict[str, Usage] = {}
        for entry in self.entries:
            if entry.at >= since and entry.person == person:
                sums[entry.purpose] = sums.get(entry.purpose, Usage()) + entry.usage
        return sums

    async def allow(self, person: PersonId, *fingerprints: str) -> None:
        """Remember fingerprints."""
        self.fingerprints.setdefault(person, set()).update(fingerprints)

    async def allowed(self, person: PersonId) -> frozenset[str]:
        """Give the fingerprints."""
        return frozenset(self.fingerprints.get(person, ()))
