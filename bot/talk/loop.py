"""The loop of a conversation: the model speaks and calls for tools, gets their results, and goes on, within bounds."""

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from typing import TypeVar, cast

import structlog

from bot.dialogue.command import Call, Events, Services
from bot.dialogue.events import Card, Done, Facts, Line, Progress, TextDelta, Visible
from bot.dialogue.failing import failure
from bot.domain import Status, Usage
from bot.engineer.led.desk import Desk, Request
from bot.engineer.led.write import check
from bot.errors import ModelCut, ModelFailed, PrompteurError
from bot.ports import Delta, Stop, ToolCall, ToolResult, Turn
from bot.talk.acting import Acting
from bot.talk.opening import opening
from bot.talk.said import Unfenced, parts_of
from bot.talk.tools import offered
from bot.words import N_

T = TypeVar("T")
STEPS = 8
"""Requests to the model for one message."""
SECONDS = 120.0
"""For one message in all, the work of its commands included."""
TOKENS = 80_000
"""In and out, of the conversation's own requests for one message."""
SLOT = "talk"
TOO_LONG = N_("This took longer than two minutes, so I stopped.")
TRY_AGAIN = N_("Try again, or ask for less at once.")
ENOUGH = N_("I stopped here: this message took as much work as one message may.")
NAMED = N_("{label}: {text}")
GO_ON = N_("What is done stays. Say what is left to do, and I go on from there.")
SILENT = N_("I found nothing to do. Say it in other words, or type /help.")
NOT_FINISHED = N_("The model did not go on, so I did not finish.")
STAYS = N_("What was finished stands above and stays; what was not is not saved. What you wrote is kept.")

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Talked:
    """What a message came to: what was said, which commands were run, and which were proposed."""

    text: str
    ran: tuple[str, ...] = ()
    proposed: tuple[str, ...] = ()
    usage: Usage | None = None


@dataclass(slots=True)
class Heard:
    """One answer of the model."""

    text: str = ""
    calls: list[ToolCall] = field(default_factory=list)
    usage: Usage = field(default_factory=Usage)


class Loop:
    """Answers one message. `run` it once."""

    def __init__(self, desk: Desk, call: Call, services: Services) -> None:
        self._desk, self._call, self._services = desk, call, services
        self._until = services.clock.monotonic() + SECONDS
        self._usage = Usage()
        self._said: list[str] = []

    async def run(self) -> Events:
        """Answer; what the model is not able to finish is told, with what was done before it."""
        words = self._call.words
        yield Progress(slot=SLOT, text=words(N_("Thinking…")))
        images = self._call.material.images if self._desk.model.traits.images else ()
        asked = await opening(self._desk, self._call, self._services, images)
        acting = Acting(self._call, self._services, asked.boundary)
        try:
            async with aclosing(self._steps(asked, acting)) as events:
                async for event in events:
                    yield event
        except PrompteurError as error:
            if not (acting.ran or acting.proposed):
                raise
            log.info("talk_failed", error=type(error).__name__, ran=len(acting.ran))
            told = failure(error, self._call.id, words, guided=True)
            broke = isinstance(error, ModelFailed) and error.message != TOO_LONG
            done = (words(NAMED, label=label, text=names) for label, names in self._so_far(acting))
            kept = " ".join((words(STAYS), *(f"{one}." for one in done)))
            yield replace(told, sentence=words(NOT_FINISHED) if broke else told.sentence, kept=kept)
            yield Done(status=Status.FAILED, data=self._talked(acting))
            return
        yield Done(status=Status.ASKING if acting.asking else Status.DONE, data=self._talked(acting))

    def _talked(self, acting: Acting) -> Talked:
        return Talked("\n\n".join(self._said), tuple(acting.ran), tuple(acting.proposed), self._usage)

    async def _steps(self, asked: Request, acting: Acting) -> AsyncGenerator[Visible, None]:
        tools = offered(self._services.registry, self._call.actor)
        turns = asked.ask.turns
        for number in range(1, STEPS + 1):
            heard, slot = Heard(), SLOT if number == 1 else f"{SLOT}-step-{number}"
            ask = replace(asked.ask, turns=turns, tools=tools)
            async with aclosing(self._listen(replace(asked, ask=ask), heard, slot)) as events:
                async for event in events:
                    yield event
            if not heard.calls:
                if acting.refused and not heard.text:
                    yield acting.refused
                elif not (self._said or acting.ran or acting.proposed):
                    yield self._card(slot, SILENT)
                return
            results: list[ToolResult] = []
            for tool in heard.calls:
                async with aclosing(self._paced(acting.act(tool))) as shown:
                    async for event in shown:
                        yield event
                results.append(acting.result)
            if acting.asking:
                return
            turns = (
                *turns,
                Turn("assistant", heard.text, calls=tuple(heard.calls)),
                Turn("user", "", results=tuple(results)),
            )
            if self._usage.input_tokens + self._usage.output_tokens >= TOKENS:
                break
        yield self._stopped(acting)

    def _stopped(self, acting: Acting) -> Card:
        """Say that it was enough, what was done, and how to go on."""
        words, rows = self._call.words, self._so_far(acting)
        facts = (Facts(rows),) if rows else ()
        return Card(slot=f"{SLOT}-end", title="", parts=(Line(words(ENOUGH)), *facts, Line(words(GO_ON))))

    def _so_far(self, acting: Acting) -> tuple[tuple[str, str], ...]:
        """Give what was done, and what waits for a press, by the names of the commands."""
        words = self._call.words
        rows = ((words(N_("Done so far")), acting.ran), (words(N_("Waiting for a press")), acting.proposed))
        return tuple((label, self._names(made)) for label, made in rows if made)

    def _names(self, made: Sequence[str]) -> str:
        called = {one.id: one.typed(self._call.words.locale) for one in self._services.registry}
        counted = Counter(called[one] for one in made)
        return ", ".join(name if times == 1 else f"{name} ({times})" for name, times in counted.items())

    async def _listen(self, asked: Request, heard: Heard, slot: str) -> AsyncGenerator[Visible, None]:
        """Stream what the model says, and note what it calls for."""
        unfenced, given, stop = Unfenced(asked.boundary), list[str](), None
        try:
            async with aclosing(self._paced(self._desk.model.stream(asked.ask, self._call.asker))) as parts:
                async for part in parts:
                    match part:
                        case Delta():
                            if piece := unfenced.feed(part.text):
                                given.append(piece)
                                yield TextDelta(slot=slot, text=piece)
                        case ToolCall():
                            heard.calls.append(part)
                        case Stop():
                            stop = part
        except ModelCut:
            if piece := unfenced.finish():
                yield TextDelta(slot=slot, text=piece)
            raise
        if piece := unfenced.finish():
            given.append(piece)
            yield TextDelta(slot=slot, text=piece)
        heard.text = "".join(given).strip()
        heard.usage = check(stop, self._call.asker).usage
        self._usage += heard.usage
        if heard.text:
            self._said.append(heard.text)
            yield Card(slot=slot, title="", parts=parts_of(heard.text), data=heard.text)

    def _card(self, slot: str, message: str) -> Card:
        return Card(slot=slot, title="", parts=(Line(self._call.words(message)),))

    def _paced(self, parts: AsyncIterator[T]) -> AsyncGenerator[T, None]:
        return paced(parts, lambda: self._until - self._services.clock.monotonic())


async def paced(parts: AsyncIterator[T], left: Callable[[], float]) -> AsyncGenerator[T, None]:
    """Give what comes while there are seconds left; `ModelCut` once there are none. Nothing is awaited across a
    `yield`, so that the time of whoever reads is nobody's.
    """
    stream = cast("AsyncGenerator[T, None]", parts)
    async with aclosing(stream):
        while True:
            timer = asyncio.timeout(max(0.0, left()))
            try:
                async with timer:
                    part = await anext(stream)
            except StopAsyncIteration:
                return
            except TimeoutError:
                if timer.expired():
                    raise ModelCut(TOO_LONG, advice=TRY_AGAIN) from None
                raise
            yield part
