"""One variable in two spellings: `{{user_name}}` here, `{{username}}` there."""

from collections import Counter
from collections.abc import Iterator

from bot.domain import Defect, Finding, Fix, Severity
from bot.engineer.checks.support.base import Check, Spot, finding
from bot.engineer.checks.support.notation import key, our_places
from bot.words import N_, Words

_SHORTEST = 3
"""Characters of a name below which two spellings may be two things: `{{x}}` and `{{X}}`."""


def _find(text: str, words: Words) -> Iterator[Finding]:
    places = our_places(text)
    counts = Counter(place.name for place in places)
    usual: dict[str, str] = {}
    for name, _ in counts.most_common():
        usual.setdefault(key(name), name)
    for place in places:
        best = usual[key(place.name)]
        if place.name != best and len(key(best)) >= _SHORTEST:
            why = words(
                "“{name}” and “{other}” look like one variable in two spellings: each is asked for on its own.",
                name=place.name,
                other=best,
            )
            fix = Fix("{{" + best + "}}")
            spot = Spot(place.start, place.end)
            yield finding(text, spot, defect=Defect.VARIABLE, severity=Severity.MAJOR, why=why, fixes=(fix,))


CHECK = Check(name="spellings", about=N_("variables in two spellings"), find=_find)
