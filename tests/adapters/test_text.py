"""Text on its way to a surface: made safe, split, paced."""

import asyncio
import json
from itertools import pairwise

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from adapters.escape import Escaper, json_safe, one_line, revealed, safe
from adapters.pace import Editor, Pace, Turns
from adapters.split import Part, split
from tests.doubles.clock import FakeClock

ACTS = regex.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]|\r(?!\n)"
)
ANY = st.text(alphabet=st.characters(exclude_categories=()), max_size=200)
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


# --- safe --------------------------------------------------------------------------------------------------------


@given(ANY)
def test_nothing_that_acts_on_a_terminal_is_left(text: str) -> None:
    """Whatever a text holds, a terminal only ever shows it."""
    assert not ACTS.search(safe(text))
    assert not ACTS.search(revealed(text))
    safe(text).encode()


@given(st.text(alphabet=st.characters(exclude_categories=("Cc", "Cf", "Cs", "Zl", "Zp")), max_size=200))
def test_ordinary_text_is_shown_exactly(text: str) -> None:
    """Letters of any script, emoji and line breaks stay as they are, so that a prompt can be copied."""
    assert safe(text) == text
    assert safe(f"{text}\n\t\r\n{text}") == f"{text}\n\t\r\n{text}"


@given(ANY, st.lists(st.integers(0, 200)))
def test_text_in_pieces_is_as_safe_as_the_whole(text: str, cuts: list[int]) -> None:
    """A stream shows the same as the finished text, however it was cut."""
    at = [0, *sorted(cut for cut in cuts if cut < len(text)), len(text)]
    escaper = Escaper()
    shown = "".join(escaper.feed(text[start:end]) for start, end in pairwise(at)) + escaper.end()
    assert shown == safe(text)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[2J", "\\x1b[2J"),
        ("a\rb", "a\\x0db"),
        ("\x9b1m", "\\x9b1m"),
        ("\u202eabc", "\\u202eabc"),
        ("\ud83d", "\\ud83d"),
    ],
)
def test_what_acts_is_shown_as_a_code(text: str, shown: str) -> None:
    """A person sees which character was there."""
    assert safe(text) == shown


def test_a_title_stays_on_one_line() -> None:
    """A name with line breaks in it cannot look like two lines of the program."""
    assert one_line(" a\n\x1b b ") == "a \\x1b b"


@given(ANY)
def test_json_means_the_same_after_escaping(text: str) -> None:
    """A line of JSON is safe to look at and reads back exactly."""
    line = json_safe(json.dumps(text, ensure_ascii=False))
    assert json.loads(line) == text
    assert not ACTS.search(line)


# --- split -------------------------------------------------------------------------------------------------------


@given(WRITTEN, st.integers(30, 90), st.booleans())
def test_parts_give_the_text_and_fit(text: str, limit: int, fences: bool) -> None:  # noqa: FBT001 - hypothesis gives both
    """A long text arrives whole, in parts that each fit, none of them torn inside a character."""
    parts = split(text, limit, fences=fences)
    assert "".join(part.text for part in parts) == text
    assert all(len(part.shown) <= limit and part.text for part in parts)
    ends = {found.end() for found in regex.finditer(r"\X", text)}
    at = 0
    for part in parts:
        at += len(part.text)
        assert at in ends


def test_a_block_goes_on_in_the_next_part() -> None:
    """Code that is split is code in both parts."""
    text = "Look:\n```python\n" + "x = 1\n" * 12 + "```\nDone."
    parts = split(text, 60)
    assert parts[0] == Part("Look:\n```python\n" + "x = 1\n" * 6, closing="```")
    assert parts[1].shown.startswith("```python\nx = 1\n")
    assert parts[-1].shown.endswith("```\nDone.")


def test_a_limit_below_one_character_is_a_mistake_of_ours() -> None:
    """No part can hold half a character."""
    with pytest.raises(ValueError, match="cannot hold"):
        split("👍", 1, measure=lambda each: len(each.encode("utf-16-le")) // 2)


def test_a_huge_character_is_split_between_its_code_points() -> None:
    """A letter under a tower of accents does not stop a text from being sent."""
    text = "a" + "\u0301" * 50
    assert "".join(part.text for part in split(text, 20)) == text


def test_a_hundred_thousand_marks_take_no_time() -> None:
    """A text made to be slow to split is not."""
    assert "".join(part.text for part in split("` " * 50_000, 2000)) == "` " * 50_000


# --- pace --------------------------------------------------------------------------------------------------------


def test_the_latest_wins() -> None:
    """Edits that come too fast are skipped but for the newest."""
    clock = FakeClock()
    pace: Pace[str] = Pace(Turns(clock, 1.0))
    pace.offer("a")
    assert pace.wait == 0
    assert pace.take() == "a"
    pace.offer("b")
    pace.offer("c")
    assert pace.wait == 1.0
    clock.advance(1.0)
    assert pace.wait == 0
    assert pace.take() == "c"
    assert pace.wait is None


def test_the_platform_can_ask_for_more_time() -> None:
    """When a platform says "later", nothing goes out until then."""
    clock = FakeClock()
    pace: Pace[str] = Pace(Turns(clock, 1.0))
    pace.turns.hold(30)
    pace.offer("a")
    assert pace.wait == 30


@pytest.mark.asyncio
async def test_the_last_edit_always_goes_out() -> None:
    """Whatever was skipped, what stands there at the end is the newest."""
    clock = FakeClock()
    sent: list[str] = []

    async def send(value: str) -> None:
        sent.append(value)

    async def sleep(seconds: float) -> None:
        clock.advance(seconds)

    editor: Editor[str] = Editor(Pace(Turns(clock, 0.5)), send, sleep)
    for value in "abcd":
        editor.offer(value)
        if value == "a":
            await asyncio.sleep(0)
    await editor.finish()
    assert sent == ["a", "d"]


@pytest.mark.asyncio
async def test_an_edit_that_failed_is_told() -> None:
    """An error of the platform reaches whoever edits, and is not lost in a task."""

    async def send(value: str) -> None:
        raise ConnectionError(value)

    editor = Editor(Pace[str](Turns(FakeClock(), 0.5)), send)
    editor.offer("a")
    with pytest.raises(ConnectionError):
        await editor.finish()


def test_streams_in_one_place_take_turns() -> None:
    """Two answers that stream in the same place are together no faster than one."""
    clock = FakeClock()
    turns = Turns(clock, 1.0)
    one, other = Pace[str](turns), Pace[str](turns)
    one.offer("a")
    other.offer("b")
    assert one.take() == "a"
    assert other.wait == 1.0
    clock.advance(1.0)
    assert other.take() == "b"


def test_what_was_urgent_is_paid_back() -> None:
    """Where the first words came at once, the next ones come when they would have: a platform that counts edits has
    room left for the last one.
    """
    clock = FakeClock()
    pace = Pace[str](Turns(clock, 1.0))
    pace.offer("reading")
    pace.take()
    clock.advance(0.25)
    pace.turns.free()
    pace.offer("first words")
    pace.take()
    pace.offer("more")
    assert pace.wait == 1.75


@pytest.mark.asyncio
async def test_what_is_urgent_does_not_wait_for_its_turn() -> None:
    """The first words are seen at once, though something was shown just before."""
    sent: list[str] = []
    rested = asyncio.Event()

    async def send(value: str) -> None:
        sent.append(value)

    async def sleep(_seconds: float) -> None:
        rested.set()
        await asyncio.get_running_loop().create_future()

    editor: Editor[str] = Editor(Pace(Turns(FakeClock(), 1.0)), send, sleep)
    editor.offer("reading")
    await asyncio.sleep(0)
    editor.offer("first words")
    await rested.wait()
    assert sent == ["reading"]
    editor.hurry()
    await editor.finish()
    assert sent == ["reading", "first words"]
