"""Two hundred conversations at once in one process, and ten thousand turns of conversation one after the other.

    python benchmarks/bench_talk.py [--turns 10000]

Each turn is a message on the real core and a real database with ten thousand prompts in it: the model says a word,
searches the library for two words, and answers at the pace of a model. The model is a double in the same process, so
that nothing but our own work is measured; the floor is as many streams of that double, read by nobody but a loop, in
the same run.

Prints our share of the time to the first words, how long a piece of text takes from the model to whoever reads it, how
late the event loop is, and what the process holds. Exits 1 when our share is over 5 ms, when the loop is more than 3 ms
later than with the floor (99th percentile), or when after all turns the process holds a tenth more than after a third.
It takes most of a core while two hundred talk, and wants one for itself: where others leave it less, all is late. The
time on the processor that a turn takes hardly depends on them.
"""

import argparse
import asyncio
import logging
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import structlog

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.bench_store import CHANCE, word  # noqa: E402
from benchmarks.bots import new_loop  # noqa: E402 - after the path is set
from benchmarks.figures import SAVED, fill, quantile  # noqa: E402
from bot.app import open_store, settle_memory  # noqa: E402
from bot.clock import SystemClock  # noqa: E402
from bot.commands import load  # noqa: E402
from bot.dialogue.command import Services  # noqa: E402
from bot.dialogue.dispatch import App  # noqa: E402
from bot.dialogue.events import TextDelta  # noqa: E402
from bot.dialogue.guard import Guarded  # noqa: E402
from bot.dialogue.held import Held  # noqa: E402
from bot.dialogue.inbound import Say, Spot, Whence  # noqa: E402
from bot.domain import Account, CallId, EventKey, PersonId, Place  # noqa: E402
from bot.ports import Ask, Asker, Delta, Stop, ToolCall, Turn  # noqa: E402
from bot.settings import Settings  # noqa: E402
from bot.talk.conversation import Conversation  # noqa: E402
from bot.talk.router import Router  # noqa: E402
from bot.words import Words  # noqa: E402
from tests.doubles.engineer import ScriptedEngineer  # noqa: E402
from tests.doubles.model import USAGE, ScriptedModel  # noqa: E402

CONVERSATIONS, ROUNDS, BLOCKS = 200, 2, 4
THINKS, WRITES, PIECES = 0.2, 0.02, 50
"""Seconds until the model's first words and between further ones, and how many there are."""
TURN = 2 * THINKS + PIECES * WRITES
"""Seconds that a turn takes: people begin at any time within one."""
ALONE = 60
SHARE_MS, LATE_MS = 5.0, 3.0
TURNS, AT_ONCE, LINES = 10_000, 50, 10
MOST = 1.1
"""How many times as much memory as after a third of the turns is still no growth."""
PROBE = 0.005
PAGE = 4096
PLACE = Place("bench", "here", "Here")
EVENTS = count()
CALLS = count()


@dataclass(slots=True)
class Paced(ScriptedModel):
    """Calls for a search, then answers. Each piece of text is the moment at which it was written."""

    thinks: float = 0.0
    writes: float = 0.0

    async def stream(self, ask: Ask, asker: Asker) -> AsyncGenerator[Delta | ToolCall | Stop, None]:  # noqa: ARG002
        """Stream."""
        if self.thinks:
            await asyncio.sleep(self.thinks)
        yield Delta(f"{time.perf_counter():.6f} ")
        if not ask.turns[-1].results:
            number = CHANCE.randrange(SAVED)
            yield ToolCall(f"call-{next(CALLS)}", "find", {"words": f"{word(number)} {word(number + 5)}"})
            yield Stop("tool", USAGE)
            return
        for _ in range(PIECES if self.writes else 1):
            if self.writes:
                await asyncio.sleep(self.writes)
            yield Delta(f"{time.perf_counter():.6f} ")
        yield Stop("end", USAGE)


@dataclass(slots=True)
class Told:
    """Milliseconds: from a message to the first words of its answer, and of pieces from the model to the reader."""

    first: list[float] = field(default_factory=list)
    pieces: list[float] = field(default_factory=list)
    late: list[float] = field(default_factory=list)
    """Of the event loop, behind the time at which it was to be back."""

    def piece(self, text: str, begun: float, *, is_first: bool) -> None:
        """Note a text that came, one piece or several."""
        now = time.perf_counter()
        self.pieces += [(now - float(stamp)) * 1000 for stamp in text.split()]
        if is_first:
            self.first.append((now - begun) * 1000)


Speak = Callable[[int, Told], Awaitable[None]]
"""Has one of so many people say something, and reads the answer to its end."""


def bare(model: Paced) -> Speak:
    """Read the model's answers and nothing else."""
    asker = Asker(person=PersonId("ann"), team=None, call=CallId("call"), words=Words())
    ask = Ask(purpose="talk", system="", turns=(Turn("user", "hello"),), max_tokens=10)
    answered = Ask(purpose="talk", system="", turns=(Turn("user", "", results=(None,)),), max_tokens=10)  # type: ignore[arg-type]

    async def speak(_person: int, told: Told) -> None:
        begun, is_first = time.perf_counter(), True
        for each in (ask, answered):
            async for part in model.stream(each, asker):
                if isinstance(part, Delta):
                    told.piece(part.text, begun, is_first=is_first)
                    is_first = False

    return speak


def ours(app: App) -> Speak:
    """Talk as a person does in direct messages."""

    async def speak(person: int, told: Told) -> None:
        begun, is_first = time.perf_counter(), True
        said = Say(whence=whence(person), text="what do we have for the weekly report?")
        async with await app.start(said) as reply:
            async for event in reply:
                if isinstance(event, TextDelta):
                    told.piece(event.text, begun, is_first=is_first)
                    is_first = False

    return speak


def whence(person: int) -> Whence:
    """Give who speaks, in a conversation of their own."""
    name = f"person-{person}"
    return Whence(
        account=Account("bench", "here", name),
        name=name,
        place=PLACE,
        spot=Spot.DIRECT,
        channel=name,
        event=EventKey(str(next(EVENTS))),
    )


async def together(speak: Speak, people: int, rounds: int, *, over: float) -> Told:
    """Let all talk, their first messages spread over some seconds, and watch the loop meanwhile."""
    told = Told()

    async def one(person: int) -> None:
        await asyncio.sleep(over * person / people)
        for _ in range(rounds):
            await speak(person, told)

    watcher = asyncio.create_task(_watch(told))
    await asyncio.gather(*(one(person) for person in range(people)))
    watcher.cancel()
    return told


async def _watch(told: Told) -> None:
    while True:
        begun = time.perf_counter()
        await asyncio.sleep(PROBE)
        told.late.append((time.perf_counter() - begun - PROBE) * 1000)


@asynccontextmanager
async def core(folder: Path, model: Paced) -> AsyncIterator[App]:
    """Open the core, with a library, as a server has it."""
    await fill(folder, Account("bench", "here", "filler"), "Filler", PLACE)
    settings, clock = Settings(_env_file=None, data_dir=folder), SystemClock()  # type: ignore[call-arg]
    store = await open_store(settings, clock, serve=True)
    services = Services(
        engineer=ScriptedEngineer(),
        guided=ScriptedEngineer(model=None),
        store=store,
        clock=clock,
        registry=load(),
        held=Held(clock),
        ears=Conversation(Guarded(model, store)),
        by_rules=Router(),
    )
    app = App(services, boot="bench")
    settle_memory()
    try:
        yield app
    finally:
        await app.aclose()


async def compared(app: App, model: Paced) -> bool:
    """Compare with the floor, alone and together; say whether the goals are met."""
    floor, mine = bare(model), ours(app)
    one, other = Told(), Told()
    for _ in range(ALONE):
        await floor(0, one)
        await mine(0, other)
    first = [statistics.median(told.first) for told in (one, other)]
    share = first[1] - first[0]
    print(
        f"first words, one alone: bare {first[0]:.2f} ms, ours {first[1]:.2f} ms, share {share:.2f} (goal {SHARE_MS})"
    )
    return await _at_once(floor, mine, model) and share <= SHARE_MS


async def _at_once(floor: Speak, mine: Speak, model: Paced) -> bool:
    """Compare many at once, in turn; of what is measured several times the least counts, as a busy computer only ever
    adds.
    """
    model.thinks, model.writes = THINKS, WRITES
    ones, others, cpu = list[Told](), list[Told](), list[float]()
    for _ in range(BLOCKS):
        ones.append(await together(floor, CONVERSATIONS, ROUNDS, over=TURN))
        begun = time.process_time()
        others.append(await together(mine, CONVERSATIONS, ROUNDS, over=TURN))
        cpu.append((time.process_time() - begun) / (CONVERSATIONS * ROUNDS) * 1000)
    model.thinks = model.writes = 0.0
    first = [min(statistics.median(told.first) for told in each) for each in (ones, others)]
    pieces = min(quantile(told.pieces) for told in others)
    late = [min(quantile(told.late) for told in each) for each in (ones, others)]
    share = first[1] - first[0]
    print(f"first words, {CONVERSATIONS} at once: bare {first[0]:.2f} ms, ours {first[1]:.2f} ms, share {share:.2f} ms")
    print(f"a piece of text is with its reader after {pieces:.2f} ms (p99)")
    print(f"the loop is late: bare {late[0]:.2f} ms, ours {late[1]:.2f} ms (p99, goal +{LATE_MS})")
    print(f"CPU: {min(cpu):.1f} ms a turn of {PIECES + 2} pieces")
    return share <= SHARE_MS and late[1] - late[0] <= LATE_MS


def memory() -> float:
    """Give the MB that this process holds."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * PAGE / 1e6


async def soaked(app: App, turns: int) -> bool:
    """Talk for so many turns; say whether memory is flat after a third of them."""
    speak, held, begun = ours(app), list[float](), time.perf_counter()
    waves = max(LINES, turns // AT_ONCE)
    for number in range(1, waves + 1):
        await asyncio.gather(*(speak(person, Told()) for person in range(AT_ONCE)))
        held.append(memory())
        if number % (waves // LINES) == 0:
            now = time.perf_counter()
            each = (now - begun) / (waves // LINES * AT_ONCE) * 1000
            print(f"{number * AT_ONCE:6} turns  {held[-1]:6.1f} MB  {each:.1f} ms a turn")
            begun = now
    third = max(held[: len(held) // 3])
    print(f"at the end x{held[-1] / third:.3f} of what it was in the first third (goal {MOST})")
    return held[-1] <= third * MOST


async def measure(turns: int) -> bool:
    """Measure and print."""
    model = Paced()
    with tempfile.TemporaryDirectory() as folder:
        async with core(Path(folder), model) as app:
            good = await compared(app, model)
            return await soaked(app, turns) and good


def main() -> None:
    """Run it."""
    parser = argparse.ArgumentParser(description="Two hundred conversations at once, and ten thousand turns.")
    parser.add_argument("--turns", type=int, default=TURNS)
    turns = parser.parse_args().turns
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    with asyncio.Runner(loop_factory=new_loop()) as runner:
        good = runner.run(measure(turns))
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()
