"""Writes to the terminal, or to what stands in its place. The only control sequences are our own."""

import itertools
import sys
from dataclasses import dataclass
from io import TextIOWrapper
from pathlib import Path
from typing import TextIO, assert_never

from rich.console import Console
from rich.segment import Segment, Segments
from rich.text import Text

from adapters.escape import Escaper, safe
from adapters.lines import EMPTY, Look, Row, Rows, Span, prompt, row
from bot.dialogue.events import Attachment
from bot.words import N_, Words


@dataclass(frozen=True, slots=True)
class Append:
    """Text that goes on where the last one of its slot ended; not safe yet, since it comes in pieces."""

    slot: str
    text: str


@dataclass(frozen=True, slots=True)
class Passing:
    """A line that stands only until something else is shown."""

    text: str


@dataclass(frozen=True, slots=True)
class Lines:
    """A block of lines."""

    rows: Rows


@dataclass(frozen=True, slots=True)
class File:
    """A file to be written, and what is said about it."""

    name: str
    content: bytes
    note: str


Shown = Append | Passing | Lines | File


STYLES = {
    Look.PLAIN: "",
    Look.STRONG: "bold",
    Look.QUIET: "dim",
    Look.ADDED: "green",
    Look.REMOVED: "red strike",
    Look.BUTTON: "cyan",
    Look.BAD: "bold red",
}


class _Console(Console):
    """A console that leaves it to the program what a closed pipe means."""

    def on_broken_pipe(self) -> None:
        """Raise the error on."""
        raise BrokenPipeError


class Screen:
    """What was written last, so that the next thing begins where it should. `aside` takes what is only said in
    passing where the output is no terminal; `folder` takes files, the current one by default; `width` is in columns,
    as wide as the terminal by default.
    """

    def __init__(
        self,
        out: TextIO,
        words: Words,
        *,
        aside: TextIO | None = None,
        folder: Path | None = None,
        width: int | None = None,
    ) -> None:
        self._console = _Console(file=out, markup=False, emoji=False, highlight=False, width=width)
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
            self._exactly(Span("\n"))
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
            self._exactly(Span(f"{rest}\n"))
        self._open, self._slot = False, ""

    def _append(self, slot: str, text: str) -> None:
        self._clear()
        if slot != self._slot:
            self.close()
            if self._started:
                self._exactly(Span("\n"))
        self._slot, self._started = slot, True
        shown = self._escaper.feed(text)
        self._console.file.write(shown)
        self._console.file.flush()
        self._open = not shown.endswith("\n") if shown else self._open

    def _clear(self) -> None:
        if self._passing:
            up = f"\x1b[{self._passing - 1}A" if self._passing > 1 else ""
            self._console.file.write(f"\r{up}\x1b[J")
            self._passing = 0

    def _row(self, each: Row) -> None:
        if each.exact:
            self._exactly(*each.spans, Span("" if each.text.endswith("\n") else "\n"))
            return
        for line in self._wrapped(each):
            self._console.print(line, soft_wrap=True)

    def _exactly(self, *spans: Span) -> None:
        """Write text as it stands: no tab is widened, and no line wrapped."""
        segments = [Segment(span.text, self._console.get_style(STYLES[span.look])) for span in spans]
        self._console.print(Segments(segments), end="", soft_wrap=True)

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


def attachment(event: Attachment, words: Words) -> Lines | File:
    """Give a file as the text that it is, or as a file where it is none, or is for keeping."""
    if event.keep:
        return File(event.name, event.content, event.note)
    try:
        text = event.content.decode()
    except UnicodeDecodeError:
        return File(event.name, event.content, event.note)
    head = [row(event.name, Look.STRONG), *([row(event.note)] if event.note else []), EMPTY]
    return Lines((*head, *prompt(text, words)))


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


def write(text: str) -> None:
    """Write to standard output at once."""
    sys.stdout.write(text)
    sys.stdout.flush()


def never_fails(stream: TextIO) -> None:
    """Have characters that the stream's encoding lacks shown as escapes, so that no text ends the program."""
    if isinstance(stream, TextIOWrapper):
        stream.reconfigure(errors="backslashreplace")
