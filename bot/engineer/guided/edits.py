"""Edits of a prompt that are safe without a model: they take away what says nothing, or set apart what stands there
already. None changes what is asked for, none touches code, examples, quotations or variables.

The documented set is `EDITS`; `bot.engineer.guided.orders` tells which of them an instruction asks for.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from bot.domain import Change, Defect
from bot.engineer.apply import apply
from bot.engineer.checks.run import check, habits
from bot.engineer.checks.support.base import Spot, Stretches
from bot.engineer.checks.support.prose import removal
from bot.engineer.guided.sections import sections
from bot.library.templates import variables
from bot.words import N_, Words

_KEPT = re.compile(
    r"```[\s\S]*?(?:```|\Z)|`[^`\n]+`|<(examples?|exemples?)>[\s\S]*?(?:</\1>|\Z)|\{\{[^{}\n]*\}\}|\"[^\"\n]{1,300}\""
    r"|“[^”\n]{1,300}”"
    r"|«[^»\n]{1,300}»",
    re.IGNORECASE,
)
"""Code, examples, variables and quotations: never touched."""
_START = r"(?:(?<=\A)|(?<=[.!?:]\s)|(?<=\n)|(?<=\n[ \t])|(?<=[-*•]\s))"
_POLITE = re.compile(
    r"(?:,[ \t]*)?\b(?:please|kindly|s['’]il (?:te|vous) pla[iî]t|stp|svp)\b,?(?![-\w])"
    rf"|{_START}(?:thank you|thanks|merci)(?: (?:very much|so much|in advance|beaucoup|d['’]avance))*[.!]+"
    rf"|{_START}(?:i would like you to|i['’]d like you to|i want you to|i need you to|you need to)(?= )",
    re.IGNORECASE,
)
_WEAK = ("DO", "NOT", "ALL", "ANY", "EVERY", "UNDER", "NO", "WILL", "NE", "PAS")
"""Words that shout only beside others: alone they may be a label or an operator."""
_LOUD = (
    *_WEAK, "MUST", "NEVER", "ALWAYS", "DON'T", "ONLY", "STRICTLY", "EXACTLY", "ABSOLUTELY", "CIRCUMSTANCES", "SHOULD",
    "SHALL", "CANNOT", "VERY", "JAMAIS", "TOUJOURS", "UNIQUEMENT", "STRICTEMENT", "ABSOLUMENT", "DOIS", "DOIT", "DEVEZ",
    "IMPÉRATIVEMENT", "SEULEMENT",
)  # fmt: skip
_MARK = re.compile(
    rf"{_START}[*_]{{0,2}}(?:VERY )?(?:IMPORTANT|CRITICAL|WARNING|ATTENTION|REMEMBER)"
    rf"(?: NOTE)?[*_]{{0,2}}\s?[:!]+[*_]{{0,2}}[ \t]*(?=\S)"
)
_WORD = rf"(?:{'|'.join(map(re.escape, _LOUD))})\b"
_SHOUT = re.compile(rf"\b{_WORD}(?:(?:[ \t]+[A-ZÀ-Ý]{{2,}}){{0,2}}?[ \t]+{_WORD})*(?!['’])")
_BANGS = re.compile(r"!{2,}|(?<=\w)!(?=\s|$)")
_FILLER: Mapping[str, str] = MappingProxyType(
    {
        r"it is (?:very )?important to (?:note|remember) that ": "",
        r"(?:please )?note that ": "",
        r"keep in mind that ": "",
        r"(?:be sure|make sure) to ": "",
        r"in order to ": "to ",
        r"due to the fact that ": "because ",
        r"in the event that ": "if ",
        r"at this point in time": "now",
        r"for the purpose of ": "for ",
        r"with regards? to ": "about ",
        r"in a manner that is ": "",
        r"each and every ": "every ",
        r"the fact that ": "that ",
        r"il est important de (?:noter|rappeler) que ": "",
        r"(?:veuillez|merci de) noter que ": "",
        r"afin de ": "pour ",
        r"dans le but de ": "pour ",
        r"en raison du fait que ": "parce que ",
        r"au cas où ": "si ",
        r"en ce qui concerne ": "pour ",
    }
)
_FILL = re.compile("|".join(rf"(?P<f{at}>\b{pattern})" for at, pattern in enumerate(_FILLER)), re.IGNORECASE)
_SENTENCE = re.compile(r"[^\s.!?][^.!?\n]*(?P<end>[.!?]*)")
ROUNDS = 5
"""How often an edit is done again for what it brought together."""
LEAST = 4
"""Words that a sentence has at least before its repetition is taken out."""


@dataclass(frozen=True, slots=True)
class Edit:
    """A safe edit: what it does, for the person, and how."""

    what: str
    why: str
    run: Callable[[str, Words], str]


def edited(text: str, names: tuple[str, ...], words: Words) -> tuple[str, tuple[Change, ...]]:
    """Do the edits of these names in their order; give the text and what each of them changed. An edit that would lose
    a variable is left out.
    """
    changes = []
    for name in names:
        edit = EDITS[name]
        new = edit.run(text, words)
        if new != text and set(variables(text)) <= set(variables(new)) and new.strip():
            changes.append(Change(words(edit.what), words(edit.why)))
            text = new
    return text, tuple(changes)


def _without_politeness(text: str, words: Words) -> str:
    del words
    return _replaced(text, _POLITE)


def _without_shouting(text: str, words: Words) -> str:
    del words
    for pattern, put in ((_MARK, _nothing), (_SHOUT, _quiet), (_BANGS, _full_stop)):
        text = _replaced(text, pattern, put)
    return text


def _without_filler(text: str, words: Words) -> str:
    del words
    return _replaced(text, _FILL, _shorter)


def _without_repetition(text: str, words: Words) -> str:
    del words
    seen: set[str] = set()

    def once(found: re.Match[str]) -> str:
        key = " ".join(re.findall(r"\w+", found[0].casefold()))
        again = bool(found["end"]) and key in seen and len(key.split()) >= LEAST
        seen.add(key)
        return "" if again else found[0]

    return _once(text, _SENTENCE, once)


def _without_obsolete(text: str, words: Words) -> str:
    """Apply what the rules for habits found, so that critique and refine agree."""
    for _ in range(ROUNDS):
        found = [habit for habit in habits(text, words) if habit.defect is Defect.OBSOLETE and habit.rule != "shouting"]
        new, _left = apply(text, found)
        if new == text:
            break
        text = new
    return text


def _delimited(text: str, words: Words) -> str:
    loose = [found for found in check(text, words) if found.defect is Defect.UNDELIMITED]
    return apply(text, loose)[0]


def _sectioned(text: str, words: Words) -> str:
    del words
    return sections(text)


def _nothing(found: re.Match[str]) -> str:
    del found
    return ""


def _full_stop(found: re.Match[str]) -> str:
    del found
    return "."


def _quiet(found: re.Match[str]) -> str:
    if found[0] in _WEAK:
        return found[0]
    lower = found[0].lower()
    return lower[:1].upper() + lower[1:] if _begins(found.string, found.start()) else lower


def _shorter(found: re.Match[str]) -> str:
    replacement = list(_FILLER.values())[int((found.lastgroup or "f0")[1:])]
    return replacement[:1].upper() + replacement[1:] if found[0][0].isupper() else replacement


def _replaced(text: str, pattern: re.Pattern[str], put: Callable[[re.Match[str]], str] = _nothing) -> str:
    """Put something else, or nothing, where a pattern stands outside what is kept, until none does: what was apart may
    have come together.
    """
    for _ in range(ROUNDS):
        new = _once(text, pattern, put)
        if new == text:
            break
        text = new
    return text


def _once(text: str, pattern: re.Pattern[str], put: Callable[[re.Match[str]], str]) -> str:
    """Go through the text once; the seams are mended."""
    kept = Stretches(Spot(*found.span()) for found in _KEPT.finditer(text))
    parts, at = [], 0
    for found in pattern.finditer(text):
        replacement = put(found)
        if found.start() < at or replacement == found[0] or kept.meet(Spot(*found.span())):
            continue
        start, end = _seam(text, found.span()) if not replacement else found.span()
        parts += [text[at:start], replacement]
        at = end
        if not replacement and _begins(text, start) and text[at : at + 1].islower():
            parts.append(text[at].upper())
            at += 1
    return "".join([*parts, text[at:]]).rstrip(" ") if parts else text


def _seam(text: str, span: tuple[int, int]) -> tuple[int, int]:
    """Widen what goes by the space, or by the whole line, that would be left of it."""
    spot = removal(text, Spot(*span))
    if text[spot.start - 1 : spot.start] == " " and text[spot.end : spot.end + 1] in {
        "",
        "\n",
        ".",
        ",",
        ";",
        "!",
        "?",
    }:
        return spot.start - 1, spot.end
    return spot.start, spot.end


def _begins(text: str, at: int) -> bool:
    """Tell whether a sentence begins there."""
    before = text[max(0, at - 8) : at].rstrip(" \t*_")
    return not before or before.endswith((".", "!", "?", "\n", "-", "•")) or before[-2:] == ":\n"


EDITS: Mapping[str, Edit] = MappingProxyType(
    {
        "politeness": Edit(
            N_("Took out politeness."), N_("It says nothing about the task and costs words."), _without_politeness
        ),
        "obsolete": Edit(
            N_("Took out tricks that do nothing for today's models."),
            N_("They give no better answers and take up room; some make models that think by themselves slower."),
            _without_obsolete,
        ),
        "shouting": Edit(
            N_("Wrote capitals and exclamation marks as plain words."),
            N_("Newer models apply a rule too widely when it is shouted."),
            _without_shouting,
        ),
        "filler": Edit(N_("Took out words that carry nothing."), N_("Shorter, and it says the same."), _without_filler),
        "repetition": Edit(
            N_("Took out sentences that stood there twice."),
            N_("A rule that is repeated weighs no more, and the copies drift apart."),
            _without_repetition,
        ),
        "delimit": Edit(
            N_("Put what goes in between tags."),
            N_("The model then sees where the material begins and ends, and does not take it for instructions."),
            _delimited,
        ),
        "sections": Edit(
            N_("Turned a long paragraph into parts."),
            N_("Rules that stand in a list are followed one by one, and are easier to change."),
            _sectioned,
        ),
    }
)
"""By name, in the order in which they are done together."""
