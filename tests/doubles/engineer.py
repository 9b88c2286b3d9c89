"""An engineer that does as it is told, for tests of what stands above it."""

import asyncio
from collections.abc import AsyncIterator, Sequence

from bot.domain import (
    Answered,
    Brief,
    Change,
    Defect,
    Drafted,
    Finding,
    Fitness,
    Fix,
    Goal,
    Lesson,
    Order,
    Piece,
    Question,
    Refined,
    Severity,
    Usage,
    Variable,
    Verdict,
    Version,
)
from bot.ports import Abilities, Asker, Traits

HOSTED = Traits(name="a hosted model", hosted=True, where="llm.example.com", tools=True, images=True, structure=True)
TEXT = "Summarise {{tickets}} for the weekly report.\nKeep it under 100 words."


class ScriptedEngineer:
    """Yields what its attributes say. `error` is raised after the first piece; `gate` holds it there."""

    def __init__(self, model: Traits | None = HOSTED) -> None:
        self.model = model
        self.questions: tuple[Question, ...] = ()
        self.text = TEXT
        self.refined = ""
        self.lesson: Lesson | None = None
        self.answered = ""
        self.quote = ""
        """What a critique finds something in."""
        self.error: Exception | None = None
        self.unasked: Exception | None = None
        """Raised by a critique before anything is found."""
        self.gate: asyncio.Event | None = None
        self.asked: list[str] = []
        self.briefs: list[Brief] = []
        self.orders: list[Order] = []
        self.goals: list[str] = []
        """What the prompt of each critique and refinement was said to be for."""

    @property
    def abilities(self) -> Abilities:
        """Say what it was told to say."""
        able = self.model is not None
        return Abilities(model=self.model, critique=True, rewrite=True, reverse=True, images=True, answer=able)

    async def clarify(self, goal: Goal, asker: Asker) -> tuple[Question, ...]:  # noqa: ARG002 - the port gives it
        """Ask what it was told to ask."""
        self.asked.append(f"clarify {goal.text}")
        return self.questions

    async def draft(self, brief: Brief, asker: Asker) -> AsyncIterator[Piece | Drafted]:  # noqa: ARG002
        """Write what it was told to write."""
        self.asked.append(f"draft {brief.goal.text}")
        self.briefs.append(brief)
        async for piece in self._pieces(self.text):
            yield piece
        yield Drafted(
            text=self.text,
            variables=(Variable("tickets", "the week's tickets"),),
            assumptions=brief.assumptions,
            usage=Usage(input_tokens=10, output_tokens=20, model="scripted", calls=1),
        )

    async def critique(
        self,
        text: str,
        known: Sequence[Finding],
        asker: Asker,  # noqa: ARG002
        *,
        target: str = "",  # noqa: ARG002
        goal: str = "",
    ) -> AsyncIterator[Finding | Verdict]:
        """Find one thing: in the words it was told, or in the first word."""
        self.asked.append(f"critique {text}")
        self.goals.append(goal)
        if self.unasked:
            raise self.unasked
        word = self.quote or text.split(maxsplit=1)[0]
        if self.gate:
            await self.gate.wait()
        yield Finding(
            id=str(len(known) + 1),
            defect=Defect.AMBIGUITY,
            severity=Severity.MAJOR,
            quote=word,
            start=text.index(word),
            end=text.index(word) + len(word),
            why="It can be read in two ways.",
            fixes=(Fix("Condense"),),
        )
        if self.error:
            raise self.error
        yield Verdict(fitness=Fitness.USABLE, best_change="Say which it is.", checked=("contradictions",))

    async def refine(self, version: Version, order: Order, asker: Asker) -> AsyncIterator[Piece | Refined]:  # noqa: ARG002
        """Write what it was told to, or apply the first fix, or cut the last line."""
        self.asked.append(f"refine {version.text}")
        self.orders.append(order)
        self.goals.append(version.why)
        text = self.refined or version.text.replace("Summarise", "Condense")
        async for piece in self._pieces(text):
            yield piece
        changes = (Change("Another verb", "It is shorter"),) if text != version.text else ()
        yield Refined(text=text, changes=changes, lesson=self.lesson)

    async def explain(self, text: str, finding: Finding, asker: Asker) -> str:  # noqa: ARG002
        """Explain."""
        self.asked.append(f"explain {finding.id}")
        return f"About {finding.quote}."

    async def answer(self, prompt: str, asker: Asker) -> AsyncIterator[Piece | Answered]:  # noqa: ARG002
        """Answer what it was told to answer."""
        self.asked.append(f"answer {prompt}")
        text = self.answered or f"Answer to: {prompt}"
        async for piece in self._pieces(text):
            yield piece
        yield Answered(text=text, usage=Usage(input_tokens=10, output_tokens=20, model="scripted", calls=1))

    async def _pieces(self, text: str) -> AsyncIterator[Piece]:
        half = len(text) // 2
        yield Piece(text[:half])
        if self.gate:
            await self.gate.wait()
        if self.error:
            raise self.error
        yield Piece(text[half:])
