"""A terminal that is only looked at."""

import io
import re

import pyte

STYLES = re.compile(r"\x1b\[[0-9;]*m")


class Glass(io.StringIO):
    """A stream that says it is a terminal of so many columns. `screen` is what a person would see of the last rows."""

    def __init__(self, columns: int = 80, rows: int = 50) -> None:
        super().__init__()
        self.columns = columns
        self.rows = rows

    def isatty(self) -> bool:
        """Say yes."""
        return True

    @property
    def without_styles(self) -> str:
        """All that was written, without colours and without what takes a passing line away."""
        return re.sub(r"\r(\x1b\[\d+A)?\x1b\[J", "", STYLES.sub("", self.getvalue()))

    @property
    def screen(self) -> list[str]:
        """The rows as they stand, from the top, without empty ones at the end."""
        screen = pyte.Screen(self.columns, self.rows)
        stream = pyte.Stream(screen)
        stream.feed(self.getvalue().replace("\n", "\r\n"))
        return "\n".join(line.rstrip() for line in screen.display).rstrip("\n").split("\n")
