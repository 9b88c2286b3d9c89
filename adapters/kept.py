"""What is kept of forms until they are complete, encrypted: a few of them for each person, each for one day, also where
that person never comes back.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, Protocol, TypeVar

import structlog
from pydantic import TypeAdapter

from bot.dialogue.form import Form
from bot.dialogue.inbound import Attached
from bot.errors import NotFound, PrompteurError
from bot.ports import DAY, Clock, Vault
from bot.words import N_

log = structlog.get_logger()
MOST = 5
"""Forms that are kept for one person, of either kind."""


@dataclass(frozen=True, slots=True)
class Filed:
    """A file as the platform told it, for the field `name`, or as material."""

    name: str
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A form on its way. `number` is the page that is asked now, `texts` came along with the command."""

    key: str
    until: datetime
    form: Form
    number: int = 1
    answers: Mapping[str, str] = field(default_factory=dict)
    files: tuple[Filed, ...] = ()
    texts: tuple[Attached, ...] = ()

    @property
    def asked(self) -> dict[str, str]:
        """What was asked already: what was answered, in words or by a file."""
        return {**{one.name: "" for one in self.files if one.name}, **self.answers}


class Named(Protocol):
    """What can be kept."""

    @property
    def key(self) -> str:
        """Its name among what is kept for the person."""
        ...

    @property
    def until(self) -> datetime:
        """When it is to be forgotten."""
        ...


One = TypeVar("One", bound=Named)


class Kept(Generic[One]):
    """Things of one kind, over a vault, by whose they are: the latest few of each person. `adapter` reads and writes
    them.
    """

    def __init__(self, vault: Vault, clock: Clock, namespace: str, adapter: TypeAdapter[tuple[One, ...]]) -> None:
        self._vault = vault
        self._clock = clock
        self._namespace = namespace
        self._adapter = adapter
        self._lock = asyncio.Lock()

    @property
    def until(self) -> datetime:
        """Until when something is kept that is new."""
        return self._clock.now() + DAY

    async def add(self, who: str, one: One) -> None:
        """Keep something, in place of how it stood before."""
        async with self._lock:
            others = [each for each in await self._all(who) if each.key != one.key]
            await self._put(who, (*others, one)[-MOST:])

    async def find(self, who: str, key: str) -> One | None:
        """Give something; None where it is no longer there."""
        return next((one for one in await self._all(who) if one.key == key), None)

    async def take(self, who: str, key: str) -> One:
        """Give a form of a person. `NotFound` when it is no longer there."""
        found = await self.find(who, key)
        if found is None:
            raise NotFound(N_("That form is no longer there."), advice=N_("Type the command again."))
        return found

    async def drop(self, who: str, key: str) -> None:
        """Forget something."""
        async with self._lock:
            before = await self._all(who)
            after = tuple(one for one in before if one.key != key)
            if after != before:
                await self._put(who, after)

    async def sweep(self) -> None:
        """Forget everything whose day is over."""
        for who in await self._vault.keys(self._namespace):
            async with self._lock:
                await self._put(who, await self._all(who))

    async def _all(self, who: str) -> tuple[One, ...]:
        kept = await self._vault.get(self._namespace, who)
        now = self._clock.now()
        return tuple(one for one in self._adapter.validate_json(kept) if one.until > now) if kept else ()

    async def _put(self, who: str, found: tuple[One, ...]) -> None:
        if found:
            await self._vault.put(self._namespace, who, self._adapter.dump_json(found))
        else:
            await self._vault.delete(self._namespace, who)


async def sweep_daily(*kept: Kept[Any], sleep: Callable[[float], Awaitable[None]] = asyncio.sleep) -> None:
    """Sweep now, and each day until cancelled."""
    while True:
        try:
            for each in kept:
                await each.sweep()
        except PrompteurError as error:  # the store is busy, or its key another one: tomorrow is another day
            log.warning("forms_not_swept", reason=type(error).__name__)
        await sleep(DAY.total_seconds())
