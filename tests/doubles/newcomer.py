"""Somebody who follows the README: commands are run in a folder where nothing but its `.env` is set."""

import asyncio
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from pathlib import Path

from tests.doubles.process import COMMAND, ROOT, environment

README = (ROOT / "README.md").read_text(encoding="utf-8")


def part(heading: str) -> str:
    """Give the part of the README under a heading."""
    return README.partition(f"## {heading}\n")[2].partition("\n## ")[0]


async def _started(folder: Path, *words: str) -> Process:
    env = environment(folder / "data")
    return await asyncio.create_subprocess_exec(*COMMAND, *words, cwd=folder, env=env, stdout=PIPE, stderr=PIPE)


async def told(folder: Path, *words: str) -> str:
    """Give what a command says; it must end well."""
    process = await _started(folder, *words)
    out, err = await process.communicate()
    assert process.returncode == 0, err.decode()
    return out.decode()


@asynccontextmanager
async def serving(folder: Path, heard: Awaitable[None]) -> AsyncIterator[None]:
    """Run `prompteur serve`, as soon as people are `heard`."""
    server = await _started(folder, "serve")
    try:
        await heard
        yield
    finally:
        server.terminate()
        await server.communicate()
