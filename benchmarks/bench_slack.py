"""How soon Slack hears from the bot, through Socket Mode and over HTTP: from the loopback Slack sending what somebody
did to its receiving the acknowledgement, ours beside a bare slack-bolt app that does nothing but acknowledge, in the
same run, in turn; and how soon people see a form, names while they type, and the first words.

Each bot runs in a process of its own, and both loopback Slacks in this one, so that what a loopback costs is the same
for both and never on a bot's event loop. Their checks of bodies against Slack's schema are off. Times are what people
would wait besides the network; trust differences and ratios. Exits 1 when a goal is missed.
"""

import asyncio
import re
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial
from itertools import count
from pathlib import Path
from unittest.mock import patch

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.bench_store import WORDS, name  # noqa: E402 - after the path is set
from benchmarks.bots import new_loop  # noqa: E402
from benchmarks.figures import (  # noqa: E402
    BURSTS,
    CHANCE,
    PEOPLE,
    SAVED,
    Times,
    best,
    best_quantile,
    fill,
    in_blocks,
    quantile,
)
from bot.app import settle_memory  # noqa: E402
from bot.domain import Account, Place  # noqa: E402
from tests.doubles.on_slack import free_port  # noqa: E402
from tests.doubles.slack import SlackDouble  # noqa: E402
from tests.doubles.slack_blocks import EXTERNAL, active  # noqa: E402
from tests.doubles.slack_person import Act, Modal, Person  # noqa: E402
from tests.doubles.slack_served import ready  # noqa: E402
from tests.doubles.slack_state import Channel  # noqa: E402

STREAMS = 8
FORMS = 2
"""A form in each of so many rounds: Slack bears a hundred in a minute."""
LONGEST = 100.0
"""Seconds for everything in one mode."""
ACK_MS, ACK99_MS, TYPE_MS, WORD_MS, BURST_MS = 1.0, 5.0, 30.0, 300.0, 250.0
COMMAND = "/prompt"
GOAL = "a prompt that condenses the tickets of a week for the report"
_WRITTEN = re.compile(r"(\d+)\\*\.(\d{6})")
"""A moment, in seconds; a sign before the point keeps Markdown from acting."""
TURNS = count()


@dataclass
class Side:
    """A bot, and the Slack that it is on."""

    which: str
    slack: SlackDouble
    port: int
    channel: Channel = field(init=False)
    people: list[Person] = field(init=False)

    def __post_init__(self) -> None:
        self.channel = self.slack.channel("general")
        self.people = [self.slack.person(f"Person {number}") for number in range(PEOPLE)]

    @contextmanager
    def running(self, folder: Path) -> Iterator[None]:
        """Run the bot."""
        slack = self.slack
        at = [slack.api_url, slack.bot_token, slack.app_token, slack.signing_secret, str(folder), str(self.port)]
        program = str(Path(__file__).with_name("slack_bots.py"))
        with subprocess.Popen([sys.executable, program, self.which, *at]) as child:  # noqa: S603 - our own program
            try:
                yield
            finally:
                child.terminate()

    async def ready(self) -> None:
        """Wait until it hears people."""
        if self.port:
            self.slack.push_to(f"http://127.0.0.1:{self.port}/slack/events")
        await (ready(self.slack) if self.port or self.which == "ours" else self.slack.ready())

    async def burst(self) -> list[Act]:
        """Let everyone call a command in the same moment; give what they did once all of it is acknowledged."""
        acts = [await person.slash(self.channel, COMMAND, f"draft {GOAL}") for person in self.people]
        await self.slack.state.until(lambda: all(act.begun.acknowledged for act in acts))
        return acts


async def acked(act: Act) -> float:
    """Give the ms until something was acknowledged."""
    return await act.acknowledged() * 1000


def since(act: Act, at: float) -> float:
    """Give the ms from an act until a moment."""
    return (at - act.begun.began) * 1000


# --- one caller ------------------------------------------------------------------------------------------------------


async def one_round(bare: Side, ours: Side) -> dict[str, float]:
    """Do each thing once, now one bot first and now the other; each begins when nothing of the one before is left to
    do.
    """
    took: dict[str, float] = {"command, bare": 0.0}  # it is told first
    ana, number, turn = ours.people[0], CHANCE.randrange(SAVED), next(TURNS)
    if turn % 2:
        took["command, bare"] = await bare_command(bare)
    act = await ana.slash(ours.channel, COMMAND, f"show {name(number)}")
    took["command"] = await acked(act)
    await act.settled()
    if not turn % 2:
        took["command, bare"] = await bare_command(bare)
    pressed = await ana.press(act.messages[-1], "Work on it")
    took["button"] = await acked(pressed)
    await pressed.settled()
    if turn % FORMS == 0:
        took["button that opens a form"], took["the form itself"] = await form(ours, pressed)
    took["names while one types"] = await typed(ana, WORDS[number % len(WORDS)][:3])
    return took


async def bare_command(bare: Side) -> float:
    """Give the ms until the bare bot acknowledged a command."""
    return await acked(await bare.people[0].slash(bare.channel, COMMAND, f"draft {GOAL}"))


async def form(ours: Side, shown: Act) -> tuple[float, float]:
    """Press a button that opens a form; give the ms until it was acknowledged, and until the form was sent."""
    ana = ours.people[0]
    act = await ana.press(shown.messages[-1], "Refine")
    took, opened = await acked(act), await act.opened()
    at = ours.slack.calls("views.open")[-1].at
    closed = await ana.close(opened)
    if closed is not None:
        await closed.acknowledged()
    return took, since(act, at)


async def typed(person: Person, prefix: str) -> float:
    """Type half a name where prompts are looked up; give the ms until names came."""
    menu = lookup(person.home)
    if not await person.type(person.home, menu, prefix):
        raise AssertionError(f"nothing is offered for {prefix!r}")
    last = next(reversed(person.state.begun.values()))
    assert last.acknowledged is not None  # noqa: S101 - `type` has waited for it
    return (last.acknowledged - last.began) * 1000


def lookup(home: Modal) -> str:
    """Give the id of the menu in which prompts are looked up."""
    return next(one.ids[1] for one in active(home.blocks) if one.element["type"] in EXTERNAL)


def tell(times: Times) -> bool:
    """Print what one caller met; say whether the goals are met."""
    print("one caller                         p50      p99   beside bare (p50)")
    floor, floor99 = best(times["command, bare"]), best_quantile(times["command, bare"])
    for what, blocks in times.items():
        p50, whole = best(blocks), [took for block in blocks for took in block]
        beside = "" if "bare" in what else f"{p50 - floor:+.2f} ms, x{p50 / floor:.2f}"
        print(f"  {what:26} {p50:8.2f} {quantile(whole):8.2f}   {beside}".rstrip())
    ours, ours99 = best(times["command"]) - floor, best_quantile(times["command"]) - floor99
    names = best(times["names while one types"])
    print(f"  acknowledgement beside bare: p50 {ours:+.2f} ms (goal {ACK_MS}), p99 {ours99:+.2f} ms (goal {ACK99_MS})")
    print(f"  names over {SAVED:,} prompts: {names:.2f} ms (goal {TYPE_MS:.0f})")
    return ours <= ACK_MS and ours99 <= ACK99_MS and names <= TYPE_MS


# --- the first words, and many at once -------------------------------------------------------------------------------


async def first_words(ours: Side) -> bool:
    """Have prompts written, to one person and in a stream; say whether the goal is met."""
    private = [await word(ours) for _ in range(STREAMS)]
    texts = [await first_text(ours, person) for person in ours.people[:STREAMS]]
    print(f"private word that work goes on: {min(private):.0f} to {max(private):.0f} ms (goal {WORD_MS:.0f})")
    print(f"first text after the model's first words: {min(texts):.2f} to {max(texts):.2f} ms")
    return statistics.median(private) <= WORD_MS


async def word(ours: Side) -> float:
    """Give the ms until somebody read that work goes on."""
    before = len(ours.slack.calls("response_url"))
    act = await ours.people[0].slash(ours.channel, COMMAND, f"draft {GOAL}")
    await act.settled(contains="Summarise")
    return since(act, ours.slack.calls("response_url")[before].at)


async def first_text(ours: Side, person: Person) -> float:
    """Give the ms from the model's first words to the call that shows them to somebody who writes for the first time:
    who writes again goes on with the same prompt.
    """
    before = len(ours.slack.requests)
    said = await person.say(person.dm(), GOAL)
    await said.settled(contains="Summarise")
    for request in ours.slack.requests[before:]:
        found = _WRITTEN.search(str(request.arguments.get("chunks", "")))
        if found and request.method == "chat.appendStream":
            return (request.at - float(f"{found[1]}.{found[2]}")) * 1000
    raise AssertionError("the first words were never shown")


async def bursts(bare: Side, ours: Side) -> bool:
    """Let everyone draft at once, for the first time and again; say whether the goal is met."""
    good = True
    for which in ("new here", *["known"] * BURSTS):
        theirs = [await acked(act) for act in await bare.burst()]
        acts = await ours.burst()
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


async def measure(*, http: bool) -> bool:
    """Measure and print one mode; say whether the goals are met. `TimeoutError` where a bot no longer answers."""
    print(f"-- {'HTTP' if http else 'Socket Mode'}")
    async with asyncio.timeout(LONGEST), AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        for check in ("violations", "stream_violations"):
            stack.enter_context(patch(f"tests.doubles.slack_web.{check}", lambda *_, **__: []))
        bare, ours = [
            Side(which, await stack.enter_async_context(SlackDouble()), free_port() if http else 0)
            for which in ("bare", "ours")
        ]
        team, ana = ours.slack.team, ours.people[0]
        await fill(folder, Account("slack", team.id, ana.id), ana.user.name, Place("slack", team.id, team.name))
        for side in (bare, ours):
            stack.enter_context(side.running(folder))
            await side.ready()
        settle_memory()
        await ana.opens_home()
        await one_round(bare, ours)
        good = tell(await in_blocks(partial(one_round, bare, ours)))
        good = await first_words(ours) and good
        good = await bursts(bare, ours) and good
        wrong = [(one.method, one.error) for side in (bare, ours) for one in side.slack.errors]
        if wrong:
            raise AssertionError(f"Slack refused {wrong}")
        return good


def main() -> None:
    """Run it."""
    with asyncio.Runner(loop_factory=new_loop()) as runner:
        good = [runner.run(measure(http=http)) for http in (False, True)]
    sys.exit(0 if all(good) else 1)


if __name__ == "__main__":
    main()
