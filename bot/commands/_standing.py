"""What else is said of a saved prompt: who liked its answers, and which prompts include it."""

from collections.abc import Sequence

from bot.commands._work import seen
from bot.dialogue.action import token
from bot.dialogue.command import Call, Services
from bot.dialogue.events import Button
from bot.domain import Scope, Snippet
from bot.library.texts import shortened
from bot.words import N_, Words

REMARK = 200
"""Characters of what was said last; a button shows it whole."""
NAMED = 5
"""Prompts that include another and are named; of the others the number is said."""


async def standing(call: Call, services: Services, snippet: Snippet) -> tuple[str, ...]:
    """Say who liked its answers, and which prompts that the caller may see include it."""
    return (*await _liked(call, services, snippet), *await included(call, services, snippet))


async def _liked(call: Call, services: Services, snippet: Snippet) -> tuple[str, ...]:
    good, whole = await services.store.opinions.liked(snippet.id)
    if not whole:
        return ()
    last = await services.store.opinions.of(snippet.id, said=True, limit=1)
    liked, told = N_("{good} of {number} liked its answers"), N_("{good} of {number} liked its answers: “{text}”")
    text = shortened(last[0].remark, REMARK) if last else ""
    return (call.words(told if text else liked, good=good, number=whole, text=text),)


async def said_button(services: Services, snippet: Snippet, words: Words) -> tuple[Button, ...]:
    """Give the button that shows what was said of its answers, where anything was."""
    any_said = await services.store.opinions.of(snippet.id, said=True, limit=1)
    return (Button(words(N_("What was said")), token("history.said", snippet.id)),) if any_said else ()


async def included(call: Call, services: Services, snippet: Snippet) -> tuple[str, ...]:
    """Say which prompts that the caller may see include it; nothing where none does."""
    number, names = await including(services, seen(call), snippet)
    if not number:
        return ()
    shown, more = ", ".join(names), number - len(names)
    if more:
        one, many = N_("Included by {names} and {number} more"), N_("Included by {names} and {number} more")
        return (call.words.count(one, many, more, names=shown),)
    return (call.words(N_("Included by {names}"), names=shown),)


async def including(services: Services, scopes: Sequence[Scope], snippet: Snippet) -> tuple[int, tuple[str, ...]]:
    """Give how many prompts of some scopes include it by any of its names, and the names of the first of them."""
    return await services.store.library.including(scopes, (snippet.name, *snippet.aliases), limit=NAMED)
