"""What the model gives in a critique: findings worst first, then the verdict. In a finding the words come first, then
the reason, then how much it matters.
"""

from typing import Literal

from bot.engineer.led.lean import Lean


class Repair(Lean):
    """A replacement; `quote` has the words that it replaces, where they are not the finding's."""

    label: str = ""
    quote: str = ""
    replacement: str


class Found(Lean):
    """A finding, not verified yet. Its classes are those of `bot.domain.Defect` that rules cannot tell as well."""

    quote: str
    occurrence: int = 1
    defect: Literal[
        "contradiction",
        "ambiguity",
        "missing",
        "output_format",
        "example",
        "variable",
        "undelimited",
        "overload",
        "obsolete",
    ]
    why: str
    severity: Literal["blocker", "major", "minor"]
    fixes: tuple[Repair, ...] = ()


class Judged(Lean):
    """The verdict."""

    fitness: Literal["ready", "usable", "needs_work"]
    best_change: str = ""
    checked: tuple[str, ...] = ()


class Remark(Lean):
    """One element: it has one of the two."""

    finding: Found | None = None
    verdict: Judged | None = None
