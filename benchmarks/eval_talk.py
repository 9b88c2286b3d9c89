"""What a live model makes of the messages of `tests/talk/messages.yaml`: which commands it calls for, and which not.

    make eval
    python benchmarks/eval_talk.py --group chatter

Needs ANTHROPIC_API_KEY or ANTHROPIC_BASE_URL, and costs money: a request or two for each message. The commands are the
real ones on a library of its own; only the prompt work itself is not done by the model.
"""

import argparse
import asyncio
import tempfile
from collections import Counter
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import cast

from bot.app import connect, open_store
from bot.clock import SystemClock
from bot.commands import load as commands
from bot.dialogue.dispatch import App
from bot.dialogue.inbound import Remark, Say
from bot.ports import Ask, Asker, Delta, Model, Stop, ToolCall, Traits
from bot.settings import Settings, load
from bot.talk.conversation import Conversation
from bot.talk.loop import Talked
from tests.doubles.house import HERE, House, house
from tests.talk.table import Row, rows

NO_KEY = (
    "There is no model to ask: set ANTHROPIC_API_KEY (or ANTHROPIC_BASE_URL), and run this again. Nothing was sent."
)
SAVED = ("release-notes", "onboarding-mail", "old-mail", "notes-de-version", "accueil", "farewell", "pricing-mail")
READS = frozenset({"find", "show", "last", "help"})
"""What may be called for besides: it only looks."""
WORDS = "words"


@dataclass(slots=True)
class Noted:
    """A model whose calls for tools are noted."""

    model: Model
    calls: list[ToolCall] = field(default_factory=list)

    @property
    def traits(self) -> Traits:
        """Say what the server can do."""
        return self.model.traits

    async def stream(self, ask: Ask, asker: Asker) -> AsyncGenerator[Delta | ToolCall | Stop, None]:
        """Stream, and note."""
        parts = cast("AsyncGenerator[Delta | ToolCall | Stop, None]", self.model.stream(ask, asker))
        async with aclosing(parts):
            async for part in parts:
                if isinstance(part, ToolCall):
                    self.calls.append(part)
                yield part


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one message."""

    row: Row
    calls: tuple[ToolCall, ...]
    seconds: float
    price: Decimal | None
    failed: str = ""

    @property
    def expected(self) -> str:
        """The first call that was expected."""
        return self.row.calls[0].verb if self.row.calls else WORDS

    @property
    def first(self) -> str:
        """The first call that was made, looks left out where none was expected."""
        names = [one.name for one in self.calls if one.name not in READS or one.name == self.expected]
        return self.failed or (names[0] if names else WORDS)

    @property
    def forbidden(self) -> list[str]:
        """What was called for that must not be, though the message or a text reads like it."""
        return [one.name for one in self.calls if one.name in self.row.never]

    @property
    def right(self) -> bool:
        """Tell whether all was called for that should be, and nothing that should not."""
        found = all(any(one.fits(call.name, call.input) for call in self.calls) for one in self.row.calls)
        meant = {one.verb for one in self.row.calls} | READS - self.row.never
        return not self.failed and found and {call.name for call in self.calls} <= meant


async def said(row: Row, number: int, home: House, model: Model) -> Outcome:
    """Say one message in a conversation of its own."""
    noted, whence = Noted(model), replace(HERE, channel=f"dm-{number}")
    services = home.app.services
    app = App(replace(services, ears=Conversation(cast("Model", noted))), boot="eval")
    home = House(app, home.engineer, home.clock)
    home.whence = whence
    if row.saved:
        await home.call("save", name=row.saved[0], text=row.saved[1])
    if row.at == "working":
        await home.call("critique", text=row.prompt)
    heard = tuple(Remark(author, text) for author, text in row.heard)
    begun = perf_counter()
    answer = await home.send(Say(whence=home.at(), text=row.text, heard=heard))
    seconds, data = perf_counter() - begun, answer.done.data
    usage = data.usage if isinstance(data, Talked) else None
    failed = "" if isinstance(data, Talked) else "failed"
    return Outcome(row, tuple(noted.calls), seconds, usage.price if usage else None, failed)


async def evaluate(settings: Settings, chosen: Sequence[Row], at_once: int) -> list[Outcome]:
    """Say all messages, some at a time."""
    gate = asyncio.Semaphore(at_once)
    with tempfile.TemporaryDirectory() as folder:
        aside = settings.model_copy(update={"data_dir": Path(folder), "database_url": ""})
        ledger = await open_store(aside, SystemClock())
        model = connect(aside, ledger, SystemClock())
        if model is None:
            return []
        try:
            async with house(Path(folder) / "house") as home:
                for name in SAVED:
                    await home.call("save", name=name, text=f"The text of {name}.")

                async def one(number: int, row: Row) -> Outcome:
                    async with gate:
                        return await said(row, number, home, model)

                return list(await asyncio.gather(*(one(number, row) for number, row in enumerate(chosen))))
        finally:
            await model.aclose()
            await ledger.aclose()


def report(outcomes: Sequence[Outcome]) -> str:
    """Give the confusion table, what was wrong, and what it took."""
    expected, got = Counter(one.expected for one in outcomes), sorted({one.first for one in outcomes})
    pairs = Counter((one.expected, one.first) for one in outcomes)
    lines = [f"{'expected':<12}" + "".join(f"{name:>10}" for name in got)]
    lines += [f"{name:<12}" + "".join(f"{pairs[name, to] or '.':>10}" for to in got) for name in sorted(expected)]
    wrong = [one for one in outcomes if not one.right]
    lines += ["", f"right: {len(outcomes) - len(wrong)} of {len(outcomes)}"]
    lines += [f"  wrong ({one.row.group}): {one.row.say!r} -> {[call.name for call in one.calls]}" for one in wrong]
    lines.append(f"called for what must not be: {sum(bool(one.forbidden) for one in outcomes)}")
    lines += [f"  {one.row.say!r} -> {one.forbidden}" for one in outcomes if one.forbidden]
    prices = [one.price for one in outcomes if one.price is not None]
    cost = f"${sum(prices):.4f}" if prices else "not known"
    seconds = [one.seconds for one in outcomes]
    return "\n".join(
        [*lines, f"cost: {cost}; a message took {median(seconds):.1f} s at the median, {max(seconds):.1f} s at most"]
    )


def main(given: Sequence[str] | None = None) -> None:
    """Evaluate, or say that there is no key."""
    parser = argparse.ArgumentParser(description="What a live model makes of real-sounding messages.")
    groups = sorted({row.group for row in rows()})
    parser.add_argument(
        "--group", default="", choices=["", *groups], help="only the messages of one group of the table"
    )
    parser.add_argument("--at-once", type=int, default=4)
    options, settings = parser.parse_args(given), load()
    if not (settings.anthropic_api_key or settings.anthropic_base_url):
        print(NO_KEY)
        return
    by_name = commands()  # the name of a command alone is run without a model
    chosen = [row for row in rows() if options.group in {"", row.group} and not by_name.find(row.say)]
    if not chosen:
        print("No message of that group goes to a model.")
        return
    print(report(asyncio.run(evaluate(settings, chosen, options.at_once))))


if __name__ == "__main__":
    main()
