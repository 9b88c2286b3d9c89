"""What the model took, and what looked like a secret and was not."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from bot.domain import CallId, PersonId, TeamId, Usage
from bot.ports import Clock
from data.database import Database
from data.rows import moment, stamp

_PARTS = Decimal(10) ** 12
"""Prices are kept in whole millionths of a millionth of a dollar, so that their sum is exact."""

_SUMS = (
    "SELECT purpose, min(at), coalesce(sum(input_tokens), 0), coalesce(sum(output_tokens), 0),"
    " coalesce(sum(cached_tokens), 0), sum(price), CASE WHEN min(model) = max(model) THEN min(model) ELSE '' END,"
    " coalesce(sum(calls), 0) FROM usage WHERE "
)


class SqliteLedger:
    """The port `bot.ports.Ledger`."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def charge(self, person: PersonId, team: TeamId | None, call: CallId, purpose: str, usage: Usage) -> None:
        """Record usage."""
        price = None if usage.price is None else int(usage.price * _PARTS)
        row = (
            stamp(self._clock.now()),
            person,
            team,
            call,
            purpose,
            usage.model,
            usage.input_tokens,
            usage.output_tokens,
            usage.cached_tokens,
            price,
            usage.calls,
        )
        await self._database.write(
            lambda connection: connection.execute(
                "INSERT INTO usage (at, person, team, call, purpose, model, input_tokens, output_tokens, cached_tokens,"
                " price, calls) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                row,
            )
        )

    async def spent(
        self, since: datetime, *, person: PersonId | None = None, team: TeamId | None = None
    ) -> tuple[Usage, datetime | None]:
        """Sum the usage since a time, with the time of the oldest entry counted. The model is named when it is one."""
        where, whose = _whose(person, team)
        _, oldest, *total = await self._database.read(
            lambda connection: connection.execute(_SUMS + where + "at >= ?", (*whose, stamp(since))).fetchone()
        )
        return _usage(total), None if oldest is None else moment(oldest)

    async def by_purpose(self, since: datetime, person: PersonId) -> Mapping[str, Usage]:
        """Sum a person's usage by purpose."""
        rows = await self._database.read(
            lambda connection: connection.execute(
                _SUMS + "person = ? AND at >= ? GROUP BY purpose ORDER BY purpose", (person, stamp(since))
            ).fetchall()
        )
        return {purpose: _usage(total) for purpose, _, *total in rows}

    async def allow(self, person: PersonId, *fingerprints: str) -> None:
        """Remember that texts, by their keyed hashes, are no secrets to this person, or that they may stay."""
        await self._database.write(
            lambda connection: connection.executemany(
                "INSERT OR IGNORE INTO allowed (person, fingerprint) VALUES (?, ?)",
                [(person, one) for one in fingerprints],
            )
        )

    async def allowed(self, person: PersonId) -> frozenset[str]:
        """Give the fingerprints that a person allowed."""
        rows = await self._database.read(
            lambda connection: connection.execute(
                "SELECT fingerprint FROM allowed WHERE person = ?", (person,)
            ).fetchall()
        )
        return frozenset(fingerprint for (fingerprint,) in rows)


def _whose(person: PersonId | None, team: TeamId | None) -> tuple[str, tuple[str, ...]]:
    """Give the condition and its values, of a person, a team, both or all."""
    chosen = [(column, value) for column, value in (("person", person), ("team", team)) if value is not None]
    return "".join(f"{column} = ? AND " for column, _ in chosen), tuple(value for _, value in chosen)


def _usage(total: Sequence[Any]) -> Usage:
    input_tokens, output_tokens, cached_tokens, price, model, calls = total
    return Usage(
        input_tokens=input_tokens,
        output_tokens=output_tokens,
        cached_tokens=cached_tokens,
        price=None if price is None else Decimal(price) / _PARTS,
        model=model or "",
        calls=calls,
    )
