"""Lists of words, as files: words separated by spaces or lines, comments after `#`."""

from functools import lru_cache
from pathlib import Path


@lru_cache(maxsize=16)
def listed(name: str) -> frozenset[str]:
    """Give the words of a list."""
    lines = Path(__file__).with_name(f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines for word in line.split("#", 1)[0].split())
