"""What is typed to find something: words, and what narrows them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import Narrow
from bot.library.wanted import KEYS, read, written


@pytest.mark.parametrize(
    ("typed", "words", "narrow"),
    [
        ("release notes", "release notes", Narrow()),
        ("release tag:git notes", "release   notes", Narrow(tags=("git",))),
        ('tag:git Tag:"two words" TAG:“curly”', "", Narrow(tags=("git", "two words", "curly"))),
        ("author:ann author:ben", "", Narrow(author="ben")),
        ("label:production target:claude", "", Narrow(label="production", target="claude")),
        (
            "étiquette:production auteur:ana dossier:équipe/",
            "",
            Narrow(label="production", author="ana", folder="équipe/"),
        ),
        ("team/", "", Narrow(folder="team/")),
        ("team/ words", "team/ words", Narrow()),
        ("and / or", "and / or", Narrow()),
        ("/", "/", Narrow()),
        ("tag: x", "tag: x", Narrow()),
        ('tag:""', 'tag:""', Narrow()),
        ('tag:"open', 'tag:"open', Narrow()),
        ("a:b name:secret hashtag:x xtag:y", "a:b name:secret hashtag:x xtag:y", Narrow()),
        ("http://x tag", "http://x tag", Narrow()),
    ],
)
def test_what_narrows_is_told_from_words(typed: str, words: str, narrow: Narrow) -> None:
    """Five keys narrow where something stands behind them; whatever else looks like a key is words."""
    assert read(typed) == (words, narrow)


@given(st.text(st.sampled_from('tag:author"“” /\\*()-é\u0131\0\u017f'), max_size=40))
def test_whatever_is_typed_is_read(typed: str) -> None:
    """Nothing that somebody types is an error, and nothing of it is taken twice."""
    words, narrow = read(typed)
    assert len(words) + len("".join(narrow.tags)) <= len(typed)


@given(st.sampled_from(KEYS), st.text(st.characters(categories=["L", "Nd", "Po", "Zs"]), min_size=1, max_size=20))
def test_what_an_option_says_narrows(name: str, value: str) -> None:
    """A value that is given as an option is read as it is, with spaces and marks in it."""
    if any(map(str.isalnum, value)) and '"' not in value:
        _, narrow = read(written("words", {name: value}))
        found = narrow.tags[0] if name == "tag" else getattr(narrow, name)
        assert found == value.strip()
