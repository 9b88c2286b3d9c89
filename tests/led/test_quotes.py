"""Quoted words are found where they stand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.engineer.quotes import locate

TEXT = "Say “hello” — politely.\n\nDon't   rush… and don\u2019t rush again."


@pytest.mark.parametrize(
    ("quote", "words"),
    [
        ("politely", "politely"),
        ('"hello" - politely', "“hello” — politely"),
        ("politely. Don't rush...", "politely.\n\nDon't   rush…"),
        ("  politely.\n", "politely."),
        ('"politely."', "politely."),
        ("and don't rush again...", "and don\u2019t rush again"),
    ],
)
def test_words_are_found_although_signs_and_spaces_differ(quote: str, words: str) -> None:
    """What is quoted in the end are the exact words of the prompt."""
    span = locate(TEXT, quote)
    assert span
    assert TEXT[slice(*span)] == words


@pytest.mark.parametrize("quote", ["", "  ", "impolitely", "hello politely", '"'])
def test_words_that_do_not_stand_there_are_not_found(quote: str) -> None:
    """Nothing is made up."""
    assert locate("Say hello, politely.", quote) is None


@pytest.mark.parametrize(("occurrence", "start"), [(1, 0), (2, 2), (3, 4), (9, 4), (0, 0), (-1, 0)])
def test_the_place_that_is_meant_is_counted(occurrence: int, start: int) -> None:
    """A count that is too high means the last place."""
    assert locate("a a a", "a", occurrence) == (start, start + 1)


@given(st.text(min_size=1, max_size=30), st.data())
def test_every_part_of_a_text_is_found_exactly(text: str, data: st.DataObject) -> None:
    """Whatever a prompt holds, its own words are found in it."""
    start = data.draw(st.integers(0, len(text) - 1))
    quote = text[start : data.draw(st.integers(start + 1, len(text)))]
    span = locate(text, quote)
    assert (text[slice(*span)] == quote) if span else not quote.strip()
