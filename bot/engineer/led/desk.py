"""What every request has in common: one turn of fenced material under a fixed text, and a stream that is closed."""

from collections.abc import AsyncGenerator, AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TypeVar

from bot.domain import Image
from bot.engineer import boundary, prompts
from bot.engineer.boundary import Boundary
from bot.engineer.targets import find_target, load_targets
from bot.ports import Ask, Asker, Model, Turn

T = TypeVar("T")

MOST_TOKENS = 32_000
"""An answer may not become longer than this, whatever the prompt's size: what every current model can write."""


@dataclass(frozen=True, slots=True)
class Desk:
    """The model, and where random boundaries come from."""

    model: Model
    token: Callable[[], str] = boundary.token


@dataclass(frozen=True, slots=True)
class Block:
    """Material with the name of its tag."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Request:
    """A request with the boundary that its answer is read by."""

    ask: Ask
    boundary: Boundary


def request(
    desk: Desk,
    task: str,
    blocks: Sequence[Block],
    closing: str,
    asker: Asker,
    *,
    images: tuple[Image, ...] = (),
    room: int = 0,
) -> Request:
    """Compose the request of `prompts/<task>.md`. Blocks without text are left out. `room`: how many tokens the answer
    may have beyond those of the file.
    """
    file = prompts.load(task)
    filled = [block for block in blocks if block.text.strip()]
    fence = Boundary.avoiding([block.text for block in filled], desk.token)
    head = f"Task: {task}\nBoundary: {fence.mark}\nReader's language: {asker.words.locale}"
    parts = [head, *(fence.block(block.name, block.text) for block in filled), closing]
    ask = Ask(
        purpose=file.purpose,
        system=file.text,
        turns=(Turn("user", "\n\n".join(parts), images),),
        max_tokens=min(file.max_tokens + room, max(file.max_tokens, MOST_TOKENS)),
    )
    return Request(ask, fence)


def target_block(target: str) -> Block:
    """Give the facts on a model family; of one that is not known, its name as the person put it."""
    if not target.strip():
        return Block("target", "")
    found = load_targets().get(target) or find_target(target)
    return Block("target", f"{found.name}\n{found.facts}" if found else target)


@asynccontextmanager
async def closing(parts: AsyncIterator[T]) -> AsyncIterator[AsyncIterator[T]]:
    """Close a stream at the end, whatever ended it, so that the request behind it ends too."""
    try:
        yield parts
    finally:
        if isinstance(parts, AsyncGenerator):
            await parts.aclose()
