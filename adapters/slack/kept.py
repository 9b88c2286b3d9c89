"""What is kept of forms for a person, encrypted, for one day and a few forms only."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, Protocol, TypeVar

from pydantic import TypeAdapter

from bot.dialogue.form import Form
from bot.dialogue.inbound import Attached
from bot.domain import Account
from bot.ports import Clock, Vault

MOST = 5
"""Forms that are kept for one person, of either kind."""


@dataclass(frozen=True, slots=True)
class Filed:
    """A file as Slack told it, for the field `name`, or as material."""

    name: str
    data: dict[str, Any]


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """What somebody had typed into a form that they closed, by the ids of its fields. `key` is the form's token."""

    key: str
    until: datetime
    typed: Mapping[str, str]


class _Named(Protocol):
    @property
    def key(self) -> str: ...

    @property
    def until(self) -> datetime: ...


One = TypeVar("One", bound=_Named)


class Kept(Generic[One]):
    """Things of one kind, over a vault: a few for each person, the latest ones."""

    def __init__(self, vault: Vault, clock: Clock, namespace: str, adapter: TypeAdapter[tuple[One, ...]]) -> None:
        self._vault = vault
        self._clock = clock
        self._namespace = namespace
        self._adapter = adapter
        self._lock = asyncio.Lock()

    async def add(self, who: Account, one: One) -> None:
        """Keep something, in place of how it stood before."""
        async with self._lock:
            others = [each for each in await self._all(who) if each.key != one.key]
            await self._put(who, (*others, one)[-MOST:])

    async def find(self, who: Account, key: str) -> One | None:
        """Give something; None where it is no longer there."""
        return next((one for one in await self._all(who) if one.key == key), None)

    async def drop(self, who: Account, key: str) -> None:
        """Forget something."""
        async with self._lock:
            before = await self._all(who)
            after = tuple(one for one in before if one.key != key)
            if after != before:
                await self._put(who, after)

    async def _all(self, who: Account) -> tuple[One, ...]:
        kept = await self._vault.get(self._namespace, _key(who))
        now = self._clock.now()
        return tuple(one for one in self._adapter.validate_json(kept) if one.until > now) if kept else ()

    async def _put(self, who: Account, found: tuple[One, ...]) -> None:
        if found:
            await self._vault.put(self._namespace, _key(who), self._adapter.dump_json(found))
        else:
            await self._vault.delete(self._namespace, _key(who))


DRAFTS = TypeAdapter(tuple[Draft, ...])
LEFT = TypeAdapter(tuple[Left, ...])


def _key(who: Account) -> str:
    return f"{who.tenant}:{who.user}"
