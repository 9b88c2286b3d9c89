"""Variables against the prompt's own list of them: used and not listed, listed and not used.

A list is a `variables:` entry of front matter, or bare names under a heading such as "Variables:". It counts when at
least one of its names is used as `{{name}}`, for only then it is about our notation.
"""

import re
from collections.abc import Iterator

from bot.domain import Defect, Finding, Severity
from bot.engineer.checks.support.base import Check, Spot, finding
from bot.engineer.checks.support.notation import our_places
from bot.words import N_, Words

_FRONT = re.compile(r"\A\ufeff?---[ \t]*\n(?P<inside>[^\0]{0,8000}?)\n---[ \t]*(?:\n|\Z)")
_ENTRY = re.compile(
    r"^(?:variables|inputs|parameters|params|arguments)[ \t]*:[ \t]*(?P<inline>\[[^\]\n]*\])?[ \t]*$", re.MULTILINE
)
_INLINE = re.compile(r"[\w][\w.\-]{0,63}")
_NESTED = re.compile(
    r"\n(?:(?P<indent>[ \t]*)- +(?:name: *)?|(?P<deeper>[ \t]+))[\"']?(?P<name>\w[\w.\-]{0,63})[\"']?[ \t]*"
    r"(?::[^\n]*)?(?=\n|\Z)"
)
_HEADING = re.compile(
    r"^[#*_ \t]*(?:input )?(?:variables|inputs|parameters|placeholders|entrées|paramètres)[*_ \t]*:?[*_ \t]*(?=\n)",
    re.MULTILINE | re.IGNORECASE,
)
_BULLET = re.compile(r"\n{1,2}[ \t]*[-*•] +[`*\"“]*(?P<name>\w[\w.\-]{0,63})[`*\"”]*[ \t]*(?:[:(—–=-][^\n]*)?(?=\n|\Z)")


def _find(text: str, words: Words) -> Iterator[Finding]:
    places = our_places(text)
    if not places:
        return
    listed = {text[spot.start : spot.end]: spot for spot in _listed(text)}
    used = {place.name for place in places}
    if not used & listed.keys():
        return
    for place in places:
        if place.name not in listed:
            why = words("“{name}” is used here and is not in the prompt's own list of variables.", name=place.name)
            yield _finding(text, Spot(place.start, place.end), Severity.MAJOR, why)
    for name, spot in listed.items():
        if name not in used:
            why = words("“{name}” is listed as a variable and never used in the prompt.", name=name)
            yield _finding(text, spot, Severity.MINOR, why)


def _finding(text: str, spot: Spot, severity: Severity, why: str) -> Finding:
    return finding(text, spot, defect=Defect.VARIABLE, severity=severity, why=why)


def _listed(text: str) -> Iterator[Spot]:
    front = _FRONT.match(text)
    if front and (entry := _ENTRY.search(text, front.start("inside"), front.end("inside"))):
        if entry["inline"]:
            yield from (Spot(*one.span()) for one in _INLINE.finditer(text, *entry.span("inline")))
        yield from _following(_NESTED, text, entry.end(), front.end("inside"))
    for heading in _HEADING.finditer(text, front.end() if front else 0):
        yield from _following(_BULLET, text, heading.end(), len(text))


def _following(pattern: re.Pattern[str], text: str, start: int, end: int) -> Iterator[Spot]:
    """Give the names of the entries that follow one another from `start`, those of the first one's depth."""
    depth = None
    while match := pattern.match(text, start, end):
        start = match.end()
        level = len(match[0].lstrip("\n")) - len(match[0].lstrip("\n \t"))
        depth = level if depth is None else depth
        if level == depth:
            yield Spot(*match.span("name"))


CHECK = Check(name="declared", about=N_("variables that are listed and not used, or used and not listed"), find=_find)
