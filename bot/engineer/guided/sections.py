"""A wall of text turned into parts: the sentences stay as they are and in their order; rules and what is said about
the result become lists.
"""

import re
from itertools import groupby

from bot.engineer.guided.grammars import GRAMMARS
from bot.engineer.guided.language import language_of
from bot.engineer.guided.wording import wording

WALL = 300
"""Characters from which a paragraph counts as a wall, if it has enough sentences."""
SENTENCES = 4
LIST = 2
"""Rules in a row that make a list."""
_END = re.compile(r"(?<=[.!?])[ \t]+(?=[\"“«(<{]?[A-ZÀ-Ý0-9{<])")
_MADE = re.compile(r"\s*(?:[-*•#>|]|\d+[.)]|<|```)")


def sections(text: str) -> str:
    """Turn each wall of the text into parts; anything else stays as it is."""
    if "```" in text:
        return text
    return "\n\n".join(_parts(part) if _is_wall(part) else part for part in re.split(r"\n\n", text))


def _is_wall(paragraph: str) -> bool:
    return (
        len(paragraph) >= WALL
        and "\n" not in paragraph.strip()
        and not _MADE.match(paragraph)
        and len(_END.split(paragraph)) >= SENTENCES
    )


def _parts(paragraph: str) -> str:
    language = language_of(paragraph)
    grammar = GRAMMARS.get(language, GRAMMARS["en"])
    frame = wording(language if language in GRAMMARS else "en").frame

    def part(sentence: str) -> str:
        if grammar.shape.match(sentence):
            return frame.output
        return frame.rules if grammar.limit.search(sentence) else ""

    found = []
    for title, members in groupby(_END.split(paragraph.strip()), key=part):
        run = list(members)
        if title and (len(run) >= LIST or title == frame.output):
            found.append(f"{title}{frame.colon.rstrip()}\n" + "\n".join(f"- {each}" for each in run))
        else:
            found.append(" ".join(run))
    return "\n\n".join(_merged(found))


def _merged(parts: list[str]) -> list[str]:
    """Join plain parts that follow one another: a single rule stays in its paragraph."""
    merged: list[str] = []
    for part in parts:
        plain = "\n- " not in part
        if merged and plain and "\n- " not in merged[-1]:
            merged[-1] += f" {part}"
        else:
            merged.append(part)
    return merged
