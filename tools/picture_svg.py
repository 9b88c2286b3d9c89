"""Boxes, buttons and lines of text as SVG, drawn from top to bottom in Discord's dark look."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from html import escape
from typing import Final

from tools.picture_text import BRIGHT, QUIET, TEXT, Line, Run, Style, wide

WIDTH: Final = 860
PAD, GAP = 14.0, 8.0
FIELD, BUTTON, MENU = 34.0, 30.0, 320.0
GROUND, INPUT, PANEL, BLOCK, EDGE, BLURPLE = "#313338", "#383a40", "#2b2d31", "#1e1f22", "#3f4147", "#5865f2"
BUTTONS: Final[Mapping[int, str]] = {1: BLURPLE, 2: "#4e5058", 3: "#248046", 4: "#da373c"}
"""Colours of buttons by Discord's number of their style."""
LABEL = Style(size=14, colour=BRIGHT)
LINE: Final = 1.35
"""Height of a line, in parts of the size of its letters."""
EMPTY: Final = 12.0
"""Size of the letters that an empty line is as high as."""
ASCENT: Final = 1.05
"""From the top of a line to where its letters stand, in parts of their size."""
FONTS = """<style>
text { font-family: "gg sans", "Helvetica Neue", Helvetica, Arial, "Liberation Sans", sans-serif; white-space: pre; }
.mono { font-family: Menlo, Consolas, "DejaVu Sans Mono", monospace; }
</style>"""


class Canvas:
    """What is drawn so far. `y` is how far it has come, in pixels; `made` are the elements, those behind first."""

    def __init__(self) -> None:
        self.y = PAD
        self.made: list[str] = []

    def svg(self, title: str, about: str) -> str:
        """Give the whole picture; `title` and `about` are for those who do not see it."""
        height = round(self.y)
        size = f'viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}"'
        named = 'role="img" aria-labelledby="title about"'
        head = [
            f'<svg xmlns="http://www.w3.org/2000/svg" {size} {named} xml:space="preserve">',
            f'<title id="title">{escape(title)}</title>',
            f'<desc id="about">{escape(about)}</desc>',
            FONTS,
            f'<rect x="0" y="0" width="{WIDTH}" height="{height}" rx="8" fill="{GROUND}"/>',
        ]
        return "\n".join([*head, *self.made, "</svg>\n"])

    def box(
        self, at: tuple[float, float], size: tuple[float, float], fill: str, *, edge: str = "", radius: float = 4
    ) -> None:
        """Draw a box; a bright edge is a ring."""
        x, y, width, height = map(_number, (*at, *size))
        stroke = f' stroke="{edge}" stroke-width="{2 if edge == BRIGHT else 1}"' if edge else ""
        self.made.append(
            f'<rect x="{x}" y="{y}" width="{width}" height="{height}" rx="{radius:g}" fill="{fill}"{stroke}/>'
        )

    @contextmanager
    def frame(
        self, x: float, room: float, *, fill: str = PANEL, edge: str = EDGE, bar: str = "", pad: float = PAD
    ) -> Iterator[None]:
        """Draw a box around what is drawn inside, with a bar of this colour at its left side where one is given."""
        top, at = self.y, len(self.made)
        self.y += pad
        yield
        self.y += pad
        behind = Canvas()
        behind.box((x, top), (room, self.y - top), fill, edge=edge, radius=8)
        if bar:
            behind.box((x, top), (4, self.y - top), bar, radius=2)
        self.made[at:at] = behind.made

    def circle(self, x: float, y: float, radius: float) -> None:
        """Draw the round ground of a person's letter."""
        self.made.append(f'<circle cx="{_number(x)}" cy="{_number(y)}" r="{radius:g}" fill="{BLURPLE}"/>')

    def button(self, x: float, label: str, style: int, *, pressed: bool) -> float:
        """Draw a button, with a ring where it is pressed next; give where the next one begins."""
        width = button_width(label)
        self.box((x, self.y), (width, BUTTON), BUTTONS[style], edge=BRIGHT if pressed else "")
        self.put(x + PAD, self.y + 6, (Run(label, LABEL),))
        return x + width + GAP

    def menu(self, x: float, placeholder: str) -> None:
        """Draw a menu that nothing is chosen in."""
        self.box((x, self.y), (MENU, FIELD), BLOCK)
        self.put(x + 12, self.y + 8, (Run(placeholder, Style(colour=QUIET)),))
        caret = f"M{_number(x + MENU - 26)} {_number(self.y + 15)}l5 5l5 -5"
        self.made.append(f'<path d="{caret}" fill="none" stroke="{TEXT}" stroke-width="2"/>')
        self.y += FIELD

    def lines(self, x: float, lines: Sequence[Line]) -> None:
        """Write lines under each other."""
        for line in lines:
            self.put(x, self.y, line)
            self.y += LINE * max((run.style.size for run in line), default=EMPTY)

    def put(self, x: float, top: float, line: Line) -> float:
        """Write a line with its top there; give where it ends."""
        for run in line:
            if run.text.strip():
                self.made.append(_text(run, x, top))
            x += run.width
        return x


def button_width(label: str) -> float:
    """Give the width of a button in pixels."""
    return wide((Run(label, LABEL),)) + 2 * PAD


def _text(run: Run, x: float, top: float) -> str:
    """Give one text; its width is told, so that it keeps to it in any font."""
    style = run.style
    place = f'x="{_number(x)}" y="{_number(top + ASCENT * style.size)}" font-size="{style.size:g}"'
    bold = ' font-weight="bold"' if style.bold else ""
    struck = ' text-decoration="line-through"' if style.struck else ""
    mono = ' class="mono"' if style.mono else ""
    fits = f'textLength="{_number(run.width)}" lengthAdjust="spacingAndGlyphs"'
    return f'<text {place} fill="{style.colour}"{bold}{struck}{mono} {fits}>{escape(run.text, quote=False)}</text>'


def _number(number: float) -> str:
    return f"{round(number, 1):g}"
