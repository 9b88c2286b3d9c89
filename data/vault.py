"""Small secrets, encrypted."""

import sqlite3

from data.database import Database
from data.secret import Secret


class SqliteVault:
    """The port `bot.ports.Vault`."""

    def __init__(self, database: Database, secret: Secret) -> None:
        self._database = database
        self._secret = secret

    async def put(self, namespace: str, key: str, value: bytes) -> None:
        """Keep `value` in place of what was kept there."""

        def put(connection: sqlite3.Connection) -> None:
            connection.execute(
                "INSERT INTO vault (namespace, key, value) VALUES (?, ?, ?)"
                " ON CONFLICT (namespace, key) DO UPDATE SET value = excluded.value",
                (namespace, key, self._secret.seal(value)),
            )

        await self._database.write(put)

    async def get(self, namespace: str, key: str) -> bytes | None:
        """Give it back. `StoreUnusable` when it was kept under another key."""
        row = await self._database.read(
            lambda connection: connection.execute(
                "SELECT value FROM vault WHERE namespace = ? AND key = ?", (namespace, key)
            ).fetchone()
        )
        return None if row is None else self._secret.unseal(row[0])

    async def delete(self, namespace: str, key: str) -> None:
        """Forget it."""
        await self._database.write(
            lambda connection: connection.execute("DELETE FROM vault WHERE namespace = ? AND key = ?", (namespace, key))
        )

    async def keys(self, namespace: str) -> tuple[str, ...]:
        """Give the keys of what is kept in a namespace, in order."""
        rows = await self._database.read(
            lambda connection: connection.execute(
                "SELECT key FROM vault WHERE namespace = ? ORDER BY key", (namespace,)
            ).fetchall()
        )
        return tuple(row[0] for row in rows)

    def fingerprint(self, text: str) -> str:
        """Give a keyed hash of `text`."""
        return self._secret.fingerprint(text)
