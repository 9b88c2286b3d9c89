"""A reader of Discord's markdown for tests, written from how Discord reads and from nothing of ours.

It undoes escapes, knows the few signs that we use, and refuses everything else that Discord would make something of.
"""

import re
from dataclasses import dataclass

LIVE = re.compile(
    r"""
    \*|_|~~|`|\|\|                                     # spans
    | \[[^\]]*\]\(                                     # masked links
    | <[@\#:/]|<a:|<t:|<id:|<[^:\s>]+:/|<\+|<[^\s>]+@  # mentions and all that stands in <>
    | @everyone|@here
    | (?:https?|steam):/                               # addresses
    | :[^\s:]+?:                                       # emoji
    """,
    re.VERBOSE,
)
AT_START = re.compile(r"[^\S\n]*(?:>|#{1,3}\s|-\#|[-+*]\s|\d+\.\s)")
ESCAPE = re.compile(r"\\[^0-9A-Za-z\s]")


class LiveError(AssertionError):
    """Something of a text would not be shown as typed."""


@dataclass(frozen=True)
class Span:
    """Text as a person sees it; `sign` is "~~" (struck), "**" (bold) or empty."""

    text: str
    sign: str = ""


def read(markdown: str) -> str:
    """Give what a person sees of text without any style."""
    return "".join(span.text for span in spans(markdown, signs=()))


def spans(markdown: str, signs: tuple[str, ...] = ("~~", "**")) -> list[Span]:
    """Give what a person sees, and how. Signs must stand in pairs on a line, with no space inside."""
    made: list[Span] = []
    for line in markdown.split("\n"):
        if AT_START.match(line):
            raise LiveError(line)
        made += [Span("\n")] if made else []
        made += list(_spans(line, signs)) or [Span("")]
    return made


def _spans(line: str, signs: tuple[str, ...]) -> list[Span]:
    made: list[Span] = []
    at = 0
    while at < len(line):
        sign = next((sign for sign in signs if line.startswith(sign, at)), "")
        end = _end(line, at + 2, sign) if sign else _plain_end(line, at, signs)
        inner = line[at + len(sign) : end]
        if sign and (not inner or inner != inner.strip()):
            raise LiveError(line[at:])
        made.append(Span(_unescaped(inner), sign))
        at = end + len(sign)
    return made


def _end(line: str, at: int, sign: str) -> int:
    """Give where a span ends: Discord looks for the sign, and minds escapes only where it is bold."""
    if sign == "~~":
        end = line.find(sign, at)
    else:
        found = re.compile(r"(?:\\.|[^\\])+?(?=\*\*(?!\*))").match(line, at)
        end = found.end() if found else -1
    if end < 0:
        raise LiveError(line[at:])
    return end


def _plain_end(line: str, at: int, signs: tuple[str, ...]) -> int:
    while at < len(line) and not line.startswith(signs or ("\n",), at):
        at += 2 if ESCAPE.match(line, at) else 1
    return at


def _unescaped(text: str) -> str:
    made: list[str] = []
    at = 0
    while at < len(text):
        if LIVE.match(text, at):
            raise LiveError(text[at:])
        escaped = bool(ESCAPE.match(text, at))
        made.append(text[at + escaped])
        at += 1 + escaped
    return "".join(made)
