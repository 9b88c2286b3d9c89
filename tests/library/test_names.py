"""Names of saved prompts, as people meet them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import Usage
from bot.library.names import NAME_LIMIT, check_name, key, skeleton, split_version


@pytest.mark.parametrize(
    "name", ["Ticket summary", "résumé 2.1", "team/support_v-2", "提示", "हिन्दी", "x" * NAME_LIMIT]
)
def test_ordinary_names_are_kept_as_they_are(name: str) -> None:
    """A name in any script comes back as it was written."""
    assert check_name(name) == name


def test_a_name_is_tidied_for_show() -> None:
    """Needless space and invisible characters go, the rest stays as it was typed."""
    assert check_name("  Ticket\u200b \t summary\u202e ") == "Ticket summary"


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("", "needs a name"),
        (" \u200b", "needs a name"),
        ("x" * (NAME_LIMIT + 1), "81 characters; at most 80"),
        ("a@2", "'@'"),
        ("@me", "'@'"),
        ("/etc/passwd", "Each part"),
        ("../../x", "Each part"),
        ("a//b", "Each part"),
        ("...", "Each part"),
        ("a\U0001f600", "cannot hold"),
        ("<!channel>", "'<'"),
        ("a:b", "':'"),
        ("\ud800", "cannot hold"),
    ],
)
def test_a_name_that_cannot_be_used_is_told_why(name: str, says: str) -> None:
    """What is wrong with a name is said with the character or the number that is."""
    with pytest.raises(Usage, match=says):
        check_name(name)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=100))
def test_what_is_allowed_is_found_again(name: str) -> None:
    """Every name that is allowed has a key, is the same name as it was typed, and stays allowed."""
    try:
        shown = check_name(name)
    except Usage:
        return
    assert key(shown)
    assert key(shown) == key(name)
    assert check_name(shown) == shown
    assert skeleton(shown) == skeleton(name)


def test_a_version_is_taken_off_a_name() -> None:
    """After name comes @ and the version, as in name@6; a leading @ is how a prompt is named among words."""
    assert split_version("ticket summary@6") == ("ticket summary", "6")
    assert split_version("@ticket summary @12") == ("ticket summary", "12")
    assert split_version("ticket summary") == ("ticket summary", None)
    assert split_version("@tickets") == ("tickets", None)
