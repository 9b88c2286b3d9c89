"""How many tokens each request of the prompt work takes whatever the material is.

    python benchmarks/bench_tokens.py

Estimated from the text and the schema of the answer. With ANTHROPIC_API_KEY or ANTHROPIC_BASE_URL the server counts the
text as well, which costs nothing.
"""

import asyncio
import json
import tempfile
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from pydantic import BaseModel

from bot.app import connect, open_store
from bot.clock import SystemClock
from bot.commands import load as commands
from bot.domain import Account, Actor, PersonId, Role, TeamId
from bot.engineer import prompts
from bot.engineer.led.clarify import Clarified
from bot.engineer.led.remarks import Remark
from bot.ports import Ask, Tool, Turn
from bot.settings import Settings, load
from bot.talk.tools import offered

TASKS: Mapping[str, type[BaseModel] | None] = MappingProxyType(
    {
        "clarify": Clarified,
        "draft": None,
        "reverse": None,
        "critique": Remark,
        "refine": None,
        "explain": None,
        "talk": None,
    }
)
"""Each request with the schema of its answer."""
CHARACTERS_A_TOKEN = 3.5
"""Cautious: English prose has more than four, JSON three to four."""
MOST_TOKENS = 1500
"""What the fixed part of a request may take."""
MOST_A_TOOL = 250
"""What one tool of a conversation may take; they are sent before the fixed part and cached with it."""


def fixed(task: str) -> str:
    """Give the fixed part of a request: its text, and the schema where there is one."""
    schema = TASKS[task]
    return prompts.load(task).text + (json.dumps(schema.model_json_schema()) if schema else "")


def tools() -> tuple[Tool, ...]:
    """Give the tools that a conversation comes with: every command, as an administrator has them."""
    account = Account("chat", "acme", "ann")
    actor = Actor(person=PersonId("p"), name="Ann", account=account, team=TeamId("t"), role=Role.ADMINISTRATOR)
    return offered(commands(), actor)


def written(tool: Tool) -> str:
    """Give a tool as it is sent."""
    return json.dumps({"name": tool.name, "description": tool.about, "input_schema": tool.schema})


def tokens(text: str) -> int:
    """Estimate the tokens of `text`, rather too many than too few."""
    return -int(-len(text) // CHARACTERS_A_TOKEN)


async def counted(settings: Settings) -> Mapping[str, int]:
    """Let the server count; nothing where none is configured."""
    if not (settings.anthropic_api_key or settings.anthropic_base_url):
        return {}
    with tempfile.TemporaryDirectory() as folder:
        aside = settings.model_copy(update={"data_dir": Path(folder), "database_url": ""})
        store = await open_store(aside, SystemClock())
        model = connect(aside, store, SystemClock())
        try:
            return {task: await model.count(_ask(task)) for task in TASKS} if model else {}
        finally:
            if model:
                await model.aclose()
            await store.aclose()


def _ask(task: str) -> Ask:
    file = prompts.load(task)
    return Ask(purpose=file.purpose, system=file.text, turns=(Turn("user", "."),), max_tokens=file.max_tokens)


def main() -> None:
    """Print one line a request."""
    counts = asyncio.run(counted(load()))
    print(f"{'request':<10}{'characters':>12}{'estimated':>12}{'counted':>10}   (goal: under {MOST_TOKENS} tokens)")
    for task in TASKS:
        text = fixed(task)
        print(f"{task:<10}{len(text):>12}{tokens(text):>12}{counts.get(task, '-'):>10}")
    made = [written(tool) for tool in tools()]
    size = sum(map(len, made))
    print(f"{'tools':<10}{size:>12}{tokens(''.join(made)):>12}{'-':>10}   ({len(made)} tools, cached with talk)")


if __name__ == "__main__":
    main()
