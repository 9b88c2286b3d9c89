"""What is said once and then taken for known, also after a restart."""

from bot.ports import Vault

REMEMBERED = b"1"


class Once:
    """Says of each key once that it is new, over a vault."""

    def __init__(self, vault: Vault, namespace: str) -> None:
        self._vault = vault
        self._namespace = namespace
        self._known: set[str] = set()

    async def new(self, key: str) -> bool:
        """Take a key; say whether it is new. `StoreFailed` when it cannot be looked up or kept."""
        if key in self._known:
            return False
        self._known.add(key)
        if await self._vault.get(self._namespace, key):
            return False
        await self._vault.put(self._namespace, key, REMEMBERED)
        return True
