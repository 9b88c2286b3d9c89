"""Which processes that recorded calls are still there: each holds a lock as long as it has the store open.

A process number would not do: it is used again, and in a container it means another process.
"""

import hashlib
import os
from pathlib import Path

from filelock import lock_descriptor

from data.locks import open_lock


class Boots:
    """The boots of this process, and a look at those of others. A boot is any text that names one start."""

    def __init__(self, database: Path) -> None:
        self._database = database
        self._held: dict[str, int] = {}

    def hold(self, boot: str) -> None:
        """Show others that `boot` is alive, until `close`."""
        if boot not in self._held:
            descriptor = open_lock(self._path(boot))
            lock_descriptor(descriptor, blocking=False)
            self._held[boot] = descriptor

    def alive(self, boot: str) -> bool:
        """Say whether another process holds `boot`. What a dead one left behind is removed."""
        path = self._path(boot)
        if boot in self._held or not path.exists():
            return False
        descriptor = open_lock(path)
        try:
            if not lock_descriptor(descriptor, blocking=False):
                return True
            path.unlink(missing_ok=True)
            return False
        finally:
            os.close(descriptor)

    def close(self) -> None:
        """Let go of all of them."""
        for boot, descriptor in self._held.items():
            self._path(boot).unlink(missing_ok=True)
            os.close(descriptor)
        self._held.clear()

    def _path(self, boot: str) -> Path:
        name = hashlib.sha256(boot.encode()).hexdigest()[:16]
        return self._database.with_name(f"{self._database.name}.alive-{name}")
