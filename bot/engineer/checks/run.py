"""Every check over one text. A check is one module of this package that defines `CHECK`; a rule of the guided critique
is one named `habit_...` that defines `HABIT`. Both are listed by being there.
"""

import pkgutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from importlib import import_module
from pathlib import Path

from bot.domain import Defect, Finding
from bot.engineer.checks.support.base import Check, Spot, Stretches
from bot.words import Words

_HABIT = "habit_"
AT_MOST = 20
"""Findings of one rule in one text; the last one says how many more there are."""


@lru_cache(maxsize=1)
def checks() -> tuple[Check, ...]:
    """Give what is looked for in every prompt, in the order of the modules' names."""
    modules = (name for name in _modules() if not name.startswith(_HABIT))
    return tuple(import_module(f"{__package__}.{name}").CHECK for name in modules)


@lru_cache(maxsize=1)
def habit_rules() -> tuple[Check, ...]:
    """Give the rules of the guided critique, in the order of the modules' names."""
    modules = (name for name in _modules() if name.startswith(_HABIT))
    return tuple(import_module(f"{__package__}.{name}").HABIT for name in modules)


def check(text: str, words: Words) -> tuple[Finding, ...]:
    """Look for everything that can be trusted without a model, the worst first.

    Offsets are exact, ids are "1", "2" and so on. Takes any text, also one with lone surrogates, in time linear in
    its length. A usual prompt takes a few milliseconds and 100,000 characters may take more than a tenth of a second:
    call it from a thread where others wait.
    """
    return _run(checks(), text, words)


def habits(text: str, words: Words) -> tuple[Finding, ...]:
    """Look for habits that do a prompt no good: what the guided critique adds. The same promises as `check`."""
    return _run(habit_rules(), text, words)


def looked_at(words: Words) -> tuple[str, ...]:
    """Say what `check` looks for, in the reader's language."""
    return tuple(words(one.about) for one in checks())


def _modules() -> list[str]:
    here = pkgutil.iter_modules([str(Path(__file__).parent)])
    return sorted(module.name for module in here if not module.ispkg and module.name != Path(__file__).stem)


def _run(rules: tuple[Check, ...], text: str, words: Words) -> tuple[Finding, ...]:
    every = [(rule.name, one) for rule in rules for one in rule.find(text, words)]
    secret = Stretches(Spot(one.start, one.end) for _, one in every if one.defect is Defect.SECRET)
    # What stands inside a secret is no telephone number and no variable.
    kept = [
        (name, one) for name, one in every if one.defect is Defect.SECRET or not secret.meet(Spot(one.start, one.end))
    ]
    kept.sort(key=lambda named: (named[1].severity.rank, named[1].start, named[1].end))
    return tuple(replace(one, id=str(number), rule=name) for number, (name, one) in enumerate(_bounded(kept, words), 1))


def _bounded(found: list[tuple[str, Finding]], words: Words) -> Iterator[tuple[str, Finding]]:
    """Let each rule speak `AT_MOST` times, the last time with the number of the rest; a secret is always told."""
    total = Counter(name for name, _ in found)
    said: Counter[str] = Counter()
    for name, one in found:
        said[name] += 1
        if said[name] < AT_MOST or one.defect is Defect.SECRET or total[name] == AT_MOST:
            yield name, one
        elif said[name] == AT_MOST:
            more = words("There are {number} more places like this one.", number=total[name] - AT_MOST)
            yield name, replace(one, why=f"{one.why} {more}")
