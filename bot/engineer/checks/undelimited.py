"""Outside text put into a sentence with nothing around it, as in "Summarise {{ticket}} in two lines".

Where the text of a ticket ends and the instruction goes on, no model can tell, and what the ticket says may be taken
for the prompt. Only names count that can hold nothing but outside text, and only where no tag, fence, quotation mark
or heading sets them apart.
"""

import re
from collections.abc import Iterator

from bot.domain import Defect, Finding, Fix, Severity
from bot.engineer.checks.support.base import Check, Spot, finding
from bot.engineer.checks.support.notation import has_single_braces, our_places
from bot.engineer.checks.support.outside import Layout, holds_text
from bot.library.templates import Place
from bot.words import N_, Words


def _find(text: str, words: Words) -> Iterator[Finding]:
    places = [place for place in our_places(text) if holds_text(place.name)]
    if not places or has_single_braces(text):
        return
    layout = Layout(text)
    bare = [place for place in places if not layout.sets_apart(place)]
    apart = {place.name for place in set(places).difference(bare)}
    for place in bare:
        if layout.is_mention(place):
            continue
        if place.name in apart:
            yield _again(text, place, words)
        else:
            before, after = layout.line(place)
            yield _finding(text, place, _tagged(place, before, after), words, goes_on=bool(re.search(r"\w", after)))


def _finding(text: str, place: Place, right: str, words: Words, *, goes_on: bool) -> Finding:
    why = words(
        "“{name}” holds text from outside and nothing shows where it begins and ends: what it says may be taken for"
        " your instructions.",
        name=place.name,
    )
    severity = Severity.MAJOR if goes_on else Severity.MINOR
    fix = Fix(right, words("Put it between tags"))
    spot = Spot(place.start, place.end)
    return finding(text, spot, defect=Defect.UNDELIMITED, severity=severity, why=why, fixes=(fix,))


def _again(text: str, place: Place, words: Words) -> Finding:
    why = words(
        "“{name}” already stands in the prompt, set apart; here its whole text is put in a second time, with nothing"
        " around it.",
        name=place.name,
    )
    spot = Spot(place.start, place.end)
    return finding(text, spot, defect=Defect.UNDELIMITED, severity=Severity.MINOR, why=why)


def _tagged(place: Place, before: str, after: str) -> str:
    """Give the variable between tags of its own name: on lines of its own where it ends a line."""
    tag = re.sub(r"[\W_]+", "_", place.name.casefold()).strip("_")
    tag = tag if tag[:1].isalpha() else f"input_{tag}"
    variable = "{{" + place.name + "}}"
    if after.strip() or re.match(r"\s*(?:[-*•+]|\d+[.)]) ", before):
        return f"<{tag}>{variable}</{tag}>"
    return ("\n" if before.strip() else "") + f"<{tag}>\n{variable}\n</{tag}>"


CHECK = Check(name="undelimited", about=N_("outside text that nothing sets apart"), find=_find)
