"""Words in a text that mean to take a model over: to leave its rules, to tell what it was told, to be someone else.

A prompt may well say such things, as one that is to be held against them does. So it is told and never refused, and no
check of a critique: there it would cry wolf.
"""

import re
from dataclasses import dataclass

from bot.words import N_

QUOTE = 80
"""Characters of a quotation."""
_RULES = r"(?:instructions?|prompts?|rules|directives?|guidelines|messages?|context|training)"
_EARLIER = r"(?:previous|prior|above|earlier|preceding|existing|original|initial|system|your|my|these|those)"


@dataclass(frozen=True, slots=True)
class _Kind:
    """One way to go about it. Only a text with one of the `anchors`, in small letters, is looked at closely."""

    name: str
    anchors: tuple[str, ...]
    pattern: re.Pattern[str]


_KINDS = (
    _Kind(
        N_("an order to leave earlier rules"),
        ("ignore", "disregard", "forget", "override", "bypass"),
        re.compile(
            rf"\b(?:ignore|disregard|forget|override|bypass)\b(?: (?:all|any|every|each|of|the))*"
            rf"(?: {_EARLIER})+(?: \w+)? {_RULES}\b"
            r"|\bignore[zr]?\b(?: (?:toutes|tous|les|vos|tes|ces))* (?:instructions|consignes|règles)\b"
            r"(?: (?:précédentes|antérieures|ci-dessus))",
            re.IGNORECASE,
        ),
    ),
    _Kind(
        N_("an order to give hidden instructions away"),
        ("reveal", "print", "repeat", "show", "output", "display", "leak", "disclose"),
        re.compile(
            rf"\b(?:reveal|print|repeat|show|output|display|leak|disclose)\b(?: (?:me|us|back|out|all|the))*"
            rf" (?:your|the|its) (?:hidden |secret |initial |original |full |entire |own )*(?:system )?{_RULES}\b"
            r"(?= (?:verbatim|word for word|above|exactly)|[.!]|$)",
            re.IGNORECASE | re.MULTILINE,
        ),
    ),
    _Kind(
        N_("an order to act without limits"),
        ("anything now", " mode", "jailbroken", "unrestricted", "free of all", "without any"),
        re.compile(
            r"\bdo anything now\b|\b(?:developer|god|jailbreak|DAN) mode\b"
            r"|\byou are (?:now |from now on )?(?:jailbroken|unrestricted|free of all (?:rules|restrictions))\b"
            r"|\bwithout any (?:restrictions|filters|ethical guidelines)\b",
            re.IGNORECASE,
        ),
    ),
    _Kind(
        N_("marks that belong to a model's own notation"),
        ("<|", "inst]", "<<sys>>"),
        re.compile(r"<\|(?:im_start|im_end|system|user|assistant|endoftext|eot_id)\|>|\[/?INST\]|<<SYS>>"),
    ),
)


@dataclass(frozen=True, slots=True)
class Injection:
    """One such place. `kind` is a message id; `quote` is from the text, `line` counts from 1."""

    kind: str
    quote: str
    line: int


def injections(text: str) -> tuple[Injection, ...]:
    """Give the first place of each kind in a text, in time linear in its length."""
    small = text.lower()
    looked = (kind for kind in _KINDS if any(anchor in small for anchor in kind.anchors))
    found = ((kind, kind.pattern.search(text)) for kind in looked)
    return tuple(
        Injection(kind.name, match[0][:QUOTE], text.count("\n", 0, match.start()) + 1) for kind, match in found if match
    )
