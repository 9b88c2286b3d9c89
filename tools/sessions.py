"""The sessions that the README shows: real runs of the real program, written down."""

import asyncio
import re
import sys
import tempfile
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from io import StringIO
from itertools import groupby
from pathlib import Path

import pyte
from rich.console import Console
from rich.text import Text

from tests.doubles.anthropic import AnthropicDouble
from tools.terminal import Terminal

COLUMNS = 118
"""Wide enough for the longest line of these prompts, which a terminal would break in the middle of a word."""
GUIDED = (
    "summarise support tickets for a weekly report",
    "/critique You are a world-class expert. Summarise {{ticket} in 3 sentences. NEVER GUESS A NAME OR A DATE!!!",
    "1",
    "/save tickets",
    "/find ticket",
)
LED = (
    "/critique Summarise {{tickets}} for the weekly report. Keep it short. Explain every ticket in detail.",
    "1",
    "/refine shorter",
    "/save tickets",
)
FAILED = re.compile(r"\b(?=\w*\d)[0-9a-f]{8}\b|Traceback|There is no such number here")
"""What no session shows that went as it should: the number of a request, and the like. None would be the same twice."""
PICTURE = {"en": ("answer customer emails", "1"), "fr": ("répondre aux courriels des clients", "1")}
"""What is typed for the picture, by language."""


def guided(lines: Sequence[str] = GUIDED, language: str = "en") -> Terminal:
    """Give the terminal after a session without a model."""
    return _held({"PROMPTEUR_MODEL": "guided", "PROMPTEUR_LANGUAGE": language}, lines)


def led(lines: Sequence[str] = LED) -> Terminal:
    """Give the terminal after a session with the stand-in for a model."""
    with _double() as url:
        return _held({"ANTHROPIC_BASE_URL": url}, lines)


def _held(settings: Mapping[str, str], lines: Sequence[str]) -> Terminal:
    with tempfile.TemporaryDirectory() as folder:
        environment = {
            "PROMPTEUR_DATA_DIR": folder,
            "PROMPTEUR_LANGUAGE": "en",
            "TERM": "xterm-256color",
            "LANG": "C.UTF-8",
            "PATH": "/usr/bin:/bin",
            **settings,
        }
        command = [str(Path(sys.executable).with_name("prompteur")), "chat"]
        with Terminal(command, environment, folder=folder, columns=COLUMNS) as terminal:
            for line in lines:
                terminal.say(line)
        if found := FAILED.search(terminal.text()):
            raise SystemExit(f"the session broke ({found[0]}):\n{terminal.text()}")
        return terminal


@contextmanager
def _double() -> Iterator[str]:
    """Run the stand-in in a thread of its own; give its address."""
    loop, double = asyncio.new_event_loop(), AnthropicDouble()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    asyncio.run_coroutine_threadsafe(double.__aenter__(), loop).result()
    try:
        yield double.url
    finally:
        asyncio.run_coroutine_threadsafe(double.__aexit__(None, None, None), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


def as_block(terminal: Terminal) -> str:
    """Give the screen as a block of Markdown; a fence inside it cannot end it."""
    return f"````text\n{terminal.text()}\n````"


def as_picture(terminal: Terminal) -> str:
    """Give the screen as an SVG that loads nothing from elsewhere."""
    console = Console(record=True, width=COLUMNS, file=StringIO(), force_terminal=True, color_system="truecolor")
    for number in range(len(terminal.text().splitlines())):
        console.print(_row(terminal.screen, number), soft_wrap=True)
    drawn = console.export_svg(title="prompteur", unique_id="prompteur")
    return re.sub(r"@font-face \{.*?\}\n", "", drawn, flags=re.DOTALL)


def _row(screen: pyte.Screen, number: int) -> Text:
    cells = [screen.buffer[number][column] for column in range(COLUMNS)]
    runs = [("".join(cell.data for cell in same), style) for style, same in groupby(cells, _style)]
    row = Text.assemble(*runs)
    row.rstrip()
    return row


def _style(cell: pyte.screens.Char) -> str:
    words = [name for name in ("bold", "italics", "underscore", "reverse") if getattr(cell, name)]
    named = {"italics": "italic", "underscore": "underline"}
    colours = [_colour(cell.fg), f"on {_colour(cell.bg)}" if cell.bg != "default" else ""]
    return " ".join(filter(None, [*(named.get(word, word) for word in words), *colours]))


def _colour(name: str) -> str:
    if re.fullmatch(r"[0-9a-f]{6}", name):
        return f"#{name}"
    plain = {"brown": "yellow", "default": "default"}
    bright = re.fullmatch(r"bright(\w+)", name)
    return f"bright_{plain.get(bright[1], bright[1])}" if bright else plain.get(name, name)
