"""The chat at a terminal: what a person types and sees."""

import asyncio
import io
import os
import signal
import stat
from collections import deque
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from prompt_toolkit.application import create_app_session
from prompt_toolkit.completion import CompleteEvent
from prompt_toolkit.document import Document
from prompt_toolkit.input import PipeInput, create_pipe_input
from prompt_toolkit.output import DummyOutput

from adapters.base import Adapter
from adapters.local import new_channel, user, whence
from adapters.screen import Screen, free_path
from adapters.terminal import Terminal
from adapters.terminal.chat import Chat
from adapters.terminal.deliver import TerminalSurface
from adapters.terminal.history import SafeHistory
from adapters.terminal.keyboard import Typing
from adapters.terminal.listen import from_json, number
from adapters.terminal.spoken import Spoken
from adapters.typed import typed
from bot.dialogue.events import Attachment, Button, Card, Done
from bot.dialogue.inbound import Invoke, Press, Say, Spot, Submit
from bot.domain import CallId, Question, Status
from bot.errors import Usage
from bot.settings import Settings
from bot.words import Words
from tests.doubles.house import House, house
from tests.doubles.screen import Glass

LEAVE = EOFError()
STOP = KeyboardInterrupt()


class ScriptedKeyboard:
    """Types what a test wrote down: lines, answers, Ctrl-C and Ctrl-D; then leaves."""

    def __init__(self, *typed: str | BaseException) -> None:
        self._typed = deque(typed)
        self.defaults: list[str] = []

    async def line(self) -> str:
        """Give the next line."""
        given = self._typed.popleft() if self._typed else LEAVE
        if isinstance(given, BaseException):
            raise given
        return given

    async def answer(self, default: str = "") -> str:
        """Give the next answer."""
        self.defaults.append(default)
        return await self.line()


class Talk:
    """A chat with somebody who types from a script."""

    def __init__(self, home: House, *typed: str | BaseException) -> None:
        self.home = home
        self.out = io.StringIO()
        self.keyboard = ScriptedKeyboard(*typed)
        words = Spoken()
        self.surface = TerminalSurface(Screen(self.out, words), words)
        self.chat = Chat(home.app, self.keyboard, self.surface, words, partial(whence, "here", "en"))

    @property
    def seen(self) -> str:
        """What stands on the screen."""
        return self.out.getvalue()


@asynccontextmanager
async def talked(
    tmp_path: Path, *typed: str | BaseException, questions: tuple[Question, ...] = ()
) -> AsyncIterator[Talk]:
    """Give a chat after everything was typed and the person left."""
    async with house(tmp_path) as home:
        home.engineer.questions = questions
        talk = Talk(home, *typed)
        assert await talk.chat.run() == 0
        yield talk


QUESTIONS = (
    Question(id="reader", text="Who reads it?", options=("A manager", "Engineers"), assumption="For a manager"),
    Question(id="rules", text="What must not happen?"),
)

# --- what is said ------------------------------------------------------------------------------------------------


@pytest.mark.asyncio
async def test_the_first_line_says_what_this_is(tmp_path: Path) -> None:
    """One line says what the program does and where help is, another what to begin with; leaving takes Ctrl-D alone."""
    async with talked(tmp_path) as talk:
        first, _, offer = talk.seen.strip().split("\n")
        assert offer == "[1] Look at 25 prompts to begin with"
        assert first.startswith("Prompteur helps you write prompts")
        assert "/help" in first


@pytest.mark.asyncio
async def test_all_of_it_speaks_the_language_that_was_chosen(tmp_path: Path) -> None:
    """Who chooses French reads all of the terminal in French from the next line on, and from the first one after a
    restart; back to what the settings say, everything is as before.
    """
    async with talked(tmp_path, "99", "/me language fr", "99", STOP) as talk:
        before, _, after = talk.seen.partition("Français")
        assert "There is no such number here" in before
        assert "There is no" not in after
        assert after.endswith("Ctrl-D pour quitter.\n")
    async with talked(tmp_path, "/critique", "99", "/me language auto", STOP) as talk:
        assert talk.seen.startswith("Prompteur vous aide")
        assert "There is no" not in talk.seen
        assert talk.seen.endswith("Ctrl-D leaves.\n")


@pytest.mark.asyncio
async def test_plain_words_draft_and_a_number_presses_a_button(tmp_path: Path) -> None:
    """A goal in plain words becomes a prompt; the number in front of Save opens its form; the name saves it."""
    async with talked(tmp_path, "a prompt for tickets", "3", "tickets", "/find tickets") as talk:
        assert talk.home.engineer.text in talk.seen
        assert "[3] Save" in talk.seen
        assert talk.seen.count("tickets") > 3
        assert "no such number" not in talk.seen


@pytest.mark.asyncio
async def test_numbers_of_the_last_card_stay_valid(tmp_path: Path) -> None:
    """An answer without buttons does not take the buttons of the card above it away."""
    async with talked(tmp_path, "a prompt for tickets", "7", "/nonsense", "2") as talk:
        assert "numbers" in talk.seen or "There is no" in talk.seen
        assert talk.home.engineer.asked[-1].startswith("critique")


@pytest.mark.asyncio
async def test_more_shows_the_other_buttons(tmp_path: Path) -> None:
    """Behind More are the other buttons, with numbers that go on."""
    async with talked(tmp_path, "a prompt for tickets", "4", "5") as talk:
        assert "[4] More" in talk.seen
        assert "[5] Start over" in talk.seen


@pytest.mark.asyncio
async def test_a_number_without_a_button_is_told(tmp_path: Path) -> None:
    """A number is never taken for a goal."""
    async with talked(tmp_path, "5", "/save tickets Sort.") as talk:
        assert "There is no such number here: they go from 1 to 1." in talk.seen
        later = Talk(talk.home, "5")
        await later.chat.run()
        assert "nothing to press" in later.seen
        assert talk.home.engineer.asked == []


@pytest.mark.asyncio
@pytest.mark.parametrize("leave", [EOFError(), "/quit", "/exit"])
async def test_leaving(leave: str | BaseException, tmp_path: Path) -> None:
    """Ctrl-D leaves, and so do the words that people try."""
    async with talked(tmp_path, leave, "a prompt for tickets") as talk:
        assert talk.home.engineer.asked == []


@pytest.mark.asyncio
async def test_ctrl_c_at_an_empty_line_does_not_leave(tmp_path: Path) -> None:
    """Ctrl-C at the prompt says how to leave, and the chat goes on."""
    async with talked(tmp_path, STOP, "a prompt for tickets") as talk:
        assert "Ctrl-D leaves" in talk.seen
        assert talk.home.engineer.text in talk.seen


# --- forms -------------------------------------------------------------------------------------------------------


@pytest.mark.asyncio
async def test_questions_are_answered_one_after_another(tmp_path: Path) -> None:
    """Options have numbers, Enter skips, and what was answered reaches the draft."""
    async with talked(tmp_path, "a prompt for tickets", "2", "2", "", questions=QUESTIONS) as talk:
        (brief,) = talk.home.engineer.briefs
        assert [answer.text for answer in brief.answers] == ["Engineers"]
        assert "[1] Draft now" in talk.seen


@pytest.mark.asyncio
async def test_draft_now_skips_all(tmp_path: Path) -> None:
    """The first button drafts at once; what was not asked is assumed and said."""
    async with talked(tmp_path, "a prompt for tickets", "1", questions=QUESTIONS) as talk:
        assert talk.home.engineer.briefs[0].assumptions == ("For a manager",)
        assert "For a manager" in talk.seen


@pytest.mark.asyncio
@pytest.mark.parametrize("leave", [STOP, LEAVE])
async def test_leaving_a_form_loses_nothing(leave: BaseException, tmp_path: Path) -> None:
    """Ctrl-C in a form goes back to the chat, and the form can be opened again."""
    async with talked(tmp_path, "a prompt for tickets", "2", leave, "2", "1", "no names", questions=QUESTIONS) as talk:
        assert "Nothing was changed" in talk.seen
        (brief,) = talk.home.engineer.briefs
        assert [answer.text for answer in brief.answers] == ["A manager", "no names"]


@pytest.mark.asyncio
async def test_a_command_is_never_taken_for_an_answer(tmp_path: Path) -> None:
    """A line that begins with a slash leaves the questions and is run, and they can be opened again."""
    async with talked(tmp_path, "a prompt for tickets", "2", "/help undo", "1", questions=QUESTIONS) as talk:
        assert "Go back to the version before" in talk.seen
        assert not talk.home.engineer.briefs or talk.home.engineer.briefs[0].answers == ()


@pytest.mark.asyncio
async def test_a_needed_answer_is_asked_for_again(tmp_path: Path) -> None:
    """What cannot be skipped is asked until it is there."""
    async with talked(tmp_path, "a prompt for tickets", "/save", " ", "tickets", "/show tickets") as talk:
        assert "needed" in talk.seen
        assert talk.seen.count(talk.home.engineer.text) >= 2


# --- stop --------------------------------------------------------------------------------------------------------


@pytest.mark.asyncio
async def test_ctrl_c_stops_the_answer_and_not_the_program(tmp_path: Path) -> None:
    """While an answer is written, Ctrl-C ends it, says so, and the next line is answered."""
    async with house(tmp_path) as home:
        home.engineer.gate = asyncio.Event()
        talk = Talk(home, "a prompt for tickets")
        running = asyncio.create_task(talk.chat.run())
        while "Summarise" not in talk.seen:  # noqa: ASYNC110 - a screen has no event to wait for
            await asyncio.sleep(0)
        os.kill(os.getpid(), signal.SIGINT)
        assert await running == 0
        assert "Stopped." in talk.seen
        home.engineer.gate = None
        again = Talk(home, "a prompt for tickets")
        assert await again.chat.run() == 0
        assert home.engineer.text in again.seen


def test_a_slow_answer_says_that_it_is_on_its_way() -> None:
    """When nothing comes at first, the screen says so and how to stop it, and takes the line away again."""
    glass = Glass(80)
    surface = TerminalSurface(Screen(glass, Words()), Words())
    surface.working()
    assert "Ctrl-C stops it" in glass.screen[0]
    surface.say("Here it is.")
    assert glass.screen == ["Here it is."]


@pytest.mark.asyncio
async def test_what_a_killed_program_left_is_offered_again(tmp_path: Path) -> None:
    """After a crash the next chat says that something was interrupted, once, and a number asks for it again."""
    async with house(tmp_path, boot="killed") as home:
        home.whence = whence("there", "en")
        inbound = Invoke(whence=home.whence, line="draft a prompt for tickets")
        await home.app._runner.record(inbound)
    async with house(tmp_path, boot="next") as home:
        talk = Talk(home, "1")
        await talk.chat.run()
        assert "was interrupted" in talk.seen
        assert home.engineer.text in talk.seen
    async with talked(tmp_path) as again:
        assert "was interrupted" not in again.seen


# --- reading lines -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("/draft a poem", Invoke(whence=whence("c", "en"), line="draft a poem", strict=True)),
        ("/prompt draft a poem", Invoke(whence=whence("c", "en"), line="draft a poem", strict=True)),
        ("/ draft", Invoke(whence=whence("c", "en"), line="draft", strict=True)),
        ("draft a poem", Say(whence=whence("c", "en"), text="draft a poem")),
        (
            "/critique\nTwo lines\nof it",
            Invoke(whence=whence("c", "en"), line="critique\nTwo lines\nof it", strict=True),
        ),
    ],
)
def test_a_line_is_a_command_or_plain_words(line: str, expected: Invoke | Say) -> None:
    """A slash makes a command, with or without the family's name; all else is said."""
    made = typed(line, expected.whence)
    assert made == expected


@pytest.mark.parametrize(
    ("line", "expected"), [("3", 3), (" 12 ", 12), ("1000", None), ("3 wishes", None), ("²", None), ("-1", None)]
)
def test_a_line_that_is_a_number(line: str, expected: int | None) -> None:
    """Only a line that is nothing but a small number presses a button."""
    assert number(line) == expected


def test_lines_of_json() -> None:
    """A script can press and submit; plain words with braces stay plain words."""
    here = whence("c", "en")
    assert from_json('{"press": "1undo:v"}', here) == Press(whence=here, token="1undo:v")
    assert from_json('{"submit": "1save:", "values": {"name": "a"}}', here) == Submit(
        whence=here, token="1save:", values={"name": "a"}
    )
    assert from_json("{{topic}} in three sentences", here) is None


@pytest.mark.parametrize(
    "line",
    ['{"press": 5}', '{"press"', '{"pres": "x"}', '{"submit": "x", "values": {"a": 1}}', '{"press": "x", "and": "y"}'],
)
def test_a_mistake_in_a_script_is_no_goal(line: str) -> None:
    """A wrong object is refused with the form that is meant."""
    with pytest.raises(Usage):
        from_json(line, whence("c", "en"))


def test_who_speaks() -> None:
    """Every line is an event of its own, by the user of this computer, who administers the local team."""
    one, two = whence("c", "fr"), whence("c", "fr")
    assert one.event != two.event
    assert replace(one, event=two.event) == two
    assert (one.account.user, one.spot, one.manages, one.locale) == (user(), Spot.TERMINAL, True, "fr")
    assert new_channel() != new_channel()


# --- completion --------------------------------------------------------------------------------------------------


@pytest.fixture
def keys() -> Iterator[PipeInput]:
    """Give a keyboard that a test types on."""
    with create_pipe_input() as pipe, create_app_session(input=pipe, output=DummyOutput()):
        yield pipe


async def completed(typing: Typing, text: str) -> list[str]:
    """Give the lines that the completions of a line make."""
    completer = typing._lines.completer
    assert completer is not None
    found = completer.get_completions_async(Document(text), CompleteEvent(text_inserted=True))
    return [text[: len(text) + each.start_position] + each.text async for each in found]


@pytest.mark.asyncio
@pytest.mark.usefixtures("keys")
async def test_commands_options_and_names_are_completed(tmp_path: Path) -> None:
    """Verbs in the reader's language too, options of the verb, and the names of saved prompts with and without @."""
    async with house(tmp_path) as home:
        home.whence = replace(whence("here", "en"), event=home.at().event)
        await home.type("draft a prompt for tickets")
        await home.type('save "ticket summary"')
        typing = Typing(home.app, partial(whence, "here", "fr"), Words("fr"), tmp_path / "history")
        assert await completed(typing, "/dr") == ["/draft "]
        assert "/rédiger " in await completed(typing, "/red")
        assert await completed(typing, "/draft x to") == ["/draft x tone="]
        assert await completed(typing, "/show tick") == ["/show ticket summary"]
        assert await completed(typing, "/critique @tick") == ["/critique @ticket summary"]
        assert await completed(typing, "/refine @tick") == ['/refine @"ticket summary"']
        assert await completed(typing, "draft") == []
        assert await completed(typing, "/nonsense ") == []


@pytest.mark.asyncio
async def test_several_lines_and_pasted_lines_stay_together(tmp_path: Path, keys: PipeInput) -> None:
    """Enter sends; Alt-Enter begins another line; pasted text comes as it is."""
    async with house(tmp_path) as home:
        typing = Typing(home.app, partial(whence, "here", "en"), Words(), tmp_path / "history")
        keys.send_text("one\x1b\rtwo\r")
        assert await typing.line() == "one\ntwo"
        keys.send_text("\x1b[200~/critique\na\nb\x1b[201~\r")
        assert await typing.line() == "/critique\na\nb"
        keys.send_text("\x04")
        with pytest.raises(EOFError):
            await typing.line()
        keys.send_text("\x03")
        with pytest.raises(KeyboardInterrupt):
            await typing.answer()
        keys.send_text(" and more\r")
        assert await typing.answer("default") == "default and more"


def test_secrets_are_never_kept_in_the_history(tmp_path: Path) -> None:
    """A line with a key in it can be sent, and is in no file afterwards; the file is its owner's alone."""
    path = tmp_path / "data" / "history"
    history = SafeHistory(path)
    history.append_string("draft a prompt")
    history.append_string("critique use sk-ant-api03-" + "aB3dE6gH9jK2mN5p" * 6 + "AA")
    assert "draft a prompt" in path.read_text()
    assert "sk-ant" not in path.read_text()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


# --- files and ends ----------------------------------------------------------------------------------------------


@pytest.mark.asyncio
async def test_a_file_that_is_no_text_is_saved_beside_and_never_over(tmp_path: Path) -> None:
    """An image goes to the current folder under its own name, a second one under another, and nowhere else."""
    surface = TerminalSurface(Screen(io.StringIO(), Words(), folder=tmp_path), Words())
    for _ in range(2):
        event = Attachment(slot="f", name="../../.chart.png", media_type="image/png", content=b"\x89\xff")
        await surface.show(CallId("c"), event)
    assert sorted(os.listdir(tmp_path)) == ["chart-2.png", "chart.png"]  # noqa: PTH208 - nothing else runs


@pytest.mark.parametrize("name", ["", "..", "/", "\x00", "a/../.."])
def test_a_name_cannot_lead_out_of_the_folder(name: str, tmp_path: Path) -> None:
    """Whatever a file is called, it stays in the folder."""
    assert free_path(tmp_path, name).parent == tmp_path


@pytest.mark.asyncio
async def test_an_answer_that_was_given_before_is_said_to_be(tmp_path: Path) -> None:
    """A repeated delivery says that nothing was done now."""
    out = io.StringIO()
    surface = TerminalSurface(Screen(out, Words(), folder=tmp_path), Words())
    await surface.show(CallId("c"), Card(slot="c", title="Saved", buttons=(Button("Show", "1show:x"),)))
    await surface.show(CallId("c"), Done(status=Status.DONE, repeated=True))
    assert "answered before" in out.getvalue()


def test_the_terminal_is_an_adapter() -> None:
    """It fits the port that every platform has, and needs no credentials."""
    terminal: Adapter = Terminal(Settings())
    assert terminal.name == "local"
    assert terminal.configured(Settings())
