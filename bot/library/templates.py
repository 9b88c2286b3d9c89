r"""The `{{name}}` notation of prompts: found and filled by plain substitution in linear time, never evaluated.

`{{name}}` is a variable (letters, digits, `_`, `-`, `.` and inner spaces, at most 64 characters), `{{> name}}`
includes a snippet, `\{{` is a literal `{{`. Anything else in braces is text.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

_VARIABLE = re.compile(r"\\\{\{|\{\{[ \t]*(?P<include>>[ \t]*)?(?P<name>[\w][\w .\-/]{0,63}?)[ \t]*\}\}")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a variable (or an included snippet) stands: `text[start:end]`."""

    name: str
    start: int
    end: int
    include: bool = False


def places(text: str) -> tuple[Place, ...]:
    """Give every place of a variable or an include, in order."""
    return tuple(
        Place(found["name"], found.start(), found.end(), include=found["include"] is not None)
        for found in _VARIABLE.finditer(text)
        if found["name"] is not None
    )


def variables(text: str) -> tuple[str, ...]:
    """Give the names of the variables, each once, in the order in which they first stand."""
    return tuple(dict.fromkeys(place.name for place in places(text) if not place.include))


def fill(text: str, values: Mapping[str, str]) -> str:
    r"""Put values in; a variable without one stays as it stands. Values are put in as they are and never read for
    variables again. `\{{` becomes `{{`.
    """

    def put(found: re.Match[str]) -> str:
        if found["name"] is None:
            return "{{"
        return found[0] if found["include"] is not None else values.get(found["name"], found[0])

    return _VARIABLE.sub(put, text)
