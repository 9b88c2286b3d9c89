"""JSON is asked for and no field is named: every answer would have other ones."""

import re
from collections.abc import Iterator

from bot.domain import Defect, Finding, Severity
from bot.engineer.checks.support.base import Check, Spot, finding
from bot.engineer.checks.support.prose import spoken
from bot.words import N_, Words

_ASKED = re.compile(
    r"\b(?:return|respond|answer|output|reply|réponds|répondez|renvoie|renvoyez)(?: \w+){0,3}?"
    r" (?:with|in|as|en|au format)? ?(?:only |valid |raw |strict |a |du )*JSON\b[^.\n]{0,60}",
    re.IGNORECASE,
)
_FIELDS = re.compile(
    r"[{}]|\b(?:fields?|keys?|schema|schéma|propert(?:y|ies)|attributes?|champs?|clés?|columns?|following|structure)\b"
    r"|\b(?:array|list|tableau|liste) (?:of|de)\b|[\"`]\w+[\"`]",
    re.IGNORECASE,
)


def _find(text: str, words: Words) -> Iterator[Finding]:
    if _FIELDS.search(text):
        return
    for match in spoken(text, _ASKED):
        why = words("JSON is asked for and no field is named: every answer would have other fields. Name them.")
        spot = Spot(*match.span())
        yield finding(text, spot, defect=Defect.OUTPUT_FORMAT, severity=Severity.MAJOR, why=why)
        return


HABIT = Check(name="bare_json", about=N_("JSON without fields"), find=_find)
