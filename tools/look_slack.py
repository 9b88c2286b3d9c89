"""How Slack looks, in its light colours, and its rich text as runs of one style."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final

from tests.doubles.slack_values import Json
from tools.picture_svg import Look, Paint
from tools.picture_text import Run, Style

TEXT, QUIET, EDGE = "#1d1c1d", "#616061", "#d0d0d1"
WHITE, BLOCK, GREEN, PURPLE = "#ffffff", "#f8f8f8", "#007a5a", "#4a154b"
PLAIN = Style(14.5, TEXT)
STRONG = Style(14.5, TEXT, bold=True)
HEADING = Style(17, TEXT, bold=True)
SMALL = Style(12.5, QUIET)
CODE = Style(12, TEXT, mono=True)
LABEL = Style(13, TEXT, bold=True)
BADGE = Style(9.5, QUIET, bold=True)
LETTER = Style(20, WHITE, bold=True)
LOOK = Look(
    ground=WHITE,
    panel=WHITE,
    edge=EDGE,
    ring="#1264a3",
    border=EDGE,
    away=3.0,
    menu=Paint(WHITE, replace(LABEL, bold=False), EDGE),
    fonts='Lato, Slack-Lato, "Helvetica Neue", Helvetica, Arial, "Liberation Sans", sans-serif',
)
BUTTONS: Final[Mapping[str, Paint]] = {
    "": Paint(WHITE, LABEL, EDGE),
    "primary": Paint(GREEN, replace(LABEL, colour=WHITE)),
    "danger": Paint(WHITE, replace(LABEL, colour="#e01e5a"), "#e01e5a"),
}
"""Buttons by Slack's word for their style, empty for none."""
_STYLES: Final = {"bold": True, "strike": True}


def paragraphs(elements: Iterable[Json], style: Style) -> list[list[Run]]:
    """Give pieces of rich text as paragraphs. `ValueError` for what is no text, and for a style that is not known."""
    made: list[list[Run]] = [[]]
    for piece in elements:
        if piece["type"] != "text" or not (piece.get("style") or {}).items() <= _STYLES.items():
            raise ValueError(f"a piece of rich text is not drawn yet: {piece}")
        signed = _styled(style, piece.get("style") or {})
        first, *others = piece["text"].split("\n")
        made[-1].append(Run(first, signed))
        made += [[Run(line, signed)] for line in others]
    return made


def _styled(style: Style, told: Mapping[str, bool]) -> Style:
    struck = bool(told.get("strike"))
    return replace(
        style,
        bold=style.bold or bool(told.get("bold")),
        struck=struck,
        colour=QUIET if struck else style.colour,
    )
