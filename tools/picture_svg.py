"""Boxes, buttons and lines of text as SVG, drawn from top to bottom in the look of a platform."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from html import escape
from typing import Final

from tools.picture_text import Line, Run, Style, wide

WIDTH: Final = 860
PAD, GAP = 14.0, 8.0
FIELD, BUTTON, MENU = 34.0, 30.0, 320.0
LINE: Final = 1.35
"""Height of a line, in parts of the size of its letters."""
EMPTY: Final = 12.0
"""Size of the letters that an empty line is as high as."""
ASCENT: Final = 1.05
"""From the top of a line to where its letters stand, in parts of their size."""


@dataclass(frozen=True, slots=True)
class Paint:
    """How something that can be pressed looks; `edge` is the colour of its border, empty for none."""

    fill: str
    text: Style
    edge: str = ""


@dataclass(frozen=True, slots=True)
class Look:
    """The colours of a platform: the ground of all and its border, boxes and their edges, and the ring around what is
    pressed next, so many pixels `away` from it.
    """

    ground: str
    panel: str
    edge: str
    ring: str
    menu: Paint
    fonts: str
    border: str = ""
    away: float = 0.0


class Canvas:
    """What is drawn so far. `y` is how far it has come, in pixels; `made` are the elements, those behind first."""

    def __init__(self, look: Look) -> None:
        self.look = look
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
            f"<style>\ntext {{ font-family: {self.look.fonts}; white-space: pre; }}",
            '.mono { font-family: Menlo, Consolas, "DejaVu Sans Mono", monospace; }\n</style>',
        ]
        behind = Canvas(self.look)
        inset = 0.5 if self.look.border else 0.0  # half of a border is drawn outside
        ground = (WIDTH - 2 * inset, height - 2 * inset)
        behind.box((inset, inset), ground, self.look.ground, edge=self.look.border, radius=8)
        return "\n".join([*head, *behind.made, *self.made, "</svg>\n"])

    def box(
        self, at: tuple[float, float], size: tuple[float, float], fill: str, *, edge: str = "", radius: float = 4
    ) -> None:
        """Draw a box; one in the colour of the ring has a thicker edge."""
        x, y, width, height = map(_number, (*at, *size))
        stroke = f' stroke="{edge}" stroke-width="{2 if edge == self.look.ring else 1}"' if edge else ""
        self.made.append(
            f'<rect x="{x}" y="{y}" width="{width}" height="{height}" rx="{radius:g}" fill="{fill}"{stroke}/>'
        )

    @contextmanager
    def frame(
        self, x: float, room: float, *, fill: str = "", edge: str = "", bar: str = "", pad: float = PAD
    ) -> Iterator[None]:
        """Draw a box around what is drawn inside, with a bar of this colour at its left side where one is given."""
        top, at = self.y, len(self.made)
        self.y += pad
        yield
        self.y += pad
        behind = Canvas(self.look)
        size = (room, self.y - top)
        behind.box((x, top), size, fill or self.look.panel, edge=edge or self.look.edge, radius=8)
        if bar:
            behind.box((x, top), (4, self.y - top), bar, radius=2)
        self.made[at:at] = behind.made

    def circle(self, x: float, y: float, radius: float, fill: str) -> None:
        """Draw a round."""
        self.made.append(f'<circle cx="{_number(x)}" cy="{_number(y)}" r="{radius:g}" fill="{fill}"/>')

    def outline(self, x: float, y: float, path: str, colour: str, *, turned: bool = False) -> None:
        """Draw the outline of a sign of 16 pixels, from a path that begins at its corner; `turned`: upside down."""
        turn = " rotate(180 8 8)" if turned else ""
        place = f"translate({_number(x)} {_number(y)}){turn}"
        self.made.append(f'<path transform="{place}" d="{path}" fill="none" stroke="{colour}" stroke-width="1.3"/>')

    def button(self, x: float, label: str, paint: Paint, *, pressed: bool) -> float:
        """Draw a button, with a ring where it is pressed next; give where the next one begins."""
        width, away = button_width(label, paint), self.look.away
        if pressed and away:
            around = (width + 2 * away, BUTTON + 2 * away)
            self.box((x - away, self.y - away), around, self.look.ground, edge=self.look.ring, radius=4 + away)
        ring = self.look.ring if pressed and not away else ""
        self.box((x, self.y), (width, BUTTON), paint.fill, edge=ring or paint.edge)
        self.put(x + PAD, self.y + BUTTON / 2 - 9, (Run(label, paint.text),))
        return x + width + GAP

    def menu(self, x: float, placeholder: str) -> None:
        """Draw a menu that nothing is chosen in."""
        paint = self.look.menu
        self.box((x, self.y), (MENU, FIELD), paint.fill, edge=paint.edge)
        self.put(x + 12, self.y + 8, (Run(placeholder, paint.text),))
        caret = f"M{_number(x + MENU - 26)} {_number(self.y + 15)}l5 5l5 -5"
        self.made.append(f'<path d="{caret}" fill="none" stroke="{paint.text.colour}" stroke-width="2"/>')
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


def button_width(label: str, paint: Paint) -> float:
    """Give the width of a button in pixels."""
    return wide((Run(label, paint.text),)) + 2 * PAD


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
