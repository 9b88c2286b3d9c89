"""What is said once and then taken for known, also after a restart."""

import structlog

from bot.errors import PrompteurError
from bot.ports import Vault

log = structlog.get_logger()
REMEMBERED = b"1"


class Once:
    """Says of each key once that it is new, over a vault."""

    def __init__(self, vault: Vault, namespace: str) -> None:
        self._vault = vault
        self._namespace = namespace
        self._known: set[str] = set()

    async def new(self, key: str) -> bool:
        """Take a key; say whether it is new. Where that cannot be looked up or kept, it counts as new: what is said
        twice does less harm than what is said beside it and fails.
        """
        if key in self._known:
            return False
        self._known.add(key)
        try:
            if await self._vault.get(self._namespace, key):
                return False
            await self._vault.put(self._namespace, key, REMEMBERED)
        except PrompteurError as error:
            log.warning("said_once_not_kept", namespace=self._namespace, reason=type(error).__name__)
        return True
