"""A difference as Discord markdown: what went is struck, what came is bold, and long unchanged text is folded."""

from typing import Final

from adapters.difference import Shown, shown
from adapters.discord.markup import ROOM, bold, plain, size, struck
from adapters.split import split
from bot.dialogue.events import Delta

_SIGNS: Final = 8
"""Characters that a line of what has changed gets at most."""


def difference(delta: Delta) -> str:
    """Give the whole difference as one text, however long."""
    return "".join(map(_markdown, shown(delta)))


def differences(delta: Delta) -> list[str]:
    """Give the difference in blocks of at most `ROOM` characters, none empty and no sign torn from its words."""
    made = [""]
    for each in shown(delta):
        parts = split(each.text, ROOM - _SIGNS, measure=lambda text: size(text, _SIGNS), fences=False)
        for number, part in enumerate(parts):
            markdown = _markdown(Shown(each.sign, part.text))
            if number or len(made[-1]) + len(markdown) > ROOM:
                made.append("")
            made[-1] += markdown
    return [text.strip("\n") for text in made if text.strip()]


def _markdown(each: Shown) -> str:
    match each.sign:
        case "-":
            return struck(each.text)
        case "+":
            return bold(each.text)
        case _:
            return plain(each.text)
