"""Lines of an input that is no terminal, as they come."""

import asyncio
import os
import threading
from collections.abc import AsyncIterator

CHUNK = 65_536


async def lines(descriptor: int) -> AsyncIterator[str]:
    """Give the lines of a file or pipe, without their ends; bytes that are no UTF-8 become U+FFFD.

    They are read in a thread, because a file cannot be waited for on an event loop, and below Python's own buffers,
    because a thread that holds one of those while the program ends would break the end.
    """
    loop = asyncio.get_running_loop()
    queue: asyncio.Queue[bytes] = asyncio.Queue(1)

    def read() -> None:
        chunk = b"-"
        while chunk:
            chunk = os.read(descriptor, CHUNK)
            try:
                asyncio.run_coroutine_threadsafe(queue.put(chunk), loop).result()
            except (RuntimeError, asyncio.CancelledError):  # the loop has ended, so nobody listens any more
                return

    threading.Thread(target=read, daemon=True, name="standard input").start()
    rest = b""
    while chunk := await queue.get():
        *whole, rest = (rest + chunk).split(b"\n")
        for line in whole:
            yield _text(line)
    if rest:
        yield _text(rest)


def _text(line: bytes) -> str:
    return line.decode(errors="replace").removesuffix("\r")
