"""A secret stops a command before a hosted model is asked: nothing is sent and nothing is kept."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Iterator, Sequence
from contextlib import aclosing
from dataclasses import replace
from typing import TypeVar, cast

from pydantic import BaseModel

from bot.dialogue.action import token
from bot.dialogue.events import Button, Card, Line, Style
from bot.dialogue.inbound import Say
from bot.domain import CallId, PersonId, Usage
from bot.engineer.checks.secrets import MASK, Secret, mask, secrets
from bot.errors import SecretFound
from bot.library import codes
from bot.ports import Ask, Asker, Delta, Model, Stop, Store, ToolCall, Traits, Turn
from bot.words import N_, Words

S = TypeVar("S", bound=BaseModel)


SHORT = 2_000
"""Characters up to which a text is looked through on the spot, in less time than a thread takes to begin."""
KNOWN = 128
"""Texts without a secret that are remembered, so that what holds them is not looked through in full again."""
_known: dict[str, None] = {}


async def look(text: str) -> tuple[Secret, ...]:
    """Give what looks like a secret in `text`. A long text is looked through in a thread, so that nobody else waits."""
    if text in _known:
        return ()
    found = secrets(text) if len(text) < SHORT else await asyncio.to_thread(secrets, text)
    if not found:
        _remember(text)
    return found


def _without_known(text: str) -> str:
    """Leave out what was looked through before."""
    for known in _known:
        if known in text:
            text = text.replace(known, " ")
    return text


def _remember(text: str) -> None:
    if not SHORT // 10 <= len(text) <= SHORT * 10 or text in _known:
        return
    while len(_known) >= KNOWN:
        del _known[next(iter(_known))]
    _known[text] = None


async def unallowed(text: str, person: PersonId, store: Store) -> tuple[Secret, ...]:
    """Give what looks like a secret and was not said to be none by this person."""
    found = await look(text)
    if not found:
        return ()
    allowed = await store.ledger.allowed(person)
    return tuple(one for one in found if store.vault.fingerprint(text[one.start : one.end]) not in allowed)


async def allow(texts: Sequence[str], person: PersonId, store: Store) -> None:
    """Remember that what looks like a secret in these texts is none, to this person."""
    for text in texts:
        for one in await look(text):
            await store.ledger.allow(person, store.vault.fingerprint(text[one.start : one.end]))


def masker(found: Sequence[tuple[str, tuple[Secret, ...]]]) -> Callable[[str], str]:
    """Give a function that masks what was found, text by text."""
    masks = {text: mask(text, secret) for text, secret in found if secret}
    return lambda text: masks.get(text, text)


async def without_secrets(said: Say) -> Say:
    """Mask what looks like a secret in what was said before by anybody: it is only there to be understood. A code that
    joins accounts is one as well; we showed it to its owner, in direct messages that are read again.
    """
    heard = tuple([replace(one, text=codes.masked(await masked(one.text), MASK)) for one in said.heard])
    return replace(said, heard=heard)


async def masked(text: str) -> str:
    """Give a text with a mask in place of whatever looks like a secret."""
    return mask(text, await look(text))


def stop_card(first: Secret, call: CallId, words: Words) -> Card:
    """Say that the command was stopped, and ask how to go on."""
    sentence = words(
        N_("I stopped: line {line} looks like {kind}. I sent and kept nothing."),
        line=first.line,
        kind=words(first.kind),
    )
    return Card(
        slot="secret",
        title=words(N_("A secret?")),
        parts=(
            Line(sentence),
            Line(words(N_("If you posted it here, delete that message and renew the key."))),
        ),
        buttons=(
            Button(words(N_("Mask and go on")), token("mask", call), Style.PRIMARY),
            Button(words(N_("Not a secret")), token("allow", call)),
            Button(words(N_("Cancel")), token("drop", call)),
        ),
    )


def _texts(turn: Turn) -> Iterator[str]:
    """Give every text that a turn sends."""
    yield turn.text
    yield from (result.text for result in turn.results)
    yield from (str(value) for call in turn.calls for value in call.input.values())


class Guarded:
    """A hosted model behind a last look (`bot.ports.Model`): whatever way a text took to get here, a secret in it is
    not sent.
    """

    def __init__(self, model: Model, store: Store) -> None:
        self._model = model
        self._store = store

    @property
    def traits(self) -> Traits:
        """Say what the server can do."""
        return self._model.traits

    async def stream(self, ask: Ask, asker: Asker) -> AsyncGenerator[Delta | ToolCall | Stop, None]:
        """Stream text, unless there is a secret in what would be sent."""
        await self._look(ask, asker)
        async with aclosing(
            cast("AsyncGenerator[Delta | ToolCall | Stop, None]", self._model.stream(ask, asker))
        ) as parts:
            async for part in parts:
                yield part

    async def structured(self, ask: Ask, schema: type[S], asker: Asker) -> tuple[S, Usage]:
        """Give one answer, unless there is a secret in what would be sent."""
        await self._look(ask, asker)
        return await self._model.structured(ask, schema, asker)

    async def items(self, ask: Ask, schema: type[S], asker: Asker) -> AsyncGenerator[S | Stop, None]:
        """Give elements, unless there is a secret in what would be sent."""
        await self._look(ask, asker)
        async with aclosing(cast("AsyncGenerator[S | Stop, None]", self._model.items(ask, schema, asker))) as parts:
            async for part in parts:
                yield part

    async def count(self, ask: Ask) -> int:
        """Count the input tokens of `ask`."""
        return await self._model.count(ask)

    async def check(self) -> str:
        """Reach the server without cost."""
        return await self._model.check()

    async def aclose(self) -> None:
        """Close connections and children."""
        await self._model.aclose()

    async def _look(self, ask: Ask, asker: Asker) -> None:
        for text in (text for turn in ask.turns for text in _texts(turn)):
            found = await unallowed(_without_known(text), asker.person, self._store)
            if found:
                raise SecretFound(
                    N_("I stopped: what I was about to send holds {kind}. I sent nothing."),
                    advice=N_("Take it out with edit, or type the text anew: then I ask what to do about it."),
                    kind=asker.words(found[0].kind),
                )
