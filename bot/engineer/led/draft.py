"""A draft: the prompt behind a goal, or behind outputs that it should lead to."""

from collections.abc import AsyncGenerator, Iterator
from contextlib import aclosing

from bot.domain import Brief, Drafted, Goal, Piece
from bot.engineer.led.desk import Block, Desk, Request, request, target_block
from bot.engineer.led.write import TRY_AGAIN, Written, described, write
from bot.errors import ModelCut, Refused
from bot.ports import Asker
from bot.words import N_

NOTHING = N_("The model gave no prompt.")
NO_IMAGES = N_("The model {model} cannot see images.")
NO_IMAGES_ADVICE = N_("Describe the image in words, or connect a model that sees.")


async def draft(desk: Desk, brief: Brief, asker: Asker) -> AsyncGenerator[Piece | Drafted, None]:
    """Write the prompt; see `bot.ports.Engineer.draft`."""
    if brief.goal.images and not desk.model.traits.images:
        raise Refused(NO_IMAGES, advice=NO_IMAGES_ADVICE, model=desk.model.traits.name)
    async with aclosing(write(desk.model, _request(desk, brief, asker), asker)) as parts:
        async for part in parts:
            yield part if isinstance(part, Piece) else _drafted(brief, part)


def _drafted(brief: Brief, written: Written) -> Drafted:
    if not written.text:
        raise ModelCut(NOTHING, advice=TRY_AGAIN)
    return Drafted(
        text=written.text,
        variables=described(written.text, written.notes.variables),
        assumptions=tuple(dict.fromkeys((*brief.assumptions, *written.notes.assumed))),
        usage=written.usage,
    )


def _request(desk: Desk, brief: Brief, asker: Asker) -> Request:
    goal = brief.goal
    reverse = bool(goal.examples or goal.images)
    return request(
        desk,
        "reverse" if reverse else "draft",
        list(_blocks(brief)),
        "Write the prompt behind these outputs." if reverse else "Write the prompt.",
        asker,
        images=goal.images,
    )


def _blocks(brief: Brief) -> Iterator[Block]:
    goal = brief.goal
    yield from (Block("example", example) for example in goal.examples)
    yield Block("goal", goal.text)
    yield Block("wishes", wishes(goal))
    yield Block("answers", "\n".join(f"- {answer.question}\n  {answer.text}" for answer in brief.answers))
    yield Block("assumptions", "\n".join(f"- {assumption}" for assumption in brief.assumptions))
    yield target_block(goal.target)


def wishes(goal: Goal) -> str:
    """Give what was wished beside the goal, one a line."""
    named = (("language", goal.language), ("tone", goal.tone))
    return "\n".join(f"{name}: {value}" for name, value in named if value.strip())
