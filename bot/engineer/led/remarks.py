"""What the model gives in a critique, as a schema: findings worst first, then the verdict. The order of the fields is
the order of thought: the words, the reason, then how much it matters.
"""

from typing import Literal

from pydantic import BaseModel

from bot.domain import Fitness, Severity

Class = Literal[
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
"""The classes of `bot.domain.Defect` that rules cannot tell as well."""


class Repair(BaseModel):
    """A replacement; `quote` has the words that it replaces, where they are not the finding's."""

    label: str = ""
    quote: str = ""
    replacement: str


class Found(BaseModel):
    """A finding, not verified yet."""

    quote: str
    defect: Class
    why: str
    severity: Severity
    occurrence: int = 1
    fixes: list[Repair] = []


class Judged(BaseModel):
    """The verdict."""

    fitness: Fitness
    best_change: str
    checked: list[str] = []


class Remark(BaseModel):
    """One element: it has one of the two."""

    finding: Found | None = None
    verdict: Judged | None = None
