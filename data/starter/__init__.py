"""Prompts to begin with: Markdown with front matter, as an export of a library is. They come with the program and are
in nobody's library until somebody takes them there.
"""

from functools import cache
from pathlib import Path

from bot.library.exchange.reading import read
from bot.library.exchange.values import Entry, File, Remark

FOLDER = Path(__file__).parent


class BadStarterFileError(ValueError):
    """A file is not as an import wants it; the message names the file and what is wrong."""


@cache
def load() -> tuple[Entry, ...]:
    """Give the prompts in the order of their files, the most useful first. Raises `BadStarterFileError`."""
    found = list(read(File(path.name, path.read_bytes()) for path in sorted(FOLDER.glob("*.md"))))
    for one in found:
        if isinstance(one, Remark):
            raise BadStarterFileError(f"{one.where}: {one.message.format(**one.values)}")
    return tuple(one for one in found if isinstance(one, Entry))
