"""A library as it is when it was opened for the first time: made once in this process, then copied.

Nearly every test begins with one. Those about migrations, and about opening a file, let the store make it anew.
"""

from pathlib import Path
from tempfile import TemporaryDirectory

from data.connections import create_privately
from data.store import open_store
from tests.doubles.clock import FakeClock

_made: list[bytes] = []


async def begin(path: Path) -> None:
    """Put an empty library of the newest schema at `path`, unless something is there already."""
    if not _made:
        with TemporaryDirectory() as folder:
            await _opened(Path(folder) / "prompteur.db")
    _put(_made[0], path)


async def _opened(path: Path) -> None:
    """Open a library that was not there, and keep what its file holds then."""
    store = await open_store(path, clock=FakeClock(), secret=None, key_file=path.with_name("secret.key"))
    await store.aclose()
    _keep(path)


def _keep(path: Path) -> None:
    _made.append(path.read_bytes())


def _put(content: bytes, path: Path) -> None:
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        create_privately(path)
        path.write_bytes(content)
