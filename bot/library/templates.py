r"""The `{{name}}` notation of prompts: found in linear time, never evaluated. `bot.library.fragments` fills it in.

`{{name}}` is a variable (letters, digits, `_`, `-`, `.` and inner spaces, at most 64 characters), `{{> name}}`
includes a saved prompt, `{{> name@3}}` one of its versions, `\{{` is a literal `{{`. Anything else in braces is text.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_VARIABLE = re.compile(
    r"\\\{\{|\{\{[ \t]*(?:>[ \t]*(?P<include>[\w][\w .\-/]{0,79}?(?:@[\w.\-]{1,32})?)|(?P<name>[\w][\w .\-/]{0,63}?))"
    r"[ \t]*\}\}"
)
_NAME = re.compile(r"[\w](?:[\w .\-/]{0,62}[\w.\-/])?")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a variable (or an included snippet, with its version) stands: `text[start:end]`."""

    name: str
    start: int
    end: int
    include: bool = False


def places(text: str) -> tuple[Place, ...]:
    """Give every place of a variable or an include, in order."""
    return tuple(place for place in pieces(text) if isinstance(place, Place))


def pieces(text: str) -> Iterator[str | Place]:
    r"""Give a text as the stretches that stay as they are (a `\{{` as `{{`) and the places between them, in order."""
    at = 0
    for found in _VARIABLE.finditer(text):
        if found.start() > at:
            yield text[at : found.start()]
        at = found.end()
        name = found["name"] or found["include"]
        if name is None:
            yield "{{"
        else:
            yield Place(name, found.start(), at, include=found["name"] is None)
    if at < len(text):
        yield text[at:]


def variables(text: str) -> tuple[str, ...]:
    """Give the names of the variables, each once, in the order in which they first stand."""
    return tuple(dict.fromkeys(place.name for place in places(text) if not place.include))


def includes(text: str) -> tuple[str, ...]:
    """Give what is included, as it is written, each once, in order."""
    return tuple(dict.fromkeys(place.name for place in places(text) if place.include))


def is_name(text: str) -> bool:
    """Tell whether a variable can be called so."""
    return _NAME.fullmatch(text) is not None
