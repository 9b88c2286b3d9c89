"""A streamed answer is taken apart into the prompt and the notes on it."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import Change, Variable
from bot.engineer.answer import Split, read
from bot.engineer.boundary import Boundary

B = Boundary("4f1c9a2e7b315d60")
TAIL = f"<notes-{B.mark}>\nvariable: a | first\n</notes-{B.mark}>"

# Pieces that look like parts of the tag, so that a mistake at an edge is met soon.
SIGNS = [
    "<",
    ">",
    "</",
    "notes",
    "<notes-",
    "-",
    "4f1c",
    B.mark[:15],
    "=",
    "```",
    "\n",
    " ",
    "\t",
    "é",
    "Text.",
    "{{a}}",
]
PROMPTS = st.lists(st.sampled_from(SIGNS), max_size=12).map("".join).filter(lambda text: B.mark not in text)


def whole(text: str, cuts: list[int]) -> tuple[list[str], str, bool]:
    """Feed `text` cut at `cuts`; give the pieces, the notes and whether the prompt was complete."""
    split = Split(B)
    edges = [0, *sorted(min(cut, len(text)) for cut in cuts), len(text)]
    pieces = [split.feed(text[start:end]) for start, end in pairwise(edges)]
    return [*pieces, split.finish()], split.notes, split.complete


def prompt(text: str, cuts: list[int] | None = None) -> str:
    """Give the prompt of an answer."""
    return "".join(whole(text, cuts or [])[0])


@given(PROMPTS, st.lists(st.integers(0, 200)), st.booleans())
def test_the_prompt_is_the_same_however_the_answer_is_cut(text: str, cuts: list[int], tail: bool) -> None:  # noqa: FBT001 - drawn
    """What a person sees does not depend on how the network cuts the stream."""
    answer = f"{text}\n{TAIL}" if tail else text
    assert prompt(answer, cuts) == prompt(answer, list(range(len(answer)))) == prompt(answer)


@given(PROMPTS, st.lists(st.integers(0, 200)))
def test_the_prompt_before_the_notes_is_given_exactly(text: str, cuts: list[int]) -> None:
    """Nothing but white space at the ends is lost, and the notes arrive whole."""
    pieces, notes, complete = whole(f"{text}\n{TAIL}", cuts)
    assert "".join(pieces) == text.strip(" \t\r\n\f\v")
    assert complete
    assert read(notes, B).variables == (Variable("a", "first"),)


@given(PROMPTS, st.lists(st.integers(0, 200)), st.integers(1, 60))
def test_the_marker_never_leaks_even_when_the_stream_is_cut_inside_it(text: str, cuts: list[int], kept: int) -> None:
    """A stream that ends in the middle of the tag shows the prompt and no part of the tag."""
    shown = prompt(f"{text}\n{TAIL}"[: len(text) + 1 + kept], cuts)
    assert shown == text.strip(" \t\r\n\f\v")


@given(st.text(max_size=30), st.lists(st.integers(0, 60)))
def test_an_answer_without_notes_is_all_prompt(text: str, cuts: list[int]) -> None:
    """A model that forgets the notes still gives a prompt."""
    answer = f"Text {text} end."
    assert prompt(answer, cuts) == answer
    assert not whole(answer, cuts)[2]


@given(
    st.lists(st.sampled_from([*SIGNS, B.mark, f"<prompt-{B.mark}>", f"</prompt-{B.mark}"]), max_size=12).map("".join)
)
def test_the_boundary_never_stands_in_the_prompt(text: str) -> None:
    """A model that was talked into printing the boundary does not get it past the reader."""
    assert B.mark not in prompt(text)


def test_ordinary_words_are_given_at_once() -> None:
    """The person sees words as they come, not when the line ends."""
    split = Split(B)
    assert [split.feed(word) for word in ("Sum", "marise ", "the", " tickets.")] == [
        "Sum",
        "marise",
        " the",
        " tickets.",
    ]


def test_endless_signs_cost_no_more_than_words() -> None:
    """A model that writes nothing but lines and blanks does not stall the others."""
    split = Split(B)
    assert "".join(split.feed("-" * 500) for _ in range(2000)) == ""
    assert split.feed("x") == "-" * 1_000_000 + "x"


def test_tags_of_the_material_that_the_model_repeats_are_left_out() -> None:
    """The prompt comes without the fence in which it was sent."""
    answer = f"<prompt-{B.mark}>\nSummarise.\n</prompt-{B.mark}>\n{TAIL}"
    assert prompt(answer) == prompt(answer, list(range(200))) == "Summarise."
    assert prompt(f"<prompt-{B.mark}>\nSummarise.\n</prompt-{B.mark}>") == "Summarise."


def test_a_decorated_boundary_ends_the_prompt_as_well() -> None:
    """`=== boundary ===` is as good as the tag, and a code block before it stays whole."""
    answer = f"```\ncode\n```\n=== {B.mark} ===\nvariable: a | first"
    pieces, notes, _ = whole(answer, list(range(len(answer))))
    assert "".join(pieces) == "```\ncode\n```"
    assert read(notes, B).variables == (Variable("a", "first"),)


def test_notes_are_read_with_what_models_do_to_them() -> None:
    """Bullets, braces, capitals, wrapped lines and words after the end do no harm."""
    lines = [
        ">",
        "- Variable: {{ tickets }} | the tickets,",
        "  one a line",
        "assumed: Readers know",
        "changed: Cut it. | Twice.",
        "changed: Moved it.",
        "removed: `tone` | asked for",
        "unchanged: Clear.",
        "assumed:",
        f"</notes-{B.mark}>",
        "Hope it helps!",
    ]
    notes = read("\n".join(lines), B)
    assert notes.variables == (Variable("tickets", "the tickets, one a line"),)
    assert notes.assumed == ("Readers know",)
    assert notes.changed == (Change("Cut it.", "Twice."), Change("Moved it.", ""))
    assert notes.removed == ("tone",)
    assert notes.unchanged == "Clear."


def test_a_note_that_was_cut_is_left_out() -> None:
    """Half a sentence is not shown as an assumption."""
    assert read(">\nassumed: Whole.\nassumed: Hal", B, cut=True).assumed == ("Whole.",)


def test_a_boundary_stands_in_none_of_the_texts() -> None:
    """Material that holds the first boundary drawn gets another."""
    marks = iter(["aa", "bb"])
    assert Boundary.avoiding(["x aa y"], lambda: next(marks)).mark == "bb"


def test_a_boundary_that_cannot_be_found_is_no_boundary() -> None:
    """Nothing is sent under a boundary that the material has as well."""
    with pytest.raises(RuntimeError):
        Boundary.avoiding(["x aa y"], lambda: "aa")


def test_what_a_model_wrote_is_freed_from_the_boundary() -> None:
    """Tags and the bare boundary go; the words stay."""
    assert B.clean(f"Why <prompt-{B.mark}>not</prompt-{B.mark}> {B.mark}so") == "Why not so"
    assert B.clean("Plain.") == "Plain."
