"""The engineer that needs no model: it asks for the parts of a prompt, lays them out, and makes edits that are safe."""

import asyncio
import re
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace

from bot.domain import (
    Answered,
    Brief,
    Drafted,
    Finding,
    Goal,
    Order,
    Piece,
    Question,
    Refined,
    Variable,
    Verdict,
    Version,
)
from bot.engineer.checks.run import habits
from bot.engineer.guided.asks import questions
from bot.engineer.guided.compose import Composed, compose
from bot.engineer.guided.described import describe
from bot.engineer.guided.goal import read
from bot.engineer.guided.language import is_called
from bot.engineer.guided.refine import refine
from bot.engineer.guided.render import render
from bot.engineer.guided.verdict import explain, verdict
from bot.engineer.guided.wording import languages
from bot.engineer.targets import Target, find_target, load_targets
from bot.errors import Refused
from bot.ports import Abilities, Asker
from bot.words import N_, Words

NOTICE = N_("No model connected: I work by rules, nothing leaves this computer. Better drafts: /help model.")
_PIECE = re.compile(r"[\s\S]+?(?:\n\n|\Z)")


class Guided:
    """Works by rules alone: at once, without cost, the same each time. Implements `bot.ports.Engineer`."""

    @property
    def abilities(self) -> Abilities:
        """Say what rules can do."""
        return Abilities(
            model=None, critique=False, rewrite=False, reverse=False, images=False, answer=False, notice=NOTICE
        )

    async def clarify(self, goal: Goal, asker: Asker) -> tuple[Question, ...]:
        """Ask for the parts of a prompt that the goal leaves open and that change the result most."""
        if goal.examples or goal.images:
            return ()
        target = _target(goal.target)
        reading = await asyncio.to_thread(read, goal.text, picture=target is not None and target.pictures)
        return questions(reading, asker.words)

    async def draft(self, brief: Brief, asker: Asker) -> AsyncIterator[Piece | Drafted]:
        """Lay the parts out. Raises `Refused` for material without a goal, which takes a model to read."""
        if brief.goal.examples or brief.goal.images:
            raise Refused(
                N_("Finding the prompt behind results or an image needs a model."),
                advice=N_("Connect one (/help model), or say in your own words what the prompt is for."),
            )
        target = _target(brief.goal.target)
        composed = await asyncio.to_thread(compose, brief, target, asker.words)
        text = render(composed.slots, target)
        for piece in _PIECE.findall(text):
            yield Piece(piece)
        yield Drafted(
            text=text,
            variables=_described(text, composed),
            assumptions=composed.assumptions,
            caution=_caution(brief.goal, composed, asker.words),
        )

    async def critique(
        self, text: str, known: Sequence[Finding], asker: Asker, *, target: str = "", goal: str = ""
    ) -> AsyncIterator[Finding | Verdict]:
        """Give the habits that do the prompt no good, then the verdict on them and on `known`."""
        del target, goal  # a rule judges the words alone
        places = {(finding.start, finding.end, finding.defect) for finding in known}
        found = await asyncio.to_thread(habits, text, asker.words)
        own = [finding for finding in found if (finding.start, finding.end, finding.defect) not in places]
        first = max((int(finding.id) for finding in known if finding.id.isdecimal()), default=0) + 1
        numbered = [replace(finding, id=str(number)) for number, finding in enumerate(own, first)]
        for finding in numbered:
            yield finding
        yield verdict([*known, *numbered], asker.words)

    async def refine(self, version: Version, order: Order, asker: Asker) -> AsyncIterator[Piece | Refined]:
        """Apply findings and safe edits. Raises `Refused` for what needs a model."""
        refined = await asyncio.to_thread(refine, version.text, order, asker.words)
        told = {variable.name: variable for variable in version.variables if variable.about}
        refined = replace(refined, variables=tuple(told.get(each.name, each) for each in refined.variables))
        for piece in _PIECE.findall(refined.text):
            yield Piece(piece)
        yield refined

    async def explain(self, text: str, finding: Finding, asker: Asker) -> str:
        """Say what the finding means for the answers of a model."""
        del text  # the finding quotes it
        return explain(finding, asker.words)

    def answer(self, prompt: str, asker: Asker) -> AsyncIterator[Piece | Answered]:
        """Raise `Refused`: no rule answers a prompt."""
        del prompt, asker
        raise Refused(
            N_("Answering a prompt needs a language model."),
            advice=N_("Connect one (/help model), or take the prompt to any model that you use."),
        )


def _target(name: str) -> Target | None:
    return load_targets().get(name) or find_target(name) if name else None


def _described(text: str, composed: Composed) -> tuple[Variable, ...]:
    told = {each.name: each.about for each in composed.slots.inputs}
    return tuple(Variable(each.name, told.get(each.name) or each.about) for each in describe(text))


def _caution(goal: Goal, composed: Composed, words: Words) -> str:
    notes = []
    if composed.reading.written not in languages():
        notes.append(words("Your words stand as you wrote them; those around them are English."))
    elif goal.language and not is_called(composed.reading.language, goal.language):
        notes.append(
            words("I cannot translate without a model: the prompt stays in your language and asks for the result in"
                  " {language}.", language=goal.language)
        )  # fmt: skip
    picture = composed.slots.picture
    if picture and picture.without:
        notes.append(
            words("The last line belongs in the field for negative prompts; leave it out where there is none.")
        )
    return " ".join(notes)
