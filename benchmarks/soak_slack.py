"""Some thousand answers on Slack, and what the bot holds meanwhile: memory, files, threads, a database.

    python benchmarks/soak_slack.py [ANSWERS]

The bot runs as a process of its own, as a server does; the counts of calls that Slack allows are off, for which a day
would be needed else. Prints a line now and then; what grows with each of the last ones is a leak. Exits 1 where the
memory at the end is a tenth above what it was after a third of the answers.
"""

import asyncio
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from contextlib import AsyncExitStack
from pathlib import Path
from unittest.mock import patch

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.bots import new_loop  # noqa: E402 - after the path is set
from tests.doubles.slack import SlackDouble  # noqa: E402
from tests.doubles.slack_person import Act, Person, Said  # noqa: E402
from tests.doubles.slack_served import ready  # noqa: E402

ANSWERS, AT_ONCE = 5000, 50
LINES = 12
MOST = 1.1
"""How many times as much memory as after a third of the answers is still no growth."""
PAGE = 4096
GOAL = "a prompt that condenses the tickets of a week for the report"


class Bot:
    """The process, as the system sees it."""

    def __init__(self, number: int, folder: Path) -> None:
        self._at, self._folder = Path(f"/proc/{number}"), folder

    @property
    def memory(self) -> float:
        """MB that it holds."""
        return int((self._at / "statm").read_text().split()[1]) * PAGE / 1e6

    def __str__(self) -> str:
        files, threads = (len(list((self._at / name).iterdir())) for name in ("fd", "task"))
        stored = sum(one.stat().st_size for one in self._folder.glob("prompteur.db*")) / 1e6
        return f"{self.memory:6.1f} MB  {files:3} files  {threads:3} threads  {stored:6.1f} MB of database"


async def asked(slack: SlackDouble, person: Person, number: int) -> Act | Said:
    """Let somebody draft: by the command, in direct messages, in a thread."""
    room = slack.channel(f"room-{number}")
    match number % 3:
        case 0:
            return await person.slash(room, "/prompt", f"draft {GOAL}")
        case 1:
            return await person.say(person.dm(), f"{slack.mention} /draft {GOAL}")
        case _:
            return await person.say(room, f"{slack.mention} {GOAL}")


async def wave(slack: SlackDouble, people: Sequence[Person]) -> None:
    """Let everyone draft at once, and the double forget it afterwards."""
    for one in [await asked(slack, person, number) for number, person in enumerate(people)]:
        await one.settled(contains="Summarise")
    slack.requests.clear()
    slack.state.begun.clear()
    for channel in slack.state.channels.values():
        channel.stored.clear()


async def soak(answers: int) -> bool:
    """Let people draft and print what the bot holds; say whether it is flat."""
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        for check in ("violations", "stream_violations"):
            stack.enter_context(patch(f"tests.doubles.slack_web.{check}", lambda *_, **__: []))
        slack = await stack.enter_async_context(SlackDouble())
        program = str(Path(__file__).with_name("slack_bots.py"))
        at = [slack.api_url, slack.bot_token, slack.app_token, slack.signing_secret, str(folder), "0"]
        child = stack.enter_context(subprocess.Popen([sys.executable, program, "boundless", *at]))  # noqa: S603, ASYNC220 - our own program
        stack.callback(child.terminate)
        await ready(slack)
        people = [slack.person(f"Person {number}") for number in range(AT_ONCE)]
        return await _watched(Bot(child.pid, folder), slack, people, answers)


async def _watched(bot: Bot, slack: SlackDouble, people: Sequence[Person], answers: int) -> bool:
    held: list[float] = []
    waves = max(LINES, answers // AT_ONCE)
    for number in range(1, waves + 1):
        await wave(slack, people)
        held.append(bot.memory)
        if number % (waves // LINES) == 0:
            print(f"{number * AT_ONCE:6} answers  {bot}")
    third = max(held[: len(held) // 3])
    print(f"at the end x{held[-1] / third:.3f} of what it was in the first third (goal {MOST})")
    return held[-1] <= third * MOST


def main() -> None:
    """Run it."""
    with asyncio.Runner(loop_factory=new_loop()) as runner:
        good = runner.run(soak(int(sys.argv[1]) if len(sys.argv) > 1 else ANSWERS))
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()
