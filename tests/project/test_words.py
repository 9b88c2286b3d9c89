"""Texts for people, as they read them."""

import pytest

from bot.words import N_, Words


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("/", "/help model says how to connect one. What works without: /help refine."),
        ("/prompt ", "/prompt help model says how to connect one. What works without: /prompt help refine."),
        ("prompteur ", "prompteur help model says how to connect one. What works without: prompteur help refine."),
    ],
)
def test_a_command_is_named_as_it_is_typed_there(typed: str, read: str) -> None:
    """Whoever is told to type a command can type exactly that where they are."""
    words = Words(typed=typed)
    assert words(N_("/help model says how to connect one. What works without: /help refine.")) == read


def test_what_people_wrote_is_not_taken_for_a_command() -> None:
    """A name, a path or an address that comes in as a value stays as it is."""
    words = Words(typed="/prompt ")
    assert words(N_("Texts go to {where}."), where="/tmp or https://example.com/help") == (
        "Texts go to /tmp or https://example.com/help."
    )


def test_french_counts_too() -> None:
    """One and many are said in the reader's language, whether they are translated as a pair or each by itself."""
    french = Words("fr")
    one, many = N_("Delete {name} with its one version?"), N_("Delete {name} with its {number} versions?")
    assert french.count(one, many, 1, name="x") == "Supprimer x et sa seule version\u00a0?"
    assert french.count(one, many, 3, name="x") == "Supprimer x et ses 3 versions\u00a0?"
    assert french.count("{number} prompt", "{number} prompts", 3) == "3 prompts"


def test_french_names_commands_too() -> None:
    """The same in a translated text."""
    assert "/prompt chercher" in Words("fr", typed="/prompt ")(N_("/find lists what there is."))
