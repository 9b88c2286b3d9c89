"""What a result usually looks like: by the thing that is written, else by the kind of task."""

import re

from bot.engineer.guided.goal import Reading

_NAMED = {"write": "", "summarise": "minutes|compte rendu"}
"""Kinds whose result has a name, with the only names that count for it (none given: all): a newsletter, minutes."""
REACH = 160
"""Characters of the task in which the name is looked for."""


def shape_of(reading: Reading) -> tuple[tuple[str, ...], str]:
    """Give the lines that describe the result, and the same in a few words."""
    words, kind = reading.words, reading.words.kinds[reading.kind]
    name = _name(reading) if reading.kind in _NAMED else ""
    if name:
        return words.shapes[name].output, words.shapes[name].brief
    if reading.many and kind.output_many:
        return kind.output_many, kind.brief_many
    return kind.output, kind.brief


def _name(reading: Reading) -> str:
    """Take the first thing that is named before the material: "a reply to customer e-mails" is a reply."""
    purpose = re.search(reading.words.signs["purpose"], reading.task, re.IGNORECASE)
    own = reading.task[: min(REACH, purpose.start() if purpose else REACH)].casefold()
    own = re.split(r"<|\bto (?:a |the |our |my )?\w+ e-?mail", own, maxsplit=1)[0]
    only = _NAMED[reading.kind].split("|") if _NAMED[reading.kind] else reading.words.shapes
    names = [name for name in reading.words.shapes if name in only]
    found = [(match.start(), -len(name), name) for name in names if (match := _find(name, own))]
    return min(found)[2] if found else ""


def _find(name: str, text: str) -> re.Match[str] | None:
    """Find a name in the singular or the plural."""
    return re.search(rf"\b{name}s?\b", text.replace("e-mail", "email").replace("compte-rendu", "compte rendu"))
