"""The real program, led through whole conversations by pipes: with a model, and without one."""

import asyncio
import base64
import json
import os
import sys
from asyncio.subprocess import PIPE
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from adapters import wire_schema
from tests.checks.planted import marked
from tests.doubles.anthropic import AnthropicDouble
from tests.doubles.process import COMMAND, environment, run

pytestmark = pytest.mark.asyncio
SESSION = (
    "/draft a prompt that summarises support tickets for a weekly report\n"
    "/critique\n/refine shorter\n/save tickets\n/find support\n"
)
PICTURE = b"\x89PNG\r\n\x1a\n and what follows"
VALIDATOR = Draft202012Validator(wire_schema.schema())


def connected(double: AnthropicDouble) -> dict[str, str]:
    """Give the settings that connect the program to the double."""
    return {"PROMPTEUR_MODEL": "", "ANTHROPIC_BASE_URL": double.url, "ANTHROPIC_API_KEY": "sk-ant-test"}


def events(text: str) -> list[Any]:
    """Give the events of JSON lines, each held against the schema."""
    found = [json.loads(line) for line in text.splitlines()]
    for event in found:
        VALIDATOR.validate(event)
    return found


def shown(found: list[Any], text: str) -> list[str]:
    """Give the pieces in which a text was streamed."""
    calls = dict.fromkeys(event["call"] for event in found if event["type"] == "text_delta")
    streams = [[e["text"] for e in found if e["type"] == "text_delta" and e["call"] == call] for call in calls]
    return next(pieces for pieces in streams if "".join(pieces) == text)


def values(found: list[Any], kind: str) -> list[Any]:
    """Give the domain values of a kind that events carried, in order."""
    data = [event.get("data") for event in found]
    return [each for each in data if isinstance(each, dict) and each["type"] == kind]


def ends(found: list[Any]) -> list[Any]:
    """Give the last event of each answer."""
    return [event for event in found if event["type"] == "done"]


def contents(folder: Path) -> dict[str, bytes]:
    """Give what every file in a folder holds."""
    return {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


async def test_the_whole_job_with_a_model(tmp_path: Path) -> None:
    """Drafted, criticised, refined, saved and found in one session; what was saved is byte for byte what was shown."""
    async with AnthropicDouble() as double:
        ended = await run(tmp_path, "chat", "--json", given=SESSION, **connected(double))
    assert ended.code == 0, ended.err
    found = events(ended.out)
    assert [end["status"] for end in ends(found)][-2:] == ["done", "done"]
    refined = next(event["data"]["text"] for event in reversed(found) if event["type"] == "diff")
    saved = values(found, "snippet")[-1]
    assert saved["newest"]["text"] == refined
    assert saved["name"] in json.dumps(ends(found)[-1])


async def test_the_whole_job_by_rules(tmp_path: Path) -> None:
    """Without any model the same session runs to its end; what needs a model says so, and the rest goes on. A question
    that nobody can answer is skipped, and the draft says what it assumed.
    """
    ended = await run(tmp_path, "chat", "--json", given="/draft email\n/save mail\n" + SESSION)
    assert ended.code == 0, ended.err
    found = events(ended.out)
    vague, _ = ended.out.split('"name": "mail"', 1)
    assert "Assumed" in vague
    assert "Draft now" in vague
    saved = values(found, "snippet")[-1]
    text = values(found, "version")[-1]["text"]
    assert saved["newest"]["text"] == text == "".join(shown(found, text))
    assert "tickets" in json.dumps(ends(found)[-1])


async def test_words_through_a_pipe(tmp_path: Path) -> None:
    """Without --json each line is answered in plain words, without colours and control characters, up to the one that
    leaves; a question that nobody can answer is skipped, and the draft says what it assumed.
    """
    given = SESSION + "/nonsense\nmake it friendlier\n/draft email\n/save mail\n/exit\n/find never\n"
    ended = await run(tmp_path, "chat", given=given)
    assert ended.code == 0
    assert "Saved as tickets" in ended.out
    assert "There is no command nonsense" in ended.out
    assert "Assumed" in ended.out
    assert "Draft now" in ended.out
    assert "Saved as mail" in ended.out
    assert "never" not in ended.out
    assert not set(ended.out) & {chr(code) for code in range(32) if code not in {9, 10}}
    assert "Traceback" not in ended.err


async def test_a_model_that_is_gone_shows_in_the_exit_code(tmp_path: Path) -> None:
    """When the model cannot be reached, the answer says so, offers what works without, and the code is 3."""
    settings = {"PROMPTEUR_MODEL": "", "ANTHROPIC_BASE_URL": "http://127.0.0.1:9", "PROMPTEUR_ANSWER_SECONDS": "0.3"}
    ended = await run(
        tmp_path, "chat", "--json", given="/refine shorter\n/draft a summary of {{tickets}}\n", **settings
    )
    assert ended.code == 3
    failure = next(event for event in events(ended.out) if event["type"] == "failure" and event["blame"] == "outside")
    assert failure["request"]
    assert "by rules" in " ".join(button["label"] for button in failure["buttons"])


async def test_a_secret_goes_nowhere(tmp_path: Path) -> None:
    """A key in a goal stops the command, even before a server on this computer: the sentence says so, the server is
    asked nothing, and no file holds the key, neither the library nor the log.
    """
    key = marked(7)["an Anthropic key"]
    given = f"/draft a prompt that lists open invoices with the key {key} from our billing API\n/help\n"
    async with AnthropicDouble() as double:
        ended = await run(tmp_path, "chat", given=given, PROMPTEUR_LOG_LEVEL="debug", **connected(double))
    assert ended.code == 0, ended.err
    assert "I stopped: line 1 looks like an Anthropic key. I sent and kept nothing." in " ".join(ended.out.split())
    assert "What I can do" in ended.out
    assert double.requests == []
    kept = contents(tmp_path)
    assert {"prompteur.db", "prompteur.log"} <= kept.keys()
    assert [name for name, content in kept.items() if key.encode() in content] == []
    assert key not in ended.out + ended.err


async def test_a_prompt_is_drafted_from_a_picture(tmp_path: Path) -> None:
    """`prompteur draft --like FILE` sends the picture, byte for byte, and gives the prompt behind it."""
    file = tmp_path / "result.png"
    file.write_bytes(PICTURE)
    async with AnthropicDouble() as double:
        ended = await run(tmp_path, "draft", "--like", str(file), **connected(double))
    assert ended.code == 0, ended.err
    assert "{{topic}}" in ended.out
    (body,) = double.messages
    (image,) = [block["source"] for block in body["messages"][-1]["content"] if block["type"] == "image"]
    assert (image["media_type"], base64.b64decode(image["data"])) == ("image/png", PICTURE)


@pytest.mark.parametrize("words", [("find", "x"), ("serve",)])
async def test_a_wrong_setting_ends_the_program(words: tuple[str, ...], tmp_path: Path) -> None:
    """A model without a key ends every way to start at once, with a sentence that names the setting."""
    ended = await run(tmp_path, *words, given="", PROMPTEUR_MODEL="claude-sonnet-5")
    assert ended.code == 2
    assert "PROMPTEUR_MODEL is claude-sonnet-5, and ANTHROPIC_API_KEY is not set." in ended.err


async def test_a_reader_that_goes_away_is_no_error(tmp_path: Path) -> None:
    """`prompteur help | head -1` ends without a traceback."""
    reading, writing = os.pipe()
    os.close(reading)
    process = await asyncio.create_subprocess_exec(
        *COMMAND, "help", stdout=writing, stderr=PIPE, env=environment(tmp_path)
    )
    os.close(writing)
    _, err = await process.communicate()
    assert process.returncode == 141
    assert err == b""


GRAMMARS = {"bot.engineer.guided.english", "bot.engineer.guided.french"}
LIGHT = {"anthropic", "aiohttp", "genai_prices", "prompt_toolkit", *GRAMMARS}
LIGHTER = LIGHT | {"data.store", "adapters.screen"}


@pytest.mark.parametrize(
    ("words", "without"),
    [
        (["--version"], LIGHTER),
        (["critique", "--quick", __file__], LIGHTER),
        (["draft", "--help"], LIGHTER),
        (["find", "x"], LIGHT),
    ],
)
async def test_what_needs_little_loads_little(words: list[str], without: set[str], tmp_path: Path) -> None:
    """Hooks, help and the library start fast: no model's client, no terminal and no grammar is loaded for them, for
    hooks and help no database either.
    """
    look = (
        "import sys; from adapters.shell.main import main; from bot.__main__ import _program;"
        f"main({words!r}, _program);"
        f"sys.stderr.write('loaded:' + ' '.join({without!r} & sys.modules.keys()))"
    )
    env = environment(tmp_path, PROMPTEUR_MODEL="")
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", look, stdout=PIPE, stderr=PIPE, env=env)
    _, err = await process.communicate()
    assert err.endswith(b"loaded:")


async def test_a_conversation_in_plain_words(tmp_path: Path) -> None:
    """A goal, a change, a question and a wish to save, in plain words: done as by the commands, the library asked by
    name, and nothing saved before its button is pressed; each message comes with what was said before it.
    """
    said = "a prompt that turns meeting notes into decisions with owners\nshorter\nwhat do we have for meetings\n"
    async with AnthropicDouble() as double:
        ended = await run(tmp_path, "chat", "--json", given=f"{said}save that as decisions\n", **connected(double))
    assert ended.code == 0, ended.err
    found = events(ended.out)
    assert [end["data"]["ran"] for end in ends(found)] == [["draft"], ["refine"], ["find"], []]
    assert ends(found)[-1]["data"]["proposed"] == ["save"]
    assert values(found, "hit") == []
    last = next(body for body in reversed(double.messages) if "save that as decisions" in str(body))
    assert "what do we have for meetings\\nPrompteur: Found for: meetings" in json.dumps(last)
