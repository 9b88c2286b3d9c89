"""A critique: what the model finds, one by one, and the verdict on the whole."""

from collections.abc import AsyncGenerator, Sequence

import structlog

from bot.domain import Finding, Verdict
from bot.engineer.led.desk import Block, Desk, closing, request, target_block
from bot.engineer.led.remarks import Judged, Remark
from bot.engineer.led.review import Review
from bot.engineer.led.write import check
from bot.ports import Asker, Stop

log = structlog.get_logger()


async def critique(
    desk: Desk, text: str, known: Sequence[Finding], asker: Asker, *, target: str, goal: str
) -> AsyncGenerator[Finding | Verdict, None]:
    """Give findings as they come, then the verdict; see `bot.ports.Engineer.critique`."""
    blocks = [Block("goal", goal), target_block(target), Block("found", _listed(known)), Block("prompt", text)]
    asked = request(desk, "critique", blocks, "Review the prompt.", asker)
    review = Review(text, known, asker.words, asked.boundary)
    judged: Judged | None = None
    stop: Stop | None = None
    async with closing(desk.model.items(asked.ask, Remark, asker)) as remarks:
        async for remark in remarks:
            if isinstance(remark, Stop):
                stop = remark
                continue
            judged = remark.verdict or judged
            if remark.finding and (finding := review.take(remark.finding)):
                yield finding
    ended = check(stop, asker, complete=judged is not None)
    log.info("critique_reviewed", call=asker.call, found=review.kept, dropped=review.dropped, repeated=review.repeated)
    yield review.verdict(judged, ended.usage)


def _listed(known: Sequence[Finding]) -> str:
    return "\n".join(f"- {finding.defect.value}: {finding.quote}" for finding in known)
