"""Variables of a prompt: what its front matter says of them, and that a wrong one is in nobody's way."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.library.variables import HEAD, Declared, Sheet, Type, is_number, read
from data import starter

DECLARED = """---
variables:
  ticket:
    description: The whole ticket
    type: long text
  tone: [friendly, formal]
  words: {type: number, default: 100, required: no}
  log: {type: file}
  reader: Who reads it
  spare:
---
"""
TEXT = DECLARED + "Sum up {{ticket}} in {{words}} words for {{reader}}: {{other}}"


def test_what_stands_on_top_says_what_goes_in() -> None:
    """Each variable is asked for as it is declared, and the front matter is no part of what is filled in."""
    sheet = read(TEXT)
    assert sheet.front + sheet.body == TEXT
    assert sheet.body.startswith("Sum up")
    assert sheet.variables == (
        Declared(name="ticket", about="The whole ticket", type=Type.LONG),
        Declared(name="words", type=Type.NUMBER, default="100", required=False),
        Declared(name="reader", about="Who reads it"),
        Declared(name="other", type=Type.LONG),
    )
    assert sheet.of("tone") == Declared(name="tone", type=Type.CHOICE, choices=("friendly", "formal"))
    assert (sheet.of("log").type, sheet.of("spare")) == (Type.FILE, Declared(name="spare"))


BOMB = "a: &a [x,x]\n  b: &b [*a,*a]\n  c: [*b,*b]"
WRONG = {
    "no YAML": "a: [",
    "a tab": "a:\t- x\n\t- y",
    "an alias": BOMB,
    "a tag": "a: !!python/object/apply:os.system [id]\n  b: {type: !!x y}",
    "deep": "a: " + "[" * 300 + "]" * 300,
    "twice": "a: x\n  a: y",
    "an unknown type": "a: {type: date}",
    "a choice without choices": "a: {type: choice}",
    "an unknown field": "a: {typ: number}",
    "no list of texts": "a: [[x], y]",
    "an empty choice": "a: ['']",
    "a description that is a list": "a: {description: [x]}",
    "a name that is none": "'{{a}}': x",
    "neither yes nor no": "a: {required: perhaps}",
    "a mapping for a name": "? {x: y}\n  : z",
}


@pytest.mark.parametrize("source", WRONG.values(), ids=WRONG.keys())
def test_wrong_front_matter_is_text_with_a_warning(source: str) -> None:
    """What cannot be read is told in a sentence, and nobody is kept from their own prompt."""
    text = f"---\nvariables:\n  {source}\n---\nWrite about {{{{a}}}}."
    sheet = read(text)
    assert (sheet.body, sheet.front) == (text, "")
    assert sheet.warning.format(**sheet.values)
    assert [one.name for one in sheet.variables][-1] == "a"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "plain",
        "---\nA rule above.\n---\nvariables: none",
        "---\nname: x\n---\ntext",
        "---\n- a\n",
        "--- variables:",
    ],
)
def test_a_rule_on_top_is_just_text(text: str) -> None:
    """Lines --- that say nothing of variables are a prompt's own, without any warning."""
    assert read(text) == Sheet(text)


def test_an_exported_file_that_was_pasted_says_the_same() -> None:
    """Front matter as a file has it, with a name and a description, counts as well; a field nobody knows does not."""
    sheet = read("---\nname: x\ntags: [a]\nvariables:\n  a: b\n---\nWrite {{a}}.")
    assert (sheet.body, sheet.of("a").about) == ("Write {{a}}.", "b")
    assert "model" in read("---\nmodel: x\nvariables:\n  a: b\n---\nWrite.").values["what"]


def test_endless_front_matter_is_told() -> None:
    """Front matter that never ends, or not soon enough, is text, and says so."""
    for text in ("---\nvariables:\n  a: b\nWrite.", f"---\nvariables:\n  a: {'b' * HEAD}\n---\nWrite."):
        assert read(text).body == text
        assert "second line" in read(text).warning


def test_every_prompt_that_comes_along_can_be_read() -> None:
    """Nothing that comes with the program has front matter that says something unknown."""
    for entry in starter.load():
        sheet = read(entry.newest.text)
        assert sheet.front
        assert not sheet.warning
        assert all(one.about or one.choices for one in sheet.variables)


LINES = st.lists(
    st.one_of(
        st.sampled_from(
            ["---", "variables:", "  a: b", "  a:", "    type: number", "  b: [x, y]", "{{a}}", "  - x", "&a"]
        ),
        st.text(max_size=12),
    ),
    max_size=12,
)


@given(LINES)
def test_nothing_that_is_written_breaks_it(lines: list[str]) -> None:
    """Whatever stands in a prompt, nothing of it is lost, and what is wrong has a sentence."""
    text = "\n".join(["---", "variables:", *lines])
    sheet = read(text)
    assert sheet.front + sheet.body == text
    assert sheet.warning.format(**sheet.values) or not sheet.warning
    assert not (sheet.warning and sheet.front)


def test_fault_65_front_matter_takes_no_longer_than_it_is_large() -> None:
    """The largest and worst front matter is read in a moment."""
    worst = [
        "a: " + "[" * HEAD,
        "- " * HEAD,
        "a:\n" * HEAD,
        "? " * HEAD,
        "{" * HEAD,
        "---\n" * HEAD,
        "variables:\n" * HEAD,
    ]
    for source in worst:
        started = time.thread_time()
        read(f"---\nvariables:\n{source[: HEAD - 20]}\n---\ntext")
        read(f"---\n{source[: 10 * HEAD]}")
        assert time.thread_time() - started < 2, source[:4]


def test_numbers() -> None:
    """A number may have a sign, a point or a comma, and nothing else."""
    assert all(map(is_number, ("1", "-2.5", "+3,25", " 7 ", "007")))
    assert not any(map(is_number, ("", "x", "1e5", "1.", "٣", "1 000", "--1", "1" * 50)))
