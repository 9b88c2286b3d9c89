"""What waits to be told to people who did not ask for it. Where a message stands is encrypted."""

import sqlite3
from collections.abc import Sequence

from bot.domain import Audience, Notice, NoticeId
from bot.ports import Clock
from data.database import Database
from data.rows import new_id, stamp
from data.secret import Secret


class SqliteNotices:
    """The port `bot.ports.Notices`."""

    def __init__(self, database: Database, clock: Clock, secret: Secret) -> None:
        self._database = database
        self._clock = clock
        self._secret = secret

    async def put(self, token: str, to: Sequence[Audience]) -> None:
        """Have a notice shown to each; where one stands already, it is shown anew."""
        at = stamp(self._clock.now())
        await self._database.write(lambda connection: put(connection, token, to, at, self._secret))

    async def renew(self, token: str) -> None:
        """Have all notices of what `token` names shown anew."""
        await self._database.write(lambda connection: renew(connection, token))

    async def due(self, platform: str, *, limit: int) -> tuple[Notice, ...]:
        """Give what is to be shown on a platform, the oldest first."""
        rows = await self._database.read(
            lambda connection: connection.execute(
                "SELECT id, token, user, channel, locale, wanted, address FROM notices"
                " WHERE platform = ? AND shown < wanted ORDER BY failed, row LIMIT ?",
                (platform, limit),
            ).fetchall()
        )
        return tuple(
            Notice(
                id=NoticeId(row[0]),
                token=row[1],
                to=Audience(platform=platform, user=row[2], channel=row[3], locale=row[4]),
                turn=row[5],
                address=self._secret.unseal(row[6]),
            )
            for row in rows
        )

    async def failed(self, notice: NoticeId) -> None:
        """Note that a notice could not be shown now."""
        await self._database.write(
            lambda connection: connection.execute("UPDATE notices SET failed = failed + 1 WHERE id = ?", (notice,))
        )

    async def shown(self, notice: NoticeId, turn: int, address: bytes | None) -> None:
        """Note where a notice stands; what cannot be shown is let go."""
        if address is None:
            await self._database.write(
                lambda connection: connection.execute("DELETE FROM notices WHERE id = ?", (notice,))
            )
            return
        sealed = self._secret.seal(address)
        await self._database.write(
            lambda connection: connection.execute(
                "UPDATE notices SET shown = max(shown, ?), failed = 0, address = ? WHERE id = ?", (turn, sealed, notice)
            )
        )


def put(connection: sqlite3.Connection, token: str, to: Sequence[Audience], at: int, secret: Secret) -> None:
    """Have a notice shown to each, in the transaction of what it tells of."""
    connection.executemany(
        "INSERT INTO notices (id, token, platform, user, channel, locale, wanted, shown, address, at)"
        " VALUES (?, ?, ?, ?, ?, ?, 1, 0, ?, ?)"
        " ON CONFLICT (token, platform, user, channel) DO UPDATE SET wanted = wanted + 1",
        [(new_id(), token, one.platform, one.user, one.channel, one.locale, secret.seal(b""), at) for one in to],
    )


def renew(connection: sqlite3.Connection, token: str) -> None:
    """Have all notices of what `token` names shown anew, in the transaction that changes it."""
    connection.execute("UPDATE notices SET wanted = wanted + 1 WHERE token = ?", (token,))
