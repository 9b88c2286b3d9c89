"""What has to be said once a prompt has changed: which others change with it, and what is wrong with it now."""

from bot.commands._filling import warnings
from bot.commands._standing import included
from bot.commands._together import together, version_key
from bot.dialogue.command import Call, Services
from bot.domain import PRODUCTION, Snippet
from bot.errors import Refused
from bot.library.fragments import Fragment
from bot.library.templates import includes
from bot.library.variables import Sheet, read
from bot.words import N_


async def changed(call: Call, services: Services, snippet: Snippet) -> tuple[str, ...]:
    """Say which prompts a new version changes too, and what is wrong with its front matter and its includes."""
    sheet, words = read(snippet.newest.text), call.words
    depending = await _depending(call, services, snippet)
    return (*depending, *warnings((sheet,), words), *await _unusable(call, services, snippet, sheet))


async def _unusable(call: Call, services: Services, snippet: Snippet, sheet: Sheet) -> tuple[str, ...]:
    """Say why it cannot be put together with what it includes, where it cannot."""
    if not includes(sheet.body):
        return ()
    newest = Fragment(version_key(snippet.id, snippet.newest.number), snippet.name, snippet.newest.text)
    try:
        await together(call, services, newest)
    except Refused as error:
        return (call.words(error.message, **error.values), call.words(N_("Until that is mended it cannot be used.")))
    return ()


async def relabelled(call: Call, services: Services, before: Snippet, after: Snippet, label: str) -> tuple[str, ...]:
    """Say which prompts change with a label that was moved: whatever takes no version takes production, others may take
    the label by its name.
    """
    if before.counting(label) == after.counting(label):
        return ()
    which = await included(call, services, after)
    if not which or (label == PRODUCTION and before.preferred == after.preferred):
        return ()
    said = N_("They change with it.") if label == PRODUCTION else N_("Those that take {label} change with it.")
    return (*which, call.words(said, label=label))


async def _depending(call: Call, services: Services, snippet: Snippet) -> tuple[str, ...]:
    """Say which prompts change with it; none does where they go on including another version."""
    if snippet.newest.number == 1 or snippet.preferred != snippet.newest.number:
        return ()
    which = await included(call, services, snippet)
    return (*which, call.words(N_("They change with it."))) if which else ()
