"""What is kept of forms until they are complete, encrypted: the answers so far, and what came along with the command
that opened them (a text that somebody pointed at, files), which no form carries. It is kept for one day, of at most
five forms a person; whoever started the call forgets it.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import structlog
from pydantic import TypeAdapter

from bot.dialogue.form import Field, Form
from bot.dialogue.inbound import Attached
from bot.errors import NotFound, PrompteurError
from bot.ports import DAY, Clock, Vault
from bot.words import N_

log = structlog.get_logger()
NAMESPACE = "discord.forms"
MOST = 5
"""Forms that are kept for one person."""


@dataclass(frozen=True, slots=True)
class Filed:
    """A file as Discord told it, for the field `name`, or as material."""

    name: str
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A form on its way. `number` is the page that is asked now, `texts` came along with the command. `typed` is what
    stands in the fields that are asked again, in place of their defaults.
    """

    key: str
    until: datetime
    form: Form
    number: int = 1
    answers: Mapping[str, str] = field(default_factory=dict)
    typed: Mapping[str, str] = field(default_factory=dict)
    files: tuple[Filed, ...] = ()
    texts: tuple[Attached, ...] = ()

    @property
    def button(self) -> str:
        """The id of the button that opens the page."""
        return f"~page:{self.key}:{self.form.token}"

    @property
    def asked(self) -> dict[str, str]:
        """What was asked already: what was answered, in words or by a file."""
        return {**{one.name: "" for one in self.files if one.name}, **self.answers}

    @property
    def missing(self) -> tuple[Field, ...]:
        """What must be answered, and was asked in vain."""
        filed = {file.name for file in self.files}
        vain = {name for name, text in self.answers.items() if not text.strip() and name not in filed}
        return tuple(one for one in self.form.fields if one.required and one.name in vain)

    @property
    def prefilled(self) -> Form:
        """The form with what was typed standing in it."""
        made = (replace(one, default=self.typed.get(one.name, one.default)) for one in self.form.fields)
        return replace(self.form, fields=tuple(made))


_DRAFTS = TypeAdapter(tuple[Draft, ...])


class Drafts:
    """Forms on their way, over a vault."""

    def __init__(self, vault: Vault, clock: Clock) -> None:
        self._vault = vault
        self._clock = clock
        self._lock = asyncio.Lock()

    def new(self, key: str, form: Form, files: tuple[Filed, ...], texts: tuple[Attached, ...]) -> Draft:
        """Give a form that is about to be asked; it is not kept yet."""
        return Draft(key=key, until=self._clock.now() + DAY, form=form, files=files, texts=texts)

    async def keep(self, user: int, draft: Draft) -> None:
        """Keep a form for a person, in place of how it stood before."""
        async with self._lock:
            others = [one for one in await self._all(user) if one.key != draft.key]
            await self._put(user, (*others, draft)[-MOST:])

    async def take(self, user: int, key: str) -> Draft:
        """Give a form of a person. `NotFound` when it is no longer there."""
        for one in await self._all(user):
            if one.key == key:
                return one
        raise NotFound(N_("That form is no longer there."), advice=N_("Type the command again."))

    async def forget(self, user: int, key: str) -> None:
        """Forget a form."""
        async with self._lock:
            await self._put(user, tuple(one for one in await self._all(user) if one.key != key))

    async def sweep(self) -> None:
        """Forget every form whose day is over."""
        for user in await self._vault.keys(NAMESPACE):
            async with self._lock:
                await self._put(int(user), await self._all(int(user)))

    async def sweep_daily(self, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep) -> None:
        """Sweep now, and each day until cancelled."""
        while True:
            try:
                await self.sweep()
            except PrompteurError as error:  # the store is busy, or its key another one: tomorrow is another day
                log.warning("forms_not_swept", reason=type(error).__name__)
            await sleep(DAY.total_seconds())

    async def _all(self, user: int) -> tuple[Draft, ...]:
        kept = await self._vault.get(NAMESPACE, str(user))
        now = self._clock.now()
        return tuple(one for one in _DRAFTS.validate_json(kept) if one.until > now) if kept else ()

    async def _put(self, user: int, drafts: tuple[Draft, ...]) -> None:
        if drafts:
            await self._vault.put(NAMESPACE, str(user), _DRAFTS.dump_json(drafts))
        else:
            await self._vault.delete(NAMESPACE, str(user))
