"""The catalogue of models: complete, dated, and strict about what it does not know."""

from pathlib import Path

import pytest

from bot.model.local.catalogue import FILE, Hub, load


def test_every_model_says_where_from_and_what_for() -> None:
    """Each model has a licence, a use it was measured for, and a hub before any other source."""
    catalogue = load()
    assert {entry.name for entry in catalogue.models} == {"qwen2.5-coder-1.5b", "smollm2-135m"}
    assert all(isinstance(entry.sources[0], Hub) for entry in catalogue.models)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("licence = ", "license = "),
        ("size = 1_117", 'size = "1_117'),
        ("parts = 22", "parts = 21"),
        ('name = "smollm2-135m"', 'name = "qwen2.5-coder-1.5b"'),
        ('kind = "hub"', 'kind = "torrent"'),
        ("checked = 2026-11-22", ""),
    ],
)
def test_what_is_wrong_is_refused(tmp_path: Path, old: str, new: str) -> None:
    """A mistyped key, a wrong number, a name used twice or a missing date stops the program, not a user's fetch."""
    text = FILE.read_text("utf-8")
    assert old in text
    wrong = tmp_path / "catalogue.toml"
    wrong.write_text(text.replace(old, new), "utf-8")
    with pytest.raises(ValueError):  # noqa: PT011 - TOML and schema errors alike
        load(wrong)
