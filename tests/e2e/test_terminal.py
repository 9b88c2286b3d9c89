"""The real program at a real terminal: a person types, and what stands on the screen is looked at."""

import asyncio
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import Queue

import pexpect
import pyte
import pytest

from tests.doubles.anthropic import AnthropicDouble
from tests.doubles.examples import squeezed
from tests.doubles.plausible import begins
from tests.doubles.process import COMMAND, environment

SECONDS = 30
CODES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\x1b\][^\x07]*\x07|[\x00-\x09\x0b-\x1f]")


class Person:
    """Somebody at a terminal of so many columns, who types when the program waits and looks at what has come."""

    def __init__(self, process: "pexpect.spawn[str]", columns: int, rows: int) -> None:
        self._process = process
        self._screen = pyte.HistoryScreen(columns, rows, history=1_000)
        self._stream = pyte.Stream(self._screen)
        self._come = ""
        self._looked = 0

    def sees(self, text: str) -> None:
        """Wait until a text comes that was not looked at before, however it is wrapped."""
        wanted = squeezed(text)
        while (found := self._come.find(wanted, self._looked)) < 0:
            self._read(f"{text!r} does not come")
        self._looked = found + len(wanted)

    def reads(self, label: str) -> str:
        """Wait for a button with this label; give the number in front of it."""
        self.sees(f"] {label}")
        before = self._come[: self._looked - len(squeezed(f"] {label}"))]
        return before.rpartition("[")[2]

    def types(self, text: str) -> None:
        """Type a line and Enter, once the program waits for one."""
        self.begins(text)
        self.sends()

    def begins(self, text: str) -> None:
        """Type something without Enter, once the program waits for it."""
        self._waits()
        self._process.send(text)

    def completes(self, line: str) -> None:
        """Press Tab until the line reads so, and take it with Enter."""
        self._process.send("\t")
        while line not in self._screen.display[self._screen.cursor.y]:
            self._read(f"{line!r} is not completed")
        self.sends()

    def sends(self) -> None:
        """Press Enter."""
        self._process.send("\r")

    def presses(self, key: str) -> None:
        """Press a key with Ctrl, once the program waits."""
        self._waits()
        self._process.sendcontrol(key)

    def interrupts(self) -> None:
        """Press Ctrl-C while an answer is written."""
        self._process.sendcontrol("c")

    def leaves(self) -> int:
        """Leave with Ctrl-D; give the exit code."""
        self.presses("d")
        self._process.expect(pexpect.EOF, timeout=SECONDS)
        self._process.close()
        return -1 if self._process.exitstatus is None else self._process.exitstatus

    def _waits(self) -> None:
        """Wait until the cursor stands behind a prompt, with nothing typed there yet."""
        while self._screen.display[self._screen.cursor.y].rstrip() not in {">", "?"}:
            self._read("the program does not wait for anything")

    def _read(self, otherwise: str) -> None:
        try:
            come = self._process.read_nonblocking(4096, timeout=SECONDS)
        except (pexpect.TIMEOUT, pexpect.EOF):
            pytest.fail(f"{otherwise}; the screen is\n{self.screen}")
        self._stream.feed(come)
        self._come += squeezed(CODES.sub("", come))

    @property
    def screen(self) -> str:
        """The rows as they stand now, and those that scrolled away."""
        past = [
            "".join(line[column].data for column in range(self._screen.columns)) for line in self._screen.history.top
        ]
        return "\n".join(line.rstrip() for line in [*past, *self._screen.display]).rstrip()


@contextmanager
def person(folder: Path, *words: str, columns: int = 80, **settings: str) -> Iterator[Person]:
    """Start the program at a terminal."""
    env = environment(folder, TERM="xterm-256color", PROMPT_TOOLKIT_NO_CPR="1", **settings)
    command, *arguments = [*COMMAND, *words]
    process = pexpect.spawn(
        command, arguments, env=env, encoding="utf-8", dimensions=(50, columns), timeout=SECONDS, echo=False
    )
    try:
        yield Person(process, columns, 50)
    finally:
        process.close(force=True)


@pytest.mark.parametrize("columns", [40, 80])
def test_a_whole_session(columns: int, tmp_path: Path) -> None:
    """Draft, answer a form, press numbers, save, find, leave: on a wide and on a narrow screen."""
    with person(tmp_path, columns=columns) as someone:
        someone.sees("Prompteur helps you")
        someone.sees("nothing leaves")
        someone.types("/draft email")
        someone.sees("[1] Draft now")
        someone.types("2")
        someone.types("the move to a new office in May")
        someone.types("2")
        someone.types("")
        someone.types("")
        someone.sees("[3] Save")
        someone.types("3")
        someone.types("office move")
        someone.sees("Saved as")
        someone.types("/find office")
        someone.sees("[1] Show")
        assert someone.leaves() == 0
        lines = someone.screen.split("\n")
        assert max(map(len, lines)) <= columns
        assert "My team" in someone.screen


def test_a_newcomer_finds_a_prompt_and_uses_it(tmp_path: Path) -> None:
    """Whoever starts the program for the first time, and reads nothing but what stands on the screen, presses what is
    offered: five lines later a prompt for the meeting of today is there to be copied.
    """
    with person(tmp_path) as someone:
        someone.types(someone.reads("Look at 25 prompts to begin with"))
        someone.types(someone.reads("meeting-notes"))
        someone.types(someone.reads("Use it"))
        someone.sees("The notes as they were taken")
        someone.types("We ship on Friday. Ben writes the notes by Thursday.")
        someone.sees("Filled in. Only you see this.")
        someone.sees("We ship on Friday. Ben writes the notes by Thursday.")
        someone.sees("Turn <notes> into minutes")
        someone.types(someone.reads("Keep it"))
        someone.sees("It is yours now.")
        someone.types("/find meeting")
        someone.sees("yours: meeting-notes")
        assert someone.leaves() == 0


def test_ctrl_c_leaves_a_form_and_not_the_program(tmp_path: Path) -> None:
    """Ctrl-C in a form and at the prompt goes on; Ctrl-D leaves."""
    with person(tmp_path, NO_COLOR="1") as someone:
        someone.types("/save")
        someone.sees("The name to keep it under")
        someone.presses("c")
        someone.sees("Left the questions")
        someone.presses("c")
        someone.sees("Ctrl-D leaves")
        assert someone.leaves() == 0


@contextmanager
def model_that_hangs(said: str) -> Iterator[str]:
    """Serve a model that begins every answer and never ends one, in a thread; give its address."""
    double = AnthropicDouble(fallback=begins(said))
    address: Queue[str] = Queue()
    loop = asyncio.new_event_loop()

    async def serve() -> None:
        async with double:
            address.put(double.url)
            await over.wait()

    over = asyncio.Event()
    thread = threading.Thread(target=lambda: loop.run_until_complete(serve()))
    thread.start()
    try:
        yield address.get(timeout=SECONDS)
    finally:
        loop.call_soon_threadsafe(over.set)
        thread.join()
        loop.close()


def test_ctrl_c_stops_an_answer_and_the_next_line_is_answered(tmp_path: Path) -> None:
    """While a model writes, Ctrl-C ends the answer at once, says so, and the chat goes on."""
    goal = "/draft a prompt that summarises {{tickets}} for a weekly report in three sentences"
    with (
        model_that_hangs("Summarise the") as url,
        person(tmp_path, PROMPTEUR_MODEL="", ANTHROPIC_BASE_URL=url, ANTHROPIC_API_KEY="sk-ant-test") as someone,
    ):
        for _ in range(2):
            someone.types(goal)
            someone.sees("Summarise")  # the end of what has come may be the beginning of a boundary: it waits
            someone.interrupts()
            someone.sees("Stopped.")
        someone.types("/help")
        someone.sees("What I can do")
        assert someone.leaves() == 0


def test_a_paste_of_several_lines_is_one_prompt(tmp_path: Path) -> None:
    """A pasted prompt stays one text, and completion of a verb is a Tab away."""
    with person(tmp_path) as someone:
        someone.types("\x1b[200~/critique\nSummarise {{tickets}}.\nUse three sentences.\x1b[201~")
        someone.sees("[1]")
        someone.begins("/fin")
        someone.sees("Find saved prompts")
        someone.completes("/find")
        someone.sends()
        someone.sees("Nothing")
        assert someone.leaves() == 0


def test_the_shell_asks_at_a_terminal(tmp_path: Path) -> None:
    """A sub-command at a terminal asks for what is missing instead of failing."""
    with person(tmp_path, "draft") as someone:
        someone.sees("What the prompt should do")
        someone.types("email")
        someone.sees("Type a number, or Enter to leave.")
        someone.types("1")
        someone.sees("prompteur press NUMBER")
