"""Writes to the terminal, or to what stands in its place. The only control sequences are our own."""

import itertools
from pathlib import Path
from typing import TextIO, assert_never

from rich.console import Console
from rich.text import Text

from adapters.escape import Escaper, safe
from adapters.lines import Look, Row, Rows, Span, row
from adapters.terminal.render import Append, File, Lines, Passing, Shown
from bot.words import N_, Words

STYLES = {
    Look.PLAIN: "",
    Look.STRONG: "bold",
    Look.QUIET: "dim",
    Look.ADDED: "green",
    Look.REMOVED: "red strike",
    Look.BUTTON: "cyan",
    Look.BAD: "bold red",
}


class Screen:
    """What was written last, so that the next thing begins where it should. `aside` takes what is only said in
    passing where the output is no terminal.
    """

    def __init__(self, out: TextIO, words: Words, *, aside: TextIO | None = None, folder: Path | None = None) -> None:
        self._console = Console(file=out, markup=False, emoji=False, highlight=False)
        self._words = words
        self._aside = aside
        self._folder = folder or Path()
        self._escaper = Escaper()
        self._slot = ""
        self._open = False
        self._passing = 0
        self._started = False

    @property
    def live(self) -> bool:
        """Lines can be taken away again here."""
        return self._console.is_terminal and not self._console.is_dumb_terminal

    def show(self, shown: Shown) -> None:
        """Show one thing."""
        match shown:
            case Append():
                self._append(shown.slot, shown.text)
            case Passing():
                self.passing(shown.text)
            case Lines():
                self.lines(shown.rows)
            case File():
                self.lines(self._saved(shown))
            case _:
                assert_never(shown)

    def lines(self, rows: Rows) -> None:
        """Write a block, apart from what stands above it."""
        self.close()
        if self._started:
            self._console.out("")
        for each in rows:
            self._row(each)
        self._started = True

    def passing(self, text: str) -> None:
        """Show a line that the next thing takes the place of; where that cannot be, say it aside."""
        if not self.live:
            if self._aside:
                print(safe(text), file=self._aside, flush=True)
            return
        self.close()
        lines = Text(safe(text), style=STYLES[Look.QUIET]).wrap(self._console, self._console.width - 1)
        self._console.print(Text("\n").join(lines), end="", soft_wrap=True)
        self._passing = len(lines)

    def close(self) -> None:
        """End what is under way: a streaming text, a passing line."""
        self._clear()
        rest = self._escaper.end()
        if self._open or rest:
            self._console.out(rest)
        self._open, self._slot = False, ""

    def _append(self, slot: str, text: str) -> None:
        self._clear()
        if slot != self._slot:
            self.close()
            if self._started:
                self._console.out("")
        self._slot, self._started = slot, True
        shown = self._escaper.feed(text)
        self._console.out(shown, end="")
        self._console.file.flush()
        self._open = not shown.endswith("\n") if shown else self._open

    def _clear(self) -> None:
        if self._passing:
            up = f"\x1b[{self._passing - 1}A" if self._passing > 1 else ""
            self._console.file.write(f"\r{up}\x1b[J")
            self._passing = 0

    def _row(self, each: Row) -> None:
        if each.exact:
            for span in each.spans:
                self._console.out(span.text, end="", style=STYLES[span.look] or None)
            self._console.out("")
            return
        for line in self._wrapped(each):
            self._console.print(line, soft_wrap=True)

    def _wrapped(self, each: Row) -> list[Text]:
        width = self._console.width - each.indent if self._console.is_terminal else 1_000_000
        margin = Text(" " * each.indent)
        if each.apart:
            lines = _packed(each.spans, each.apart, width)
        else:
            text = Text.assemble(*((span.text, STYLES[span.look]) for span in each.spans))
            lines = list(text.wrap(self._console, max(width, 10)))
        return [margin + line if line.plain else line for line in lines]

    def _saved(self, file: File) -> Rows:
        path = free_path(self._folder, file.name)
        path.write_bytes(file.content)
        note = [row(file.note)] if file.note else []
        return (*note, row(self._words(N_("Saved as {path}."), path=path)))


def free_path(folder: Path, name: str) -> Path:
    """Give a path in `folder` that does not exist yet, by the last part of `name`: it may come from a person."""
    plain = Path("".join(c for c in name.replace("\\", "/") if c.isprintable())).name.lstrip(".") or "file"
    path = Path(plain)
    names = itertools.chain([plain], (f"{path.stem}-{number}{path.suffix}" for number in itertools.count(2)))
    return next(folder / each for each in names if not (folder / each).exists())


def _packed(spans: tuple[Span, ...], apart: str, width: int) -> list[Text]:
    """Put spans on lines, as many as fit; none is broken that fits a line by itself."""
    lines: list[Text] = []
    for span in spans:
        text = Text(span.text, STYLES[span.look])
        if lines and lines[-1].cell_len + len(apart) + text.cell_len <= width:
            lines[-1] = lines[-1] + Text(apart) + text
        else:
            lines.append(text)
    return lines
