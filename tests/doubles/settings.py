"""A computer with nothing set."""

from pathlib import Path

import pytest

from bot.settings import Settings, variable


def nothing_set(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    """Forget what the developer has set, and stand in an empty folder, at home in one beside it."""
    (folder / "here").mkdir()
    monkeypatch.chdir(folder / "here")
    monkeypatch.setenv("HOME", str(folder / "home"))
    for name in Settings.model_fields:
        monkeypatch.delenv(variable(name), raising=False)
