"""What CONTRIBUTING.md shows works as it stands there."""

import re
from pathlib import Path
from types import ModuleType
from typing import cast

import pytest

from bot.commands import load
from bot.dialogue.command import Call, Services
from bot.dialogue.events import Card, Done
from bot.dialogue.inbound import Spot, Whence
from bot.dialogue.registry import Registry
from bot.domain import Account, Actor, CallId, EventKey, PersonId, Role, Status
from bot.engineer.checks.support.base import Check
from bot.words import Words
from tools.tables import usage

ROOT = Path(__file__).parents[2]
BLOCK = re.compile(r"```python\n# (?P<path>\S+\.py)\n(?P<code>.*?)```", re.DOTALL)
SHOWN = {found["path"]: found["code"] for found in BLOCK.finditer((ROOT / "CONTRIBUTING.md").read_text())}


def _module(path: str) -> ModuleType:
    assert not (ROOT / path).exists(), "the example has become a real file: show another one"
    module = ModuleType(path.removesuffix(".py").replace("/", "."))
    exec(compile(SHOWN[path], path, "exec"), module.__dict__)  # noqa: S102 - it is our own documentation
    return module


def _call(text: str) -> Call:
    account = Account("terminal", "here", "jo")
    actor = Actor(person=PersonId("p"), name="Jo", account=account, team=None, role=Role.EDITOR)
    whence = Whence(account=account, name="Jo", place=None, spot=Spot.TERMINAL, channel="1", event=EventKey("e"))
    return Call(id=CallId("c"), whence=whence, actor=actor, words=Words(), values={"text": text})


@pytest.mark.asyncio
async def test_the_command_shown_fits_in_beside_the_others_and_answers() -> None:
    """A newcomer who copies the example has a command that is listed, found by its verb, and works."""
    module = _module("bot/commands/count.py")
    command = Registry([*load(), *module.COMMANDS]).find("count")
    assert command is not None
    assert usage(command) == "/count TEXT"
    events = [event async for event in command.run(_call("one two three"), cast("Services", None))]
    assert events == [Card(slot="count", title="3 words", data=3), Done(status=Status.DONE, data=3)]


def test_the_command_shown_takes_about_ten_lines() -> None:
    """What is added for a command is a screenful: the definition and the handler."""
    code = SHOWN["bot/commands/count.py"].splitlines()
    assert sum(bool(line.strip()) and not line.startswith(("from", '"""')) for line in code) <= 10


def test_the_check_shown_finds_what_it_is_for() -> None:
    """A newcomer who copies the example has a check that quotes the exact place."""
    check = _module("bot/engineer/checks/shouting.py").CHECK
    assert isinstance(check, Check)
    text = "Be brief. YOU MUST NEVER EVER FORGET THIS RULE! Thanks, NASA."
    (found,) = check.find(text, Words())
    assert found.quote == text[found.start : found.end] == "YOU MUST NEVER EVER FORGET THIS RULE!"
