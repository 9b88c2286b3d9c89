"""A conversation whose model says what a test wrote down, on the real core."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from itertools import count
from pathlib import Path

from bot.ports import Ask, ToolCall
from bot.talk.conversation import Conversation
from tests.doubles.house import House, house
from tests.doubles.model import Answers, Says, ScriptedModel

_IDS = count(1)


def calls(*tools: tuple[str, Mapping[str, object]], text: str = "") -> Says:
    """Give an answer that calls for tools."""
    made = tuple(ToolCall(f"call-{next(_IDS)}", name, values) for name, values in tools)
    return Says(text, reason="tool", tools=made)


def before(ask: Ask) -> str:
    """Give what the model was told was said before."""
    _, _, behind = ask.turns[0].text.partition("<thread-")
    return behind.partition(">\n")[2].partition("\n</thread-")[0]


@asynccontextmanager
async def talking(folder: Path, answers: Answers) -> AsyncIterator[tuple[House, ScriptedModel]]:
    """Open the core with a conversation by a scripted model; its engineer is scripted too."""
    model = ScriptedModel(answers)
    async with house(folder, ears=Conversation(model)) as home:
        yield home, model
