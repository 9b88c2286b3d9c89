"""One who pays for calls: what they took in the last day, what is under way, and when there is room again."""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime

from bot.domain import Budget, PersonId, TeamId
from bot.errors import OverBudget
from bot.ports import DAY, Clock, Ledger
from bot.words import N_

FRESH_SECONDS = 5.0
"""How long a sum from the ledger is believed; other processes may add to it meanwhile."""
IDLE_SECONDS = 60.0
HALVINGS = 12
"""A day halved so often is 21 s: how exactly the time of the next room is told."""
HOUR, MINUTE = 3600, 60

_USED = {
    "person": N_("You have used up your {limit} tokens of 24 hours. Nothing was sent. There is room again in {wait}."),
    "team": N_(
        "Your team has used up its {limit} tokens of 24 hours. Nothing was sent. There is room again in {wait}."
    ),
    "process": N_(
        "Everybody together has used up the {limit} tokens of 24 hours. Nothing was sent."
        " There is room again in {wait}."
    ),
}
_UNDER_WAY = {
    "person": N_("Your answers under way may take all the tokens that you have left. Nothing was sent."),
    "team": N_("Your team's answers under way may take all the tokens that it has left. Nothing was sent."),
    "process": N_("The answers under way may take all the tokens that are left. Nothing was sent."),
}
_AT_ONCE = {
    "person": N_("You have {limit} answers under way, as many as one person may. Nothing was sent."),
    "team": N_("Your team has {limit} answers under way, as many as it may. Nothing was sent."),
    "process": N_("There are {limit} answers under way, as many as there may be. Nothing was sent."),
}
_WHEN_ONE_ENDS = N_("Try again when one of them has ended.")


@dataclass(slots=True, eq=False)
class Charge:
    """What one call took, at a time of the monotonic clock; `written` once the ledger has it."""

    tokens: int
    at: float
    written: bool = False


@dataclass(slots=True, eq=False)
class Payer:
    """A person, a team, or everybody together (`process`)."""

    kind: str
    name: str
    budget: Budget
    ledger: Ledger
    clock: Clock
    calls: int = 0
    held: int = 0
    """Tokens that the calls under way are likely to take."""
    recent: list[Charge] = field(default_factory=list)
    """Charges that the sum from the ledger may not have yet."""
    seen_at: float = 0.0
    """When it was last asked about, on the monotonic clock."""
    _recent: int = 0
    """Their tokens."""
    _stored: int = 0
    _read_at: float | None = None
    _free_at: datetime | None = None
    _reading: asyncio.Lock = field(default_factory=asyncio.Lock)

    @property
    def idle(self) -> bool:
        """Nothing is lost when it is forgotten: nobody waits for it, holds room, or has a charge unwritten."""
        waited_for = self.clock.monotonic() - self.seen_at < IDLE_SECONDS
        return not (waited_for or self.calls) and all(charge.written for charge in self.recent)

    @property
    def spent(self) -> int:
        """Tokens of the last day; what was recorded while the ledger was being read may count twice for a moment."""
        return self._stored + self._recent

    @property
    def full(self) -> bool:
        """There is no room for another call."""
        return self._calls_full or self._tokens_full

    @property
    def _calls_full(self) -> bool:
        return self.budget.calls_at_once is not None and self.calls >= self.budget.calls_at_once

    @property
    def _tokens_full(self) -> bool:
        return self.budget.tokens_a_day is not None and self.spent + self.held >= self.budget.tokens_a_day

    async def refresh(self) -> None:
        """Read the sum from the ledger when the last one is too old; whoever asks meanwhile waits for it."""
        self.seen_at = self.clock.monotonic()
        if self.budget.tokens_a_day is None or self._fresh:
            return
        async with self._reading:
            if not self._fresh:
                await self._read()

    @property
    def _fresh(self) -> bool:
        return self._read_at is not None and self.clock.monotonic() - self._read_at < FRESH_SECONDS

    async def _read(self) -> None:
        now = self.clock.monotonic()
        counted = {charge for charge in self.recent if charge.written or now - charge.at > DAY.total_seconds()}
        self._stored = await self._since(self.clock.now() - DAY)
        self.recent = [charge for charge in self.recent if charge not in counted]
        self._recent = sum(charge.tokens for charge in self.recent)
        self._read_at = now

    async def _since(self, since: datetime) -> int:
        person = PersonId(self.name) if self.kind == "person" else None
        team = TeamId(self.name) if self.kind == "team" else None
        usage, _ = await self.ledger.spent(since, person=person, team=team)
        return usage.input_tokens + usage.output_tokens

    def add(self, charge: Charge) -> None:
        """Count a charge at once, before the ledger has it."""
        self.recent.append(charge)
        self._recent += charge.tokens

    async def refusal(self) -> OverBudget:
        """Put in a sentence why there is no room, and when there will be."""
        if self._calls_full:
            limit = self.budget.calls_at_once
            return OverBudget(_AT_ONCE[self.kind], free_at=None, advice=_WHEN_ONE_ENDS, limit=limit)
        limit = self.budget.tokens_a_day or 0
        if self.spent < limit:
            return OverBudget(_UNDER_WAY[self.kind], free_at=None, advice=_WHEN_ONE_ENDS)
        free_at = await self._room_again(limit)
        seconds = (free_at - self.clock.now()).total_seconds()
        return OverBudget(_USED[self.kind], free_at=free_at, limit=f"{limit:,}", wait=_wait(seconds))

    async def _room_again(self, limit: int) -> datetime:
        """Find when enough will have left the last day. The answer is kept, so that asking again and again costs the
        ledger nothing.
        """
        now = self.clock.now()
        if self._free_at is not None and self._free_at > now:
            return self._free_at
        full, free = now - DAY, now
        for _ in range(HALVINGS):
            middle = full + (free - full) / 2
            if await self._since(middle) < limit:
                free = middle
            else:
                full = middle
        self._free_at = free + DAY
        return self._free_at


def _wait(seconds: float) -> str:
    """Give a time in words that need no translation, never less than a minute."""
    minutes = max(1, -int(-seconds // MINUTE))
    hours, rest = divmod(minutes, HOUR // MINUTE)
    return f"{hours} h {rest} min" if hours else f"{rest} min"
