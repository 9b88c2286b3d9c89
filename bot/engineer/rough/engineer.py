"""The engineer for a small model on this computer."""

from collections.abc import AsyncIterator, Sequence
from typing import Protocol, runtime_checkable

from bot.domain import Answered, Brief, Drafted, Finding, Goal, Order, Piece, Question, Refined, Verdict, Version
from bot.engineer.rough import draft, shorten
from bot.ports import Abilities, Ask, Asker, Engineer, Model
from bot.words import N_

NOTICE = N_("Rough drafts, English only, nothing leaves this computer.")


def fixed() -> tuple[Ask, ...]:
    """Give the stable parts of all requests, to be read by the model before anybody waits."""
    return (draft.ask_for(""), shorten.ask_for(""))


@runtime_checkable
class Warms(Protocol):
    """A model that gains from being asked before anybody waits: one that must be loaded first."""

    def warm(self, asks: Sequence[Ask]) -> None:
        """Load in the background and read what these requests begin with."""
        ...


class Rough:
    """`bot.ports.Engineer` by rules (`guided`), which a small model helps where that was measured to be worth it: it
    fills in what a draft leaves open, and makes sentences shorter. Critique stays with the rules, as its opinion of a
    prompt was found to be noise.
    """

    def __init__(self, model: Model, guided: Engineer) -> None:
        self._model, self._guided = model, guided

    @property
    def abilities(self) -> Abilities:
        """Say what it can do."""
        return Abilities(
            model=self._model.traits,
            critique=False,
            rewrite=False,
            reverse=False,
            images=False,
            answer=False,
            notice=NOTICE,
        )

    def get_ready(self) -> None:
        """Let the model load in the background, where a conversation is about to begin."""
        if isinstance(self._model, Warms):
            self._model.warm(fixed())

    async def clarify(self, goal: Goal, asker: Asker) -> tuple[Question, ...]:
        """Ask what the rules ask, at once."""
        return await self._guided.clarify(goal, asker)

    def draft(self, brief: Brief, asker: Asker) -> AsyncIterator[Piece | Drafted]:
        """Write the prompt."""
        if brief.goal.examples or brief.goal.images:
            return self._guided.draft(brief, asker)
        return draft.draft(self._model, self._guided, brief, asker)

    def critique(
        self, text: str, known: Sequence[Finding], asker: Asker, *, target: str = "", goal: str = ""
    ) -> AsyncIterator[Finding | Verdict]:
        """Find what the rules find."""
        return self._guided.critique(text, known, asker, target=target, goal=goal)

    def refine(self, version: Version, order: Order, asker: Asker) -> AsyncIterator[Piece | Refined]:
        """Do what the rules can, and make sentences shorter where that is asked for."""
        if shorten.wanted(version, order):
            return shorten.shorten(self._model, self._guided, version, order, asker)
        return self._guided.refine(version, order, asker)

    async def explain(self, text: str, finding: Finding, asker: Asker) -> str:
        """Explain a finding as the rules do."""
        return await self._guided.explain(text, finding, asker)

    def answer(self, prompt: str, asker: Asker) -> AsyncIterator[Piece | Answered]:
        """Say that a small model is no good for answers."""
        return self._guided.answer(prompt, asker)
