"""The real program as a process, on a data folder of its own and with no setting but those of the test."""

import asyncio
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from dataclasses import dataclass
from pathlib import Path

from tests.doubles.waiting import PATIENCE

COMMAND = (sys.executable, "-m", "bot")
ROOT = Path(__file__).parents[2]


def environment(folder: Path, **settings: str) -> dict[str, str]:
    """Give the environment: guided, unless `settings` say otherwise."""
    return {
        "PATH": "/usr/bin:/bin",
        "LANG": "C.UTF-8",
        "PYTHONPATH": str(ROOT),
        "PROMPTEUR_DATA_DIR": str(folder),
        "PROMPTEUR_MODEL": "guided",
        **settings,
    }


async def start(folder: Path, *words: str, **settings: str) -> Process:
    """Start the program with pipes on all sides, where no `.env` of whoever runs the tests stands: a token in it would
    have it speak to people.
    """
    env = environment(folder, **settings)
    return await asyncio.create_subprocess_exec(
        *COMMAND, *words, stdin=PIPE, stdout=PIPE, stderr=PIPE, env=env, cwd=folder
    )


@dataclass(frozen=True, slots=True)
class Ended:
    """What a process came to."""

    code: int
    out: str
    err: str


async def run(folder: Path, *words: str, given: str | None = None, **settings: str) -> Ended:
    """Run the program to its end with `given` as its input."""
    process = await asyncio.create_subprocess_exec(
        *COMMAND,
        *words,
        stdin=DEVNULL if given is None else PIPE,
        stdout=PIPE,
        stderr=PIPE,
        env=environment(folder, **settings),
        cwd=folder,
    )
    async with asyncio.timeout(PATIENCE):
        out, err = await process.communicate(None if given is None else given.encode())
    return Ended(process.returncode or 0, out.decode(), err.decode())
