"""The most common requests without a model that can lead a conversation: `common.yaml`, row by row."""

from pathlib import Path
from typing import cast

import pytest
import yaml

from bot.commands import load
from bot.dialogue.aim import Aim, aim
from bot.dialogue.command import Command
from bot.dialogue.inbound import Say
from bot.domain import PersonId
from bot.ports import Records
from bot.talk.router import Router
from tests.doubles.house import HERE

pytestmark = pytest.mark.asyncio
REGISTRY = load()
IDS = {command.id for command in REGISTRY}
SAVED = {"notes", "ticket summary"}
NOTHING = "(nothing) "


TABLE = yaml.safe_load(Path(__file__).with_name("common.yaml").read_text(encoding="utf-8"))


async def known(command: Command, name: str) -> bool:  # noqa: ARG001 - what is saved is known to all commands
    """Know what is saved."""
    return name in SAVED


@pytest.mark.parametrize("wanted", TABLE)
@pytest.mark.parametrize("language", ["en", "fr"])
async def test_it_is_understood(wanted: str, language: str) -> None:
    """What people ask for most is understood in both languages, and what would change anything is only proposed."""
    assert {said: took for said in TABLE[wanted][language] if (took := await understood(said)) != wanted} == {}


async def understood(said: str) -> str:
    """Give what a message is taken for, written as in the table: of the values those that name something."""
    say = Say(whence=HERE, text=said.removeprefix(NOTHING))
    records = cast("Records", None)  # plain words name none
    working = not said.startswith(NOTHING)
    aimed = await aim(say, REGISTRY, records, PersonId("p"), ears=Router(), working=working, known=known)
    assert isinstance(aimed, Aim)
    assert aimed.command.tool or aimed.command.id not in IDS, "it would act at once"
    values = [f"{name}={aimed.values[name]}" for name in ("to", "name", "words") if aimed.values.get(name)]
    return " ".join((aimed.command.id.removeprefix("propose-"), *values))
