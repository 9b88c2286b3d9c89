"""What the model's room costs on top of a bare client: time to first token, CPU, and how long the loop stands still.

Both ask the same server (the double, in a process of its own) in the same run, in turn. Trust the differences and the
ratios, not single times. Exits 1 when our share of the time to first token is over 5 ms, or the loop stalled 50 ms.
Fifty that begin in the same moment are shown for comparison: there, the CPU that all fifty take stands before the
median of their first tokens.
"""

import argparse
import asyncio
import logging
import statistics
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import structlog
from anthropic import AsyncAnthropic, DefaultAioHttpClient

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from bot.clock import SystemClock  # noqa: E402 - after the path is set
from bot.domain import Budget, CallId, PersonId, TeamId  # noqa: E402
from bot.model.connect import connect  # noqa: E402
from bot.model.request import request  # noqa: E402
from bot.model.server import Server  # noqa: E402
from bot.ports import Ask, Asker, Budgets, Delta, Model, Traits, Turn  # noqa: E402
from bot.words import Words  # noqa: E402
from tests.doubles.anthropic import AnthropicDouble  # noqa: E402
from tests.doubles.ledger import MemoryLedger  # noqa: E402
from tests.doubles.script import paced, say  # noqa: E402

NAME = "claude-sonnet-5"
SHORT, LONG = 20, 2000
"""Deltas of one answer: to measure its beginning, and to measure its middle."""
ROUNDS = 40
SHARE_MS, STALL_MS = 5.0, 50.0
ASK, LONG_ASK, PACED_ASK = (
    Ask(purpose=word, system="Rules. " * 700, turns=(Turn("user", word),), max_tokens=8000)
    for word in ("short", "long", "paced")
)

First = Callable[[Ask], Awaitable[tuple[float, int]]]
"""Asks, and gives the seconds to the first text and the number of deltas."""


async def serve() -> None:
    """Be the server: the one word of the request says how to answer."""
    steps = {
        "short": say("12characters" * SHORT),
        "long": say("12characters" * LONG),
        "paced": paced("12characters" * LONG),
    }
    async with AnthropicDouble(fallback=lambda body: steps[body["messages"][0]["content"]]) as at:
        print(at.url, flush=True)
        await asyncio.Event().wait()


def bare(client: AsyncAnthropic) -> First:
    """Ask with the SDK alone."""
    server = Server(model=NAME, traits=Traits(name=NAME, hosted=False))

    async def ask(what: Ask) -> tuple[float, int]:
        begun, first, count = time.perf_counter(), 0.0, 0
        async for event in await client.messages.create(**request(what, server, None), stream=True):
            if event.type == "content_block_delta":
                first = first or time.perf_counter() - begun
                count += 1
        return first, count

    return ask


def ours(model: Model) -> First:
    """Ask through the port."""
    asker = Asker(person=PersonId("ann"), team=TeamId("team"), call=CallId("call"), words=Words())

    async def ask(what: Ask) -> tuple[float, int]:
        begun, first, count = time.perf_counter(), 0.0, 0
        async for part in model.stream(what, asker):
            if isinstance(part, Delta):
                first = first or time.perf_counter() - begun
                count += 1
        return first, count

    return ask


async def stall(stop: asyncio.Event) -> float:
    """Give the longest time, in ms, for which the loop served nobody."""
    longest, last = 0.0, time.perf_counter()
    while not stop.is_set():
        await asyncio.sleep(0.001)
        now = time.perf_counter()
        longest, last = max(longest, now - last - 0.001), now
    return longest * 1000


async def watched(work: Awaitable[object]) -> float:
    """Do the work; give the longest stall meanwhile, in ms."""
    stop = asyncio.Event()
    watcher = asyncio.create_task(stall(stop))
    await work
    stop.set()
    return await watcher


async def first_tokens(ways: tuple[First, First], streams: int) -> tuple[list[float], list[float], float]:
    """Give the ms to the first token, of both ways in turn, while so many streams in all are under way, each as fast
    as a model writes; and the longest stall meanwhile.
    """
    times: tuple[list[float], list[float]] = ([], [])
    others = [asyncio.create_task(_endless(ways[1])) for _ in range(streams - 1)]
    await asyncio.sleep(0.5)

    async def measure_both() -> None:
        for _ in range(ROUNDS):
            for way, into in zip(ways, times, strict=True):
                into.append((await way(ASK))[0] * 1000)

    worst = await watched(measure_both())
    for other in others:
        if not other.cancel():
            await other  # it cannot have ended but by an error
    await asyncio.gather(*others, return_exceptions=True)
    return *times, worst


async def _endless(way: First) -> None:
    while True:
        await way(PACED_ASK)


async def burst(ways: tuple[First, First], streams: int) -> tuple[list[float], list[float], float]:
    """Give the ms to the first token when so many begin in the same moment, and the longest stall of ours."""
    times: tuple[list[float], list[float]] = ([], [])
    worst = 0.0
    for _ in range(8):
        for which in (0, 1):

            async def together(way: First = ways[which], into: list[float] = times[which]) -> None:
                found = await asyncio.gather(*(way(ASK) for _ in range(streams)))
                into.extend(first * 1000 for first, _ in found)

            lag = await watched(together())
            worst = max(worst, lag if which else 0.0)
    return *times, worst


async def cpu(way: First, streams: int) -> tuple[float, float]:
    """Give the ms of CPU per 1,000 deltas, and the longest stall in ms."""
    counts: list[int] = []

    async def together() -> None:
        counts.extend(count for _, count in await asyncio.gather(*(way(LONG_ASK) for _ in range(streams))))

    begun = time.process_time()
    worst = await watched(together())
    return (time.process_time() - begun) * 1000 / sum(counts) * 1000, worst


async def measure(url: str) -> bool:
    """Measure and print; say whether the goals are met."""
    clock = SystemClock()
    bound = Budget(tokens_a_day=10**12, calls_at_once=1000)
    budgets = Budgets(person=bound, team=bound, process=bound)
    model = connect(key="", base_url=url, name=NAME, clock=clock, ledger=MemoryLedger(clock), budgets=budgets)
    client = AsyncAnthropic(api_key="none", base_url=url, max_retries=0, http_client=DefaultAioHttpClient())
    ways = bare(client), ours(model)
    for way in ways:
        await way(ASK)
    good = True
    for streams in (1, 50):
        theirs, mine, worst = await first_tokens(ways, streams)
        share = _say_times(f"first token, {streams:2} streams", theirs, mine, worst)
        good = good and share <= SHARE_MS and worst <= STALL_MS
    for streams in (1, 10):
        (cpu_bare, stall_bare), (cpu_ours, stall_ours) = [await cpu(way, streams) for way in ways]
        print(
            f"1,000 deltas, {streams:2} streams: bare {cpu_bare:6.1f} ms CPU, ours {cpu_ours:6.1f} ms CPU,"
            f" ratio {cpu_ours / cpu_bare:.2f}; longest stall {stall_bare:.1f} and {stall_ours:.1f} ms"
        )
        good = good and stall_ours <= STALL_MS
    _say_times("50 begun in the same moment", *await burst(ways, 50))
    await model.aclose()
    await client.close()
    return good


def _say_times(what: str, theirs: list[float], mine: list[float], worst: float) -> float:
    bare_ms, ours_ms = statistics.median(theirs), statistics.median(mine)
    print(
        f"{what}: bare {bare_ms:.2f} ms, ours {ours_ms:.2f} ms, share {ours_ms - bare_ms:+.2f} ms;"
        f" longest stall {worst:.1f} ms"
    )
    return ours_ms - bare_ms


def main() -> None:
    """Start the server in a child process and measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--serve", action="store_true", help="be the server")
    if parser.parse_args().serve:
        asyncio.run(serve())
        return
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    with subprocess.Popen([sys.executable, __file__, "--serve"], stdout=subprocess.PIPE, text=True) as child:  # noqa: S603 - ourselves
        try:
            assert child.stdout is not None  # noqa: S101 - it was asked for
            good = asyncio.run(measure(child.stdout.readline().strip()))
        finally:
            child.terminate()
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()
