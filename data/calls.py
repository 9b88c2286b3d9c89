"""What was asked of us, recorded before it is acted on. What a person said and where they said it is encrypted."""

import sqlite3
from collections.abc import Sequence

import structlog

from bot.domain import CallId, EventKey, PersonId, Status
from bot.errors import NotFound, StoreUnusable
from bot.ports import CallRecord, Clock
from bot.words import N_
from data.boots import Boots
from data.database import Database
from data.rows import moment, new_id, stamp
from data.secret import Secret

_CALL = "SELECT id, event, person, status, boot, inbound, address, result, at FROM calls"
_Row = tuple[str, str, str, str, str, bytes, bytes, bytes, int]

log = structlog.get_logger()


class SqliteCalls:
    """The port `bot.ports.Calls`."""

    def __init__(self, database: Database, clock: Clock, secret: Secret, boots: Boots) -> None:
        self._database = database
        self._boots = boots
        self._clock = clock
        self._secret = secret

    async def begin(
        self, event: EventKey, person: PersonId, *, platform: str, inbound: bytes, address: bytes, boot: str
    ) -> tuple[CallRecord, bool]:
        """Record a call as running; a delivery seen before gives the record of the first."""
        at = stamp(self._clock.now())

        call = CallId(new_id())

        def begin(connection: sqlite3.Connection) -> _Row | None:
            self._boots.hold(boot)
            new = connection.execute(
                "INSERT OR IGNORE INTO calls (id, event, person, platform, status, boot, inbound, address, result, at)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, x'', ?)",
                (
                    call,
                    event,
                    person,
                    platform,
                    Status.RUNNING,
                    boot,
                    self._secret.seal(inbound),
                    self._secret.seal(address),
                    at,
                ),
            ).rowcount
            return None if new else connection.execute(_CALL + " WHERE event = ?", (event,)).fetchone()

        earlier = await self._database.write(begin)
        if earlier is not None:
            return self._record(earlier), False
        record = CallRecord(
            id=call,
            event=event,
            person=person,
            status=Status.RUNNING,
            boot=boot,
            inbound=inbound,
            address=address,
            result=b"",
            at=moment(at),
        )
        return record, True

    async def finish(self, call: CallId, status: Status, result: bytes) -> None:
        """Record how it ended; what it would take to run it again is dropped when it is done. `NotFound` for a call
        that was pruned, or never was.
        """
        done = status is Status.DONE
        finished = await self._database.write(
            lambda connection: (
                connection.execute(
                    "UPDATE calls SET status = ?, result = ?, inbound = iif(?, x'', inbound),"
                    " address = iif(?, x'', address) WHERE id = ?",
                    (status, result, done, done, call),
                ).rowcount
            )
        )
        if not finished:
            raise NotFound(N_("This call is no longer known."))

    async def get(self, call: CallId) -> CallRecord | None:
        """Give a call."""
        row = await self._database.read(
            lambda connection: connection.execute(_CALL + " WHERE id = ?", (call,)).fetchone()
        )
        return None if row is None else self._record(row)

    async def rerun(self, call: CallId, boot: str, *, inbound: bytes | None = None) -> bool:
        """Set a call that ended without success to running again; False when it runs or is done."""
        sealed = None if inbound is None else self._secret.seal(inbound)

        def rerun(connection: sqlite3.Connection) -> int:
            self._boots.hold(boot)
            return connection.execute(
                "UPDATE calls SET status = ?, boot = ?, inbound = coalesce(?, inbound)"
                " WHERE id = ? AND status NOT IN (?, ?)",
                (Status.RUNNING, boot, sealed, call, Status.RUNNING, Status.DONE),
            ).rowcount

        return bool(await self._database.write(rerun))

    async def move(self, call: CallId, address: bytes) -> None:
        """Note another reply address of a call that runs; nothing for one that has ended."""
        sealed = self._secret.seal(address)
        await self._database.write(
            lambda connection: (
                connection.execute(
                    "UPDATE calls SET address = ? WHERE id = ? AND status = ?", (sealed, call, Status.RUNNING)
                ).rowcount
            )
        )

    async def interrupt(self, boots_alive: Sequence[str], platform: str) -> tuple[CallRecord, ...]:
        """Mark the platform's running calls of other processes interrupted, and give them, each once."""

        def interrupt(connection: sqlite3.Connection) -> list[_Row]:
            running = connection.execute(
                _CALL + " WHERE platform = ? AND status = 'running' ORDER BY row", (platform,)
            ).fetchall()
            gone = {boot for boot in {row[4] for row in running} - {*boots_alive} if not self._boots.alive(boot)}
            left: list[_Row] = [row for row in running if row[4] in gone]
            connection.executemany(
                "UPDATE calls SET status = ? WHERE id = ?", [(Status.INTERRUPTED, row[0]) for row in left]
            )
            return left

        rows = await self._database.write(interrupt)
        return tuple(self._record((*row[:3], Status.INTERRUPTED, *row[4:])) for row in rows)

    def _record(self, row: _Row) -> CallRecord:
        call, event, person, status, boot, inbound, address, result, at = row
        return CallRecord(
            id=CallId(call),
            event=EventKey(event),
            person=PersonId(person),
            status=Status(status),
            boot=boot,
            inbound=self._unsealed(call, inbound),
            address=self._unsealed(call, address),
            result=result,
            at=moment(at),
        )

    def _unsealed(self, call: str, sealed: bytes) -> bytes:
        """Give what was sealed. Under another key than before, old calls cannot be run again: they come as if what
        they need had been dropped, so that the start goes on.
        """
        try:
            return self._secret.unseal(sealed) if sealed else b""
        except StoreUnusable:
            log.warning("call_sealed_with_another_key", call=call)
            return b""
