"""A draft by rules, with the parts that the rules leave open filled in by the model.

The model is asked once, for three short parts. What it says goes in only as an answer that nobody gave, and stands
among the assumptions, where the person sees it.
"""

from collections.abc import AsyncGenerator
from dataclasses import dataclass, replace

from pydantic import BaseModel

from bot.domain import Answer, Brief, Drafted, Goal, Piece, Usage
from bot.engineer import prompts
from bot.engineer.guided.goal import Reading, read
from bot.engineer.led.desk import closing
from bot.engineer.rough import trust
from bot.ports import Ask, Asker, Engineer, Model, Turn
from bot.words import N_, Words

FILE = "rough_draft"
LONGEST_GOAL = 1000
"""Characters up to which a goal is shown to the model; a longer one says enough, and more than the model keeps in
mind.
"""
READ_BY_SOMEBODY = frozenset(
    {"summarise", "write", "plan", "explain", "analyse", "review", "compare", "brainstorm", "answer", "general"}
)
"""Kinds of task whose result changes with who reads it."""
LOOKS_OPEN = frozenset({"write", "general"})
"""Kinds of task for whose result the rules have no form of their own."""

ROUGH = N_("A rough draft: a small model on this computer filled in what you left open. Look at the assumptions.")
ENGLISH_ONLY = N_("The model on this computer works in English only, so this was written by rules.")


class Parts(BaseModel):
    """What the model fills in."""

    task: str
    reader: str
    format: str


@dataclass(frozen=True, slots=True)
class Filled:
    """What was taken of it: a goal in other words, answers that nobody gave, and the same as assumptions."""

    goal: str = ""
    answers: tuple[Answer, ...] = ()
    assumptions: tuple[str, ...] = ()
    usage: Usage | None = None


def ask_for(goal: str) -> Ask:
    """Give the request for a goal; what stands before the goal is always the same."""
    file = prompts.load(FILE)
    return Ask(
        purpose=file.purpose, system=file.text, turns=(Turn("user", f"Goal: {goal}"),), max_tokens=file.max_tokens
    )


async def draft(model: Model, guided: Engineer, brief: Brief, asker: Asker) -> AsyncGenerator[Piece | Drafted, None]:
    """Write the prompt; see `bot.ports.Engineer.draft`."""
    goal = brief.goal
    reading = read(goal.text)
    if reading.written != "en":
        filled, caution = Filled(), asker.words(ENGLISH_ONLY)
    else:
        filled = await _fill(model, brief, reading, asker)
        caution = asker.words(ROUGH) if filled.assumptions else ""
    settled = await _settled(guided, brief, filled, asker) if filled.assumptions else brief
    async with closing(guided.draft(settled, asker)) as parts:
        async for part in parts:
            yield part if isinstance(part, Piece) else _finished(part, filled, caution)


async def _fill(model: Model, brief: Brief, reading: Reading, asker: Asker) -> Filled:
    """Ask for the parts that nobody gave. Nothing is asked where nothing is open."""
    text, said = brief.goal.text, reading.said | {answer.id for answer in brief.answers}
    unclear = reading.kind == "general"
    open_reader = reading.kind in READ_BY_SOMEBODY and "reader" not in said
    open_shape = reading.kind in LOOKS_OPEN and not said & {"output", "length"}
    if not (unclear or open_reader or open_shape) or not 0 < len(text) <= LONGEST_GOAL:
        return Filled()
    ask = ask_for(text)
    parts, usage = await model.structured(ask, Parts, asker)
    task = trust.task(text, parts.task) if unclear else ""
    reader = trust.reader(text, parts.reader, ask.system) if open_reader else ""
    open_shape = open_shape and (not task or read(task).kind in LOOKS_OPEN)
    shape = trust.shape(text, parts.format, ask.system) if open_shape else ""
    return _taken(brief.goal, asker.words, task=task, reader=reader, shape=shape, usage=usage)


def _taken(goal: Goal, words: Words, *, task: str, reader: str, shape: str, usage: Usage) -> Filled:
    """Put each part that was trusted among the answers and the assumptions."""
    answers, assumptions = [], []
    if task and task.rstrip(".").casefold() != goal.text.strip().rstrip(".").casefold():
        assumptions.append(words(N_("I took the goal as: {value}"), value=task))
    if reader:
        answers.append(Answer("reader", words(N_("Who reads the result?")), reader))
        assumptions.append(words(N_("Read by {value}."), value=reader))
    if shape:
        answers.append(Answer("output", words(N_("What must the result look like?")), shape))
        assumptions.append(words(N_("The result: {value}"), value=shape))
    return Filled(task, tuple(answers), tuple(assumptions), usage)


async def _settled(guided: Engineer, brief: Brief, filled: Filled, asker: Asker) -> Brief:
    """Give the brief as the rules get it. What they assume by themselves they say again, for the slots still open."""
    own = {question.assumption for question in await guided.clarify(brief.goal, asker)}
    return Brief(
        goal=replace(brief.goal, text=filled.goal) if filled.goal else brief.goal,
        answers=(*brief.answers, *filled.answers),
        assumptions=tuple(text for text in brief.assumptions if text not in own),
    )


def _finished(drafted: Drafted, filled: Filled, caution: str) -> Drafted:
    return replace(
        drafted,
        assumptions=(*filled.assumptions, *drafted.assumptions),
        usage=filled.usage,
        caution=" ".join(text for text in (caution, drafted.caution) if text),
    )
