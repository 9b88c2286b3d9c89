"""What a model found, verified: its words must stand in the prompt, and its repairs must be fit to be applied."""

from collections.abc import Sequence
from dataclasses import replace

from bot.domain import Defect, Finding, Fitness, Fix, Severity, Usage, Verdict
from bot.engineer.apply import apply
from bot.engineer.boundary import Boundary
from bot.engineer.led.remarks import Found, Judged, Repair
from bot.engineer.quotes import locate
from bot.library.templates import variables
from bot.words import N_, Words

PLACELESS = frozenset({Defect.MISSING, Defect.OUTPUT_FORMAT})
"""What may be missing without belonging to any words: it is added at the end."""
CHECKED = (
    N_("contradictions"),
    N_("words with two readings"),
    N_("missing requirements"),
    N_("the form of the answer"),
    N_("examples against the rules"),
    N_("variables and text from outside"),
    N_("habits that no longer help"),
)


class Review:
    """The findings of one critique of one text, as they come in."""

    def __init__(self, text: str, known: Sequence[Finding], words: Words, boundary: Boundary) -> None:
        self._text, self._words, self._boundary = text, words, boundary
        self._variables = set(variables(text))
        self._findings = list(known)
        self._before = len(known)
        self._number = max((int(finding.id) for finding in known if finding.id.isdecimal()), default=0)
        self.dropped = 0
        """Findings whose words do not stand in the text."""
        self.repeated = 0
        """Findings that say what an earlier one has."""

    @property
    def kept(self) -> int:
        """Give how many findings of the model were verified."""
        return len(self._findings) - self._before

    def take(self, found: Found) -> Finding | None:
        """Verify a finding; None when it is dropped or repeats another one."""
        span = self._span(found)
        if span is None:
            self.dropped += 1
            return None
        finding = self._finding(found, *span)
        if any(_same(finding, other) for other in self._findings):
            self.repeated += 1
            return None
        self._number += 1
        finding = replace(finding, id=str(self._number), fixes=self._fixes(finding, found.fixes))
        self._findings.append(finding)
        return finding

    def _span(self, found: Found) -> tuple[int, int] | None:
        if not found.quote.strip() and Defect(found.defect) in PLACELESS:
            end = len(self._text.rstrip())
            return (end, end)
        return locate(self._text, found.quote, found.occurrence)

    def _finding(self, found: Found, start: int, end: int) -> Finding:
        return Finding(
            id="",
            defect=Defect(found.defect),
            severity=Severity(found.severity),
            quote=self._text[start:end],
            start=start,
            end=end,
            why=self._boundary.clean(found.why).strip(),
        )

    def _fixes(self, finding: Finding, repairs: Sequence[Repair]) -> tuple[Fix, ...]:
        fixes = [fix for repair in repairs if (fix := self._fix(finding, repair))]
        if len(fixes) == 1:
            return tuple(fixes)
        return tuple(
            fix if fix.label else replace(fix, label=self._words("Option {number}", number=number))
            for number, fix in enumerate(fixes, 1)
        )

    def _fix(self, finding: Finding, repair: Repair) -> Fix | None:
        """Give the repair as it can be applied; None when it would change nothing, or lose a variable."""
        replacement = self._boundary.clean(repair.replacement)
        if finding.start == finding.end:
            replacement = f"\n\n{replacement.strip()}" if replacement.strip() else ""
        fix = Fix(replacement, self._boundary.clean(repair.label).strip())
        if repair.quote.strip():
            span = self._other_span(finding, repair.quote)
            if span is None:
                return None
            if span != (finding.start, finding.end):
                fix = replace(fix, quote=self._text[slice(*span)], start=span[0], end=span[1])
        return fix if self._fit(finding, fix) else None

    def _other_span(self, finding: Finding, quote: str) -> tuple[int, int] | None:
        """Look inside the finding's words first: a part of them is meant rather than the same words elsewhere."""
        inside = locate(finding.quote, quote)
        if inside is not None:
            return (finding.start + inside[0], finding.start + inside[1])
        return locate(self._text, quote)

    def _fit(self, finding: Finding, fix: Fix) -> bool:
        after, left = apply(self._text, [replace(finding, fixes=(fix,))])
        lost = self._variables - set(variables(after))
        return not left and after != self._text and (not lost or finding.defect is Defect.VARIABLE)

    def verdict(self, judged: Judged | None, usage: Usage) -> Verdict:
        """Give the verdict: never better than the worst finding allows. Without the model's, it is that."""
        fitness = _at_best(self._findings)
        if judged is not None:
            fitness = max(fitness, Fitness(judged.fitness), key=list(Fitness).index)
        clean = self._boundary.clean
        best = clean(judged.best_change).strip() if judged and (self._findings or fitness is not Fitness.READY) else ""
        checked = tuple(clean(item) for item in judged.checked) if judged else ()
        if not self._findings and not checked:
            checked = tuple(self._words(item) for item in CHECKED)
        return Verdict(
            fitness=fitness,
            best_change=best or _worst(self._findings),
            checked=checked,
            dropped=self.dropped,
            usage=usage,
        )


def _same(one: Finding, other: Finding) -> bool:
    """Tell whether two findings are about the same thing: the same words, or the same class on words in common."""
    if one.start == one.end or other.start == other.end:
        return one.defect is other.defect and one.start == other.start and one.why == other.why
    if (one.start, one.end) == (other.start, other.end):
        return True
    return one.defect is other.defect and one.start < other.end and other.start < one.end


def _worst(findings: Sequence[Finding]) -> str:
    """Give the reason of the first of the worst findings."""
    return min(findings, key=lambda finding: finding.severity.rank).why if findings else ""


def _at_best(findings: Sequence[Finding]) -> Fitness:
    worst = min((finding.severity for finding in findings), key=lambda severity: severity.rank, default=None)
    match worst:
        case Severity.BLOCKER:
            return Fitness.NEEDS_WORK
        case Severity.MAJOR:
            return Fitness.USABLE
        case _:
            return Fitness.READY
