"""A conversation that goes on for ever: nothing of its turns stays behind in the process, and the database gets so many
rows a turn and no more.
"""

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

import pytest

from bot.dialogue.command import Call
from bot.dialogue.reply import Reply
from bot.dialogue.run import Job
from bot.ports import Ask
from bot.talk.acting import Acting
from bot.talk.loop import Heard, Loop, Talked
from tests.doubles.house import House
from tests.doubles.kept import kept
from tests.doubles.model import Says, ScriptedModel
from tests.doubles.talking import calls, talking

KINDS = (Acting, Ask, Call, Heard, Job, Loop, Reply, Talked)
TURNS = 20


@pytest.mark.asyncio
async def test_nothing_stays_behind_a_turn(tmp_path: Path) -> None:
    """After twenty turns and more that search, propose and answer, the process holds what it held after the first ones,
    and of each turn there is one call in the database, with one record of what its button would do, written once.
    """
    async with talking(tmp_path, {}) as (home, model):
        await home.type("draft a prompt for tickets")
        await turns(home, model, 5)
        objects, rows = kept(KINDS), counted(tmp_path)
        await turns(home, model, TURNS)
        assert kept(KINDS) == objects
        grown = {table: number - rows[table] for table, number in counted(tmp_path).items() if number != rows[table]}
        assert grown == {"calls": TURNS, "records": TURNS, "writes": TURNS}


async def turns(home: House, model: ScriptedModel, number: int) -> None:
    """Say so many things, each of which is searched for, proposed and answered."""
    for turn in range(number):
        name = f"tickets-{turn}"
        model.answer({"talk": [calls(("find", {"words": name}), ("save", {"name": name})), Says("Press Save.")]})
        answer = await home.say(f"save it as {name} if there is none yet")
        assert answer.button("Save").token
        model.asks.clear()
        model.askers.clear()


def counted(folder: Path) -> Mapping[str, int]:
    """Count the rows of each table."""
    with closing(sqlite3.connect(folder / "prompteur.db")) as connection:
        names = [name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
        return {
            name: connection.execute(f"SELECT count(*) FROM {name}").fetchone()[0]  # noqa: S608 - the schema's names
            for name in names
            if not name.startswith(("search", "names", "sqlite"))
        }
