"""What a model's calls for tools come to: what reads or changes the asker's own work is run, all else is proposed."""

from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from hashlib import sha256

import structlog
from pydantic_core import to_json

from bot.dialogue.aim import permit
from bot.dialogue.command import Call, Command, Kind, Services
from bot.dialogue.events import Card, Done, Failure, Progress, Visible
from bot.dialogue.failing import failure
from bot.dialogue.guard import masked
from bot.dialogue.inbound import Material
from bot.domain import Status
from bot.engineer.boundary import Boundary
from bot.errors import OverBudget, Refused, SecretFound, Usage
from bot.ports import ToolCall, ToolResult
from bot.talk.proposing import proposal
from bot.talk.results import told
from bot.talk.tools import values_of
from bot.words import N_

CALLS = 20
"""Calls for one message, in however many answers of the model; each may ask a model in its turn."""
PROPOSALS = 3
"""Cards with a button in answer to one message: more of them nobody reads."""
PROPOSED = "The person sees a card with a button. Nothing is done until they press it."

log = structlog.get_logger()


@dataclass(slots=True)
class Acting:
    """Does what a model calls for, one call after another. `result` is that of the last call, for the model; `asking`
    says that the person was asked something; `refused` is why the last call was not done, where nobody was shown that;
    `ran` and `proposed` name the commands, in order.
    """

    call: Call
    services: Services
    fence: Boundary
    result: ToolResult = field(default_factory=lambda: ToolResult(id="", text=""))
    asking: bool = False
    refused: Failure | None = None
    ran: list[str] = field(default_factory=list)
    proposed: list[str] = field(default_factory=list)
    _slots: dict[str, int] = field(default_factory=dict)
    _material: Material | None = None
    _count: int = 0

    async def act(self, asked: ToolCall) -> AsyncGenerator[Visible, None]:
        """Do one call, and show what it shows."""
        self._count += 1
        self.refused, shown = None, False
        try:
            command, call = self._prepared(asked)
            async with aclosing(self._done(asked, command, call)) as events:
                async for event in events:
                    shown = shown or not isinstance(event, Progress)
                    yield event
        except (OverBudget, SecretFound):
            raise
        except Refused as error:
            log.info("tool_refused", tool=asked.name, error=type(error).__name__)
            said = failure(error, None, self.call.words, guided=False)
            if shown:
                yield replace(said, slot=self._slot({}, said.slot))
            elif not isinstance(error, Usage):  # how a call is made is between the model and us
                self.refused = said
            text = " ".join(part for part in (said.sentence, said.advice) if part)
            self.result = await self._answer(asked, text, failed=True)

    def _prepared(self, asked: ToolCall) -> tuple[Command, Call]:
        if self._count > CALLS:
            raise Refused(N_("That is more than I do for one message."))
        command = self.services.registry.get(asked.name)
        if command is None:
            raise Usage(
                N_("There is no command {name}."), name=asked.name[:40], advice=N_("/help lists what there is.")
            )
        permit(command, self.call.actor)
        given = {
            name: self.fence.clean(value) if isinstance(value, str) else value for name, value in asked.input.items()
        }
        values = values_of(command, given)
        call, takes = self.call, _takes(command, values)
        material = call.material if self._material is None and takes else self._material or Material()
        made = replace(call, values=values, step=self._step(asked, given), material=material, heard=())
        return command, made if self._count == 1 else replace(made, at_work=None)

    def _step(self, asked: ToolCall, given: Mapping[str, object]) -> str:
        """Name this step, the same when the same delivery of a message comes to the same call again."""
        told_of = [self.call.whence.event, self._count, asked.name, sorted(given.items())]
        return sha256(to_json(told_of, fallback=str)).hexdigest()[:16]

    async def _done(self, asked: ToolCall, command: Command, call: Call) -> AsyncGenerator[Visible, None]:
        if not command.run_by_model(call.values):
            yield await self._proposed(asked, command, call)
            return
        if command.doing:
            yield Progress(slot=self._slot({}, "doing"), text=call.words(command.doing))
        if _takes(command, call.values):
            self._material = Material()
        slots: dict[str, str] = {}
        async with aclosing(command.run(call, self.services)) as events:
            async for event in events:
                if isinstance(event, Done):
                    self.ran.append(command.id)
                    await self._end(asked, event)
                    return
                yield _private(event, self._slot(slots, event.slot))
        raise RuntimeError(f"{command.id} ended without Done")

    async def _proposed(self, asked: ToolCall, command: Command, call: Call) -> Card:
        if len(self.proposed) >= PROPOSALS:
            raise Refused(N_("That is more than I propose at once."))
        card = await proposal(call, self.services, command, self._slot({}, "proposal"))
        self.proposed.append(command.id)
        self.result = await self._answer(asked, PROPOSED)
        return card

    async def _end(self, asked: ToolCall, done: Done) -> None:
        self.asking = self.asking or done.status is Status.ASKING
        self.result = await self._answer(asked, told(done.status.value, done.data))

    async def _answer(self, asked: ToolCall, text: str, *, failed: bool = False) -> ToolResult:
        fenced = self.fence.block("result", self.fence.clean(await masked(text)))
        return ToolResult(id=asked.id, text=fenced, failed=failed)

    def _slot(self, known: dict[str, str], slot: str) -> str:
        """Give a slot of its own to each command: what one shows does not take the place of what another showed."""
        if slot not in known:
            self._slots[slot] = number = self._slots.get(slot, 0) + 1
            known[slot] = slot if number == 1 else f"{slot}-{number}"
        return known[slot]


def _takes(command: Command, values: Mapping[str, str]) -> bool:
    """Tell whether a command works on what came along with the words: as a text, or as what a prompt is filled in with
    where nothing else was given for that.
    """
    filled = any(one.kind is Kind.VALUES and not values.get(one.name) for one in command.arguments)
    return filled or command.on_current is not None or any(one.kind is Kind.DOCUMENT for one in command.arguments)


def _private(event: Visible, slot: str) -> Visible:
    if isinstance(event, Card) and event.public:
        raise RuntimeError("a command that a model may run shows nothing for everyone")
    return replace(event, slot=slot)
