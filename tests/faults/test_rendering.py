"""Text that would break what shows it: fences, marks, hidden characters, limits."""

import io
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.base import Surface
from adapters.escape import revealed
from adapters.screen import Screen
from adapters.shell.deliver import ShellSurface
from adapters.split import split
from adapters.terminal.deliver import TerminalSurface
from bot.dialogue.events import Blame, Button, Card, Delta, Diff, Done, Failure, Line, Prompt
from bot.domain import CallId, Status, Stretch
from bot.words import Words
from tests.doubles.screen import Glass

WRITTEN = st.lists(
    st.sampled_from(
        [
            "a",
            "b ",
            "c. ",
            "\n",
            "\n\n",
            "```\n",
            "\n```py\n",
            "\n~~~\n",
            "\n````\n",
            "`",
            "~",
            "é",
            "e\u0301",
            "👩‍👩‍👧",
            "🇫🇷",
            "  ",
        ]
    ),
    max_size=60,
).map("".join)


# --- hidden characters -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text", ["👩‍👩‍👧 family", "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f flag", "❤️"]
)
def test_fault_59_emoji_are_no_hidden_characters(text: str) -> None:
    """The joiners and tags that make up an emoji are left alone."""
    assert revealed(text) == text


@pytest.mark.parametrize("hidden", ["\u200b", "\u00ad", "\U000e0041", "\u2060", "\ufeff", "\u3164", "\u202e"])
def test_fault_59_hidden_characters_are_visible_in_a_difference(hidden: str) -> None:
    """Where each character counts, one that nobody would see is shown as its code."""
    assert hidden not in revealed(f"a{hidden}b")
    assert f"{ord(hidden):x}" in revealed(f"a{hidden}b")


# --- fences and marks --------------------------------------------------------------------------------------------


def balanced(shown: str) -> bool:
    """Say, as CommonMark reads it, whether every fence that opens is closed."""
    opened = ""
    for line in shown.split("\n"):
        found = re.match(r" {0,3}(`{3,}|~{3,})(.*)$", line)
        if not found:
            continue
        if not opened:
            opened = found[1] if "`" not in found[2] or found[1][0] == "~" else ""
        elif found[1].startswith(opened) and not found[2].strip():
            opened = ""
    return not opened


@given(WRITTEN, st.integers(60, 200))
def test_fault_61_every_part_closes_its_fences(text: str, limit: int) -> None:
    """Each part of a text with code blocks is whole by itself, if the text is."""
    lines = text.split("\n")
    torn = any(len(line) > limit // 4 and re.match(r" {0,3}(```|~~~)", line) for line in lines)
    parts = split(text, limit)
    for part in parts[:-1] if not balanced(text) else parts:
        assert torn or balanced(part.shown)


FENCES = "Look:\n```python\nx = 1\n~~~\n````\nnot closed\n"
MARKS = (
    "[bold]x[/bold] [link=https://evil.example]good[/link] *_~>| :smile: <http://evil|https://good> [a](b) &amp;amp;"
)
ACTS = "\x1b]8;;https://evil.example\x1b\\good\x1b]8;;\x1b\\ \x1b]0;title\x07 \x1b]52;c;c2VjcmV0\x07"


def _surface(kind: str, out: Glass | io.StringIO) -> Surface:
    if kind == "shell":
        return ShellSurface(out, out, Words())
    return TerminalSurface(Screen(out, Words()), Words())


async def _shown(kind: str, out: Glass | io.StringIO, text: str) -> str:
    surface = _surface(kind, out)
    for event in (
        Card(slot="c", title=text, parts=(Prompt(text), Line(text)), buttons=(Button(text, "1show:x"),)),
        Diff(slot="d", title="t", delta=Delta((Stretch("+", text),))),
        Failure(slot="f", sentence=text, kept=text, blame=Blame.PERSON),
        Done(status=Status.DONE),
    ):
        await surface.show(CallId("call"), event)
    return out.getvalue()


@pytest.mark.asyncio
@pytest.mark.parametrize("kind", ["terminal", "shell"])
async def test_fault_61_fences_are_shown_as_they_stand(kind: str) -> None:
    """A prompt with any fences in it is shown and copied exactly."""
    assert f"\n{FENCES}" in await _shown(kind, io.StringIO(), FENCES)


@pytest.mark.asyncio
@pytest.mark.parametrize("kind", ["terminal", "shell"])
async def test_fault_63_marks_are_literal(kind: str) -> None:
    """Nothing in a text becomes bold, a link, an emoji or an entity: it is read as it was written."""
    assert (await _shown(kind, io.StringIO(), MARKS)).count(MARKS) == 7


@pytest.mark.asyncio
@pytest.mark.parametrize("kind", ["terminal", "shell"])
@pytest.mark.parametrize(
    "call", ["@everyone", "<!channel>", "<@U0123>", "<!subteam^S01>", "<@&42>", "[good](http://evil)"]
)
async def test_fault_62_a_call_to_somebody_is_text(kind: str, call: str) -> None:
    """Words that would call people or link elsewhere on a chat platform are shown as the words they are."""
    assert (await _shown(kind, io.StringIO(), call)).count(call) == 7


@pytest.mark.asyncio
@pytest.mark.parametrize("kind", ["terminal", "shell"])
async def test_fault_63_no_text_reaches_into_the_terminal(kind: str) -> None:
    """A text can set no title, make no link that hides its goal, and put nothing on the clipboard, even in colour."""
    glass = Glass(200)
    shown = await _shown(kind, glass, ACTS)
    assert not re.search(r"\x1b(?!\[[0-9;]*m)|\x07", shown)
    assert "\\x1b]8;;https://evil.example" in shown


# --- limits ------------------------------------------------------------------------------------------------------


def test_fault_64_parts_end_at_paragraphs_and_words() -> None:
    """A part ends after a paragraph, else a line, a sentence, a word; only then inside one."""
    assert [part.text for part in split("one two.\n\nthree four five", 20)] == ["one two.\n\n", "three four five"]
    assert [part.text for part in split("one. two three four", 10)] == ["one. ", "two three ", "four"]
    assert [part.text for part in split("abcdefghij", 4)] == ["abcd", "efgh", "ij"]


@pytest.mark.parametrize("over", [-1, 0, 1])
def test_fault_64_the_limit_is_met_exactly(over: int) -> None:
    """A text of exactly the limit stays in one part, and one character more makes a second."""
    text = "👍" * (50 + over)
    parts = split(text, 100, measure=lambda each: len(each.encode("utf-16-le")) // 2)
    assert len(parts) == (2 if over > 0 else 1)
