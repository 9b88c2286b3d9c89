"""Codes that join accounts and places."""

from hypothesis import given
from hypothesis import strategies as st

from bot.library.codes import SIGNS, command, inside, make, plain


def test_a_code_is_found_however_it_is_written() -> None:
    """A code is the same with other dashes, in small letters, with spaces, and it is found among words."""
    for _ in range(50):
        code = make()
        assert set(plain(code)) <= set(SIGNS)
        assert len(plain(code)) == 8
        for written in (code, code.lower(), code.replace("-", "–"), code.replace("-", "‑"), code.replace("-", "")):  # noqa: RUF001
            assert plain(written) == plain(code)
            assert inside(f"look, ({written})!") == (plain(code),)
        assert command(f" me  link {code} ") == f"me link {code}"


def test_plain_words_are_no_code() -> None:
    """What people write is hardly ever taken for a code."""
    for text in (
        "a well-made prompt that generates reports",
        "generate 12345678",
        "v2024-2025",
        "me link",
        "admin link",
    ):
        assert inside(text) == ()
        assert command(text) == ""
    assert command("each-next") == ""


@given(st.text(max_size=300))
def test_any_text_can_be_looked_through(text: str) -> None:
    """Whatever stands in a text, looking for codes breaks nothing and finds few."""
    assert len(inside(text)) <= 5
    assert command(text) == "" or inside(text)
