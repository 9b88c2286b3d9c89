"""Places to fill in by hand that were left in: `[INSERT TOPIC]`, `[your name here]`."""

import re
from collections.abc import Iterator

from bot.domain import Defect, Finding, Fix, Severity
from bot.engineer.checks.support.base import Check, Spot, finding
from bot.engineer.checks.support.prose import spoken
from bot.words import N_, Words

_PATTERN = re.compile(
    r"(?<![\w\]])[\[<](?P<verb>insert|paste|fill in|insérer|insérez|coller|collez|ton|votre) "
    r"(?P<what>[^\[\]<>\n|]{2,80})[\]>](?![(\[])",
    re.IGNORECASE,
)
_FILLER = re.compile(r"\b(?:your|the|a|an|here|below|ici|le|la|les|un|une|de|du|any)\b", re.IGNORECASE)


def _find(text: str, words: Words) -> Iterator[Finding]:
    for match in spoken(text, _PATTERN):
        name = "_".join(re.findall(r"\w+", _FILLER.sub(" ", re.split(r"[,:;.(–-]", match["what"])[0]).casefold()))[
            :40
        ].strip("_")
        why = words("This place is filled in by hand, or forgotten; as a variable it is asked for each time.")
        fix = Fix("{{" + (name or "input") + "}}", words("Make it a variable"))
        spot = Spot(*match.span())
        yield finding(text, spot, defect=Defect.VARIABLE, severity=Severity.MINOR, why=why, fixes=(fix,))


HABIT = Check(name="left_open", about=N_("places to fill in by hand"), find=_find)
