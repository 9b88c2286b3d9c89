"""How Discord looks, in its dark colours, and its markdown as runs of one style.

Only the markdown that our messages hold is known: `LiveError` for other signs.
"""

import re
from dataclasses import replace

from tests.doubles.discord_reader import spans
from tools.picture_svg import Look, Paint
from tools.picture_text import Run, Style

TEXT, QUIET, BRIGHT = "#dbdee1", "#949ba4", "#f2f3f5"
INPUT, BLOCK, BLURPLE = "#383a40", "#1e1f22", "#5865f2"
PLAIN = Style(14.5, TEXT)
HEADING = Style(17, BRIGHT, bold=True)
SMALL = Style(12, QUIET)
CODE = Style(12.5, TEXT, mono=True)
LABEL = Style(14, BRIGHT)
NAME = Style(16, BRIGHT, bold=True)
STRONG = Style(14, BRIGHT, bold=True)
BADGE = Style(10, BRIGHT, bold=True)
LETTER = Style(20, BRIGHT, bold=True)
LOOK = Look(
    ground="#313338",
    panel="#2b2d31",
    edge="#3f4147",
    ring=BRIGHT,
    menu=Paint(BLOCK, Style(14.5, QUIET)),
    fonts='"gg sans", "Helvetica Neue", Helvetica, Arial, "Liberation Sans", sans-serif',
)
BUTTONS = {1: Paint(BLURPLE, LABEL), 2: Paint("#4e5058", LABEL), 3: Paint("#248046", LABEL), 4: Paint("#da373c", LABEL)}
"""Buttons by Discord's number of their style."""


def blocks(markdown: str) -> list[tuple[bool, list[list[Run]]]]:
    """Give a text as blocks of paragraphs, each block with whether it is code."""
    pieces = re.split(r"```\n(.*?)\n```\n?", markdown, flags=re.DOTALL)
    made = [(bool(at % 2), piece.removesuffix("\n")) for at, piece in enumerate(pieces)]
    return [
        (code, [[Run(line, CODE)] if code else _paragraph(line) for line in piece.split("\n")])
        for code, piece in made
        if piece
    ]


def _paragraph(line: str) -> list[Run]:
    style = PLAIN
    for sign, signed in (("### ", HEADING), ("-# ", SMALL)):
        if line.startswith(sign):
            line, style = line.removeprefix(sign), signed
            break
    signs = {"": style, "**": replace(style, bold=True, colour=BRIGHT), "~~": replace(style, struck=True, colour=QUIET)}
    return [Run(span.text, signs[span.sign]) for span in spans(line)]
