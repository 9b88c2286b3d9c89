"""What else is said of a saved prompt: who liked its answers, and which prompts include it."""

from bot.commands._work import seen
from bot.dialogue.command import Call, Services
from bot.domain import Snippet
from bot.words import N_

NAMED = 5
"""Prompts that include another and are named; of the others the number is said."""


async def standing(call: Call, services: Services, snippet: Snippet) -> tuple[str, ...]:
    """Say who liked its answers, and which prompts that the caller may see include it."""
    return (*await _liked(call, services, snippet), *await included(call, services, snippet))


async def _liked(call: Call, services: Services, snippet: Snippet) -> tuple[str, ...]:
    good, whole = await services.store.opinions.liked(snippet.id)
    said = N_("{good} of {number} liked its answers")
    return (call.words(said, good=good, number=whole),) if whole else ()


async def included(call: Call, services: Services, snippet: Snippet) -> tuple[str, ...]:
    """Say which prompts that the caller may see include it; nothing where none does."""
    number, names = await services.store.library.including(seen(call), snippet.name, limit=NAMED)
    if not number:
        return ()
    shown, more = ", ".join(names), number - len(names)
    if more:
        one, many = N_("Included by {names} and {number} more"), N_("Included by {names} and {number} more")
        return (call.words.count(one, many, more, names=shown),)
    return (call.words(N_("Included by {names}"), names=shown),)
