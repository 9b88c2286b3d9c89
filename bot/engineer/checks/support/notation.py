"""Where the `{{name}}` notation of a prompt ends and code begins."""

import re
import unicodedata

from bot.engineer.checks.support.base import Spot
from bot.library.templates import Place, places

_OTHER_ENGINE = re.compile(r"\{%|\{\{[#/^~]|\{\{-? ?(?:if|for|each|end|range)\b")
_SINGLE = re.compile(r"(?<![{$\\\w])\{[a-z_][a-z0-9_]*\}(?!\})")
_FENCE = re.compile(r"^[ \t]*(```+|~~~+)[ \t]*(?P<info>[^\n\r`]*)\r?$", re.MULTILINE)


def our_places(text: str) -> tuple[Place, ...]:
    """Give the variables that are ours: not those of a workflow file (`${{ x }}`) or of another template language."""
    if "{{" not in text or is_other_engine(text):
        return ()
    return tuple(
        place
        for place in places(text)
        if not place.include and text[max(0, place.start - 1) : place.start] not in ("$", "\\", "=")
    )


def is_other_engine(text: str) -> bool:
    """Say whether the text is written for another template language, where braces have other rules."""
    return bool(_OTHER_ENGINE.search(text))


def has_single_braces(text: str) -> bool:
    """Say whether `{name}` is filled in: there, doubled braces are plain text."""
    return bool(_SINGLE.search(text))


def key(name: str) -> str:
    """Give what two spellings of one name share."""
    plain = unicodedata.normalize("NFKD", name)
    return "".join(one for one in plain.casefold() if one.isalnum())


def in_fences(text: str) -> list[Spot]:
    """Give the stretches between fences (``` or ~~~); one that is not closed goes to the end."""
    stretches, opened = [], None
    for match in _FENCE.finditer(text):
        if opened is None:
            opened = match
        elif match[1][0] == opened[1][0] and len(match[1]) >= len(opened[1]) and not match["info"]:
            stretches.append(Spot(opened.start(), match.end()))
            opened = None
    return [*stretches, Spot(opened.start(), len(text))] if opened else stretches


def open_fence(text: str) -> Spot | None:
    """Give the line of the fence that is opened and never closed, where there is one."""
    fences = in_fences(text)
    if not fences or fences[-1].end < len(text):
        return None
    first, *rest = _FENCE.finditer(text, fences[-1].start)
    closed = any(one[1].startswith(first[1]) and not one["info"] for one in rest)
    return None if closed else Spot(*first.span())
