"""The real program, killed without warning in the middle of a busy session."""

import asyncio
import json
import random
import sys
from asyncio.subprocess import PIPE, Process
from pathlib import Path

import pytest

from bot.clock import SystemClock
from bot.domain import Scope, ScopeKind
from data.maintenance import SqliteMaintenance
from data.store import open_store

pytestmark = pytest.mark.asyncio
SAVES = 400


async def start(folder: Path, *words: str) -> Process:
    """Start the program, guided, on the data folder."""
    env = {"PATH": "/usr/bin:/bin", "PROMPTEUR_DATA_DIR": str(folder), "PROMPTEUR_MODEL": "guided"}
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", *words, stdin=PIPE, stdout=PIPE, stderr=PIPE, env=env
    )


async def busy(process: Process, session: int, dies_after: int) -> dict[str, tuple[str, str]]:
    """Draft, refine and save without a pause; kill it after so many answers. Give what was acknowledged: the name of
    each saved prompt with its scope's owner and its text.
    """
    assert process.stdin is not None
    assert process.stdout is not None
    for number in range(SAVES):
        name = f"session-{session}-{number}"
        process.stdin.write(f"/draft a prompt that sorts list {number} by date\n/save {name}\n".encode())
    saved: dict[str, tuple[str, str]] = {}
    answered = 0
    while answered < dies_after:
        event = json.loads(await process.stdout.readline())
        data = event.get("data")
        if event["type"] == "done":
            answered += 1
        if event["type"] == "done" and data and data["type"] == "snippet":
            saved[data["name"]] = data["scope"]["owner"], data["newest"]["text"]
    process.kill()
    await process.communicate()
    return saved


async def test_fault_01_killing_a_busy_session_loses_nothing_acknowledged(
    tmp_path: Path, pytestconfig: pytest.Config
) -> None:
    """Whatever the program said was saved is there after a kill at any moment, and it starts again without help."""
    random.seed()
    acknowledged: dict[str, tuple[str, str]] = {}
    for session in range(pytestconfig.getoption("kills")):
        process = await start(tmp_path, "chat", "--json")
        acknowledged |= await busy(process, session, random.randint(1, 40))  # noqa: S311 - any moment will do
    assert await SqliteMaintenance(tmp_path / "prompteur.db", SystemClock()).check() == ()
    store = await open_store(
        tmp_path / "prompteur.db", clock=SystemClock(), secret=None, key_file=tmp_path / "secret.key"
    )
    for name, (owner, text) in acknowledged.items():
        snippet = await store.library.get((Scope(ScopeKind.PERSON, owner),), name)
        assert snippet is not None, name
        assert snippet.newest.text == text
    await store.aclose()
    assert acknowledged


async def test_the_server_a_chat_and_the_shell_work_side_by_side(tmp_path: Path) -> None:
    """While the server runs and a chat is open, shell commands save and find in the same library; all end well."""
    server = await start(tmp_path, "serve")
    chat = await start(tmp_path, "chat", "--json")
    assert chat.stdin is not None
    assert chat.stdout is not None
    chat.stdin.write(b"/save from-chat Sort the list.\n")
    event = {"type": ""}
    while event["type"] != "done":
        event = json.loads(await chat.stdout.readline())
    saved = await start(tmp_path, "save", "from-shell", "Sort the table.")
    assert (await saved.communicate())[0]
    assert saved.returncode == 0
    found = await start(tmp_path, "find", "sort")
    out, _ = await found.communicate()
    assert b"from-chat" in out
    assert b"from-shell" in out
    second = await start(tmp_path, "serve")
    _, err = await second.communicate()
    assert second.returncode in {1, 2, 3}
    assert str(server.pid).encode() in err
    chat.stdin.close()
    assert await chat.wait() == 0
    server.terminate()
    _, err = await server.communicate()
    assert server.returncode == 143
    assert b"No chat platform has credentials" in err
    assert b'"event": "no_platform_has_credentials"' in err
