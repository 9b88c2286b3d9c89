"""Variables that are not written as `{{name}}`, so that nothing would be put in.

Braces are everywhere in code. A place counts only when it has the shape of a broken variable and its braces have no
partner, or when it can be nothing but a name with something in it that a name cannot have.
"""

import re
from collections.abc import Iterator

from bot.domain import Defect, Finding, Fix, Severity
from bot.engineer.checks.support.base import Check, Spot, finding
from bot.engineer.checks.support.notation import has_single_braces, is_other_engine, our_places
from bot.words import N_, Words

_NAME = r"[^\W\d_][\w.\-/]{0,63}(?: [\w.\-/]{1,64}){0,3}"
_WORD = r"[^\W\d_][\w\-]{1,63}"
_BROKEN = re.compile(
    rf"(?<![{{\\$=])\{{\{{[ \t]*(?P<one_closing>{_NAME})[ \t]*\}}(?!\}})"
    rf"|(?<![{{\\$=\w])\{{[ \t]*(?P<one_opening>{_NAME})[ \t]*\}}\}}(?!\}})"
    rf"|(?<![{{\\$=])\{{\{{\{{[ \t]*(?P<three_opening>{_NAME})[ \t]*\}}\}}(?!\}})"
    rf"|(?<![{{\\$=])\{{\{{[ \t]*(?P<three_closing>{_NAME})[ \t]*\}}\}}\}}(?!\}})"
    rf"|(?<![{{\\$=])\{{\{{[ \t]*(?P<wrong_closing>{_NAME})[ \t]*[)\]]\}}(?!\}})"
    rf"|(?<![{{\\$=])\{{\{{[ \t]*(?P<other_closing>{_NAME})[ \t]*[)\]]{{2}}"
    rf"|(?<![{{\\$=])\{{\{{[ \t]*(?P<no_closing>{_WORD})(?=[ \t]*(?:$|[.,;!?)\]\r\n]|[ ][^\W\d]))"
    rf"|(?<![\w{{}}.\"'\])])(?P<no_opening>{_WORD})\}}\}}(?!\}})"
    rf"|(?<![{{\\$=\w])\{{[ ]\{{[ ]?(?P<apart>{_NAME})[ ]?\}}[ ]\}}(?!\}})"
    r"|(?<![{\\$=\w])(?P<dangling>\{\{|\}\})(?![{}])"
)
_ALONE_ON_LINE = {
    "one_closing": (0,),
    "one_opening": (-1,),
    "three_opening": (0,),
    "three_closing": (-1,),
    "wrong_closing": (0,),
    "other_closing": (0, 1),
    "no_closing": (0, 1),
    "no_opening": (-2, -1),
}
"""Which braces of each shape have no partner on their line, counted from the ends of the match."""
_PAIR = re.compile(r"(?<![\\{$=])\{\{(?P<inside>[^{}]{0,200})\}\}(?!\})")
_VALID = re.compile(r"[ \t]*(?:>[ \t]*)?\w[\w .\-/]{0,63}[ \t]*")
_ODD_NAME = re.compile(r"\w[\w .\-/?!:,'’&@#…]{2,199}")
_ODD = re.compile(r"[^\w .\-/]+")
_AFTER_WORD = " ", "\n", ".", ",", ";", ":", "!", "?", ""
_BRACE = re.compile(r"[{}]|\n")


def _find(text: str, words: Words) -> Iterator[Finding]:
    if "{{" in text or "}}" in text or "{ {" in text:
        yield from _broken(text, words)
        if "{{" in text and not is_other_engine(text) and not has_single_braces(text):
            yield from _malformed(text, words)


def _broken(text: str, words: Words) -> Iterator[Finding]:
    matches = list(_BROKEN.finditer(text))
    if not matches:
        return
    ours = bool(our_places(text))
    on_line, in_text = _without_partner(text)
    alone = on_line if ours else on_line & in_text
    for match in matches:
        shape, spot = match.lastgroup or "", Spot(*match.span())
        if shape == "apart":
            broken = ours
        elif shape == "dangling":
            broken = ours and {spot.start, spot.start + 1} <= in_text & on_line
        else:
            ends = {at: (spot.start if at >= 0 else spot.end) + at for at in _ALONE_ON_LINE[shape]}
            broken = alone.issuperset(ends.values())
        if broken:
            yield _dangling(text, spot, words) if shape == "dangling" else _finding(text, spot, match[shape], words)


def _without_partner(text: str) -> tuple[set[int], set[int]]:
    """Give the places of braces that have no partner on their line, and of those that have none in the whole text."""
    on_line: set[int] = set()
    in_text: set[int] = set()
    line: list[int] = []
    whole: list[int] = []
    for match in _BRACE.finditer(text):
        if match[0] == "\n":
            on_line.update(line)
            line = []
        elif match[0] == "{":
            line.append(match.start())
            whole.append(match.start())
        else:
            for opened, alone in ((line, on_line), (whole, in_text)):
                if opened:
                    opened.pop()
                else:
                    alone.add(match.start())
    return on_line.union(line), in_text.union(whole)


def _malformed(text: str, words: Words) -> Iterator[Finding]:
    ours = bool(our_places(text))
    for match in _PAIR.finditer(text):
        inside = match["inside"]
        if _VALID.fullmatch(inside):
            continue
        name = " ".join(inside.split())
        spot = Spot(*match.span())
        if not name:
            if ours and text[spot.start - 1 : spot.start].isspace() and text[spot.end : spot.end + 1] in _AFTER_WORD:
                yield _empty(text, spot, words)
        elif _VALID.fullmatch(name):
            yield _finding(text, spot, name, words)
        elif _ODD_NAME.fullmatch(name) and re.search(r"[^\W\d_]{3}", name):
            yield _finding(text, spot, _mended(name), words)


def _mended(name: str) -> str:
    """Give the nearest name that can be one: what stands before a colon, without signs, at most 64 characters."""
    plain = _ODD.sub(" ", re.split(r"[:,?!…]", name, maxsplit=1)[0])
    return "_".join(plain.split())[:64].strip("_-./") or "value"


def _finding(text: str, spot: Spot, name: str, words: Words) -> Finding:
    right = "{{" + name.strip() + "}}"
    why = words("This is no variable as it stands: nothing is put in here. A variable is written {right}.", right=right)
    # Where no brace closes and words follow, nobody can tell where the name was to end.
    open_end = text[spot.end - 1] not in "})]" and text[spot.end : spot.end + 1] == " "
    fixes = () if open_end else (Fix(right),)
    return finding(text, spot, defect=Defect.VARIABLE, severity=Severity.MAJOR, why=why, fixes=fixes)


def _empty(text: str, spot: Spot, words: Words) -> Finding:
    why = words("This variable has no name: nothing can be put in here.")
    return finding(text, spot, defect=Defect.VARIABLE, severity=Severity.MAJOR, why=why)


def _dangling(text: str, spot: Spot, words: Words) -> Finding:
    why = words("These braces have no partner: if a variable was meant, nothing is put in here.")
    return finding(text, spot, defect=Defect.VARIABLE, severity=Severity.MAJOR, why=why)


CHECK = Check(name="variables", about=N_("broken variables"), find=_find)
