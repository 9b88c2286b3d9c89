"""Keys, tokens, passwords and private keys in a text.

What their makers mark is found by the mark; the rest by what stands before it, and then only when it looks drawn at
random. Placeholders and examples are none.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from bot.domain import Defect, Finding, Fix, Severity
from bot.engineer.checks.support.assigned import assigned, in_addresses, private_keys
from bot.engineer.checks.support.base import Check, Spot
from bot.engineer.checks.support.judge import plausible
from bot.engineer.checks.support.kinds import KINDS, pattern
from bot.engineer.checks.support.plugins import detected
from bot.words import N_, Words

MASK = "[secret removed]"
"""What stands where a secret was: clear to a reader and to a model, and no secret to any check."""

_ROUNDS = 4
_REST = re.compile(r"[A-Za-z0-9_-]*")


@dataclass(frozen=True, slots=True)
class Secret:
    """One secret: `text[start:end]`, beginning on `line` (from 1). `kind` is a message id: "an Anthropic key"."""

    kind: str
    start: int
    end: int
    line: int
    marked: bool = False
    """Its first four characters are the same in every such key, so they may be shown."""


@dataclass(frozen=True, slots=True)
class _Candidate:
    """What may be a secret. `rank`: how far down the list of detectors; the first one names the kind."""

    rank: int
    kind: str
    spot: Spot
    marked: bool


def secrets(text: str) -> tuple[Secret, ...]:
    """Give the secrets of a text in order, none overlapping another.

    Takes about a millisecond for a usual prompt and may take a tenth of a second for 100,000 characters (and a
    quarter of a second once, when the detectors are first needed): call it from a thread where others wait.
    """
    found: list[_Candidate] = []
    rest = text
    for _ in range(_ROUNDS):
        fresh = _merged(_candidates(rest))
        if not fresh:
            break
        found += fresh
        # A secret may hide the one that follows it: look again at the text as it is once these are masked.
        rest = _blanked(rest, fresh)
    lines = [at for at, character in enumerate(text) if character == "\n"] if found else []
    return tuple(
        Secret(one.kind, one.spot.start, one.spot.end, bisect_left(lines, one.spot.start) + 1, one.marked)
        for one in sorted(found, key=lambda one: one.spot.start)
    )


def mask(text: str, found: Sequence[Secret]) -> str:
    """Put `MASK` in place of each secret."""
    pieces, at = [], 0
    for secret in sorted(found, key=lambda one: one.start):
        pieces += [text[at : secret.start], MASK]
        at = secret.end
    return "".join([*pieces, text[at:]])


def hint(text: str, secret: Secret, words: Words) -> str:
    """Show a secret without giving it away: `sk-a…(108 characters)`."""
    shown = text[secret.start : secret.start + 4] if secret.marked else ""
    number = secret.end - secret.start
    return shown + words.count("…({number} character)", "…({number} characters)", number)


def _candidates(text: str) -> Iterator[_Candidate]:
    for rank, (kind, spot, marked) in enumerate(_looks(text)):
        yield _Candidate(rank, kind, spot, marked)


def _looks(text: str) -> Iterator[tuple[str, Spot, bool]]:
    """Look for everything, the most certain first."""
    yield from ((kind, spot, True) for kind, spot in private_keys(text))
    for kind in KINDS:
        if any(anchor in text for anchor in kind.anchors):
            for match in pattern(kind).finditer(text):
                if plausible(match["body"]):
                    yield kind.name, _to_its_end(text, Spot(*match.span())), bool(kind.head)
    for name, spot in detected(text):
        if plausible(text[spot.start : spot.end]):
            yield name, _to_its_end(text, spot), False
    yield from ((kind, spot, False) for kind, spot in in_addresses(text))
    yield from ((kind, spot, False) for kind, spot in assigned(text))


def _to_its_end(text: str, spot: Spot) -> Spot:
    """Take along what follows without a break, so that no part of a secret is left standing."""
    rest = _REST.match(text, spot.end)
    return Spot(spot.start, rest.end() if rest else spot.end)


def _merged(candidates: Iterator[_Candidate]) -> list[_Candidate]:
    """Join what overlaps; the candidate found first says what it is."""
    merged: list[_Candidate] = []
    for one in sorted(candidates, key=lambda one: (one.spot.start, one.rank)):
        if merged and one.spot.meets(merged[-1].spot):
            last = merged.pop()
            first = min(last, one, key=lambda each: each.rank)
            joined = Spot(last.spot.start, max(last.spot.end, one.spot.end))
            merged.append(replace(first, spot=joined, marked=first.marked and first.spot.start == joined.start))
        else:
            merged.append(one)
    return merged


def _blanked(text: str, found: Sequence[_Candidate]) -> str:
    """Put a bracket of the same length where each secret stands, so that places stay what they are."""
    pieces, at = [], 0
    for one in found:
        pieces += [text[at : one.spot.start], "[" + " " * (one.spot.end - one.spot.start - 2) + "]"]
        at = one.spot.end
    return "".join([*pieces, text[at:]])


def _find(text: str, words: Words) -> Iterator[Finding]:
    for secret in secrets(text):
        yield Finding(
            id="",
            defect=Defect.SECRET,
            severity=Severity.BLOCKER,
            quote=hint(text, secret, words),
            start=secret.start,
            end=secret.end,
            why=words(
                "This looks like {kind}: whoever reads the prompt can use it, so renew it.", kind=words(secret.kind)
            ),
            fixes=(Fix(MASK, words("Mask")),),
        )


CHECK = Check(name="secrets", about=N_("keys, tokens and passwords"), find=_find)
