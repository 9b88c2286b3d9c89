"""What a finding means, for somebody who never wrote a prompt."""

from contextlib import aclosing

from bot.domain import Finding, Fix
from bot.engineer.led.desk import Block, Desk, request
from bot.engineer.led.write import ENDED_EARLY, TRY_AGAIN, Written, write
from bot.errors import ModelCut
from bot.ports import Asker

MOST_LINES = 5


async def explain(desk: Desk, text: str, finding: Finding, asker: Asker) -> str:
    """Explain a finding in at most five lines; see `bot.ports.Engineer.explain`."""
    blocks = [Block("prompt", text), Block("finding", told(finding))]
    asked = request(desk, "explain", blocks, "Explain the finding.", asker)
    async with aclosing(write(desk.model, asked, asker)) as parts:
        async for part in parts:
            if isinstance(part, Written) and part.text:
                return _lines(part.text)
    raise ModelCut(ENDED_EARLY, advice=TRY_AGAIN)


def told(finding: Finding) -> str:
    """Give a finding as a model reads it."""
    words = finding.quote or "nothing in the prompt yet"
    lines = [f"{finding.defect.value} ({finding.severity.value}): {words}", f"why: {finding.why}"]
    return "\n".join([*lines, *(f"offered: {_offer(fix.quote or finding.quote, fix)}" for fix in finding.fixes)])


def _offer(words: str, fix: Fix) -> str:
    if not words:
        return f"add: {fix.replacement}"
    return f"{words} -> {fix.replacement}" if fix.replacement else f"take out: {words}"


def _lines(text: str) -> str:
    """Put what goes beyond five lines into the fifth, so that nothing is lost."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return "\n".join([*lines[: MOST_LINES - 1], " ".join(lines[MOST_LINES - 1 :])]).strip()
