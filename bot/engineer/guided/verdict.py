"""What a critique by rules comes to, and what a finding means, in plain words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from bot.domain import Defect, Finding, Fitness, Severity, Verdict
from bot.engineer.checks.run import looked_at
from bot.library.texts import shortened
from bot.words import N_, Words

UNCHECKED = N_("Not looked at, because it needs a model (/help model): contradictions, double meanings and gaps.")
QUOTED = 80
"""Characters of a quotation."""


def verdict(findings: Sequence[Finding], words: Words) -> Verdict:
    """Judge by the findings: a blocker or a major one needs work, minor ones leave it usable."""
    worst = min(findings, key=lambda finding: (finding.severity.rank, finding.start), default=None)
    if worst is None:
        fitness = Fitness.READY
    else:
        fitness = Fitness.USABLE if worst.severity is Severity.MINOR else Fitness.NEEDS_WORK
    return Verdict(
        fitness=fitness,
        best_change=_best(worst, words) if worst else "",
        checked=_checked(words),
        unchecked=words(UNCHECKED),
    )


def _checked(words: Words) -> tuple[str, ...]:
    return (*looked_at(words), words(N_("worn-out tricks and bad habits")))


def _best(finding: Finding, words: Words) -> str:
    return words(_MEANING[finding.defect].best, quote=quoted(finding.quote))


def quoted(text: str) -> str:
    """Quote in short; the whole words stand with the finding."""
    return f"“{shortened(text, QUOTED)}”"


@dataclass(frozen=True, slots=True)
class _Meaning:
    """What a class of defects does to an answer, and what to do about it; message ids."""

    best: str
    """The change to make, in one sentence."""
    effect: str
    remedy: str
    leave: str
    """When it may stay."""


_MEANING: Mapping[Defect, _Meaning] = MappingProxyType(
    {
        Defect.SECRET: _Meaning(
            N_("Take {quote} out of the prompt and renew it."),
            N_("Whoever sees the prompt, and every service it is sent to, can use it."),
            N_("Put a variable in its place and keep the value out of prompts; renew it if it was posted anywhere."),
            N_("Leave it only if it is made up."),
        ),
        Defect.PERSONAL: _Meaning(
            N_("Replace {quote} by a variable."),
            N_("It goes along to everyone and everything that the prompt is shared with."),
            N_("A variable keeps the prompt reusable and the person out of it."),
            N_("Leave it if the prompt is about this person and stays with you."),
        ),
        Defect.INVISIBLE: _Meaning(
            N_("Take out the characters that nobody sees at {quote}."),
            N_("A model reads them, a person does not: they can hide an order or split a word."),
            N_("Delete them, or type the words anew."),
            N_("Leave them only where a script needs them."),
        ),
        Defect.VARIABLE: _Meaning(
            N_("Mend the variable at {quote}."),
            N_("When the prompt is used, this place stays as it is or is filled with nothing."),
            N_("Write it as two braces, a name, two braces; the same name everywhere."),
            N_("Leave it if the braces are meant as text."),
        ),
        Defect.UNDELIMITED: _Meaning(
            N_("Put {quote} between tags."),
            N_("The model cannot tell where the material ends and your instructions go on, and may follow it."),
            N_("Tags of the same name before and after it show both ends."),
            N_("Leave it if only you ever fill it in, with a word or two."),
        ),
        Defect.OUTPUT_FORMAT: _Meaning(
            N_("Say exactly what the result looks like at {quote}."),
            N_("Where the form is open, every answer has another one."),
            N_("Name the form and its parts; one short example says more than a description."),
            N_("Leave it if a person reads the result and any form will do."),
        ),
        Defect.MISSING: _Meaning(
            N_("Say what is missing at {quote}."),
            N_("A model fills a gap with a guess, and guesses right less than half of the time."),
            N_("One sentence on what you expect is enough."),
            N_("Leave it if any answer to it will do."),
        ),
        Defect.CONTRADICTION: _Meaning(
            N_("Decide which of the two rules holds at {quote}."),
            N_("Both cannot be kept, so the answer changes from one time to the next."),
            N_("Keep one, or say which wins and when."),
            N_("Leave it if they speak of different cases, and say which."),
        ),
        Defect.AMBIGUITY: _Meaning(
            N_("Say which reading of {quote} you mean."),
            N_("It can be read in two ways, and the model takes one without telling."),
            N_("Replace it by a word or a number that has one meaning."),
            N_("Leave it if both readings are fine."),
        ),
        Defect.EXAMPLE: _Meaning(
            N_("Make the example at {quote} keep the rules."),
            N_("A model follows an example more than a rule."),
            N_("Change the example, or the rule that it breaks."),
            N_("Leave it if it is there to show what not to do, and says so."),
        ),
        Defect.OVERLOAD: _Meaning(
            N_("Shorten or split {quote}."),
            N_("The more is asked at once, the more is forgotten; what is said twice weighs no more."),
            N_("Keep what changes the answer; give what remains a list of its own."),
            N_("Leave it if each part is needed."),
        ),
        Defect.OBSOLETE: _Meaning(
            N_("Take out {quote}."),
            N_("It helped models of some years ago; today it changes nothing or does harm."),
            N_("Take it out, or say in its place what the answer must hold."),
            N_("Leave it if you have measured that it helps with your model."),
        ),
        Defect.SIZE: _Meaning(
            N_("Shorten the prompt."),
            N_("A long prompt costs more with each use, and rules in its middle are followed less."),
            N_("Put reference material in a variable, and take out what changes nothing."),
            N_("Leave it if all of it is needed each time."),
        ),
    }
)


def explain(finding: Finding, words: Words) -> str:
    """Explain a finding in at most five lines."""
    meaning = _MEANING[finding.defect]
    fix = finding.fixes[0].replacement if len(finding.fixes) == 1 else ""
    lines = [
        words("You wrote: {quote}", quote=quoted(finding.quote)) if finding.quote else "",
        finding.why,
        words(meaning.effect),
        words("Instead: {new}", new=quoted(fix)) if fix.strip() else words(meaning.remedy),
        words(meaning.leave),
    ]
    return "\n".join(line for line in lines if line)
