"""What is taken from a small model, as rules that hold for any text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.engineer.rough.shorten import parts
from bot.engineer.rough.trust import same_in_fewer

TEXTS = st.text(alphabet=st.sampled_from('abc .!?\n\t-*#`~<>{}|"1é\u2028'), max_size=200)


@given(TEXTS)
def test_a_prompt_taken_apart_is_whole(text: str) -> None:
    """Sentences that are looked at one by one make up the prompt again, character by character."""
    assert "".join(part.text for part in parts(text)) == text


@given(TEXTS)
def test_a_sentence_is_never_shorter_than_itself(text: str) -> None:
    """A sentence is not replaced by itself."""
    assert not same_in_fewer(text, text)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Please make sure that you read the whole report.", "Read the whole report."),
        ("You should write at most 3 words about {{topic}}.", "Write at most 3 words about {{topic}}."),
        ("I would like you to sort the rows by date.", "Sort the rows by date."),
    ],
)
def test_filler_may_go(before: str, after: str) -> None:
    """A sentence without its filler is shown."""
    assert same_in_fewer(before, after)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Never write more than three words in all of it.", "Write more than three words in it."),
        ("Use only what stands in <notes> for the whole report.", "Use what stands in <notes> for the report."),
        ("Write at most 30 words about the topic, please.", "Write at most 3 words about the topic."),
        ('Where nothing is said about it, write "not named".', "Where nothing is said about it, write it."),
        ("Write a description of the product for {{shop}}, please.", "Write a description of the product, please."),
        ("Write a very long description of the product.", "Write a summary of the product."),
        ("You are an expert who reads long reports each day.", "Expert who reads long reports each day."),
        ("Write a description of the product in detail please.", "Write a description of the product"),
    ],
)
def test_conditions_numbers_and_variables_may_not(before: str, after: str) -> None:
    """A sentence that lost a condition, a number, a quotation or a variable, or is none any more, is not shown."""
    assert not same_in_fewer(before, after)
