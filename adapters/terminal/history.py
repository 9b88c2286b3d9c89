"""The lines typed so far, kept in a file that its owner alone may read. Lines with a secret in them are never kept."""

from pathlib import Path

from prompt_toolkit.history import FileHistory

from bot.engineer.checks.secrets import secrets


class SafeHistory(FileHistory):
    """A history file."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.touch(mode=0o600)
        super().__init__(str(path))

    def store_string(self, string: str) -> None:
        """Keep a line, unless something in it looks like a secret."""
        if not secrets(string):
            super().store_string(string)
