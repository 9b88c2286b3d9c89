"""What buttons carry."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.dialogue.action import LIMIT, Token, read, token

SUBJECTS = st.text("abcXYZ019_.~-", max_size=40)


@given(st.sampled_from(["refine", "refine.apply", "admin-link", "admin-link.sure"]), SUBJECTS)
def test_a_token_comes_back_as_it_was_made(action: str, subject: str) -> None:
    """Whatever a button named is what a press means."""
    assert read(token(action, subject)) == Token(action, subject)


def test_a_token_is_never_cut() -> None:
    """A token that would not fit everywhere is refused where it is made."""
    with pytest.raises(ValueError, match="at most 64"):
        token("refine.apply", "x" * LIMIT)


@given(st.text(max_size=100))
def test_anything_else_is_no_token(text: str) -> None:
    """Whatever comes in place of a token is read or known to be none; it never breaks."""
    found = read(text)
    assert found is None or token(found.action, found.subject) == text


@pytest.mark.parametrize("text", ["", "2refine:x", "1refine", "1Refine:x", "1refine.apply.more:x", "1refine:x y"])
def test_what_is_no_token_is_none(text: str) -> None:
    """A button of another notation is not guessed at."""
    assert read(text) is None
