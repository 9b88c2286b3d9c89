"""The same rule twice, word for word."""

import re
from collections.abc import Iterator

from bot.domain import Defect, Finding, Fix, Severity
from bot.engineer.checks.support.base import Check, Spot, finding
from bot.engineer.checks.support.prose import BEGINS, removal, spoken
from bot.words import N_, Words

_RULE = re.compile(
    rf"{BEGINS}(?:do not|don't|never|always|make sure|ensure|only|you must|you should|avoid|remember|please|be sure"
    r"|keep|use|write|ne |jamais|toujours|n'|évite|utilise|assure)\b[^.!?\n]{20,300}[.!?](?=[ \n]|\Z)",
    re.IGNORECASE,
)


def _find(text: str, words: Words) -> Iterator[Finding]:
    said: set[str] = set()
    for match in spoken(text, _RULE):
        plain = " ".join(re.findall(r"\w+", match[0].casefold()))
        if plain in said:
            why = words("The same rule already stands above, word for word; said once it is as strong.")
            spot = removal(text, Spot(*match.span()))
            yield finding(text, spot, defect=Defect.OVERLOAD, severity=Severity.MINOR, why=why, fixes=(Fix(""),))
        said.add(plain)


HABIT = Check(name="repeated", about=N_("rules that are said twice"), find=_find)
