"""A secret stops a command before a hosted model is asked: nothing is sent and nothing is kept."""

import asyncio
from collections.abc import Callable, Sequence

from bot.dialogue.action import token
from bot.dialogue.events import Button, Card, Line, Style
from bot.domain import CallId, PersonId
from bot.engineer.checks.secrets import Secret, mask, secrets
from bot.ports import Store
from bot.words import N_, Words


async def look(text: str) -> tuple[Secret, ...]:
    """Give what looks like a secret in `text`, looked for in a thread, so that nobody else waits."""
    return await asyncio.to_thread(secrets, text)


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
