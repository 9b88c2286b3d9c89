"""How answers look: golden pictures at 40 and 80 columns, without colour, and through a pipe.

To make them anew after looking at the difference: `PYTHONPATH=. python tests/adapters/test_looks.py`.
"""

import asyncio
import io
from pathlib import Path

import pytest

from adapters.screen import Screen
from adapters.terminal.deliver import TerminalSurface
from bot.dialogue.events import Done
from bot.domain import CallId, Status
from bot.words import Words
from tests.doubles.examples import EXAMPLES
from tests.doubles.screen import Glass

GOLDEN = Path(__file__).parent / "golden"
WIDTHS = (40, 80)


async def show(surface: TerminalSurface) -> None:
    """Show every example as an answer of its own, but the text that streams in two pieces."""
    for number, event in enumerate(EXAMPLES):
        call = CallId("stream" if type(event).__name__ == "TextDelta" else f"call {number}")
        for each in (event, Done(status=Status.DONE))[: 1 if call == "stream" else 2]:
            await surface.show(call, each)


def picture(columns: int) -> str:
    """Give what stands on a screen in the end."""
    glass = Glass(columns, rows=200)
    asyncio.run(show(TerminalSurface(Screen(glass, Words(), width=columns), Words())))
    return "\n".join(glass.screen) + "\n"


def piped() -> str:
    """Give what comes out of a pipe."""
    out = io.StringIO()
    asyncio.run(show(TerminalSurface(Screen(out, Words()), Words())))
    return out.getvalue()


@pytest.mark.parametrize("columns", WIDTHS)
def test_a_screen_looks_like_this(columns: int) -> None:
    """Every event on a screen without colour: nothing is wider than the screen, and signs stand for colours."""
    assert picture(columns) == (GOLDEN / f"screen{columns}.txt").read_text(encoding="utf-8")


def test_a_pipe_gives_this() -> None:
    """Every event through a pipe: no margins around prompts, no wrapped lines, no control characters."""
    assert piped() == (GOLDEN / "pipe.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("columns", WIDTHS)
def test_words_stay_whole_on_a_narrow_screen(columns: int) -> None:
    """Sentences are wrapped between words, and a button stays on one line."""
    lines = (GOLDEN / f"screen{columns}.txt").read_text(encoding="utf-8").split("\n")
    assert max(map(len, lines)) <= columns
    for whole in ("[1] Keep 14", "[2] Keep 88", "{{tickets}}", "[-long-]", "{+short+}"):
        assert any(whole in line for line in lines)


def test_colour_is_never_the_only_sign() -> None:
    """What is coloured on a colour screen says the same in words or signs without."""
    glass = Glass(80)
    asyncio.run(show(TerminalSurface(Screen(glass, Words()), Words())))
    assert "[-long-]" in glass.without_styles
    assert "{+short+}" in glass.without_styles


if __name__ == "__main__":
    GOLDEN.mkdir(exist_ok=True)
    (GOLDEN / "pipe.txt").write_text(piped(), encoding="utf-8")
    for width in WIDTHS:
        (GOLDEN / f"screen{width}.txt").write_text(picture(width), encoding="utf-8")
