"""The engineer that a language model leads."""

from collections.abc import AsyncGenerator, Callable, Sequence

from bot.domain import Answered, Brief, Drafted, Finding, Goal, Order, Piece, Question, Refined, Verdict, Version
from bot.engineer import boundary
from bot.engineer.led import answer, clarify, critique, draft, explain, refine
from bot.engineer.led.desk import Desk
from bot.ports import Abilities, Asker, Model


class Led:
    """`bot.ports.Engineer` led by `model`. `clarify_seconds` bounds the questions before a draft; `token` gives random
    boundaries, each at most once.
    """

    def __init__(
        self,
        model: Model,
        *,
        clarify_seconds: float = clarify.SECONDS,
        token: Callable[[], str] = boundary.token,
    ) -> None:
        self._desk = Desk(model, token)
        self._clarify_seconds = clarify_seconds

    @property
    def abilities(self) -> Abilities:
        """Say what it can do."""
        traits = self._desk.model.traits
        return Abilities(model=traits, critique=True, rewrite=True, reverse=True, images=traits.images, answer=True)

    async def clarify(self, goal: Goal, asker: Asker) -> tuple[Question, ...]:
        """Give the questions whose answers would change the draft most, or none."""
        return await clarify.clarify(self._desk, goal, asker, self._clarify_seconds)

    def draft(self, brief: Brief, asker: Asker) -> AsyncGenerator[Piece | Drafted, None]:
        """Write the prompt."""
        return draft.draft(self._desk, brief, asker)

    def critique(
        self, text: str, known: Sequence[Finding], asker: Asker, *, target: str = "", goal: str = ""
    ) -> AsyncGenerator[Finding | Verdict, None]:
        """Find what `known` does not have yet."""
        return critique.critique(self._desk, text, known, asker, target=target, goal=goal)

    def refine(self, version: Version, order: Order, asker: Asker) -> AsyncGenerator[Piece | Refined, None]:
        """Write the refined prompt."""
        return refine.refine(self._desk, version, order, asker)

    async def explain(self, text: str, finding: Finding, asker: Asker) -> str:
        """Explain a finding in at most five lines."""
        return await explain.explain(self._desk, text, finding, asker)

    def answer(self, prompt: str, asker: Asker) -> AsyncGenerator[Piece | Answered, None]:
        """Answer a prompt that was filled in."""
        return answer.answer(self._desk.model, prompt, asker)
