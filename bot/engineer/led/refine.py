"""A refinement: chosen repairs by code where they suffice, the rest by the model, and no variable lost."""

from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace

import structlog

from bot.domain import Change, Finding, Lesson, Order, Piece, Refined, Variable, Version
from bot.engineer.apply import apply
from bot.engineer.led.desk import Block, Desk, Request, request, target_block
from bot.engineer.led.explain import told
from bot.engineer.led.survival import Survival
from bot.engineer.led.write import TRY_AGAIN, Written, described, write
from bot.errors import ModelCut, Refused
from bot.ports import Asker, Turn
from bot.words import N_, Words

NOTHING = N_("The model gave no answer. Your prompt is as it was.")
LOST = N_("The model left out {names} twice, so I kept your prompt as it was.")
LOST_ADVICE = N_("If they should go, name them in the instruction. Otherwise try again in other words.")
NO_NEED = N_("Nothing in the prompt needed changing for this.")
NO_REASONS = N_("The model gave no reasons for its changes; look at the difference.")
AS_ASKED = N_("Reworded as you asked.")
REPAIRED = N_("“{before}” became “{after}”.")
REMOVED = N_("“{before}” was taken out.")
ADDED = N_("Added: “{after}”")

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class _Work:
    """What is to be done: `text` has the repairs that code applied, `changes` says which, `left` are the others."""

    version: Version
    order: Order
    text: str
    changes: tuple[Change, ...]
    left: tuple[Finding, ...]
    survival: Survival

    @property
    def by_code(self) -> bool:
        """Tell whether nothing is left for the model."""
        return bool(self.changes) and not (self.left or self.order.instruction.strip() or self.order.anyway)


async def refine(desk: Desk, version: Version, order: Order, asker: Asker) -> AsyncGenerator[Piece | Refined, None]:
    """Write the refined prompt; see `bot.ports.Engineer.refine`. When variables were lost it is written a second time,
    without pieces: then the text of the `Refined` alone counts.
    """
    work = _begin(version, order, asker.words)
    if work.by_code:
        yield Piece(work.text)
        yield _refined(work, None, asker.words)
        return
    asked = _request(desk, work, asker)
    written: Written | None = None
    async with aclosing(write(desk.model, asked, asker)) as parts:
        async for part in parts:
            if isinstance(part, Piece):
                yield part
            else:
                written = part
    if written is None:
        raise ModelCut(NOTHING, advice=TRY_AGAIN)
    yield _refined(work, await _whole(desk, work, asked, written, asker), asker.words)


def _begin(version: Version, order: Order, words: Words) -> _Work:
    text, left = apply(version.text, order.findings)
    done = [finding for finding in order.findings if finding not in left]
    changes = tuple(_change(finding, words) for finding in done)
    return _Work(version, order, text, changes, left, Survival(text, order))


def _change(finding: Finding, words: Words) -> Change:
    fix = finding.fixes[0]
    before, after = fix.quote or finding.quote, fix.replacement.strip()
    if not after:
        return Change(words(REMOVED, before=before), finding.why)
    if not before:
        return Change(words(ADDED, after=after), finding.why)
    return Change(words(REPAIRED, before=before, after=after), finding.why)


def _request(desk: Desk, work: _Work, asker: Asker) -> Request:
    order = work.order
    blocks = [
        Block("background", work.version.why),
        target_block(order.target or work.version.target),
        Block("prompt", work.text),
        Block("variables", "\n".join(work.survival.names)),
        Block("findings", "\n\n".join(told(finding) for finding in work.left)),
        Block("order", order.instruction),
    ]
    closing = "Revise the prompt. Reword it even if nothing needs changing." if order.anyway else "Revise the prompt."
    return request(desk, "refine", blocks, closing, asker, room=len(work.text) // 2)


async def _whole(desk: Desk, work: _Work, asked: Request, written: Written, asker: Asker) -> Written:
    """Give what was written when every variable is there, else what is written when asked once more."""
    lost = work.survival.lost(written)
    if not lost:
        return written
    log.warning("variables_lost", call=asker.call, count=len(lost))
    again = await _again(desk, asked, written, lost, asker)
    still = work.survival.lost(again)
    if still:
        raise Refused(LOST, advice=LOST_ADVICE, names=", ".join(still))
    return again


async def _again(desk: Desk, asked: Request, written: Written, lost: Sequence[str], asker: Asker) -> Written:
    complaint = (
        f"{asked.boundary.block('variables', chr(10).join(lost))}\n\nThe prompt has lost these variables, and nobody"
        " asked to remove them. Write the whole answer again, with each of them where it was; change nothing else."
    )
    turns = (*asked.ask.turns, Turn("assistant", written.raw), Turn("user", complaint))
    second = Request(replace(asked.ask, turns=turns), asked.boundary)
    async with aclosing(write(desk.model, second, asker)) as parts:
        async for part in parts:
            if isinstance(part, Written):
                return replace(part, usage=written.usage + part.usage)
    raise ModelCut(NOTHING, advice=TRY_AGAIN)


def _refined(work: _Work, written: Written | None, words: Words) -> Refined:
    text = work.text if written is None or not written.text else written.text
    same = text.strip() == work.text.strip()
    if written is not None and not written.text and not written.notes.unchanged:
        raise ModelCut(NOTHING, advice=TRY_AGAIN)
    changes, caution = work.changes, ""
    if written is not None and same:
        caution = written.notes.unchanged or words(NO_NEED)
    elif written is not None:
        changes += written.notes.changed or (Change(words(AS_ASKED), work.order.instruction),)
        caution = "" if written.notes.changed else words(NO_REASONS)
    text = work.text if same else text
    return Refined(
        text=text,
        changes=changes,
        variables=_described(text, written, work.version.variables),
        usage=written.usage if written else None,
        caution=caution,
        lesson=_lesson(work, written) if written and not same else None,
    )


def _lesson(work: _Work, written: Written) -> Lesson | None:
    """Give the lesson where it is about words that the person wrote."""
    quote, text = written.notes.lesson
    quote = quote.strip('"“”«» ')
    theirs = quote and (quote in work.version.text or quote in work.order.instruction)
    return Lesson(quote, text) if theirs and text else None


def _described(text: str, written: Written | None, before: tuple[Variable, ...]) -> tuple[Variable, ...]:
    return described(text, written.notes.variables if written else (), before)
