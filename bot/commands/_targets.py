"""The model family that a person names."""

import re

from bot.engineer.targets import find_target, load_targets
from bot.errors import Usage
from bot.library.texts import shortened
from bot.words import N_

_FOR = re.compile(
    r"\b(?:for|pour)\s+(?P<name>[^\W\d_][\w.-]*(?:\s+\d[\w.]*)?)(?=\s*(?:[,;.!?](?:\s|$)|$|(?:and|et)\b))",
    re.IGNORECASE,
)
"""A family that an instruction names at the end of a clause: "shorter for Claude", "make it for GPT 5, and ..."."""
LONGEST = 1_000
"""Characters of an instruction that are looked at for the name of a family."""


def target_id(wanted: str) -> str:
    """Give the id of the family, or nothing for nothing. `Usage` names those that are known."""
    if not wanted:
        return ""
    target = find_target(wanted)
    if target is None:
        raise Usage(
            N_("I do not know the model family {name}."),
            name=shortened(wanted, 40),
            known=", ".join(load_targets()),
            advice=N_("I know: {known}."),
        )
    return target.id


def named_target(instruction: str) -> str:
    """Give the id of the family of language models that an instruction says the prompt is for; else nothing."""
    for found in _FOR.finditer(instruction[:LONGEST]):
        target = find_target(found["name"])
        if target and not target.pictures:
            return target.id
    return ""
