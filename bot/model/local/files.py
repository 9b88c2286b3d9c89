"""What both ways to fetch need to know of files."""

from pathlib import Path

CHUNK = 1 << 20
"""Bytes that are taken at a time."""


def size_of(file: Path) -> int:
    """Give the bytes of a file; none when it does not exist."""
    return file.stat().st_size if file.exists() else 0
