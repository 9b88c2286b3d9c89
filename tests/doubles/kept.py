"""What a process holds, counted: whether something of each answer stays behind."""

import asyncio
import gc
from collections.abc import Iterable


def kept(kinds: Iterable[type]) -> dict[str, int]:
    """Count what there is of these kinds, and the tasks but those of HTTP connections, which come and go."""
    gc.collect()
    objects = gc.get_objects()
    counted = {kind.__name__: sum(type(one) is kind for one in objects) for kind in kinds}
    ours = [task for task in asyncio.all_tasks() if "aiohttp" not in str(getattr(task.get_coro(), "cr_code", ""))]
    return counted | {"tasks": len(ours)}


async def settled(tasks: "set[asyncio.Task[None]]", kinds: Iterable[type]) -> dict[str, int]:
    """Wait until the last of these tasks has ended, then count."""
    while tasks:
        await asyncio.wait(tasks)
    return kept(kinds)
