"""How soon Discord hears from the bot: from the loopback Discord sending an interaction to its receiving the first
answer, ours beside a bare discord.py bot that does nothing but acknowledge, in the same run, in turn.

Each bot runs in a process of its own, and both loopback Discords in this one, so that what a loopback costs is the same
for both and never on a bot's event loop. Their checks of bodies against Discord's schema are off. Times are what people
would wait besides the network; trust differences and ratios. Exits 1 when a goal is missed. For one caller the best of
four blocks counts, for both bots, since a busy computer only ever adds; when fifty call at once, every time counts.
"""

import asyncio
import json
import re
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from unittest.mock import patch

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.bench_store import WORDS, name  # noqa: E402 - after the path is set
from benchmarks.bots import new_loop  # noqa: E402
from benchmarks.figures import BURSTS, CHANCE, PEOPLE, SAVED, Times, best, fill, in_blocks, quantile  # noqa: E402
from bot.app import settle_memory  # noqa: E402
from bot.domain import Account, Place  # noqa: E402
from tests.doubles.discord import DiscordDouble  # noqa: E402
from tests.doubles.discord_person import Act, Person  # noqa: E402
from tests.doubles.discord_state import Channel, Guild  # noqa: E402

STREAMS = 8
LONGEST = 100.0
"""Seconds for everything."""
ACK_MS, TYPE_MS, BURST_MS = 1.2, 30.0, 250.0
GOAL = "a prompt that condenses the tickets of a week for the report"
_WRITTEN = re.compile(r"\d+\.\d{6}")


@dataclass
class Side:
    """A bot, and the Discord that it is on."""

    which: str
    discord: DiscordDouble
    guild: Guild = field(init=False)
    channel: Channel = field(init=False)
    people: list[Person] = field(init=False)

    def __post_init__(self) -> None:
        self.guild = self.discord.guild("Acme")
        self.channel = self.guild.channel("general")
        self.people = [self.discord.person(f"Person {number}") for number in range(PEOPLE)]

    @contextmanager
    def running(self, folder: Path) -> Iterator[None]:
        """Run the bot."""
        at = [self.discord.api_url, self.discord.gateway_url, self.discord.token, str(folder)]
        program = str(Path(__file__).with_name("discord_bots.py"))
        with subprocess.Popen([sys.executable, program, self.which, *at]) as child:  # noqa: S603 - our own program
            try:
                yield
            finally:
                child.terminate()

    async def typed(self, command: str, option: str, prefix: str) -> float:
        """Type half a value; give the ms until the choices came."""
        if not await self.people[0].type(self.channel, command, **{option: prefix}):
            raise AssertionError(f"{self.which} offers nothing for {prefix!r}")
        last = next(reversed(self.discord.state.interactions.values()))
        assert last.acknowledged is not None  # noqa: S101 - `type` has waited for it
        return (last.acknowledged - last.began) * 1000

    async def burst(self, command: str) -> list[Act]:
        """Let everyone call a command in the same moment; give what they did once all of it is acknowledged."""
        acts = [await person.slash(self.channel, command, goal=GOAL) for person in self.people]
        await self.discord.state.until(lambda: all(act.interaction.acknowledged for act in acts))
        return acts


async def acked(act: Act) -> float:
    """Give the ms until something was acknowledged."""
    return await act.acknowledged() * 1000


# --- one caller ------------------------------------------------------------------------------------------------------


async def one_round(bare: Side, ours: Side) -> dict[str, float]:
    """Do each thing once; each begins when nothing of the one before is left to do."""
    took: dict[str, float] = {}
    ana, number = ours.people[0], CHANCE.randrange(SAVED)
    took["command, bare"] = await acked(await bare.people[0].slash(bare.channel, "draft", goal=GOAL))
    act = await ana.slash(ours.channel, "prompt show", name=name(number))
    took["command"] = await acked(act)
    await act.settled()
    pressed = await ana.press(act.messages[0], "Work on it")
    took["button"] = await acked(pressed)
    await pressed.settled()
    took["form"] = await acked(await ana.press(pressed.messages[0], "Refine"))
    took["completion, bare"] = await bare.typed("draft", "name", "prompt")
    took["completion"] = await ours.typed("prompt show", "name", WORDS[number % len(WORDS)][:3])
    return took


def tell(times: Times) -> bool:
    """Print what one caller met; say whether the goals are met."""
    print("one caller                         p50      p99   beside bare (p50)")
    floor, ours, completed = best(times["command, bare"]), best(times["command"]), best(times["completion"])
    for what, blocks in times.items():
        whole = [took for block in blocks for took in block]
        p50, least = best(blocks), best(times["completion, bare" if "completion" in what else "command, bare"])
        beside = "" if "bare" in what else f"{p50 - least:+.2f} ms, x{p50 / least:.2f}"
        print(f"  {what:26} {p50:8.2f} {quantile(whole):8.2f}   {beside}".rstrip())
    print(f"  acknowledgement beside bare: {ours - floor:+.2f} ms (goal {ACK_MS})")
    print(f"  completion over {SAVED:,} prompts: {completed:.2f} ms (goal {TYPE_MS:.0f})")
    return ours - floor <= ACK_MS and completed <= TYPE_MS


# --- the first text, and many at once ---------------------------------------------------------------------------------


async def first_texts(ours: Side) -> list[float]:
    """Give the ms from the model's first words to the request that shows them."""
    return [await first_text(ours) for _ in range(STREAMS)]


async def first_text(ours: Side) -> float:
    """Have a prompt written."""
    act = await ours.people[0].slash(ours.channel, "prompt draft", goal=GOAL)
    await act.settled(contains="Summarise")
    for request in ours.discord.calls("PATCH", act.interaction.token):
        found = _WRITTEN.search(json.dumps(request.body))
        if found:
            return (request.at - float(found[0])) * 1000
    raise AssertionError("the first words were never shown")


async def bursts(bare: Side, ours: Side) -> bool:
    """Let everyone draft at once, for the first time and again; say whether the goal is met."""
    good = True
    for which in ("new here", *["known"] * BURSTS):
        theirs = [await acked(act) for act in await bare.burst("draft")]
        acts = await ours.burst("prompt draft")
        mine = [await acked(act) for act in acts]
        p99 = quantile(mine)
        print(
            f"{PEOPLE} at once, {which:8} p50/p99: bare {statistics.median(theirs):6.1f} / {quantile(theirs):6.1f} ms,"
            f" ours {statistics.median(mine):6.1f} / {p99:6.1f} ms, x{p99 / quantile(theirs):.2f} (goal {BURST_MS:.0f})"
        )
        good = good and p99 <= BURST_MS
        for act in acts:
            await act.settled(contains="Summarise")
    return good


# --- the run ---------------------------------------------------------------------------------------------------------


async def measure() -> bool:
    """Measure and print; say whether the goals are met. `TimeoutError` where a bot no longer answers."""
    async with asyncio.timeout(LONGEST), AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        stack.enter_context(patch("tests.doubles.discord_rest.violations", lambda *_: []))
        bare, ours = [Side(which, await stack.enter_async_context(DiscordDouble())) for which in ("bare", "ours")]
        place, ana = Place("discord", str(ours.guild.id), ours.guild.name), ours.people[0]
        await fill(folder, Account("discord", "", str(ana.id)), ana.user.name, place)
        for side in (bare, ours):
            stack.enter_context(side.running(folder))
            await side.discord.ready()
        settle_memory()
        await one_round(bare, ours)
        good = tell(await in_blocks(partial(one_round, bare, ours)))
        first = await first_texts(ours)
        print(f"first text after the model's first words: {min(first):.2f} to {max(first):.2f} ms")
        good = await bursts(bare, ours) and good
        wrong = [request.path for side in (bare, ours) for request in side.discord.errors]
        if wrong:
            raise AssertionError(f"Discord refused {wrong}")
        return good


def main() -> None:
    """Run it."""
    with asyncio.Runner(loop_factory=new_loop()) as runner:
        good = runner.run(measure())
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()
