"""The difference of two texts, as a person reads it."""

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.engineer.diff import stretches

_TEXT = st.one_of(
    st.text(max_size=200),
    st.lists(st.sampled_from(["the", "a", "fox", " ", "  ", "\n", "\n\n", ".", "{{x}}", "\r\n", "é"]), max_size=60).map(
        "".join
    ),
)


@given(_TEXT, _TEXT)
def test_both_texts_are_in_the_difference(before: str, after: str) -> None:
    """What is kept and taken out make up the text before, what is kept and added the text after, exactly."""
    found = stretches(before, after)
    assert "".join(part.text for part in found if part.sign != "+") == before
    assert "".join(part.text for part in found if part.sign != "-") == after
    assert all(part.text for part in found)
    assert all(one.sign != other.sign for one, other in pairwise(found))


@given(_TEXT)
def test_equal_texts_have_no_difference(text: str) -> None:
    """A text against itself is one stretch that is kept, or none when it is empty."""
    assert [part.sign for part in stretches(text, text)] == (["="] if text else [])


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (
            "Write a short list.",
            "Write a long list.",
            [("=", "Write a "), ("-", "short"), ("+", "long"), ("=", " list.")],
        ),
        ("One.\nTwo.\nThree.\n", "One.\nThree.\n", [("=", "One.\n"), ("-", "Two.\n"), ("=", "Three.\n")]),
        ("You MUST answer.", "Answer.", [("-", "You MUST answer"), ("+", "Answer"), ("=", ".")]),
        ("a  b", "a b", [("=", "a"), ("-", "  "), ("+", " "), ("=", "b")]),
    ],
)
def test_a_change_reads_as_words(before: str, after: str, expected: list[tuple[str, str]]) -> None:
    """Whole words change places, with the spaces as they are."""
    assert [(part.sign, part.text) for part in stretches(before, after)] == expected


def test_a_sentence_written_anew_is_no_confetti() -> None:
    """Small words that happen to be equal do not break a rewritten sentence into pieces."""
    found = stretches(
        "Summarise all of the tickets you find in a list.",
        "Report on what the customers of today asked for in two lines.",
    )
    assert len(found) <= 5


def test_long_texts_with_nothing_in_common_take_no_second() -> None:
    """Texts of 100,000 characters are told apart at once, also where every word is the same."""
    texts = [
        "one two " * 12_500,
        "two one\n" * 12_500,
        " ".join(map(str, range(18_000))),
        "x" * 100_000,
        "\n" * 100_000,
    ]
    started = time.thread_time()
    for before in texts:
        for after in texts:
            stretches(before, after)
    assert time.thread_time() - started < 12
