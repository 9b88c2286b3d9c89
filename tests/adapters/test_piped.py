"""A conversation through pipes: each line is answered, in words or in JSON."""

import asyncio
import io
import json
import os
from collections.abc import AsyncIterator, Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from adapters.local import whence
from adapters.screen import Screen
from adapters.terminal.deliver import TerminalSurface
from adapters.terminal.piped import Piped, converse, read_json, reader
from adapters.terminal.spoken import Spoken
from adapters.terminal.stdin import lines
from adapters.wire import JsonSurface
from bot.domain import Question
from bot.errors import ModelUnavailable
from tests.doubles.house import House, house
from tests.doubles.waiting import PATIENCE

QUESTIONS = (Question(id="reader", text="Who reads it?", options=("A manager",), assumption="For a manager"),)
WHENCE = partial(whence, "here", "en")
pytestmark = pytest.mark.asyncio


async def _given(*given: str) -> AsyncIterator[str]:
    for line in given:
        yield line


async def in_words(home: House, *given: str) -> tuple[int, str]:
    """Give the exit code and what came out in words."""
    out = io.StringIO()
    words = Spoken()
    surface = TerminalSurface(Screen(out, words, aside=out), words)
    piped = Piped(home.app, surface, reader(surface), words, WHENCE)
    return await converse(piped, _given(*given)), out.getvalue()


async def in_json(home: House, *given: str | Callable[[list[Any]], str]) -> tuple[int, list[Any]]:
    """Give the exit code and the objects that came out; a line may be made from what came before it."""
    out: list[Any] = []
    piped = Piped(home.app, JsonSurface(lambda text: out.append(json.loads(text))), read_json, Spoken(), WHENCE)
    for line in given:
        await piped.hear(line if isinstance(line, str) else line(out))
    await piped.skip()
    return piped.exit_code, out


def _token(out: list[Any], label: str) -> str:
    buttons = [
        button
        for event in out
        for button in [*event.get("buttons", []), event.get("skip"), event.get("open")]
        if button
    ]
    return str(next(button["token"] for button in reversed(buttons) if button["label"] == label))


async def test_each_line_is_answered_in_order(tmp_path: Path) -> None:
    """A whole session runs from a file: commands, plain words, and numbers for buttons."""
    async with house(tmp_path) as home:
        code, seen = await in_words(
            home, "a prompt for tickets", "", "/critique", "/save tickets", "/find tickets", "99"
        )
        assert code == 0
        assert home.engineer.text in seen
        assert "Saved as tickets" in seen
        assert "no such number" in seen


async def test_a_chosen_language_holds_for_the_next_line(tmp_path: Path) -> None:
    """After a line that chooses French, what the terminal itself says is French, and so it is in the next run."""
    async with house(tmp_path) as home:
        _, said = await in_words(home, "99", "/me language fr", "99")
        assert said.count("nothing to press yet") == 1
        _, again = await in_words(home, "99")
        assert again.startswith("Il n’y a")


@pytest.mark.parametrize("word", ["/exit", " /quit "])
async def test_a_word_that_leaves_ends_the_conversation(word: str, tmp_path: Path) -> None:
    """/exit and /quit end it here as in the chat; what stands behind them is not answered."""
    async with house(tmp_path) as home:
        code, seen = await in_words(home, "/save tickets Sort the tickets.", word, "/show tickets")
        assert code == 0
        assert seen.count("Saved as tickets") == 1
        assert "Did you mean" not in seen
        assert "version 1 of 1" not in seen


async def test_each_line_ends_with_done_in_json(tmp_path: Path) -> None:
    """A script knows where each answer ends."""
    async with house(tmp_path) as home:
        code, out = await in_json(
            home, "/draft a prompt for tickets", "/critique", "/save tickets", "/nonsense", "/save"
        )
        assert code == 0
        assert [event["status"] for event in out if event["type"] == "done"] == [
            "done",
            "done",
            "done",
            "refused",
            "asking",
        ]
        assert "".join(event["text"] for event in out if event["type"] == "text_delta") == home.engineer.text


@pytest.mark.parametrize("following", ["/save tickets", "make it shorter", None])
async def test_a_question_is_skipped_before_the_next_line(following: str | None, tmp_path: Path) -> None:
    """Nobody waits for an answer that cannot come: the draft is made on assumptions, then the line is answered."""
    async with house(tmp_path) as home:
        home.engineer.questions = QUESTIONS
        code, out = await in_json(home, "/draft a prompt", *([following] if following else []))
        assert code == 0
        assert home.engineer.briefs[0].assumptions == ("For a manager",)
        kinds = [event["type"] for event in out]
        assert kinds.index("ask_form") < kinds.index("text_delta")
        assert len([kind for kind in kinds if kind == "done"]) == (3 if following else 2)


async def test_plain_words_are_never_the_answer_to_a_question(tmp_path: Path) -> None:
    """After a question plain words say what should change in the draft that was made without an answer."""
    async with house(tmp_path) as home:
        home.engineer.questions = QUESTIONS
        await in_words(home, "/draft a prompt", "for engineers")
        assert home.engineer.briefs[0].answers == ()
        assert home.engineer.orders[0].instruction == "for engineers"


async def test_a_script_answers_a_question(tmp_path: Path) -> None:
    """A press opens the form, a submit answers it, and nothing is skipped then."""
    async with house(tmp_path) as home:
        home.engineer.questions = QUESTIONS

        def opened(out: list[Any]) -> str:
            return json.dumps({"press": _token(out, "Answer")})

        def answered(out: list[Any]) -> str:
            form = next(event["form"] for event in reversed(out) if event["type"] == "ask_form")
            return json.dumps({"submit": form["token"], "values": {"reader": "My team"}})

        code, _ = await in_json(home, "/draft a prompt", opened, answered)
        assert code == 0
        assert len(home.engineer.briefs) == 1
        assert home.engineer.briefs[0].answers[0].text == "My team"


async def test_a_script_skips_a_question_itself(tmp_path: Path) -> None:
    """Pressing Draft now drafts once, not twice."""
    async with house(tmp_path) as home:
        home.engineer.questions = QUESTIONS
        await in_json(home, "/draft a prompt", lambda out: json.dumps({"press": _token(out, "Draft now")}))
        assert len(home.engineer.briefs) == 1


async def test_what_is_missing_is_named(tmp_path: Path) -> None:
    """A form that nobody can fill in is shown with the names of what it needs, and the next line is answered."""
    async with house(tmp_path) as home:
        code, seen = await in_words(home, "a prompt for tickets", "/save", "/save tickets")
        assert code == 0
        assert "This needs: name." in seen
        assert "Saved as tickets" in seen


async def test_a_mistake_in_a_script_is_answered(tmp_path: Path) -> None:
    """A wrong object is refused, nothing is drafted from it, and the conversation goes on."""
    async with house(tmp_path) as home:
        code, out = await in_json(home, '{"press": 5}', "/find")
        assert code == 0
        assert out[0]["type"] == "failure"
        assert out[0]["blame"] == "usage"
        assert 'may be {"press": token} or' in out[0]["advice"]
        assert home.engineer.asked == []


async def test_a_model_that_fails_shows_in_the_exit_code(tmp_path: Path) -> None:
    """The other lines are answered, and the code says that not all went well."""
    async with house(tmp_path) as home:
        home.engineer.error = ModelUnavailable("The model could not be reached.")
        code, seen = await in_words(home, "a prompt for tickets", "/help")
        assert code == 3
        assert "could not be reached" in seen
        assert "What I can do" in seen


@pytest.mark.parametrize("content", [b"one\ntwo", b"one\r\ntwo\r\n", "é\n".encode(), b"\xff\n", b"", b"\n\n"])
async def test_lines_come_as_they_are_written(content: bytes, tmp_path: Path) -> None:
    """Line ends of any system are no part of a line, and bytes that are no text are marked."""
    path = tmp_path / "input"
    path.write_bytes(content)
    descriptor = os.open(path, os.O_RDONLY)
    found = [line async for line in lines(descriptor)]
    os.close(descriptor)
    assert found == content.decode(errors="replace").replace("\r\n", "\n").removesuffix("\n").split("\n")[: len(found)]
    assert len(found) == content.count(b"\n") + (not content.endswith(b"\n") and content != b"")


async def test_a_line_is_answered_before_the_input_ends() -> None:
    """Somebody who types into a pipe gets each answer at once."""
    reading, writing = os.pipe()
    coming = lines(reading)
    os.write(writing, b"one\n")
    async with asyncio.timeout(PATIENCE):
        assert await anext(coming) == "one"
    os.write(writing, b"two")
    os.close(writing)
    assert [line async for line in coming] == ["two"]
    os.close(reading)
