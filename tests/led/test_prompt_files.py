"""The files with the prose that the model reads."""

import pytest

from bot.engineer import prompts

GOOD = "---\npurpose: draft\nmax_tokens: 10\n---\n\nWrite.\n"


def test_a_file_gives_its_front_matter_and_its_text() -> None:
    """The text comes without the front matter and without blank lines around it."""
    file = prompts.parse("x", GOOD)
    assert (file.name, file.purpose, file.max_tokens, file.text) == ("x", "draft", 10, "Write.")


@pytest.mark.parametrize(
    "source",
    [
        "Write.",
        "---\npurpose: draft\nmax_tokens: 10\nWrite.",
        "---\npurpose: draft\nmax_tokens: 10\ncolour: red\n---\nWrite.",
        "---\npurpose: draft\n---\nWrite.",
        "---\npurpose: draft\nmax_tokens: ten\n---\nWrite.",
        "---\npurpose: draft\nmax_tokens: 0\n---\nWrite.",
        "---\npurpose: [\n---\nWrite.",
        "---\npurpose: draft\nmax_tokens: 10\n---\n\n",
    ],
)
def test_a_file_that_is_not_as_agreed_is_refused_by_name(source: str) -> None:
    """Whoever mistypes a key learns at once which file is wrong."""
    with pytest.raises(prompts.BadPromptFileError, match=r"x\.md"):
        prompts.parse("x", source)


def test_every_file_loads() -> None:
    """No file in the folder is broken."""
    assert all(prompts.load(name).text for name in prompts.names())
