"""The log: one line an event, of use to an operator, silent about people's words."""

import asyncio
import json
import logging
import sys
import warnings
from decimal import Decimal
from pathlib import Path

import pytest
import structlog
from structlog.contextvars import bound_contextvars

from bot import logs
from bot.errors import StoreBusy
from tests.doubles.log import captured

log = structlog.get_logger("bot.somewhere")


def test_an_event_is_one_line_of_json_with_its_request() -> None:
    """An operator greps for the id that a person was shown and finds each line that belongs to it."""
    with captured() as written:
        with bound_contextvars(request="abcd-2345"):
            log.info("call_done", seconds=1.5, price=Decimal("0.01"), file=Path("a/b"))
        log.info("idle")
    done, idle = written.events()
    assert done["request"] == "abcd-2345"
    assert (done["level"], done["event"], done["seconds"], done["price"], done["file"]) == (
        "info",
        "call_done",
        1.5,
        "0.01",
        "a/b",
    )
    assert done["timestamp"].endswith("Z")
    assert "request" not in idle


def test_the_console_shows_one_line_for_people() -> None:
    """On a terminal a line reads as time, level, event and values, an error included."""
    with captured(log_format="console") as written:
        log.warning("store_slow", seconds=3)
        log.error("call_failed", exc_info=StoreBusy("The database is busy."))
    slow, failed = written.getvalue().splitlines()
    assert slow.split()[1:] == ["warning", "store_slow", "seconds=3", 'logger="bot.somewhere"']
    assert failed.endswith('error="StoreBusy: The database is busy."')
    assert "\x1b" not in slow


@pytest.mark.asyncio
async def test_a_request_stays_with_its_task_and_with_those_it_starts() -> None:
    """Two requests at once never get mixed up in the log."""

    async def work(request: str) -> None:
        with bound_contextvars(request=request):
            await asyncio.create_task(_say(request))

    with captured() as written:
        await asyncio.gather(work("first"), work("second"))
    assert all(event["request"] == event["who"] for event in written.events())


async def _say(who: str) -> None:
    await asyncio.sleep(0)
    log.info("said", who=who)


def test_the_level_holds_for_our_own_events() -> None:
    """With the level at warning, an info line is not there."""
    with captured("warning") as written:
        log.info("unseen")
        log.warning("seen")
    assert [event["event"] for event in written.events()] == ["seen"]


def test_other_libraries_speak_through_the_same_log_from_warnings_on() -> None:
    """A library's warning is one line like ours; its chatter, which may hold whole prompts, is not there."""
    with captured("debug") as written, bound_contextvars(request="abcd-2345"):
        logging.getLogger("anthropic._base_client").debug("Request options: %s", {"json_data": "the prompt"})
        logging.getLogger("aiosqlite").info("executing insert 'the prompt'")
        logging.getLogger("slack_sdk").warning("retrying in %d s", 3)
    (event,) = written.events()
    assert (event["event"], event["logger"], event["request"]) == ("retrying in 3 s", "slack_sdk", "abcd-2345")


def test_a_library_that_turns_its_own_debugging_on_still_tells_no_prompt() -> None:
    """A record below a warning that gets through all the same arrives without its text."""
    chatty = logging.getLogger("chatty_library")
    with captured() as written:
        chatty.setLevel(logging.DEBUG)
        chatty.debug("body: the prompt")
        chatty.setLevel(logging.NOTSET)
    assert "the prompt" not in written.getvalue()
    assert "withheld" in written.getvalue()


def test_a_long_or_many_lined_message_of_a_library_says_how_much_is_left_out() -> None:
    """Only the first line of what a library says is kept, and the rest is counted."""
    with captured() as written:
        logging.getLogger("other").error("first\nthe prompt\nmore")
        logging.getLogger("other").error("x" * 1000)
    first, long = (event["event"] for event in written.events())
    assert first == "first (and 2 lines, withheld)"
    assert long == "x" * 200 + " (and 800 characters, withheld)"


def test_a_message_that_cannot_be_put_together_does_not_spill_its_values(capsys: pytest.CaptureFixture[str]) -> None:
    """A library's broken log call is told as such, and its values are printed nowhere."""
    with captured() as written:
        logging.getLogger("other").warning("%d things", "the prompt")
    assert written.events()[0]["event"] == "(a message that could not be put together)"
    assert "the prompt" not in capsys.readouterr().err


def test_a_long_value_or_an_object_is_told_by_its_size_or_its_kind() -> None:
    """A text that slips into a value does not reach the log, and neither does what an object holds."""
    with captured() as written:
        log.info("draft_done", text="the prompt " * 50, lines="a\nb", thing=object(), ids=["v1", "v2"], none=None)
    event = written.events()[0]
    assert event["text"] == "(550 characters, withheld)"
    assert event["lines"] == "(3 characters, withheld)"
    assert event["thing"] == "<object>"
    assert event["ids"] == ["v1", "v2"]
    assert event["none"] is None


def test_a_warning_of_python_is_a_line_too() -> None:
    """A deprecation in a library is seen in the log and not printed across the screen."""
    with captured() as written, warnings.catch_warnings():
        warnings.simplefilter("always")
        logs.configure("info", "json", stream=written)
        warnings.warn("this will go away", DeprecationWarning, stacklevel=1)
    assert "this will go away" in written.events()[0]["event"]


@pytest.mark.asyncio
async def test_a_task_that_failed_unseen_is_told_without_what_it_held() -> None:
    """An error in a forgotten task reaches the log with its place, not with the text in its message."""
    with captured() as written:
        loop = asyncio.get_running_loop()
        error = ValueError("the prompt")
        loop.call_exception_handler({"message": "Task exception was never retrieved", "exception": error})
        logging.getLogger("asyncio").warning("Executing <Task finished result='the prompt'> took 0.2 s")
    first, second = written.events()
    assert first["event"].startswith("Task exception was never retrieved")
    assert first["error"] == "ValueError: (a message of 10 characters, withheld)"
    assert "the prompt" not in written.getvalue()
    assert "result=(withheld)" in second["event"]


def test_the_log_of_a_chat_goes_to_a_file_of_its_owner(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """While a person chats, the screen stays theirs; the log is a file that nobody else may read."""
    file = tmp_path / "new" / "prompteur.log"
    with captured(file=file) as written:
        log.info("call_done", seconds=1)
    assert json.loads(file.read_text())["event"] == "call_done"
    assert file.stat().st_mode & 0o777 == 0o600
    assert written.getvalue() == ""
    assert capsys.readouterr().err == ""


def test_the_file_is_kept_small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A full log file becomes `.1`, then `.2`; the oldest goes."""
    monkeypatch.setattr(logs, "FILE_BYTES", 2_000)
    with captured(file=tmp_path / "prompteur.log"):
        for number in range(100):
            log.info("counted", number=number)
    sizes = {file.name: file.stat().st_size for file in tmp_path.iterdir()}
    assert set(sizes) == {"prompteur.log", "prompteur.log.1", "prompteur.log.2"}
    assert max(sizes.values()) <= 2_000


def test_a_log_that_cannot_be_written_says_so_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Where the folder cannot be made, the program works on and the person reads one sentence."""
    (tmp_path / "taken").write_text("a file")
    with captured(file=tmp_path / "taken" / "prompteur.log"):
        log.info("first")
        log.info("second")
    said = capsys.readouterr().err
    assert said.count("cannot be written") == said.count("\n") == 1


def test_nothing_to_log_makes_no_file(tmp_path: Path) -> None:
    """A command that only shows its help leaves nothing behind."""
    with captured(file=tmp_path / "new" / "prompteur.log"):
        pass
    assert list(tmp_path.iterdir()) == []


def test_standard_error_is_where_the_log_goes_by_default(capsys: pytest.CaptureFixture[str]) -> None:
    """What a command prints can be piped on, since the log is not in it."""
    logs.configure("info", "")
    log.info("call_done")
    printed = capsys.readouterr()
    assert printed.out == ""
    assert json.loads(printed.err)["event"] == "call_done"


def test_setting_it_up_again_replaces_it(capsys: pytest.CaptureFixture[str]) -> None:
    """A second set-up in one process writes each line once."""
    with captured() as first, captured() as second:
        log.info("call_done")
    assert first.getvalue() == ""
    assert len(second.events()) == 1
    assert capsys.readouterr().err == ""


def test_a_mistake_in_the_program_is_told_to_the_person_and_to_the_log(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """When the log is a file, a person at the screen still learns that it stopped, and whether anything was lost."""
    file = tmp_path / "prompteur.log"
    with captured(file=file):
        error = ValueError("the prompt")
        sys.excepthook(ValueError, error, None)
    shown = capsys.readouterr().err
    assert "What was saved is safe." in shown
    assert "the prompt" not in shown + file.read_text()
    assert json.loads(file.read_text())["event"] == "stopped_by_a_bug"
