"""What is taken from a small model, and what is not: it drifts, copies its examples, invents numbers, drops conditions.

Everything here is measured against the person's own words. What does not pass is left out, never mended.
"""

import re
from collections import Counter

from bot.engineer.guided.grammars import GRAMMARS
from bot.engineer.guided.wish import Form

STEM = 5
"""Letters that two forms of a word share: "summarises", "summary"."""
KEPT_OF_GOAL = 0.5
KEPT_OF_SENTENCE = 0.8
SHORTER = 0.9
"""Of its length, less than this: else it is no gain worth a change."""
TASK_LENGTH = 160
READER_WORDS = range(2, 15)
FORMAT_LENGTH = 160

_WORD = re.compile(r"[^\W_]+")
_FILLER = frozenset(
    """
    a an and are as at be been but by can could do does for from get give had has have help how i if in into is it its
    just kindly like make makes me my need needs of on or our please prompt really so some something sure task that the
    their them then there these they this to too us very want wants was we what when which who will with would you your
    should must also
    """.split()  # noqa: SIM905 - a list of a hundred strings cannot be read
)
_FIXED = re.compile(r"\{\{[^{}]*\}\}|</?[\w-]+>|\d+(?:[.,:]\d+)*|\"[^\"]*\"|“[^”]*”|`[^`]*`")
_LIMITS = re.compile(
    r"\b(?:not|no|none|never|without|only|unless|except|instead|if|when|before|after|until|at most|at least|always"
    r"|every|each|all|any|first|last|exactly|avoid)\b|n't\b",
    re.IGNORECASE,
)
_CODE = re.compile(r"[{}<>|`\n]")
_YOURSELF = re.compile(r"(?:you|me|i|the user|the assistant|ai)\b", re.IGNORECASE)


def task(goal: str, offered: str) -> str:
    """Give the order that a model made of a goal, if it keeps most of the goal's words; else an empty text."""
    goal_stems = stems(goal)
    kept = len(goal_stems & stems(offered))
    plain = len(offered) <= TASK_LENGTH and not _CODE.search(offered) and _invents_no_number(goal, offered)
    order = GRAMMARS["en"].form(offered) is Form.BASE
    return offered.strip() if plain and order and goal_stems and kept >= KEPT_OF_GOAL * len(goal_stems) else ""


def reader(goal: str, offered: str, examples: str) -> str:
    """Give who reads a result, as a phrase; empty when it names nobody, or is copied from the examples."""
    phrase = offered.strip().rstrip(".")
    plain = not _CODE.search(phrase) and _invents_no_number(goal, phrase) and phrase not in examples
    return phrase if plain and len(phrase.split()) in READER_WORDS and not _YOURSELF.match(phrase) else ""


def shape(goal: str, offered: str, examples: str) -> str:
    """Give what a result looks like, in one sentence; empty when it is more than that, or copied."""
    sentence = offered.strip()
    plain = not _CODE.search(sentence) and _invents_no_number(goal, sentence) and sentence not in examples
    return sentence if plain and sentence and len(sentence) <= FORMAT_LENGTH else ""


def same_in_fewer(before: str, after: str) -> bool:
    """Tell whether a sentence says the same in fewer words, as far as that can be told: whatever is not prose stands
    in it unchanged, every word that sets a limit and nearly every other that matters is there, and none is new.
    """
    old, new = stems(before), stems(after)
    return (
        0 < len(after) < SHORTER * len(before)
        and _count(_FIXED, before) == _count(_FIXED, after)
        and not _count(_LIMITS, before) - _count(_LIMITS, after)
        and new <= old
        and len(new) >= KEPT_OF_SENTENCE * len(old)
        and _whole(before, after)
    )


def stems(text: str) -> frozenset[str]:
    """Give the words that matter in a text, by their stems."""
    return frozenset(word[:STEM] for word in _WORD.findall(text.casefold()) if word not in _FILLER)


def _whole(before: str, after: str) -> bool:
    """Tell whether it is a sentence still: an order, or one that begins and ends as it did."""
    if after[-1:] != before[-1:]:
        return False
    return GRAMMARS["en"].form(after) is Form.BASE or after.split()[:1] == before.split()[:1]


def _invents_no_number(known: str, text: str) -> bool:
    return set(re.findall(r"\d+", text)) <= set(re.findall(r"\d+", known))


def _count(pattern: re.Pattern[str], text: str) -> Counter[str]:
    return Counter(found.casefold() for found in pattern.findall(text))
