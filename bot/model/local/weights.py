"""The models on this computer: which there are, fetching one, removing one. One file each, in one folder."""

import asyncio
import hashlib
import shutil
from collections.abc import AsyncGenerator
from contextlib import aclosing
from pathlib import Path

import structlog
from filelock import FileLock, Timeout

from bot.errors import Conflict, Misconfigured, ModelUnavailable, NotFound, Refused
from bot.model.local import registry
from bot.model.local.catalogue import Catalogue, Entry, Hub, Registry, load
from bot.model.local.files import size_of
from bot.ports import Fetched, Weights
from bot.words import N_

SUFFIX = ".gguf"
SPARE = 200_000_000
"""Bytes that must stay free beside the file: a part on its way, and room to breathe."""

KEPT = N_("What arrived is kept: the next fetch goes on from there.")

log = structlog.get_logger()


class Shelf:
    """The folder of weights (`Models` of the ports). It is made when something is first put there.

    `index` is the address of another package registry; empty: the one that pip is set up with.
    """

    def __init__(self, folder: Path, *, catalogue: Catalogue | None = None, index: str = "") -> None:
        self.folder = folder
        self._entries = {entry.name: entry for entry in (catalogue or load()).models}
        self._index = index

    def catalogue(self) -> tuple[Weights, ...]:
        """Give every model known, fetched or not."""
        return tuple(
            Weights(
                name=entry.name,
                about=entry.about,
                size=entry.size,
                licence=entry.licence,
                memory=entry.memory,
                present=self._file(entry.name).exists(),
            )
            for entry in self._entries.values()
        )

    async def pull(self, name: str) -> AsyncGenerator[Fetched]:
        """Fetch a model, going on where an earlier fetch stopped; the hash is verified at the end. A model that is
        there already is not fetched again.

        `NotFound` for a name that is not known, `Refused` when the disk has too little room, `Conflict` while another
        process fetches it, `ModelUnavailable` when no source gave it: what arrived is kept then, unless it is wrong.
        """
        entry = self._entry(name)
        if not self._file(name).exists():
            self._make_room(entry)
            lock = FileLock(self.folder / f"{name}.lock")
            try:
                lock.acquire(timeout=0)
            except Timeout:
                raise Conflict("{name} is being fetched by another process.", name=name) from None
            try:
                async with aclosing(self._fetch(entry)) as arriving:
                    async for done in arriving:
                        yield Fetched(done, entry.size)
            finally:
                lock.release()
        yield Fetched(entry.size, entry.size)

    def remove(self, name: str) -> int:
        """Remove a model, whole or half fetched; give the bytes that were freed. `NotFound` when nothing is there."""
        self._entry(name)
        files = [file for file in (self._file(name), self._partial(name)) if file.exists()]
        if not files:
            raise NotFound("{name} is not on this computer.", name=name)
        freed = sum(map(size_of, files))
        for file in files:
            file.unlink()
        return freed

    def newest(self) -> str:
        """Give the name of what was fetched last, or an empty text."""
        here = [name for name in self._entries if self._file(name).exists()]
        return max(here, key=lambda name: self._file(name).stat().st_mtime, default="")

    def find(self, name: str) -> Path:
        """Give the file of a model: by its name here, or of any `.gguf` by its path. `Misconfigured` without one."""
        if name.endswith(SUFFIX):
            file, advice = Path(name).expanduser(), N_("Give the path of a .gguf file that exists.")
        elif name in self._entries:
            file, advice = self._file(name), N_("Fetch it: prompteur model pull {name}")
        else:
            known = ", ".join(self._entries)
            raise Misconfigured(
                "PROMPTEUR_MODEL: no model {name} is known. Known are: {known}.", name=name, known=known
            )
        if not file.is_file():
            raise Misconfigured("PROMPTEUR_MODEL: the model {name} is not on this computer.", name=name, advice=advice)
        return file

    def _entry(self, name: str) -> Entry:
        if name not in self._entries:
            raise NotFound(
                "There is no model called {name}. Known are: {known}.", name=name, known=", ".join(self._entries)
            )
        return self._entries[name]

    def _file(self, name: str) -> Path:
        return self.folder / f"{name}{SUFFIX}"

    def _partial(self, name: str) -> Path:
        return self.folder / f"{name}{SUFFIX}.part"

    def _make_room(self, entry: Entry) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        needed = entry.size - size_of(self._partial(entry.name)) + SPARE
        free = shutil.disk_usage(self.folder).free
        if free < needed:
            raise Refused(
                "There is too little room in {folder}: {name} needs {needed} MB more and {free} MB are free.",
                advice="Nothing was fetched. Make room, or choose another folder with PROMPTEUR_DATA_DIR.",
                folder=self.folder,
                name=entry.name,
                needed=needed // 1_000_000,
                free=free // 1_000_000,
            )

    async def _fetch(self, entry: Entry) -> AsyncGenerator[int]:
        """Try the sources in their order. What one began another goes on with: it is the same file."""
        troubles = []
        for source in entry.sources:
            try:
                async with aclosing(self._from(source, entry)) as arriving:
                    async for done in arriving:
                        yield done
                await self._accept(entry)
            except ModelUnavailable as error:
                log.warning("weights_source_failed", model=entry.name, source=source.kind, reason=str(error))
                troubles.append(str(error))
            except OSError as error:
                raise Refused(
                    "{folder} could not be written ({reason}).", advice=KEPT, folder=self.folder, reason=error.strerror
                ) from error
            else:
                return
        raise ModelUnavailable(
            "{name} could not be fetched. {troubles}", advice=KEPT, name=entry.name, troubles=" ".join(troubles)
        )

    def _from(self, source: Hub | Registry, entry: Entry) -> AsyncGenerator[int]:
        partial = self._partial(entry.name)
        if isinstance(source, Hub):
            from bot.model.local import hub  # noqa: PLC0415 - its client takes 0.1 s to load, for a fetch alone

            return hub.fetch(source, entry, partial)
        return registry.fetch(source, entry, partial, index=self._index)

    async def _accept(self, entry: Entry) -> None:
        """Give the file its name if it is the right one; else remove it, since no source could mend it."""
        partial = self._partial(entry.name)
        if await asyncio.to_thread(_sha256, partial) == entry.sha256:
            partial.replace(self._file(entry.name))
            return
        partial.unlink()
        raise ModelUnavailable("What arrived is not {name} and was removed: its hash is wrong.", name=entry.name)


def _sha256(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()
