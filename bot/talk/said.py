"""What a model said, as parts of a card: paragraphs, and fenced blocks that can be copied exactly."""

import re

from bot.dialogue.events import Line, Part, Prompt

_FENCED = re.compile(r"^(?P<fence>`{3,}|~{3,})[^\n]*\n(?P<text>.*?)\n?^(?P=fence)[ \t]*$", re.MULTILINE | re.DOTALL)


def parts_of(text: str) -> tuple[Part, ...]:
    """Give the parts, in order; all of the text is in them."""
    parts: list[Part] = []
    at = 0
    for found in _FENCED.finditer(text):
        parts += [*_lines(text[at : found.start()]), Prompt(found["text"])]
        at = found.end()
    return (*parts, *_lines(text[at:]))


def _lines(text: str) -> list[Line]:
    return [Line(paragraph.strip("\n")) for paragraph in re.split(r"\n{2,}", text) if paragraph.strip()]
