"""What the whole core costs before the first text of an answer: a call that comes in is recorded in a real database,
aimed, permitted and run; a bare client asks the same server for the same in the same run, in turn.

While one is measured, none or forty-nine others stream through the core, each as fast as a model writes. Exits 1 when
our share of the time to first token is over 5 ms, or the event loop stalled 50 ms.
"""

import argparse
import asyncio
import logging
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Mapping
from itertools import count
from pathlib import Path

import structlog
import uvloop
from anthropic import AsyncAnthropic, DefaultAioHttpClient

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.bench_model import SHARE_MS, STALL_MS, watched  # noqa: E402 - after the path is set
from bot.app import build, settle_memory  # noqa: E402
from bot.dialogue.dispatch import App  # noqa: E402
from bot.dialogue.events import TextDelta  # noqa: E402
from bot.dialogue.inbound import Invoke, Spot, Whence  # noqa: E402
from bot.domain import Account, EventKey, Place  # noqa: E402
from bot.engineer.prompts import load  # noqa: E402
from bot.settings import DEFAULT_MODEL, Settings  # noqa: E402
from tests.doubles.anthropic import AnthropicDouble  # noqa: E402
from tests.doubles.script import paced, say  # noqa: E402

ROUNDS = 60
PROMPT = "Summarise the tickets for the weekly report. " * 40
TEXT = "Condense the tickets for the weekly report. " * 20
EVENTS = count()

First = Callable[[], Awaitable[float]]
"""Asks once, and gives the milliseconds to the first text."""


async def serve() -> None:
    """Be the server: answer at once, or at the pace of a model what asks for it."""
    quick, slow = say(TEXT), paced(TEXT * 40)

    def answer(body: Mapping[str, object]) -> object:
        return slow if "slowly" in str(body["messages"]) else quick

    async with AnthropicDouble(fallback=answer) as double:  # type: ignore[arg-type]
        print(double.url, flush=True)
        await asyncio.Event().wait()


def bare(client: AsyncAnthropic) -> First:
    """Ask with the SDK alone."""
    system = load("refine").text

    async def ask() -> float:
        begun, first = time.perf_counter(), 0.0
        stream = await client.messages.create(
            model=DEFAULT_MODEL,
            max_tokens=4000,
            system=[{"type": "text", "text": system, "cache_control": {"type": "ephemeral"}}],
            messages=[{"role": "user", "content": PROMPT}],
            stream=True,
        )
        async for event in stream:
            if event.type == "content_block_delta":
                first = first or time.perf_counter() - begun
        return first * 1000

    return ask


def ours(app: App, person: str, instruction: str) -> First:
    """Ask as a person does, with a refinement of what they work on."""

    async def ask() -> float:
        begun, first = time.perf_counter(), 0.0
        reply = await app.start(Invoke(whence=_whence(person), line=f"refine {instruction}"))
        async for event in reply:
            if isinstance(event, TextDelta):
                first = first or time.perf_counter() - begun
        return first * 1000

    return ask


def _whence(person: str) -> Whence:
    account = Account("bench", "here", person)
    place = Place("bench", "here", "Here")
    event = EventKey(str(next(EVENTS)))
    return Whence(account=account, name=person, place=place, spot=Spot.DIRECT, channel=person, event=event)


async def _open(app: App, person: str) -> None:
    reply = await app.start(Invoke(whence=_whence(person), line=f"edit {PROMPT}"))
    _ = [event async for event in reply]
    reply = await app.start(Invoke(whence=_whence(person), line=f"save prompt {PROMPT}"))
    _ = [event async for event in reply]
    reply = await app.start(Invoke(whence=_whence(person), line="critique @prompt"))
    _ = [event async for event in reply]


async def _endless(ask: First) -> None:
    while True:
        await ask()


async def first_tokens(app: App, theirs: First, streams: int) -> tuple[list[float], list[float], float]:
    """Give the ms to the first token of both, in turn, with so many streams in all, and the longest stall."""
    for number in range(streams):
        await _open(app, f"person-{number}")
    others = [asyncio.create_task(_endless(ours(app, f"person-{n}", "slowly"))) for n in range(1, streams)]
    await asyncio.sleep(0.5)
    mine = ours(app, "person-0", "shorter")
    times: tuple[list[float], list[float]] = ([], [])

    async def both() -> None:
        for _ in range(ROUNDS):
            times[0].append(await theirs())
            times[1].append(await mine())

    worst = await watched(both())
    for other in others:
        if not other.cancel():
            await other  # it cannot have ended but by an error
    await asyncio.gather(*others, return_exceptions=True)
    return *times, worst


async def measure(url: str) -> bool:
    """Measure and print; say whether the goals are met."""
    client = AsyncAnthropic(api_key="none", base_url=url, max_retries=0, http_client=DefaultAioHttpClient())
    good = True
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(
            _env_file=None,  # type: ignore[call-arg]
            ANTHROPIC_BASE_URL=url,
            data_dir=Path(folder),
            person_tokens_a_day=10**9,
            team_tokens_a_day=10**9,
            process_tokens_a_day=10**9,
            team_calls_at_once=1000,
        )
        app = await build(settings)
        settle_memory()  # as the server does
        for streams in (1, 50):
            theirs, mine, worst = await first_tokens(app, bare(client), streams)
            share = statistics.median(mine) - statistics.median(theirs)
            print(
                f"first token, {streams:2} streams: bare {statistics.median(theirs):.2f} ms, the core"
                f" {statistics.median(mine):.2f} ms, share {share:+.2f} ms (goal {SHARE_MS});"
                f" longest stall {worst:.1f} ms (goal {STALL_MS})"
            )
            good = good and share <= SHARE_MS and worst <= STALL_MS
        await app.aclose()
    await client.close()
    return good


def main() -> None:
    """Start the server in a child process and measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--serve", action="store_true", help="be the server")
    if parser.parse_args().serve:
        asyncio.run(serve())
        return
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    with subprocess.Popen([sys.executable, __file__, "--serve"], stdout=subprocess.PIPE, text=True) as child:  # noqa: S603 - ourselves
        try:
            assert child.stdout is not None  # noqa: S101 - it was asked for
            with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:  # as the server runs
                good = runner.run(measure(child.stdout.readline().strip()))
        finally:
            child.terminate()
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()
